"""A case (异议事项): one objection to one record, or its review, from draft to close."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.objections.papers import (
    Decision,
    ExpertHold,
    Extension,
    Hearing,
    Objection,
    OwnCheck,
    OwnStatement,
    Repair,
    Reply,
    Supplement,
)


class CaseKind(StrEnum):
    """What a case is about: an objection, the review of what was decided, a repair, or one that is to be taken back."""

    OBJECTION = "objection"
    REVIEW = "review"
    REPAIR = "repair"
    REVOCATION = "revocation"


class State(StrEnum):
    """Where a case stands; a state that ends in -ing promises an effect that is under way."""

    DRAFT = "draft"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    SUPPLEMENT_REQUIRED = "supplement_required"
    DECLINING = "declining"
    ACCEPTING = "accepting"
    ACCEPTED = "accepted"
    CHECKING = "checking"
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
        State.CHECKING,
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
        State.CHECKING,
        State.CHECKED,
        State.REFERRED,
        State.SUSPENDING,
        State.SUSPENDED,
        State.REPLIED,
        State.HELD,
    }
)


class Pause(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Time for which the clocks of a case stood still; `why` is the move that stopped them, `to` None while they do."""

    from_: datetime
    why: str
    to: datetime | None = None


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


class Day(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A day that bound when a line was made, and the act it was for; the deadline of today may be another."""

    act: str
    on: date
    provisional: bool = False


class Move(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the trail; `previous` is the hash of the line before it (`chain`), None in the first.

    `to` is to whom it was handed over, or who was told; `days` are those still to be met when it was made, which what
    is told of it names, however late that is.
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
    days: tuple[Day, ...] = ()


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
    copy. `review_of` is the case under review, or the repair that is to be taken back, `excluded` who had a part in it
    and may not decide again; `hearing` is what the subject said to that.
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
    hearing: Hearing | None = None
    own_statement: OwnStatement | None = None
    escalations: tuple[Escalation, ...] = ()
    source: str | None = None
    regime: str = "sichuan"
    recounts: tuple[Recount, ...] = ()

    @property
    def is_unsettled(self) -> bool:
        """Say whether it promises something that is perhaps not done yet: an effect of its state, or a statement."""
        return self.state.is_under_way or (self.own_statement is not None and not self.own_statement.is_placed)
