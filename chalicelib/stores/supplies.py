"""Until when which body supplied which item, in DynamoDB.

Shape: {item: "administrative_penalty", body: "zy-scjgj", supplied_at: "2026-…", named: "…"}
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.library.supplies import LastSupply
from chalicelib.stores.items import Items, item_of

# Where a body's only supply was taken back; it comes before every instant.
_NEVER = "-"


class DynamoSupplies:
    """The last supplies."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="item")

    def note(self, supply: LastSupply) -> None:
        """Keep a supply unless a later one of the body and item is kept."""
        item = item_of(item=supply.item, body=supply.body, supplied_at=_instant(supply), named=supply.named)
        self._items.put_later(item, by="supplied_at")

    def exchange(self, item: str, body: str, *, over: LastSupply | None, to: LastSupply | None) -> None:
        """Keep another supply in place of the one named, None for no supply; nothing where that one is not kept now."""
        new = item_of(item=item, body=body, supplied_at=_instant(to), named=to.named if to else _NEVER)
        self._items.put_over(new, by="supplied_at", value=_instant(over))

    def of(self, item: str) -> Sequence[LastSupply]:
        """Return the last supplies of an item, one a body, in the order of their keys; read consistently."""
        return [
            LastSupply(
                item=item,
                body=each["body"]["S"],
                named=each["named"]["S"],
                supplied_at=datetime.fromisoformat(each["supplied_at"]["S"]),
            )
            for each in self._items.all(item, ConsistentRead=True)
            if each["supplied_at"]["S"] != _NEVER
        ]


def _instant(supply: LastSupply | None) -> str:
    return _NEVER if supply is None else supply.supplied_at.astimezone(UTC).isoformat(timespec="microseconds")
