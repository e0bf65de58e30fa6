"""Who looked at whom, in DynamoDB; made from the ledger's entries, and gone when they are.

Shape: {subject: "m~9151…", place: "others#2026-11-23T02:00:00.000000+00:00#0a-…-9f0c…", body: "{…}", expires: 2111…}
"""

from typing import Any

import msgspec

from chalicelib.ledger.accesses import Access, Page, beginning
from chalicelib.stores.contents import packed, unpacked
from chalicelib.stores.items import Items, Range, item_of
from chalicelib.stores.ledger import expiry_of

_access_in = msgspec.json.Decoder(Access).decode


class DynamoAccesses:
    """Accesses by subject, in order of time. Units: kept_years from the look itself."""

    def __init__(self, client: Any, table: str, *, kept_years: int) -> None:
        """Take the client, the table's full name, and how long an access is kept."""
        self._items, self._kept_years = Items(client, table, key="subject"), kept_years

    def put(self, access: Access) -> None:
        """Enter an access; entered again, it stands as it does."""
        expires = expiry_of(access.at, years=self._kept_years)
        body = packed(msgspec.json.encode(access).decode())
        self._items.put(item_of(subject=access.subject, place=access.place, expires=expires, **body))

    def page(self, subject: str, *, own: bool, limit: int, after: str | None = None) -> Page:
        """Return accesses to a subject, newest first, from behind a place: by others, or by the subject itself."""
        within = Range(name="place", operator="begins_with", value=beginning(own=own))
        key = item_of(subject=subject, place=after) if after is not None else None
        items, further = self._items.page(subject, within, after=key, Limit=limit, ScanIndexForward=False)
        return Page([_access_in(unpacked(item)) for item in items], further["place"]["S"] if further else None)
