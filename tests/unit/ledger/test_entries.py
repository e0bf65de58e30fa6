"""What the ledger says of changes and looks."""

from datetime import UTC, datetime

import msgspec

from chalicelib.ledger.entries import SHARD_NAMES, SHARDS, Entry, Kind, entries_of
from chalicelib.ledger.looks import Look, entry_of, look_at
from chalicelib.library.changes import Change
from chalicelib.library.readers import PUBLIC, Granted, Level, Reader
from chalicelib.library.versions import marked
from chalicelib.library.visibility import Shown
from tests.factories import NOW, a_record, a_subject

CASE = "YY20261123-aaaaaaaa"
READER = Reader(
    level=Level.DEPARTMENT,
    sub="clerk-1",
    role="department",
    body="shili-jgj",
    division="512000",
    purpose="supervision",
    matter_number="虚构〔2026〕1号",
    assisted_by="counter-1",
)


def a_change() -> Change:
    before = a_record()
    return Change(before=before, after=marked(before, case=CASE, at=NOW), by="clerk-1", role="desk")


def a_shown(**changes: object) -> Shown:
    record = a_record()
    shown = Shown(
        record_id=record.record_id,
        version=3,
        item=record.content.item,
        fields={"doc_no": "虚构1号"},
        source="示例市虚构监督管理局",
        known_at=NOW,
    )
    return msgspec.structs.replace(shown, **changes)


def test_a_change_names_the_version_the_act_and_who_committed_it() -> None:
    (entry,) = entries_of([a_change()])

    assert (entry.kind, entry.at, entry.actor.sub, entry.actor.role) == (Kind.CHANGE, NOW, "clerk-1", "desk")
    assert entry.tells_of(a_record().record_id, 2)
    assert not entry.tells_of(a_record().record_id, 1)
    assert (entry.act, entry.reason, entry.result) == (CASE, "marked", "changed")
    assert entry.subjects == (f"m~{a_subject().key}",)


def test_a_change_told_twice_is_one_entry() -> None:
    assert entries_of([a_change()]) == entries_of([a_change()])


def test_an_entry_holds_no_content() -> None:
    assert "虚构的事实" not in msgspec.json.encode(entries_of([a_change()])).decode()
    assert "虚构1号" not in repr(look_at(a_subject(), [a_shown()]))


def test_an_entry_lies_in_the_slot_of_its_minute() -> None:
    (entry,) = entries_of([a_change()])

    shard, _, minute = entry.slot.partition("-")

    assert shard in SHARD_NAMES
    assert len(SHARD_NAMES) == SHARDS
    assert minute == "20261123T0200"


def test_every_shard_takes_its_part_of_random_entries() -> None:
    (entry,) = entries_of([a_change()])
    slots = [msgspec.structs.replace(entry, entry=f"{number:032x}").slot for number in range(400)]

    assert {slot.partition("-")[0] for slot in slots} == set(SHARD_NAMES)


def test_a_slot_is_counted_in_utc() -> None:
    (entry,) = entries_of([a_change()])
    at = datetime(2026, 11, 23, 2, 0, tzinfo=UTC).astimezone()

    assert msgspec.structs.replace(entry, at=at).slot == entry.slot


def test_an_entry_comes_back_as_it_was_stored() -> None:
    (entry,) = entries_of([a_change()])

    assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry


def test_a_look_names_each_version_shown() -> None:
    look = look_at(a_subject(), [a_shown(), a_shown(version=4)])

    assert look.subjects == (f"m~{a_subject().key}",)
    assert look.versions == ((a_record().record_id, 3), (a_record().record_id, 4))


def test_the_entry_of_a_look_says_who_looked_and_why() -> None:
    entry = entry_of(look_at(a_subject(), [a_shown()]), reader=READER, entry="e1", at=NOW, route="GET /v1/records")

    assert (entry.kind, entry.entry, entry.at, entry.route) == (Kind.LOOK, "e1", NOW, "GET /v1/records")
    assert (entry.actor.sub, entry.actor.body, entry.actor.division) == ("clerk-1", "shili-jgj", "512000")
    assert (entry.actor.assisted_by, entry.purpose, entry.matter_number) == (
        "counter-1",
        "supervision",
        "虚构〔2026〕1号",
    )
    assert entry.result == "shown"


def test_the_entry_of_a_look_by_grant_names_the_grant() -> None:
    granted = Granted(grant="SQ20261123-aaaaaaaa", subject=a_subject(), items=("administrative_penalty",))
    reader = msgspec.structs.replace(READER, level=Level.AUTHORISED, granted=granted)

    entry = entry_of(look_at(a_subject()), reader=reader, entry="e1", at=NOW, route="GET /v1/records")

    assert entry.grant == "SQ20261123-aaaaaaaa"


def test_a_look_that_found_nothing_says_so() -> None:
    entry = entry_of(Look(subjects=()), reader=PUBLIC, entry="e1", at=NOW, route="GET /v1/records")

    assert (entry.result, entry.seen, entry.subjects) == ("nothing", (), ())
