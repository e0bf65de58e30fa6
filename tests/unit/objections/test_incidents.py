"""An incident lists everybody that a token, a body, a route, a grant or a period touched, and tells each once."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.ledger.entries import Actor, Entry, Kind
from chalicelib.ledger.seen import seen_in
from chalicelib.library.readers import Reader
from chalicelib.objections.incidents import handling
from chalicelib.objections.incidents.incident import Contents, Declared, Incident, State
from chalicelib.objections.incidents.incident import Kind as Happened
from chalicelib.objections.incidents.notices import NoticeState, named_in, view_of
from chalicelib.objections.incidents.touching import Touch, fits, slot_at, slots_in, touches_of
from chalicelib.objections.owners import Write
from chalicelib.terms.subjects import Subject
from tests.factories import NOW, a_person, a_record, a_subject
from tests.fakes_acts import MemoryTouched
from tests.unit.objections.around import (
    AUDITOR,
    CITIZEN,
    CLERK,
    COMPETENT,
    FIRM,
    LEAD,
    NOBODY,
    OFFICER,
    OTHER_FIRM,
    PUBLIC,
    FakeMeans,
    codes_in,
)

HOUR = timedelta(hours=1)
DECLARED = Declared(kind=Happened.LEAK, what="账号被他人使用。", since=NOW - HOUR, until=NOW, sub="clerk-7")
CONTENTS = Contents(
    cause="一名工作人员的账号被他人使用。",
    harm="可能被用于冒充、诈骗。",
    remedies="已停用该账号并更换密钥。",
    advice="请留意异常来电，勿向他人提供验证码。",
    contact="示例虚构信用中心 028-00000000",
)


def look(number: int, *subjects: Subject, at: datetime = NOW - HOUR / 2, **changes: Any) -> Entry:
    """Return the entry of a look at subjects, each of whom one record was shown of."""
    actor = Actor(sub="clerk-7", role="department", body="transport", division="512000")
    versions = [(a_record(subject=subject).record_id, 1) for subject in subjects]
    made = Entry(
        entry=f"{number:032x}",
        at=at,
        kind=Kind.LOOK,
        actor=actor,
        route="GET /v1/subjects/{credit_code}",
        subjects=tuple(subject.reference for subject in subjects),
        seen=seen_in(versions),
    )
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def means() -> FakeMeans:
    made = FakeMeans()
    other = Actor(sub="clerk-8", role="department")
    entries = (
        look(1, a_subject()),
        look(2, a_subject(), a_person(), at=NOW - HOUR),
        look(3, a_subject(2), at=NOW),
        look(4, a_subject(2), at=NOW - HOUR - timedelta(seconds=1)),
        look(5, a_subject(2), actor=other),
        look(6),
        look(7, a_subject(3), kind=Kind.CHANGE, at=NOW - timedelta(seconds=1)),
    )
    for entry in entries:
        made.ledger.put(entry)
    return made


def rolled(incident: Incident, means: FakeMeans) -> Incident:
    """Return an incident at rest."""
    while incident.state.is_under_way:
        incident = handling.roll_forward(incident.incident, means=means, now=NOW)
    return incident


def listed(means: FakeMeans, **changes: Any) -> Incident:
    """Return an incident whose subjects are listed."""
    declared = msgspec.structs.replace(DECLARED, **changes)
    return rolled(handling.declare(declared, by=LEAD, means=means, now=NOW), means)


def told(means: FakeMeans) -> Incident:
    """Return an incident of which everybody was told."""
    incident = listed(means)
    write = Write(LEAD, incident.version)
    return rolled(handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW), means)


def test_an_incident_lists_each_subject_and_version_that_a_token_touched(means: FakeMeans) -> None:
    incident = listed(means)

    assert (incident.state, incident.queue) == (State.LISTED, "lead")
    assert (incident.entries, incident.subjects, incident.versions) == (4, 3, 4)
    page = means.touched.touches(incident.incident, limit=10)
    assert [(touch.subject, touch.kind) for touch in page.touches] == [
        (a_subject().reference, "look"),
        (a_subject().reference, "look"),
        (a_subject(3).reference, "change"),
        (a_person().reference, "look"),
    ]
    assert all(touch.seen[0].subject == touch.subject for touch in page.touches)


def test_it_is_listed_portion_by_portion_and_each_is_committed(means: FakeMeans) -> None:
    incident = handling.declare(
        msgspec.structs.replace(DECLARED, since=NOW - 3 * HOUR), by=AUDITOR, means=means, now=NOW
    )
    assert (slots_in(incident.declared), incident.queue) == (181 * 16, "system")

    first = handling.roll_forward(incident.incident, means=means, now=NOW)

    assert (first.state, first.position, first.version) == (State.LISTING, handling.SLOTS, 2)
    assert handling.roll_forward(incident.incident, means=means, now=NOW).state is State.LISTED


def test_a_portion_that_broke_off_finds_the_same_once(means: FakeMeans) -> None:
    class Breaking(MemoryTouched):
        def __init__(self) -> None:
            super().__init__()
            self.left = 2

        def add(self, incident: str, touch: Touch) -> None:
            self.left -= 1
            if self.left < 0:
                raise ConnectionError
            super().add(incident, touch)

    means.touched = breaking = Breaking()
    incident = handling.declare(DECLARED, by=LEAD, means=means, now=NOW)
    with pytest.raises(ConnectionError):
        rolled(incident, means)
    breaking.left = 100

    again = rolled(incident, means)

    assert (again.entries, again.subjects, again.versions) == (4, 3, 4)
    assert len(means.touched.touches(again.incident, limit=10).touches) == 4


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"sub": "clerk-7"}, {1, 2, 6, 7}),
        ({"sub": "clerk-9"}, set()),
        ({}, {1, 2, 5, 6, 7}),
        ({"body": "transport"}, {1, 2, 6, 7}),
        ({"division": "512000"}, {1, 2, 6, 7}),
        ({"division": "512021"}, set()),
        ({"route": "GET /v1/subjects/{credit_code}"}, {1, 2, 5, 6, 7}),
        ({"grant": "SQ20261123-aaaaaaaa"}, set()),
        ({"sub": "clerk-8", "body": "transport"}, set()),
    ],
)
def test_every_filter_that_is_given_must_fit(means: FakeMeans, filters: dict[str, str], numbers: set[int]) -> None:
    declared = msgspec.structs.replace(DECLARED, **{"sub": None, **filters})

    found = {int(entry.entry, 16) for entry in means.ledger.all() if fits(declared, entry)}

    assert found == numbers


def test_who_helped_at_a_counter_touched_what_was_seen_there() -> None:
    helped = Actor(sub="CK20261123-aaaaaaaa", role="citizen", assisted_by="clerk-7")

    assert fits(DECLARED, look(1, a_person(), actor=helped))


def test_a_period_is_walked_by_minute_and_shard_from_its_first_minute_on() -> None:
    assert slot_at(DECLARED, 0) == "00-20261123T0100"
    assert slot_at(DECLARED, 17) == "01-20261123T0101"
    assert slot_at(DECLARED, slots_in(DECLARED) - 1) == "0f-20261123T0200"


def test_an_entry_touches_each_subject_once(means: FakeMeans) -> None:
    entry = look(9, a_subject(), subjects=(a_subject().reference, a_subject().reference))
    means.ledger.put(entry)
    line = means.ledger.line(entry.slot, entry.entry)
    assert line is not None

    assert len(list(touches_of(line))) == 1


@pytest.mark.parametrize("reader", [CLERK, OFFICER, COMPETENT, FIRM, PUBLIC])
def test_nobody_but_lead_and_auditor_knows_of_incidents(means: FakeMeans, reader: Reader) -> None:
    incident = listed(means)

    with pytest.raises(NotFoundError):
        handling.declare(DECLARED, by=reader, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        handling.incident_for(reader, incident.incident, means=means)
    with pytest.raises(NotFoundError):
        handling.all_for(reader, means=means, limit=5)
    with pytest.raises(NotFoundError):
        handling.tell(incident.incident, CONTENTS, write=Write(reader, incident.version), means=means, now=NOW)


def test_lead_and_auditor_find_them(means: FakeMeans) -> None:
    incident = listed(means)

    for reader in (LEAD, AUDITOR):
        assert handling.incident_for(reader, incident.incident, means=means) == incident
        assert handling.all_for(reader, means=means, limit=5) == [incident]
    with pytest.raises(NotFoundError):
        handling.incident_for(LEAD, "SJ20261123-nothing", means=means)
    with pytest.raises(NotFoundError):
        handling.tell(incident.incident, CONTENTS, write=Write(AUDITOR, incident.version), means=means, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"what": " "}, "text.blank"),
        ({"until": NOW + timedelta(minutes=1)}, "incident.period_unfit"),
        ({"since": NOW}, "incident.period_unfit"),
        ({"since": NOW - timedelta(days=367)}, "incident.period_unfit"),
        ({"since": datetime(2026, 11, 23)}, "incident.period_unfit"),  # noqa: DTZ001  without a zone, as one may send it
        ({"until": datetime(2026, 11, 23)}, "incident.period_unfit"),  # noqa: DTZ001
    ],
)
def test_a_period_lies_in_the_past_and_is_one(means: FakeMeans, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(UnprocessableError, match=r"incident\.unsound") as refusal:
        handling.declare(msgspec.structs.replace(DECLARED, **changes), by=LEAD, means=means, now=NOW)

    assert codes_in(refusal) == {code}


def test_each_subject_is_told_all_that_the_law_demands(means: FakeMeans) -> None:
    incident = told(means)

    assert (incident.state, incident.queue) == (State.TOLD, None)
    assert handling.counted(incident, means=means) == (3, 0)
    ((notice, of),) = handling.notices_to(CITIZEN, means=means, limit=5)
    view = view_of(notice, of, catalogue=means.catalogue)
    assert view.information == ("行政处罚",)
    assert (view.cause, view.harm, view.remedies, view.advice, view.contact) == msgspec.structs.astuple(CONTENTS)
    assert (view.what, view.state, view.told_at) == ("leak", NoticeState.TOLD, NOW)


def test_the_message_stands_in_the_outbox_once_before_anyone_is_said_to_be_told(means: FakeMeans) -> None:
    class Breaking(MemoryTouched):
        broken = False

        def put_notice(self, new: Any, *, over: Any) -> None:
            if new.state is NoticeState.TOLD and not self.broken:
                self.broken = True
                raise ConnectionError
            super().put_notice(new, over=over)

    means.touched = Breaking()
    incident = listed(means)
    write = Write(LEAD, incident.version)
    telling = handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW)
    with pytest.raises(ConnectionError):
        rolled(telling, means)
    assert handling.counted(telling, means=means) == (0, 0)

    rolled(telling, means)

    standings = means.outbox.notices.told_of(incident.incident)
    assert sorted(one.recipient for one in standings) == [
        f"subject:{subject.reference}" for subject in (a_subject(), a_subject(3), a_person())
    ]
    message = means.outbox.notices.find(standings[0].notice)
    assert message is not None
    assert all(text in message.text.body for text in (*msgspec.structs.astuple(CONTENTS), "行政处罚"))
    assert all(text not in message.text.short for text in msgspec.structs.astuple(CONTENTS))


def test_who_confirms_the_message_itself_has_acknowledged_the_notice(means: FakeMeans) -> None:
    incident = told(means)
    standings = means.outbox.notices.told_of(incident.incident)
    for standing in standings:
        message = means.outbox.notices.find(standing.notice)
        assert message is not None
        if standing.recipient != f"subject:{a_subject(3).reference}":
            means.outbox.notices.put(message.acknowledged(by="agent-1", at=NOW), over=message)

    handling.acknowledge(incident.incident, by=CITIZEN, means=means, now=NOW)

    assert handling.counted(incident, means=means) == (3, 2)


def test_nobody_else_is_told_and_nobody_before_it_is_time(means: FakeMeans) -> None:
    incident = listed(means)
    assert list(handling.notices_to(CITIZEN, means=means, limit=5)) == []
    with pytest.raises(NotFoundError):
        handling.acknowledge(incident.incident, by=CITIZEN, means=means, now=NOW)

    write = Write(LEAD, incident.version)
    rolled(handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW), means)

    assert list(handling.notices_to(OTHER_FIRM, means=means, limit=5)) == []
    for reader in (OTHER_FIRM, NOBODY, COMPETENT, LEAD, PUBLIC):
        with pytest.raises(NotFoundError):
            handling.acknowledge(incident.incident, by=reader, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        handling.acknowledge("SJ20261123-nothing", by=CITIZEN, means=means, now=NOW)


def test_a_notice_is_acknowledged_and_twice_is_once(means: FakeMeans) -> None:
    incident = told(means)

    acknowledged, _ = handling.acknowledge(incident.incident, by=CITIZEN, means=means, now=NOW)

    assert (acknowledged.state, acknowledged.acknowledged_at) == (NoticeState.ACKNOWLEDGED, NOW)
    assert handling.acknowledge(incident.incident, by=CITIZEN, means=means, now=NOW)[0] == acknowledged
    assert handling.counted(incident, means=means) == (3, 1)


def test_many_are_told_portion_by_portion(means: FakeMeans) -> None:
    subjects = [a_subject(number) for number in range(10, 10 + handling.TOLD_AT_ONCE)]
    means.ledger.put(look(99, *subjects))
    incident = listed(means)
    write = Write(LEAD, incident.version)
    telling = handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW)

    first = handling.roll_forward(telling.incident, means=means, now=NOW)

    assert first.state is State.TELLING
    assert handling.counted(first, means=means) == (handling.TOLD_AT_ONCE, 0)
    assert handling.counted(rolled(first, means), means=means) == (handling.TOLD_AT_ONCE + 3, 0)


def test_a_portion_of_telling_that_broke_off_tells_nobody_twice(means: FakeMeans) -> None:
    incident = listed(means)
    write = Write(LEAD, incident.version)
    telling = handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW)
    handling.roll_forward(telling.incident, means=means, now=NOW)
    before = list(means.touched.notices(incident.incident))
    means.incidents.kept[incident.incident] = msgspec.json.encode(telling)

    handling.roll_forward(telling.incident, means=means, now=NOW + HOUR)

    assert list(means.touched.notices(incident.incident)) == before


def test_two_who_tell_at_once_tell_once(means: FakeMeans) -> None:
    class Racing(MemoryTouched):
        raced = False

        def put_notice(self, new: Any, *, over: Any) -> None:
            super().put_notice(new, over=over)
            if new.state is NoticeState.TOLD and not self.raced:
                self.raced = True
                raise StaleVersionError

    means.touched = Racing()

    incident = told(means)

    assert incident.state is State.TOLD
    assert handling.counted(incident, means=means) == (3, 0)


@pytest.mark.parametrize("name", ["cause", "harm", "remedies", "advice", "contact"])
def test_a_notice_lacks_nothing(means: FakeMeans, name: str) -> None:
    incident = listed(means)
    contents = msgspec.structs.replace(CONTENTS, **{name: " "})

    with pytest.raises(UnprocessableError) as refusal:
        handling.tell(incident.incident, contents, write=Write(LEAD, incident.version), means=means, now=NOW)

    assert [fault.pointer for fault in refusal.value.errors] == [f"/{name}"]


def test_a_contact_may_be_a_mobile_number(means: FakeMeans) -> None:
    incident = listed(means)
    contents = msgspec.structs.replace(CONTENTS, contact="13800000000")

    write = Write(LEAD, incident.version)
    assert handling.tell(incident.incident, contents, write=write, means=means, now=NOW).contents == contents


def test_a_lead_may_tell_nobody_with_reasons(means: FakeMeans) -> None:
    incident = listed(means)
    with pytest.raises(UnprocessableError):
        handling.spare(incident.incident, "", write=Write(LEAD, incident.version), means=means, now=NOW)

    reasons = "数据已加密，密钥未泄露。"
    spared = handling.spare(incident.incident, reasons, write=Write(LEAD, incident.version), means=means, now=NOW)

    assert (spared.state, spared.reasons, spared.queue) == (State.SPARED, reasons, None)
    assert handling.roll_forward(incident.incident, means=means, now=NOW) == spared
    assert handling.counted(spared, means=means) == (0, 0)
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.tell(incident.incident, CONTENTS, write=Write(LEAD, spared.version), means=means, now=NOW)


def test_a_write_over_another_version_is_stale(means: FakeMeans) -> None:
    incident = listed(means)

    with pytest.raises(StaleVersionError):
        handling.tell(incident.incident, CONTENTS, write=Write(LEAD, 1), means=means, now=NOW)


def test_a_notice_whose_incident_tells_nothing_has_no_view(means: FakeMeans) -> None:
    incident = listed(means)
    notice = means.touched.notice(incident.incident, a_person().reference)
    assert notice is not None

    with pytest.raises(ValueError, match="nothing is told"):
        view_of(notice, incident, catalogue=means.catalogue)
    assert named_in((), catalogue=means.catalogue) == ("是否有信用记录",)


def test_a_notice_of_an_incident_that_is_gone_is_not_shown(means: FakeMeans) -> None:
    told(means)
    means.incidents.kept.clear()

    assert list(handling.notices_to(CITIZEN, means=means, limit=5)) == []
