"""Looks: the ledger entry of every read that is not public, committed before the answer leaves.

No entry, no answer. What was not found is a look that saw nothing: the same entry for what never was and for what
this reader may not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.ledger.entries import Actor, Entry, Kind
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.subjects import Subject

if TYPE_CHECKING:
    from chalicelib.library.records import Record

NOTHING = "nothing"
SHOWN = "shown"
_GROUNDS = {Level.SUBJECT: "own_record", Level.DEPARTMENT: "statutory_duty", Level.DESK: "statutory_duty"}


class UnaccountedLookError(Exception):
    """A view would show a subject's data without saying whose; a fault of ours, and nothing is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What of whom an answer shows.

    Shape: subjects ("m~9151…",), versions (("m~9151…~administrative_penalty~2025-03-02~k3f9…", 2),)
    `purpose` and `matter_number` stand for those of the reader where the matter itself is the purpose (a case).
    """

    subjects: tuple[str, ...] = ()
    versions: tuple[tuple[str, int], ...] = ()
    items: tuple[str, ...] = ()
    result: str = SHOWN
    purpose: str | None = None
    matter_number: str | None = None


def look_at(subject: Subject, records: "Sequence[Record]" = ()) -> Look:
    """Return the look at a subject, and at the records of it that are shown."""
    return Look(
        subjects=(f"{subject.library.letter}~{subject.key}",),
        versions=tuple((record.record_id, record.version) for record in records),
        items=tuple(sorted({record.content.item for record in records})),
        result=SHOWN if records else NOTHING,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks, when and where: the half of an entry that a call knows."""

    entry: str
    at: datetime
    route: str
    reader: Reader


def entry_of(look: Look, looking: Looking) -> Entry:
    """Return the ledger entry that tells of a look."""
    reader = looking.reader
    return Entry(
        entry=looking.entry,
        at=looking.at,
        kind=Kind.LOOK,
        actor=Actor(
            sub=reader.sub,
            role=reader.role,
            body=reader.body,
            division=reader.division,
            assisted_by=reader.assisted_by,
        ),
        route=looking.route,
        subjects=look.subjects,
        versions=look.versions,
        items=look.items,
        purpose=look.purpose or reader.purpose,
        ground=_GROUNDS[reader.level],
        matter_number=look.matter_number or reader.matter_number,
        result=look.result,
    )
