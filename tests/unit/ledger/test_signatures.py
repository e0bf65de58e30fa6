"""A signature is that of one message by one key, written in one way."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.ledger.signatures import LIMIT_BYTES, SUITES, Suite, is_genuine, signed
from tests.fakes import MemorySigner

SIGNER, OTHER = MemorySigner(), MemorySigner()
MESSAGE = b"a statement"
GIVEN = signed(MESSAGE, signer=SIGNER)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \u4e2d"


def test_a_signature_is_that_of_its_message_and_says_that_its_key_is_for_tests() -> None:
    assert is_genuine(MESSAGE, GIVEN, public_key=SIGNER.public_key())
    assert GIVEN.is_of_a_test_key
    assert not replace(GIVEN, key="zy-2026").is_of_a_test_key


def test_another_message_another_key_and_another_suite_are_not() -> None:
    foreign = ed25519.Ed25519PrivateKey.generate().public_key()
    der = foreign.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert not is_genuine(MESSAGE + b" ", GIVEN, public_key=SIGNER.public_key())
    assert not is_genuine(MESSAGE, GIVEN, public_key=OTHER.public_key())
    assert not is_genuine(MESSAGE, GIVEN, public_key=der)
    assert not is_genuine(MESSAGE, replace(GIVEN, suite="none"), public_key=SIGNER.public_key())


@given(at=st.integers(0, len(GIVEN.signature) - 1), letter=st.sampled_from(ALPHABET))
def test_no_letter_of_a_signature_can_be_another(at: int, letter: str) -> None:
    changed = GIVEN.signature[:at] + letter + GIVEN.signature[at + 1 :]

    is_same = changed == GIVEN.signature
    assert is_genuine(MESSAGE, replace(GIVEN, signature=changed), public_key=SIGNER.public_key()) == is_same


@pytest.mark.parametrize(
    "signature",
    ["", "AAAA", "=" * 86, "A" * 86, GIVEN.signature + "A"],
    ids=["nothing", "too short", "no letters", "another's", "too long"],
)
def test_what_has_not_the_form_of_a_signature_is_none(signature: str) -> None:
    assert not is_genuine(MESSAGE, replace(GIVEN, signature=signature), public_key=SIGNER.public_key())


class Longer(MemorySigner):
    """A key of another curve, which names another suite: the one value that changes."""

    suite = "ES384"

    def __init__(self) -> None:
        """Make the key."""
        self._key = ec.generate_private_key(ec.SECP384R1())

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return self._key.sign(message, ec.ECDSA(hashes.SHA384()))


def test_another_suite_takes_the_place_of_the_first_by_one_value() -> None:
    suites = {**SUITES, "ES384": Suite("ES384", "ECDSA_SHA_384", "sha384", 48)}
    signer = Longer()

    given = signed(MESSAGE, signer=signer, suites=suites)

    assert (given.suite, len(given.signature)) == ("ES384", 128)
    assert is_genuine(MESSAGE, given, public_key=signer.public_key(), suites=suites)
    assert not is_genuine(MESSAGE + b" ", given, public_key=signer.public_key(), suites=suites)
    assert not is_genuine(MESSAGE, replace(given, suite="ES256"), public_key=signer.public_key(), suites=suites)
    assert not is_genuine(MESSAGE, given, public_key=signer.public_key())
    with pytest.raises(KeyError):
        signed(MESSAGE, signer=signer)


def test_what_a_key_store_would_not_take_is_not_sent_to_it() -> None:
    with pytest.raises(ValueError, match="4097 bytes"):
        signed(b"x" * (LIMIT_BYTES + 1), signer=SIGNER)
