"""Whether a batch is under way, asked for once a container where it is at its end."""

import pytest

from chalicelib.intake import ends
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.ends import Ends
from tests.factories import NOW, a_batch
from tests.fakes import MemoryBatches


class Counting(MemoryBatches):
    """Batches that count how often they are asked."""

    asked = 0

    def find(self, batch: str) -> Batch | None:
        self.asked += 1
        return super().find(batch)


@pytest.mark.parametrize("state", State)
def test_only_a_batch_that_is_being_applied_is_under_way(state: State) -> None:
    batches = Counting()
    batches.put(a_batch(batch="b", state=state), over=None)
    acts = Ends(batches)

    said = [acts.is_under_way("b") for _ in range(3)]

    assert said == [state is State.APPLYING] * 3
    assert batches.asked == (1 if state.is_an_end else 3)


def test_what_is_no_batch_is_under_way_for_nobody() -> None:
    batches = Counting()
    acts = Ends(batches)

    assert not acts.is_under_way("TS20261123-00000001")
    assert not acts.is_under_way("TS20261123-00000001")
    assert batches.asked == 1


def test_it_is_seen_to_end_and_no_more_is_remembered_than_there_is_room_for() -> None:
    batches = MemoryBatches()
    applying = a_batch(batch="b", state=State.APPLYING)
    batches.put(applying, over=None)
    acts = Ends(batches)
    assert acts.is_under_way("b")

    batches.put(applying.moved(State.APPLIED, at=NOW), over=applying)
    assert not acts.is_under_way("b")
    for number in range(ends.REMEMBERED + 1):
        acts.is_under_way(f"other-{number}")

    assert len(acts.ended) == ends.REMEMBERED
