"""Tokens that were verified a moment ago: a clerk's program sends the same one with every call.

A claim set is remembered under the hash of its token for a minute at most, and never beyond its own end. One that
names a subject is not: the ID number in it is kept nowhere.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

SECONDS = 60.0
MOST = 1000

Claims = Mapping[str, Any]


class Verified:
    """What verification gave, by token; shared by threads, for each step on the dictionary is one.

    Units: seconds; `clock` is monotonic, `wall` the time that `exp` is told in.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        """Remember nothing yet."""
        self._clock, self._wall = clock, wall
        self._kept: dict[bytes, tuple[float, Claims]] = {}

    def claims_of(self, token: str, verify: Callable[[str], Claims]) -> Claims:
        """Return the claims of a token, verified now or a moment ago; what `verify` raises passes through."""
        digest = hashlib.sha256(token.encode()).digest()
        until, claims = self._kept.get(digest, (float("-inf"), {}))
        if self._clock() < until:
            return claims
        claims = verify(token)
        if "subject" not in claims:
            self._keep(digest, claims)
        return claims

    def _keep(self, digest: bytes, claims: Claims) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        left = min(SECONDS, float(claims["exp"]) - self._wall())
        self._kept[digest] = (self._clock() + left, claims)
