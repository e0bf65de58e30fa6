"""Reviews (复核): a subject who does not accept how its objection was decided has another person look at it, once.

A review is a case of its own. Its number is that of the first with an ending, so that asking twice never makes two; it
skips the check of form, bears a mark as any dispute, and is decided by a reviewer who had no part in the first. What
the source answered there stands in it too. Who asks again in the same words, because the answer was lost, is answered
with the review that stands; anybody else, and other words, hear that it was asked for.
"""

from datetime import datetime

import msgspec

from chalicelib.errors import ConflictError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record, Status
from chalicelib.library.visibility import Shown
from chalicelib.objections.acts import must_be_free, record_of, view_of
from chalicelib.objections.cases import Case, CaseKind, Move, State
from chalicelib.objections.clocks import day_for, deadlines_after
from chalicelib.objections.filings import REPRESENTATIVE
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.papers import Objection
from chalicelib.objections.rulings import is_past
from chalicelib.objections.scope import case_for
from chalicelib.objections.texts import STATEMENT_LENGTH, faults_in_text
from chalicelib.objections.trail import lines_of
from chalicelib.terms.dates import beijing_date

ENDING = "-FH"


def ask(number: str, statement: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Ask for the review of a closed case, and return the review `submitting`.

    Its steps are left to the queue: subjects' own deployment may write no library. The same again is once.

    Raises: NotFoundError; ConflictError `review.not_closed`, `review.not_for_repairs`, `review.nothing_revoked`,
            `review.only_once`, `review.too_late`, `review.record_withdrawn` or `objection.already_open`;
            UnprocessableError `objection.unsound`.
    """
    first = case_for(by, number, means=means, now=now)
    asked = _asked_before(first, statement, by=by, means=means)
    if asked is not None:
        return asked
    _must_be_reviewable(first, now=now)
    record, item = record_of(first, means)
    shown = view_of(by, means=means, now=now).shown(record, item=item)
    if shown is None or record.content.status is not Status.LIVE:
        raise ConflictError("review.record_withdrawn", "该记录已不存在，无需复核。", "The record no longer stands.")
    must_be_free(record.record_id, means=means)
    objection = _contested(first.objection, statement, seen=shown, by=by)
    review = _review_of(first, objection, by=by, at=now)
    started = deadlines_after(review, MoveName.ASK_REVIEW, on=beijing_date(now), calendar=means.calendar)
    review = msgspec.structs.replace(review, deadlines=started, excluded=_who_had_a_part(first, record, means=means))
    try:
        means.cases.put(review, over=None)
    except StaleVersionError as error:
        asked = _asked_before(first, statement, by=by, means=means)
        if asked is None:
            raise _only_once() from error
        return asked
    means.casework.send(review.case)
    return review


def _asked_before(first: Case, statement: str, *, by: Reader, means: Means) -> Case | None:
    """Return the review that the same person asked for in the same words, and ask again for what it promises.

    Raises: ConflictError `review.only_once` where it was asked for by another or otherwise.
    """
    review = means.cases.find(_number_of(first))
    if review is None:
        return None
    if (review.objection.filed_by, review.objection.statement) != (by.sub, statement.strip()):
        raise _only_once()
    if review.is_unsettled:
        means.casework.send(review.case)
    return review


def _must_be_reviewable(first: Case, *, now: datetime) -> None:
    if first.kind is CaseKind.REVIEW:
        raise _only_once()
    if first.kind is CaseKind.REPAIR:
        zh, en = (
            "修复由认定单位决定，请依其决定书所列途径救济。",
            "Whose record it is decides about its repair.",
        )
        raise ConflictError("review.not_for_repairs", zh, en)
    was_upheld = first.decision is not None and outcomes()[first.decision.outcome].in_favour
    if first.kind is CaseKind.REVOCATION and was_upheld:
        raise ConflictError("review.nothing_revoked", "修复未被撤销，无需复核。", "The repair was not taken back.")
    if first.state is not State.CLOSED:
        raise ConflictError("review.not_closed", "异议办结后方可申请复核。", "Only a closed case is reviewed.")
    if is_past(day_for(first.deadlines, "review_request"), now=now):
        raise ConflictError("review.too_late", "已超过申请复核的期限。", "The day to ask for a review has passed.")


def _only_once() -> ConflictError:
    return ConflictError("review.only_once", "该异议已申请过复核。", "A review is asked for once.")


def _contested(objection: Objection, statement: str, *, seen: Shown, by: Reader) -> Objection:
    """Return the objection with a new statement, against what its subject is shown of the record now."""
    faults = tuple(faults_in_text(statement, pointer="/statement", longest=STATEMENT_LENGTH))
    if faults:
        raise UnprocessableError("objection.unsound", "复核申请内容有误。", "The request has faults.", errors=faults)
    return msgspec.structs.replace(
        objection,
        record_version=seen.version,
        statement=statement.strip(),
        fields=tuple(msgspec.structs.replace(one, shown=seen.fields.get(one.field)) for one in objection.fields),
        filed_by=by.sub,
        representative=by.role == REPRESENTATIVE,
    )


def _review_of(first: Case, objection: Objection, *, by: Reader, at: datetime) -> Case:
    asked = Move(number=1, move=MoveName.ASK_REVIEW.value, by=by.sub, role=by.role, at=at, state=State.SUBMITTING)
    return Case(
        case=_number_of(first),
        version=1,
        state=State.SUBMITTING,
        objection=objection,
        opened_at=at,
        moved_at=at,
        last=asked,
        kind=CaseKind.REVIEW,
        review_of=first.case,
        certifier=first.certifier,
        source=first.source,
        regime=first.regime,
        referred_to=first.referred_to,
        own_check=first.own_check,
        reply=first.reply,
        silent_since=first.silent_since,
        repair=first.repair,
    )


def _number_of(first: Case) -> str:
    return f"{first.case}{ENDING}"


def _who_had_a_part(first: Case, record: Record, *, means: Means) -> tuple[str, ...]:
    """Return everyone who moved the first case, or certified what it is about; each once."""
    certified = (first.certifier, record.content.supply.certifier)
    moved = (line.by for line in lines_of(first, means.cases))
    return tuple(dict.fromkeys(name for name in (*moved, *certified) if name))
