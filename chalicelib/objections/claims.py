"""Claiming a case: how a clerk comes to hold it, keeps it, gives it back, and hands it to another.

A claim leaves no line in the trail, for every move says who made it; a handing over does, with its reason.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from chalicelib.errors import ForbiddenError, StaleVersionError
from chalicelib.library.readers import Reader
from chalicelib.objections import leases
from chalicelib.objections.cases import Case
from chalicelib.objections.leases import Handover, Hold, Seen
from chalicelib.objections.means import Means
from chalicelib.objections.rulings import must_be_fit_to_keep, must_say_something
from chalicelib.objections.scope import case_for, must_wait_for, queue_of, waits_for
from chalicelib.objections.steps import Aside, aside, beside, commit

AMONG, LOOKED_AT = 5, 25
LEAD = "lead"


def claim(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Claim a named case: a lease, with a higher fencing token than anyone held before.

    Raises: NotFoundError; ConflictError `lease.held`, or as `must_wait_for` where nobody or another must act on it.
    """
    case = case_for(by, number, means=means, now=now)
    must_wait_for(by, case)
    return _leased(leases.claimed(case, by=by, now=now), over=case, means=means)


def claim_next(*, by: Reader, turn: int, means: Means, now: datetime) -> Case | None:
    """Claim the most urgent case that nobody holds, None where there is none.

    Of the first five one is picked by `turn`, so that eight who claim at once do not race for the same. What is leased
    is passed over without reading it: the queue tells, and where it tells late, the put on the version does.

    Units: turn, any number, another for each caller.
    """
    queue, after = queue_of(by), None
    while seen := means.cases.waiting(queue, limit=LOOKED_AT, after=after):
        in_turn = _in_turn(list(_claimable(seen, by=by, now=now)), turn)
        for case in chain(in_turn, _claimable(_read_again(in_turn, means), by=by, now=now)):
            try:
                return _leased(leases.claimed(case, by=by, now=now), over=case, means=means)
            except StaleVersionError:
                continue
        after = seen[-1].case
    return None


def _claimable(cases: Iterable[Case], *, by: Reader, now: datetime) -> Iterator[Case]:
    return (case for case in cases if waits_for(by, case) and leases.is_free(case, by=by, now=now))


def _in_turn(free: Sequence[Case], turn: int) -> Sequence[Case]:
    """Return the first five from where the turn says, then the others likewise: who lost one race meets few again."""
    first, others = free[:AMONG], free[AMONG:]
    return [*_from(first, turn), *_from(others, turn // AMONG)]


def _from(cases: Sequence[Case], turn: int) -> Sequence[Case]:
    place = turn % len(cases) if cases else 0
    return [*cases[place:], *cases[:place]]


def _read_again(cases: Sequence[Case], means: Means) -> Iterator[Case]:
    """Yield cases as they stand, once none could be claimed as the queue told of it."""
    found = (means.cases.find(case.case) for case in cases)
    return (case for case in found if case is not None)


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


def transfer(number: str, handover: Handover, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Hand a case that one holds to a colleague (移交), with a reason; their lease begins, under a token of their own.

    There is no register of colleagues: a name that nobody bears holds the case no longer than one lease.

    Raises: NotFoundError; ConflictError `lease.same_holder`, or that or StaleVersionError as `leases.must_hold`;
            UnprocessableError `lease.reason_missing` or `text.unsound`.
    """
    case = case_for(hold.by, number, means=means, now=now)
    leases.must_hold(case, hold, now=now)
    return _handed_on(case, Aside.TRANSFER, handover, by=hold.by, means=means, now=now)


def reassign(number: str, handover: Handover, *, seen: Seen, means: Means, now: datetime) -> Case:
    """Give a case of the centre to someone else (改派), whoever holds it: a lead's alone.

    Who held it can no longer move it.

    Raises: NotFoundError; ForbiddenError `lease.lead_only`; ConflictError `lease.same_holder` or as `must_wait_for`;
            StaleVersionError; UnprocessableError `lease.reason_missing` or `text.unsound`.
    """
    case = case_for(seen.by, number, means=means, now=now)
    if seen.by.role != LEAD:
        raise ForbiddenError("lease.lead_only", "仅负责人可以改派。", "Only a lead may reassign a case.")
    must_wait_for(seen.by, case)
    if seen.version != case.version:
        raise StaleVersionError
    return _handed_on(case, Aside.REASSIGNMENT, handover, by=seen.by, means=means, now=now)


def _handed_on(  # noqa: PLR0913  one act of either kind
    case: Case, what: Aside, handover: Handover, *, by: Reader, means: Means, now: datetime
) -> Case:
    must_say_something(handover.reason, code="lease.reason_missing", pointer="/reason")
    must_be_fit_to_keep(handover.to, pointer="/to")
    line = aside(case, what, by=by, at=now, note=handover.reason.strip(), to=handover.to)
    after = leases.handed_on(beside(case, line=line), to=handover.to, now=now)
    commit(after, over=case, cases=means.cases)
    return after


def _leased(case: Case, *, over: Case, means: Means) -> Case:
    means.cases.put(case, over=over)
    return case
