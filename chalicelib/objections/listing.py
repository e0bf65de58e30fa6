"""What waits at the desk (待办): listed most urgent first, and counted by state and due day; each within one's scope.

The centre asks for its own queue, for that of a body it referred cases to, or for what awaits a supplement; a body's
staff for their own alone. What the index tells is a hint of the case as it stood a moment ago; the case itself is read
where it is asked for.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.errors import NotFoundError
from chalicelib.library.readers import Level, Reader
from chalicelib.objections.cases import Case, State
from chalicelib.objections.scope import queue_of
from chalicelib.objections.steps import SUBJECT_QUEUE, body_queue
from chalicelib.terms.dates import beijing_date

if TYPE_CHECKING:
    from chalicelib.objections.means import Means

COUNTED_AT_MOST, _AT_ONCE, _PAGES = 5000, 250, 20
UNDATED = "none"


class Asked(Struct, frozen=True, kw_only=True):
    """What is asked for: the queue of a body, cases in a state, cases due before a day."""

    body: str | None = None
    state: State | None = None
    due_before: date | None = None


class Found(Struct, frozen=True, kw_only=True):
    """Part of a queue; `after` is the case to go on behind, None at the end."""

    cases: Sequence[Case]
    after: str | None


class Counts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many cases wait, by state and by due day ("none" where none binds); those that others hold are among them.

    `overdue` are those due before today. `is_partial` says that there are more than were counted.
    """

    waiting: int
    held: int
    overdue: int
    by_state: Mapping[str, int]
    by_due_day: Mapping[str, int]
    is_partial: bool = False


def waiting_for(by: Reader, asked: Asked, *, limit: int, means: "Means", after: str | None = None) -> Found:
    """Return cases that wait, most urgent first, from behind the case `after`; at the end of the queue no more.

    Raises: NotFoundError where there is no case `after`, they are no staff, or the queue is another's.
    """
    queue, chosen = _queue_for(by, asked), list[Case]()
    for _ in range(_PAGES):
        seen = means.cases.waiting(queue, limit=limit, after=after, due_before=asked.due_before)
        for case in seen:
            after = case.case
            if asked.state is None or case.state is asked.state:
                chosen.append(case)
            if len(chosen) == limit:
                return Found(cases=chosen, after=after)
        if len(seen) < limit:
            return Found(cases=chosen, after=None)
    return Found(cases=chosen, after=after)


def counts_for(by: Reader, asked: Asked, *, means: "Means", now: datetime, at_most: int = COUNTED_AT_MOST) -> Counts:
    """Return how many cases wait of those asked for, counting so many and no more.

    Raises: NotFoundError where they are no staff, or the queue is another's.
    """
    today, states, days = beijing_date(now), Counter[str](), Counter[str]()
    seen = held = overdue = waiting = 0
    for seen, case in enumerate(_all(_queue_for(by, asked), asked.due_before, means), start=1):
        if seen > at_most:
            break
        if asked.state is not None and case.state is not asked.state:
            continue
        waiting += 1
        states[case.state.value] += 1
        days[case.due_on.isoformat() if case.due_on else UNDATED] += 1
        held += case.lease is not None and case.lease.until > now
        overdue += case.due_on is not None and case.due_on < today
    return Counts(
        waiting=waiting,
        held=held,
        overdue=overdue,
        by_state=dict(sorted(states.items())),
        by_due_day=dict(sorted(days.items())),
        is_partial=seen > at_most,
    )


def _all(queue: str, due_before: date | None, means: "Means") -> Iterator[Case]:
    after: str | None = None
    while seen := means.cases.waiting(queue, limit=_AT_ONCE, after=after, due_before=due_before):
        yield from seen
        after = seen[-1].case


def _queue_for(by: Reader, asked: Asked) -> str:
    if by.level is Level.DESK and asked.state is State.SUPPLEMENT_REQUIRED:
        return SUBJECT_QUEUE
    if asked.body is None or (by.level is Level.DEPARTMENT and asked.body == by.body):
        return queue_of(by)
    if by.level is not Level.DESK:
        raise NotFoundError
    return body_queue(asked.body)
