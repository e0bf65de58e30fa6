"""What is in the ledger stays as it is."""

from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest

from chalicelib.ledger.entries import Actor, Entry, EntryTakenError, Kind, entries_of
from chalicelib.ledger.seen import seen_in
from chalicelib.ledger.store import LedgerStore
from chalicelib.library.changes import Change
from tests.factories import NOW, a_record
from tests.factories_ledger import a_look_at_many
from tests.stores.capacity import item_bytes
from tests.stores.places import OnServer, Stores

LOOK = Entry(
    entry="0" * 31 + "1",
    at=NOW,
    kind=Kind.LOOK,
    actor=Actor(sub="clerk-1", role="department", body="shili-jgj"),
    route="POST /v1/reports",
    subjects=("m~91512099MA0000019X",),
    seen=seen_in([(a_record().record_id, 2)]),
    purpose="supervision",
    matter_number="虚构2026-1",
)


@pytest.fixture
def ledger(stores: Stores) -> LedgerStore:
    return stores.ledger()


def test_an_entry_is_found_as_it_was_committed(ledger: LedgerStore) -> None:
    ledger.put(LOOK)

    assert ledger.find(LOOK.slot, LOOK.entry) == LOOK


def test_what_was_never_committed_is_not_found(ledger: LedgerStore) -> None:
    assert ledger.find(LOOK.slot, LOOK.entry) is None


def test_another_entry_under_the_same_id_is_an_error_and_changes_nothing(ledger: LedgerStore) -> None:
    ledger.put(LOOK)
    with pytest.raises(EntryTakenError):
        ledger.put(msgspec.structs.replace(LOOK, purpose="licensing"))

    assert ledger.find(LOOK.slot, LOOK.entry) == LOOK


def test_the_same_entry_a_second_later_is_the_one_that_stands(ledger: LedgerStore) -> None:
    first = ledger.put(LOOK)
    again = ledger.put(msgspec.structs.replace(LOOK, at=LOOK.at + timedelta(seconds=1)))

    assert first == again
    assert ledger.find(LOOK.slot, LOOK.entry) == LOOK


def test_what_is_committed_hashes_to_what_its_holder_was_told(ledger: LedgerStore) -> None:
    told = ledger.put(LOOK)
    line = ledger.line(LOOK.slot, LOOK.entry)

    assert line is not None
    assert (line.sha256, line.told, line.reference) == (told, LOOK, f"{LOOK.slot}-{LOOK.entry}")
    assert sha256(b"\0" + bytes.fromhex(line.salt) + line.body.encode()).hexdigest() == told
    assert len(bytes.fromhex(line.salt)) == 16


def test_a_slot_holds_its_own_entries_in_the_order_of_their_ids(ledger: LedgerStore) -> None:
    ids = [f"{number:032x}" for number in range(60)]
    entries = [msgspec.structs.replace(LOOK, entry=one) for one in reversed(ids)]
    for entry in entries:
        ledger.put(entry)
    ledger.put(msgspec.structs.replace(LOOK, at=LOOK.at + timedelta(minutes=1)))

    found = {entry.slot: [line.entry for line in ledger.lines_in(entry.slot)] for entry in entries}

    assert sorted(one for some in found.values() for one in some) == ids
    assert all(some == sorted(some) for some in found.values())
    assert list(ledger.lines_in("00-20000101T0000")) == []


def test_one_look_at_five_hundred_subjects_is_one_entry_that_fits(ledger: LedgerStore) -> None:
    entry = a_look_at_many(500, records=10)
    told = ledger.put(entry)

    line = ledger.line(entry.slot, entry.entry)

    assert line is not None
    assert (line.told, line.sha256) == (entry, told)


def test_a_look_at_many_takes_little_more_than_half_its_words(tables: OnServer) -> None:
    entry = a_look_at_many(500, records=10)
    tables.ledger().put(entry)

    (sent,) = tables.server.recorder.sent
    said, kept = len(msgspec.json.encode(entry)), item_bytes(sent.request["Item"])
    print(f"500 subjects of 10 records each: {said} bytes said, {kept} kept")
    assert kept < said * 0.6
    assert kept < 100 * 1024


def test_a_change_announced_twice_is_one_entry(ledger: LedgerStore) -> None:
    (entry,) = entries_of([Change(before=None, after=a_record(), by="clerk-1", role="department")])
    ledger.put(entry)
    ledger.put(entry)

    assert ledger.find(entry.slot, entry.entry) == entry


def test_a_look_is_one_put(tables: OnServer) -> None:
    tables.ledger().put(LOOK)

    assert tables.server.recorder.operations() == ["PutItem"]
