"""Working days: the announced years, and where a period ends by them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import DataFileError
from chalicelib.terms.working_days import Calendar, CalendarGapError, Deadline, Unit, calendar

ours = calendar()
starts = st.dates(date(2015, 1, 1), date(2026, 6, 30))
lengths = st.integers(0, 60)


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-02-13", "02-14 02-24 02-25 02-27 03-02 03-05 03-19"),
        ("2026-04-30", "05-06 05-07 05-08 05-11 05-13 05-18 06-01"),
        ("2026-09-18", "09-20 09-21 09-22 09-24 09-29 10-09 10-22"),
        ("2026-09-29", "09-30 10-08 10-09 10-12 10-14 10-19 11-02"),
        ("2026-11-20", "11-23 11-24 11-25 11-27 12-01 12-04 12-18"),
    ],
    ids=["before a make-up Saturday", "before Labour Day", "before a make-up Sunday", "before National Day", "plain"],
)
def test_a_period_counts_working_days_alone(start: str, ends: str) -> None:
    found = [ours.last_day_of(days, after=date.fromisoformat(start)) for days in (1, 2, 3, 5, 7, 10, 20)]

    assert " ".join(f"{day:%m-%d}" for day in found) == ends


@pytest.mark.parametrize(("days", "start"), [(7, date(2026, 12, 25)), (5, date(2026, 12, 25)), (20, date(2026, 12, 4))])
def test_a_period_that_runs_into_a_year_not_announced_is_refused_by_name(days: int, start: date) -> None:
    with pytest.raises(CalendarGapError) as caught:
        ours.last_day_of(days, after=start)

    assert (caught.value.code, caught.value.year) == ("calendar.year_not_announced", 2027)
    assert caught.value.kind == "unprocessable"
    assert "2027" in caught.value.zh


def test_a_day_of_a_year_not_announced_or_before_the_calendar_is_refused() -> None:
    for day in (date(2027, 3, 1), date(2014, 12, 31)):
        with pytest.raises(CalendarGapError):
            ours.is_working_day(day)


def test_a_deadline_that_must_be_shown_says_that_it_is_provisional() -> None:
    assert ours.provisional_last_day_of(7, after=date(2026, 12, 25)) == Deadline(date(2027, 1, 5), provisional=True)
    assert ours.provisional_last_day_of(5, after=date(2026, 11, 20)) == Deadline(date(2026, 11, 27), provisional=False)
    assert ours.provisional_last_day_of(1, after=date(2026, 12, 31), unit=Unit.MONTHS) == Deadline(
        date(2027, 2, 1), provisional=True
    )


def test_a_period_of_calendar_days_that_ends_on_a_day_of_rest_ends_on_the_next_working_day() -> None:
    assert ours.last_day_of_days(7, after=date(2026, 2, 13)) == date(2026, 2, 24)
    assert ours.last_day_of_days(7, after=date(2026, 11, 20)) == date(2026, 11, 27)


def test_a_period_of_months_ends_on_the_same_numbered_day_or_the_next_working_day_from_it() -> None:
    assert ours.last_day_of_months(3, after=date(2025, 11, 30)) == date(2026, 2, 28)
    assert ours.last_day_of_months(1, after=date(2026, 9, 1)) == date(2026, 10, 8)


@given(starts, st.sampled_from(Unit))
def test_a_period_of_nothing_ends_as_it_begins(start: date, unit: Unit) -> None:
    assert ours.last_day_of_period(0, unit, after=start) == start


@given(st.sampled_from(Unit))
def test_a_period_is_never_negative(unit: Unit) -> None:
    with pytest.raises(ValueError, match="not negative"):
        ours.last_day_of_period(-1, unit, after=date(2026, 1, 5))


@given(starts, lengths)
def test_a_longer_period_ends_later(start: date, days: int) -> None:
    assert ours.last_day_of(days, after=start) < ours.last_day_of(days + 1, after=start)
    assert ours.last_day_of_days(days, after=start) <= ours.last_day_of_days(days + 1, after=start)


@given(starts, lengths)
def test_a_later_start_never_ends_a_period_earlier(start: date, days: int) -> None:
    assert ours.last_day_of(days, after=start) <= ours.last_day_of(days, after=start + timedelta(days=1))


@given(starts, st.integers(1, 5), st.sampled_from(Unit))
def test_a_period_ends_on_a_working_day(start: date, length: int, unit: Unit) -> None:
    assert ours.is_working_day(ours.last_day_of_period(length, unit, after=start))


@given(starts, lengths)
def test_as_many_working_days_as_were_asked_for_lie_behind_the_first_day(start: date, days: int) -> None:
    passed = (ours.last_day_of(days, after=start) - start).days

    assert sum(ours.is_working_day(start + timedelta(days=day)) for day in range(1, passed + 1)) == days


def test_every_announced_year_names_its_notice_and_says_whether_it_was_read() -> None:
    assert ours.years == frozenset(range(2015, 2027))
    assert all(notice.confirmed is (notice.number is not None) for notice in ours.notices)
    assert [notice.title for notice in ours.notices if not notice.confirmed] == [
        "国务院办公厅关于2015年部分节假日安排的通知",
        "国务院关于2015年9月3日放假及调休的通知",
    ]


def test_every_day_agrees_with_an_independent_table(public_rows: Callable[[str], list[dict[str, str]]]) -> None:
    rests = {date.fromisoformat(row["date"]): row["is_off_day"] == "1" for row in public_rows("holidays.csv")}
    day = date(2015, 1, 1)
    while day.year < 2027:
        assert ours.is_working_day(day) is not rests.get(day, day.weekday() >= 5), day
        day += timedelta(days=1)


def _year(number: int = 2015, **changed: object) -> dict[str, object]:
    notices = [{"title": "示例", "number": "示例1号", "issued_on": date(2014, 12, 1), "confirmed": True}]
    return {"year": number, "notices": notices, "holidays": [_holiday()] if number == 2015 else []} | changed


def _holiday(**changed: object) -> dict[str, object]:
    sound = {"name": "元旦", "first": "2015-01-01", "last": date(2015, 1, 3), "workdays": ["2015-01-04"]}
    return sound | changed


def test_a_sound_table_makes_a_calendar() -> None:
    made = Calendar.from_tables(_year(), _year(2016))

    assert made.holidays == {date(2015, 1, day): "元旦" for day in (1, 2, 3)}
    assert made.workdays == {date(2015, 1, 4): "元旦"}
    assert Calendar.from_tables().years == frozenset()


def test_the_stamp_of_a_year_changes_with_its_days_and_with_nothing_else() -> None:
    made, again = Calendar.from_tables(_year(), _year(2016)), Calendar.from_tables(_year(2016), _year())
    longer = Calendar.from_tables(_year(holidays=[_holiday(first="2015-01-02")]), _year(2016))
    first, last = date(2015, 12, 30), date(2017, 1, 4)

    assert made.stamp_of(first, last) == again.stamp_of(first, last)
    assert made.stamp_of(first, last).endswith(" 2017-none")
    assert made.stamp_of(first, first) != longer.stamp_of(first, first)
    assert made.stamp_of(last, last) == longer.stamp_of(last, last) == "2017-none"


@pytest.mark.parametrize(
    ("tables", "why"),
    [
        ([_year(), _year()], "is doubled"),
        ([_year(), _year(2017)], "between others is missing"),
        ([_year(year="2015")], "is not a number"),
        ([_year(year=True)], "is not a number"),
        ([_year(notices=[])], "no notice"),
        ([_year(extra=1)], "not a known key"),
        ([_year(notices=[{"title": "示例", "confirmed": True}])], "without a number"),
        ([_year(holidays=[_holiday(last="2014-12-31")])], "before the first day"),
        ([_year(holidays=[_holiday(first="2014-12-31")])], "outside the year"),
        ([_year(holidays=[_holiday(workdays=["2015-01-05"])])], "on a weekday"),
        ([_year(holidays=[_holiday(workdays=["2015-01-03"])])], "named twice"),
        ([_year(holidays=[_holiday(), _holiday(name="又一个")])], "named twice"),
    ],
)
def test_a_table_that_cannot_be_is_refused(tables: list[dict[str, object]], why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        Calendar.from_tables(*tables)


def test_a_notice_whose_number_is_not_known_is_told_without_one() -> None:
    made = Calendar.from_tables(_year(notices=[{"title": "示例", "confirmed": False}]))

    assert (made.notices[0].number, made.notices[0].issued_on) == (None, None)
