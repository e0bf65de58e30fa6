"""Handles: what stands for a person in the calls that follow a look-up, for a quarter of an hour.

A handle is sealed for one caller on one ground; nothing is kept, and nobody else can open it. What is expired,
another's or altered is told as a person who is not there.

Shape: "handle-" and URL-safe base64 of nonce and ciphertext, without padding.
"""

import base64
import binascii
import hashlib
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from chalicelib.errors import NotFoundError
from chalicelib.grants.rules import rules
from chalicelib.library.identities import Seal
from chalicelib.library.readers import Reader
from chalicelib.terms.subjects import Subject, person_of

PREFIX = "handle-"


class _Inside(Struct, frozen=True, array_like=True):
    reference: str
    until: datetime


def handle_for(person: Subject, *, reader: Reader, seal: Seal, now: datetime) -> str:
    """Return the handle under which a reader may name a person in later calls on the same ground."""
    inside = _Inside(person.key, now + timedelta(minutes=rules().handle_minutes))
    return PREFIX + url_safe(seal.sealed(msgspec.json.encode(inside).decode(), place=_place_of(reader)))


def person_behind(handle: str, *, reader: Reader, seal: Seal, now: datetime) -> Subject:
    """Return whom a handle stands for.

    Raises: NotFoundError for one that is expired, of another caller or ground, altered, or none.
    """
    text = opened(handle.removeprefix(PREFIX), place=_place_of(reader), seal=seal)
    inside = msgspec.json.decode(text, type=_Inside) if text is not None else None
    if inside is None or inside.until <= now:
        raise NotFoundError
    return person_of(inside.reference)


def opened(token: str, *, place: str, seal: Seal) -> str | None:
    """Return what a URL-safe token was sealed with for a place; None for any other."""
    from cryptography.exceptions import InvalidTag

    try:
        raw = base64.b64encode(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))).decode()
        return seal.opened(raw, place=place)
    except (InvalidTag, binascii.Error, ValueError):
        return None


def url_safe(sealed: str) -> str:
    """Return what a seal gave in the form that goes into an address or a header."""
    return base64.urlsafe_b64encode(base64.b64decode(sealed)).decode().rstrip("=")


def _place_of(reader: Reader) -> str:
    grant = reader.granted.grant if reader.granted else None
    bound = ["handle", reader.sub, reader.purpose, reader.matter_number, grant]
    return hashlib.sha256(msgspec.json.encode(bound)).hexdigest()
