"""Papers (案卷), which a case carries: what its subject filed, and what centre, source and reviewer said to it."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.library.records import Value


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


class Hearing(Struct, frozen=True, kw_only=True):
    """What a subject says to it that a repair is to be taken back (陈述、申辩)."""

    statement: str
    by: str
    at: datetime


class Supplement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A supplement (补正): what the centre found missing, all at once, and what the subject answered to it."""

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
    """The platform's own check: what it shows against the last value that the source sent, and from which row.

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
    """An extension (延期): more time for a source to answer, once; why, and which head of it approved."""

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
