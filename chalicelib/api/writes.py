"""Writes of staff that are no moves of a case: each names the version that it replaces (If-Match), as its route says.

A case is moved with the token of its lease besides: see `moves`.
"""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, Unpack

from msgspec import Struct

from chalicelib.api.audiences import Audience
from chalicelib.api.routing import Call, Route, View
from chalicelib.objections.owners import Write


class Told(TypedDict):
    """What tells one write from another besides its name."""

    serves: Mapping[str, frozenset[Audience]]
    form: NotRequired[type[Struct]]
    gives: type[Any]
    refuses: tuple[str, ...]


def write_of(call: Call) -> Write:
    """Return who writes, and which version they say that they replace."""
    return Write(call.reader, call.replaced_version)


def a_write(path: str, zh: str, view: View, **told: Unpack[Told]) -> Route:
    """Return the route of a write; it answers with what was written, as it is then."""
    return Route(method="POST", path=path, zh=zh, view=view, takes=("If-Match",), **told)
