"""An incident lists everybody that a token, a body, a route, a grant or a period touched, and tells each once."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.ledger.entries import Actor, Entry, Kind
from chalicelib.ledger.seen import seen_in
from chalicelib.library.readers import Reader
from chalicelib.notices.notice import Notice, the_subject
from chalicelib.notices.reading import acknowledge, places_for
from chalicelib.objections.incidents import handling
from chalicelib.objections.incidents.incident import Contents, Declared, Incident, State
from chalicelib.objections.incidents.incident import Kind as Happened
from chalicelib.objections.incidents.notices import message_of, named_in
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


def counted(incident: Incident, means: FakeMeans) -> tuple[int, int]:
    """Return how many were told, and how many have confirmed."""
    tally = handling.counted(incident, means=means)
    return tally.told, tally.confirmed


def messages(incident: Incident, means: FakeMeans) -> list[Notice]:
    """Return what stands in the outbox of an incident."""
    found = [means.outbox.notices.find(one.notice) for one in means.outbox.notices.told_of(incident.incident)]
    return [notice for notice in found if notice is not None]


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
    assert (slots_in(incident.declared, now=NOW), incident.queue) == (181 * 16, "system")

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
    assert slot_at(DECLARED, slots_in(DECLARED, now=NOW) - 1) == "0f-20261123T0200"


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


def test_each_subject_is_told_all_that_the_law_demands_among_its_notices(means: FakeMeans) -> None:
    incident = told(means)

    assert (incident.state, incident.queue) == (State.TOLD, None)
    assert counted(incident, means) == (3, 0)
    assert {notice.recipient for notice in messages(incident, means)} == {
        the_subject(subject) for subject in (a_subject(), a_subject(3), a_person())
    }
    for message in messages(incident, means):
        assert all(text in message.text.body for text in (*msgspec.structs.astuple(CONTENTS), "行政处罚"))
        assert all(text not in message.text.short for text in msgspec.structs.astuple(CONTENTS))


def test_who_confirms_it_there_has_confirmed_it(means: FakeMeans) -> None:
    incident = told(means)
    for reader in (FIRM, CITIZEN, CITIZEN):
        (place,) = places_for(reader, notices=means.outbox.notices, limit=5)
        acknowledge(place.rpartition("#")[2], by=reader, notices=means.outbox.notices, now=NOW)

    assert counted(incident, means) == (3, 2)


def test_nobody_else_is_told_and_nobody_before_it_is_time(means: FakeMeans) -> None:
    incident = listed(means)
    assert counted(incident, means) == (0, 0)

    write = Write(LEAD, incident.version)
    rolled(handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW), means)

    for reader in (OTHER_FIRM, NOBODY, COMPETENT, LEAD):
        assert places_for(reader, notices=means.outbox.notices, limit=5) == []


def test_many_are_told_portion_by_portion(means: FakeMeans) -> None:
    subjects = [a_subject(number) for number in range(10, 10 + handling.TOLD_AT_ONCE)]
    means.ledger.put(look(99, *subjects))
    incident = listed(means)
    write = Write(LEAD, incident.version)
    telling = handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW)

    first = handling.roll_forward(telling.incident, means=means, now=NOW)

    assert first.state is State.TELLING
    assert counted(first, means) == (handling.TOLD_AT_ONCE, 0)
    assert counted(rolled(first, means), means) == (handling.TOLD_AT_ONCE + 3, 0)


def test_a_portion_of_telling_that_broke_off_tells_nobody_twice(means: FakeMeans) -> None:
    incident = listed(means)
    write = Write(LEAD, incident.version)
    telling = handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW)
    handling.roll_forward(telling.incident, means=means, now=NOW)
    before = messages(incident, means)
    means.incidents.kept[incident.incident] = msgspec.json.encode(telling)

    handling.roll_forward(telling.incident, means=means, now=NOW + HOUR)

    assert messages(incident, means) == before


def test_what_came_late_is_found_by_reading_again_and_the_new_ones_alone_are_told(means: FakeMeans) -> None:
    incident = told(means)
    before = messages(incident, means)
    means.ledger.put(look(50, a_subject(2), at=NOW - timedelta(seconds=1)))
    with pytest.raises(NotFoundError):
        handling.list_again(incident.incident, write=Write(AUDITOR, incident.version), means=means, now=NOW)

    again = handling.list_again(incident.incident, write=Write(LEAD, incident.version), means=means, now=NOW + HOUR)
    assert (again.state, again.position, again.entries) == (State.LISTING, 0, 0)
    ended = rolled(again, means)

    assert (ended.state, ended.entries, ended.subjects, ended.versions) == (State.TOLD, 5, 4, 5)
    (new,) = [message for message in messages(incident, means) if message not in before]
    assert new.recipient == the_subject(a_subject(2))
    assert len(messages(incident, means)) == len(before) + 1


def test_what_was_spared_is_decided_anew_once_it_was_read_again(means: FakeMeans) -> None:
    incident = listed(means)
    spared = handling.spare(incident.incident, "已加密。", write=Write(LEAD, incident.version), means=means, now=NOW)

    again = handling.list_again(incident.incident, write=Write(LEAD, spared.version), means=means, now=NOW)
    ended = rolled(again, means)

    assert (ended.state, ended.reasons, ended.queue) == (State.LISTED, None, "lead")
    assert [line.note for line in ended.trail if line.move == "spare"] == ["已加密。"]
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.list_again(again.incident, write=Write(LEAD, _back_to(again, means).version), means=means, now=NOW)


def _back_to(incident: Incident, means: FakeMeans) -> Incident:
    """Return an incident, which stands again as it stood."""
    means.incidents.kept[incident.incident] = msgspec.json.encode(incident)
    return incident


def going_on(means: FakeMeans) -> Incident:
    """Return an incident that goes on, read as far as the ledger is settled."""
    declared = msgspec.structs.replace(DECLARED, until=None)
    incident = handling.declare(declared, by=AUDITOR, means=means, now=NOW)
    return handling.roll_forward(incident.incident, means=means, now=NOW)


def test_what_goes_on_is_read_on_and_on_as_far_as_nothing_can_come_late(means: FakeMeans) -> None:
    incident = going_on(means)

    assert (incident.state, incident.queue, incident.position) == (State.LISTING, "system", 58 * 16)
    assert (incident.entries, incident.subjects) == (3, 2)
    assert handling.roll_forward(incident.incident, means=means, now=NOW) == incident
    later = handling.roll_forward(incident.incident, means=means, now=NOW + timedelta(minutes=3))
    assert (later.position, later.entries, later.subjects) == (61 * 16, 5, 4)
    assert slots_in(incident.declared, now=incident.declared.since) == 0
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.spare(incident.incident, "无。", write=Write(LEAD, later.version), means=means, now=NOW)


def test_a_long_time_of_what_goes_on_is_read_portion_by_portion(means: FakeMeans) -> None:
    declared = msgspec.structs.replace(DECLARED, since=NOW - 3 * HOUR, until=None)
    incident = handling.declare(declared, by=LEAD, means=means, now=NOW)

    first = handling.roll_forward(incident.incident, means=means, now=NOW)

    assert (first.state, first.position) == (State.LISTING, handling.SLOTS)
    assert handling.roll_forward(first.incident, means=means, now=NOW).position == 178 * 16


def test_of_what_goes_on_everybody_is_told_and_who_is_touched_later_later(means: FakeMeans) -> None:
    incident = going_on(means)
    write = Write(LEAD, incident.version)
    handling.tell(incident.incident, CONTENTS, write=write, means=means, now=NOW)
    back = handling.roll_forward(incident.incident, means=means, now=NOW)
    assert (back.state, counted(back, means)) == (State.LISTING, (2, 0))
    assert handling.roll_forward(incident.incident, means=means, now=NOW) == back

    found = handling.roll_forward(incident.incident, means=means, now=NOW + timedelta(minutes=3))
    assert found.state is State.TELLING
    handling.roll_forward(incident.incident, means=means, now=NOW + timedelta(minutes=3))

    assert counted(back, means) == (4, 0)


def test_what_is_contained_ends_when_it_ended_and_nobody_is_told_of_what_came_after(means: FakeMeans) -> None:
    going_on(means)
    number = next(iter(means.incidents.kept))
    read = handling.roll_forward(number, means=means, now=NOW + timedelta(minutes=3))
    until = NOW - timedelta(minutes=10)

    contained = handling.contain(number, until, write=Write(LEAD, read.version), means=means, now=NOW)
    ended = rolled(contained, means)

    assert (ended.state, ended.declared.until, ended.entries, ended.subjects) == (State.LISTED, until, 3, 2)
    write = Write(LEAD, ended.version)
    everyone = rolled(handling.tell(number, CONTENTS, write=write, means=means, now=NOW), means)
    assert {notice.recipient for notice in messages(everyone, means)} == {
        the_subject(a_subject()),
        the_subject(a_person()),
    }
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.contain(number, until, write=Write(LEAD, everyone.version), means=means, now=NOW)


def test_what_is_contained_was_not_contained_in_the_future(means: FakeMeans) -> None:
    incident = going_on(means)
    write = Write(LEAD, incident.version)

    with pytest.raises(UnprocessableError) as refusal:
        handling.contain(incident.incident, NOW + HOUR, write=write, means=means, now=NOW)

    assert [(fault.pointer, fault.code) for fault in refusal.value.errors] == [("/until", "incident.period_unfit")]


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
    assert counted(spared, means) == (0, 0)
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.tell(incident.incident, CONTENTS, write=Write(LEAD, spared.version), means=means, now=NOW)


def test_a_write_over_another_version_is_stale(means: FakeMeans) -> None:
    incident = listed(means)

    with pytest.raises(StaleVersionError):
        handling.tell(incident.incident, CONTENTS, write=Write(LEAD, 1), means=means, now=NOW)


def test_of_an_incident_that_tells_nothing_there_is_no_message(means: FakeMeans) -> None:
    with pytest.raises(ValueError, match="nothing is told"):
        message_of(listed(means), a_person().reference, (), catalogue=means.catalogue, at=NOW)
    assert named_in((), catalogue=means.catalogue) == ("是否有信用记录",)
