"""The working of a case's clocks (期限计算过程): each day counted or skipped and why, by which rule, and who must act.

What is shown is what binds: the days are reckoned by the very function that made the deadline, with the calendar that
is loaded now. Where the case still keeps the day of an older calendar, both are told.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from msgspec import Struct

from chalicelib.catalogue.bases import bases
from chalicelib.library.readers import Level, Reader
from chalicelib.objections.cases import Case, Deadline, Lease, Move, Recount, State
from chalicelib.objections.clocks import length_of, reminder_on, rule_for, working_of
from chalicelib.objections.deadline_rules import Act, Rule, rules
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MOVES, Actor, MoveName
from chalicelib.objections.reckoning import DayLine, Reckoned
from chalicelib.objections.steps import CENTRE_QUEUE, REVIEW_QUEUE
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import Calendar, Unit

_CUT_OFF = frozenset({MoveName.WITHDRAW, MoveName.SUPERSEDE, MoveName.LAPSE, MoveName.NOT_OPENED})
_UNITS = {Unit.WORKING_DAYS: ("个工作日", "working days"), Unit.DAYS: ("日", "days"), Unit.MONTHS: ("个月", "months")}
# Who stands for the subject is not told that a clerk holds the case, or until when.
_TOLD_OF_NO_LEASE = frozenset({Level.SUBJECT, Level.AUTHORISED})


class Holder(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who must act on a case now; `lease` is for staff.

    Shape: who "centre", "review", "source", "subject", "platform", or "nobody" once it has ended
    """

    who: str
    zh: str
    en: str
    body: str | None = None
    lease: Lease | None = None


class ClockLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One clock with its working; `told_on` is the day that the case still keeps, where the calendar has changed since.

    Shape: standing "running", "overdue", "stands_still", "met", "met_late", or "ended" where the case ended before;
           citation "上海市社会信用条例", after "第三十六、三十七条"; says_zh "自2026-11-23起…"
    """

    act: str
    zh: str
    en: str
    standing: str
    on: date
    started_on: date
    length: int
    unit: str
    basis: str
    citation: str
    after: str
    proposal: bool
    confirmed: bool
    says_zh: str
    says_en: str
    days: tuple[DayLine, ...]
    extended: bool = False
    provisional: bool = False
    hard_on: date | None = None
    remind_on: date | None = None
    done_on: date | None = None
    told_on: date | None = None


class ClockView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The clocks of a case. `recounts` tell what became of a day when a notice of holidays was loaded."""

    case: str
    state: State
    regime: str
    regime_zh: str
    held_by: Holder
    clocks: tuple[ClockLine, ...]
    due_on: date | None = None
    recounts: tuple[Recount, ...] = ()


def clocks_of(case: Case, lines: Sequence[Move], *, reader: Reader, means: Means, now: datetime) -> ClockView:
    """Return the clocks of a case as someone sees them who may see it (`scope.case_for`).

    Shape: lines is the whole trail, oldest first.
    """
    today = beijing_date(now)
    return ClockView(
        case=case.case,
        state=case.state,
        regime=case.regime,
        regime_zh=rules().names[case.regime],
        held_by=holder_of(case, reader=reader, bodies=means.bodies),
        clocks=tuple(_clock_of(one, case, lines, calendar=means.calendar, today=today) for one in case.deadlines),
        due_on=case.due_on,
        recounts=case.recounts,
    )


def holder_of(case: Case, *, reader: Reader, bodies: Bodies) -> Holder:
    """Return who must act on a case now."""
    lease = None if reader.level in _TOLD_OF_NO_LEASE else case.lease
    if lease is not None and reader.level is not Level.DESK and lease.holder != reader.sub:
        lease = Lease(holder="", until=lease.until)
    if case.queue == CENTRE_QUEUE:
        return Holder(who="centre", zh="信用工作机构", en="the centre", lease=lease)
    if case.queue == REVIEW_QUEUE:
        return Holder(who="review", zh="复核人员", en="a reviewer", lease=lease)
    if case.queue is not None and case.referred_to is not None:
        name = bodies.get(case.referred_to).name
        return Holder(who="source", zh=f"信源单位（{name}）", en="the source", body=case.referred_to, lease=lease)
    if case.state.is_final:
        return Holder(who="nobody", zh="已办结", en="nobody, it has ended")
    if case.state.is_under_way:
        return Holder(who="platform", zh="平台处理中", en="the platform")
    return Holder(who="subject", zh="申请人", en="the applicant")


def _clock_of(deadline: Deadline, case: Case, lines: Sequence[Move], *, calendar: Calendar, today: date) -> ClockLine:
    rule = rule_for(deadline, case)
    working = working_of(deadline, case, calendar=calendar, today=today)
    done = _done_by(rule.act, lines)
    says_zh, says_en = _said(deadline, rule, working)
    basis = bases().get(rule.basis)
    return ClockLine(
        act=rule.act.key,
        zh=rule.act.zh,
        en=rule.act.en,
        standing=_standing(rule.act, working, done, case=case, today=today),
        on=working.last_on,
        hard_on=deadline.hard_on,
        started_on=deadline.started_on,
        length=length_of(rule, is_extended=deadline.extended),
        unit=rule.unit.value,
        extended=deadline.extended,
        basis=rule.basis,
        citation=basis.number or basis.title,
        after=rule.after,
        proposal=rule.proposal,
        confirmed=rule.confirmed,
        provisional=working.provisional,
        remind_on=reminder_on(deadline, case, calendar=calendar),
        done_on=beijing_date(done.at) if done else None,
        told_on=deadline.on if deadline.on != working.last_on and not working.stands_still else None,
        says_zh=says_zh,
        says_en=says_en,
        days=working.lines,
    )


def _done_by(act: Act, lines: Sequence[Move]) -> Move | None:
    """Return the line that did what a clock ran for: the first behind the last one in whose state it was awaited."""
    waiting = _awaited_in(act)
    last = max((place for place, line in enumerate(lines) if line.state in waiting), default=None)
    return lines[last + 1] if last is not None and last + 1 < len(lines) else None


@cache
def _awaited_in(act: Act) -> frozenset[State]:
    """Return the states in which an act is still to come: it binds, its clock is paused, or a promise leads there."""
    awaited = act.binds_in | {row.to for row in MOVES if row.move in act.paused_by}
    return awaited | {row.state for row in MOVES if row.actor is Actor.SYSTEM and row.to in awaited}


def _standing(act: Act, working: Reckoned, done: Move | None, *, case: Case, today: date) -> str:
    if done is not None:
        if done.move in _CUT_OFF:
            return "ended"
        return "met" if beijing_date(done.at) <= working.last_on else "met_late"
    if any(pause.to is None and pause.why in act.paused_by for pause in case.pauses):
        return "stands_still"
    if today <= working.last_on:
        return "running"
    return "overdue" if act.binds_in else "ended"


def _said(deadline: Deadline, rule: Rule, working: Reckoned) -> tuple[str, str]:
    length, (unit_zh, unit_en) = length_of(rule, is_extended=deadline.extended), _UNITS[rule.unit]
    start, end = deadline.started_on.isoformat(), working.last_on.isoformat()
    paused = sum(line.why == "paused" for line in working.lines)
    longer_zh, longer_en = ("（含一次延长）", ", the one extension included") if deadline.extended else ("", "")
    paused_zh, paused_en = (f"，中止{paused}日", f", standing still for {paused} days") if paused else ("", "")
    sure_zh = "；有年份的放假安排尚未公布，此日暂定，公布后重算" if working.provisional else ""
    sure_en = "; provisional until the holidays of its year are announced" if working.provisional else ""
    zh = f"自{start}起算（当日不计入），{length}{unit_zh}{longer_zh}{paused_zh}，至{end}届满{sure_zh}。"
    en = f"From {start}, which does not count, {length} {unit_en}{longer_en}{paused_en}, to {end}{sure_en}."
    return zh, en
