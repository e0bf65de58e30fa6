"""Signatures (签名): what the platform signs so that others can prove it: reports, and the heads of the ledger.

What is signed is a short statement with a hash in it, never the thing itself: a key store takes up to 4 KiB. The
suite is one word in one place, so that another (SM2 with SM3, say) takes its place without touching who signs.

Shape:  Signed(key="zy-2026-1", suite="ES256", signature="<86 characters of URL-safe base64>")
Source: RFC 7518 §3.4 (ES256: r and s, 32 bytes each).
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

LIMIT_BYTES = 4096
TEST_KEY = "TEST-"


class Signed(Struct, frozen=True, kw_only=True):
    """A signature, with the key that made it and the suite it is made by; a key that is for tests alone says so."""

    key: str
    suite: str
    signature: str

    @property
    def is_of_a_test_key(self) -> bool:
        """Say whether it was made by a key that proves nothing outside a test."""
        return self.key.startswith(TEST_KEY)


class Signer(Protocol):
    """What holds the private key; nobody else ever sees it."""

    @property
    def key(self) -> str:
        """The key's name, which begins with TEST- where it proves nothing."""

    @property
    def suite(self) -> str:
        """The suite it signs by. Shape: "ES256"."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message of at most LIMIT_BYTES, as ASN.1 (DER)."""

    def public_key(self) -> bytes:
        """Return the public key. Shape: DER, SubjectPublicKeyInfo."""


@dataclass(frozen=True, slots=True)
class Suite:
    """One way of signing: how it is called here and at the key store, which hash goes with it, how long half is."""

    id: str
    at_key_store: str
    digest: str
    half_bytes: int


SUITES: Mapping[str, Suite] = {"ES256": Suite("ES256", "ECDSA_SHA_256", "sha256", 32)}


def signed(message: bytes, *, signer: Signer, suites: Mapping[str, Suite] = SUITES) -> Signed:
    """Return a message's signature, by the suite that the signer names.

    Raises: ValueError for a message longer than a key store signs; KeyError for a suite that is not known.
    """
    if len(message) > LIMIT_BYTES:
        error = f"{len(message)} bytes are more than are signed at once"
        raise ValueError(error)
    raw = _raw(signer.sign(message), suites[signer.suite])
    return Signed(key=signer.key, suite=signer.suite, signature=_written(raw))


def is_genuine(message: bytes, given: Signed, *, public_key: bytes, suites: Mapping[str, Suite] = SUITES) -> bool:
    """Say whether a signature is that of a message by the key; whatever is not of the one form is not.

    Shape: public_key is DER, SubjectPublicKeyInfo.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    suite = suites.get(given.suite)
    raw = _read(given.signature)
    key = load_der_public_key(public_key)
    if (
        suite is None
        or raw is None
        or len(raw) != 2 * suite.half_bytes
        or not isinstance(key, ec.EllipticCurvePublicKey)
    ):
        return False
    r, s = (int.from_bytes(half) for half in (raw[: suite.half_bytes], raw[suite.half_bytes :]))
    digest = getattr(hashes, suite.digest.upper())
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(digest()))
    except InvalidSignature:
        return False
    return True


def _raw(der: bytes, suite: Suite) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    return b"".join(half.to_bytes(suite.half_bytes) for half in decode_dss_signature(der))


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(text: str) -> bytes | None:
    """Return the bytes that are written so, and in no second way: spare bits and other alphabets are refused."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if _written(raw) == text else None
