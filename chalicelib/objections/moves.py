"""Which state of a case allows which move to whom: one table.

Whatever has no row is refused. A system move carries no rule of its own: it says that the effect a state
promised is done.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from chalicelib.errors import ConflictError, ForbiddenError
from chalicelib.objections.cases import Case, State


class Actor(StrEnum):
    """In what part someone moves a case: subject, centre, source, or the platform."""

    SUBJECT = "subject"
    CENTRE = "centre"
    SOURCE = "source"
    SYSTEM = "system"


class MoveName(StrEnum):
    """Every move; those of the platform say that a promised effect is done."""

    FILE = "file"
    SUBMIT = "submit"
    OPENED = "opened"
    NOT_OPENED = "not_opened"
    ACCEPT = "accept"
    MARKED = "marked"
    NOT_ACCEPT = "not_accept"
    DECLINED = "declined"
    REFER = "refer"
    REPLY = "reply"
    DECIDE = "decide"
    SETTLED = "settled"
    WITHDRAW = "withdraw"
    RELEASED = "released"


class Row(NamedTuple):
    """One allowed move: in which state, to whom, and where it leads; whether who holds the case goes on holding it."""

    state: State
    move: MoveName
    actor: Actor
    to: State
    keeps_lease: bool = False


MOVES: tuple[Row, ...] = (
    Row(State.DRAFT, MoveName.SUBMIT, Actor.SUBJECT, State.SUBMITTING),
    Row(State.SUBMITTING, MoveName.OPENED, Actor.SYSTEM, State.SUBMITTED),
    Row(State.SUBMITTING, MoveName.NOT_OPENED, Actor.SYSTEM, State.NOT_ACCEPTED),
    Row(State.SUBMITTED, MoveName.ACCEPT, Actor.CENTRE, State.ACCEPTING, keeps_lease=True),
    Row(State.ACCEPTING, MoveName.MARKED, Actor.SYSTEM, State.ACCEPTED, keeps_lease=True),
    Row(State.SUBMITTED, MoveName.NOT_ACCEPT, Actor.CENTRE, State.DECLINING),
    Row(State.DECLINING, MoveName.DECLINED, Actor.SYSTEM, State.NOT_ACCEPTED),
    Row(State.ACCEPTED, MoveName.REFER, Actor.CENTRE, State.REFERRED),
    Row(State.REFERRED, MoveName.REPLY, Actor.SOURCE, State.REPLIED),
    Row(State.ACCEPTED, MoveName.DECIDE, Actor.CENTRE, State.DECIDING),
    Row(State.REPLIED, MoveName.DECIDE, Actor.CENTRE, State.DECIDING),
    Row(State.DECIDING, MoveName.SETTLED, Actor.SYSTEM, State.CLOSED),
    Row(State.DRAFT, MoveName.WITHDRAW, Actor.SUBJECT, State.WITHDRAWING),
    Row(State.SUBMITTED, MoveName.WITHDRAW, Actor.SUBJECT, State.WITHDRAWING),
    Row(State.ACCEPTED, MoveName.WITHDRAW, Actor.SUBJECT, State.WITHDRAWING),
    Row(State.REFERRED, MoveName.WITHDRAW, Actor.SUBJECT, State.WITHDRAWING),
    Row(State.REPLIED, MoveName.WITHDRAW, Actor.SUBJECT, State.WITHDRAWING),
    Row(State.WITHDRAWING, MoveName.RELEASED, Actor.SYSTEM, State.WITHDRAWN),
)


def table_of(rows: Iterable[Row]) -> dict[tuple[State, MoveName], Row]:
    """Return the rows by state and move.

    Raises: ValueError for a state and move named twice, a move out of a final state, a promise the platform alone
            may not end.
    """
    table: dict[tuple[State, MoveName], Row] = {}
    for row in rows:
        is_the_platforms = row.actor is Actor.SYSTEM
        if (row.state, row.move) in table or row.state.is_final or row.state.is_under_way != is_the_platforms:
            message = f"no such row may stand: {row.state} {row.move}"
            raise ValueError(message)
        table[row.state, row.move] = row
    return table


_TABLE = table_of(MOVES)


def allowed(case: Case, move: MoveName, actor: Actor) -> bool:
    """Say whether the table lets someone make a move now; the lease and what the move says are looked at besides."""
    row = _TABLE.get((case.state, move))
    return row is not None and row.actor is actor


def row_for(case: Case, move: MoveName, *, actor: Actor) -> Row:
    """Return the row of a move.

    Raises: ConflictError `objection.already_closed`, `objection.step_under_way` or `objection.move_not_allowed`;
            ForbiddenError `objection.not_your_move` where the move is another's.
    """
    row = _TABLE.get((case.state, move))
    if row is not None and row.actor is actor:
        return row
    must_not_be_over(case)
    if row is not None:
        raise ForbiddenError("objection.not_your_move", "该步骤不由您办理。", "This move is not yours to make.")
    raise ConflictError("objection.move_not_allowed", "当前状态不能进行该步骤。", "This state does not allow the move.")


def must_not_be_over(case: Case) -> None:
    """Refuse a case that has ended, or whose last step is not done yet.

    Raises: ConflictError `objection.already_closed` or `objection.step_under_way`.
    """
    if case.state.is_final:
        raise ConflictError("objection.already_closed", "该异议已办结，不能再办理。", "The case has ended.")
    if case.state.is_under_way:
        raise ConflictError("objection.step_under_way", "上一步尚在处理中，请稍后重试。", "A step is still under way.")
