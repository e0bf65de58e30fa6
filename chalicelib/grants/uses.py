"""Uses: a look stands on a grant, and says so on the grant before its answer leaves.

    checked ─▶ read ─▶ use put on the grant's version ─▶ ledger entry ─▶ answer

Checked first, so that nothing is read for who may not; the use only when something is about to be shown, so that a
look which found nothing or failed leaves the grant as it was. Where the use stands and the entry or the answer was
lost, the same tap comes again with the same look: it is the same use, and is answered. A tap without a name of its
own is another look.
"""

from datetime import datetime, timedelta

from chalicelib.errors import ForbiddenError, RefusalError
from chalicelib.grants.commits import committed
from chalicelib.grants.giving import no_such_grant
from chalicelib.grants.grant import Grant, State, Use, holder_in
from chalicelib.grants.rules import rules
from chalicelib.grants.store import GrantStore
from chalicelib.library.readers import Granted, Reader

_CLOSED = {
    State.REVOKED: ("grant.revoked", "授权已被撤销。", "The grant is revoked."),
    State.EXPIRED: ("grant.expired", "授权已过有效期。", "The grant has expired."),
    State.USED: ("grant.used", "该授权仅限使用一次，已使用。", "The grant was for one look, and is used."),
}


def open_to(by: Reader, number: str, *, look: str | None, grants: GrantStore, now: datetime) -> Grant:
    """Return a grant on which a look of its holder may stand.

    Raises: NotFoundError `grant.not_found` for who does not hold it;
            ForbiddenError `grant.revoked`, `grant.expired` or `grant.used`.
    """
    grant = _held(by, number, grants=grants)
    _must_be_open(grant, look=look, now=now)
    return grant


def used(number: str, use: Use, *, by: Reader, grants: GrantStore) -> Use:
    """Commit a use; return the one that stands, which of a repeated tap is that of the first.

    Raises: what `open_to` does, as it stands now; ConflictError `act.contended`.
    """
    return committed(lambda: _use(number, use, by=by, grants=grants))


def still_supports(granted: Granted, *, grants: GrantStore) -> bool:
    """Say whether what was issued on a grant may still be fetched by its holder: as long as it is not revoked.

    That it was used, or has run out since, takes nothing back of what was issued on it.
    """
    grant = grants.find(granted.grant)
    return grant is not None and grant.revoked_at is None


def _use(number: str, use: Use, *, by: Reader, grants: GrantStore) -> Use:
    grant = open_to(by, number, look=use.look, grants=grants, now=use.at)
    standing = grant.use_of(use.look, since=_repeats_since(use.at))
    if standing is not None:
        return standing
    grants.put(grant.with_use(use), over=grant)
    return use


def _held(by: Reader, number: str, *, grants: GrantStore) -> Grant:
    grant = grants.find(number)
    if grant is None or grant.terms.holder != holder_in(by):
        raise no_such_grant()
    return grant


def _must_be_open(grant: Grant, *, look: str | None, now: datetime) -> None:
    state = grant.state_at(now)
    is_repeated_tap = state is State.USED and look is not None and grant.use_of(look, since=_repeats_since(now))
    if state is not State.IN_FORCE and not is_repeated_tap:
        raise _refusal(state)


def _refusal(state: State) -> RefusalError:
    code, zh, en = _CLOSED[state]
    return ForbiddenError(code, zh, en)


def _repeats_since(now: datetime) -> datetime:
    return now - timedelta(minutes=rules().repeat_minutes)
