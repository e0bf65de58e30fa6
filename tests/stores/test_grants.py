"""Grants: found by number, put over the version that was read, found from either side, newest first."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.grants.grant import Giver, Grant, Holder, Party, Terms, Use
from chalicelib.grants.store import GrantStore
from tests.factories import BODY, NOW, a_person, a_subject
from tests.stores.places import Stores

BANK = Holder(party=Party.ORGANISATION, key=a_subject(7).key)
OFFICE = Holder(party=Party.BODY, key=BODY)
FIRST, SECOND, THIRD = "SQ20261123-aaaaaaaa", "SQ20261123-bbbbbbbb", "SQ20261123-cccccccc"


def a_grant(number: str = FIRST, **changes: object) -> Grant:
    """Return a grant for one look; changes are of its terms."""
    terms = Terms(
        subject=a_subject(),
        holder=BANK,
        purpose="commercial_loan",
        items=("administrative_penalty",),
        repeated=False,
        given_at=NOW,
        valid_until=NOW.date() + timedelta(days=30),
    )
    giver = Giver(sub="giver-1", role="representative", assisted_by="officer-1")
    return Grant(grant=number, version=1, terms=msgspec.structs.replace(terms, **changes), given_by=giver)


def a_use(look: str = "look-1") -> Use:
    """Return the use of a look."""
    return Use(look=look, entry="0" * 32, shown="0" * 64, by="bank-1", at=NOW)


@pytest.fixture
def grants(stores: Stores) -> GrantStore:
    return stores.grants()


def test_a_grant_is_found_as_it_was_put(grants: GrantStore) -> None:
    given = a_grant(subject=a_person())
    used = given.with_use(a_use())
    revoked = used.revoked(given.given_by, at=NOW)
    for new, over in ((given, None), (used, given), (revoked, used)):
        grants.put(new, over=over)
        assert grants.find(FIRST) == new

    assert grants.find(SECOND) is None


def test_a_grant_is_put_over_the_version_that_was_read_and_no_other(grants: GrantStore) -> None:
    given = a_grant()
    grants.put(given, over=None)
    grants.put(given.with_use(a_use()), over=given)

    with pytest.raises(StaleVersionError):
        grants.put(given.revoked(given.given_by, at=NOW), over=given)
    with pytest.raises(StaleVersionError):
        grants.put(a_grant(purpose="other"), over=None)
    with pytest.raises(ValueError, match="version 3"):
        grants.put(msgspec.structs.replace(given, version=3), over=given)


def test_a_put_that_was_answered_and_not_heard_may_be_sent_again(grants: GrantStore) -> None:
    given, used = a_grant(), a_grant().with_use(a_use())
    for _ in range(2):
        grants.put(given, over=None)
    for _ in range(2):
        grants.put(used, over=given)

    assert grants.find(FIRST) == used


def test_each_side_finds_its_own_newest_first_and_goes_on_behind_one(grants: GrantStore) -> None:
    later = NOW + timedelta(hours=1)
    for grant in (a_grant(), a_grant(SECOND, given_at=later), a_grant(THIRD, subject=a_person(), holder=OFFICE)):
        grants.put(grant, over=None)

    assert list(grants.given_by(a_subject(), limit=10)) == [SECOND, FIRST]
    assert list(grants.given_by(a_person(), limit=10)) == [THIRD]
    assert list(grants.held_by(BANK, limit=1)) == [SECOND]
    assert list(grants.held_by(BANK, limit=1, after=SECOND)) == [FIRST]
    assert list(grants.held_by(BANK, limit=1, after=FIRST)) == []
    assert list(grants.held_by(OFFICE, limit=10)) == [THIRD]


def test_behind_a_grant_that_never_was_there_is_nothing_to_find(grants: GrantStore) -> None:
    with pytest.raises(NotFoundError):
        grants.given_by(a_subject(), limit=1, after=THIRD)
    with pytest.raises(NotFoundError):
        grants.held_by(BANK, limit=1, after=THIRD)
