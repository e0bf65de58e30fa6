"""Names of organisations in DynamoDB, by their first two characters.

Shape: {opening: "示例", name: "示例虚构甲有限公司#9151…"}
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from chalicelib.search.store import NameEntry
from chalicelib.stores.items import Item, Items, Range, item_of


class DynamoNames:
    """Names by their first two characters; an item is nothing but its key."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="opening")

    def add(self, entry: NameEntry) -> None:
        """Enter a name; one that is there already stays, for it says the same."""
        self._items.put(item_of(opening=entry.opening, name=entry.sort_key))

    def beginning_with(self, opening: str, start: str, *, limit: int, after: str | None = None) -> Sequence[NameEntry]:
        """Return names under an opening that begin with `start`, in order, from behind the `sort_key` `after`."""
        within = Range(name="name", operator="begins_with", value=start)
        first = item_of(opening=opening, name=after) if after else None
        items = self._items.all(opening, within, after=first, Limit=limit)
        return [_entry_in(item) for item in islice(items, limit)]


def _entry_in(item: Item) -> NameEntry:
    name, _, credit_code = item["name"]["S"].rpartition("#")
    return NameEntry(item["opening"]["S"], name, credit_code)
