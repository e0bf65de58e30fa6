"""Signed heads: linked, kept in the locked bucket, and signed once for each state of the shards."""

import json
from datetime import timedelta

import msgspec

from chalicelib.ledger.blocks import NOTHING_BEFORE
from chalicelib.ledger.heads import Head, key_of
from chalicelib.ledger.signing import sign_heads
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes import MemorySigner
from tests.fakes_ledger import MemoryLocked
from tests.unit.ledger.keeping import MINUTE, OTHER, SHARD, SIGNER, Keeping, a_keeping

OVER = NOW.replace(second=0) + MINUTE


def _sealed() -> Keeping:
    keeping = a_keeping()
    keeping.seal_all(OVER)
    return keeping


def test_a_head_says_where_every_shard_stands_and_is_signed() -> None:
    keeping = _sealed()

    head = sign_heads(means=keeping, now=OVER)

    assert head is not None
    last = keeping.chain.last(SHARD)
    assert last is not None
    assert head.told.shards == {SHARD: (1, last.sha256)}
    assert (head.told.number, head.told.before, head.told.key) == (1, NOTHING_BEFORE, "TEST-memory")
    assert head.is_genuine(SIGNER.public_key())
    assert not head.is_genuine(MemorySigner().public_key())
    assert head.signed.is_of_a_test_key


def test_a_head_is_kept_as_it_was_put() -> None:
    keeping = _sealed()

    head = sign_heads(means=keeping, now=OVER)

    assert msgspec.json.decode(keeping.heads.files[key_of(1)], type=Head) == head == keeping.chain.head(1)


def test_where_nothing_was_sealed_since_nothing_is_signed() -> None:
    keeping = _sealed()
    assert sign_heads(means=Keeping(), now=OVER) is None
    sign_heads(means=keeping, now=OVER)

    assert sign_heads(means=keeping, now=OVER + MINUTE) is None
    assert list(keeping.heads.files) == [key_of(1)]


def test_the_next_head_names_the_one_before() -> None:
    keeping = _sealed()
    first = sign_heads(means=keeping, now=OVER)
    keeping.put(looks_in(OTHER, 1, at=OVER))
    keeping.seal_all(OVER + MINUTE)

    second = sign_heads(means=keeping, now=OVER + MINUTE)

    assert first is not None
    assert second is not None
    assert (second.told.number, second.told.before) == (2, first.sha256)
    assert set(second.told.shards) == {SHARD, OTHER}


def test_a_head_that_was_put_and_not_kept_is_kept_at_the_next_run() -> None:
    keeping = _sealed()
    sign_heads(means=keeping, now=OVER)
    keeping.heads.files.clear()

    assert sign_heads(means=keeping, now=OVER + MINUTE) is None
    assert list(keeping.heads.files) == [key_of(1)]


def test_who_is_forestalled_signs_nothing() -> None:
    keeping = _sealed()
    other = _sealed()
    other.put(looks_in(SHARD, 1, at=NOW + timedelta(minutes=1), beyond=1))
    other.seal_all(OVER + MINUTE)
    forestalling = sign_heads(means=other, now=OVER)
    assert forestalling is not None
    chain = keeping.chain

    class Blind(type(chain)):  # type: ignore[misc]
        def last_head(self) -> None:
            """See none: the other head is put between the reading and the commit."""

    blind = Blind()
    blind.blocks, blind.kept_heads = chain.blocks, {1: forestalling}
    keeping.chain = blind

    assert sign_heads(means=keeping, now=OVER) is None
    assert keeping.heads.files == {}


def test_a_head_says_that_the_bucket_that_keeps_it_has_no_lock() -> None:
    keeping = _sealed()
    keeping.heads = MemoryLocked(is_locked=False)

    head = sign_heads(means=keeping, now=OVER)

    assert head is not None
    assert json.loads(head.statement)["is_locked"] is False
