"""The way of a repair to any state, and who stands around it."""

from datetime import date

import msgspec

from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.records import Record
from chalicelib.objections import applications, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.papers import CourtRuling, Evidence
from chalicelib.objections.repairs import filing, revocations
from chalicelib.objections.repairs.filing import Application
from chalicelib.objections.repairs.revocations import Demand
from chalicelib.objections.repairs.rules import rules
from chalicelib.objections.rulings import Answer, Ruling
from tests.factories import BODY, BODY_NAME, NOW, a_credit_code, a_record, a_subject
from tests.unit.objections.standing import SOURCE, SUBJECT, FakeMeans, claimed, hold_of

LIST = "serious_dishonesty_list"
LISTED_ON = date(2025, 5, 6)
ABNORMAL, ABNORMAL_ON = "abnormal_operations_list", date(2026, 7, 2)
GRANT = Answer(answer="grant", reason="罚款已缴清，违法行为已改正。")
REFUSE = Answer(answer="refuse", reason="罚款尚未缴清。")
GRANTED, REFUSED, SHIELDED = (Ruling(outcome=name) for name in ("repair_granted", "repair_refused", "shielded"))
FALSE = Demand(ground="false_material", reason="缴款凭证系伪造。")
REVOKED = Ruling(outcome="repair_revoked", reasons="凭证经核系伪造，申辩不成立。")
PLAN = CourtRuling(
    court="示例市虚构中级人民法院", doc_no="（2026）虚构破1号", ruled_on=date(2026, 10, 1), until=date(2027, 9, 30)
)


def a_list_entry(*, listed_on: date = LISTED_ON, **fields: str) -> Record:
    """Return an invented entry of the serious dishonesty list, which is of the serious class."""
    penalty = a_record()
    held = {
        "party_name": "示例虚构甲有限公司",
        "party_type": "法人及非法人组织",
        "party_credit_code": a_subject().key,
        "list_code": "虚构名单",
        "decision_doc_no": "虚构列入〔2025〕1号",
        "authority_name": BODY_NAME,
        "authority_credit_code": a_credit_code(900, kind="11"),
        "listed_on": listed_on.isoformat(),
        "publish_until": "2028-05-06",
        **fields,
    }
    content = msgspec.structs.replace(
        penalty.content, item=LIST, fields=held, determined_on=listed_on, severity="serious"
    )
    place = record_place(LIST, on=listed_on, suffix=suffix_of(BODY, "虚构列入〔2025〕1号"))
    return msgspec.structs.replace(penalty, place=place, content=content)


def an_abnormal_entry(*, listed_on: date = ABNORMAL_ON, **fields: str) -> Record:
    """Return an invented entry of the list of abnormal operations, which is of the general class."""
    penalty = a_record()
    held = {
        "party_name": "示例虚构甲有限公司",
        "party_credit_code": a_subject().key,
        "listed_reason": "未按期公示年度报告",
        "listed_on": listed_on.isoformat(),
        "authority_name": BODY_NAME,
        "authority_credit_code": a_credit_code(900, kind="11"),
        **fields,
    }
    content = msgspec.structs.replace(
        penalty.content, item=ABNORMAL, fields=held, determined_on=listed_on, severity="general"
    )
    place = record_place(
        ABNORMAL, on=listed_on, suffix=suffix_of("未按期公示年度报告", listed_on.isoformat(), BODY_NAME)
    )
    return msgspec.structs.replace(penalty, place=place, content=content)


def an_application(record: Record | None = None, **changes: object) -> Application:
    """Return an application to end the publication of the penalty early."""
    sound = {"record_id": (record or a_record()).record_id, "kind": "early_end", "statement": "罚款已缴清，申请修复。"}
    return Application(**{**sound, **changes})  # type: ignore[arg-type]


def with_material(case: Case, means: FakeMeans, *kinds: str) -> Case:
    """Return the case with these kinds of evidence kept, as if they had been sent and looked into."""
    pieces = tuple(
        Evidence(id=f"e{n}", name=f"e{n}-{kind}.pdf", media_type="application/pdf", bytes=1, sha256="0" * 64, kind=kind)
        for n, kind in enumerate(kinds, 1)
    )
    filed = msgspec.structs.replace(case.objection, evidence=pieces)
    after = msgspec.structs.replace(case, version=case.version + 1, objection=filed)
    means.cases.put(after, over=case)
    return after


def repair_in(
    state: State,
    means: FakeMeans,
    *,
    asked: Application | None = None,
    answer: Answer = GRANT,
    ruling: Ruling = GRANTED,
) -> Case:
    """Bring a repair into a state of rest, by the moves that lead there."""
    asked = asked or an_application()
    case = filing.apply(asked, by=SUBJECT, means=means, now=NOW)
    if state is State.DRAFT:
        return case
    kind = rules().kinds[asked.kind]
    with_material(case, means, *kind.needs)
    case = applications.submit(case.case, by=SUBJECT, means=means, now=NOW)
    if state is State.SUBMITTED:
        return case
    case = desk.accept(case.case, hold=claimed(case, means), means=means, now=NOW)
    if state is State.ACCEPTED:
        return case
    case = desk.refer(case.case, None, hold=hold_of(case), means=means, now=NOW)
    if state is State.REFERRED:
        return case
    case = desk.reply(case.case, answer, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)
    if state is State.REPLIED:
        return case
    return desk.decide(case.case, ruling, hold=claimed(case, means), means=means, now=NOW)


def revocation_of(repair: Case, means: FakeMeans, demand: Demand = FALSE) -> Case:
    """Have a granted repair asked to be taken back, and let the queue's worker open that."""
    asked = revocations.ask(repair.case, demand, by=SOURCE, means=means, now=NOW)
    return roll_forward(asked.case, means=means, now=NOW)
