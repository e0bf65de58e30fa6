"""Cursors: where a page ended, sealed, and bound to who asked and what was asked.

What is inside are keys of the store; outside it is a string without meaning. A cursor of another caller, another
query or another making is refused, so nobody can page through what they did not ask for.

Shape: URL-safe base64 of nonce and ciphertext, without padding.
"""

import base64
import binascii
import hashlib

import msgspec

from chalicelib.errors import MalformedError
from chalicelib.library.identities import Seal

LONGEST = 1024


def place_of(sub: str, route: str, query: object) -> str:
    """Return what a cursor is bound to: the caller, the route, and the query but for the cursor itself."""
    asked = msgspec.to_builtins(query)
    if isinstance(asked, dict):
        asked.pop("cursor", None)
    return hashlib.sha256(msgspec.json.encode([sub, route, asked], order="deterministic")).hexdigest()


def sealed(after: str, *, seal: Seal, place: str) -> str:
    """Return the cursor for where a page ended."""
    inner = base64.b64decode(seal.sealed(after, place=place))
    return base64.urlsafe_b64encode(inner).decode().rstrip("=")


def opened(cursor: str, *, seal: Seal, place: str) -> str:
    """Return where the page before ended.

    Raises: MalformedError for a cursor of another caller or query, altered, or made up.
    """
    from cryptography.exceptions import InvalidTag

    try:
        inner = base64.b64encode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))).decode()
        return seal.opened(inner, place=place)
    except (InvalidTag, binascii.Error, ValueError):
        raise MalformedError("cursor.invalid", "翻页标记无效，请从头查询。", "The cursor is not valid here.") from None
