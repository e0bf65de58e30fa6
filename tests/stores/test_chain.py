"""Blocks, heads and progress: what stands under a number stays there."""

from datetime import timedelta

import pytest

from chalicelib.ledger.blocks import Block, block_of
from chalicelib.ledger.heads import Head, Tip, head_of
from chalicelib.ledger.lines import line_of
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.store import ChainStore
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes import MemorySigner
from tests.stores.places import Stores

SHARD, OTHER = "0a", "0b"
SALT = b"0" * 16
SIGNER = MemorySigner()


def a_block(*, after: Block | None = None, shard: str = SHARD, count: int = 3, beyond: int = 0) -> Block:
    lines = [line_of(entry, salt=SALT) for entry in looks_in(shard, count, beyond=beyond)]
    return block_of(lines, shard=shard, after=after, at=NOW)


def a_head(*, after: Head | None = None, number: int = 1) -> Head:
    shards = {SHARD: Tip(number, "ab" * 32)}
    return head_of(shards, after=after, at=NOW, is_locked=True, signer=SIGNER)


@pytest.fixture
def chain(stores: Stores) -> ChainStore:
    return stores.chain()


def test_a_block_is_found_as_it_was_put_and_a_shard_knows_its_last(chain: ChainStore) -> None:
    first = a_block()
    second = a_block(after=first, beyond=1)
    elsewhere = a_block(shard=OTHER)

    assert chain.last(SHARD) is None
    assert all(chain.add(block) for block in (first, second, elsewhere))

    assert (chain.find(SHARD, 1), chain.find(SHARD, 2), chain.find(SHARD, 3)) == (first, second, None)
    assert (chain.last(SHARD), chain.last(OTHER)) == (second, elsewhere)
    assert list(chain.following(SHARD, 0)) == [first, second]
    assert list(chain.following(SHARD, 1)) == [second]


def test_under_one_number_stands_one_block(chain: ChainStore) -> None:
    one, other = a_block(), a_block(beyond=1)

    assert chain.add(one)
    assert chain.add(one), "the same again, after an answer that was lost"
    assert not chain.add(other)

    assert chain.find(SHARD, 1) == one


def test_a_block_of_a_thousand_entries_fits(chain: ChainStore) -> None:
    block = a_block(count=1000)

    assert chain.add(block)
    assert chain.find(SHARD, 1) == block


def test_a_slot_tells_which_of_its_entries_are_in_which_block(chain: ChainStore) -> None:
    first = a_block()
    late = a_block(after=first, beyond=1, count=1)
    slot = first.gathered[0].slot
    assert chain.told_of(slot) == {}

    for block in (first, late, first):
        chain.tell(block)

    told = chain.told_of(slot)
    assert told == {**{leaf.entry: 1 for _, leaf in first.placed()}, **{leaf.entry: 2 for _, leaf in late.placed()}}
    assert chain.told_of("0a-20000101T0000") == {}


def test_what_is_no_slot_tells_nothing(chain: ChainStore) -> None:
    chain.add(a_block())
    chain.add_head(a_head())

    assert [chain.told_of(name) for name in (SHARD, "heads", "progress", "-")] == [{}, {}, {}, {}]


def test_progress_is_what_was_noted_last(chain: ChainStore) -> None:
    later = Progress(through=NOW + timedelta(minutes=1), settled=2)
    chain.note(SHARD, "seal", Progress(through=NOW))
    chain.note(SHARD, "seal", later)

    assert chain.progress(SHARD, "seal") == later
    assert chain.progress(SHARD, "archive") == chain.progress(OTHER, "seal") == Progress()


def test_heads_stand_under_their_numbers_and_come_newest_first(chain: ChainStore) -> None:
    first = a_head()
    second = a_head(after=first, number=2)
    assert chain.last_head() is None
    assert chain.heads(limit=9) == []

    assert chain.add_head(first)
    assert chain.add_head(first)
    assert chain.add_head(second)
    assert not chain.add_head(a_head(number=9))

    assert (chain.head(1), chain.head(2), chain.head(3)) == (first, second, None)
    assert chain.last_head() == second
    assert list(chain.heads(limit=9)) == [second, first]
    assert list(chain.heads(limit=1)) == [second]
    assert list(chain.heads(limit=9, before=2)) == [first]
