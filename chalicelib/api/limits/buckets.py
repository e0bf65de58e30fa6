"""Token buckets: of each caller one number, the instant at which the bucket will be full again.

Spending moves it later, time alone fills the bucket, so there is nothing to refill and no read before a write: one
conditional update says both whether there was enough and takes it. Of a bucket that is more than half full a container
takes a lease, a sixteenth of it, and spends that by itself for some seconds: a caller who asks often pays for a request
to the table now and then. What is leased is taken, so all containers together never give more than the bucket held and
what came back since; at one moment it may be a bucket and what comes back while a lease lasts. What is left of a lease
when it ends is lost to the caller, and comes back with time.

Whose clock runs ahead by some seconds gives what will come back in those seconds, once; no more. An instant further
ahead than any debt can be was written by a clock that is wrong altogether, and counts as nothing.
"""

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from chalicelib.api.limits.allowances import Allowance
from chalicelib.api.limits.store import LimitStore

if TYPE_CHECKING:
    from collections.abc import Callable

LEASE_PART = 16
LEASE_MS = 10_000
DEBT = 2  # buckets: how far ahead an instant may lie, one bucket emptied and one owed
SKEW_MS = 300_000
_KEPT_SECONDS = 3600
_MOST_CALLERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a caller stands: what is left, and when the bucket is full; `wait_ms` where the call is refused.

    Units: remaining in units, full_in_ms and wait_ms in milliseconds.
    """

    allowance: Allowance
    remaining: int
    full_in_ms: int
    wait_ms: int = 0

    @property
    def is_refused(self) -> bool:
        """Say whether there was too little left."""
        return self.wait_ms > 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What this container last knew of a bucket: when it is full at the earliest, and what is left of the lease."""

    full_at: int = 0
    leased: int = 0
    until: int = 0


class Buckets:
    """The buckets, as one container takes from them; its threads may share it."""

    def __init__(self, store: LimitStore) -> None:
        """Know nothing yet."""
        self._store, self._lock = store, Lock()
        self._known: dict[str, _Known] = {}

    def take(self, caller: str, units: int, *, of: Allowance, now: int) -> Standing:
        """Take units out of a caller's bucket, or say how long to wait for them.

        Raises: UnansweredError.
        """
        known, lacking = self._spent_of_lease(caller, units, now=now)
        if not lacking:
            return _standing(known, of, now)
        full_at = known.full_at
        # An instant only ever moves later: what is known may suffice to refuse, and each refusal asked for is a write.
        if full_at <= now + of.ms(of.size - lacking):
            for further in (_lease_from(known, lacking, of, now), 0):
                moved = self._moved(caller, of.ms(lacking + further), most=of.ms(of.size), of=of, now=now)
                if moved is not None:
                    return _standing(self._leased(caller, moved, further, now=now), of, now)
            full_at = self._store.find(caller) or now
        known = self._leased(caller, full_at, units - lacking, now=now)
        return _standing(known, of, now, lacking=lacking)

    def charge(self, caller: str, units: int, *, of: Allowance, now: int) -> None:
        """Take units whether they are there or not, up to a debt of one bucket; what is leased here is given up.

        Raises: UnansweredError.
        """
        full_at = self._moved(caller, of.ms(units), most=of.ms(DEBT * of.size), of=of, now=now)
        with self._lock:
            self._known[caller] = _Known(full_at or now)

    def _spent_of_lease(self, caller: str, units: int, *, now: int) -> tuple[_Known, int]:
        """Spend what is leased; return what is known of the bucket then, and how many units are lacking."""
        with self._lock:
            known = self._known.get(caller, _Known())
            leased = known.leased if known.until > now else 0
            spent = min(leased, units)
            self._known[caller] = known = replace(known, leased=leased - spent)
            return known, units - spent

    def _leased(self, caller: str, full_at: int, units: int, *, now: int) -> _Known:
        with self._lock:
            if len(self._known) >= _MOST_CALLERS:
                self._known.clear()
            leased = self._known.get(caller, _Known()).leased
            self._known[caller] = known = _Known(full_at, leased + units, now + LEASE_MS)
            return known

    def _moved(self, caller: str, by: int, *, most: int, of: Allowance, now: int) -> int | None:
        """Return when the bucket is full after so much was taken; None where that would be later than it may be.

        Whether it stands full already or lies ahead is two conditions, so there are two ways to take; what was last
        known says which to try first.
        """
        latest = now + most - by
        if latest < now:
            return None
        expires = (now + of.ms(DEBT * of.size) + SKEW_MS) // 1000 + _KEPT_SECONDS

        def ahead() -> int | None:
            return self._store.move(caller, by=by, within=(now, latest), expires=expires)

        def full() -> int | None:
            believed = (now, now + of.ms(DEBT * of.size) + SKEW_MS)
            return now + by if self._store.set(caller, at=now + by, unless=believed, expires=expires) else None

        lies_ahead = self._known.get(caller, _Known()).full_at > now
        ways: tuple[Callable[[], int | None], ...] = (ahead, full, ahead) if lies_ahead else (full, ahead)
        return next((full_at for way in ways if (full_at := way()) is not None), None)


def _lease_from(known: _Known, units: int, of: Allowance, now: int) -> int:
    """Return how much to lease besides: nothing of a bucket not met before, nor of one less than half full."""
    share = of.size // LEASE_PART
    is_rich = known.full_at > 0 and max(known.full_at, now) + of.ms(units + share) <= now + of.ms(of.size // 2)
    return share if is_rich else 0


def _standing(known: _Known, of: Allowance, now: int, *, lacking: int = 0) -> Standing:
    full_in = max(0, known.full_at - now)
    remaining = min(of.size, max(0, of.ms(of.size) - full_in) // of.unit_ms + known.leased)
    wait = max(1, full_in - of.ms(of.size - lacking)) if lacking else 0
    return Standing(allowance=of, remaining=remaining, full_in_ms=full_in, wait_ms=wait)
