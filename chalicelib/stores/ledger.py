"""The ledger in DynamoDB; what is past its years leaves by the table's own clock (`expires`), by no role's hand.

Shape: {slot: "0a-20261123T1905", entry: "9f0c…", salt: "…", body: "{…}" or packed: b"…", expires: 2111…}
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from chalicelib.ledger.entries import Entry, EntryTakenError
from chalicelib.ledger.lines import Line, line_of
from chalicelib.stores.contents import packed, unpacked
from chalicelib.stores.items import Item, Items, item_of

_SALT_BYTES = 16
_LONGEST_YEAR_DAYS = 366


class DynamoLedger:
    """The ledger; what is in it is never changed. Units: kept_years from an entry's own instant."""

    def __init__(self, client: Any, table: str, *, kept_years: int) -> None:
        """Take the client, the table's full name, and how long an entry is kept."""
        self._items, self._kept_years = Items(client, table, key="slot"), kept_years

    def put(self, entry: Entry) -> str:
        """Commit an entry and return its hash; one that is there already stays as it is, and its hash is returned.

        Raises: EntryTakenError where another entry stands under its id.
        """
        line = line_of(entry, salt=secrets.token_bytes(_SALT_BYTES))
        expires = expiry_of(entry.at, years=self._kept_years)
        item = item_of(slot=line.slot, entry=line.entry, salt=line.salt, expires=expires, **packed(line.body))
        if self._items.add(item):
            return line.sha256
        standing = self.line(line.slot, line.entry)
        if standing is None or not standing.says(entry):
            raise EntryTakenError(line.reference)
        return standing.sha256

    def find(self, slot: str, entry: str) -> Entry | None:
        """Return one entry, by one consistent read."""
        line = self.line(slot, entry)
        return line.told if line else None

    def line(self, slot: str, entry: str) -> Line | None:
        """Return one entry as it was committed, by one consistent read."""
        item = self._items.find(slot=slot, entry=entry)
        return _line_in(item) if item else None

    def lines_in(self, slot: str) -> Sequence[Line]:
        """Return what was committed in a slot, all of it, read consistently, in the order of the ids."""
        return [_line_in(item) for item in self._items.all(slot, ConsistentRead=True)]


def expiry_of(at: datetime, *, years: int) -> int:
    """Return when what was made at an instant has been kept long enough. Units: seconds since 1970."""
    return int((at + timedelta(days=_LONGEST_YEAR_DAYS * years)).timestamp())


def _line_in(item: Item) -> Line:
    return Line(slot=item["slot"]["S"], entry=item["entry"]["S"], salt=item["salt"]["S"], body=unpacked(item))
