"""Open statistics: what the trails say, counted anew each time, with what is small hidden."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import DataFileError, NotFoundError
from chalicelib.objections import figures
from chalicelib.objections.cases import Case, CaseKind, Deadline, State
from chalicelib.objections.statistics import (
    MEASURES,
    Event,
    events_of,
    figured,
    figures_of,
    last_day_told,
    limits,
    limits_in,
)
from tests.factories import BODY, BODY_NAME
from tests.fakes import MemoryCases, MemorySite
from tests.unit.objections.standing import FakeMeans, a_register, case_in, means_with

ROW: dict[str, Any] = {"smallest_cell": 5, "basis": "P", "confirmed": False, "proposal": True, "note": "虚构"}
THROUGH = date(2026, 12, 31)
FILED = datetime(2026, 9, 28, 2, tzinfo=UTC)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
events = st.lists(
    st.builds(
        Event,
        st.sampled_from(MEASURES),
        days,
        st.sampled_from([BODY, "-", "another"]),
        st.sampled_from(["other", "wrong_information"]),
        st.none(),
    ),
    max_size=60,
)


def _closed_case(means: FakeMeans) -> Case:
    return case_in(State.CLOSED, means, now=FILED)


def _measures(case: Case, cases: MemoryCases) -> dict[str, Event]:
    return {event.measure: event for event in events_of(case, cases)}


def test_what_happened_to_a_case_is_told_once_each_by_who_supplied_and_by_reason() -> None:
    means = means_with()
    found = _measures(_closed_case(means), means.cases)

    assert set(found) == {"filed", "accepted", "closed", "overturned"}
    assert {(event.department, event.reason, event.on) for event in found.values()} == {
        (BODY, "wrong_information", date(2026, 9, 28))
    }
    assert [event.days for event in found.values()] == [None, None, 0, None]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.DRAFT, set()),
        (State.SUBMITTED, {"filed"}),
        (State.WITHDRAWN, {"filed", "accepted", "withdrawn"}),
        (State.NOT_ACCEPTED, {"filed", "not_accepted"}),
    ],
)
def test_how_else_a_case_stands_is_told_too(state: State, told: set[str]) -> None:
    means = means_with()

    assert set(_measures(case_in(state, means, now=FILED), means.cases)) == told


def test_a_review_is_not_counted_again() -> None:
    means = means_with()
    review = msgspec.structs.replace(_closed_case(means), kind=CaseKind.REVIEW)

    assert _measures(review, means.cases) == {}


@pytest.mark.parametrize(
    ("act", "due", "is_overdue"),
    [
        ("closing", date(2026, 9, 27), True),
        ("absolute", date(2026, 9, 27), True),
        ("closing", date(2026, 9, 28), False),
        ("reply", date(2026, 9, 27), False),
    ],
)
def test_what_was_closed_behind_its_day_is_overdue(act: str, due: date, is_overdue: bool) -> None:  # noqa: FBT001
    means = means_with()
    deadline = Deadline(act=act, on=due, basis="P", started_on=date(2026, 9, 1))
    case = msgspec.structs.replace(_closed_case(means), deadlines=(deadline,))

    assert ("overdue" in _measures(case, means.cases)) is is_overdue


def test_what_was_decided_for_the_record_is_closed_and_not_overturned() -> None:
    means = means_with()
    closed = _closed_case(means)
    assert closed.decision is not None
    kept = msgspec.structs.replace(closed, decision=msgspec.structs.replace(closed.decision, outcome="record_kept"))

    assert "overturned" not in _measures(kept, means.cases)
    assert "overturned" not in _measures(msgspec.structs.replace(closed, decision=None), means.cases)


def _events(measure: str, month: int, count: int, **further: Any) -> list[Event]:
    sound = {"department": BODY, "reason": "other"} | further
    return [Event(measure, date(2026, month, 1 + place % 28), **sound) for place in range(count)]


def test_months_and_quarters_that_are_over_are_told_of_and_no_other() -> None:
    told = figured(2026, _events("filed", 9, 7), bodies=a_register(), through=date(2026, 10, 31))

    assert [month.period for month in told.months] == [f"2026-{month:02d}" for month in range(1, 11)]
    assert [quarter.period for quarter in told.quarters] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert (told.months[8].total.filed, told.months[9].total.filed, told.quarters[2].total.filed) == (7, 0, 7)
    assert told.quarters[0].by_department == []
    [line] = told.quarters[2].by_department
    assert (line.key, line.zh, line.counts.filed, line.counts.closed) == (BODY, BODY_NAME, 7, 0)
    assert [(line.key, line.zh) for line in told.quarters[2].by_reason] == [("other", "其他")]
    assert (told.smallest_cell, told.basis, told.proposal, told.through) == (5, "P", True, date(2026, 10, 31))


def test_a_small_count_is_hidden_and_so_is_what_it_could_be_computed_from() -> None:
    happened = [*_events("filed", 10, 6), *_events("filed", 11, 9), *_events("filed", 12, 2)]
    told = figured(2026, happened, bodies=a_register(), through=THROUGH)

    assert [month.total.filed for month in told.months[9:]] == [None, 9, None]
    assert told.quarters[3].total.filed == 17
    alone = figured(2026, _events("filed", 10, 3), bodies=a_register(), through=date(2026, 10, 31))
    assert alone.months[9].total.filed is None


def test_how_long_it_took_is_told_where_the_count_is() -> None:
    happened = [
        event._replace(days=place) for place, event in enumerate(_events("closed", 10, 10, department="gone"), start=1)
    ]
    told = figured(2026, happened, bodies=a_register(), through=THROUGH).quarters[3]

    assert (told.total.closed, told.total.median_days, told.total.p90_days) == (10, 5.5, 9)
    assert told.by_department[0].zh == "未载明"
    few = figured(2026, happened[:4], bodies=a_register(), through=THROUGH).quarters[3].total
    assert (few.closed, few.median_days, few.p90_days) == (None, None, None)
    none = figured(2026, [], bodies=a_register(), through=THROUGH).quarters[3].total
    assert (none.closed, none.median_days, none.p90_days) == (0, None, None)


@given(events, st.randoms())
def test_whoever_counts_again_in_whatever_order_comes_to_the_same(happened: list[Event], random: Random) -> None:
    again = list(happened)
    random.shuffle(again)
    known = a_register()

    assert figured(2026, happened, bodies=known, through=THROUGH) == figured(2026, again, bodies=known, through=THROUGH)


@given(events)
def test_nothing_small_is_ever_told(happened: list[Event]) -> None:
    told = figured(2026, happened, bodies=a_register(), through=THROUGH)
    lines = [line.counts for quarter in told.quarters for line in (*quarter.by_department, *quarter.by_reason)]
    every = [*lines, *(month.total for month in told.months), *(quarter.total for quarter in told.quarters)]

    for counts in every:
        for measure in MEASURES:
            assert (getattr(counts, measure) or limits().smallest_cell) >= limits().smallest_cell


@given(events)
def test_a_figure_once_told_stays_as_it_is(happened: list[Event]) -> None:
    early = figured(2026, happened, bodies=a_register(), through=date(2026, 9, 30))
    later = figured(2026, happened, bodies=a_register(), through=THROUGH)

    assert later.months[:9] == early.months
    assert later.quarters[:3] == early.quarters


class _Reversed(MemoryCases):
    """Cases that come in another order."""

    def opened(self, *, first: date, last: date) -> Sequence[Case]:
        return list(reversed(list(super().opened(first=first, last=last))))


def test_a_rebuild_from_the_trails_gives_the_same_figures() -> None:
    means, kept_in = means_with(), MemorySite()
    for place in range(12):
        state = (State.CLOSED, State.WITHDRAWN, State.NOT_ACCEPTED)[place % 3]
        case_in(state, means, now=FILED + timedelta(days=5 * place))
    told = figures_of(2026, cases=means.cases, bodies=means.bodies, through=THROUGH)
    figures.put(told, into=kept_in)
    elsewhere = _Reversed()
    for case in means.cases.opened(first=date(2026, 1, 1), last=THROUGH):
        elsewhere.put(msgspec.structs.replace(case, version=1), over=None)
        for line in reversed(means.cases.trail_of(case.case)):
            elsewhere.add_to_trail(case.case, line)
    rebuilt = figures_of(2026, cases=elsewhere, bodies=means.bodies, through=THROUGH)

    assert told.quarters[3].total.filed == 11
    assert (rebuilt, figures.get(2026, kept_in=kept_in)) == (told, told)
    earlier = figures_of(2025, cases=means.cases, bodies=means.bodies, through=date(2025, 12, 31))
    assert [month.total.filed for month in earlier.months] == [0] * 12


def test_of_a_year_that_was_not_counted_there_is_nothing() -> None:
    with pytest.raises(NotFoundError):
        figures.get(2020, kept_in=MemorySite())


def test_the_last_day_told_is_that_of_the_last_month_that_is_over() -> None:
    assert last_day_told(date(2026, 11, 28)) == date(2026, 10, 31)
    assert last_day_told(date(2027, 1, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"smallest_cell": 1}, "smallest_cell"),
        ({"smallest_cell": True}, "smallest_cell"),
        ({"smallest_cell": "5"}, "smallest_cell"),
        ({"basis": "NO_SUCH"}, "basis"),
        ({"proposal": False}, "proposal"),
        ({"extra": 1}, "extra"),
    ],
    ids=str,
)
def test_a_rule_of_small_counts_with_a_fault_is_refused(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        limits_in(ROW | changes)

    assert (refused.value.file, refused.value.key) == ("objections/statistics", key)


def test_the_platforms_own_is_a_proposal() -> None:
    assert limits() == limits_in(ROW)
