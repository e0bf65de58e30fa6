"""The table of moves, and any walk through it."""

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.errors import ConflictError, ForbiddenError, RefusalError
from chalicelib.library.readers import Reader
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.effects import roll_forward
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
from chalicelib.objections.rulings import Ruling
from chalicelib.objections.trail import lines_of
from tests.factories import NOW, a_case
from tests.unit.objections.standing import (
    CLERK,
    CONFIRMED,
    CORRECTED,
    KEPT,
    MINUTE,
    OTHER_CLERK,
    SOURCE,
    SUBJECT,
    a_filing,
    hold_of,
    means_with,
)


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


class AnyWalk(RuleBasedStateMachine):
    """Anybody tries anything in any order; what is refused changes nothing, what is done keeps the rules."""

    def __init__(self) -> None:
        """Start with a draft."""
        super().__init__()
        self.means, self.now = means_with(), NOW
        self.case = desk.file(a_filing(), by=SUBJECT, means=self.means, now=NOW)
        self.was = self.case

    def _try(self, act: object, *args: object, **named: object) -> None:
        self.was = self._read()
        try:
            act(self.case.case, *args, means=self.means, now=self.now, **named)  # type: ignore[operator]
        except RefusalError:
            assert self._read() == self.was, "a refused move changed the case"

    def _read(self) -> Case:
        case = self.means.cases.find(self.case.case)
        assert case is not None
        return case

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        """Let leases run out."""
        self.now += minutes * MINUTE
        self.was = self._read()

    @rule(by=st.sampled_from([SUBJECT, CLERK]))
    def submit(self, by: Reader) -> None:
        """Submit."""
        self._try(desk.submit, by=by)

    @rule(by=st.sampled_from([CLERK, OTHER_CLERK, SOURCE]))
    def claim(self, by: Reader) -> None:
        """Claim."""
        self._try(claims.claim, by=by)

    @rule(by=st.sampled_from([CLERK, OTHER_CLERK, SOURCE]), back=st.integers(0, 1))
    def accept(self, by: Reader, back: int) -> None:
        """Accept, perhaps with an old token."""
        self._try(desk.accept, hold=self._hold(by, back))

    @rule(by=st.sampled_from([CLERK, OTHER_CLERK]))
    def own_check(self, by: Reader) -> None:
        """Check."""
        self._try(desk.own_check, hold=self._hold(by))

    @rule(by=st.sampled_from([CLERK, OTHER_CLERK]))
    def refer(self, by: Reader) -> None:
        """Refer."""
        self._try(desk.refer, None, hold=self._hold(by))

    @rule(by=st.sampled_from([CLERK, SOURCE]))
    def reply(self, by: Reader) -> None:
        """Reply."""
        self._try(desk.reply, CONFIRMED, hold=self._hold(by))

    @rule(by=st.sampled_from([CLERK, OTHER_CLERK, SOURCE]), ruling=st.sampled_from([CORRECTED, KEPT]))
    def decide(self, by: Reader, ruling: Ruling) -> None:
        """Decide."""
        self._try(desk.decide, ruling, hold=self._hold(by))

    @precondition(lambda self: self.now > NOW + 60 * MINUTE)
    @rule()
    def withdraw(self) -> None:
        """Withdraw, not too soon, so that walks grow long; the queue's worker follows."""
        self._try(desk.withdraw, by=SUBJECT)
        roll_forward(self._read().case, means=self.means, now=self.now)

    @invariant()
    def the_rules_are_kept(self) -> None:
        """Look at the case, its record and its trail."""
        case, record = self._read(), self.means.library.all()[0]
        assert not case.state.is_under_way
        assert (record.mark == case.case) == case.state.shows_mark
        assert case.fence >= self.was.fence
        assert [line.number for line in lines_of(case, self.means.cases)] == list(range(1, case.last.number + 1))
        earlier = {deadline.act: deadline.on for deadline in self.was.deadlines}
        assert all(deadline.on >= earlier.get(deadline.act, deadline.on) for deadline in case.deadlines)
        if self.was.state.is_final:
            assert case == self.was

    def _hold(self, by: Reader, back: int = 0) -> object:
        hold = hold_of(self._read(), by)
        return msgspec.structs.replace(hold, fence=hold.fence - back)


TestAnyWalk = AnyWalk.TestCase
