"""Escalation (督办): what happens by itself when the day of a case comes near or has passed, as the schedule finds it.

    the ladder    who must act is reminded, the lead told, then the body the centre answers to      (`ladder`)
    taking over   what waits for a body that has ended goes to who answers for it today, and it is told
    a lapse       a supplement that was not given in time ends the case
    the hard cap  a source that did not answer: what it cannot confirm is suspended; never what a court, the province
                  or the nation supplied, which is only escalated

A step leaves a line in the trail and stands in the case, once for its due day: run twice, late or by two at once,
nothing is told twice. The promise to tell is kept before the step is committed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chalicelib.errors import ForbiddenError
from chalicelib.objections import desk, rulings
from chalicelib.objections.cases import Case, Escalation, State
from chalicelib.objections.clocks import day_for
from chalicelib.objections.ladder import Due, ladder
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName
from chalicelib.objections.notifying import commit_told
from chalicelib.objections.steps import (
    CENTRE_QUEUE,
    REVIEW_QUEUE,
    SUBJECT_QUEUE,
    Aside,
    aside,
    beside,
    body_queue,
)
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date

_AT_ONCE = 100


def cases_due(*, means: Means, now: datetime) -> Iterator[str]:
    """Yield the numbers of cases for which something is to be done, as the queues tell; each is read again for it.

    Of a body that has ended all cases are looked at, of any other those whose day is near.
    """
    today = beijing_date(now)
    horizon = ladder().horizon(today, calendar=means.calendar) + timedelta(days=1)
    for queue, before in _queues(means, today=today, horizon=horizon):
        after: str | None = None
        while seen := means.cases.waiting(queue, limit=_AT_ONCE, after=after, due_before=before):
            yield from (case.case for case in seen if _is_anything_due(case, today=today, means=means))
            after = seen[-1].case


def escalate(number: str, *, means: Means, now: datetime) -> tuple[str, ...]:
    """Do what is due for a case, and return what was done.

    Shape:  ("taken_over", "reminder"), ("lapse",) or ("fall_silent",)
    Raises: StaleVersionError where somebody moved the case meanwhile; the next run looks again.
    """
    case, done = means.cases.find(number), list[str]()
    if case is None:
        return ()
    today = beijing_date(now)
    if _has_lapsed(case, today):
        desk.lapsed(number, means=means, now=now)
        return (MoveName.LAPSE.value,)
    successor = _successor_for(case, today=today, means=means)
    if successor is not None:
        case = _taken_over(case, successor, means=means, now=now)
        done.append(Aside.TAKEN_OVER.value)
    for due in tuple(ladder().due_for(case, today=today, calendar=means.calendar)):
        case = _taken(case, due, means=means, now=now)
        done.append(due.step.value)
    if _is_past_the_cap(case, today=today, means=means) and _fell_silent(case, means=means, now=now):
        done.append(MoveName.FALL_SILENT.value)
    return tuple(done)


def _queues(means: Means, *, today: date, horizon: date) -> Iterator[tuple[str, date | None]]:
    """Yield each queue and before which day the cases are due that are to be looked at in it; None for all."""
    yield from ((queue, horizon) for queue in (CENTRE_QUEUE, REVIEW_QUEUE, SUBJECT_QUEUE))
    for body in means.bodies:
        has_ended = means.bodies.responsible(body.key, today) is not body
        yield body_queue(body.key), None if has_ended else horizon


def _is_anything_due(case: Case, *, today: date, means: Means) -> bool:
    if _has_lapsed(case, today) or _is_past_the_cap(case, today=today, means=means):
        return True
    if _successor_for(case, today=today, means=means) is not None:
        return True
    return any(ladder().due_for(case, today=today, calendar=means.calendar))


def _successor_for(case: Case, *, today: date, means: Means) -> str | None:
    """Return who answers today for the body that a case waits for, if that has ended: nobody looks into its queue."""
    if case.state is not State.REFERRED:
        return None
    body = _answering_for(case.referred_to, today=today, means=means)
    return body.key if body is not None and body.key != case.referred_to else None


def _taken_over(case: Case, successor: str, *, means: Means, now: datetime) -> Case:
    """Let the successor act on a case in the place of who has ended; its days stay, its lease does not."""
    queue = body_queue(successor)
    line = aside(case, Aside.TAKEN_OVER, by=None, at=now, to=queue)
    after = beside(case, line=line, referred_to=successor, queue=queue, lease=None)
    commit_told(after, over=case, means=means)
    return after


def _has_lapsed(case: Case, today: date) -> bool:
    return case.state is State.SUPPLEMENT_REQUIRED and _has_passed(case, "supplement", today)


def _is_past_the_cap(case: Case, *, today: date, means: Means) -> bool:
    """Say whether the cap has passed, and is one that has a consequence; of what comes from upstream it has none."""
    if case.state is not State.REFERRED or not _has_passed(case, rulings.CAP, today):
        return False
    source = _answering_for(case.source or case.referred_to, today=today, means=means)
    return source is None or not rulings.is_upstream(source)


def _answering_for(body: str | None, *, today: date, means: Means) -> Body | None:
    """Return who answers for a body today; None for one that is not registered, which keeps no other case waiting."""
    return None if body is None or body not in means.bodies else means.bodies.responsible(body, today)


def _has_passed(case: Case, act: str, today: date) -> bool:
    day = day_for(case.deadlines, act)
    return day is not None and day < today


def _taken(case: Case, due: Due, *, means: Means, now: datetime) -> Case:
    """Take one step: the promise to tell of it, then the case with it in its trail."""
    line = aside(case, due.step, by=None, at=now, note=due.due_on.isoformat(), to=due.told)
    taken = Escalation(step=due.step.value, due_on=due.due_on, at=now)
    after = beside(case, line=line, escalations=(*case.escalations, taken))
    commit_told(after, over=case, means=means)
    return after


def _fell_silent(case: Case, *, means: Means, now: datetime) -> bool:
    """Suspend, unless the record says that it has come from upstream since; the case was asked first."""
    try:
        desk.fell_silent(case.case, means=means, now=now)
    except ForbiddenError:
        return False
    return True
