"""A grant is given by its subject, read by both sides, and revoked at once."""

from datetime import date, timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError
from chalicelib.grants import giving
from chalicelib.grants.grant import Grant, Holder, Party, State
from chalicelib.grants.wishes import NamedHolder, Uses
from chalicelib.library.readers import Reader
from tests.factories import BODY, NOW, a_subject
from tests.unit.grants.standing import BANK, CITIZEN, CLERK, GIVER, OTHER_BANK, OTHER_GIVER, PUBLIC, FakeMeans, a_wish


@pytest.fixture
def means() -> FakeMeans:
    return FakeMeans()


@pytest.fixture
def grant(means: FakeMeans) -> Grant:
    return giving.give(a_wish(), by=GIVER, means=means, now=NOW)


def test_a_grant_says_who_gave_it_to_whom_for_what_and_until_when(means: FakeMeans, grant: Grant) -> None:
    assert means.grants.find(grant.grant) == grant
    assert grant.terms.subject == a_subject()
    assert grant.terms.holder == Holder(party=Party.ORGANISATION, key=a_subject(7).key)
    assert grant.terms.holder.reference == f"organisation:{a_subject(7).key}"
    assert (grant.terms.purpose, grant.terms.repeated) == ("commercial_loan", False)
    assert (grant.given_by.sub, grant.given_by.role, grant.given_by.assisted_by) == ("giver-1", "representative", None)
    assert grant.state_at(NOW) is State.IN_FORCE


def test_who_helped_at_a_counter_is_in_the_grant(means: FakeMeans) -> None:
    by = msgspec.structs.replace(GIVER, assisted_by="officer-1")

    assert giving.give(a_wish(), by=by, means=means, now=NOW).given_by.assisted_by == "officer-1"


@pytest.mark.parametrize("by", [GIVER, BANK], ids=["giver", "holder"])
def test_both_sides_read_it(means: FakeMeans, grant: Grant, by: Reader) -> None:
    assert giving.grant_for(by, grant.grant, grants=means.grants) == grant


@pytest.mark.parametrize("by", [OTHER_GIVER, OTHER_BANK, CITIZEN, CLERK, PUBLIC])
@pytest.mark.parametrize("number", ["given", "SQ20261123-nothing"])
def test_for_anybody_else_it_never_was(means: FakeMeans, grant: Grant, by: Reader, number: str) -> None:
    asked = grant.grant if number == "given" else number

    with pytest.raises(NotFoundError, match=r"grant\.not_found"):
        giving.grant_for(by, asked, grants=means.grants)


@pytest.mark.parametrize("by", [BANK, CLERK, PUBLIC])
def test_who_has_no_file_gives_nothing(means: FakeMeans, by: Reader) -> None:
    with pytest.raises(NotFoundError):
        giving.give(a_wish(), by=by, means=means, now=NOW)


def test_a_revoked_grant_says_so_and_revoking_it_again_changes_nothing(means: FakeMeans, grant: Grant) -> None:
    first = giving.revoke(grant.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)
    second = giving.revoke(grant.grant, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW + timedelta(days=1))

    assert first == second
    assert (first.revoked_at, first.state_at(NOW)) == (NOW, State.REVOKED)


@pytest.mark.parametrize("by", [OTHER_GIVER, BANK, PUBLIC])
def test_nobody_but_its_giver_revokes_it(means: FakeMeans, grant: Grant, by: Reader) -> None:
    with pytest.raises(NotFoundError, match=r"grant\.not_found"):
        giving.revoke(grant.grant, by=by, grants=means.grants, outbox=means.outbox, now=NOW)
    with pytest.raises(NotFoundError, match=r"grant\.not_found"):
        giving.revoke("SQ20261123-nothing", by=by, grants=means.grants, outbox=means.outbox, now=NOW)


def test_it_is_in_force_to_the_end_of_its_last_day_in_beijing(grant: Grant) -> None:
    last = NOW.replace(month=12, day=31, hour=15, minute=59)

    assert grant.terms.valid_until == date(2026, 12, 31)
    assert grant.state_at(last) is State.IN_FORCE
    assert grant.state_at(last + timedelta(minutes=1)) is State.EXPIRED


def test_each_side_finds_its_own_newest_first(means: FakeMeans, grant: Grant) -> None:
    later = giving.give(a_wish(uses=Uses.REPEATED), by=GIVER, means=means, now=NOW + timedelta(hours=1))
    to_body = giving.give(a_wish(holder=NamedHolder(body=BODY)), by=OTHER_GIVER, means=means, now=NOW)

    assert list(giving.given_by(GIVER, grants=means.grants, limit=10)) == [later, grant]
    assert list(giving.held_by(BANK, grants=means.grants, limit=1)) == [later]
    assert list(giving.held_by(BANK, grants=means.grants, limit=5, after=later.grant)) == [grant]
    assert list(giving.held_by(CLERK, grants=means.grants, limit=5)) == [to_body]
    assert list(giving.held_by(CITIZEN, grants=means.grants, limit=5)) == []
