"""The meter of one call: what it is charged, what it tells the caller of that, and what it notices.

A store that is silent limits nobody: the call goes on, the log says so, and for some seconds it is not asked again.

Source: draft-ietf-httpapi-ratelimit-headers-10: RateLimit-Policy (q the quota, w its window in seconds), RateLimit
        (r what remains, t the seconds until it is whole); Retry-After RFC 9110 §10.2.3.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from chalicelib.api import logs
from chalicelib.api.audiences import Audience, Caller
from chalicelib.api.limits.allowances import Allowance, Watched, allowances
from chalicelib.api.limits.buckets import Buckets, Standing
from chalicelib.api.limits.watch import Watch
from chalicelib.errors import ThrottledError, UnansweredError
from chalicelib.ledger.looks import Look

if TYPE_CHECKING:
    from chalicelib.api.limits.store import LimitStore
    from chalicelib.wiring import Services

SILENT_SECONDS = 5.0
_PERSON = "p~"


@dataclass(slots=True)
class Container:
    """What one container keeps of limits from call to call; while the store is silent it is left alone."""

    buckets: Buckets
    watch: Watch
    clock: Callable[[], float] = time.monotonic
    silent_until: float = 0.0

    @property
    def is_silent(self) -> bool:
        """Say whether the store did not answer a moment ago."""
        return self.clock() < self.silent_until

    def fell_silent(self) -> None:
        """Leave the store alone for some seconds."""
        self.silent_until = self.clock() + SILENT_SECONDS


@lru_cache(maxsize=4)
def container_of(store: "LimitStore") -> Container:
    """Return what this container keeps for a store."""
    return Container(Buckets(store), Watch(store))


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """Who is charged, from which bucket."""

    name: str
    own: str
    allowance: Allowance
    container: Container
    now: datetime

    @property
    def now_ms(self) -> int:
        """Return the instant of the call. Units: milliseconds since 1970."""
        return int(self.now.timestamp() * 1000)


@dataclass(slots=True)
class Meter:
    """What one call is charged; the public's is charged to nobody."""

    route: str
    charged: Charged | None = None
    standing: Standing | None = field(default=None, init=False)

    def open(self, caller: Caller, *, services: "Services", now: datetime) -> None:
        """Charge a known caller with what the route costs.

        Raises: ThrottledError.
        """
        if caller.audience is Audience.PUBLIC:
            return
        own = caller.reader.subject
        self.charged = Charged(
            name=f"{caller.audience.value}~{caller.reader.sub}",
            own=f"{own.library.letter}~{own.key}" if own else "",
            allowance=allowances().of(caller.audience),
            container=container_of(services.limits),
            now=now,
        )
        self.charge(allowances().cost_of(self.route))

    def charge(self, units: int) -> None:
        """Charge units more, at most what a whole bucket holds.

        Raises: ThrottledError.
        """
        charged = self.charged
        if charged is None or charged.container.is_silent:
            return
        units = min(units, charged.allowance.size)
        try:
            self.standing = charged.container.buckets.take(
                charged.name, units, of=charged.allowance, now=charged.now_ms
            )
        except UnansweredError as error:
            self._silent(charged, error)
            return
        if self.standing.is_refused:
            raise ThrottledError(-(-self.standing.wait_ms // 1000))

    def missed(self, path: Mapping[str, str], body: bytes) -> None:
        """Notice that what a caller named was not found."""
        if path or body:
            self._notice(allowances().watched["codes"], [msgspec.json.encode([path, body], order="sorted").decode()])

    def saw(self, look: Look | None) -> None:
        """Notice which persons a caller was shown, not counting themselves."""
        shown = [one for one in look.subjects if one.startswith(_PERSON)] if look else []
        if shown:
            self._notice(allowances().watched["persons"], shown)

    @property
    def headers(self) -> dict[str, str]:
        """Return what the caller is told of their bucket, on every answer to a known caller."""
        stands = self.standing
        if stands is None:
            return {}
        allowance = stands.allowance
        window = allowance.ms(allowance.size) // 1000
        return {
            "RateLimit-Policy": f'"{allowance.name}";q={allowance.size};w={window}',
            "RateLimit": f'"{allowance.name}";r={stands.remaining};t={-(-stands.full_in_ms // 1000)}',
        }

    def _notice(self, what: Watched, things: list[str]) -> None:
        charged = self.charged
        if charged is None or charged.container.is_silent:
            return
        others = [one for one in things if one != charged.own]
        try:
            noticed = charged.container.watch.notice(charged.name, others, what=what, now=charged.now)
            if noticed.surcharged:
                charged.container.buckets.charge(
                    charged.name,
                    noticed.surcharged * what.surcharge,
                    of=charged.allowance,
                    now=charged.now_ms,
                )
        except UnansweredError as error:
            self._silent(charged, error)
            return
        if noticed.is_reported:
            logs.abused(f"abuse.{what.name}", caller=charged.name, number=noticed.number)

    def _silent(self, charged: Charged, error: UnansweredError) -> None:
        charged.container.fell_silent()
        logs.unlimited(self.route, error)
