"""A complaint about a public body, from filing to its end."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.objections.owners import Line


class State(StrEnum):
    """Where a complaint stands; `establishing` promises a record."""

    FILED = "filed"
    ACCEPTED = "accepted"
    ESTABLISHING = "establishing"
    ESTABLISHED = "established"
    NOT_ACCEPTED = "not_accepted"
    NOT_ESTABLISHED = "not_established"
    WITHDRAWN = "withdrawn"


class Filing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an organisation complains of.

    Shape: {"body": "transport", "kind": "contract_broken", "document": "…", "statement": "…", "wanted": "…"}
    """

    body: str
    kind: str
    statement: str
    document: str | None = None
    wanted: str | None = None


class Due(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day by which something must be done; `provisional` where it rests on a year that is not announced."""

    act: str
    on: date
    basis: str
    proposal: bool
    provisional: bool = False


class Decision(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it was decided, with reasons; `facts` and `ground` of what was established go into the record.

    `reviewed_by`: who reviewed it for secrecy; without a review the record is neither published nor shared.
    """

    reasons: str
    decided_by: str
    decided_at: datetime
    facts: str | None = None
    ground: str | None = None
    document: str | None = None
    reviewed_by: str | None = None


class Complaint(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one complaint. Shape: complainant "m~9151…", superior a body's key or None for the centre."""

    complaint: str
    version: int
    state: State
    filing: Filing
    complainant: str
    filed_by: str
    filed_at: datetime
    moved_at: datetime
    trail: tuple[Line, ...]
    superior: str | None = None
    due: tuple[Due, ...] = ()
    decision: Decision | None = None
    record_id: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what its record lacks: the credit code of the body, where an established default has none."""
        return (BODY_CODE,) if self.state is State.ESTABLISHED and self.record_id is None else ()

    @property
    def queue(self) -> str | None:
        """Return who must act on it now: the superior body, the centre, the platform itself, or nobody."""
        if self.missing:
            return CENTRE_QUEUE
        if self.state is State.ESTABLISHING:
            return SYSTEM_QUEUE
        if self.state in OPEN_STATES:
            return f"body:{self.superior}" if self.superior else CENTRE_QUEUE
        return None

    @property
    def told_to(self) -> str:
        """Return whose complaint it is."""
        return self.complainant


SYSTEM_QUEUE, CENTRE_QUEUE = "system", "centre"
BODY_CODE = "body.credit_code"
OPEN_STATES = (State.FILED, State.ACCEPTED)
