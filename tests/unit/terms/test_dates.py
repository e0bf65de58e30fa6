"""Beijing days and the arithmetic of months."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.terms.dates import BEIJING, beijing_date, end_of, months_after

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 2, 13, 15, 59, 59, tzinfo=UTC), date(2026, 2, 13)),
        (datetime(2026, 2, 13, 16, 0, tzinfo=UTC), date(2026, 2, 14)),
        (datetime(2026, 1, 1, 0, 0, tzinfo=BEIJING), date(2026, 1, 1)),
    ],
    ids=["a second before midnight", "midnight", "said in Beijing time"],
)
def test_a_day_begins_at_midnight_in_beijing(at: datetime, day: date) -> None:
    assert beijing_date(at) == day


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        beijing_date(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


@given(days)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert beijing_date(end_of(day)) == day + timedelta(days=1)
    assert beijing_date(end_of(day) - timedelta(microseconds=1)) == day


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_a_month_later_is_the_same_numbered_day_or_the_month_s_last(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


@given(days, st.integers(0, 240))
def test_more_months_are_never_earlier(day: date, months: int) -> None:
    assert months_after(day, months) < months_after(day, months + 1)
    assert months_after(day, months).day <= day.day


@given(days, st.integers(0, 120))
def test_months_later_is_never_a_day_too_many(day: date, months: int) -> None:
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
