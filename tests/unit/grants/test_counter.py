"""An officer acts for who is present: with evidence, for a quarter of an hour, and the person learns of it."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    StaleVersionError,
    UnauthenticatedError,
    UnprocessableError,
)
from chalicelib.grants import counter
from chalicelib.grants.presence import Arrival, Evidence, Represented
from chalicelib.grants.receipts import sha256_of
from chalicelib.grants.sessions import Session, State, receipt_of
from chalicelib.library.identities import Seal
from chalicelib.library.readers import Level, Reader
from tests.factories import NOW, a_person, a_subject
from tests.fakes_grants import MemorySessions
from tests.unit.grants.standing import (
    CITIZEN,
    GIVER,
    NUMBER,
    OFFICER,
    OTHER_GIVER,
    OTHER_NUMBER,
    SECOND_OFFICER,
    FakeMeans,
    presented,
)

QUARTER = timedelta(minutes=15)
FIRM_PAPERS = Represented(credit_code=a_subject().key, papers="授权委托书 虚构〔2026〕1号")


def an_arrival(**changes: Any) -> Arrival:
    arrival = Arrival(person=presented(), evidence=Evidence.DOCUMENT_READ, read_by="reader 3")
    return msgspec.structs.replace(arrival, **changes)


def two_officers(**changes: Any) -> Arrival:
    return an_arrival(evidence=Evidence.SECOND_OFFICER, read_by=None, **changes)


@pytest.fixture
def means() -> FakeMeans:
    means = FakeMeans()
    means.know()
    return means


def opened(means: FakeMeans, arrival: Arrival | None = None, *, by: Reader = OFFICER) -> Session:
    return counter.open_session(arrival or an_arrival(), by=by, means=means, now=NOW)


def acting(means: FakeMeans, session: Session, *, by: Reader = OFFICER, now: datetime = NOW) -> Reader:
    return counter.acting(counter.token_of(session, seal=means.cursors), officer=by, means=means, now=now)


def test_a_session_names_officer_and_person_and_keeps_neither_name_nor_number(means: FakeMeans) -> None:
    session = opened(means)

    assert (session.subject, session.present, session.role) == (a_person(), a_person(), "citizen")
    assert (session.officer.sub, session.officer.body) == ("officer-1", "shili-chuangkou")
    assert session.until == NOW + QUARTER
    kept = msgspec.json.encode(means.sessions.find(session.session)).decode()
    assert NUMBER not in kept
    assert presented().name not in kept


def test_the_act_is_the_person_s_and_names_who_helped(means: FakeMeans) -> None:
    session = opened(means)

    reader = acting(means, session)

    assert reader == Reader(
        level=Level.SUBJECT, sub=session.session, role="citizen", subject=a_person(), assisted_by="officer-1"
    )


def test_who_comes_with_papers_acts_for_a_firm_or_another_person(means: FakeMeans) -> None:
    means.know(OTHER_NUMBER, n=2)
    for_firm = opened(means, an_arrival(represented=FIRM_PAPERS))
    person = Represented(person=presented(number=OTHER_NUMBER), papers="监护证明 虚构1号")
    for_person = opened(means, an_arrival(represented=person))

    assert (for_firm.subject, for_firm.present, for_firm.role) == (a_subject(), a_person(), "representative")
    assert (for_person.subject, for_person.present, for_person.role) == (a_person(2), a_person(), "representative")
    assert acting(means, for_firm).subject == a_subject()
    assert receipt_of(for_firm).papers == "授权委托书 虚构〔2026〕1号"


def test_who_is_not_known_here_may_come_and_has_an_empty_file(means: FakeMeans) -> None:
    session = opened(means, an_arrival(person=presented(number=OTHER_NUMBER)))

    assert session.subject.is_person
    assert session.subject != a_person()
    assert means.library.file_of(session.subject).records == []


@pytest.mark.parametrize(
    ("arrival", "faults"),
    [
        (an_arrival(read_by=None), {"presence.reader_unfit"}),
        (an_arrival(evidence=Evidence.SECOND_OFFICER), {"presence.reader_unfit"}),
        (an_arrival(represented=Represented(papers="虚构")), {"presence.represented_missing"}),
        (
            an_arrival(read_by=None, represented=Represented(papers="虚构", credit_code="9", person=presented())),
            {"presence.reader_unfit", "presence.represented_missing"},
        ),
    ],
)
def test_an_arrival_that_is_not_whole_is_refused(means: FakeMeans, arrival: Arrival, faults: set[str]) -> None:
    with pytest.raises(UnprocessableError) as refused:
        opened(means, arrival)

    assert refused.value.code == "presence.unsound"
    assert {fault.code for fault in refused.value.errors} == faults


def test_a_firm_that_no_code_names_is_refused(means: FakeMeans) -> None:
    with pytest.raises(UnprocessableError, match=r"identity\."):
        opened(means, an_arrival(represented=Represented(papers="虚构", credit_code="9")))


def test_two_officers_confirm_who_is_present_each_for_themselves(means: FakeMeans) -> None:
    session = opened(means, two_officers())
    with pytest.raises(ForbiddenError, match=r"assisted_session\.awaited"):
        acting(means, session)

    confirmed = counter.confirm(session.session, presented(), by=SECOND_OFFICER, means=means, now=NOW)

    assert confirmed.confirmed_by is not None
    assert confirmed.confirmed_by.sub == "officer-2"
    assert acting(means, session).subject == a_person()
    again = counter.confirm(session.session, presented(), by=SECOND_OFFICER, means=means, now=NOW + QUARTER)
    assert again == confirmed


def test_one_officer_is_not_two(means: FakeMeans) -> None:
    session = opened(means, two_officers())

    with pytest.raises(ForbiddenError, match=r"assisted_session\.same_officer"):
        counter.confirm(session.session, presented(), by=OFFICER, means=means, now=NOW)


def test_a_second_officer_who_reads_another_document_confirms_nothing(means: FakeMeans) -> None:
    session = opened(means, two_officers())

    with pytest.raises(UnprocessableError, match=r"assisted_session\.document_differs"):
        counter.confirm(session.session, presented(number=OTHER_NUMBER), by=SECOND_OFFICER, means=means, now=NOW)
    with pytest.raises(ForbiddenError, match=r"assisted_session\.awaited"):
        acting(means, session)


def test_nobody_is_waited_for_where_a_machine_read_the_document_or_time_is_up(means: FakeMeans) -> None:
    read, late = opened(means), opened(means, two_officers())

    for session, now in ((read, NOW), (late, NOW + QUARTER)):
        with pytest.raises(ConflictError, match=r"assisted_session\.not_awaited"):
            counter.confirm(session.session, presented(), by=SECOND_OFFICER, means=means, now=now)
    with pytest.raises(NotFoundError):
        counter.confirm("CK20261123-nothing", presented(), by=SECOND_OFFICER, means=means, now=NOW)


def test_it_is_over_after_a_quarter_of_an_hour(means: FakeMeans) -> None:
    session = opened(means)

    assert acting(means, session, now=NOW + QUARTER - timedelta(seconds=1))
    assert session.state_at(NOW + QUARTER) is State.EXPIRED
    with pytest.raises(UnauthenticatedError, match=r"assisted_session\.expired"):
        acting(means, session, now=NOW + QUARTER)


def test_another_officer_cannot_use_its_token_nor_anybody_an_altered_one(means: FakeMeans) -> None:
    session = opened(means)
    token = counter.token_of(session, seal=means.cursors)

    with pytest.raises(UnauthenticatedError, match=r"assisted_session\.invalid"):
        acting(means, session, by=SECOND_OFFICER)
    for other in ("", "a", token[:-3] + "AAA", token + "%"):
        with pytest.raises(UnauthenticatedError, match=r"assisted_session\.invalid"):
            counter.acting(other, officer=OFFICER, means=means, now=NOW)
    unknown = counter.token_of(msgspec.structs.replace(session, session="CK-nothing"), seal=means.cursors)
    with pytest.raises(UnauthenticatedError, match=r"assisted_session\.invalid"):
        counter.acting(unknown, officer=OFFICER, means=means, now=NOW)
    with pytest.raises(UnauthenticatedError, match=r"assisted_session\.invalid"):
        counter.acting(counter.token_of(session, seal=Seal(b"x" * 32)), officer=OFFICER, means=means, now=NOW)


@pytest.mark.parametrize(("by", "by_subject"), [(OFFICER, False), (CITIZEN, True)])
def test_officer_or_subject_ends_it_and_twice_is_once(means: FakeMeans, by: Reader, by_subject: bool) -> None:  # noqa: FBT001
    session = opened(means)

    ended = counter.end(session.session, by=by, sessions=means.sessions, now=NOW)

    assert (ended.ended_at, ended.ended_by_subject) == (NOW, by_subject)
    assert counter.end(session.session, by=OFFICER, sessions=means.sessions, now=NOW + QUARTER) == ended
    with pytest.raises(UnauthenticatedError, match=r"assisted_session\.ended"):
        acting(means, session)


def test_the_officer_who_ends_it_in_the_subject_s_name_is_not_taken_for_the_subject(means: FakeMeans) -> None:
    session = opened(means)

    ended = counter.end(session.session, by=acting(means, session), sessions=means.sessions, now=NOW)

    assert ended.ended_by_subject is False


class Meddled(MemorySessions):
    """Sessions that somebody else puts just before, once."""

    met = False

    def put(self, new: Session, *, over: Session | None) -> None:
        if over is not None and not self.met:
            self.met = True
            raise StaleVersionError
        super().put(new, over=over)


def test_an_end_that_meets_a_confirmation_is_made_all_the_same() -> None:
    means = FakeMeans(sessions=Meddled())
    session = opened(means, two_officers())

    assert counter.end(session.session, by=OFFICER, sessions=means.sessions, now=NOW).ended_at == NOW


def test_nobody_else_sees_or_ends_it(means: FakeMeans) -> None:
    session = opened(means)

    for by in (SECOND_OFFICER, GIVER, msgspec.structs.replace(CITIZEN, subject=a_person(2))):
        with pytest.raises(NotFoundError):
            counter.session_for(by, session.session, sessions=means.sessions)
        with pytest.raises(NotFoundError):
            counter.end(session.session, by=by, sessions=means.sessions, now=NOW)


def test_firm_and_person_present_are_told_of_it_afterwards(means: FakeMeans) -> None:
    session = opened(means, an_arrival(represented=FIRM_PAPERS))

    for by in (GIVER, CITIZEN):
        assert list(counter.sessions_about(by, sessions=means.sessions, limit=5)) == [session]
        assert counter.session_for(by, session.session, sessions=means.sessions) == session
    assert list(counter.sessions_about(OTHER_GIVER, sessions=means.sessions, limit=5)) == []
    with pytest.raises(NotFoundError):
        counter.sessions_about(OFFICER, sessions=means.sessions, limit=5)


def test_the_paper_says_when_and_where_and_not_which_officer(means: FakeMeans) -> None:
    session = opened(means)
    receipt = receipt_of(session)

    assert (receipt.opened_at, receipt.until) == ("2026-11-23T02:00:00Z", "2026-11-23T02:15:00Z")
    assert "officer-1" not in msgspec.json.encode(receipt).decode()
    assert sha256_of(receipt) == sha256_of(receipt_of(session.ended(at=NOW, by_subject=False)))
