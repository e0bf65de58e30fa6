"""The flow: a subject gives a grant, either side reads it, the subject revokes it.

    wish ─▶ checked ─▶ grant, with one receipt for both sides ─▶ revoked, at once

Whoever is neither its giver nor its holder is told what is told of a grant that never was.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.errors import NotFoundError
from chalicelib.grants.commits import committed
from chalicelib.grants.grant import Grant, Terms, giver_in, holder_in
from chalicelib.grants.means import Means
from chalicelib.grants.rules import rules
from chalicelib.grants.store import GrantStore
from chalicelib.grants.telling import errand_for_grant
from chalicelib.grants.wishes import Uses, Wish, holder_named
from chalicelib.library.readers import Level, Reader
from chalicelib.notices.outbox import Outbox
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject


def give(wish: Wish, *, by: Reader, means: Means, now: datetime) -> Grant:
    """Keep a grant of the caller's own file; return it.

    Raises: UnprocessableError `grant.unsound` that names every fault.
    """
    subject = _own(by)
    holder = holder_named(wish, subject=subject, means=means, rules=rules(), today=beijing_date(now))
    terms = Terms(
        subject=subject,
        holder=holder,
        purpose=wish.purpose,
        items=wish.items,
        repeated=wish.uses is Uses.REPEATED,
        given_at=now.replace(microsecond=0),
        valid_until=wish.valid_until,
    )
    grant = Grant(grant=means.numbers.grant_number(at=now), version=1, terms=terms, given_by=giver_in(by))
    means.grants.put(grant, over=None)
    return grant


def revoke(number: str, *, by: Reader, grants: GrantStore, outbox: Outbox, now: datetime) -> Grant:
    """Revoke a grant (撤销授权): no look that is not committed yet stands on it any more. Twice is once.

    Its holder is told.

    Raises: NotFoundError for who did not give it; ConflictError `act.contended`.
    """
    return committed(lambda: _revoke(number, by=by, grants=grants, outbox=outbox, now=now))


def grant_for(by: Reader, number: str, *, grants: GrantStore) -> Grant:
    """Return a grant to its giver or its holder.

    Raises: NotFoundError `grant.not_found` for anybody else, as for a grant that never was.
    """
    grant = grants.find(number)
    if grant is None or not (_gave(by, grant) or grant.terms.holder == holder_in(by)):
        raise no_such_grant()
    return grant


def given_by(by: Reader, *, grants: GrantStore, limit: int, after: str | None = None) -> Sequence[Grant]:
    """Return the grants that the caller gave, newest first, each as it stands."""
    return _standing(grants.given_by(_own(by), limit=limit, after=after), grants)


def held_by(by: Reader, *, grants: GrantStore, limit: int, after: str | None = None) -> Sequence[Grant]:
    """Return the grants that the caller holds, newest first, each as it stands; who can hold none holds none."""
    holder = holder_in(by)
    return _standing(grants.held_by(holder, limit=limit, after=after), grants) if holder else []


def no_such_grant() -> NotFoundError:
    """Return the one answer for a grant that never was and for another's."""
    return NotFoundError("grant.not_found", "没有这项授权。", "There is no such grant for you.")


def _revoke(number: str, *, by: Reader, grants: GrantStore, outbox: Outbox, now: datetime) -> Grant:
    grant = grants.find(number)
    if grant is None or not _gave(by, grant):
        raise no_such_grant()
    if grant.revoked_at is not None:
        return grant
    revoked = grant.revoked(giver_in(by), at=now)
    errand = errand_for_grant(revoked, at=now)
    outbox.promise(errand)
    grants.put(revoked, over=grant)
    outbox.hasten(errand)
    return revoked


def _own(by: Reader) -> Subject:
    if by.level is not Level.SUBJECT or by.subject is None:
        raise no_such_grant()
    return by.subject


def _gave(by: Reader, grant: Grant) -> bool:
    return by.level is Level.SUBJECT and by.subject == grant.terms.subject


def _standing(numbers: Sequence[str], grants: GrantStore) -> list[Grant]:
    return [grant for number in numbers if (grant := grants.find(number)) is not None]
