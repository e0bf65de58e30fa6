"""Entries of looks, sound by default; and shards with something in them."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from chalicelib.ledger.entries import Actor, Entry, Kind
from chalicelib.ledger.seen import seen_in
from chalicelib.library.places import suffix_of
from chalicelib.workers.sealing import sealed
from tests.factories import NOW, a_credit_code, a_record, a_subject

SUBJECT = f"m~{a_subject().key}"


def a_look(number: int = 1, *, at: datetime = NOW, **changes: Any) -> Entry:
    """Return the entry of a department's look at one record; another number is another look."""
    entry = Entry(
        entry=f"{number:032x}",
        at=at,
        kind=Kind.LOOK,
        actor=Actor(sub="clerk-1", role="department", body="shili-jgj", division="512000"),
        route="POST /v1/reports",
        subjects=(SUBJECT,),
        seen=seen_in([(a_record().record_id, 2)]),
        purpose="supervision",
        ground="statutory_duty",
        matter_number="虚构2026-1",
    )
    return msgspec.structs.replace(entry, **changes)


def looks_in(shard: str, count: int, *, at: datetime = NOW, beyond: int = 0) -> list[Entry]:
    """Return so many looks that all lie in one shard, with ids that no call with another `beyond` gives."""
    found: list[Entry] = []
    number = beyond * 1_000_000
    while len(found) < count:
        number += 1
        entry = a_look(number, at=at)
        if entry.slot.startswith(f"{shard}-"):
            found.append(entry)
    return found


def a_look_at_many(subjects: int, *, records: int) -> Entry:
    """Return the one entry of a look at many organisations with so many penalties each."""
    codes = [f"m~{a_credit_code(number)}" for number in range(1, subjects + 1)]
    versions = [
        (f"{code}~administrative_penalty~2025-03-02~{suffix_of(code, str(number))}", number % 3 + 1)
        for code in codes
        for number in range(records)
    ]
    return a_look(route="POST /v1/bulk-checks", subjects=tuple(codes), seen=seen_in(versions))


def seal_a_look(services: Any) -> str:
    """Commit and seal the look that the samples ask about; return its reference."""
    entry = a_look()
    services.ledger.put(entry)
    sealed(services, now=NOW + timedelta(minutes=1))
    return f"{entry.slot}-{entry.entry}"
