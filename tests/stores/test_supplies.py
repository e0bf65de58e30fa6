"""Last supplies: one contract for every place they are kept in."""

from datetime import UTC, datetime, timedelta

from chalicelib.library.supplies import LastSupply
from tests.stores.places import Stores

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def _supply(body: str, *, hours: int = 0, item: str = "administrative_penalty") -> LastSupply:
    return LastSupply(item=item, body=body, named=f"示例{body}", supplied_at=AT + timedelta(hours=hours))


def test_of_a_body_and_item_the_last_supply_is_kept_in_whatever_order_they_are_noted(stores: Stores) -> None:
    supplies = stores.supplies()
    for supply in (_supply("b", hours=1), _supply("a"), _supply("b"), _supply("b", hours=2), _supply("b", hours=2)):
        supplies.note(supply)

    supplies.note(_supply("c", item="administrative_permit"))

    assert list(supplies.of("administrative_penalty")) == [_supply("a"), _supply("b", hours=2)]
    assert list(supplies.of("nothing")) == []
