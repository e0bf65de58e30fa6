"""A case (异议事项): one objection to one record, or its review, from draft to close."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.library.records import Value


class CaseKind(StrEnum):
    """What a case is about: an objection, the review (复核) of one that was decided, or a repair (信用修复)."""

    OBJECTION = "objection"
    REVIEW = "review"
    REPAIR = "repair"


class State(StrEnum):
    """Where a case stands; a state that ends in -ing promises an effect that is under way."""

    DRAFT = "draft"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    SUPPLEMENT_REQUIRED = "supplement_required"
    DECLINING = "declining"
    ACCEPTING = "accepting"
    ACCEPTED = "accepted"
    CHECKED = "checked"
    REFERRED = "referred"
    SUSPENDING = "suspending"
    SUSPENDED = "suspended"
    REPLIED = "replied"
    HELD = "held"
    DECIDING = "deciding"
    NOTIFYING = "notifying"
    WITHDRAWING = "withdrawing"
    SUPERSEDING = "superseding"
    CLOSED = "closed"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

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


_UNDER_WAY = frozenset(
    {
        State.SUBMITTING,
        State.DECLINING,
        State.ACCEPTING,
        State.SUSPENDING,
        State.DECIDING,
        State.NOTIFYING,
        State.WITHDRAWING,
        State.SUPERSEDING,
    }
)
_FINAL = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.WITHDRAWN, State.SUPERSEDED})
# Those in which somebody works on it; what ends is released, and what is suspended goes on bearing its mark.
_MARKED = frozenset(
    {
        State.ACCEPTED,
        State.CHECKED,
        State.REFERRED,
        State.SUSPENDING,
        State.SUSPENDED,
        State.REPLIED,
        State.HELD,
    }
)


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


class Evidence(Struct, frozen=True, kw_only=True):
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
    """The kind of applicant (申请人类别): an organisation, a person, or whichever of the two an agency acts for."""

    LEGAL = "legal"
    PERSON = "person"
    AGENCY = "agency"


class Agent(Struct, frozen=True, kw_only=True):
    """The agent (经办人), whom to call. A letter of authority shows who they are; no ID number is asked for."""

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


class CourtRuling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A court's ruling on a restructuring (破产重整裁定书): `until` is the last day of the plan's execution.

    Shape: court "示例市中级人民法院", doc_no "（2026）川20破1号", ruled_on 2026-05-06, until 2027-05-05
    """

    court: str
    doc_no: str
    ruled_on: date
    until: date


class Repair(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a repair asks for, by its kind (`repairs/conditions.toml`), and the ruling that it stands on, if any."""

    kind: str
    ruling: CourtRuling | None = None


class Supplement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the centre found missing (补正), all at once, and what the subject answered to it."""

    missing: tuple[str, ...]
    requested_by: str
    requested_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None


class Differing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field whose value is not the one that its source sent last."""

    field: str
    shown: Value = None
    sent: Value = None


class OwnCheck(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The platform's own check (自查): what it shows against the last value that the source sent, and from which row.

    `agrees` says that it shows what was sent, so that the source must be asked; `read_again` that the file was still
    kept, and the row was read again from it.
    """

    agrees: bool
    version: int
    batch: str
    row: int
    checked_by: str
    checked_at: datetime
    differing: tuple[Differing, ...] = ()
    read_again: bool = False


class Extension(Struct, frozen=True, kw_only=True):
    """More time for a source to answer (延期), once: why, and which head of it approved."""

    reason: str
    approved_by: str
    extended_by: str
    extended_at: datetime


class ExpertHold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Waiting for an expert or a laboratory (鉴定、专家评审): why, and what came of it once it is over."""

    by_whom: str
    reason: str
    held_by: str
    held_at: datetime
    finding: str | None = None


class Pause(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Time for which the clocks of a case stood still; `why` is the move that stopped them, `to` None while they do."""

    from_: datetime
    why: str
    to: datetime | None = None


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the source answered: `confirm` (the record is right), `deny`, or `partial`, with the right values.

    To a repair it answers `grant` or `refuse`; `finding` names false material or a broken pledge, which bars another
    application for a time. `late` says that its day had passed.
    """

    answer: str
    reason: str
    replied_by: str
    replied_at: datetime
    values: dict[str, Value] = {}
    late: bool = False
    finding: str | None = None


class Decision(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the case ends: an outcome of the closed list 异议结果, with reasons; `values` for a correction.

    A case that is not accepted, is withdrawn or superseded ends by an outcome too. `on_evidence` says of each piece
    of evidence what was made of it. A refusal names where the information came from, and the remedies against it.
    """

    outcome: str
    reasons: str
    decided_by: str
    decided_at: datetime
    values: dict[str, Value] = {}
    on_evidence: dict[str, str] = {}
    source: str | None = None
    remedies: tuple[str, ...] = ()


class OwnStatement(Struct, frozen=True, kw_only=True):
    """What a subject states beside a record that stayed, or by None that it takes it back.

    Once `is_placed` the record says so. It is no move: the case has ended, and goes on having ended as it did.
    """

    text: str | None
    by: str
    role: str
    at: datetime
    is_placed: bool = False


class Lease(Struct, frozen=True, kw_only=True):
    """Who works on the case now; the fencing token of the case must be shown with every move."""

    holder: str
    until: datetime


class Deadline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day that binds, the act it is for, and the rule it comes from.

    `hard_on` is the outermost day, where the rule has one. `provisional`: it lies in a year whose holidays are not
    announced. `proposal`: no document that was read obliges us to it; the platform set it itself. `stamp`: of which
    years of the calendar it was reckoned by.

    Shape: stamp "2026-5f0c1a9e 2027-none"
    """

    act: str
    on: date
    basis: str
    started_on: date
    stamp: str = ""
    hard_on: date | None = None
    extended: bool = False
    provisional: bool = False
    proposal: bool = False


class Recount(Struct, frozen=True, kw_only=True):
    """A deadline reckoned anew because the calendar changed: what it was, what it is, by which years."""

    act: str
    was: date
    on: date
    stamp: str
    at: datetime


class Move(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the trail; `previous` is the hash of the line before it (`chain`), None in the first.

    `to` is to whom it was handed over, or who was told.
    """

    number: int
    move: str
    by: str
    role: str
    at: datetime
    state: State
    note: str | None = None
    to: str | None = None
    previous: str | None = None


class Escalation(Struct, frozen=True, kw_only=True):
    """A step of the ladder that was taken for a day that binds. Shape: step "reminder"."""

    step: str
    due_on: date
    at: datetime


class Note(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A note of staff on a case: no move, no line of the trail, never shown to its subject.

    Shape: id "20261123T020000000000Z-3f9a…", in order of time; body "zy-scjgj", that of who wrote it
    """

    case: str
    id: str
    by: str
    role: str
    at: datetime
    text: str
    body: str | None = None


class Case(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one objection, or of the review of one.

    `fence` grows with every lease; a move that shows an older one is refused. `queue` is who must act now
    ("centre", "review" or "body:<key>"), None when nobody must. `last` is the last move whole; the trail holds its
    copy. `review_of` is the case under review, `excluded` who had a part in it and may not decide again.
    `source` is the body that supplied the record; `regime` whose day counts bind the case (`deadlines.toml`), and
    `recounts` tell what became of them when the calendar changed.
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
    kind: CaseKind = CaseKind.OBJECTION
    review_of: str | None = None
    excluded: tuple[str, ...] = ()
    supplement: Supplement | None = None
    own_check: OwnCheck | None = None
    extension: Extension | None = None
    hold: ExpertHold | None = None
    pauses: tuple[Pause, ...] = ()
    silent_since: datetime | None = None
    repair: Repair | None = None
    own_statement: OwnStatement | None = None
    escalations: tuple[Escalation, ...] = ()
    source: str | None = None
    regime: str = "sichuan"
    recounts: tuple[Recount, ...] = ()

    @property
    def is_unsettled(self) -> bool:
        """Say whether it promises something that is perhaps not done yet: an effect of its state, or a statement."""
        return self.state.is_under_way or (self.own_statement is not None and not self.own_statement.is_placed)
