"""Claiming: a named case, or the next."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, RefusalError, StaleVersionError
from chalicelib.library.readers import Reader
from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import Case, Lease, State
from chalicelib.objections.chain import Verified, verified
from chalicelib.objections.claims import LOOKED_AT
from chalicelib.objections.leases import Handover, Seen
from chalicelib.objections.trail import lines_of
from chalicelib.terms.bodies import bodies
from tests.factories import NOW, a_record, a_supply
from tests.fakes import MemoryCases
from tests.unit.objections.standing import (
    AN_ID,
    ANOTHER_SUBJECT,
    CLERK,
    MINUTE,
    OTHER_CLERK,
    OTHER_SOURCE,
    PUBLIC,
    QUARTER,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    case_in,
    claimed,
    hold_of,
    means_with,
    submit,
)

LEAD = msgspec.structs.replace(CLERK, sub="lead-1", role="lead")
LEASE = Lease(holder=CLERK.sub, until=NOW + QUARTER)
TO_THE_OTHER = Handover(to=OTHER_CLERK.sub, reason="调配。")


def _waiting(count: int) -> tuple[FakeMeans, Sequence[str]]:
    """Return a desk on which so many cases wait, each submitted a day after the one before."""
    records = [a_record(number=number) for number in range(1, count + 1)]
    means, numbers = means_with(*records), []
    for day, record in enumerate(records):
        at = NOW - timedelta(days=7 * (count - day))
        case = applications.file(a_filing(record), by=SUBJECT, means=means, now=at)
        numbers.append(submit(case.case, by=SUBJECT, means=means, now=at).case)
    return means, numbers


def test_who_takes_the_next_case_gets_the_most_urgent() -> None:
    means, numbers = _waiting(3)

    case = claims.claim_next(by=CLERK, turn=0, means=means, now=NOW)

    assert case is not None
    assert (case.case, case.fence) == (numbers[0], 1)


def test_a_lead_of_the_centre_takes_the_next_case_of_the_centre() -> None:
    means, numbers = _waiting(2)

    case = claims.claim_next(by=LEAD, turn=0, means=means, now=NOW)

    assert case is not None
    assert (case.case, case.lease and case.lease.holder) == (numbers[0], LEAD.sub)


@pytest.mark.parametrize("county", ["yanjiang_district", "anyue_county", "lezhi_county"])
def test_an_officer_of_a_county_takes_what_was_referred_to_it_and_another_county_s_does_not(county: str) -> None:
    means = means_with(a_record(supply=a_supply(body=county)))
    means.bodies = bodies()
    case = case_in(State.REFERRED, means)
    officer = msgspec.structs.replace(SOURCE, sub="officer-1", body=county, division=bodies().get(county).division)
    another = msgspec.structs.replace(officer, sub="officer-2", body="market_supervision")

    assert claims.claim_next(by=another, turn=0, means=means, now=NOW) is None
    taken = claims.claim_next(by=officer, turn=0, means=means, now=NOW)

    assert taken is not None
    assert (taken.case, taken.queue) == (case.case, f"body:{county}")


class _Late(MemoryCases):
    """Cases whose queues tell what stood when they were first asked."""

    def __init__(self, cases: MemoryCases) -> None:
        """Take over what another holds."""
        super().__init__()
        vars(self).update(vars(cases))
        self._told: dict[Any, Sequence[Case]] = {}
        self.found: list[str] = []

    def waiting(self, queue: str, **how: Any) -> Sequence[Case]:
        """Tell what was told before."""
        key = (queue, how.get("after"))
        if key not in self._told:
            self._told[key] = super().waiting(queue, **how)
        return self._told[key]

    def find(self, case: str) -> Case | None:
        """Note which case was read by itself."""
        self.found.append(case)
        return super().find(case)


def test_five_who_take_the_next_at_once_take_five_different_ones_and_read_none_by_itself() -> None:
    means, numbers = _waiting(9)
    means.cases = late = _Late(means.cases)

    taken = [claims.claim_next(by=_clerk(turn), turn=turn, means=means, now=NOW) for turn in range(5)]

    assert [case.case for case in taken if case] == list(numbers[:5])
    assert late.found == []


def test_whom_the_queue_tells_late_of_every_case_finds_one_all_the_same() -> None:
    means, numbers = _waiting(1)
    means.cases = _Late(means.cases)
    means.cases.waiting("centre", limit=LOOKED_AT)
    hold = hold_of(claims.claim(numbers[0], by=OTHER_CLERK, means=means, now=NOW), OTHER_CLERK)
    assert claims.claim_next(by=CLERK, turn=0, means=means, now=NOW) is None
    claims.give_back(numbers[0], hold=hold, means=means, now=NOW)

    case = claims.claim_next(by=CLERK, turn=0, means=means, now=NOW)

    assert case is not None
    assert (case.case, case.fence) == (numbers[0], 2)


@pytest.mark.parametrize("held", [5, LOOKED_AT], ids=["those looked at first", "a whole page"])
def test_what_others_hold_is_passed_over(held: int) -> None:
    means, numbers = _waiting(held + 1)
    for number in numbers[:held]:
        claims.claim(number, by=OTHER_CLERK, means=means, now=NOW)

    case = claims.claim_next(by=CLERK, turn=3, means=means, now=NOW)

    assert case is not None
    assert case.case == numbers[held]
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


def test_a_colleague_is_handed_a_case_with_a_reason_and_a_token_of_their_own() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = claimed(case, means)

    after = claims.transfer(case.case, Handover(to=OTHER_CLERK.sub, reason="回避。 "), hold=hold, means=means, now=NOW)

    assert after.lease == Lease(holder=OTHER_CLERK.sub, until=NOW + QUARTER)
    assert (after.fence, after.state, after.queue) == (2, State.SUBMITTED, "centre")
    assert (after.last.move, after.last.by, after.last.to, after.last.note) == (
        "transfer",
        CLERK.sub,
        OTHER_CLERK.sub,
        "回避。",
    )
    assert verified(lines_of(after, means.cases)) == Verified(lines=after.last.number)
    with pytest.raises(ConflictError) as refused:
        desk.accept(case.case, hold=hold, means=means, now=NOW)
    assert refused.value.code == "lease.fence_stale"
    assert desk.accept(case.case, hold=hold_of(after, OTHER_CLERK), means=means, now=NOW).state is State.ACCEPTED


@pytest.mark.parametrize(
    ("handover", "code"),
    [
        (Handover(to=OTHER_CLERK.sub, reason="  "), "lease.reason_missing"),
        (Handover(to=OTHER_CLERK.sub, reason=f"见{AN_ID}"), "text.unsound"),
        (Handover(to=AN_ID, reason="回避。"), "text.unsound"),
        (Handover(to=CLERK.sub, reason="回避。"), "lease.same_holder"),
    ],
    ids=["no reason", "a number in the reason", "a number for a name", "to oneself"],
)
def test_a_handing_over_without_sense_is_refused(handover: Handover, code: str) -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = claimed(case, means)

    with pytest.raises(RefusalError) as refused:
        claims.transfer(case.case, handover, hold=hold, means=means, now=NOW)

    assert refused.value.code == code
    assert means.cases.find(case.case) == msgspec.structs.replace(case, version=hold.version, fence=1, lease=LEASE)


def test_only_who_holds_a_case_hands_it_over() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = claimed(case, means)

    with pytest.raises(ConflictError) as refused:
        claims.transfer(case.case, TO_THE_OTHER, hold=hold, means=means, now=NOW + QUARTER)

    assert refused.value.code == "lease.expired"


@pytest.mark.parametrize("holder", [None, CLERK], ids=["nobody's", "held"])
def test_a_lead_takes_a_case_from_whoever_holds_it(holder: Reader | None) -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = claimed(case, means) if holder else hold_of(case)

    after = claims.reassign(case.case, TO_THE_OTHER, seen=Seen(by=LEAD, version=hold.version), means=means, now=NOW)

    assert after.lease == Lease(holder=OTHER_CLERK.sub, until=NOW + QUARTER)
    assert (after.fence, after.last.move, after.last.by) == (hold.fence + 1, "reassignment", LEAD.sub)
    with pytest.raises(ConflictError):
        desk.accept(case.case, hold=hold, means=means, now=NOW)


def test_nobody_but_a_lead_reassigns_and_only_what_waits_and_was_seen_as_it_stands() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)

    with pytest.raises(ForbiddenError) as not_lead:
        claims.reassign(case.case, TO_THE_OTHER, seen=Seen(by=CLERK, version=3), means=means, now=NOW)
    with pytest.raises(StaleVersionError):
        claims.reassign(case.case, TO_THE_OTHER, seen=Seen(by=LEAD, version=2), means=means, now=NOW)
    applications.withdraw(case.case, by=SUBJECT, means=means, now=NOW)
    with pytest.raises(ConflictError) as not_waiting:
        claims.reassign(case.case, TO_THE_OTHER, seen=Seen(by=LEAD, version=4), means=means, now=NOW)

    assert (not_lead.value.code, not_waiting.value.code) == ("lease.lead_only", "objection.step_under_way")
