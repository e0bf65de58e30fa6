"""The watch: how many different codes a caller did not find within an hour, how many persons it was shown in a day.

Each is counted by one bit of 1024, chosen by a hash that is another in each hour or day: how many bits are set tells
how many there were (linear counting), and no bit tells of whom, for hundreds of subjects share it. What is kept is 128
bytes a caller, kind and window, however many are counted; it is forgotten by itself.

Beyond an allowed number each further one is charged to the caller's bucket besides, into debt if need be, so that a
walk slows down by itself in all containers alike; and the caller is reported, again each time the number has doubled.

Source: Whang, Vander-Zanden, Taylor: A Linear-Time Probabilistic Counting Algorithm (1990).
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.api.limits.allowances import Watched
from chalicelib.api.limits.store import LimitStore
from chalicelib.terms.dates import beijing_date

BITS = 1024
_TRIES = 3
_MOST_LINES = 1000
_FORMS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d"}
_LASTS = {"hour": timedelta(hours=2), "day": timedelta(days=2)}


@dataclass(frozen=True, slots=True)
class Noticed:
    """What counting came to: how many there are about, how many new ones beyond what is allowed, whether to report."""

    number: int
    surcharged: int
    is_reported: bool


NOTHING = Noticed(0, 0, is_reported=False)


@dataclass(slots=True)
class Watch:
    """Counts for one container; what it has counted already costs no request."""

    store: LimitStore
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def notice(self, caller: str, things: Iterable[str], *, what: Watched, now: datetime) -> Noticed:
        """Count some things of a caller, and say what came of it.

        Raises: UnansweredError.
        """
        line = line_of(what, now)
        bits = _bits_of(things, salt=line)
        if not bits & ~self._seen.get((caller, line), 0):
            return NOTHING
        expires = int((now + _LASTS[what.each]).timestamp())
        for _ in range(_TRIES):
            before, version = self.store.tally_of(caller, line) or (0, 0)
            if self.store.put_tally(caller, line, before | bits, over=version, expires=expires):
                break
        self._remember(caller, line, before | bits)
        return _noticed(number_of(before), number_of(before | bits), allowed=what.allowed)

    def _remember(self, caller: str, line: str, bits: int) -> None:
        if len(self._seen) >= _MOST_LINES:
            self._seen.clear()
        self._seen[caller, line] = bits


def line_of(what: Watched, now: datetime) -> str:
    """Return the line of the present hour or Beijing day. Shape: "codes#2026-11-27T20", "persons#2026-11-27"."""
    at = now if what.each == "hour" else beijing_date(now)
    return f"{what.name}#{at.strftime(_FORMS[what.each])}"


def number_of(bits: int) -> int:
    """Return about how many different things set these bits."""
    empty = BITS - bits.bit_count()
    return round(-BITS * math.log(max(empty, 1) / BITS))


def _bits_of(things: Iterable[str], *, salt: str) -> int:
    bits = 0
    for thing in things:
        digest = hashlib.blake2b(f"{salt}\x1f{thing}".encode(), digest_size=4).digest()
        bits |= 1 << int.from_bytes(digest) % BITS
    return bits


def _noticed(before: int, after: int, *, allowed: int) -> Noticed:
    surcharged = max(0, after - max(before, allowed))
    threshold = allowed
    while threshold <= before:
        threshold *= 2
    return Noticed(after, surcharged, is_reported=after >= threshold)
