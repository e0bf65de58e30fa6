"""What a move says and who makes it, looked at before the case takes it: the guards that `moves` names by code."""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.errors import ConflictError, FieldError, ForbiddenError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record, Value
from chalicelib.objections.cases import Case, CaseKind
from chalicelib.objections.clocks import may_be_extended
from chalicelib.objections.corrections import sound_values
from chalicelib.objections.evidence.rules import rules
from chalicelib.objections.moves import MoveName
from chalicelib.objections.outcomes import Effect, Outcome, outcomes
from chalicelib.objections.papers import EvidenceState
from chalicelib.objections.reasons import platforms_own
from chalicelib.objections.texts import STATEMENT_LENGTH, faults_in_note, faults_in_text
from chalicelib.terms.bodies import Body, Kind, Level
from chalicelib.terms.dates import beijing_date

CONFIRM, DENY, PARTIAL = "confirm", "deny", "partial"
ANSWERS = frozenset({CONFIRM, DENY, PARTIAL})
WAITED_FOR = frozenset({"expert", "laboratory"})
MOST_MISSING = 20
# The act whose last day is the hard cap: a source that has not answered by then cannot confirm its own record in time.
CAP = "absolute"


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a source answers: it confirms its record, denies it, or in part; with reason, and the right values.

    To a repair it answers `grant` or `refuse` (`repairs.answers`), with a finding where the application was false.

    Shape: answer "partial", reason "…", values {"fine_amount_wan": "1.5"}
    """

    answer: str
    reason: str
    values: dict[str, Value] = {}
    finding: str | None = None


class Ruling(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the centre or a reviewer decides, and what they made of each piece of evidence.

    Shape: outcome "corrected", reasons "…", values {"fine_amount_wan": "1.5"}, on_evidence {"e1": "…"}
    """

    outcome: str
    reasons: str = ""
    values: dict[str, Value] = {}
    on_evidence: dict[str, str] = {}


class MoreTime(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a source says that needs more time: why, and which head of it approved."""

    reason: str
    approved_by: str


class Delay(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a case is put on hold for. Shape: by_whom "expert" or "laboratory", reason "…"."""

    by_whom: str
    reason: str


def must_say_something(text: str, *, code: str, pointer: str) -> None:
    """Refuse a text that is blank, too long, or may hold a resident ID.

    Raises: UnprocessableError with the code where it is blank, else `text.unsound`.
    """
    faults = faults_in_text(text, pointer=pointer)
    if faults and not text.strip():
        raise UnprocessableError(code, "请说明理由。", "Reasons are missing.", errors=tuple(faults))
    _refuse_for(faults)


def must_be_fit_to_keep(note: str | None, *, pointer: str) -> None:
    """Refuse a note that is too long, or may hold a resident ID.

    Raises: UnprocessableError `text.unsound`.
    """
    _refuse_for(faults_in_note(note or "", pointer=pointer))


def answered_values(answer: Answer, *, record: Record, item: Item, today: date) -> dict[str, Value]:
    """Return the right values that a source names.

    Raises: UnprocessableError `reply.answer_unknown`, `reply.finding_not_allowed`, `reply.reason_missing`,
            `reply.values_missing`, `reply.values_not_allowed`, `text.unsound` or `correction.unsound`.
    """
    if answer.finding is not None:
        zh, en = "该答复不附认定。", "This answer takes no finding."
        raise UnprocessableError("reply.finding_not_allowed", zh, en)
    if answer.answer not in ANSWERS:
        raise UnprocessableError("reply.answer_unknown", "答复类型不在清单内。", "No such answer.")
    must_say_something(answer.reason, code="reply.reason_missing", pointer="/reason")
    if answer.answer == CONFIRM and answer.values:
        raise UnprocessableError(
            "reply.values_not_allowed", "确认无误时不得附更正内容。", "A confirmed record needs none."
        )
    if answer.answer == PARTIAL and not answer.values:
        raise UnprocessableError("reply.values_missing", "请附应更正的内容。", "Name the right values.")
    return sound_values(answer.values, item=item, fields=record.content.fields, today=today)


def missing_in(missing: list[str], *, case: Case) -> tuple[str, ...]:
    """Return what is missing, each named once; all of it is asked for at once, and there is no second time.

    Raises: ConflictError `supplement.already_requested`; UnprocessableError `supplement.nothing_missing` or
            `text.unsound`.
    """
    if case.supplement is not None:
        zh, en = "补正只能要求一次。", "A supplement is asked for once."
        raise ConflictError("supplement.already_requested", zh, en)
    named = tuple(dict.fromkeys(one.strip() for one in missing))
    if not named or len(named) > MOST_MISSING:
        zh, en = f"请一次性列明需补正的内容（1至{MOST_MISSING}项）。", f"Name all that is missing, 1 to {MOST_MISSING}."
        raise UnprocessableError("supplement.nothing_missing", zh, en)
    faults = [
        fault
        for place, one in enumerate(named)
        for fault in faults_in_text(one, pointer=f"/missing/{place}", longest=STATEMENT_LENGTH)
    ]
    _refuse_for(faults)
    return named


def must_not_be_referred(case: Case) -> None:
    """Refuse to refer a case a second time.

    Raises: ConflictError `objection.already_referred`.
    """
    if case.referred_to is not None:
        raise ConflictError("objection.already_referred", "该事项已转送核查。", "The source was asked already.")


def must_be_extendable(more: MoreTime, *, case: Case, until: date | None, now: datetime) -> None:
    """Refuse an extension that no rule gives, a second one, one that comes too late, one without reason or approval.

    Raises: ConflictError `extension.not_provided_for`, `extension.already_granted` or `extension.too_late`;
            UnprocessableError `extension.reason_missing`, `extension.approval_missing` or `text.unsound`.
    """
    if not may_be_extended(case):
        zh = "所适用的办理时限没有延长的规定。"
        raise ConflictError("extension.not_provided_for", zh, "No rule that binds the case gives more time.")
    if case.extension is not None:
        raise ConflictError("extension.already_granted", "答复期限只能延长一次。", "It was extended already.")
    if is_past(until, now=now):
        raise ConflictError("extension.too_late", "答复期限已过，不能延长。", "The day for the reply has passed.")
    must_say_something(more.reason, code="extension.reason_missing", pointer="/reason")
    must_say_something(more.approved_by, code="extension.approval_missing", pointer="/approved_by")


def must_be_a_hold(delay: Delay) -> None:
    """Refuse to wait for nobody known, or for no reason.

    Raises: UnprocessableError `hold.unknown`, `hold.reason_missing` or `text.unsound`.
    """
    if delay.by_whom not in WAITED_FOR:
        raise UnprocessableError("hold.unknown", "暂缓事由不在清单内。", "It waits for nobody known.")
    must_say_something(delay.reason, code="hold.reason_missing", pointer="/reason")


def is_past(day: date | None, *, now: datetime) -> bool:
    """Say whether a day that binds has passed."""
    return day is not None and beijing_date(now) > day


def must_be_past(day: date | None, *, now: datetime, code: str) -> None:
    """Refuse what the platform does only once a day has passed.

    Raises: ConflictError with the code.
    """
    if not is_past(day, now=now):
        raise ConflictError(code, "期限未到。", "Its day has not passed.")


def must_be_allowed(ruling: Ruling, *, case: Case, record: Record, by: Reader) -> None:
    """Refuse a decision by the wrong one, with no such outcome or no reasons, or not asked about.

    Raises: UnprocessableError `decision.outcome_unknown`, `decision.reasons_missing` or `text.unsound`; ConflictError
            `decision.source_not_asked`; ForbiddenError `decision.certifier_may_not_decide`, `decision.had_a_part` or
            `decision.replier_may_not_decide`.
    """
    _must_be_another(case, record, by=by)
    outcome = _outcome_of(ruling)
    if case.kind not in outcome.kinds or not _fits_its_review(outcome, case):
        raise _unknown_outcome()
    if outcome.needs_reasons and not ruling.reasons.strip():
        raise UnprocessableError("decision.reasons_missing", "请说明理由。", "Reasons are missing.")
    must_be_fit_to_keep(ruling.reasons, pointer="/reasons")
    if not _source_was_heard(case) and not _needs_no_source(ruling, outcome, case):
        zh = "须先转信源单位核查；平台仅可自行纠正自身处理差错。"
        en = "The source is asked first: the platform decides alone only on its own mistakes."
        raise ConflictError("decision.source_not_asked", zh, en)


def answers_on_evidence(ruling: Ruling, *, case: Case) -> dict[str, str]:
    """Return what a decision says of each piece of evidence; every piece that speaks to the matter is answered.

    Who acts, and what they promised, was looked at when the case was accepted. The material of a repair is looked at
    by the body that answered, whose reasons speak of it.

    Raises: UnprocessableError `decision.evidence_not_answered`, `decision.evidence_unknown` or `text.unsound`.
    """
    kept = {one.id: one.kind for one in case.objection.evidence if one.state is EvidenceState.KEPT}
    said = {name: text.strip() for name, text in ruling.on_evidence.items()}
    if not said.keys() <= kept.keys():
        raise UnprocessableError("decision.evidence_unknown", "所答复的材料不存在。", "There is no such evidence.")
    proving = [name for name, kind in kept.items() if rules().kinds[kind].proves and case.repair is None]
    unanswered = [name for name in proving if not said.get(name)]
    if unanswered:
        zh, en = "请对每份证明材料逐一说明意见。", "Each piece of evidence is to be answered."
        faults = tuple(FieldError(f"/on_evidence/{name}", "text.blank", zh, en) for name in unanswered)
        raise UnprocessableError("decision.evidence_not_answered", zh, en, errors=faults)
    for name, text in said.items():
        must_be_fit_to_keep(text, pointer=f"/on_evidence/{name}")
    return said


def must_be_ours(ruling: Ruling, source: Body) -> None:
    """Refuse to change what a court, the province or the nation supplied: it is marked, referred, and corrected there.

    Raises: ForbiddenError `decision.upstream_record`.
    """
    if _outcome_of(ruling).effect is not Effect.REMOVE_MARK:
        must_not_be_upstream(source, code="decision.upstream_record")


def is_upstream(source: Body) -> bool:
    """Say whether a body is a court, the province or the nation, which alone correct what they supplied."""
    return source.level is Level.UPSTREAM or source.kind is Kind.COURT


def must_not_be_upstream(source: Body, *, code: str) -> None:
    """Refuse what may not be done to a record of a court, the province or the nation: it is marked and forwarded.

    Raises: ForbiddenError with the code.
    """
    if is_upstream(source):
        zh, en = "该记录由上级或者法院认定，只能标注并转送，由其更正。", "Only its own source may correct this record."
        raise ForbiddenError(code, zh, en)


def decided_values(ruling: Ruling, *, record: Record, item: Item, today: date) -> dict[str, Value]:
    """Return the values of a correction, as the record will keep them.

    Raises: UnprocessableError `decision.values_missing`, `decision.values_not_allowed` or `correction.unsound`.
    """
    corrects = _outcome_of(ruling).effect is Effect.CORRECT
    if corrects and not ruling.values:
        raise UnprocessableError("decision.values_missing", "请写明更正后的内容。", "A correction needs values.")
    if ruling.values and not corrects:
        raise UnprocessableError("decision.values_not_allowed", "该结果不附更正内容。", "This outcome takes no values.")
    return sound_values(ruling.values, item=item, fields=record.content.fields, today=today)


def _must_be_another(case: Case, record: Record, *, by: Reader) -> None:
    if by.sub in {case.certifier, record.content.supply.certifier}:
        zh, en = "报送审核人不得决定该异议。", "Who certified the supply may not decide."
        raise ForbiddenError("decision.certifier_may_not_decide", zh, en)
    if case.reply is not None and by.sub == case.reply.replied_by:
        zh, en = "答复人不得决定该异议。", "Who replied for the source may not decide."
        raise ForbiddenError("decision.replier_may_not_decide", zh, en)
    if by.sub in case.excluded:
        zh, en = "曾参与原异议办理的人员不得复核。", "Who had a part in the first case may not review it."
        raise ForbiddenError("decision.had_a_part", zh, en)


def _fits_its_review(outcome: Outcome, case: Case) -> bool:
    """Say whether a review may be decided so: that of a repair that was taken back gives it back or leaves it."""
    if case.kind is not CaseKind.REVIEW:
        return True
    if case.repair is None:
        return outcome.effect is not Effect.REINSTATE
    return outcome.effect in {Effect.REINSTATE, Effect.REMOVE_MARK}


def _source_was_heard(case: Case) -> bool:
    """Say whether the source was asked and answered or was silent; a review carries what became of it in the first."""
    return case.reply is not None or case.silent_since is not None


def _needs_no_source(ruling: Ruling, outcome: Outcome, case: Case) -> bool:
    """Say whether the centre may decide so by its own check.

    It is not the author of what it shows. It puts right what it shows otherwise than its source sent it, and takes down
    on the grounds that it answers for itself (`reasons`); all else would speak for the source. A review of what was
    decided so may leave it at that.
    """
    sent = {one.field: one.sent for one in case.own_check.differing} if case.own_check else {}
    if outcome.effect is Effect.CORRECT:
        return ruling.values.items() <= sent.items()
    if outcome.effect is Effect.REMOVE_MARK:
        return case.kind is CaseKind.REVIEW
    return outcome.effect in platforms_own(case.objection.reason, is_differing=bool(sent))


def _outcome_of(ruling: Ruling) -> Outcome:
    outcome = outcomes().get(ruling.outcome)
    if outcome is None or outcome.move is not MoveName.DECIDE:
        raise _unknown_outcome()
    return outcome


def _unknown_outcome() -> UnprocessableError:
    return UnprocessableError("decision.outcome_unknown", "处理结果不在清单内。", "No such outcome to decide.")


def _refuse_for(faults: list[FieldError]) -> None:
    if faults:
        raise UnprocessableError("text.unsound", "文字内容有误。", "A text has faults.", errors=tuple(faults))
