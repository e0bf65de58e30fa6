"""A large file is fanned out, and comes to what one run alone would have come to, byte for byte.

However its deliveries come; broken off and stalled at every store call they are in the journeys.
"""

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.intake.batches import State
from chalicelib.intake.plans import Planned
from chalicelib.intake.receipts import receipt_in
from tests.journeys.fanned import Fate, Scene, Step, played, taken_alone
from tests.journeys.killing import Moment

STEPS = st.tuples(st.integers(0, 7), st.sampled_from(Fate), st.integers(1, 60), st.sampled_from(Moment))


@cache
def _expected() -> dict[str, Any]:
    return taken_alone()


def _settled(scene: Scene) -> dict[str, Any]:
    scene.settle()
    return scene.left()


def test_what_is_compared_depends_across_portions_in_every_way_there_is() -> None:
    scene = Scene().begin()
    batch = scene.settle()
    receipt = receipt_in(_expected()["receipt"])

    assert (_expected()["batch"].state, _expected()["pieces"]) == (State.APPLIED, {})
    assert (batch.counts.rows, batch.counts.added, batch.counts.changed, batch.counts.held) == (14, 6, 1, 1)
    codes = receipt.totals.by_code
    assert (codes["row.repeats_earlier"], codes["row.contradicts_earlier"], codes["identity.unconfirmed"]) == (1, 3, 1)
    assert (receipt.totals.waived, receipt.waivers[0].waiver.key) == (1, "2026-001")
    assert [(one.row, one.value) for one in receipt.findings if one.value is not None] == [(5, "915120990000000000")]
    # The row that names by its old code whom an earlier portion names by the new one.
    assert Planned(batch.batch, scene.services.receipts).behind(batch.plan) == {10}


def test_a_large_file_comes_to_what_one_run_alone_comes_to() -> None:
    scene = Scene().begin()
    scene.run(None)
    assert (scene.batch.state, len(scene.messages())) == (State.PLANNING, 4)

    assert _settled(scene) == _expected()


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_however_deliveries_are_doubled_reordered_lost_or_broken_off(steps: list[Step]) -> None:
    assert _settled(played(iter(steps), lambda: Scene().begin())) == _expected()
