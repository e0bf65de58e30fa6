"""Inclusion proofs: from the hash that a holder was told, up to a signed head."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError
from chalicelib.ledger.proofs import Proof, proof_of
from chalicelib.ledger.signing import sign_heads
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes import MemorySigner
from tests.unit.ledger.keeping import MINUTE, OTHER, SHARD, SIGNER, Keeping

OVER = NOW.replace(second=0) + MINUTE
KEY = SIGNER.public_key()


@pytest.fixture(scope="module")
def keeping() -> Keeping:
    """Return six blocks of one shard; after the second and the fifth a head was signed; another shard came later."""
    keeping = Keeping()
    for number in range(6):
        at = NOW + number * MINUTE
        keeping.put(looks_in(SHARD, 3, at=at, beyond=number))
        if number == 4:
            keeping.put(looks_in(OTHER, 2, at=at))
        keeping.seal_all(OVER + number * MINUTE)
        if number in (1, 4):
            sign_heads(means=keeping, now=OVER + number * MINUTE)
    return keeping


def _references(keeping: Keeping, shard: str, number: int) -> list[str]:
    block = keeping.chain.find(shard, number)
    assert block is not None
    return [f"{slot}-{leaf.entry}" for slot, leaf in block.placed()]


@pytest.mark.parametrize(("shard", "number", "head"), [(SHARD, 1, 1), (SHARD, 2, 1), (SHARD, 3, 2), (OTHER, 1, 2)])
def test_every_entry_is_proved_up_to_the_first_head_over_it(
    keeping: Keeping, shard: str, number: int, head: int
) -> None:
    for reference in _references(keeping, shard, number):
        proof = proof_of(reference, means=keeping)

        assert proof.entry == reference
        assert proof.head is not None
        assert proof.head.told.number == head
        assert proof.holds(public_key=KEY)
        assert not proof.holds(public_key=MemorySigner().public_key())


def test_the_hash_that_is_proved_is_the_one_that_the_holder_was_told(keeping: Keeping) -> None:
    for line in keeping.ledger.lines.values():
        assert proof_of(line.reference, means=keeping).sha256 == line.sha256


def test_before_a_head_is_signed_over_it_a_proof_has_none_and_holds_nothing(keeping: Keeping) -> None:
    proof = proof_of(_references(keeping, SHARD, 6)[0], means=keeping)

    assert (proof.head, proof.chain) == (None, ())
    assert not proof.holds(public_key=KEY)


@pytest.mark.parametrize("reference", ["", "x", "0a-20261123T0200-none", "0a-20261123T0200", "heads-0000000001"])
def test_what_is_not_sealed_has_no_proof(keeping: Keeping, reference: str) -> None:
    with pytest.raises(NotFoundError):
        proof_of(reference, means=keeping)


def test_a_proof_that_is_altered_anywhere_holds_no_longer(keeping: Keeping) -> None:
    proof = proof_of(_references(keeping, SHARD, 3)[1], means=keeping)
    assert len(proof.chain) == 2
    raw = msgspec.json.encode(msgspec.structs.replace(proof, entry="-"))
    first = raw.index(b'"sha256"')
    for at in range(first, len(raw)):
        altered = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        assert not _holds(altered) or _says_nothing(at, raw), raw[max(0, at - 30) : at + 30]


def _holds(raw: bytes) -> bool:
    try:
        return msgspec.json.decode(raw, type=Proof).holds(public_key=KEY)
    except msgspec.MsgspecError:
        return False


def _says_nothing(at: int, raw: bytes) -> bool:
    """Say whether a byte is of the key beside the head: who checks brings a key of their own."""
    return at > raw.index(b'"public_key"')


def test_a_shard_that_a_head_does_not_know_is_not_proved_by_it(keeping: Keeping) -> None:
    early = keeping.chain.head(1)
    proof = msgspec.structs.replace(proof_of(_references(keeping, OTHER, 1)[0], means=keeping), head=early)

    assert not proof.holds(public_key=KEY)
    assert timedelta(minutes=1) == MINUTE
