"""Recounting: a notice of holidays that is loaded moves the days that rested on it, once, and the case says so."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.objections import desk
from chalicelib.objections.cases import Case, Recount, State
from chalicelib.objections.recounting import TRIES, cases_stale, recount, recounted
from tests.fakes import MemoryCases
from tests.unit.objections.standing import MORE_TIME, SOURCE, FakeMeans, case_in, claimed, means_with
from tests.unit.objections.years import with_2027

FILED = datetime(2026, 12, 29, 2, tzinfo=UTC)
LOADED = datetime(2026, 12, 30, 2, tzinfo=UTC)


def _recount(means: FakeMeans, now: datetime) -> int:
    return sum(recount(number, means=means, now=now) for number in list(cases_stale(means=means, now=now)))


def _filed() -> tuple[FakeMeans, Case]:
    means = means_with()
    return means, case_in(State.REFERRED, means, now=FILED)


def _days_of(case: Case) -> dict[str, tuple[date, bool]]:
    return {one.act: (one.on, one.provisional) for one in case.deadlines}


def test_filing_and_accepting_go_on_with_a_provisional_day_that_is_reckoned_again_when_the_notice_is_loaded() -> None:
    means, case = _filed()
    assert _days_of(case)["closing"] == (date(2027, 1, 7), True)
    means.calendar = with_2027()

    assert _recount(means, LOADED) == 1
    again = means.cases.find(case.case)
    assert again is not None
    assert _days_of(again)["closing"] == (date(2027, 1, 8), False)
    assert _days_of(again)["mark"] == _days_of(case)["mark"]
    assert (again.version, again.state, again.last, again.fence) == (
        case.version + 1,
        case.state,
        case.last,
        case.fence,
    )
    assert again.due_on == min(_days_of(again)[act][0] for act in ("reply", "closing", "absolute"))
    told = {one.act: one for one in again.recounts}
    assert told["closing"] == Recount(
        act="closing", was=date(2027, 1, 7), on=date(2027, 1, 8), stamp=told["closing"].stamp, at=LOADED
    )
    assert "mark" not in told
    assert "2027-none" not in told["closing"].stamp


def test_a_move_that_comes_before_the_schedule_records_what_the_calendar_changed() -> None:
    means, case = _filed()
    means.calendar = with_2027()
    scheduled = recounted(case, calendar=means.calendar, now=LOADED)

    hold = claimed(case, means, by=SOURCE, now=LOADED)
    extended = desk.extend(case.case, MORE_TIME, hold=hold, means=means, now=LOADED)

    assert extended.recounts == scheduled.recounts
    assert {one.act for one in extended.recounts} >= {"closing"}
    assert _days_of(extended)["reply"][0] > _days_of(scheduled)["reply"][0]
    assert _recount(means, LOADED + timedelta(hours=1)) == 0


def test_reckoning_again_twice_changes_nothing() -> None:
    means, case = _filed()
    means.calendar = with_2027()
    _recount(means, LOADED)
    once = means.cases.find(case.case)

    assert _recount(means, LOADED + timedelta(days=1)) == 0
    assert means.cases.find(case.case) == once


def test_while_no_notice_is_loaded_nothing_is_reckoned_again() -> None:
    means, case = _filed()

    assert _recount(means, LOADED) == 0
    assert recounted(case, calendar=means.calendar, now=LOADED) is case


def test_the_right_to_ask_for_a_review_outlives_the_close_and_is_reckoned_again_too() -> None:
    means = means_with()
    closed = case_in(State.CLOSED, means, now=datetime(2026, 11, 10, 2, tzinfo=UTC))
    assert _days_of(closed)["review_request"] == (date(2027, 1, 11), True)
    means.calendar = with_2027()

    assert _recount(means, LOADED) == 1
    again = means.cases.find(closed.case)
    assert again is not None
    assert _days_of(again)["review_request"] == (date(2027, 1, 9), False)
    assert (again.due_on, again.queue) == (None, None)


class _Busy(MemoryCases):
    """Cases of which somebody else moves one just before it is put, so many times."""

    def __init__(self, cases: Sequence[Case], *, busy: int) -> None:
        super().__init__()
        for case in cases:
            super().put(msgspec.structs.replace(case, version=1), over=None)
        self._busy = busy

    def put(self, new: Case, *, over: Case | None) -> None:
        if self._busy and over is not None:
            self._busy -= 1
            super().put(msgspec.structs.replace(over, version=over.version + 1, fence=over.fence + 1), over=over)
        super().put(new, over=over)


def test_a_case_that_is_moved_meanwhile_is_read_again() -> None:
    means, case = _filed()
    means.calendar = with_2027()
    means.cases = _Busy([case], busy=2)

    assert _recount(means, LOADED) == 1
    again = means.cases.find(case.case)
    assert again is not None
    assert (again.fence, _days_of(again)["closing"]) == (case.fence + 2, (date(2027, 1, 8), False))


def test_a_case_that_is_moved_at_every_try_is_left_to_the_next_run() -> None:
    means, case = _filed()
    means.calendar = with_2027()
    means.cases = _Busy([case], busy=TRIES)

    with pytest.raises(StaleVersionError):
        _recount(means, LOADED)


class _Ahead(MemoryCases):
    """Cases whose list is of another moment than they are."""

    def __init__(self, listed: Sequence[Case], *, there: Sequence[Case]) -> None:
        super().__init__()
        self._listed = listed
        for case in there:
            self.put(msgspec.structs.replace(case, version=1), over=None)

    def opened(self, *, first: date, last: date) -> Sequence[Case]:  # noqa: ARG002  as the store has it
        return self._listed


@pytest.mark.parametrize("is_there", [True, False])
def test_what_another_reckoned_again_meanwhile_or_is_gone_stays(is_there: bool) -> None:  # noqa: FBT001
    means, case = _filed()
    done = recounted(case, calendar=with_2027(), now=LOADED)
    means.calendar = with_2027()
    means.cases = _Ahead([case], there=[done] if is_there else [])

    assert _recount(means, LOADED) == 0
