"""The table of moves, and any walk through it."""

import pytest

from chalicelib.errors import ConflictError, ForbiddenError
from chalicelib.objections.cases import CaseKind, State
from chalicelib.objections.moves import (
    MOVES,
    PROMISES,
    UNBIDDEN,
    Actor,
    MoveName,
    Row,
    allowed,
    guards_of,
    row_for,
    table_of,
)
from tests.factories import a_case


@pytest.mark.parametrize("row", MOVES, ids=lambda row: f"{row.state}-{row.move}")
def test_every_row_allows_its_actor_alone(row: Row) -> None:
    case = a_case(state=row.state, kind=min(row.kinds))

    assert [actor for actor in Actor if allowed(case, row.move, actor)] == [row.actor]
    assert row_for(case, row.move, actor=row.actor) is row


@pytest.mark.parametrize("state", [state for state in State if state.is_final], ids=str)
@pytest.mark.parametrize("move", list(MoveName), ids=str)
def test_an_ended_case_moves_no_more(state: State, move: MoveName) -> None:
    with pytest.raises(ConflictError) as refused:
        row_for(a_case(state=state), move, actor=Actor.CENTRE)

    assert refused.value.code == "objection.already_closed"


@pytest.mark.parametrize(
    ("state", "move", "actor", "code"),
    [
        (State.ACCEPTING, MoveName.REFER, Actor.CENTRE, "objection.step_under_way"),
        (State.ACCEPTING, MoveName.MARKED, Actor.CENTRE, "objection.step_under_way"),
        (State.SUBMITTED, MoveName.DECIDE, Actor.CENTRE, "objection.move_not_allowed"),
        (State.ACCEPTED, MoveName.ACCEPT, Actor.CENTRE, "objection.move_not_allowed"),
        (State.SUBMITTED, MoveName.ACCEPT, Actor.SUBJECT, "objection.not_your_move"),
        (State.REFERRED, MoveName.REPLY, Actor.CENTRE, "objection.not_your_move"),
    ],
    ids=str,
)
def test_what_has_no_row_is_refused_by_name(state: State, move: MoveName, actor: Actor, code: str) -> None:
    assert not allowed(a_case(state=state), move, actor)

    with pytest.raises((ConflictError, ForbiddenError)) as refused:
        row_for(a_case(state=state), move, actor=actor)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "row",
    [
        MOVES[0],
        Row(State.CLOSED, MoveName.REFER, Actor.CENTRE, State.REFERRED),
        Row(State.ACCEPTING, MoveName.REFER, Actor.CENTRE, State.REFERRED),
        Row(State.ACCEPTED, MoveName.MARKED, Actor.SYSTEM, State.ACCEPTED),
    ],
    ids=["doubled", "out of an end", "a promise ended by a person", "no promise, ended by the platform"],
)
def test_a_row_that_may_not_stand_is_refused_when_the_table_is_made(row: Row) -> None:
    with pytest.raises(ValueError, match="no such row may stand"):
        table_of([*MOVES, row])


def test_every_state_but_the_draft_is_reached_and_every_promise_is_ended() -> None:
    assert {row.to for row in MOVES} == set(State) - {State.DRAFT}
    ended = {row.state for row in MOVES if row.actor is Actor.SYSTEM and row.move not in UNBIDDEN}
    assert ended == set(PROMISES) == {state for state in State if state.is_under_way}


@pytest.mark.parametrize("row", MOVES, ids=lambda row: f"{row.state}-{row.move}")
def test_a_row_of_one_kind_of_case_is_none_of_another(row: Row) -> None:
    assert {kind for kind in CaseKind if allowed(a_case(state=row.state, kind=kind), row.move, row.actor)} == row.kinds


def test_a_move_tells_what_it_is_guarded_by_in_whatever_state_it_is_made() -> None:
    assert guards_of(MoveName.HOLD) == ("hold.reason_missing", "hold.unknown", "text.unsound")
    assert guards_of(MoveName.ACCEPT) == ()
