"""An assisted session (窗口协助办理): a quarter of an hour in which an officer acts for who is present."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.grants.presence import Evidence
from chalicelib.library.readers import Reader
from chalicelib.terms.subjects import Subject


class State(StrEnum):
    """Whether an officer may act in it: a second officer is waited for, it is open, over, or its time is up."""

    AWAITED = "awaited"
    OPEN = "open"
    ENDED = "ended"
    EXPIRED = "expired"


class Officer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An officer (窗口工作人员), and the office they stand for."""

    sub: str
    body: str | None = None
    division: str | None = None


class Session(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of what is done at a counter for one subject. `present` is who stands there, by reference.

    Shape: session "CK20261123-…", role "citizen", or "representative" where papers say so
    """

    session: str
    version: int
    officer: Officer
    subject: Subject
    present: Subject
    role: str
    evidence: Evidence
    opened_at: datetime
    until: datetime
    read_by: str | None = None
    papers: str | None = None
    confirmed_by: Officer | None = None
    ended_at: datetime | None = None
    ended_by_subject: bool = False

    def state_at(self, now: datetime) -> State:
        """Return whether an officer may act in it at an instant."""
        if self.ended_at is not None:
            return State.ENDED
        if now >= self.until:
            return State.EXPIRED
        is_awaited = self.evidence is Evidence.SECOND_OFFICER and self.confirmed_by is None
        return State.AWAITED if is_awaited else State.OPEN

    def confirmed(self, by: Officer) -> "Session":
        """Return the next version, with the second officer."""
        return msgspec.structs.replace(self, version=self.version + 1, confirmed_by=by)

    def ended(self, *, at: datetime, by_subject: bool) -> "Session":
        """Return the next version, in which nobody acts any more."""
        return msgspec.structs.replace(self, version=self.version + 1, ended_at=at, ended_by_subject=by_subject)


class SessionReceipt(Struct, frozen=True, kw_only=True):
    """What a person takes home on paper: never changed, and without the officer's name.

    Shape: {"session": "CK20261123-…", "subject": {"library": "persons", "key": "PERSON-…"}, "role": "citizen",
            "evidence": "document_read", "papers": null, "office": "commerce", "division": "512000",
            "opened_at": "2026-11-23T02:00:00Z", "until": "2026-11-23T02:15:00Z"}
    """

    session: str
    subject: Subject
    role: str
    evidence: Evidence
    papers: str | None
    office: str | None
    division: str | None
    opened_at: str
    until: str


def receipt_of(session: Session) -> SessionReceipt:
    """Return the receipt of a session."""
    return SessionReceipt(
        session=session.session,
        subject=session.subject,
        role=session.role,
        evidence=session.evidence,
        papers=session.papers,
        office=session.officer.body,
        division=session.officer.division,
        opened_at=f"{session.opened_at:%Y-%m-%dT%H:%M:%SZ}",
        until=f"{session.until:%Y-%m-%dT%H:%M:%SZ}",
    )


def officer_in(reader: Reader) -> Officer:
    """Return an officer as they are kept."""
    return Officer(sub=reader.sub, body=reader.body, division=reader.division)
