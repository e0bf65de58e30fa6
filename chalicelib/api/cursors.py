"""Cursors: where a page ended, sealed, and bound to who asked and what was asked.

What is inside are keys of the store; outside it is a string without meaning. A cursor of another caller, another
query or another making is refused, so nobody can page through what they did not ask for.

Shape: URL-safe base64 of nonce and ciphertext, without padding.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Annotated, Protocol, TypeAlias

import msgspec
from msgspec import Meta

from chalicelib.api.routing import Call
from chalicelib.errors import MalformedError

Cursor: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1024)]


class Asked(Protocol):
    """A query, or a form, that can be asked to go on from a cursor."""

    @property
    def cursor(self) -> str | None:
        """Where to go on from."""


class AskedPage(Asked, Protocol):
    """A query for a page of so many."""

    @property
    def limit(self) -> int:
        """How many there are on a page at the most."""


def after_in(call: Call, asked: Asked) -> str | None:
    """Return where the page before ended, None for the first page.

    Raises: MalformedError for a cursor of another caller or query, altered, or made up.
    """
    if asked.cursor is None:
        return None
    from cryptography.exceptions import InvalidTag

    try:
        return call.services.cursors.opened(_inner(asked.cursor), place=_place_of(call, asked))
    except (InvalidTag, binascii.Error, ValueError):
        raise MalformedError("cursor.invalid", "翻页标记无效，请从头查询。", "The cursor is not valid here.") from None


def next_of(call: Call, asked: Asked, after: str | None) -> str | None:
    """Return the cursor for where this page ended, None at the end."""
    if after is None:
        return None
    sealed = base64.b64decode(call.services.cursors.sealed(after, place=_place_of(call, asked)))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def next_below(call: Call, asked: AskedPage, keys: Sequence[str]) -> str | None:
    """Return the cursor for below a page of these keys, None where it is not full and so the last."""
    return next_of(call, asked, keys[-1] if len(keys) == asked.limit else None)


def _place_of(call: Call, asked: Asked) -> str:
    query = {**msgspec.to_builtins(asked), "cursor": None}
    bound = [call.reader.sub, call.route.name, call.incoming.path, query]
    return hashlib.sha256(msgspec.json.encode(bound, order="deterministic")).hexdigest()


def _inner(cursor: str) -> str:
    return base64.b64encode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))).decode()
