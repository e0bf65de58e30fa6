"""What a move does to a case, and how it is committed: the trail's copy first, then the case on its version.

The clocks that a move starts are in `deadlines.toml`; that it stops them is in its row. They stand still until the
next move, whatever it is.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, CaseKind, Move, Pause, State
from chalicelib.objections.chain import hash_of
from chalicelib.objections.clocks import by_calendar, days_in, deadlines_after, due_of
from chalicelib.objections.moves import Actor, Row
from chalicelib.objections.store import CaseStore
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import Calendar

CENTRE_QUEUE, REVIEW_QUEUE, SUBJECT_QUEUE = "centre", "review", "subject"
_FOR_CENTRE = frozenset({State.SUBMITTED, State.ACCEPTED, State.CHECKED, State.SUSPENDED, State.REPLIED, State.HELD})


class Aside(StrEnum):
    """What leaves a line in the trail and the state as it is."""

    TRANSFER = "transfer"
    REASSIGNMENT = "reassignment"
    REMINDER = "reminder"
    ESCALATED_TO_LEAD = "escalated_to_lead"
    ESCALATED_TO_COMMISSION = "escalated_to_commission"
    TAKEN_OVER = "taken_over"


def line_of(case: Case, row: Row, *, by: Reader | None, at: datetime, note: str | None = None) -> Move:
    """Return the line of the trail that a move makes, chained to the line before; nobody makes the platform's."""
    return Move(
        number=case.last.number + 1,
        move=row.move.value,
        by=by.sub if by else "",
        role=by.role if by else Actor.SYSTEM.value,
        at=at,
        state=row.to,
        note=note,
        previous=hash_of(case.last),
    )


def aside(case: Case, what: Aside, *, by: Reader | None, at: datetime, **said: str | None) -> Move:
    """Return a line of the trail beside the moves: the state stays as it is.

    Shape: said is note and to.
    """
    return Move(
        number=case.last.number + 1,
        move=what.value,
        by=by.sub if by else "",
        role=by.role if by else Actor.SYSTEM.value,
        at=at,
        state=case.state,
        previous=hash_of(case.last),
        days=days_in(case.state, case.deadlines),
        **said,
    )


def beside(case: Case, *, line: Move, **changes: Any) -> Case:
    """Return the case after a line beside the moves: who must act, by when, and who holds it stay as they are."""
    return msgspec.structs.replace(case, version=case.version + 1, last=line, **changes)


def moved(case: Case, row: Row, *, line: Move, calendar: Calendar, **changes: Any) -> Case:
    """Return the case after a move: its new state and line, the clocks it starts or stops, who must act and by when.

    What the calendar has changed since is recorded first, so that the move's own effect on a day stands apart from it.

    Shape: changes are further attributes of the case, as `reply`, `decision`, `referred_to`.
    """
    case = by_calendar(case, calendar=calendar, at=line.at)
    after = msgspec.structs.replace(
        case,
        version=case.version + 1,
        state=row.to,
        moved_at=line.at,
        last=line,
        lease=case.lease if row.keeps_lease else None,
        pauses=_pauses_after(case, row, at=line.at),
        **changes,
    )
    bound = deadlines_after(after, row.move, on=beijing_date(line.at), calendar=calendar)
    last = msgspec.structs.replace(line, days=days_in(row.to, bound))
    after = msgspec.structs.replace(after, queue=queue_of(after), deadlines=bound, last=last)
    return msgspec.structs.replace(after, due_on=due_of(after))


def queue_of(case: Case) -> str | None:
    """Return who must act on a case: the centre, the reviewers, the body it was referred to, its subject, or nobody.

    Nobody claims from the subjects' queue; the schedule looks into it.
    """
    if case.state is State.REFERRED and case.referred_to is not None:
        return body_queue(case.referred_to)
    if case.state is State.SUPPLEMENT_REQUIRED:
        return SUBJECT_QUEUE
    if case.kind is CaseKind.REVIEW:
        return REVIEW_QUEUE if case.state is State.ACCEPTED else None
    return CENTRE_QUEUE if case.state in _FOR_CENTRE else None


def body_queue(key: str) -> str:
    """Return the queue of a body. Shape: "body:zy-scjgj"."""
    return f"body:{key}"


def body_of(queue: str) -> str | None:
    """Return the body whose queue it is, None for one of no body."""
    kind, _, key = queue.partition(":")
    return key if kind == "body" else None


def commit(new: Case, *, over: Case, cases: CaseStore) -> None:
    """Commit a move: the last line is copied to the trail, then the case is put on the version that was read.

    The case carries its newest line whole, so that no line ever stands in the trail whose move was not committed.

    Raises: StaleVersionError when the case has moved meanwhile.
    """
    cases.add_to_trail(over.case, over.last)
    cases.put(new, over=over)


def _pauses_after(case: Case, row: Row, *, at: datetime) -> tuple[Pause, ...]:
    """Return the pauses after a move: the one that ran is over, and one begins where the move stops the clocks."""
    over = tuple(msgspec.structs.replace(one, to=at) if one.to is None else one for one in case.pauses)
    return (*over, Pause(from_=at, why=row.move.value)) if row.stops_clocks else over
