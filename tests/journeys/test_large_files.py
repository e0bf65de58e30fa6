"""A large file is fanned out, and comes to what one run alone would have come to, byte for byte.

Whatever becomes of the deliveries: doubled, in another order, lost, broken off at any store call.
"""

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.journeys.fanned import Scene, at_run, taken_alone
from tests.journeys.killing import Intruder, Killer, Moment


@cache
def _expected() -> dict[str, Any]:
    return taken_alone()


def _settled(scene: Scene) -> dict[str, Any]:
    scene.settle()
    return scene.left()


@cache
def _runs() -> int:
    """Return how many functions there are on the way where none is disturbed: splits, portions, joinings."""
    scene, runs = Scene().begin(), 0
    while not scene.batch.is_at_rest:
        scene.run(scene.messages().pop(0) if scene.messages() else None)
        runs += 1
    return runs


def _next(scene: Scene) -> tuple[str, int] | None:
    return scene.messages()[0] if scene.messages() else None


@pytest.mark.parametrize("moment", Moment)
def test_killed_at_any_store_call_of_any_function_it_ends_the_same(moment: Moment) -> None:
    for run in range(_runs()):
        calls = at_run(run)
        for call in range(1, calls.run(_next(calls)) + 1):
            scene = at_run(run)
            scene.run(_next(scene), killer=Killer(at=call, moment=moment))

            assert _settled(scene) == _expected(), f"function {run} killed {moment} call {call}"


@settings(max_examples=80, deadline=None)
@given(run=st.integers(0, 10), call=st.integers(1, 60), others=st.integers(1, 12), is_same=st.booleans())
def test_a_function_that_stalls_while_others_go_on_changes_nothing_any_more(
    run: int, call: int, others: int, *, is_same: bool
) -> None:
    """However many others: the same once more, the next, or all until the batch is at its end.

    But for what it writes of a portion into the emptied folder, which goes with the days of the bucket.
    """
    scene = at_run(run)
    message = _next(scene)

    def gone_on() -> None:
        scene.run(message if is_same else _next(scene))
        for _ in range(others - 1):
            scene.run(scene.messages().pop(0) if scene.messages() else None)

    scene.run(message, killer=Intruder(gone_on, at=call))

    assert {**_settled(scene), "pieces": {}} == _expected()
