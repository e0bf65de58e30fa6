"""Leases and fencing tokens."""

import pytest

from chalicelib.errors import ConflictError, StaleVersionError
from chalicelib.objections import leases
from chalicelib.objections.leases import Hold
from tests.factories import NOW, a_case
from tests.unit.objections.standing import CLERK, MINUTE, OTHER_CLERK, QUARTER, hold_of


def test_each_claim_gives_a_higher_token_and_a_quarter_of_an_hour() -> None:
    once = leases.claimed(a_case(), by=CLERK, now=NOW)
    again = leases.claimed(once, by=CLERK, now=NOW + MINUTE)

    assert (once.fence, again.fence) == (1, 2)
    assert once.lease is not None
    assert (once.lease.holder, once.lease.until) == (CLERK.sub, NOW + QUARTER)


def test_what_another_holds_is_not_claimed_until_it_runs_out() -> None:
    held = leases.claimed(a_case(), by=CLERK, now=NOW)

    with pytest.raises(ConflictError) as refused:
        leases.claimed(held, by=OTHER_CLERK, now=NOW + 14 * MINUTE)

    assert refused.value.code == "lease.held"
    assert leases.claimed(held, by=OTHER_CLERK, now=NOW + QUARTER).fence == 2


def test_renewing_runs_the_lease_anew_under_the_same_token() -> None:
    held = leases.claimed(a_case(), by=CLERK, now=NOW)

    renewed = leases.renewed(held, hold_of(held), now=NOW + 14 * MINUTE)

    assert renewed.lease is not None
    assert (renewed.fence, renewed.lease.until) == (held.fence, NOW + 29 * MINUTE)


def test_who_gave_a_case_back_holds_it_no_longer() -> None:
    held = leases.claimed(a_case(), by=CLERK, now=NOW)
    back = leases.given_back(held, hold_of(held), now=NOW)

    with pytest.raises(ConflictError) as refused:
        leases.must_hold(back, hold_of(back), now=NOW)

    assert refused.value.code == "lease.not_holder"


@pytest.mark.parametrize(
    ("hold", "late", "code"),
    [
        (Hold(by=CLERK, version=2, fence=0), 0, "lease.fence_stale"),
        (Hold(by=OTHER_CLERK, version=2, fence=1), 0, "lease.not_holder"),
        (Hold(by=CLERK, version=2, fence=1), 15, "lease.expired"),
        (Hold(by=CLERK, version=1, fence=1), 0, "version.stale"),
    ],
    ids=lambda value: str(value) if isinstance(value, str | int) else "",
)
def test_a_move_is_refused_to_who_does_not_hold_the_case_as_it_stands(hold: Hold, late: int, code: str) -> None:
    held = leases.claimed(a_case(), by=CLERK, now=NOW)

    with pytest.raises(ConflictError) as refused:
        leases.must_hold(held, hold, now=NOW + late * MINUTE)

    assert refused.value.code == code
    assert isinstance(refused.value, StaleVersionError) == (code == "version.stale")


def test_the_holder_may_move_until_the_last_moment() -> None:
    held = leases.claimed(a_case(), by=CLERK, now=NOW)

    leases.must_hold(held, hold_of(held), now=NOW + 14 * MINUTE)
