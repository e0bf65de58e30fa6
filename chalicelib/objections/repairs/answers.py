"""Answers (认定单位答复): the body that determined the record grants its repair or refuses it, and the centre follows.

Nothing is granted before the least period of the record's class is over: that is looked at when it is answered, and
again when it is carried out, on the record as it then stands.

Source: 信用修复管理办法 (国家发展和改革委员会令第36号), 谁认定、谁修复.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from chalicelib.catalogue.items import Item
from chalicelib.errors import ConflictError, ForbiddenError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record, Value
from chalicelib.objections import rulings
from chalicelib.objections.cases import Case
from chalicelib.objections.means import Means
from chalicelib.objections.papers import Decision
from chalicelib.objections.remedies import remedies_against
from chalicelib.objections.repairs.authorities import authority_of
from chalicelib.objections.repairs.conditions import Condition, conditions_for, unmet
from chalicelib.objections.repairs.filing import kind_of_repair, refusal_of, situation_of
from chalicelib.objections.repairs.rules import rules
from chalicelib.objections.rulings import Answer, Ruling
from chalicelib.terms.dates import beijing_date

GRANT, REFUSE = "grant", "refuse"
REFUSED = "repair_refused"
# What stood when the application was made and may stand otherwise when it is granted, by the record alone.
_STILL = frozenset({"record_stands", "minimum_period"})


class Matter(NamedTuple):
    """A repair, the record it is about as it stands, and the item of that record."""

    case: Case
    record: Record
    item: Item


def answered_values(answer: Answer, *, matter: Matter, by: Reader, means: Means, now: datetime) -> dict[str, Value]:
    """Return no values, for an answer to a repair has none; refuse what is no such answer, and a grant before its time.

    Raises: ForbiddenError `reply.certifier_may_not_answer`; UnprocessableError `reply.answer_unknown`,
            `reply.reason_missing`, `reply.values_not_allowed`, `reply.finding_not_allowed`, `reply.finding_unknown` or
            `text.unsound`; ConflictError `repair.conditions_not_met`.
    """
    if by.sub in {matter.case.certifier, matter.record.content.supply.certifier}:
        zh, en = "报送审核人不得答复该修复申请。", "Who certified the supply may not answer its repair."
        raise ForbiddenError("reply.certifier_may_not_answer", zh, en)
    if answer.answer not in {GRANT, REFUSE}:
        raise UnprocessableError("reply.answer_unknown", "答复类型不在清单内。", "No such answer.")
    rulings.must_say_something(answer.reason, code="reply.reason_missing", pointer="/reason")
    if answer.values:
        raise UnprocessableError("reply.values_not_allowed", "修复答复不附内容。", "A repair takes no values.")
    if answer.finding is not None and answer.answer == GRANT:
        zh, en = "准予修复的，不附虚假或者违诺的认定。", "What is granted was not found false."
        raise UnprocessableError("reply.finding_not_allowed", zh, en)
    if answer.finding is not None and answer.finding not in rules().bars:
        raise UnprocessableError("reply.finding_unknown", "认定不在清单内。", "No such finding.")
    if answer.answer == GRANT:
        must_be_grantable(matter, means=means, now=now)
    return {}


def must_be_grantable(matter: Matter, *, means: Means, now: datetime) -> None:
    """Refuse to grant what does not stand any more, before the least period is over, or past the ruling's last day.

    Raises: ConflictError `repair.conditions_not_met` that names what is not met.
    """
    failed = _failing(matter, means=means, now=now)
    if failed:
        raise refusal_of(failed)


def _failing(matter: Matter, *, means: Means, now: datetime) -> list[Condition]:
    """Return the conditions that stand in the way of a grant today, by the record as it stands."""
    case, record, item = matter
    today = beijing_date(now)
    conditions = conditions_for(kind_of_repair(case), situation_of(record, item, means=means, today=today))
    failed = [one for one in unmet(conditions) if one.code in _STILL]
    if case.repair is not None and case.repair.ruling is not None and case.repair.ruling.until < today:
        failed += [one for one in conditions if one.code == "ruling"]
    return failed


def decision_on(ruling: Ruling, *, matter: Matter, by: Reader, means: Means, now: datetime) -> Decision:
    """Return the decision that carries out what the body answered, with its reasons.

    What was granted and can be carried out no more (its authority ended the entry itself, or a ruling's last day has
    passed) is refused, for reasons that the centre gives: else nothing would end the case.

    Raises: ConflictError `repair.not_what_was_answered` for any other outcome or other reasons, or
            `repair.conditions_not_met`; ForbiddenError, UnprocessableError as `rulings.must_be_allowed` and
            `rulings.answers_on_evidence`; UnprocessableError `decision.values_not_allowed`.
    """
    case, record, _ = matter
    failed = _failing(matter, means=means, now=now) if _is_granted(case) else []
    if not failed or ruling.outcome != REFUSED:
        ruling = _as_answered(ruling, case)
    if ruling.values:
        raise UnprocessableError("decision.values_not_allowed", "该结果不附更正内容。", "This outcome takes no values.")
    rulings.must_be_allowed(ruling, case=case, record=record, by=by)
    if failed and ruling.outcome != REFUSED:
        raise refusal_of(failed)
    return Decision(
        outcome=ruling.outcome,
        reasons=ruling.reasons.strip(),
        values=_ending_values(case, record, means=means, now=now) if ruling.outcome != REFUSED else {},
        on_evidence=rulings.answers_on_evidence(ruling, case=case),
        decided_by=by.sub,
        decided_at=now,
        source=authority_of(record, bodies=means.bodies, on=beijing_date(now)).named,
        remedies=remedies_against(ruling.outcome, kind=case.kind),
    )


def _is_granted(case: Case) -> bool:
    return case.reply is not None and case.reply.answer == GRANT


def _as_answered(ruling: Ruling, case: Case) -> Ruling:
    """Return the ruling with the reasons of the body, which it may repeat and not replace.

    Raises: ConflictError `repair.not_what_was_answered`.
    """
    reasons = case.reply.reason if case.reply is not None else ""
    outcome = kind_of_repair(case).outcome if _is_granted(case) else REFUSED
    if ruling.outcome != outcome or ruling.reasons.strip() not in {"", reasons}:
        zh, en = "应按认定单位的答复办理，平台不得另行决定。", "It is decided as the body answered, for its reasons."
        raise ConflictError("repair.not_what_was_answered", zh, en)
    return msgspec.structs.replace(ruling, reasons=reasons)


def _ending_values(case: Case, record: Record, *, means: Means, now: datetime) -> dict[str, Value]:
    """Return the fields that end an entry of a list; none for what is no list."""
    held: dict[str, Value] = {
        "day": beijing_date(now).isoformat(),
        "reason": f"信用修复（{case.case}）",
        "body": authority_of(record, bodies=means.bodies, on=beijing_date(now)).named,
    }
    return {field: held[what] for what, field in kind_of_repair(case).ends.items()}
