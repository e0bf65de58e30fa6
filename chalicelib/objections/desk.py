"""The desk (异议办理): the way of an objection from draft to close, one function a move.

    subject   file, submit, withdraw
    centre    accept or not_accept, refer, decide
    source    reply

Every move is one conditional put of the case, which is its commit; what the move promises is then rolled forward
(`effects`). A move of staff shows that it holds the case, which it claimed before (`claims`). Who may not see a case
is answered as if there were none (`scope`).
"""

from datetime import datetime
from typing import Any

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, NotFoundError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record
from chalicelib.library.visibility import View
from chalicelib.objections import drafts, filings, leases, rulings
from chalicelib.objections.cases import Case, Deadline, Decision, Move, Reply, State
from chalicelib.objections.clocks import deadlines_from
from chalicelib.objections.effects import ALREADY_OPEN, roll_forward
from chalicelib.objections.evidence import attaching
from chalicelib.objections.filings import Filing
from chalicelib.objections.leases import Hold
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName, Row, row_for
from chalicelib.objections.rulings import Answer, Ruling
from chalicelib.objections.scope import actor_of, acts_for, case_for
from chalicelib.objections.steps import commit, line_of, moved
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date


def file(filing: Filing, *, by: Reader, means: Means, now: datetime, tap: str | None = None) -> Case:
    """Keep a draft of an objection (异议申请) to a record of the caller's own file, or of one who granted them to.

    `tap` names who calls, where, and the key they brought: the same tap makes one draft (`drafts`).

    Raises: NotFoundError for a record that is not there, not theirs or not shown to them; ConflictError
            `objection.already_open`; UnprocessableError `objection.unsound` or `repeat.other_body`.
    """
    record = own_record(filing.record_id, by=by, means=means, now=now)
    item = means.catalogue.get(record.content.item)
    objection = filings.objection_in(filing, record=record, item=item, view=view_for(by, means=means, now=now))
    made = drafts.made_by(tap, objection, means=means, now=now)
    if made is not None:
        return made
    _refuse_a_second(record.record_id, means=means)
    filed = Move(number=1, move=MoveName.FILE.value, by=by.sub, role=by.role, at=now, state=State.DRAFT)
    case = Case(
        case=means.numbers.case_number(at=now, tap=tap),
        version=1,
        state=State.DRAFT,
        objection=objection,
        opened_at=now,
        moved_at=now,
        last=filed,
        certifier=record.content.supply.certifier,
    )
    return drafts.keep(case, tap=tap, means=means, now=now)


def submit(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Submit a draft; of two on one record the first to open it wins, and the other ends.

    Raises: NotFoundError; ConflictError `objection.already_open` or as `row_for`; UnprocessableError
            `objection.evidence_missing`; StaleVersionError.
    """
    case = case_for(by, number, means=means, now=now)
    row = row_for(case, MoveName.SUBMIT, actor=actor_of(by))
    own_record(case.objection.record_id, by=by, means=means, now=now)
    _refuse_a_second(case.objection.record_id, means=means)
    case = attaching.complete(case, means=means, now=now)
    after = _carry_out(
        case, row, line=line_of(case, row, by=by, at=now), means=means, deadlines=_deadlines(case, row, means, now)
    )
    if after.state is State.NOT_ACCEPTED:
        raise _already_open(means.cases.open_on(case.objection.record_id))
    return after


def withdraw(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Withdraw an objection (撤回) before it is decided, and return it `withdrawing`; its mark goes with the next step.

    The step is left to the queue of machine steps: subjects' own deployment may write no library.

    Raises: NotFoundError; ConflictError or ForbiddenError as `row_for`; StaleVersionError.
    """
    case = case_for(by, number, means=means, now=now)
    row = row_for(case, MoveName.WITHDRAW, actor=actor_of(by))
    decision = Decision(outcome="withdrawn", reasons="", decided_by=by.sub, decided_at=now)
    return _commit(case, row, line=line_of(case, row, by=by, at=now), means=means, decision=decision)


def accept(number: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Accept an objection (受理): the record is marked, and only then does anyone see `accepted`.

    Raises: NotFoundError; ConflictError, ForbiddenError or StaleVersionError as `row_for` and `leases.must_hold`.
    """
    case, row = _held(number, MoveName.ACCEPT, hold=hold, means=means, now=now)
    line = line_of(case, row, by=hold.by, at=now)
    return _carry_out(case, row, line=line, means=means, deadlines=_deadlines(case, row, means, now))


def not_accept(number: str, reasons: str, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Refuse to accept an objection (不予受理), with reasons; the record never bears a mark.

    Raises: as `accept`; UnprocessableError `decision.reasons_missing` or `text.unsound`.
    """
    case, row = _held(number, MoveName.NOT_ACCEPT, hold=hold, means=means, now=now)
    rulings.must_say_something(reasons, code="decision.reasons_missing", pointer="/reasons")
    decision = Decision(outcome="not_accepted", reasons=reasons.strip(), decided_by=hold.by.sub, decided_at=now)
    return _carry_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, decision=decision)


def refer(number: str, note: str | None, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Refer a case (转送) to the body that is responsible today for what the source supplied.

    `note` says what the centre's own check found.

    Raises: as `accept`; UnprocessableError `text.unsound`.
    """
    case, row = _held(number, MoveName.REFER, hold=hold, means=means, now=now)
    rulings.must_be_fit_to_keep(note, pointer="/note")
    record, _ = _record_of(case, means)
    body = _source_of(record, means=means, now=now)
    line = line_of(case, row, by=hold.by, at=now, note=note)
    deadlines = _deadlines(case, row, means, now)
    return _carry_out(case, row, line=line, means=means, referred_to=body.key, deadlines=deadlines)


def reply(number: str, answer: Answer, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Take what the source answers; the case goes back to the centre.

    Raises: as `accept`; UnprocessableError as `rulings.answered_values`.
    """
    case, row = _held(number, MoveName.REPLY, hold=hold, means=means, now=now)
    record, item = _record_of(case, means)
    values = rulings.answered_values(answer, record=record, item=item, today=beijing_date(now))
    said = Reply(
        answer=answer.answer, reason=answer.reason.strip(), values=values, replied_by=hold.by.sub, replied_at=now
    )
    line = line_of(case, row, by=hold.by, at=now)
    return _carry_out(case, row, line=line, means=means, reply=said, deadlines=_deadlines(case, row, means, now))


def decide(number: str, ruling: Ruling, *, hold: Hold, means: Means, now: datetime) -> Case:
    """Decide a case; the record is corrected, withdrawn or unmarked, and only then does anyone see `closed`.

    Raises: as `accept`; what `rulings.must_be_allowed` and `rulings.decided_values` raise.
    """
    case, row = _held(number, MoveName.DECIDE, hold=hold, means=means, now=now)
    record, item = _record_of(case, means)
    rulings.must_be_allowed(ruling, case=case, record=record, by=hold.by)
    rulings.must_be_ours(ruling, _source_of(record, means=means, now=now))
    decision = Decision(
        outcome=ruling.outcome,
        reasons=ruling.reasons.strip(),
        values=rulings.decided_values(ruling, record=record, item=item, today=beijing_date(now)),
        decided_by=hold.by.sub,
        decided_at=now,
    )
    return _carry_out(case, row, line=line_of(case, row, by=hold.by, at=now), means=means, decision=decision)


def _held(number: str, move: MoveName, *, hold: Hold, means: Means, now: datetime) -> tuple[Case, Row]:
    case = case_for(hold.by, number, means=means, now=now)
    row = row_for(case, move, actor=actor_of(hold.by))
    leases.must_hold(case, hold, now=now)
    return case, row


def _carry_out(case: Case, row: Row, *, line: Move, means: Means, **changes: Any) -> Case:
    """Commit a move and roll forward what it promises."""
    after = _commit(case, row, line=line, means=means, **changes)
    return roll_forward(after.case, means=means, now=line.at) if after.state.is_under_way else after


def _commit(case: Case, row: Row, *, line: Move, means: Means, **changes: Any) -> Case:
    """Commit a move; a message that outlives this process asks for what it promises."""
    after = moved(case, row, line=line, **changes)
    commit(after, over=case, cases=means.cases)
    if after.state.is_under_way:
        means.casework.send(after.case)
    return after


def _deadlines(case: Case, row: Row, means: Means, now: datetime) -> tuple[Deadline, ...]:
    started = deadlines_from(row.move, started_on=beijing_date(now), calendar=means.calendar)
    return (*case.deadlines, *started)


def own_record(record_id: str, *, by: Reader, means: Means, now: datetime) -> Record:
    """Return a record to whose subject somebody objects for themselves, or on its grant.

    Raises: NotFoundError for any other, after the same request as for one that is not there.
    """
    record = means.library.find(record_id)
    if record is None or acts_for(by) != record.subject:
        raise NotFoundError
    item = means.catalogue.get(record.content.item)
    if view_for(by, means=means, now=now).shown(record, item=item) is None:
        raise NotFoundError
    return record


def view_for(by: Reader, *, means: Means, now: datetime) -> View:
    """Return with whose eyes an objection is made."""
    return View(reader=by, today=beijing_date(now), periods=periods(), bodies=means.bodies)


def _record_of(case: Case, means: Means) -> tuple[Record, Item]:
    record = means.library.find(case.objection.record_id)
    if record is None:
        raise NotFoundError
    return record, means.catalogue.get(record.content.item)


def _source_of(record: Record, *, means: Means, now: datetime) -> Body:
    return means.bodies.responsible(record.content.supply.body, beijing_date(now))


def _refuse_a_second(record_id: str, *, means: Means) -> None:
    """Refuse while another case is open on the record; what an ended case left behind stands in nobody's way."""
    number = means.cases.open_on(record_id)
    case = means.cases.find(number) if number else None
    if case is not None and not case.state.is_final:
        raise _already_open(number)


def _already_open(number: str | None) -> ConflictError:
    named = f"（{number}）" if number else ""
    return ConflictError(ALREADY_OPEN, f"该记录已有办理中的异议{named}。", f"An objection is open: {number or '-'}.")
