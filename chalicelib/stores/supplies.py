"""Until when which body supplied which item, in DynamoDB.

Shape: {item: "administrative_penalty", body: "zy-scjgj", supplied_at: "2026-…", named: "…"}
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.library.supplies import LastSupply
from chalicelib.stores.items import Items, item_of


class DynamoSupplies:
    """The last supplies."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="item")

    def note(self, supply: LastSupply) -> None:
        """Keep a supply unless a later one of the body and item is kept."""
        at = supply.supplied_at.astimezone(UTC).isoformat(timespec="microseconds")
        self._items.put_later(
            item_of(item=supply.item, body=supply.body, supplied_at=at, named=supply.named), by="supplied_at"
        )

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
        ]
