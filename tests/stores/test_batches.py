"""Batches, and how a sweeper finds those under way."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.intake.batches import Batch, Counts, State
from chalicelib.intake.store import BatchStore
from tests.factories import NOW, a_batch
from tests.stores.places import Stores


@pytest.fixture
def batches(stores: Stores) -> BatchStore:
    return stores.batches()


def under_way(batches: BatchStore, name: str, *, minutes_ago: int) -> Batch:
    ticketed = a_batch(batch=name)
    applying = a_batch(
        batch=name, version=2, state=State.APPLYING, moved_at=NOW - timedelta(minutes=minutes_ago), rows_done=200
    )
    batches.put(ticketed, over=None)
    batches.put(applying, over=ticketed)
    return applying


def test_a_batch_is_found_as_it_was_put(batches: BatchStore) -> None:
    batch = a_batch(counts=Counts(rows=3, added=2, refused=1))
    batches.put(batch, over=None)

    assert batches.find(batch.batch) == batch
    assert batches.find("shili-jgj-20261120-unknown1") is None


def test_a_batch_is_put_over_the_version_that_was_read_and_no_other(batches: BatchStore) -> None:
    first = a_batch()
    second, rival = a_batch(version=2, rows_done=200), a_batch(version=2, rows_done=400)
    batches.put(first, over=None)
    batches.put(second, over=first)

    with pytest.raises(StaleVersionError):
        batches.put(rival, over=first)
    with pytest.raises(StaleVersionError):
        batches.put(first, over=None)

    assert batches.find(first.batch) == second


def test_a_put_that_was_answered_and_not_heard_may_be_sent_again(batches: BatchStore) -> None:
    first, second = a_batch(), a_batch(version=2, rows_done=5)
    for _ in range(2):
        batches.put(first, over=None)
    for _ in range(2):
        batches.put(second, over=first)

    assert batches.find(first.batch) == second
    with pytest.raises(StaleVersionError):
        batches.put(first, over=None)


def test_a_version_that_does_not_follow_is_our_mistake(batches: BatchStore) -> None:
    with pytest.raises(ValueError, match="version 3"):
        batches.put(a_batch(version=3), over=a_batch())


def test_batches_under_way_that_have_not_moved_are_found_oldest_first(batches: BatchStore) -> None:
    for name, minutes in (("b-2", 20), ("b-3", 30), ("b-1", 10), ("b-0", 0)):
        under_way(batches, name, minutes_ago=minutes)

    assert list(batches.unsettled(before=NOW - timedelta(minutes=5), limit=10)) == ["b-3", "b-2", "b-1"]
    assert list(batches.unsettled(before=NOW - timedelta(minutes=5), limit=2)) == ["b-3", "b-2"]
    assert list(batches.unsettled(before=NOW - timedelta(minutes=10), limit=10)) == ["b-3", "b-2"]


@pytest.mark.parametrize("state", [State.APPLIED, State.REFUSED, State.QUARANTINED])
def test_a_batch_at_rest_or_merely_ticketed_is_not_under_way(batches: BatchStore, state: State) -> None:
    batches.put(a_batch(batch="ticketed"), over=None)
    applying = under_way(batches, "done", minutes_ago=60)
    batches.put(a_batch(batch="done", version=3, state=state), over=applying)

    assert list(batches.unsettled(before=NOW, limit=10)) == []


def test_moments_are_ordered_to_the_microsecond(batches: BatchStore) -> None:
    for name, microseconds in (("later", 10), ("sooner", 0)):
        ticketed, at = a_batch(batch=name), NOW + timedelta(microseconds=microseconds)
        batches.put(ticketed, over=None)
        batches.put(a_batch(batch=name, version=2, state=State.APPLYING, moved_at=at), over=ticketed)

    assert list(batches.unsettled(before=NOW + timedelta(seconds=1), limit=10)) == ["sooner", "later"]


def test_batches_that_are_ticketed_alone_are_awaited_oldest_first(batches: BatchStore) -> None:
    for name, minutes in (("b-2", 20), ("b-3", 30)):
        batches.put(a_batch(batch=name, moved_at=NOW - timedelta(minutes=minutes)), over=None)
    under_way(batches, "b-1", minutes_ago=10)

    assert list(batches.awaited(before=NOW - timedelta(minutes=5), limit=10)) == ["b-3", "b-2"]
    assert list(batches.awaited(before=NOW - timedelta(minutes=25), limit=10)) == ["b-3"]


def test_a_planned_batch_that_waits_for_a_person_is_found_apart_from_one_that_goes_on(batches: BatchStore) -> None:
    moved = NOW - timedelta(minutes=10)
    planned: dict[str, dict[str, Any]] = {"waits": {"approvals_needed": 1}, "goes on": {}, "rests": {"is_held": True}}
    for name, changes in planned.items():
        ticketed = a_batch(batch=name)
        batches.put(ticketed, over=None)
        batches.put(a_batch(batch=name, version=2, state=State.PLANNED, moved_at=moved, **changes), over=ticketed)
    untold = a_batch(batch="untold", state=State.APPLIED, moved_at=moved, is_untold=True)
    batches.put(untold, over=None)

    assert sorted(batches.waiting(before=NOW, limit=10)) == ["rests", "waits"]
    assert sorted(batches.unsettled(before=NOW, limit=10)) == ["goes on", "untold"]
    assert list(batches.waiting(before=moved, limit=10)) == []
