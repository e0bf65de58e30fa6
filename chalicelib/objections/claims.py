"""Claiming a case: how a clerk comes to hold it, keeps it, and gives it back; and what waits for them.

A claim is no move: it leaves no line in the trail, and every move says who made it.
"""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.errors import StaleVersionError
from chalicelib.library.readers import Reader
from chalicelib.objections import leases
from chalicelib.objections.cases import Case
from chalicelib.objections.leases import Hold
from chalicelib.objections.means import Means
from chalicelib.objections.scope import case_for, must_wait_for, queue_of, waits_for

AMONG = 5


def claim(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Claim a named case: a lease, with a higher fencing token than anyone held before.

    Raises: NotFoundError; ConflictError `lease.held`, or as `must_wait_for` where nobody or another must act on it.
    """
    case = case_for(by, number, means=means, now=now)
    must_wait_for(by, case)
    return _leased(leases.claimed(case, by=by, now=now), over=case, means=means)


def claim_next(*, by: Reader, turn: int, means: Means, now: datetime) -> Case | None:
    """Claim the most urgent case that nobody holds, None where there is none.

    Of the first five one is picked by `turn`, so that eight who claim at once do not race for the same.

    Units: turn, any number, another for each caller.
    """
    queue, after = queue_of(by), None
    while waiting := means.cases.waiting(queue, limit=AMONG, after=after):
        first = turn % len(waiting)
        for number in [*waiting[first:], *waiting[:first]]:
            case = means.cases.find(number)
            if case is not None and waits_for(by, case) and leases.is_free(case, by=by, now=now):
                try:
                    return _leased(leases.claimed(case, by=by, now=now), over=case, means=means)
                except StaleVersionError:
                    continue
        after = waiting[-1]
    return None


def renew(number: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Run the lease anew.

    Raises: NotFoundError; ConflictError or StaleVersionError as `leases.must_hold`.
    """
    case = case_for(hold.by, number, means=means, now=now)
    return _leased(leases.renewed(case, hold, now=now), over=case, means=means)


def give_back(number: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Give a case back for another to claim.

    Raises: NotFoundError; ConflictError or StaleVersionError as `leases.must_hold`.
    """
    case = case_for(hold.by, number, means=means, now=now)
    return _leased(leases.given_back(case, hold, now=now), over=case, means=means)


def waiting_for(by: Reader, *, limit: int, means: Means, after: str | None = None) -> Sequence[Case]:
    """Return the cases that wait for someone, most urgent first, from behind the case `after`.

    Raises: NotFoundError where there is no case `after`, or they are no staff.
    """
    numbers = means.cases.waiting(queue_of(by), limit=limit, after=after)
    found = (means.cases.find(number) for number in numbers)
    return [case for case in found if case is not None and waits_for(by, case)]


def _leased(case: Case, *, over: Case, means: Means) -> Case:
    means.cases.put(case, over=over)
    return case
