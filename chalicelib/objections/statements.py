"""A subject's own statement beside a record that stayed: made, shown with it everywhere, and taken back.

    record kept, or not verifiable ─▶ stated ─▶ a version with the statement ─▶ announced ─▶ placed
                                      taken back ─▶ a version without ─▶ announced ─▶ placed

The case owns the act: its conditional put is the commit, the version of the record the effect, rolled forward with
the other promises of a case, for the deployment of subjects writes no library. It goes through every later supply and
correction, and is never part of an older day: who takes it back has it shown to nobody any more.

Source: 征信业管理条例 art. 16 (a subject may state what is to stand beside a record; a standard borrowed here).
"""

from datetime import datetime

import msgspec

from chalicelib.errors import ConflictError, FieldError, NotFoundError, UnprocessableError
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.readers import Reader
from chalicelib.library.records import Reason, Record, Status
from chalicelib.objections.cases import Case, State
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName, must_not_be_over
from chalicelib.objections.outcomes import Effect, outcomes
from chalicelib.objections.papers import OwnStatement
from chalicelib.objections.scope import acts_for, case_for
from chalicelib.objections.texts import STATEMENT_LENGTH, faults_in_text
from chalicelib.terms.personal_mentions import mentions_long_number, mentions_mobile


def state(number: str, text: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """State something beside the record of a case that left it standing; a later one takes its place.

    Raises: NotFoundError; ConflictError `statement.record_not_kept`; UnprocessableError `statement.unsound`;
            StaleVersionError.
    """
    case = _stayed(number, by=by, means=means, now=now)
    faults = tuple(_faults_in(text))
    if faults:
        raise UnprocessableError("statement.unsound", "声明内容有误。", "The statement has faults.", errors=faults)
    return _committed(case, text.strip(), by=by, means=means, now=now)


def take_back(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Take a statement back; the record stands without it from then on. Twice is once.

    Raises: NotFoundError; ConflictError `statement.record_not_kept`; StaleVersionError.
    """
    case = _stayed(number, by=by, means=means, now=now)
    return case if case.own_statement is None else _committed(case, None, by=by, means=means, now=now)


def placed(case: Case, *, means: Means) -> Case:
    """Put what was stated beside the record, or take it away there; twice, late or at once with others is once.

    Raises: StaleVersionError where others moved the record or the case meanwhile.
    """
    record = means.library.find(case.objection.record_id)
    standing = means.cases.find(case.case)
    if record is None or standing is None or standing.own_statement is None or standing.own_statement.is_placed:
        return standing or case
    if record.content.status is Status.LIVE and not _is_overtaken(standing, standing.own_statement, record):
        _place(standing, standing.own_statement, record, means=means)
    done = msgspec.structs.replace(standing.own_statement, is_placed=True)
    after = msgspec.structs.replace(standing, version=standing.version + 1, own_statement=done)
    means.cases.put(after, over=standing)
    return after


def _place(case: Case, said: OwnStatement, record: Record, *, means: Means) -> None:
    if _text_beside(record) != said.text:
        at = max(said.at, record.content.known_at)
        version = versions.stated(record, said.text, case=case.case, at=at, made_at=said.at)
        means.library.put(version, over=record)
        means.announce([Change(before=record, after=version, by=said.by, role=said.role)])
        return
    made = _version_made(case, said, record, means=means)
    if made is not None:
        means.announce([Change(before=None, after=made, by=said.by, role=said.role)])


def _is_overtaken(case: Case, said: OwnStatement, record: Record) -> bool:
    """Say whether another case of the subject put a later statement there: a record has one, the last that was made."""
    beside = record.content.statement
    return beside is not None and beside.case != case.case and (said.text is None or beside.made_at > said.at)


def _version_made(case: Case, said: OwnStatement, record: Record, *, means: Means) -> Record | None:
    """Find the version that a worker put before it stopped, so that it is announced after all."""
    kept = [*means.library.history_of(record.record_id), record]
    for one in reversed(kept):
        if (one.content.reason, one.content.act) == (Reason.STATED, case.case) and _text_beside(one) == said.text:
            return one
    return None


def _text_beside(record: Record) -> str | None:
    return record.content.statement.text if record.content.statement is not None else None


def _stayed(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    case = case_for(by, number, means=means, now=now)
    if acts_for(by) is None:
        raise NotFoundError
    outcome = outcomes().get(case.decision.outcome) if case.decision else None
    is_kept = outcome is not None and (outcome.effect, outcome.move) == (Effect.REMOVE_MARK, MoveName.DECIDE)
    if case.state is State.CLOSED and is_kept:
        return case
    if not case.state.is_final:
        must_not_be_over(case)
    zh, en = "只有记录维持或者无法核实的异议办结后，才能附加声明。", "Only beside a record that stayed."
    raise ConflictError("statement.record_not_kept", zh, en)


def _faults_in(text: str) -> list[FieldError]:
    faults = faults_in_text(text, pointer="/text", longest=STATEMENT_LENGTH)
    if not faults and mentions_mobile(text):
        faults = [FieldError("/text", "text.mobile", "请勿填写手机号码。", "It may hold a mobile number.")]
    if not faults and mentions_long_number(text):
        zh, en = "请勿填写账号、证件等号码。", "It may hold an account or a document's number."
        faults = [FieldError("/text", "text.long_number", zh, en)]
    return faults


def _committed(case: Case, text: str | None, *, by: Reader, means: Means, now: datetime) -> Case:
    """Commit what was stated, and ask for its effect; the same again asks again."""
    said = case.own_statement
    if said is None or said.text != text:
        said = OwnStatement(text=text, by=by.sub, role=by.role, at=now)
        after = msgspec.structs.replace(case, version=case.version + 1, own_statement=said)
        means.cases.put(after, over=case)
        case = after
    if case.is_unsettled:
        means.casework.send(case.case)
    return case
