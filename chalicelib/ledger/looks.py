"""A look: which record versions one reader was shown in one answer, to be put on the ledger before it leaves."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from chalicelib.ledger.entries import Actor, Entry, Kind
from chalicelib.ledger.seen import seen_in
from chalicelib.library.readers import Reader
from chalicelib.library.visibility import Shown
from chalicelib.terms.subjects import Subject

SHOWN = "shown"
NOTHING = "nothing"


class Look(Struct, frozen=True, kw_only=True):
    """What was looked at, by reference alone.

    Shape: subjects ("m~9151…",), versions (("m~9151…~administrative_penalty~2025-03-02~k3f9…", 2),)
    """

    subjects: tuple[str, ...]
    versions: tuple[tuple[str, int], ...] = ()


def look_at(subject: Subject, shown: Iterable[Shown] = ()) -> Look:
    """Return the look at one subject; at nothing, if nothing was shown."""
    return Look(
        subjects=(f"{subject.library.letter}~{subject.key}",),
        versions=tuple((one.record_id, one.version) for one in shown),
    )


def entry_of(look: Look, *, reader: Reader, entry: str, at: datetime, route: str) -> Entry:
    """Return the ledger entry that tells of a look, with the id given; a look that found nothing says so."""
    return Entry(
        entry=entry,
        at=at,
        kind=Kind.LOOK,
        actor=Actor(
            sub=reader.sub,
            role=reader.role,
            body=reader.body,
            division=reader.division,
            assisted_by=reader.assisted_by,
        ),
        route=route,
        subjects=look.subjects,
        seen=seen_in(look.versions),
        purpose=reader.purpose,
        grant=reader.granted.grant if reader.granted else None,
        matter_number=reader.matter_number,
        result=SHOWN if look.versions else NOTHING,
    )
