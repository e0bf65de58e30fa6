"""Which state of a case allows which move to whom: one table, of every kind of case.

Whatever has no row is refused. A row names what it is guarded by, as the codes of the refusals, and whether the
clocks stand still where it leads; what a state promises stands in `PROMISES`. Both are read by the code that moves
cases and by the page that shows the table. A system move out of a promise carries no rule of its own: it says that
the promised effect is done. Unbidden moves are the platform's too: by the clock, or because the record changed.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from chalicelib.errors import ConflictError, ForbiddenError
from chalicelib.objections.cases import Case, CaseKind, State


class Actor(StrEnum):
    """In what part someone moves a case: subject, centre, source, reviewer, or the platform."""

    SUBJECT = "subject"
    CENTRE = "centre"
    SOURCE = "source"
    REVIEWER = "reviewer"
    SYSTEM = "system"


class MoveName(StrEnum):
    """Every move; those of the platform say that a promised effect is done, or are unbidden."""

    FILE = "file"
    SUBMIT = "submit"
    ASK_REVIEW = "ask_review"
    ASK_REVOCATION = "ask_revocation"
    OPENED = "opened"
    REVIEW_OPENED = "review_opened"
    REVOCATION_OPENED = "revocation_opened"
    NOT_OPENED = "not_opened"
    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    LAPSE = "lapse"
    ACCEPT = "accept"
    MARKED = "marked"
    NOT_ACCEPT = "not_accept"
    DECLINED = "declined"
    BE_HEARD = "be_heard"
    OWN_CHECK = "own_check"
    CHECKED = "checked"
    REFER = "refer"
    EXTEND = "extend"
    REPLY = "reply"
    FALL_SILENT = "fall_silent"
    SUSPENDED = "suspended"
    HOLD = "hold"
    RESUME = "resume"
    DECIDE = "decide"
    REVIEW_DECIDE = "review_decide"
    SETTLED = "settled"
    NOTIFIED = "notified"
    WITHDRAW = "withdraw"
    RELEASED = "released"
    SUPERSEDE = "supersede"
    SUPERSEDED = "superseded"


class Promise(StrEnum):
    """What a state promises: the effects that are rolled forward from it."""

    OPEN = "open"
    MARK = "mark"
    CHECK = "check"
    SETTLE = "settle"
    BAR = "bar"
    UNMARK = "unmark"
    SUSPEND = "suspend"
    TELL = "tell"
    RELEASE = "release"


UNBIDDEN = frozenset({MoveName.LAPSE, MoveName.FALL_SILENT, MoveName.SUPERSEDE})
PROMISES: Mapping[State, tuple[Promise, ...]] = {
    State.SUBMITTING: (Promise.OPEN,),
    State.DECLINING: (Promise.TELL, Promise.RELEASE),
    State.ACCEPTING: (Promise.MARK,),
    State.CHECKING: (Promise.CHECK,),
    State.SUSPENDING: (Promise.SUSPEND,),
    State.DECIDING: (Promise.SETTLE, Promise.BAR),
    State.NOTIFYING: (Promise.TELL, Promise.RELEASE),
    State.WITHDRAWING: (Promise.UNMARK, Promise.RELEASE),
    State.SUPERSEDING: (Promise.UNMARK, Promise.TELL, Promise.RELEASE),
}
_ANY = frozenset(CaseKind)
_OBJECTION = frozenset({CaseKind.OBJECTION})
_REVIEW = frozenset({CaseKind.REVIEW})
_REPAIR = frozenset({CaseKind.REPAIR})
_REVOCATION = frozenset({CaseKind.REVOCATION})
# What a subject files and the centre checks for its form.
_FILED = _OBJECTION | _REPAIR


class Row(NamedTuple):
    """One allowed move: in which state, to whom, where it leads, and of what kinds of case.

    `keeps_lease`: who holds the case goes on holding it. `stops_clocks`: the clocks stand still until the next move.
    `guards`: the codes of the refusals of what the move itself says and of who makes it.
    """

    state: State
    move: MoveName
    actor: Actor
    to: State
    keeps_lease: bool = False
    stops_clocks: bool = False
    kinds: frozenset[CaseKind] = _ANY
    guards: tuple[str, ...] = ()


_RULED = (
    "correction.unsound",
    "decision.certifier_may_not_decide",
    "decision.evidence_not_answered",
    "decision.evidence_unknown",
    "decision.outcome_unknown",
    "decision.reasons_missing",
    "decision.replier_may_not_decide",
    "decision.upstream_record",
    "decision.values_missing",
    "decision.values_not_allowed",
    "text.unsound",
)
# Where the source was neither answering nor silent: what the platform may not decide alone.
_UNHEARD = ("decision.source_not_asked",)
_REPLIED = (
    "correction.unsound",
    "reply.answer_unknown",
    "reply.reason_missing",
    "reply.values_missing",
    "reply.values_not_allowed",
    "text.unsound",
)
_HELD = ("hold.reason_missing", "hold.unknown", "text.unsound")
_REFUSED = ("decision.reasons_missing", "text.unsound")
_REFERRED = ("objection.already_referred", "text.unsound")
_SUBMITTED = (
    *("objection.already_open", "objection.evidence_missing"),
    *("repair.another_door", "repair.conditions_not_met", "repair.material_missing"),
)
# Of a repair: what its authority answers, and what the centre may make of it.
_GRANTED = (
    *("repair.conditions_not_met", "reply.certifier_may_not_answer"),
    *("reply.finding_not_allowed", "reply.finding_unknown"),
)
_FOLLOWED = ("repair.conditions_not_met", "repair.not_what_was_answered")
_SUBJECT, _CENTRE, _SOURCE, _SYSTEM = Actor.SUBJECT, Actor.CENTRE, Actor.SOURCE, Actor.SYSTEM
# A review is worked on in one state alone; a repair is neither checked by the platform, nor held, nor suspended.
_OF_DISPUTES_ALONE = frozenset({State.CHECKED, State.HELD, State.SUSPENDED})
_WORKED_ON = tuple(state for state in State if state.shows_mark and not state.is_under_way)


def _withdrawn_in(state: State) -> frozenset[CaseKind]:
    """Return the kinds of cases that their subject may withdraw; what is asked for against it is not among them."""
    return _kinds_in(state) - _REVOCATION


def _kinds_in(state: State) -> frozenset[CaseKind]:
    if state is State.ACCEPTED:
        return _ANY
    return _OBJECTION if state in _OF_DISPUTES_ALONE else _FILED


MOVES: tuple[Row, ...] = (
    Row(State.DRAFT, MoveName.SUBMIT, _SUBJECT, State.SUBMITTING, kinds=_FILED, guards=_SUBMITTED),
    Row(State.SUBMITTING, MoveName.OPENED, _SYSTEM, State.SUBMITTED, kinds=_FILED),
    Row(State.SUBMITTING, MoveName.REVIEW_OPENED, _SYSTEM, State.ACCEPTING, kinds=_REVIEW),
    Row(State.SUBMITTING, MoveName.REVOCATION_OPENED, _SYSTEM, State.ACCEPTING, kinds=_REVOCATION),
    Row(State.SUBMITTING, MoveName.NOT_OPENED, _SYSTEM, State.NOT_ACCEPTED),
    Row(
        State.SUBMITTED,
        MoveName.REQUEST_SUPPLEMENT,
        _CENTRE,
        State.SUPPLEMENT_REQUIRED,
        stops_clocks=True,
        kinds=_FILED,
        guards=("supplement.already_requested", "supplement.nothing_missing", "text.unsound"),
    ),
    Row(
        State.SUPPLEMENT_REQUIRED,
        MoveName.SUPPLEMENT,
        _SUBJECT,
        State.SUBMITTED,
        kinds=_FILED,
        guards=("objection.evidence_missing", "supplement.empty", "text.unsound"),
    ),
    Row(
        State.SUPPLEMENT_REQUIRED,
        MoveName.LAPSE,
        _SYSTEM,
        State.DECLINING,
        kinds=_FILED,
        guards=("supplement.not_lapsed",),
    ),
    Row(State.SUBMITTED, MoveName.ACCEPT, _CENTRE, State.ACCEPTING, keeps_lease=True, kinds=_FILED),
    Row(State.ACCEPTING, MoveName.MARKED, _SYSTEM, State.ACCEPTED, keeps_lease=True),
    Row(State.SUBMITTED, MoveName.NOT_ACCEPT, _CENTRE, State.DECLINING, kinds=_FILED, guards=_REFUSED),
    Row(State.DECLINING, MoveName.DECLINED, _SYSTEM, State.NOT_ACCEPTED, kinds=_FILED),
    Row(State.ACCEPTED, MoveName.OWN_CHECK, _CENTRE, State.CHECKING, keeps_lease=True, kinds=_OBJECTION),
    Row(State.CHECKING, MoveName.CHECKED, _SYSTEM, State.CHECKED, keeps_lease=True, kinds=_OBJECTION),
    Row(State.CHECKED, MoveName.REFER, _CENTRE, State.REFERRED, kinds=_OBJECTION, guards=_REFERRED),
    Row(State.ACCEPTED, MoveName.REFER, _CENTRE, State.REFERRED, kinds=_REPAIR, guards=_REFERRED),
    Row(
        State.REFERRED,
        MoveName.EXTEND,
        _SOURCE,
        State.REFERRED,
        keeps_lease=True,
        kinds=_FILED,
        guards=(
            "extension.already_granted",
            "extension.approval_missing",
            "extension.not_provided_for",
            "extension.reason_missing",
            "extension.too_late",
            "text.unsound",
        ),
    ),
    Row(State.REFERRED, MoveName.REPLY, _SOURCE, State.REPLIED, kinds=_FILED, guards=(*_REPLIED, *_GRANTED)),
    Row(
        State.REFERRED,
        MoveName.FALL_SILENT,
        _SYSTEM,
        State.SUSPENDING,
        kinds=_OBJECTION,
        guards=("objection.cap_not_reached", "objection.upstream_record"),
    ),
    Row(State.SUSPENDING, MoveName.SUSPENDED, _SYSTEM, State.SUSPENDED, kinds=_OBJECTION),
    Row(State.SUSPENDED, MoveName.REPLY, _SOURCE, State.REPLIED, kinds=_OBJECTION, guards=_REPLIED),
    Row(State.CHECKED, MoveName.HOLD, _CENTRE, State.HELD, stops_clocks=True, kinds=_OBJECTION, guards=_HELD),
    Row(State.REPLIED, MoveName.HOLD, _CENTRE, State.HELD, stops_clocks=True, kinds=_OBJECTION, guards=_HELD),
    Row(
        State.HELD,
        MoveName.RESUME,
        _CENTRE,
        State.CHECKED,
        keeps_lease=True,
        kinds=_OBJECTION,
        guards=("hold.finding_missing", "text.unsound"),
    ),
    Row(State.CHECKED, MoveName.DECIDE, _CENTRE, State.DECIDING, kinds=_OBJECTION, guards=(*_UNHEARD, *_RULED)),
    Row(State.SUSPENDED, MoveName.DECIDE, _CENTRE, State.DECIDING, kinds=_OBJECTION, guards=_RULED),
    Row(State.REPLIED, MoveName.DECIDE, _CENTRE, State.DECIDING, kinds=_FILED, guards=(*_RULED, *_FOLLOWED)),
    Row(
        State.ACCEPTED,
        MoveName.REVIEW_DECIDE,
        Actor.REVIEWER,
        State.DECIDING,
        kinds=_REVIEW,
        guards=("decision.had_a_part", *_UNHEARD, *_RULED),
    ),
    Row(
        State.ACCEPTED,
        MoveName.BE_HEARD,
        _SUBJECT,
        State.ACCEPTED,
        keeps_lease=True,
        kinds=_REVOCATION,
        guards=("hearing.already_heard", "hearing.statement_missing", "text.unsound"),
    ),
    Row(
        State.ACCEPTED,
        MoveName.DECIDE,
        _CENTRE,
        State.DECIDING,
        kinds=_REVOCATION,
        guards=("decision.had_a_part", "revocation.not_heard", *_RULED),
    ),
    Row(State.DECIDING, MoveName.SETTLED, _SYSTEM, State.NOTIFYING),
    Row(State.NOTIFYING, MoveName.NOTIFIED, _SYSTEM, State.CLOSED),
    *(
        Row(state, MoveName.WITHDRAW, _SUBJECT, State.WITHDRAWING, kinds=_withdrawn_in(state))
        for state in (State.DRAFT, State.SUBMITTED, State.SUPPLEMENT_REQUIRED, *_WORKED_ON)
    ),
    Row(State.WITHDRAWING, MoveName.RELEASED, _SYSTEM, State.WITHDRAWN),
    *(Row(state, MoveName.SUPERSEDE, _SYSTEM, State.SUPERSEDING, kinds=_kinds_in(state)) for state in _WORKED_ON),
    Row(State.SUPERSEDING, MoveName.SUPERSEDED, _SYSTEM, State.SUPERSEDED),
)


def table_of(rows: Iterable[Row]) -> dict[tuple[State, MoveName], Row]:
    """Return the rows by state and move.

    Raises: ValueError for a state and move named twice, a move out of a final state, a promise the platform alone
            may not end, a move of the platform that is neither the end of a promise nor unbidden.
    """
    table: dict[tuple[State, MoveName], Row] = {}
    for row in rows:
        is_the_platforms = row.actor is Actor.SYSTEM and row.move not in UNBIDDEN
        if (row.state, row.move) in table or row.state.is_final or row.state.is_under_way != is_the_platforms:
            message = f"no such row may stand: {row.state} {row.move}"
            raise ValueError(message)
        table[row.state, row.move] = row
    return table


_TABLE = table_of(MOVES)


def allowed(case: Case, move: MoveName, actor: Actor) -> bool:
    """Say whether the table lets someone make a move now; the lease and what the move says are looked at besides."""
    row = _row_of(case, move)
    return row is not None and row.actor is actor


def guards_of(move: MoveName) -> tuple[str, ...]:
    """Return the codes that a move may be refused with for what it says or for who makes it, in order."""
    return tuple(sorted({code for row in MOVES if row.move is move for code in row.guards}))


def row_for(case: Case, move: MoveName, *, actor: Actor) -> Row:
    """Return the row of a move.

    Raises: ConflictError `objection.already_closed`, `objection.step_under_way` or `objection.move_not_allowed`;
            ForbiddenError `objection.not_your_move` where the move is another's.
    """
    row = _row_of(case, move)
    if row is not None and row.actor is actor:
        return row
    must_not_be_over(case)
    if row is not None:
        raise ForbiddenError("objection.not_your_move", "该步骤不由您办理。", "This move is not yours to make.")
    raise ConflictError("objection.move_not_allowed", "当前状态不能进行该步骤。", "This state does not allow the move.")


def must_not_be_over(case: Case) -> None:
    """Refuse a case that has ended, or whose last step is not done yet.

    Raises: ConflictError `objection.already_closed` or `objection.step_under_way`.
    """
    if case.state.is_final:
        raise ConflictError("objection.already_closed", "该异议已办结，不能再办理。", "The case has ended.")
    if case.state.is_under_way:
        raise ConflictError("objection.step_under_way", "上一步尚在处理中，请稍后重试。", "A step is still under way.")


def _row_of(case: Case, move: MoveName) -> Row | None:
    row = _TABLE.get((case.state, move))
    return row if row is not None and case.kind in row.kinds else None
