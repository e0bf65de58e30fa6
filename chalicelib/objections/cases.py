"""A case (异议事项): one objection to one record, from draft to close."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.library.records import Value


class State(StrEnum):
    """Where a case stands; a state that ends in -ing promises an effect that is under way."""

    DRAFT = "draft"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    DECLINING = "declining"
    ACCEPTING = "accepting"
    ACCEPTED = "accepted"
    REFERRED = "referred"
    REPLIED = "replied"
    DECIDING = "deciding"
    WITHDRAWING = "withdrawing"
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"

    @property
    def is_under_way(self) -> bool:
        """Say whether an effect is promised and perhaps not done yet."""
        return self in _UNDER_WAY

    @property
    def is_final(self) -> bool:
        """Say whether the case has ended; no move leads out of here."""
        return self in _FINAL

    @property
    def shows_mark(self) -> bool:
        """Say whether everyone who sees this state sees the record with its mark."""
        return self in _MARKED


_UNDER_WAY = frozenset({State.SUBMITTING, State.ACCEPTING, State.DECLINING, State.DECIDING, State.WITHDRAWING})
_FINAL = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.WITHDRAWN})
_MARKED = frozenset({State.ACCEPTED, State.REFERRED, State.REPLIED})


class EvidenceState(StrEnum):
    """What became of a file that was declared as evidence."""

    AWAITED = "awaited"
    KEPT = "kept"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


class Disputed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One disputed field: what is shown, what the subject claims."""

    field: str
    shown: Value = None
    claimed: Value = None


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of evidence (证明材料): a file that was declared, and what became of it; `kind` says what it shows.

    Its name is one of ours, for what people call their files holds what is nobody's business. Until the file
    has come and was looked into it is `awaited`; `fault` says by a code why it was not kept, `scanned_by` which scan it
    went through.

    Shape: id "e1", name "e1-decision.pdf", media_type "application/pdf", bytes its size.
    """

    id: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    kind: str
    state: EvidenceState = EvidenceState.KEPT
    added_by: str = ""
    added_at: datetime | None = None
    checked_at: datetime | None = None
    fault: str | None = None
    scanned_by: str | None = None


class Applicant(StrEnum):
    """For whom somebody files (申请人类别): an organisation, a person, or whichever of the two an agency acts for."""

    LEGAL = "legal"
    PERSON = "person"
    AGENCY = "agency"


class Agent(Struct, frozen=True, kw_only=True):
    """Whom to call about the case (经办人). A letter of authority shows who they are; no ID number is asked for."""

    name: str
    phone: str


class Objection(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the subject filed.

    Shape: subject "m~9151…", as the ledger names it; reason a code of the closed list 异议事由;
           statement 1 to 300 characters; requested_outcome a code of the closed list 异议结果;
           agency the credit code of who acts for the subject on its grant; assisted_by an officer at a counter.
    """

    record_id: str
    record_version: int
    subject: str
    reason: str
    statement: str
    fields: tuple[Disputed, ...]
    filed_by: str
    representative: bool = False
    evidence: tuple[Evidence, ...] = ()
    requested_outcome: str | None = None
    applicant: Applicant | None = None
    agent: Agent | None = None
    agency: str | None = None
    assisted_by: str | None = None


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the source answered: `confirm` (the record is right), `deny`, or `partial`, with the right values."""

    answer: str
    reason: str
    replied_by: str
    replied_at: datetime
    values: dict[str, Value] = {}


class Decision(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the case ends: an outcome of the closed list 异议结果, with reasons; `values` for a correction.

    A case that is not accepted, or is withdrawn, ends by an outcome too.
    """

    outcome: str
    reasons: str
    decided_by: str
    decided_at: datetime
    values: dict[str, Value] = {}


class Lease(Struct, frozen=True, kw_only=True):
    """Who works on the case now; the fencing token of the case must be shown with every move."""

    holder: str
    until: datetime


class Deadline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day that binds, the act it is for, and the rule it comes from.

    `provisional`: it lies in a year whose holidays are not announced. `proposal`: no document that was read obliges us
    to it; the platform set it itself.
    """

    act: str
    on: date
    basis: str
    provisional: bool = False
    proposal: bool = False


class Move(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the trail."""

    number: int
    move: str
    by: str
    role: str
    at: datetime
    state: State
    note: str | None = None


class Case(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one objection.

    `fence` grows with every lease; a move that shows an older one is refused. `queue` is who must act now
    ("centre", or "body:<key>"), None when nobody must. `last` is the last move whole; the trail holds its copy.
    """

    case: str
    version: int
    state: State
    objection: Objection
    opened_at: datetime
    moved_at: datetime
    last: Move
    fence: int = 0
    lease: Lease | None = None
    queue: str | None = None
    due_on: date | None = None
    deadlines: tuple[Deadline, ...] = ()
    referred_to: str | None = None
    reply: Reply | None = None
    decision: Decision | None = None
    certifier: str | None = None
