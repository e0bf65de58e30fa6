"""A holder is told that its grant was revoked, a subject that an officer acts in its name; once, if it is so."""

from datetime import timedelta

import pytest

from chalicelib.grants import counter, giving
from chalicelib.grants.grant import Giver, Holder, Party
from chalicelib.grants.presence import Arrival, Evidence
from chalicelib.grants.telling import (
    errand_for_grant,
    errand_for_session,
    holder_of,
    tell_of_grant,
    tell_of_session,
)
from chalicelib.notices.errands import GIVEN_UP_AFTER, Kind
from chalicelib.notices.notice import the_body, the_organisation, the_subject
from chalicelib.notices.templates import Template
from tests.factories import BODY, NOW, a_credit_code, a_person, a_subject
from tests.fakes_grants import MemoryGrants, MemorySessions
from tests.fakes_notices import MemoryNotices, an_outbox
from tests.stores.test_grants import FIRST, a_grant
from tests.stores.test_sessions import a_session
from tests.unit.grants.standing import GIVER, OFFICER, FakeMeans, presented

AT_LAST = NOW + GIVEN_UP_AFTER + timedelta(minutes=1)


def _notices(outbox: object) -> MemoryNotices:
    notices: MemoryNotices = outbox.notices  # type: ignore[attr-defined]
    return notices


@pytest.mark.parametrize(
    ("holder", "recipient"),
    [
        (Holder(party=Party.BODY, key=BODY), the_body(BODY)),
        (Holder(party=Party.ORGANISATION, key=a_credit_code(7)), the_organisation(a_credit_code(7))),
    ],
)
def test_a_holder_is_told_once_that_its_grant_is_revoked(holder: Holder, recipient: object) -> None:
    grants, outbox, grant = MemoryGrants(), an_outbox(), a_grant(holder=holder)
    revoked = grant.revoked(Giver(sub="subject-1", role="citizen"), at=NOW)
    errand = errand_for_grant(revoked, at=NOW)
    outbox.promise(errand)
    grants.put(grant, over=None)
    tell_of_grant(errand, grants=grants, outbox=outbox, now=NOW)
    assert _notices(outbox).all() == []

    grants.put(revoked, over=grant)
    for _ in range(2):
        tell_of_grant(errand, grants=grants, outbox=outbox, now=NOW)

    (notice,) = _notices(outbox).all()
    assert (notice.recipient, notice.template) == (recipient, Template.GRANT_REVOKED)
    assert _notices(outbox).errands()[0].wakes_at is None
    assert (holder_of(grant.grant, grants=grants), holder_of("SQ-0", grants=grants)) == (recipient, None)


def test_of_a_revocation_that_was_never_committed_nobody_is_told() -> None:
    outbox = an_outbox()
    errand = errand_for_grant(a_grant(), at=NOW)
    outbox.promise(errand)

    tell_of_grant(errand, grants=MemoryGrants(), outbox=outbox, now=AT_LAST)

    assert (_notices(outbox).all(), _notices(outbox).errands()[0].wakes_at) == ([], None)


def test_who_is_acted_for_and_who_was_present_are_told_of_a_session() -> None:
    sessions, outbox = MemorySessions(), an_outbox()
    session = a_session(subject=a_subject(), present=a_person())
    errand = errand_for_session(session, at=NOW)
    outbox.promise(errand)
    tell_of_session(errand, sessions=sessions, outbox=outbox, now=NOW)
    sessions.put(session, over=None)
    for _ in range(2):
        tell_of_session(errand, sessions=sessions, outbox=outbox, now=NOW)

    told = {one.recipient: one for one in _notices(outbox).all()}
    assert set(told) == {the_subject(a_subject()), the_subject(a_person())}
    assert all(session.officer.sub not in one.text.body for one in told.values())


def test_revoking_twice_promises_once() -> None:
    means = FakeMeans()
    means.grants.put(a_grant(FIRST), over=None)
    for _ in range(2):
        giving.revoke(FIRST, by=GIVER, grants=means.grants, outbox=means.outbox, now=NOW)

    (errand,) = _notices(means.outbox).errands()
    assert (errand.kind, errand.about.act) == (Kind.GRANT, FIRST)


def test_opening_a_session_promises_to_tell_of_it() -> None:
    means = FakeMeans()
    means.know()
    arrival = Arrival(person=presented(), evidence=Evidence.DOCUMENT_READ, read_by="reader 3")

    session = counter.open_session(arrival, by=OFFICER, means=means, now=NOW)

    (errand,) = _notices(means.outbox).errands()
    assert (errand.kind, errand.about.act) == (Kind.SESSION, session.session)
