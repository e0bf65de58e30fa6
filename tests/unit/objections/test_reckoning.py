"""Reckoning: each day of a period counted or skipped and why, held against the calendar and an independent table."""

from csv import DictReader
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.objections.reckoning import DayLine, Stop, reckoned
from chalicelib.terms.working_days import Calendar, CalendarGapError, Unit, calendar

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2015, 1, 1), date(2026, 12, 31)
ours = calendar()
without_2026 = Calendar(
    ours.years - {2026},
    {day: name for day, name in ours.holidays.items() if day.year < 2026},
    {day: name for day, name in ours.workdays.items() if day.year < 2026},
    (),
    {year: stamp for year, stamp in ours.stamps.items() if year < 2026},
)

starts = st.dates(date(2015, 1, 1), date(2026, 5, 31))
lengths = st.integers(0, 25)
spans = st.tuples(st.integers(0, 60), st.integers(0, 40), st.sampled_from(["request_supplement", "hold"]))


def _stops(start: date, drawn: list[tuple[int, int, str]]) -> list[Stop]:
    begun = [start + timedelta(days=after) for after, _, _ in drawn]
    return [
        Stop(kind=kind, since=since, until=since + timedelta(days=lasts))
        for since, (_, lasts, kind) in zip(begun, drawn, strict=True)
    ]


def _said(lines: tuple[DayLine, ...]) -> list[tuple[str, str, int | None]]:
    return [(f"{line.on:%m-%d}", line.why, line.number) for line in lines]


def test_each_day_says_whether_it_counts_and_why() -> None:
    found = reckoned(3, Unit.WORKING_DAYS, started_on=date(2026, 10, 1), calendar=ours)

    assert _said(found.lines) == [
        ("10-01", "start_day", None),
        *((f"10-0{day}", "holiday", None) for day in range(2, 8)),
        ("10-08", "working_day", 1),
        ("10-09", "working_day", 2),
        ("10-10", "make_up_workday", 3),
    ]
    assert found.lines[1].zh == "国庆节放假，不计入"
    assert found.lines[-1].zh == "第3日，国庆节调休上班"
    assert [line.counts for line in found.lines[-4:]] == [False, True, True, True]
    assert (found.last_on, found.provisional, found.stands_still) == (date(2026, 10, 10), False, False)


def test_a_paused_day_does_not_count_and_names_the_pause() -> None:
    stop = Stop(kind="hold", since=date(2026, 11, 24), until=date(2026, 11, 26), reason="笔迹鉴定")
    found = reckoned(3, Unit.WORKING_DAYS, started_on=date(2026, 11, 23), calendar=ours, stops=[stop])

    assert _said(found.lines) == [
        ("11-23", "start_day", None),
        ("11-24", "working_day", 1),
        ("11-25", "paused", None),
        ("11-26", "paused", None),
        ("11-27", "working_day", 2),
        ("11-28", "weekend", None),
        ("11-29", "weekend", None),
        ("11-30", "working_day", 3),
    ]
    assert "笔迹鉴定" in found.lines[2].zh
    assert not found.stands_still


def test_a_period_that_stands_still_says_so() -> None:
    stop = Stop(kind="request_supplement", since=date(2026, 11, 24), until=date(2026, 11, 25), goes_on=True)

    assert reckoned(2, Unit.WORKING_DAYS, started_on=date(2026, 11, 23), calendar=ours, stops=[stop]).stands_still
    assert not reckoned(1, Unit.WORKING_DAYS, started_on=date(2026, 11, 23), calendar=ours, stops=[stop]).stands_still


def test_a_period_in_days_that_ends_on_a_day_of_rest_goes_on_to_the_next_working_day() -> None:
    found = reckoned(7, Unit.DAYS, started_on=date(2026, 2, 13), calendar=ours)

    assert _said(found.lines)[-5:] == [
        ("02-20", "last_day_of_rest", 7),
        ("02-21", "holiday", None),
        ("02-22", "holiday", None),
        ("02-23", "holiday", None),
        ("02-24", "next_working_day", None),
    ]
    assert {why for _, why, _ in _said(found.lines)[1:-5]} == {"calendar_day"}


def test_a_pause_on_the_days_of_rest_behind_a_period_moves_its_end_too() -> None:
    stop = Stop(kind="hold", since=date(2026, 11, 28), until=date(2026, 11, 30))
    found = reckoned(5, Unit.DAYS, started_on=date(2026, 11, 23), calendar=ours, stops=[stop])

    assert _said(found.lines)[-3:] == [
        ("11-29", "paused", None),
        ("11-30", "paused", None),
        ("12-01", "next_working_day", None),
    ]


def test_days_of_a_year_not_announced_are_taken_by_their_weekday_and_say_so() -> None:
    found = reckoned(20, Unit.WORKING_DAYS, started_on=date(2026, 12, 4), calendar=ours)
    tail = found.lines[-3:]

    assert _said(tail) == [
        ("12-30", "working_day", 18),
        ("12-31", "working_day", 19),
        ("01-01", "weekday_not_announced", 20),
    ]
    assert (tail[-1].provisional, tail[0].provisional, found.provisional) == (True, False, True)
    assert "2027年放假安排尚未公布" in tail[-1].zh
    weekend = reckoned(2, Unit.WORKING_DAYS, started_on=date(2026, 12, 31), calendar=ours).lines[2]
    assert (weekend.on, weekend.why, weekend.provisional) == (date(2027, 1, 2), "weekend", True)


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-02-13", "02-14 02-24 02-25 02-27 03-02 03-05 03-19"),
        ("2026-04-30", "05-06 05-07 05-08 05-11 05-13 05-18 06-01"),
        ("2026-09-18", "09-20 09-21 09-22 09-24 09-29 10-09 10-22"),
        ("2026-09-29", "09-30 10-08 10-09 10-12 10-14 10-19 11-02"),
        ("2026-11-20", "11-23 11-24 11-25 11-27 12-01 12-04 12-18"),
    ],
)
def test_the_vectors_of_the_domain(start: str, ends: str) -> None:
    begun = date.fromisoformat(start)
    found = [
        reckoned(days, Unit.WORKING_DAYS, started_on=begun, calendar=ours).last_on for days in (1, 2, 3, 5, 7, 10, 20)
    ]

    assert " ".join(f"{day:%m-%d}" for day in found) == ends
    months = reckoned(3, Unit.MONTHS, started_on=date(2025, 11, 30), calendar=ours)
    assert (months.last_on, months.provisional) == (date(2026, 2, 28), False)
    assert reckoned(1, Unit.WORKING_DAYS, started_on=date(2026, 12, 25), calendar=ours).provisional is False
    assert reckoned(7, Unit.WORKING_DAYS, started_on=date(2026, 12, 25), calendar=ours).provisional


def test_every_start_day_and_length_against_an_independent_table(real_data: Path) -> None:
    with (real_data / "holidays.csv").open(encoding="utf-8", newline="") as lines:
        rests = {date.fromisoformat(row["date"]): row["is_off_day"] == "1" for row in DictReader(lines)}
    days = [FIRST + timedelta(days=passed) for passed in range((LAST - FIRST).days + 1)]
    worked = [day for day in days if not rests.get(day, day.weekday() >= 5)]
    place = 0
    told = refused = 0
    for start in days:
        while place < len(worked) and worked[place] <= start:
            place += 1
        found = reckoned(20, Unit.WORKING_DAYS, started_on=start, calendar=ours).lines
        ends = {line.number: line for line in found if line.counts}
        for length in range(1, 21):
            if place + length <= len(worked):
                last = worked[place + length - 1]
                assert (ends[length].on, ends[length].provisional) == (last, False), (start, length)
                assert ours.last_day_of(length, after=start) == last
                told += 1
            else:
                assert ends[length].provisional or ends[length].on.year == 2027, (start, length)
                with pytest.raises(CalendarGapError) as gap:
                    ours.last_day_of(length, after=start)
                assert gap.value.year == 2027
                refused += 1
    assert (told + refused, refused > 0) == (len(days) * 20, True)


@given(starts, lengths, st.sampled_from(Unit))
def test_without_a_pause_a_period_ends_as_the_calendar_says(start: date, length: int, unit: Unit) -> None:
    length = length if unit is not Unit.MONTHS else length % 7
    found = reckoned(length, unit, started_on=start, calendar=ours)

    assert found.last_on == ours.last_day_of_period(length, unit, after=start)
    assert not found.provisional


@given(starts, lengths, st.sampled_from(Unit), st.lists(spans, max_size=4), spans)
def test_a_pause_never_shortens(
    start: date, length: int, unit: Unit, drawn: list[tuple[int, int, str]], more: tuple[int, int, str]
) -> None:
    length = length if unit is not Unit.MONTHS else length % 3
    fewer, further = _stops(start, drawn), _stops(start, [*drawn, more])
    before = reckoned(length, unit, started_on=start, calendar=ours, stops=fewer)
    after = reckoned(length, unit, started_on=start, calendar=ours, stops=further)

    assert before.last_on <= after.last_on


@given(starts, st.integers(1, 20), st.sampled_from(Unit), st.lists(spans, max_size=4), st.randoms())
def test_a_period_is_independent_of_the_order_of_its_pauses(
    start: date, length: int, unit: Unit, drawn: list[tuple[int, int, str]], random: Random
) -> None:
    length = length if unit is not Unit.MONTHS else length % 3
    stops = _stops(start, drawn)
    shuffled = list(stops)
    random.shuffle(shuffled)
    one = reckoned(length, unit, started_on=start, calendar=ours, stops=stops)
    other = reckoned(length, unit, started_on=start, calendar=ours, stops=shuffled)

    assert [(line.on, line.number) for line in one.lines] == [(line.on, line.number) for line in other.lines]


@given(starts, st.integers(1, 20), st.sampled_from(Unit), st.lists(spans, max_size=4))
def test_the_working_is_every_day_once_and_counts_as_many_as_were_asked_for(
    start: date, length: int, unit: Unit, drawn: list[tuple[int, int, str]]
) -> None:
    stops = _stops(start, drawn)
    found = reckoned(length if unit is not Unit.MONTHS else 1, unit, started_on=start, calendar=ours, stops=stops)

    assert found.lines[0].on == start
    assert all(later.on - earlier.on == ONE_DAY for earlier, later in pairwise(found.lines))
    assert all(line.zh and line.en for line in found.lines)
    paused = [line.on for line in found.lines[1:] if any(stop.covers(line.on) for stop in stops)]
    assert [line.on for line in found.lines if line.why == "paused"] == paused
    assert found.lines[-1].counts or found.lines[-1].why == "next_working_day"
    if unit is not Unit.MONTHS:
        assert max(line.number or 0 for line in found.lines) == length


@given(st.dates(date(2025, 12, 1), date(2025, 12, 31)), st.integers(1, 20))
def test_a_provisional_day_moves_only_as_the_notice_says(start: date, length: int) -> None:
    before = reckoned(length, Unit.WORKING_DAYS, started_on=start, calendar=without_2026)
    after = reckoned(length, Unit.WORKING_DAYS, started_on=start, calendar=ours)

    assert not after.provisional
    if not before.provisional:
        assert after.last_on == before.last_on
