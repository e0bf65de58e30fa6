"""What is in the ledger stays as it is."""

import msgspec
import pytest

from chalicelib.ledger.entries import Actor, Entry, Kind, entries_of
from chalicelib.ledger.seen import seen_in
from chalicelib.ledger.store import LedgerStore
from chalicelib.library.changes import Change
from tests.factories import NOW, a_record
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


def test_an_entry_that_is_there_stays_as_it_is(ledger: LedgerStore) -> None:
    ledger.put(LOOK)
    ledger.put(msgspec.structs.replace(LOOK, purpose="licensing"))

    assert ledger.find(LOOK.slot, LOOK.entry) == LOOK


def test_a_change_announced_twice_is_one_entry(ledger: LedgerStore) -> None:
    (entry,) = entries_of([Change(before=None, after=a_record(), by="clerk-1", role="department")])
    ledger.put(entry)
    ledger.put(entry)

    assert ledger.find(entry.slot, entry.entry) == entry


def test_a_look_is_one_put(tables: OnServer) -> None:
    tables.ledger().put(LOOK)

    assert tables.server.recorder.operations() == ["PutItem"]
