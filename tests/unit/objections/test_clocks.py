"""The clocks of a case: which days bind it, what pauses and extensions make of them, and that nothing else does."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.objections.cases import Case, Deadline, Move, Pause, State
from chalicelib.objections.clocks import (
    by_calendar,
    deadlines_after,
    deadlines_from,
    due_in,
    is_stale,
    reckoned_again,
    reminder_on,
    stops_of,
    working_of,
)
from chalicelib.objections.deadline_rules import OWN_REGIME, rules
from chalicelib.objections.moves import MoveName
from chalicelib.objections.papers import ExpertHold, Objection, Supplement
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import Calendar, calendar
from tests.unit.objections.years import without

MONDAY = date(2026, 11, 23)
ours = calendar()
days = st.dates(date(2024, 1, 1), date(2025, 9, 1))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _due(act: str, *, started_on: date) -> Deadline:
    started = deadlines_from(rules().acts[act].start, started_on=started_on, calendar=ours)
    return next(deadline for deadline in started if deadline.act == act)


def _case(state: State, *deadlines: Deadline, on: date = MONDAY, **further: object) -> Case:
    case = Case(
        case="YY20261123-虚构",
        version=3,
        state=state,
        objection=Objection(
            record_id="m~9151~x~2025-03-02~k",
            record_version=1,
            subject="m~9151",
            reason="other",
            statement="虚构",
            fields=(),
            filed_by="u1",
        ),
        opened_at=_at(on),
        moved_at=_at(on),
        last=Move(number=3, move="x", by="", role="system", at=_at(on), state=state),
        deadlines=deadlines,
    )
    return msgspec.structs.replace(case, **further)


def _pause(since: date, until: date | None, why: str = "hold") -> Pause:
    return Pause(from_=_at(since), to=_at(until) if until else None, why=why)


@pytest.mark.parametrize(
    ("act", "last"),
    [
        ("acceptance", date(2026, 11, 24)),
        ("supplement", date(2026, 12, 7)),
        ("mark", date(2026, 11, 23)),
        ("own_check", date(2026, 11, 26)),
        ("referral", date(2026, 11, 24)),
        ("reply", date(2026, 11, 30)),
        ("answer", date(2026, 11, 24)),
        ("closing", date(2026, 12, 2)),
        ("absolute", date(2026, 12, 14)),
        ("review", date(2026, 11, 30)),
    ],
)
def test_each_act_is_due_on_the_last_day_of_its_period(act: str, last: date) -> None:
    deadline = _due(act, started_on=MONDAY)

    assert (deadline.act, deadline.on, deadline.provisional) == (act, last, False)
    assert (deadline.proposal, deadline.started_on) == (True, MONDAY)
    assert not is_stale(deadline, ours)


def test_what_has_an_outermost_day_says_both() -> None:
    assert (_due("mark", started_on=MONDAY).hard_on, _due("referral", started_on=MONDAY).hard_on) == (
        date(2026, 11, 24),
        date(2026, 11, 25),
    )


def test_a_holiday_between_moves_the_day() -> None:
    assert _due("reply", started_on=date(2026, 9, 29)).on > date(2026, 10, 7)


def test_a_period_into_a_year_not_announced_is_provisional_and_says_so() -> None:
    deadline = _due("absolute", started_on=date(2026, 12, 21))
    review = _due("review_request", started_on=date(2026, 11, 10))

    assert (deadline.on, deadline.provisional, deadline.stamp.split()[1]) == (date(2027, 1, 11), True, "2027-none")
    assert (review.on, review.provisional) == (date(2027, 1, 11), True)
    hard = _due("referral", started_on=date(2026, 12, 30))
    assert (hard.on, hard.hard_on, hard.provisional) == (date(2026, 12, 31), date(2027, 1, 1), True)


def test_submitting_starts_the_clock_of_acceptance_and_the_absolute_cap() -> None:
    started = deadlines_from(MoveName.SUBMIT, started_on=MONDAY, calendar=ours)

    assert [deadline.act for deadline in started] == ["acceptance", "absolute"]
    assert due_in(State.SUBMITTED, started) == date(2026, 11, 24)
    assert due_in(State.ACCEPTED, started) == date(2026, 12, 14)
    assert due_in(State.CLOSED, started) is None


def test_a_regime_gives_its_own_days_and_a_case_keeps_the_one_it_was_filed_under() -> None:
    case = _case(State.REFERRED, regime="guangzhou")
    bound = deadlines_after(case, MoveName.REFER, on=MONDAY, calendar=ours)

    assert [(one.act, one.on, one.basis) for one in bound] == [("reply", date(2026, 12, 7), "GZ")]
    assert working_of(bound[0], case, calendar=ours, today=MONDAY).last_on == date(2026, 12, 7)
    accepted = deadlines_from(MoveName.ACCEPT, started_on=MONDAY, calendar=ours, regime="guangzhou")
    assert "closing" not in {one.act for one in accepted}


def test_an_extension_gives_the_longer_period_once_to_what_runs_and_may_be_extended() -> None:
    accepted = deadlines_from(MoveName.ACCEPT, started_on=MONDAY, calendar=ours)
    case = _case(State.REFERRED, *accepted, _due("reply", started_on=MONDAY))
    extended = deadlines_after(case, MoveName.EXTEND, on=date(2026, 11, 27), calendar=ours)
    again = deadlines_after(
        msgspec.structs.replace(case, deadlines=extended), MoveName.EXTEND, on=date(2026, 11, 30), calendar=ours
    )

    days_of = {one.act: (one.on, one.extended) for one in extended}
    assert days_of["reply"] == (date(2026, 12, 3), True)
    assert days_of["closing"] == (date(2026, 12, 7), True)
    assert days_of["own_check"] == (date(2026, 11, 26), False)
    assert again == extended


def test_when_a_pause_ends_what_it_stopped_ends_later_by_the_days_that_did_not_count() -> None:
    accepted = deadlines_from(MoveName.ACCEPT, started_on=MONDAY, calendar=ours)
    resumed = date(2026, 11, 27)
    case = _case(State.CHECKED, *accepted, on=resumed, pauses=(_pause(date(2026, 11, 25), resumed),))
    before, after = (
        {one.act: one.on for one in accepted},
        {one.act: one.on for one in deadlines_after(case, MoveName.RESUME, on=resumed, calendar=ours)},
    )

    assert before["closing"] == date(2026, 12, 2)
    assert after["closing"] == date(2026, 12, 4)
    assert after["mark"] == before["mark"]


def test_a_pause_that_goes_on_changes_no_day_yet() -> None:
    submitted = deadlines_from(MoveName.SUBMIT, started_on=MONDAY, calendar=ours)
    case = _case(State.SUPPLEMENT_REQUIRED, *submitted, pauses=(_pause(MONDAY, None, "request_supplement"),))
    bound = deadlines_after(case, MoveName.REQUEST_SUPPLEMENT, on=MONDAY, calendar=ours)

    assert bound[:2] == submitted
    assert [one.act for one in bound[2:]] == ["supplement"]
    assert due_in(State.SUPPLEMENT_REQUIRED, bound) == date(2026, 12, 7)
    shown = working_of(bound[0], case, calendar=ours, today=date(2026, 11, 26))
    assert (shown.last_on, shown.stands_still) == (date(2026, 11, 27), True)


def test_a_clock_that_is_started_again_runs_from_its_new_start() -> None:
    case = _case(State.REPLIED, _due("answer", started_on=MONDAY))
    bound = deadlines_after(case, MoveName.REPLY, on=date(2026, 11, 26), calendar=ours)

    assert [(one.act, one.started_on) for one in bound] == [("answer", date(2026, 11, 26))]


def test_a_pause_says_why_in_the_words_of_the_case() -> None:
    asked = Supplement(missing=("营业执照", "授权书"), requested_by="c1", requested_at=_at(MONDAY))
    held = ExpertHold(by_whom="鉴定机构", reason="笔迹鉴定", held_by="c1", held_at=_at(MONDAY))
    acceptance, closing = _due("acceptance", started_on=MONDAY), _due("closing", started_on=MONDAY)
    pauses = (_pause(MONDAY, MONDAY, "request_supplement"), _pause(MONDAY, MONDAY), _pause(date(2026, 11, 20), MONDAY))
    case = _case(State.CHECKED, pauses=pauses, supplement=asked, hold=held)

    assert [stop.reason for stop in stops_of(case, acceptance, today=MONDAY)] == ["营业执照；授权书"]
    assert [stop.reason for stop in stops_of(case, closing, today=MONDAY)] == ["笔迹鉴定", ""]
    bare = msgspec.structs.replace(case, supplement=None, hold=None)
    assert [stop.reason for stop in stops_of(bare, acceptance, today=MONDAY)] == [""]


def test_who_must_act_is_reminded_so_many_working_days_before() -> None:
    reply = _due("reply", started_on=MONDAY)
    case = _case(State.REFERRED, reply)

    assert reply.on == date(2026, 11, 30)
    assert reminder_on(reply, case, calendar=ours) == date(2026, 11, 26)
    acceptance = _due("acceptance", started_on=MONDAY)
    assert reminder_on(acceptance, case, calendar=ours) == acceptance.on


def test_what_the_calendar_changed_is_told_of_each_deadline_it_changed() -> None:
    started = date(2025, 12, 29)
    case = _case(
        State.CHECKED, *deadlines_from(MoveName.ACCEPT, started_on=started, calendar=without(2026)), on=started
    )

    again = by_calendar(case, calendar=ours, at=_at(started))

    stale = [one for one in case.deadlines if is_stale(one, ours)]
    assert [(one.act, one.was) for one in again.recounts] == [(one.act, one.on) for one in stale]
    assert not any(is_stale(one, ours) for one in again.deadlines)
    assert by_calendar(again, calendar=ours, at=_at(started)) is again


@given(days, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=3), st.booleans())
def test_a_pause_or_an_extension_never_shortens(start: date, drawn: list[tuple[int, int]], extends: bool) -> None:  # noqa: FBT001
    first = {one.act: one for one in _all_started(start)}
    case = _case(State.REFERRED, *first.values(), on=start)
    for after, lasts in drawn:
        since = start + timedelta(days=after)
        pauses = (*case.pauses, _pause(since, since + timedelta(days=lasts)))
        moved_at = pauses[-1].to
        case = msgspec.structs.replace(case, pauses=pauses, moved_at=moved_at)
        case = _with(case, MoveName.RESUME, calendar_=ours)
    if extends:
        case = _with(case, MoveName.EXTEND, calendar_=ours)

    for one in case.deadlines:
        assert one.on >= first[one.act].on


@given(
    st.dates(date(2025, 11, 20), date(2025, 12, 31)),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), min_size=1, max_size=2),
)
def test_what_a_case_comes_to_is_independent_of_the_order_in_which_things_became_known(
    start: date, drawn: list[tuple[int, int]]
) -> None:
    pauses = tuple(_pause(start + timedelta(days=a), start + timedelta(days=a + lasts)) for a, lasts in drawn)
    first = deadlines_from(MoveName.ACCEPT, started_on=start, calendar=without(2026))
    first = (*first, *deadlines_from(MoveName.REFER, started_on=start, calendar=without(2026)))
    comes_to = set()
    for order in permutations(["pauses", "extension", "notice"]):
        case, known = _case(State.REFERRED, *first, on=start), without(2026)
        for event in order:
            if event == "notice":
                known = ours
            elif event == "pauses":
                moved_at = pauses[-1].to
                case = _with(msgspec.structs.replace(case, pauses=pauses, moved_at=moved_at), MoveName.RESUME, known)
            else:
                case = _with(case, MoveName.EXTEND, known)
        today = start + timedelta(days=90)
        last = [reckoned_again(one, case, calendar=ours, today=today) for one in case.deadlines]
        comes_to.add(tuple((one.act, one.on, one.hard_on, one.extended, one.stamp) for one in last))

    assert len(comes_to) == 1


@given(days, st.integers(0, 60))
def test_a_deadline_that_is_reckoned_again_by_the_same_calendar_stays(start: date, later: int) -> None:
    case = _case(State.REFERRED, *_all_started(start), on=start)
    today = start + timedelta(days=later)

    assert [reckoned_again(one, case, calendar=ours, today=today) for one in case.deadlines] == list(case.deadlines)


def _all_started(start: date) -> list[Deadline]:
    moves = {act.start for act in rules().acts.values()}
    return [one for move in moves for one in deadlines_from(move, started_on=start, calendar=ours, regime=OWN_REGIME)]


def _with(case: Case, move: MoveName, calendar_: Calendar) -> Case:
    on = beijing_date(case.moved_at)
    return msgspec.structs.replace(case, deadlines=deadlines_after(case, move, on=on, calendar=calendar_))
