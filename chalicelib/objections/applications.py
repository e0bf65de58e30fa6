"""Applications (申请): the way of an objection as its subject goes it, one function a move.

It is filed, submitted, supplemented, withdrawn here; asking for a review is in `reviews`, what staff do at the `desk`.
"""

from datetime import datetime

import msgspec

from chalicelib.library.readers import Reader
from chalicelib.objections import drafts, filings, rulings
from chalicelib.objections.acts import (
    already_open,
    carried_out,
    committed,
    must_be_free,
    own_record,
    view_of,
)
from chalicelib.objections.cases import Case, CaseKind, Move, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.evidence import attaching
from chalicelib.objections.filings import Filing
from chalicelib.objections.means import Means
from chalicelib.objections.moves import Actor, MoveName, Row, row_for
from chalicelib.objections.papers import Decision
from chalicelib.objections.repairs.filing import must_be_complete
from chalicelib.objections.scope import actor_of, case_for
from chalicelib.objections.steps import line_of

# A tap that comes again because its answer was lost finds the case in one of these, and is answered with it.
_SUBMITTED = frozenset({State.SUBMITTING, State.SUBMITTED})


def file(filing: Filing, *, by: Reader, means: Means, now: datetime, tap: str | None = None) -> Case:
    """Keep a draft of an objection (异议申请) to a record of the caller's own file, or of one who granted them to.

    `tap` names who calls, where, and the key they brought: the same tap makes one draft (`drafts`).

    Raises: NotFoundError for a record that is not there, not theirs or not shown to them; ConflictError
            `objection.already_open`; UnprocessableError `objection.unsound` or `repeat.other_body`.
    """
    record = own_record(filing.record_id, by=by, means=means, now=now)
    item = means.catalogue.get(record.content.item)
    objection = filings.objection_in(filing, record=record, item=item, view=view_of(by, means=means, now=now))
    made = drafts.made_by(tap, objection, means=means, now=now)
    if made is not None:
        return made
    must_be_free(record.record_id, means=means)
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
        source=record.content.supply.body,
        regime=means.deadline_regime,
    )
    return drafts.keep(case, tap=tap, means=means, now=now)


def submit(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Submit a draft; of two on one record the first to open it wins, and the other ends. Twice is once.

    Raises: NotFoundError; ConflictError `objection.already_open` or as `row_for`; UnprocessableError
            `objection.evidence_missing`; StaleVersionError; of a repair, as `repairs.filing.must_be_complete`.
    """
    case = case_for(by, number, means=means, now=now)
    if case.state in _SUBMITTED and actor_of(by) is Actor.SUBJECT:
        return _opened(roll_forward(number, means=means, now=now), means)
    row = row_for(case, MoveName.SUBMIT, actor=actor_of(by))
    record = own_record(case.objection.record_id, by=by, means=means, now=now)
    must_be_free(case.objection.record_id, means=means)
    case = attaching.complete(case, means=means, now=now)
    if case.kind is CaseKind.REPAIR:
        must_be_complete(case, record, means=means, now=now)
    return _opened(carried_out(case, row, line=line_of(case, row, by=by, at=now), means=means), means)


def supplement(number: str, answer: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Answer what was missing; the case goes back to the centre, and its clocks go on.

    Raises: NotFoundError; ConflictError or ForbiddenError as `row_for`; UnprocessableError `supplement.empty`,
            `objection.evidence_missing` or `text.unsound`; StaleVersionError.
    """
    case, row = _own(number, MoveName.SUPPLEMENT, by=by, means=means, now=now)
    rulings.must_say_something(answer, code="supplement.empty", pointer="/answer")
    case = attaching.complete(case, means=means, now=now)
    given = case.supplement and msgspec.structs.replace(case.supplement, answer=answer.strip(), answered_at=now)
    return carried_out(case, row, line=line_of(case, row, by=by, at=now), means=means, supplement=given)


def withdraw(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    """Withdraw an objection (撤回) before it is decided, and return it `withdrawing`; its mark goes with the next step.

    The step is left to the queue of machine steps: subjects' own deployment may write no library.

    Raises: NotFoundError; ConflictError or ForbiddenError as `row_for`; StaleVersionError.
    """
    case, row = _own(number, MoveName.WITHDRAW, by=by, means=means, now=now)
    decision = Decision(outcome="withdrawn", reasons="", decided_by=by.sub, decided_at=now)
    return committed(case, row, line=line_of(case, row, by=by, at=now), means=means, decision=decision)


def _opened(case: Case, means: Means) -> Case:
    if case.state is State.NOT_ACCEPTED:
        raise already_open(means.cases.open_on(case.objection.record_id))
    return case


def _own(number: str, move: MoveName, *, by: Reader, means: Means, now: datetime) -> tuple[Case, Row]:
    case = case_for(by, number, means=means, now=now)
    return case, row_for(case, move, actor=actor_of(by))
