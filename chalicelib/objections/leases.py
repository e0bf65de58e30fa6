"""Leases: who works on a case now, for a quarter of an hour, and the fencing token that tells an old holder."""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from chalicelib.errors import ConflictError, StaleVersionError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, Lease

LASTS = timedelta(minutes=15)


class Seen(Struct, frozen=True, kw_only=True):
    """Who writes, and the version that was seen (If-Match)."""

    by: Reader
    version: int


class Hold(Seen, frozen=True, kw_only=True):
    """What a move of staff shows: who moves, the version that was seen, and the fencing token."""

    fence: int


class Handover(Struct, frozen=True, kw_only=True):
    """To whom a case is handed, and why. Shape: to "clerk-2", the opaque name in their tokens."""

    to: str
    reason: str


def is_free(case: Case, *, by: Reader, now: datetime) -> bool:
    """Say whether someone may claim a case: nobody else holds it now."""
    return case.lease is None or case.lease.until <= now or case.lease.holder == by.sub


def claimed(case: Case, *, by: Reader, now: datetime) -> Case:
    """Return the case with a new lease and a higher token: whoever held it before can no longer move it.

    Raises: ConflictError `lease.held` while another holds it.
    """
    if not is_free(case, by=by, now=now):
        raise ConflictError("lease.held", "该事项正由他人办理。", "Somebody else holds the case.")
    return _leased(case, Lease(holder=by.sub, until=now + LASTS), fence=case.fence + 1)


def renewed(case: Case, hold: Hold, *, now: datetime) -> Case:
    """Return the case with its lease running anew, under the same token.

    Raises: ConflictError or StaleVersionError as `must_hold`.
    """
    must_hold(case, hold, now=now)
    return _leased(case, Lease(holder=hold.by.sub, until=now + LASTS), fence=case.fence)


def given_back(case: Case, hold: Hold, *, now: datetime) -> Case:
    """Return the case without its lease.

    Raises: ConflictError or StaleVersionError as `must_hold`.
    """
    must_hold(case, hold, now=now)
    return _leased(case, None, fence=case.fence)


def handed_on(case: Case, *, to: str, now: datetime) -> Case:
    """Return a case leased to someone else, under a higher token: whoever held it before can no longer move it.

    The version stays: what else the act changes has raised it.

    Raises: ConflictError `lease.same_holder` where they hold it already.
    """
    if case.lease is not None and case.lease.holder == to and case.lease.until > now:
        raise ConflictError("lease.same_holder", "该事项已由其办理。", "They hold the case already.")
    return msgspec.structs.replace(case, lease=Lease(holder=to, until=now + LASTS), fence=case.fence + 1)


def must_hold(case: Case, hold: Hold, *, now: datetime) -> None:
    """Refuse unless the mover holds the case now, by its newest token, and saw the version that stands.

    Raises: ConflictError `lease.fence_stale`, `lease.not_holder` or `lease.expired`; StaleVersionError.
    """
    if hold.fence != case.fence:
        raise ConflictError("lease.fence_stale", "办理凭证已失效，请重新领取。", "The token is not the newest one.")
    if case.lease is None or case.lease.holder != hold.by.sub:
        raise ConflictError("lease.not_holder", "您未领取该事项。", "You do not hold the case.")
    if case.lease.until <= now:
        raise ConflictError("lease.expired", "领取已过期，请重新领取。", "The lease has run out.")
    if hold.version != case.version:
        raise StaleVersionError


def _leased(case: Case, lease: Lease | None, *, fence: int) -> Case:
    return msgspec.structs.replace(case, version=case.version + 1, lease=lease, fence=fence)
