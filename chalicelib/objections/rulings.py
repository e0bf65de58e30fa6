"""What a source answers and what the centre decides, checked before the case takes it."""

from datetime import date

from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.errors import ConflictError, FieldError, ForbiddenError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record, Value
from chalicelib.objections.cases import Case, State
from chalicelib.objections.corrections import sound_values
from chalicelib.objections.moves import MoveName
from chalicelib.objections.outcomes import Effect, Outcome, outcomes
from chalicelib.objections.texts import faults_in_note, faults_in_text
from chalicelib.terms.bodies import Body, Kind, Level

CONFIRM, DENY, PARTIAL = "confirm", "deny", "partial"
ANSWERS = frozenset({CONFIRM, DENY, PARTIAL})


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a source answers: it confirms its record, denies it, or in part; with reason, and the right values.

    Shape: answer "partial", reason "…", values {"fine_amount_wan": "1.5"}
    """

    answer: str
    reason: str
    values: dict[str, Value] = {}


class Ruling(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the centre decides. Shape: outcome "corrected", reasons "…", values {"fine_amount_wan": "1.5"}."""

    outcome: str
    reasons: str = ""
    values: dict[str, Value] = {}


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

    Raises: UnprocessableError `reply.answer_unknown`, `reply.reason_missing`, `reply.values_missing`,
            `reply.values_not_allowed`, `text.unsound` or `correction.unsound`.
    """
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


def must_be_allowed(ruling: Ruling, *, case: Case, record: Record, by: Reader) -> None:
    """Refuse a decision by the wrong one, with no such outcome or no reasons, or not asked about.

    Raises: UnprocessableError `decision.outcome_unknown`, `decision.reasons_missing` or `text.unsound`; ConflictError
            `decision.source_not_asked`; ForbiddenError `decision.certifier_may_not_decide` or
            `decision.replier_may_not_decide`.
    """
    if by.sub in {case.certifier, record.content.supply.certifier}:
        zh, en = "报送审核人不得决定该异议。", "Who certified the supply may not decide."
        raise ForbiddenError("decision.certifier_may_not_decide", zh, en)
    if case.reply is not None and by.sub == case.reply.replied_by:
        zh, en = "答复人不得决定该异议。", "Who replied for the source may not decide."
        raise ForbiddenError("decision.replier_may_not_decide", zh, en)
    outcome = _outcome_of(ruling)
    if outcome.needs_reasons and not ruling.reasons.strip():
        raise UnprocessableError("decision.reasons_missing", "请说明理由。", "Reasons are missing.")
    must_be_fit_to_keep(ruling.reasons, pointer="/reasons")
    if not outcome.in_favour and case.state is State.ACCEPTED:
        zh, en = "未经信源单位核查，不得作出不利决定。", "Nothing is refused before the source was asked."
        raise ConflictError("decision.source_not_asked", zh, en)


def must_be_ours(ruling: Ruling, source: Body) -> None:
    """Refuse to change what a court, the province or the nation supplied: it is marked, referred, and corrected there.

    Raises: ForbiddenError `decision.upstream_record`.
    """
    changes = _outcome_of(ruling).effect is not Effect.REMOVE_MARK
    if changes and (source.level is Level.UPSTREAM or source.kind is Kind.COURT):
        zh, en = "该记录由上级或者法院认定，只能标注并转送，由其更正。", "Only its own source may correct this record."
        raise ForbiddenError("decision.upstream_record", zh, en)


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


def _outcome_of(ruling: Ruling) -> Outcome:
    outcome = outcomes().get(ruling.outcome)
    if outcome is None or outcome.move is not MoveName.DECIDE:
        raise UnprocessableError("decision.outcome_unknown", "处理结果不在清单内。", "No such outcome to decide.")
    return outcome


def _refuse_for(faults: list[FieldError]) -> None:
    if faults:
        raise UnprocessableError("text.unsound", "文字内容有误。", "A text has faults.", errors=tuple(faults))
