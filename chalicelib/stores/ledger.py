"""The ledger in DynamoDB.

Shape: {slot: "0a#2026-11-23T19", entry: "9f0c…", body: "{…}"}
"""

from typing import Any

import msgspec

from chalicelib.ledger.entries import Entry
from chalicelib.stores.contents import encoded
from chalicelib.stores.items import Items, item_of

_entry_in = msgspec.json.Decoder(Entry).decode


class DynamoLedger:
    """The ledger; what is in it is never changed."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="slot")

    def put(self, entry: Entry) -> None:
        """Commit an entry; an entry that is there already stays as it is."""
        self._items.add(item_of(slot=entry.slot, entry=entry.entry, body=encoded(entry)))

    def find(self, slot: str, entry: str) -> Entry | None:
        """Return one entry, by one consistent read."""
        item = self._items.find(slot=slot, entry=entry)
        return _entry_in(item["body"]["S"]) if item else None
