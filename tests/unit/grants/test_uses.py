"""A look stands on a grant, and a grant for one look is used once."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, StaleVersionError
from chalicelib.grants import giving, uses
from chalicelib.grants.grant import MOST_USES_KEPT, Grant, State, Use
from chalicelib.grants.wishes import NamedHolder, Uses
from chalicelib.library.readers import Granted, Level, Reader
from tests.factories import BODY, NOW, a_subject
from tests.fakes_grants import MemoryGrants
from tests.unit.grants.standing import BANK, CITIZEN, CLERK, GIVER, OTHER_BANK, PUBLIC, FakeMeans, a_wish

MINUTE = timedelta(minutes=1)


def a_use(look: str = "look-1", **changes: Any) -> Use:
    use = Use(look=look, entry=f"entry of {look}", shown="0" * 64, by="bank-1", at=NOW)
    return msgspec.structs.replace(use, **changes)


def given(means: FakeMeans, **changes: Any) -> Grant:
    return giving.give(a_wish(**changes), by=GIVER, means=means, now=NOW)


@pytest.fixture
def means() -> FakeMeans:
    return FakeMeans()


def refused(means: FakeMeans, grant: Grant, *, look: str | None = "look-9", at: Any = NOW) -> str:
    with pytest.raises(ForbiddenError) as answer:
        uses.open_to(BANK, grant.grant, look=look, grants=means.grants, now=at)
    return answer.value.code


def test_a_grant_in_force_is_open_to_its_holder(means: FakeMeans) -> None:
    grant = given(means)

    assert uses.open_to(BANK, grant.grant, look=None, grants=means.grants, now=NOW) == grant


def test_it_is_open_in_the_standing_that_it_gives_too(means: FakeMeans) -> None:
    grant, authorised = given(means), msgspec.structs.replace(BANK, level=Level.AUTHORISED)

    assert uses.open_to(authorised, grant.grant, look=None, grants=means.grants, now=NOW) == grant


@pytest.mark.parametrize("by", [OTHER_BANK, GIVER, CLERK, CITIZEN, PUBLIC])
def test_nobody_else_looks_on_it_whatever_its_state(means: FakeMeans, by: Reader) -> None:
    grant = given(means)
    giving.revoke(grant.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)

    for number in (grant.grant, "SQ20261123-nothing"):
        with pytest.raises(NotFoundError, match=r"grant\.not_found"):
            uses.open_to(by, number, look="look-1", grants=means.grants, now=NOW)


def test_a_department_and_a_firm_hold_grants_a_citizen_and_a_person_s_representative_do_not(means: FakeMeans) -> None:
    to_body, to_firm = given(means, holder=NamedHolder(body=BODY)), given(means)
    firm = Reader(level=Level.SUBJECT, sub="firm-7", role="representative", subject=a_subject(7))

    assert uses.open_to(CLERK, to_body.grant, look=None, grants=means.grants, now=NOW)
    assert uses.open_to(firm, to_firm.grant, look=None, grants=means.grants, now=NOW)
    for role, subject in (("citizen", a_subject(7)), ("representative", CITIZEN.subject)):
        other = msgspec.structs.replace(firm, role=role, subject=subject)
        with pytest.raises(NotFoundError):
            uses.open_to(other, to_firm.grant, look=None, grants=means.grants, now=NOW)


def test_a_holder_is_told_why_it_is_closed(means: FakeMeans) -> None:
    revoked, expired, spent = given(means), given(means), given(means)
    giving.revoke(revoked.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)
    uses.used(spent.grant, a_use(), by=BANK, grants=means.grants)

    assert refused(means, revoked) == "grant.revoked"
    assert refused(means, expired, at=NOW + timedelta(days=60)) == "grant.expired"
    assert refused(means, spent) == "grant.used"
    assert refused(means, spent, look=None) == "grant.used"


def test_a_grant_for_one_look_is_used_once(means: FakeMeans) -> None:
    grant, use = given(means), a_use()

    assert uses.used(grant.grant, use, by=BANK, grants=means.grants) == use

    standing = means.grants.find(grant.grant)
    assert standing is not None
    assert (standing.times, standing.uses, standing.state_at(NOW)) == (1, (use,), State.USED)
    with pytest.raises(ForbiddenError, match=r"grant\.used"):
        uses.used(grant.grant, a_use("look-2"), by=BANK, grants=means.grants)


def test_the_same_tap_again_is_the_same_use_for_a_quarter_of_an_hour(means: FakeMeans) -> None:
    grant, first = given(means), a_use()
    uses.used(grant.grant, first, by=BANK, grants=means.grants)

    again = a_use(entry="another entry", at=NOW + 14 * MINUTE)
    assert uses.used(grant.grant, again, by=BANK, grants=means.grants) == first

    late = a_use(at=NOW + 15 * MINUTE)
    with pytest.raises(ForbiddenError, match=r"grant\.used"):
        uses.used(grant.grant, late, by=BANK, grants=means.grants)


def test_a_repeated_tap_on_a_revoked_grant_is_refused(means: FakeMeans) -> None:
    grant = given(means)
    uses.used(grant.grant, a_use(), by=BANK, grants=means.grants)
    giving.revoke(grant.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)

    assert refused(means, grant, look="look-1") == "grant.revoked"


def test_a_grant_for_many_looks_counts_them_and_keeps_the_newest(means: FakeMeans) -> None:
    grant = given(means, uses=Uses.REPEATED)
    for n in range(MOST_USES_KEPT + 3):
        uses.used(grant.grant, a_use(f"look-{n}", at=NOW + n * MINUTE), by=BANK, grants=means.grants)

    standing = means.grants.find(grant.grant)
    assert standing is not None
    assert (standing.times, len(standing.uses)) == (MOST_USES_KEPT + 3, MOST_USES_KEPT)
    assert standing.uses[0].look == f"look-{MOST_USES_KEPT + 2}"
    assert standing.state_at(NOW) is State.IN_FORCE


class Meddled(MemoryGrants):
    """Grants that somebody else puts just before, as often as said."""

    def __init__(self, times: int) -> None:
        """Say how often."""
        super().__init__()
        self.times = times

    def put(self, new: Grant, *, over: Grant | None) -> None:
        if over is not None and self.times:
            self.times -= 1
            raise StaleVersionError
        super().put(new, over=over)


def test_a_use_that_met_another_is_tried_again_and_not_for_ever() -> None:
    for times, is_used in ((19, True), (20, False)):
        means = FakeMeans(grants=Meddled(times))
        grant = given(means, uses=Uses.REPEATED)
        if is_used:
            assert uses.used(grant.grant, a_use(), by=BANK, grants=means.grants)
        else:
            with pytest.raises(ConflictError, match=r"act\.contended"):
                uses.used(grant.grant, a_use(), by=BANK, grants=means.grants)


class RevokedMeanwhile(MemoryGrants):
    """Grants whose giver revokes them between the look's check and its use."""

    def put(self, new: Grant, *, over: Grant | None) -> None:
        if over is not None and new.times > over.times:
            standing = self.find(over.grant)
            if standing is not None and standing.revoked_at is None:
                super().put(standing.revoked(standing.given_by, at=NOW), over=standing)
        super().put(new, over=over)


def test_a_grant_revoked_between_the_check_and_the_use_is_not_used() -> None:
    means = FakeMeans(grants=RevokedMeanwhile())
    grant = given(means)
    uses.open_to(BANK, grant.grant, look=None, grants=means.grants, now=NOW)

    with pytest.raises(ForbiddenError, match=r"grant\.revoked"):
        uses.used(grant.grant, a_use(), by=BANK, grants=means.grants)

    standing = means.grants.find(grant.grant)
    assert standing is not None
    assert standing.times == 0


def test_what_was_issued_on_a_grant_stands_until_it_is_revoked(means: FakeMeans) -> None:
    grant = given(means)
    granted = Granted(grant=grant.grant, subject=grant.terms.subject, items=grant.terms.items)
    unknown = msgspec.structs.replace(granted, grant="never-given")

    assert uses.still_supports(granted, grants=means.grants)
    assert not uses.still_supports(unknown, grants=means.grants)
    giving.revoke(grant.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)
    assert not uses.still_supports(granted, grants=means.grants)
