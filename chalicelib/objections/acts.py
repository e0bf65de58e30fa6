"""Acts: what every move does before and after what is its own.

Before, the case is found, the move looked up in the table, and the hold of staff looked at. The move is one conditional
put of the case, its commit; a message that outlives this process asks for what it promises.
"""

from datetime import datetime
from typing import Any

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, NotFoundError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Record
from chalicelib.library.visibility import View
from chalicelib.objections import leases
from chalicelib.objections.cases import Case, Move
from chalicelib.objections.effects import ALREADY_OPEN, roll_forward
from chalicelib.objections.leases import Hold
from chalicelib.objections.means import Means
from chalicelib.objections.moves import MoveName, Row, row_for
from chalicelib.objections.notifying import commit_told
from chalicelib.objections.scope import actor_of, acts_for, case_for
from chalicelib.objections.steps import moved
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date


def held(number: str, move: MoveName, *, hold: Hold, means: Means, now: datetime) -> tuple[Case, Row]:
    """Return a case that its holder may move so, and the row of the move.

    Raises: NotFoundError; ConflictError, ForbiddenError or StaleVersionError as `row_for` and `leases.must_hold`.
    """
    case = case_for(hold.by, number, means=means, now=now)
    row = row_for(case, move, actor=actor_of(hold.by))
    leases.must_hold(case, hold, now=now)
    return case, row


def carried_out(case: Case, row: Row, *, line: Move, means: Means, **changes: Any) -> Case:
    """Commit a move, roll forward what it promises, and return the case as it then stands.

    Raises: StaleVersionError.
    """
    after = committed(case, row, line=line, means=means, **changes)
    return roll_forward(after.case, means=means, now=line.at) if after.state.is_under_way else after


def committed(case: Case, row: Row, *, line: Move, means: Means, **changes: Any) -> Case:
    """Commit a move, and ask the queue of machine steps for what it promises.

    Raises: StaleVersionError.
    """
    after = moved(case, row, line=line, calendar=means.calendar, **changes)
    commit_told(after, over=case, means=means)
    if after.state.is_under_way:
        means.casework.send(after.case)
    return after


def own_record(record_id: str, *, by: Reader, means: Means, now: datetime) -> Record:
    """Return a record to whose subject somebody objects for themselves, or on its grant, and which they are shown.

    Raises: NotFoundError for any other, after the same request as for one that is not there.
    """
    record = means.library.find(record_id)
    if record is None or acts_for(by) != record.subject:
        raise NotFoundError
    item = means.catalogue.get(record.content.item)
    if view_of(by, means=means, now=now).shown(record, item=item) is None:
        raise NotFoundError
    return record


def view_of(by: Reader, *, means: Means, now: datetime) -> View:
    """Return someone's eyes on records today."""
    return View(reader=by, today=beijing_date(now), periods=periods(), bodies=means.bodies)


def record_of(case: Case, means: Means) -> tuple[Record, Item]:
    """Return the record that a case is about, and its item. Raises: NotFoundError."""
    record = means.library.find(case.objection.record_id)
    if record is None:
        raise NotFoundError
    return record, means.catalogue.get(record.content.item)


def source_of(record: Record, *, means: Means, now: datetime) -> Body:
    """Return the body that is responsible today for what the source of a record supplied."""
    return means.bodies.responsible(record.content.supply.body, beijing_date(now))


def must_be_free(record_id: str, *, means: Means) -> None:
    """Refuse while another case is open on the record; what an ended case left behind stands in nobody's way.

    Raises: ConflictError `objection.already_open`, which names the open case.
    """
    number = means.cases.open_on(record_id)
    case = means.cases.find(number) if number else None
    if case is not None and not case.state.is_final:
        raise already_open(number)


def already_open(number: str | None) -> ConflictError:
    """Return the refusal that names the case that is open on a record."""
    named = f"（{number}）" if number else ""
    return ConflictError(
        ALREADY_OPEN, f"该记录已有办理中的异议或者修复申请{named}。", f"A case is open: {number or '-'}."
    )
