"""The flow of a repair (信用修复申请), up to where the desk takes it: told whether, drafted, complete, submitted.

    eligibility_for ─▶ apply ─▶ (pledge and proof: `evidence`) ─▶ must_be_complete, as it is submitted ─▶ the desk

One case is open on a record at a time, whatever its kind: who disputes a record does not ask for its repair meanwhile,
and the other way round; the second is told the number of the first. Whose authority has a door of its own is sent
there, and no case is made.

Source: 信用修复管理办法 (国家发展和改革委员会令第36号); 国办发〔2025〕22号; see conditions.toml.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, FieldError, NotFoundError, UnprocessableError
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record
from chalicelib.objections.acts import must_be_free, own_record
from chalicelib.objections.cases import Case, CaseKind, Move, State
from chalicelib.objections.evidence.rules import rules as rules_of_evidence
from chalicelib.objections.filings import REPRESENTATIVE, applicant_of, reference_of
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName
from chalicelib.objections.papers import CourtRuling, EvidenceState, Objection, Repair
from chalicelib.objections.repairs.authorities import authority_of, door_of
from chalicelib.objections.repairs.conditions import Condition, Situation, conditions_for, free_from, unmet
from chalicelib.objections.repairs.rules import OwnDoor, RepairKind, rules
from chalicelib.objections.reviews import ENDING as REVIEWED
from chalicelib.objections.texts import STATEMENT_LENGTH, faults_in_text
from chalicelib.terms.dates import beijing_date

REGIME = "repair"
_NAME_LENGTH = 200


class Application(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is asked for.

    Shape: record_id "m~9151…", kind "early_end", statement 1 to 300 characters; ruling for a restructuring alone
    """

    record_id: str
    kind: str
    statement: str
    ruling: CourtRuling | None = None


class Needed(Struct, frozen=True, kw_only=True):
    """One kind of evidence that must be there to submit."""

    code: str
    zh: str


class Elsewhere(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the authority of the record repairs it; `answers_within` that door's own period, where it is known."""

    code: str
    zh: str
    en: str
    goes_to: str
    basis: str
    confirmed: bool
    answers_within: int | None = None
    unit: str | None = None


class Offer(Struct, frozen=True, kw_only=True):
    """One thing that may be asked for about the record, and how its conditions stand today."""

    kind: str
    zh: str
    may_apply: bool
    conditions: Sequence[Condition]
    needs: Sequence[Needed]


class RepairEligibility(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether a repair may be asked for now, of what kinds; nothing of that where another door is the right one.

    `decided_by` is who determined the record, and so decides; `open_case` what is open on it already.
    """

    record_id: str
    record_version: int
    item: str
    decided_by: str
    may_apply: bool
    offers: Sequence[Offer]
    severity: str | None = None
    door: Elsewhere | None = None
    open_case: str | None = None


def eligibility_for(record_id: str, *, by: Reader, means: Means, now: datetime) -> tuple[RepairEligibility, Record]:
    """Return what may be asked for about a record today, and the record.

    Raises: NotFoundError for a record that is not there, not theirs or not shown to them, alike.
    """
    record = _own(record_id, by=by, means=means, now=now)
    item, today = means.catalogue.get(record.content.item), beijing_date(now)
    door = door_of(record, bodies=means.bodies, on=today)
    open_case = _open_on(record_id, means=means)
    offers = [] if door else [_offer(kind, record, item, means=means, today=today) for kind in rules().kinds_for(item)]
    told = RepairEligibility(
        record_id=record_id,
        record_version=record.version,
        item=item.id,
        severity=record.content.severity,
        decided_by=authority_of(record, bodies=means.bodies, on=today).named,
        may_apply=open_case is None and any(offer.may_apply for offer in offers),
        offers=offers,
        door=_elsewhere(door) if door else None,
        open_case=open_case,
    )
    return told, record


def apply(application: Application, *, by: Reader, means: Means, now: datetime) -> Case:
    """Keep a draft of an application for the repair of a record of the caller's own file.

    Raises: NotFoundError; UnprocessableError `repair.unsound`; ConflictError `repair.another_door`,
            `objection.already_open` or `repair.conditions_not_met`, which name where to go, what is open, what fails.
    """
    record = _own(application.record_id, by=by, means=means, now=now)
    item = means.catalogue.get(record.content.item)
    _must_have_no_other_door(record, means=means, today=beijing_date(now))
    faults = tuple(_faults_in(application, item, today=beijing_date(now)))
    if faults:
        raise UnprocessableError("repair.unsound", "修复申请内容有误。", "The application has faults.", errors=faults)
    must_be_free(record.record_id, means=means)
    kind = rules().kinds[application.kind]
    _must_be_met(conditions_for(kind, situation_of(record, item, means=means, today=beijing_date(now))))
    filed = Move(number=1, move=MoveName.FILE.value, by=by.sub, role=by.role, at=now, state=State.DRAFT)
    case = Case(
        case=means.numbers.repair_number(at=now),
        version=1,
        state=State.DRAFT,
        kind=CaseKind.REPAIR,
        repair=Repair(kind=kind.code, ruling=application.ruling),
        objection=_filed(application, record, by=by),
        opened_at=now,
        moved_at=now,
        last=filed,
        certifier=record.content.supply.certifier,
        source=record.content.supply.body,
        regime=REGIME,
    )
    means.cases.put(case, over=None)
    return case


def must_be_complete(case: Case, record: Record, *, means: Means, now: datetime) -> None:
    """Refuse to submit what is not ready: judged anew on the day, with the pledge and the proofs that its kind needs.

    Raises: ConflictError `repair.another_door` or `repair.conditions_not_met`; UnprocessableError
            `repair.material_missing`, which names each kind of evidence that is not there.
    """
    today, item = beijing_date(now), means.catalogue.get(record.content.item)
    kind = kind_of_repair(case)
    _must_have_no_other_door(record, means=means, today=today)
    _must_be_met(conditions_for(kind, situation_of(record, item, means=means, today=today)))
    there = {one.kind for one in case.objection.evidence if one.state is EvidenceState.KEPT}
    missing = [code for code in kind.needs if code not in there]
    if missing:
        faults = tuple(_missing(code) for code in missing)
        raise UnprocessableError("repair.material_missing", "申请材料不齐。", "Material is missing.", errors=faults)


def situation_of(record: Record, item: Item, *, means: Means, today: date) -> Situation:
    """Return what the conditions of a record's repair are judged by on a day."""
    barring = [means.cases.find(number) for number in means.cases.bars_on(reference_of(record.subject))]
    until = free_from(case for case in barring if case is not None and not _was_cleared(case, means=means))
    return Situation(record=record, item=item, today=today, periods=periods(), free_from=until)


def _was_cleared(case: Case, *, means: Means) -> bool:
    """Say whether the review of a repair that was taken back gave it back; what was found stands no more then."""
    review = means.cases.find(f"{case.case}{REVIEWED}")
    return review is not None and review.decision is not None and review.decision.outcome == "repair_reinstated"


def kind_of_repair(case: Case) -> RepairKind:
    """Return what a repair asks for. Raises: NotFoundError for a case that is none."""
    if case.repair is None:
        raise NotFoundError
    return rules().kinds[case.repair.kind]


def refusal_of(failed: Sequence[Condition]) -> ConflictError:
    """Return the refusal that names each condition that is not met, and from which day it is."""
    zh, en = "尚不符合信用修复条件。", "The conditions of a repair are not met."
    return ConflictError("repair.conditions_not_met", zh, en, errors=tuple(_not_met(one) for one in failed))


def _own(record_id: str, *, by: Reader, means: Means, now: datetime) -> Record:
    if by.level is not Level.SUBJECT:
        raise NotFoundError
    return own_record(record_id, by=by, means=means, now=now)


def _must_have_no_other_door(record: Record, *, means: Means, today: date) -> None:
    door = door_of(record, bodies=means.bodies, on=today)
    if door is not None:
        raise ConflictError("repair.another_door", door.zh, door.en)


def _must_be_met(conditions: Sequence[Condition]) -> None:
    failed = unmet(conditions)
    if failed:
        raise refusal_of(failed)


def _open_on(record_id: str, *, means: Means) -> str | None:
    number = means.cases.open_on(record_id)
    case = means.cases.find(number) if number else None
    return None if case is None or case.state.is_final else case.case


def _offer(kind: RepairKind, record: Record, item: Item, *, means: Means, today: date) -> Offer:
    conditions = conditions_for(kind, situation_of(record, item, means=means, today=today))
    return Offer(
        kind=kind.code,
        zh=kind.zh,
        may_apply=not unmet(conditions),
        conditions=conditions,
        needs=[Needed(code=code, zh=rules_of_evidence().kinds[code].zh) for code in kind.needs],
    )


def _elsewhere(door: OwnDoor) -> Elsewhere:
    return Elsewhere(
        code=door.code,
        zh=door.zh,
        en=door.en,
        goes_to=door.goes_to,
        basis=door.basis,
        confirmed=door.confirmed,
        answers_within=door.answers_within,
        unit=door.unit.value if door.unit else None,
    )


def _filed(application: Application, record: Record, *, by: Reader) -> Objection:
    return Objection(
        record_id=record.record_id,
        record_version=record.version,
        subject=reference_of(record.subject),
        reason=application.kind,
        statement=application.statement.strip(),
        fields=(),
        filed_by=by.sub,
        representative=by.role == REPRESENTATIVE,
        applicant=applicant_of(by, record),
        assisted_by=by.assisted_by,
    )


def _faults_in(application: Application, item: Item, *, today: date) -> Iterator[FieldError]:
    kind = next((one for one in rules().kinds_for(item) if one.code == application.kind), None)
    if kind is None:
        zh, en = "该记录不能申请这种修复。", "No such repair may be asked for about this record."
        yield FieldError("/kind", "repair.kind_unknown", zh, en)
    yield from faults_in_text(application.statement, pointer="/statement", longest=STATEMENT_LENGTH)
    if kind is not None and kind.needs_ruling != (application.ruling is not None):
        zh, en = "破产重整须写明裁定，其他修复不写。", "A restructuring names its ruling, and nothing else does."
        yield FieldError("/ruling", "repair.ruling_misplaced", zh, en)
    if application.ruling is not None:
        yield from _faults_in_ruling(application.ruling, today=today)


def _faults_in_ruling(ruling: CourtRuling, *, today: date) -> Iterator[FieldError]:
    for name, text in (("court", ruling.court), ("doc_no", ruling.doc_no)):
        yield from faults_in_text(text, pointer=f"/ruling/{name}", longest=_NAME_LENGTH)
    if ruling.ruled_on > today:
        zh, en = "裁定日期不得晚于今天。", "The ruling lies in the future."
        yield FieldError("/ruling/ruled_on", "repair.ruling_in_the_future", zh, en)
    if ruling.until < max(today, ruling.ruled_on):
        zh, en = "重整计划执行期限已届满。", "The plan's last day has passed."
        yield FieldError("/ruling/until", "repair.ruling_over", zh, en)


def _not_met(condition: Condition) -> FieldError:
    since = f"，自{condition.from_on.isoformat()}起符合" if condition.from_on else ""
    from_on = f" Met from {condition.from_on.isoformat()}." if condition.from_on else ""
    return FieldError(
        "", f"repair.{condition.code}", f"未满足：{condition.zh}{since}。", f"Not met: {condition.en}{from_on}"
    )


def _missing(code: str) -> FieldError:
    zh = rules_of_evidence().kinds[code].zh
    return FieldError("/evidence", f"evidence.{code}", f"缺少：{zh}。", f"Missing: {code}.")
