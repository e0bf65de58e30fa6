"""The chain of a trail: every line carries the hash of the line before it, so that no line is changed, added or lost.

What is hashed is the line as JSON with its keys in order, so that where it is kept does not matter. The newest line
stands in the case itself, whose version guards it.
"""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from msgspec import Struct

from chalicelib.objections.cases import Move


class Verified(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a trail proves of itself: how many lines were looked at, and the first that does not follow, if any.

    `unchained` counts the lines at the beginning for which no hash vouches, because those after them carry none.
    """

    lines: int
    unchained: int = 0
    broken_at: int | None = None


def hash_of(line: Move) -> str:
    """Return the hash of a line. Shape: 64 hex digits, SHA-256."""
    return hashlib.sha256(msgspec.json.encode(line, order="sorted")).hexdigest()


def verified(lines: Sequence[Move]) -> Verified:
    """Verify a trail, oldest line first: numbered from 1 without a gap, each line carrying the hash of the one before.

    Lines from before there was a chain carry none; from the first that does, every further one must.
    """
    chained = next((place for place, line in enumerate(lines) if line.previous is not None), len(lines))
    return Verified(lines=len(lines), unchained=max(chained - 1, 0), broken_at=_first_broken(lines, chained))


def _first_broken(lines: Sequence[Move], chained: int) -> int | None:
    for place, line in enumerate(lines):
        if line.number != place + 1:
            return place + 1
    if chained == 0 and lines:
        return 1
    for place, (before, line) in enumerate(pairwise(lines), start=1):
        if place >= chained and line.previous != hash_of(before):
            return line.number
    return None
