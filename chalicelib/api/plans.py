"""What a batch would do, letting it be done, taking it back; how a body's batches are applied; erasing a record."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, LEAD
from chalicelib.api.cursors import Cursor
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.api.uploads import BatchState, answer_with
from chalicelib.errors import NotFoundError
from chalicelib.intake import approvals
from chalicelib.intake.approvals import Practice, batch_for
from chalicelib.intake.batches import State
from chalicelib.intake.erasing import Order, erase
from chalicelib.intake.plans import Line, PlanCounts, Planned
from chalicelib.intake.reconciliations import Reconciliation
from chalicelib.intake.undoing import undo
from chalicelib.library.readers import Level


class PlanQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: ?limit=100&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    cursor: Cursor | None = None


class PlanView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a batch would do, as it was judged; what is applied is judged anew.

    `lines` are the rows that are neither merely new nor the same, `listed` how many of them there are. `standing` is a
    hash of the versions that it was judged against. `live` records of the item are the department's; the batch
    withdraws or changes so many of them, and waits for one more approval where that is beyond what one may let go.
    The first page of a full statement's plan has its `reconciliation`: how it and the library compare, in all and by
    day of the item's own date.
    """

    batch: str
    state: State
    item: str
    judged_from: datetime
    judged_until: datetime
    standing: str
    counts: PlanCounts
    live: int
    withdraws_or_changes: int
    is_beyond_radius: bool
    approvals_needed: int
    approvals_given: int
    listed: int
    lines: Sequence[Line]
    reconciliation: Reconciliation | None = None


class PracticeSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a body's batches are to be applied. Shape: {"is_at_once": true}."""

    is_at_once: bool


class PracticeView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a body's batches are applied: at once, or once a second person lets them; when that was noted, if it was.

    `version` is what a write replaces; it is 1 where nothing is noted.
    """

    body: str
    version: int
    is_at_once: bool
    set_at: datetime | None = None


class ErasureOrder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a record should never have been held.

    Shape: {"ground": "wrong_person" or "outside_catalogue", "reason": "…"}
    """

    ground: str
    reason: str


def plan(call: Call, *, batch: str, query: PlanQuery) -> Answer:
    """Give the plan of a batch, and a page of its lines."""
    found = batch_for(batch, by=call.reader, means=call.services)
    planned = Planned(found.batch, call.services.receipts)
    kept = planned.find(found.planned_as)
    if kept is None:
        raise NotFoundError("plan.not_ready", "入库预览尚未生成。", "There is no plan yet.")
    after = int(cursors.after_in(call, query) or 0)
    ends = after + query.limit
    view = PlanView(
        batch=kept.batch,
        state=found.state,
        item=kept.item,
        judged_from=kept.judged_from,
        judged_until=kept.judged_until,
        standing=kept.standing,
        counts=kept.counts,
        live=kept.live,
        withdraws_or_changes=kept.withdraws_or_changes,
        is_beyond_radius=kept.is_beyond_radius,
        approvals_needed=kept.approvals_needed,
        approvals_given=len(found.approvals),
        listed=kept.listed,
        lines=planned.lines(kept, after=after, limit=query.limit),
        reconciliation=None if after else kept.reconciliation,
    )
    further = cursors.next_of(call, query, str(ends) if ends < kept.listed else None)
    return Answer(content=view, look=AT_NOTHING, act=found.batch, next_cursor=further)


def execution(call: Call, *, batch: str) -> Answer:
    """Let a planned batch be applied."""
    return answer_with(approvals.approve(batch, by=call.reader, means=call.services, now=call.now))


def undoing(call: Call, *, batch: str) -> Answer:
    """Take a batch back, by a batch of its own; asked for again, the same one."""
    return answer_with(undo(batch, by=call.reader, means=call.services, now=call.now))


def practice(call: Call, *, body: str) -> Answer:
    """Say how a body's batches are applied: to the body itself, and to the centre."""
    if call.reader.level is not Level.DESK and call.reader.body != body:
        raise NotFoundError
    if body not in call.services.bodies:
        raise NotFoundError
    return _practised(body, call.services.suppliers.practice_of(body))


def practising(call: Call, *, body: str, form: PracticeSet) -> Answer:
    """Note how a body's batches are applied."""
    noted = approvals.practise(
        body,
        is_at_once=form.is_at_once,
        replaces=call.replaced_version - 1,
        by=call.reader,
        means=call.services,
        now=call.now,
    )
    return _practised(body, noted)


def erasure(call: Call, *, record: str, form: ErasureOrder) -> Answer:
    """Ask that a record be erased that should never have been held; it is, once somebody else lets it."""
    order = Order(record, form.ground, form.reason)
    number = once(call, lambda: erase(order, by=call.reader, means=call.services, now=call.now).batch)
    return answer_with(batch_for(number, by=call.reader, means=call.services))


def _practised(body: str, noted: Practice | None) -> Answer:
    """Return the answer; its version is one more than the practice's, so that nothing noted has one to name too."""
    version = (noted.version if noted else 0) + 1
    view = PracticeView(
        body=body,
        version=version,
        is_at_once=noted.is_at_once if noted else approvals.rules().at_once,
        set_at=noted.set_at if noted else None,
    )
    return Answer(content=view, look=AT_NOTHING, version=version)


_BY_BOTH = {OFFICE: DEPARTMENT | LEAD}

ROUTES = (
    Route(
        method="GET",
        path="/v1/uploads/{batch}/plan",
        zh="入库预览：一个批次将如何变动",
        view=plan,
        serves=_BY_BOTH,
        query=PlanQuery,
        gives=PlanView,
        refuses=("plan.not_ready",),
    ),
    Route(
        method="POST",
        path="/v1/uploads/{batch}/execution",
        zh="同意入库",
        view=execution,
        serves=_BY_BOTH,
        gives=BatchState,
        refuses=("upload.not_planned", "upload.own_file"),
    ),
    Route(
        method="POST",
        path="/v1/uploads/{batch}/undo",
        zh="撤回入库",
        view=undoing,
        serves=_BY_BOTH,
        gives=BatchState,
        refuses=("upload.nothing_to_undo", "upload.own_file", "upload.undo_too_late"),
    ),
    Route(
        method="GET",
        path="/v1/bodies/{body}/practice",
        zh="一个机构的批次如何入库",
        view=practice,
        serves=_BY_BOTH,
        gives=PracticeView,
    ),
    Route(
        method="PUT",
        path="/v1/bodies/{body}/practice",
        zh="设定一个机构的批次如何入库",
        view=practising,
        serves={OFFICE: LEAD},
        form=PracticeSet,
        gives=PracticeView,
        takes=("If-Match",),
    ),
    Route(
        method="POST",
        path="/v1/records/{record}/erasure",
        zh="清除不应归集的记录",
        view=erasure,
        serves=_BY_BOTH,
        form=ErasureOrder,
        gives=BatchState,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=("erasure.unsound", "record.erased", "resource.not_found"),
    ),
)
