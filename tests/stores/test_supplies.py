"""Last supplies: one contract for every place they are kept in."""

from datetime import UTC, date, datetime, timedelta

from chalicelib.library.supplies import LastSupply, ZeroReport
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


def test_a_supply_is_exchanged_for_an_earlier_one_or_for_none_and_back_unless_another_came(stores: Stores) -> None:
    supplies, (first, second, third) = stores.supplies(), (_supply("a", hours=hours) for hours in range(3))
    item = first.item

    def exchanged(over: LastSupply | None, to: LastSupply | None) -> list[LastSupply]:
        for _ in range(2):
            supplies.exchange(item, "a", over=over, to=to)
        return list(supplies.of(item))

    assert exchanged(None, first) == []
    supplies.note(first)
    supplies.note(second)
    assert exchanged(second, first) == [first]
    assert exchanged(first, None) == []
    assert exchanged(None, second) == [second]
    supplies.note(third)
    assert exchanged(second, first) == [third]
    assert exchanged(third, None) == []
    supplies.note(first)
    assert list(supplies.of(item)) == [first]


def _nothing(body: str, month: int, *, hours: int = 0) -> ZeroReport:
    return ZeroReport(
        item="administrative_penalty",
        body=body,
        named=f"示例{body}",
        first=date(2026, month, 1),
        last=date(2026, month, 28),
        reported_at=AT + timedelta(hours=hours),
        batch=f"{body}-{hours}",
    )


def test_of_a_body_and_its_days_the_later_zero_report_is_kept_and_is_no_supply(stores: Stores) -> None:
    supplies = stores.supplies()
    for report in (_nothing("b", 9), _nothing("a", 10, hours=1), _nothing("a", 10), _nothing("a", 9)):
        for _ in range(2):
            supplies.note_nothing(report)

    assert list(supplies.nothing_of("administrative_penalty")) == [
        _nothing("a", 9),
        _nothing("a", 10, hours=1),
        _nothing("b", 9),
    ]
    assert list(supplies.of("administrative_penalty")) == []
    assert list(supplies.nothing_of("administrative_permit")) == []
