"""Accesses (查阅记录): who looked at a subject, made from the entries of looks, one for each subject of a look.

A look at many subjects is told to each of them alone. Who saw a version of a record is asked of the same accesses:
a record lies with one subject, and its accesses say which versions they saw. What a subject is told of an access, and
when, is said by `telling`.

Shape: subject "m~9151…", place "others#2026-11-23T02:00:00.000000+00:00#9f0c…"
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct

from chalicelib.catalogue.purposes import OWN_RECORD
from chalicelib.ledger.entries import Entry, Kind
from chalicelib.ledger.lines import Line
from chalicelib.ledger.seen import Seen, tells_of

_OWN, _OTHERS = "own", "others"


class Access(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One look at one subject; `reference` names the ledger's entry, whose inclusion anyone can ask to be proved."""

    subject: str
    reference: str
    at: datetime
    route: str
    role: str
    result: str
    body: str | None = None
    division: str | None = None
    is_assisted: bool = False
    purpose: str | None = None
    ground: str | None = None
    grant: str | None = None
    matter_number: str | None = None
    act: str | None = None
    seen: tuple[Seen, ...] = ()

    @property
    def is_own(self) -> bool:
        """Say whether the subject looked at itself, or somebody for it at a counter."""
        return self.ground == OWN_RECORD

    @property
    def place(self) -> str:
        """Return where it stands among the accesses to its subject, in order of time."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return f"{beginning(own=self.is_own)}{at}#{self.reference}"

    def tells_of(self, record_id: str, version: int) -> bool:
        """Say whether a record version was shown in it."""
        return tells_of(self.seen, record_id, version)


class Page(NamedTuple):
    """Some accesses, and the place to go on from."""

    accesses: Sequence[Access]
    after: str | None = None


def beginning(*, own: bool) -> str:
    """Return how the places of a subject's own accesses begin, or those of others."""
    return f"{_OWN if own else _OTHERS}#"


def accesses_of(line: Line) -> Iterator[Access]:
    """Yield the accesses that an entry tells of; a change is none."""
    entry = line.told
    if entry.kind is Kind.LOOK:
        yield from (_access_to(subject, entry, line.reference) for subject in dict.fromkeys(entry.subjects))


def _access_to(subject: str, entry: Entry, reference: str) -> Access:
    actor = entry.actor
    return Access(
        subject=subject,
        reference=reference,
        at=entry.at,
        route=entry.route,
        role=actor.role,
        result=entry.result,
        body=actor.body,
        division=actor.division,
        is_assisted=actor.assisted_by is not None,
        purpose=entry.purpose,
        ground=entry.ground,
        grant=entry.grant,
        matter_number=entry.matter_number,
        act=entry.act,
        seen=tuple(one for one in entry.seen if one.subject == subject),
    )
