"""The issue of a report: what is kept of it for good, when its document was deleted long ago.

It holds references and hashes, never what was shown. Its first put is the commit point of issuing; the document is
made and deleted as effects of it.

Shape: the statement that is signed, each on a line of its own, without an end of line behind the last:
       credit-ziyang/report/1, ZY512000…, public, 2026-11-27T01:30:15Z, <SHA-256 of the canonical JSON in hex>
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.ledger.seen import Seen
from chalicelib.ledger.signatures import Signed
from chalicelib.library.readers import Reader
from chalicelib.terms.subjects import Subject

_STATEMENT = "credit-ziyang/report/1"


class Kind(StrEnum):
    """Which report: what everybody may see, all that its reader may see, or what an organisation chose to show."""

    PUBLIC = "public"
    FULL = "full"
    SPECIAL = "special"


class State(StrEnum):
    """Whether what was issued stands; a report is revoked where something in it proved wrong."""

    LIVE = "live"
    REVOKED = "revoked"


class Form(StrEnum):
    """In what form a report is kept as long as it may be fetched."""

    JSON = "json"
    PDF = "pdf"


class Choice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an organisation chose to show in a special report, and what for. Shape: purpose "bidding"."""

    purpose: str
    purpose_zh: str
    since: date
    until: date
    items: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]

    def covers(self, day: str) -> bool:
        """Say whether a day lies in the period. Shape: day "2026-03-02"."""
        return self.since <= date.fromisoformat(day) <= self.until


class Document(Struct, frozen=True, kw_only=True):
    """The printed report: the hash of its bytes, and when it was made."""

    sha256: str
    size_bytes: int
    printed_at: datetime


class Issue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One issued report.

    `reader` is the standing in which it was issued, with purpose, matter, ground and grant; `named` the subject's name
    as anybody may know it who holds the number. `sha256` is that of the canonical JSON, and what is signed.
    `seen` are the record versions in it. `until` is the last day its document may be fetched, `verifiable_until` the
    last on which whoever has the number may ask whether it is still true, as its subject allowed.
    `closed_at` is when its document was given up: run out, revoked, or overtaken by a change.
    """

    number: str
    version: int
    state: State
    kind: Kind
    subject: Subject
    named: str | None
    reader: Reader
    issued_at: datetime
    moved_at: datetime
    sha256: str
    signed: Signed
    seen: tuple[Seen, ...]
    until: date
    verifiable_until: date | None = None
    choice: Choice | None = None
    document: Document | None = None
    closed_at: datetime | None = None

    @property
    def subject_name(self) -> str:
        """Return its subject as the ledger names it. Shape: "m~9151…"."""
        return f"{self.subject.library.letter}~{self.subject.key}"

    @property
    def is_open(self) -> bool:
        """Say whether its document is still kept."""
        return self.closed_at is None

    @property
    def awaits_its_document(self) -> bool:
        """Say whether it is still to be printed."""
        return self.is_open and self.document is None

    @property
    def statement(self) -> bytes:
        """Return what is signed."""
        return statement_of(self.number, kind=self.kind, issued_at=self.issued_at, sha256=self.sha256)


def statement_of(number: str, *, kind: str, issued_at: datetime, sha256: str) -> bytes:
    """Return the short statement that is signed for a report. Shape: see the module."""
    return "\n".join((_STATEMENT, number, kind, f"{issued_at:%Y-%m-%dT%H:%M:%SZ}", sha256)).encode()
