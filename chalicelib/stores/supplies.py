"""Until when which body supplied which item, in DynamoDB.

Shape: {item: "administrative_penalty", body: "zy-scjgj", supplied_at: "2026-…", named: "…"}
       {item: "nothing#administrative_penalty", body: "zy-scjgj#2026-10-01#2026-10-31", supplied_at: …, kept: "{…}"}
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from chalicelib.library.supplies import LastSupply, ZeroReport
from chalicelib.stores.contents import encoded
from chalicelib.stores.items import Items, item_of

# Where a body's only supply was taken back; it comes before every instant.
_NEVER = "-"
_NOTHING = "nothing#"


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

    def note_nothing(self, report: ZeroReport) -> None:
        """Keep a zero report; of the same body, item and days the later one."""
        days = f"{report.body}#{report.first.isoformat()}#{report.last.isoformat()}"
        at = _written(report.reported_at)
        item = item_of(item=f"{_NOTHING}{report.item}", body=days, supplied_at=at, kept=encoded(report))
        self._items.put_later(item, by="supplied_at")

    def nothing_of(self, item: str) -> Sequence[ZeroReport]:
        """Return the zero reports of an item, those of a body together, its earliest days first; read consistently."""
        found = self._items.all(f"{_NOTHING}{item}", ConsistentRead=True)
        return [msgspec.json.decode(each["kept"]["S"], type=ZeroReport) for each in found]


def _instant(supply: LastSupply | None) -> str:
    return _NEVER if supply is None else _written(supply.supplied_at)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
