"""Sealing: everything is sealed once, in numbered and linked blocks, however late it came."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.ledger import sealing
from chalicelib.ledger.blocks import NOTHING_BEFORE, header_in
from chalicelib.ledger.entries import Kind
from chalicelib.ledger.lines import place_in
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.sealing import LAGS, STEP, rebuild, seal
from tests.factories import NOW
from tests.factories_ledger import SUBJECT, looks_in
from tests.unit.ledger.keeping import MINUTE, OTHER, SHARD, Keeping, a_keeping

OVER = NOW.replace(second=0) + MINUTE


def test_what_was_committed_is_sealed_when_its_minute_is_over() -> None:
    keeping = a_keeping()

    assert seal(SHARD, means=keeping, now=OVER - timedelta(seconds=1)) == 0
    assert seal(SHARD, means=keeping, now=OVER) == 5

    block = keeping.chain.last(SHARD)
    assert block is not None
    assert (block.told.number, block.told.before, block.told.count) == (1, NOTHING_BEFORE, 5)
    assert block.told.sealed_at == OVER
    assert keeping.sealed() == sorted(line.entry for line in keeping.ledger.lines.values())


def test_the_next_block_names_the_one_before_and_takes_what_is_new() -> None:
    keeping = a_keeping()
    seal(SHARD, means=keeping, now=OVER)
    keeping.put(looks_in(SHARD, 2, at=OVER, beyond=1))

    assert seal(SHARD, means=keeping, now=OVER + MINUTE) == 2

    first, second = keeping.chain.following(SHARD, 0)
    assert (second.told.number, second.told.before) == (2, first.sha256)
    assert header_in(second.header) == second.told


def test_a_shard_in_which_nothing_is_new_gets_no_block() -> None:
    keeping = a_keeping()
    for minutes in range(1, 5):
        seal(SHARD, means=keeping, now=NOW + minutes * MINUTE)

    assert seal(OTHER, means=keeping, now=OVER) == 0
    assert len(list(keeping.chain.following(SHARD, 0))) == 1
    assert keeping.chain.last(OTHER) is None


@pytest.mark.parametrize("late", [*(lag - MINUTE for lag in LAGS[1:]), timedelta(hours=5), timedelta(days=60)], ids=str)
def test_an_entry_that_came_late_is_sealed_at_the_next_look_at_its_slot(late: timedelta) -> None:
    """A function is paused between making an entry and putting it, for minutes, days or years."""
    keeping = a_keeping()
    seal(SHARD, means=keeping, now=OVER)
    (paused,) = looks_in(SHARD, 1, at=NOW, beyond=1)
    keeping.put([paused])

    next_look = OVER + min(lag for lag in LAGS if lag > late)
    keeping.chain.note(SHARD, sealing.WORK, Progress(through=next_look - MINUTE, settled=1))
    seal(SHARD, means=keeping, now=next_look)

    assert keeping.sealed()[-1] == paused.entry
    assert len(keeping.sealed()) == 6


def test_from_minute_to_minute_every_slot_is_looked_at_after_every_lag() -> None:
    for lag in LAGS:
        keeping = a_keeping()
        keeping.chain.note(SHARD, sealing.WORK, Progress(through=OVER + lag - MINUTE))
        assert seal(SHARD, means=keeping, now=OVER + lag + timedelta(seconds=30)) == 5, lag


def test_an_entry_whose_host_has_a_clock_that_is_ahead_is_sealed_when_its_minute_comes() -> None:
    keeping = Keeping()
    keeping.put(looks_in(SHARD, 1, at=NOW + timedelta(minutes=7)))

    for minutes in range(1, 9):
        seal(SHARD, means=keeping, now=NOW + minutes * MINUTE)

    assert len(keeping.sealed()) == 1


def test_after_a_standstill_it_catches_up_by_an_hour_a_run() -> None:
    keeping = a_keeping()
    seal(SHARD, means=keeping, now=OVER)
    keeping.put(looks_in(SHARD, 1, at=NOW + timedelta(hours=2, minutes=30), beyond=1))

    later = OVER + timedelta(hours=3)
    runs = [seal(SHARD, means=keeping, now=later) for _ in range(4)]

    assert runs == [0, 0, 1, 0]
    assert keeping.chain.progress(SHARD, sealing.WORK).through == later
    assert timedelta(hours=1) == STEP


def test_a_clock_that_goes_back_seals_nothing_twice_and_loses_no_progress() -> None:
    keeping = a_keeping()
    seal(SHARD, means=keeping, now=OVER)

    assert seal(SHARD, means=keeping, now=NOW - timedelta(hours=1)) == 0
    assert keeping.chain.progress(SHARD, sealing.WORK).through == OVER


def test_more_than_a_block_holds_becomes_several() -> None:
    keeping = a_keeping(entries=sealing.MOST + 1)
    keeping.chain.note(SHARD, sealing.WORK, Progress(through=OVER - MINUTE))

    assert seal(SHARD, means=keeping, now=OVER) == sealing.MOST + 1

    assert [block.told.count for block in keeping.chain.following(SHARD, 0)] == [sealing.MOST, 1]


def test_who_is_forestalled_stops_and_nothing_is_lost() -> None:
    keeping, other = a_keeping(), a_keeping(entries=3)
    seal(SHARD, means=other, now=OVER)
    forestalling = other.chain.blocks[SHARD, 1]
    keeping.chain.blocks[SHARD, 1] = forestalling  # put between the reading of the last block and the commit

    class Blind(type(keeping.chain)):  # type: ignore[misc]
        def last(self, shard: str) -> None:
            del shard

    blind = Blind()
    blind.blocks, blind.told = keeping.chain.blocks, keeping.chain.told
    keeping.chain, seeing = blind, keeping.chain
    assert seal(SHARD, means=keeping, now=OVER) == 0
    keeping.chain = seeing
    assert seal(SHARD, means=keeping, now=OVER) == 2

    assert sorted(keeping.sealed()) == sorted(line.entry for line in keeping.ledger.lines.values())


def test_where_progress_is_lost_nothing_is_sealed_twice() -> None:
    keeping = a_keeping()
    seal(SHARD, means=keeping, now=OVER)
    keeping.chain.noted.clear()

    assert seal(SHARD, means=keeping, now=OVER) == 0
    assert len(keeping.sealed()) == 5


def test_a_look_is_told_to_each_of_its_subjects_and_a_change_to_none() -> None:
    keeping = Keeping()
    look, change = looks_in(SHARD, 2)
    keeping.put([msgspec.structs.replace(look, subjects=(SUBJECT, "o~53512000MJ00000343", SUBJECT))])
    keeping.put([msgspec.structs.replace(change, kind=Kind.CHANGE)])

    seal(SHARD, means=keeping, now=OVER)

    assert len(keeping.sealed()) == 2
    assert {subject for subject, _ in keeping.accesses.kept} == {SUBJECT, "o~53512000MJ00000343"}
    (access,) = keeping.accesses.page(SUBJECT, own=False, limit=9).accesses
    assert place_in(access.reference) == (look.slot, look.entry)


def test_what_is_made_from_the_blocks_is_made_again_from_them() -> None:
    keeping = a_keeping()
    seal(SHARD, means=keeping, now=OVER)
    keeping.put(looks_in(SHARD, 2, at=OVER, beyond=1))
    seal(SHARD, means=keeping, now=OVER + MINUTE)
    told, accesses = dict(keeping.chain.told), dict(keeping.accesses.kept)
    assert len(accesses) == 7

    keeping.chain.told.clear()
    keeping.accesses.kept.clear()
    rebuild(SHARD, means=keeping)

    assert (keeping.chain.told, keeping.accesses.kept) == (told, accesses)
