"""The clocks of a case (办理时限): the days that bind it, by its rules, its pauses and the calendar.

A deadline is what one clock comes to: nothing but the rule, the day it started on, whether it was extended, the pauses
of the case and the calendar goes into it. So it comes to the same in whatever order pauses ended, time was given and
notices of holidays came, and whoever reckons it again. It keeps the stamp of the years it was reckoned by; another
calendar makes another stamp, and then it is reckoned anew, at the next move or by the schedule (`recounting`).

A day that lies in a year not announced yet is provisional and says so; filing and accepting go on.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from chalicelib.objections.cases import Case, Day, Deadline, Pause, Recount, State
from chalicelib.objections.deadline_rules import OWN_REGIME, Rule, rules
from chalicelib.objections.moves import MoveName
from chalicelib.objections.reckoning import Reckoned, Stop, is_worked, reckoned
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import Calendar

_ONE_DAY = timedelta(days=1)
_REFERRAL = "referral"


def deadlines_from(
    move: MoveName, *, started_on: date, calendar: Calendar, regime: str = OWN_REGIME
) -> tuple[Deadline, ...]:
    """Return the days that a move binds the platform to, of every clock it starts."""
    started = rules().started_by(move, on=started_on, regime=regime)
    return tuple(_deadline_of(rule, started_on=started_on, calendar=calendar) for rule in started)


def deadlines_after(case: Case, move: MoveName, *, on: date, calendar: Calendar) -> tuple[Deadline, ...]:
    """Return the days that bind a case once a move is made: those it had, by its pauses now, and those it starts.

    An extension gives the whole longer period to each clock that runs in the state and may be extended, once.

    Shape: the case is as the move leaves it, but with the deadlines it had.
    """
    kept = case.deadlines
    if move is MoveName.EXTEND:
        kept = tuple(_extended(one, case) for one in kept)
    if move is MoveName.EXTEND or any(pause.to == case.moved_at for pause in case.pauses):
        kept = tuple(reckoned_again(one, case, calendar=calendar, today=on) for one in kept)
    started = deadlines_from(move, started_on=on, calendar=calendar, regime=case.regime)
    anew = frozenset(one.act for one in started)
    return (*(one for one in kept if one.act not in anew), *started)


def due_in(state: State, deadlines: Iterable[Deadline]) -> date | None:
    """Return the earliest day still to be met in a state, None where nothing is due."""
    return min((deadline.on for deadline in deadlines if rules().binding(deadline.act, state)), default=None)


def due_of(case: Case) -> date | None:
    """Return the earliest day still to be met by who must act on a case; one referred already is not referred again."""
    left = (one for one in case.deadlines if one.act != _REFERRAL or case.referred_to is None)
    return due_in(case.state, left)


def days_in(state: State, deadlines: Sequence[Deadline]) -> tuple[Day, ...]:
    """Return the days still to be met in a state; all of them where it binds to none, none once the case has ended."""
    if state.is_final:
        return ()
    ahead = [one for one in deadlines if rules().binding(one.act, state)]
    return tuple(Day(act=one.act, on=one.on, provisional=one.provisional) for one in ahead or deadlines)


def day_for(deadlines: Iterable[Deadline], act: str) -> date | None:
    """Return the day that binds for an act, None where no clock of it was started."""
    return next((deadline.on for deadline in deadlines if deadline.act == act), None)


def reckoned_again(deadline: Deadline, case: Case, *, calendar: Calendar, today: date) -> Deadline:
    """Return a deadline of a case as it is by this calendar; a pause that goes on is counted up to today."""
    stops = stops_of(case, deadline, today=today)
    rule = rule_for(deadline, case)
    return _deadline_of(
        rule, started_on=deadline.started_on, calendar=calendar, stops=stops, is_extended=deadline.extended
    )


def is_stale(deadline: Deadline, calendar: Calendar) -> bool:
    """Say whether a deadline was reckoned by days that the calendar has no longer."""
    return deadline.stamp != calendar.stamp_of(deadline.started_on, _last_of(deadline))


def by_calendar(case: Case, *, calendar: Calendar, at: datetime) -> Case:
    """Return the case with every stale deadline reckoned by this calendar, and what became of it told.

    Shape: the same case where none is stale; its version and the day that binds are its caller's.
    """
    stale = [one for one in case.deadlines if is_stale(one, calendar)]
    if not stale:
        return case
    anew = {one.act: reckoned_again(one, case, calendar=calendar, today=beijing_date(at)) for one in stale}
    told = (Recount(act=one.act, was=one.on, on=anew[one.act].on, stamp=anew[one.act].stamp, at=at) for one in stale)
    deadlines = tuple(anew.get(one.act, one) for one in case.deadlines)
    return replace(case, deadlines=deadlines, recounts=(*case.recounts, *told))


def working_of(deadline: Deadline, case: Case, *, calendar: Calendar, today: date) -> Reckoned:
    """Return the working of a deadline: every day from its start, counted or skipped, and why."""
    rule = rule_for(deadline, case)
    length = length_of(rule, is_extended=deadline.extended)
    stops = stops_of(case, deadline, today=today)
    return reckoned(length, rule.unit, started_on=deadline.started_on, calendar=calendar, stops=stops)


def rule_for(deadline: Deadline, case: Case) -> Rule:
    """Return the rule that a deadline comes from. Raises: DataFileError where the table has none."""
    return rules().rule_of(deadline.act, on=deadline.started_on, regime=case.regime)


def length_of(rule: Rule, *, is_extended: bool) -> int:
    """Return how long a period is; with the one extension where it was granted. Units: as the rule's."""
    return rule.may_extend_to if is_extended and rule.may_extend_to is not None else rule.length


def stops_of(case: Case, deadline: Deadline, *, today: date) -> list[Stop]:
    """Return the pauses of a case that stop the clock of a deadline, with their reasons."""
    paused_by = rules().acts[deadline.act].paused_by
    return [_stop_of(pause, case, today=today) for pause in case.pauses if pause.why in paused_by]


def reminder_on(deadline: Deadline, case: Case, *, calendar: Calendar) -> date:
    """Return the day on which who must act is reminded: working days before the deadline, by its rule, or its own."""
    day, before = deadline.on, rule_for(deadline, case).remind_before or 0
    while before:
        day -= _ONE_DAY
        before -= is_worked(day, calendar)
    return day


def reminder_of(case: Case, due_on: date, *, calendar: Calendar) -> date:
    """Return the day on which who must act is reminded of a day that binds, by the clocks that end on it."""
    ending = (one for one in case.deadlines if one.on == due_on and rules().binding(one.act, case.state))
    return min((reminder_on(one, case, calendar=calendar) for one in ending), default=due_on)


def may_be_extended(case: Case) -> bool:
    """Say whether any clock that runs in the state of a case may be extended by its regime."""
    return any(_may_extend(one, case) for one in case.deadlines)


def _extended(deadline: Deadline, case: Case) -> Deadline:
    return replace(deadline, extended=True) if _may_extend(deadline, case) else deadline


def _may_extend(deadline: Deadline, case: Case) -> bool:
    return rules().binding(deadline.act, case.state) and rule_for(deadline, case).may_extend_to is not None


def _deadline_of(
    rule: Rule, *, started_on: date, calendar: Calendar, stops: Sequence[Stop] = (), is_extended: bool = False
) -> Deadline:
    def ends(length: int) -> Reckoned:
        return reckoned(length, rule.unit, started_on=started_on, calendar=calendar, stops=stops)

    due = ends(length_of(rule, is_extended=is_extended))
    hard = None if rule.hard_length is None else ends(rule.hard_length)
    last = hard.last_on if hard else due.last_on
    return Deadline(
        act=rule.act.key,
        on=due.last_on,
        hard_on=hard.last_on if hard else None,
        basis=rule.basis,
        provisional=due.provisional or (hard is not None and hard.provisional),
        proposal=rule.proposal,
        started_on=started_on,
        extended=is_extended,
        stamp=calendar.stamp_of(started_on, last),
    )


def _last_of(deadline: Deadline) -> date:
    return deadline.hard_on or deadline.on


def _stop_of(pause: Pause, case: Case, *, today: date) -> Stop:
    since = beijing_date(pause.from_)
    return Stop(
        kind=pause.why,
        since=since,
        until=beijing_date(pause.to) if pause.to else max(since, today),
        reason=_reason_of(pause, case),
        goes_on=pause.to is None,
    )


def _reason_of(pause: Pause, case: Case) -> str:
    """Return why the clock stood still: what was missing, or who is asked; the case keeps the latest of each."""
    if pause.why == MoveName.REQUEST_SUPPLEMENT and case.supplement is not None:
        return "；".join(case.supplement.missing)
    if case.hold is not None and case.hold.held_at == pause.from_:
        return case.hold.reason
    return ""
