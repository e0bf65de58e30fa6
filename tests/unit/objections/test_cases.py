"""States of a case."""

import pytest

from chalicelib.objections.cases import State


@pytest.mark.parametrize("state", list(State), ids=str)
def test_a_state_is_under_way_or_final_or_neither_and_shows_a_mark_only_between(state: State) -> None:
    assert not (state.is_under_way and state.is_final)
    assert state.is_under_way == state.value.endswith("ing")
    assert not (state.shows_mark and state.is_final)
    assert state.shows_mark <= (not state.is_under_way or state in {State.CHECKING, State.SUSPENDING})


def test_the_mark_is_seen_from_acceptance_to_decision() -> None:
    assert {state for state in State if state.shows_mark} == {
        State.ACCEPTED,
        State.CHECKING,
        State.CHECKED,
        State.REFERRED,
        State.SUSPENDING,
        State.SUSPENDED,
        State.REPLIED,
        State.HELD,
    }
