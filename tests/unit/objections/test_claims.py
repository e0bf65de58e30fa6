"""Claiming: a named case, or the next."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError
from chalicelib.library.readers import Reader
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case, State
from tests.factories import NOW, a_record
from tests.fakes import MemoryCases
from tests.unit.objections.standing import (
    ANOTHER_SUBJECT,
    CLERK,
    MINUTE,
    OTHER_CLERK,
    OTHER_SOURCE,
    PUBLIC,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    case_in,
    claimed,
    hold_of,
    means_with,
)


def _waiting(count: int) -> tuple[FakeMeans, Sequence[str]]:
    """Return a desk on which so many cases wait, each submitted a day after the one before."""
    records = [a_record(number=number) for number in range(1, count + 1)]
    means, numbers = means_with(*records), []
    for day, record in enumerate(records):
        at = NOW - timedelta(days=7 * (count - day))
        case = desk.file(a_filing(record), by=SUBJECT, means=means, now=at)
        numbers.append(desk.submit(case.case, by=SUBJECT, means=means, now=at).case)
    return means, numbers


def test_who_takes_the_next_case_gets_the_most_urgent() -> None:
    means, numbers = _waiting(3)

    case = claims.claim_next(by=CLERK, turn=0, means=means, now=NOW)

    assert case is not None
    assert (case.case, case.fence) == (numbers[0], 1)


def test_five_who_take_the_next_at_once_take_five_different_ones() -> None:
    means, numbers = _waiting(6)

    taken = [claims.claim_next(by=_clerk(turn), turn=turn, means=means, now=NOW) for turn in range(5)]

    assert [case.case for case in taken if case] == list(numbers[:5])


def test_what_others_hold_is_passed_over_also_beyond_the_first_five() -> None:
    means, numbers = _waiting(6)
    for number in numbers[:5]:
        claims.claim(number, by=OTHER_CLERK, means=means, now=NOW)

    case = claims.claim_next(by=CLERK, turn=3, means=means, now=NOW)

    assert case is not None
    assert case.case == numbers[5]
    assert claims.claim_next(by=_clerk(1), turn=0, means=means, now=NOW) is None


class _Raced(MemoryCases):
    """Cases of which the first claim is always lost to somebody quicker."""

    lost = 0

    def put(self, new: Case, *, over: Case | None) -> None:
        """Lose the first lease."""
        if new.lease is not None and not self.lost:
            self.lost += 1
            raise StaleVersionError
        super().put(new, over=over)


def test_who_loses_the_race_for_one_takes_another() -> None:
    means, numbers = _waiting(2)
    raced = _Raced()
    for number in numbers:
        case = means.cases.find(number)
        assert case is not None
        _replant(raced, case)
    means.cases = raced

    case = claims.claim_next(by=CLERK, turn=0, means=means, now=NOW)

    assert case is not None
    assert (case.case, raced.lost) == (numbers[1], 1)


def _replant(cases: MemoryCases, case: Case) -> None:
    before = None
    for version in range(1, case.version + 1):
        now = msgspec.structs.replace(case, version=version)
        cases.put(now, over=before)
        before = now


def _clerk(number: int) -> Reader:
    return msgspec.structs.replace(CLERK, sub=f"clerk-{number + 10}")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.REFERRED, "objection.not_waiting"),
        (State.CLOSED, "objection.already_closed"),
        (State.WITHDRAWN, "objection.already_closed"),
    ],
    ids=str,
)
def test_the_centre_claims_only_what_waits_for_it(state: State, code: str) -> None:
    means = means_with()
    case = case_in(state, means)

    with pytest.raises(ConflictError) as refused:
        claims.claim(case.case, by=CLERK, means=means, now=NOW)

    assert refused.value.code == code


def test_a_source_claims_what_was_referred_to_it_and_nobody_else_does() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    for by in (OTHER_SOURCE, ANOTHER_SUBJECT, PUBLIC):
        with pytest.raises(NotFoundError):
            claims.claim(case.case, by=by, means=means, now=NOW)

    assert claims.claim_next(by=SOURCE, turn=0, means=means, now=NOW) is not None
    assert claims.claim_next(by=OTHER_SOURCE, turn=0, means=means, now=NOW) is None


def test_a_subject_has_nothing_to_claim() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)

    with pytest.raises(ConflictError) as refused:
        claims.claim(case.case, by=SUBJECT, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        claims.claim_next(by=SUBJECT, turn=0, means=means, now=NOW)

    assert refused.value.code == "objection.not_waiting"


def test_a_case_that_was_given_back_is_claimed_by_the_next() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case
    hold = hold_of(claims.claim(number, by=CLERK, means=means, now=NOW))
    claims.give_back(number, hold=hold, means=means, now=NOW)

    again = claims.claim(number, by=OTHER_CLERK, means=means, now=NOW)

    assert (again.fence, again.lease is not None) == (2, True)


def test_a_lease_is_renewed_before_it_runs_out_and_not_after() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = claimed(case, means)
    renewed = claims.renew(case.case, hold=hold, means=means, now=NOW + 14 * MINUTE)

    with pytest.raises(ConflictError) as refused:
        claims.renew(case.case, hold=hold_of(renewed), means=means, now=NOW + 29 * MINUTE)

    assert refused.value.code == "lease.expired"


def test_what_waits_is_listed_most_urgent_first_and_page_by_page() -> None:
    means, numbers = _waiting(3)

    first = claims.waiting_for(CLERK, limit=2, means=means)
    rest = claims.waiting_for(CLERK, limit=2, means=means, after=first[-1].case)

    assert [case.case for case in (*first, *rest)] == list(numbers)
