"""Assisted sessions: found by number, put over the version that was read, found by whom they concern."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.grants.presence import Evidence
from chalicelib.grants.sessions import Officer, Session
from chalicelib.grants.store import SessionStore
from tests.factories import NOW, a_person, a_subject
from tests.stores.places import Stores

FIRST, SECOND, THIRD = "CK20261123-aaaaaaaa", "CK20261123-bbbbbbbb", "CK20261123-cccccccc"


def a_session(number: str = FIRST, **changes: object) -> Session:
    """Return a session of a person for themselves."""
    session = Session(
        session=number,
        version=1,
        officer=Officer(sub="officer-1", body="shili-chuangkou", division="512000"),
        subject=a_person(),
        present=a_person(),
        role="citizen",
        evidence=Evidence.DOCUMENT_READ,
        opened_at=NOW,
        until=NOW + timedelta(minutes=15),
        read_by="reader 3",
    )
    return msgspec.structs.replace(session, **changes)


@pytest.fixture
def sessions(stores: Stores) -> SessionStore:
    return stores.sessions()


def test_a_session_is_found_as_it_was_put(sessions: SessionStore) -> None:
    opened = a_session(evidence=Evidence.SECOND_OFFICER, read_by=None, papers="虚构", subject=a_subject())
    confirmed = opened.confirmed(Officer(sub="officer-2"))
    ended = confirmed.ended(at=NOW, by_subject=True)
    for new, over in ((opened, None), (confirmed, opened), (ended, confirmed)):
        sessions.put(new, over=over)
        assert sessions.find(FIRST) == new

    assert sessions.find(SECOND) is None


def test_a_session_is_put_over_the_version_that_was_read_and_no_other(sessions: SessionStore) -> None:
    opened = a_session()
    ended = opened.ended(at=NOW, by_subject=False)
    for _ in range(2):
        sessions.put(opened, over=None)
    for _ in range(2):
        sessions.put(ended, over=opened)

    with pytest.raises(StaleVersionError):
        sessions.put(opened.confirmed(Officer(sub="officer-2")), over=opened)
    with pytest.raises(ValueError, match="version 3"):
        sessions.put(a_session(version=3), over=opened)


def test_a_person_finds_where_they_were_acted_for_and_where_they_were_present(sessions: SessionStore) -> None:
    for_firm = a_session(SECOND, subject=a_subject(), opened_at=NOW + timedelta(hours=1))
    of_another = a_session(THIRD, present=a_person(2), opened_at=NOW + timedelta(hours=2))
    for session in (a_session(), for_firm, of_another):
        sessions.put(session, over=None)

    assert list(sessions.about(a_person(), limit=10)) == [THIRD, SECOND, FIRST]
    assert list(sessions.about(a_person(), limit=1)) == [THIRD]
    assert list(sessions.about(a_person(), limit=1, after=THIRD)) == [SECOND]
    assert list(sessions.about(a_person(), limit=5, after=SECOND)) == [FIRST]
    assert list(sessions.about(a_person(2), limit=5)) == [THIRD]
    assert list(sessions.about(a_subject(), limit=5)) == [SECOND]
    assert list(sessions.about(a_subject(2), limit=5)) == []
    with pytest.raises(NotFoundError):
        sessions.about(a_person(), limit=5, after="CK20261123-nothing")
