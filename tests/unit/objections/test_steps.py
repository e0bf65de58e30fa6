"""What a move does to a case, and its commit."""

from datetime import timedelta

import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.objections import leases
from chalicelib.objections.cases import State
from chalicelib.objections.moves import Actor, MoveName, row_for
from chalicelib.objections.steps import commit, line_of, moved, queue_of
from chalicelib.terms.working_days import calendar
from tests.factories import NOW, a_case
from tests.fakes import MemoryCases
from tests.unit.objections.standing import CLERK


def test_a_move_counts_up_names_who_made_it_and_says_who_must_act() -> None:
    case = a_case(state=State.CHECKED, fence=1, lease=None)
    row = row_for(case, MoveName.REFER, actor=Actor.CENTRE)

    after = moved(
        case, row, line=line_of(case, row, by=CLERK, at=NOW, note="核查"), calendar=calendar(), referred_to="shili-jgj"
    )

    assert (after.version, after.state, after.queue) == (2, State.REFERRED, "body:shili-jgj")
    assert (after.last.number, after.last.by, after.last.role, after.last.note) == (2, CLERK.sub, "desk", "核查")


@pytest.mark.parametrize(
    ("state", "move", "keeps"), [(State.SUBMITTED, "accept", True), (State.CHECKED, "refer", False)]
)
def test_only_who_accepted_goes_on_holding_the_case(state: State, move: str, keeps: bool) -> None:  # noqa: FBT001
    case = leases.claimed(a_case(state=state), by=CLERK, now=NOW)
    row = row_for(case, MoveName(move), actor=Actor.CENTRE)

    after = moved(case, row, line=line_of(case, row, by=CLERK, at=NOW), calendar=calendar())

    assert (after.lease is not None) == keeps
    assert after.fence == case.fence


@pytest.mark.parametrize("state", [State.DRAFT, State.ACCEPTING, State.CLOSED, State.REFERRED], ids=str)
def test_nobody_must_act_on_a_draft_a_promise_an_ended_case_or_one_referred_to_nobody(state: State) -> None:
    assert queue_of(a_case(state=state)) is None


def test_the_last_line_is_copied_before_the_next_move_so_that_no_line_stands_without_its_move() -> None:
    cases, case = MemoryCases(), a_case()
    cases.put(case, over=None)
    row = row_for(case, MoveName.SUBMIT, actor=Actor.SUBJECT)
    after = moved(case, row, line=line_of(case, row, by=None, at=NOW), calendar=calendar())
    commit(after, over=case, cases=cases)

    other = moved(case, row, line=line_of(case, row, by=None, at=NOW + timedelta(seconds=1)), calendar=calendar())
    with pytest.raises(StaleVersionError):
        commit(other, over=case, cases=cases)

    assert list(cases.trail_of(case.case)) == [case.last]
    assert (after.last.by, after.last.role) == ("", "system")
