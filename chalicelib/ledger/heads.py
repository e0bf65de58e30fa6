"""Signed heads (链首): what the last block of every shard was at an instant, signed, and kept where nothing is changed.

Whoever holds a head can show later that a block before it was altered, left out or put in. A head names the head
before it too, so that none can be left out.

Shape:  statement {"number":7,"before":"…","signed_at":"…","key":"zy-…","is_locked":true,"shards":{"00":[12,"…"]}}
        hash of a head SHA-256(03 ‖ statement as it stands) in hex; the first one's `before` is 64 zeros
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct

from chalicelib.ledger import signatures
from chalicelib.ledger.blocks import NOTHING_BEFORE
from chalicelib.ledger.signatures import Signed, Signer

_STATEMENT = b"\x03"


class Tip(NamedTuple):
    """The last block of a shard."""

    number: int
    sha256: str


class Statement(Struct, frozen=True, kw_only=True):
    """What is signed, and by which key; `is_locked` says whether the bucket that keeps it refuses to change it."""

    number: int
    before: str
    signed_at: datetime
    key: str
    is_locked: bool
    shards: Mapping[str, Tip]


class Head(Struct, frozen=True, kw_only=True):
    """A statement as it stands, its signature, and the key that it can be checked with.

    Shape: public_key is base64 of DER, SubjectPublicKeyInfo; who trusts nobody takes the key from elsewhere.
    """

    statement: str
    signed: Signed
    public_key: str

    @property
    def told(self) -> Statement:
        """Return what the statement says."""
        return statement_in(self.statement)

    @property
    def sha256(self) -> str:
        """Return the hash that the next head names."""
        return hashlib.sha256(_STATEMENT + self.statement.encode()).hexdigest()

    def is_genuine(self, public_key: bytes) -> bool:
        """Say whether its signature is that of the key, under the name that the statement gives it."""
        is_named = self.signed.key == self.told.key
        return is_named and signatures.is_genuine(self.statement.encode(), self.signed, public_key=public_key)


statement_in = msgspec.json.Decoder(Statement).decode


def head_of(shards: Mapping[str, Tip], *, after: Head | None, at: datetime, is_locked: bool, signer: Signer) -> Head:
    """Return the next signed head over the last blocks of the shards."""
    statement = Statement(
        number=after.told.number + 1 if after else 1,
        before=after.sha256 if after else NOTHING_BEFORE,
        signed_at=at,
        key=signer.key,
        is_locked=is_locked,
        shards=shards,
    )
    text = msgspec.json.encode(statement, order="sorted").decode()
    signed = signatures.signed(text.encode(), signer=signer)
    return Head(statement=text, signed=signed, public_key=base64.b64encode(signer.public_key()).decode())


def key_of(number: int) -> str:
    """Return where a head is kept in its bucket. Shape: "heads/0000000007.json"."""
    return f"heads/{number:010d}.json"
