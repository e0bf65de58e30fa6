"""Taking back a repair (撤销信用修复): granted on false material, its pledge broken, or its ruling ended.

    ask (the body that determined the record) ─▶ marked ─▶ its subject is heard, or its days pass ─▶ decide (the centre)

It is a case of its own, named after the repair: no move leads out of what was closed. Until it is decided the repair
stands. Taken back, the record is shown again as it was, and no longer than its own period runs; its subject is told
why and what stands open, a review of this platform too.

Source: none that was read; what it rests on is this platform's proposal (conditions.toml, `revocations`).
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from chalicelib.errors import ConflictError, ForbiddenError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.objections import rulings
from chalicelib.objections.acts import carried_out, must_be_free, record_of
from chalicelib.objections.cases import Case, CaseKind, Move, State
from chalicelib.objections.clocks import day_for, deadlines_after
from chalicelib.objections.effects import TAKEN_BACK
from chalicelib.objections.means import Means
from chalicelib.objections.moves import Actor, MoveName, row_for
from chalicelib.objections.outcomes import Effect, outcomes
from chalicelib.objections.papers import Hearing, Reply
from chalicelib.objections.repairs.rules import rules
from chalicelib.objections.scope import actor_of, case_for
from chalicelib.objections.steps import line_of
from chalicelib.terms.dates import beijing_date

REGIME, REVOKE = "revocation", "revoke"
_GRANTING = frozenset({Effect.REPAIR, Effect.SHIELD})


class Demand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For what a repair is to be taken back, and why. Shape: ground "false_material", reason "…"."""

    ground: str
    reason: str


def ask(number: str, demand: Demand, *, by: Reader, means: Means, now: datetime) -> Case:
    """Ask that a granted repair be taken back, for the body that granted it; return the case `submitting`.

    Raises: NotFoundError; ForbiddenError `objection.not_your_move` or `reply.certifier_may_not_answer`; ConflictError
            `revocation.not_granted`, `revocation.only_once` or `objection.already_open`; UnprocessableError
            `revocation.ground_unknown`, `revocation.reason_missing` or `text.unsound`.
    """
    repair = case_for(by, number, means=means, now=now)
    if actor_of(by) is not Actor.SOURCE:
        raise ForbiddenError("objection.not_your_move", "该步骤不由您办理。", "This move is not yours to make.")
    outcome = _granted_outcome_of(repair)
    record, _ = record_of(repair, means)
    if by.sub in {repair.certifier, record.content.supply.certifier}:
        zh, en = "报送审核人不得提出撤销。", "Who certified the supply may not ask for it."
        raise ForbiddenError("reply.certifier_may_not_answer", zh, en)
    ground = rules().revocations.get(demand.ground)
    if ground is None or outcome not in ground.outcomes:
        raise UnprocessableError("revocation.ground_unknown", "撤销事由不在清单内。", "No such ground.")
    rulings.must_say_something(demand.reason, code="revocation.reason_missing", pointer="/reason")
    must_be_free(record.record_id, means=means)
    case = _case_against(repair, demand, by=by, at=now)
    started = deadlines_after(case, MoveName.ASK_REVOCATION, on=beijing_date(now), calendar=means.calendar)
    case = msgspec.structs.replace(case, deadlines=started)
    try:
        means.cases.put(case, over=None)
    except StaleVersionError as error:
        zh, en = "该修复已提出过撤销。", "It was asked for already."
        raise ConflictError("revocation.only_once", zh, en) from error
    means.casework.send(case.case)
    return case


def be_heard(number: str, statement: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Take what a subject says to it, once; the centre may decide from then on.

    Raises: NotFoundError; ConflictError `hearing.already_heard` or as `row_for`; ForbiddenError as `row_for`;
            UnprocessableError `hearing.statement_missing` or `text.unsound`; StaleVersionError.
    """
    case = case_for(by, number, means=means, now=now)
    row = row_for(case, MoveName.BE_HEARD, actor=actor_of(by))
    if case.hearing is not None:
        raise ConflictError("hearing.already_heard", "陈述、申辩已提交。", "It was said already.")
    rulings.must_say_something(statement, code="hearing.statement_missing", pointer="/statement")
    said = Hearing(statement=statement.strip(), by=by.sub, at=now)
    return carried_out(case, row, line=line_of(case, row, by=by, at=now), means=means, hearing=said)


def must_have_been_heard(case: Case, *, now: datetime) -> None:
    """Refuse to decide before the subject has said what it has to say, or let its days pass.

    Raises: ConflictError `revocation.not_heard`.
    """
    if case.hearing is None and not rulings.is_past(day_for(case.deadlines, "hearing"), now=now):
        zh, en = "申请主体陈述、申辩的期限未满。", "Its subject may still say what it has to say."
        raise ConflictError("revocation.not_heard", zh, en)


def _granted_outcome_of(repair: Case) -> str:
    is_granted = (
        repair.kind is CaseKind.REPAIR
        and repair.state is State.CLOSED
        and repair.decision is not None
        and outcomes()[repair.decision.outcome].effect in _GRANTING
    )
    if not is_granted or repair.decision is None:
        raise ConflictError("revocation.not_granted", "该事项不是已准予的信用修复。", "No repair was granted by it.")
    return repair.decision.outcome


def _case_against(repair: Case, demand: Demand, *, by: Reader, at: datetime) -> Case:
    asked = Move(number=1, move=MoveName.ASK_REVOCATION.value, by=by.sub, role=by.role, at=at, state=State.SUBMITTING)
    found = Reply(answer=REVOKE, reason=demand.reason.strip(), finding=demand.ground, replied_by=by.sub, replied_at=at)
    return Case(
        case=f"{repair.case}{TAKEN_BACK}",
        version=1,
        state=State.SUBMITTING,
        kind=CaseKind.REVOCATION,
        repair=repair.repair,
        objection=repair.objection,
        opened_at=at,
        moved_at=at,
        last=asked,
        review_of=repair.case,
        excluded=(repair.decision.decided_by,) if repair.decision else (),
        certifier=repair.certifier,
        source=repair.source,
        regime=REGIME,
        referred_to=repair.referred_to,
        reply=found,
    )
