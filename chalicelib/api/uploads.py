"""A department's files, or rows of those that have none: a ticket to send them, how far they have come, the receipt.

`parts` is how a large file is sent; `plans` is what comes between.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Raw, Struct

from chalicelib.api import logs
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, LEAD, SYSTEM
from chalicelib.api.forms import EACH
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.intake.approvals import batch_for
from chalicelib.intake.batches import Batch, Counts, Message, Period, Review, State, Ticket
from chalicelib.intake.inline import MOST_SENT, send_rows
from chalicelib.intake.receipts import Receipt, written_for
from chalicelib.intake.sending import SENDING_TAKES
from chalicelib.intake.store import Post
from chalicelib.intake.systems.sending import NOT_ITS_CHANNEL, NOT_ITS_ITEM, ticket_of
from chalicelib.intake.tickets import TTL_SECONDS, Bounds, batch_of, ticket


class Reviewed(Review, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The certifier's secrecy and disclosure review. Shape: {"reviewed_by": …, "reviewed_on": …, "item": …}."""


class Days(Period, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The days of a zero report, ends included. Shape: {"first": "2026-10-01", "last": "2026-10-31"}."""


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a department says of a file before it sends it; who certifies is who calls.

    With `dry_run` it rests once it is planned, also where the body's batches are applied at once. With `rows` there is
    no file: file name, size and hash are left out, and the rows are sent to `POST /v1/uploads/{batch}/rows`.

    Shape: {"item": "administrative_penalty", "file_name": "….csv", "size_bytes": 1024, "sha256": "…", "review": {…}}
    Units: size_bytes.
    """

    item: str
    file_name: str = ""
    size_bytes: int = 0
    sha256: str = ""
    review: Reviewed | None = None
    dry_run: bool = False
    rows: bool = False
    message: Message = Message.SUPPLY
    period: Days | None = None


class SentRows(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rows of a batch, each under official names, field ids or synonyms, as the columns of a file; null is empty.

    Every value is a text, as in a cell. The n-th row is row n of the plan and the receipt, counted from 1.

    Shape: {"rows": [{"行政相对人名称": "…", "罚款金额(万元)": "1.5"}, …]}
    """

    rows: Annotated[list[dict[str, str | None]], Meta(min_length=1, max_length=MOST_SENT)]


class Ticketed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A batch, and the presigned POST to send its file with: none for a file that is not taken or has come already.

    Rows have no POST: they are sent to `POST /v1/uploads/{batch}/rows`. Neither has a file that is sent `in_parts`, for
    it is larger than 100 MiB: `GET /v1/uploads/{batch}/parts` says where its parts are put.

    Units: ttl_seconds, how long the ticket is good for.
    """

    batch: str
    state: State
    post: Post | None = None
    ttl_seconds: int | None = None
    in_parts: bool = False
    reason: str | None = None


class Approved(Struct, frozen=True):
    """That somebody let a batch be applied: in which role, and when."""

    role: str
    at: datetime


class BatchState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a batch has come; `reason` is why the file as a whole was not taken in, or why its plan was given up.

    `counts` are of the plan until it is applied. A planned batch that is at rest waits until as many as
    `approvals_needed` have let it be applied. `undo_of` is the batch that this one takes back. One that `is_of_rows`
    has no file name, and no size until its rows are sent; a zero report has a `period` and neither. `system` is the
    registered system that sent it.
    """

    batch: str
    state: State
    message: Message
    item: str
    file_name: str
    size_bytes: int
    ticketed_at: datetime
    moved_at: datetime
    rows_done: int
    counts: Counts
    is_at_rest: bool
    approvals_needed: int = 0
    approvals: tuple[Approved, ...] = ()
    undo_of: str | None = None
    is_of_rows: bool = False
    period: Period | None = None
    system: str | None = None
    reason: str | None = None


class AnnotatedCopy(Struct, frozen=True, kw_only=True):
    """Whether the annotated copy of a batch's file is ready; then the answer sends to it, by a link of a minute."""

    batch: str
    is_ready: bool


def open_ticket(call: Call, *, form: Declared) -> Answer:
    """Give a ticket for one file, or for the rows of one call."""
    declared = Ticket(
        item=form.item,
        body=_body_of(call),
        division=call.reader.division or "",
        certifier=call.reader.sub,
        file_name=form.file_name,
        size_bytes=form.size_bytes,
        sha256=form.sha256,
        review=form.review,
        dry_run=form.dry_run,
        is_of_rows=form.rows,
        message=form.message,
        period=form.period,
    )
    if call.caller.system is not None:
        declared = ticket_of(call.caller.system, declared)
    number = once(call, lambda: _opened(call, declared))
    batch = own_batch(call, number)
    if batch.state is not State.TICKETED:
        return _answer(Ticketed(batch=number, state=batch.state, reason=batch.reason), batch)
    if batch.ticket.is_of_rows:
        return _answer(Ticketed(batch=number, state=batch.state, ttl_seconds=TTL_SECONDS), batch)
    if batch.sending is not None:
        seconds = int(SENDING_TAKES.total_seconds())
        return _answer(Ticketed(batch=number, state=batch.state, ttl_seconds=seconds, in_parts=True), batch)
    post = call.services.uploads.post_for(number, size_bytes=batch.ticket.size_bytes, ttl_seconds=TTL_SECONDS)
    return _answer(Ticketed(batch=number, state=batch.state, post=post, ttl_seconds=TTL_SECONDS), batch)


def _opened(call: Call, declared: Ticket) -> str:
    bounds = Bounds(in_parts_bytes=call.services.settings.upload_limit_mib << 20)
    batch, _ = ticket(declared, means=call.services, now=call.now, bounds=bounds)
    if batch.state is State.QUARANTINED and batch.reason is not None:
        logs.reported(batch.reason, batch=batch.batch)
    return batch.batch


def rows(call: Call, *, batch: str, form: SentRows) -> Answer:
    """Take the rows of a batch whose ticket was for rows; sent again, the same ones."""
    if call.caller.system is not None:
        own_batch(call, batch)
    return answer_with(send_rows(batch, form.rows, by=call.reader, means=call.services, now=call.now))


def one_batch(call: Call, *, batch: str) -> Answer:
    """Say how far a batch has come."""
    return answer_with(_own(call, batch_for(batch, by=call.reader, means=call.services)))


def answer_with(batch: Batch) -> Answer:
    """Return the answer that says how far a batch has come."""
    state = BatchState(
        batch=batch.batch,
        state=batch.state,
        message=batch.ticket.message,
        item=batch.ticket.item,
        file_name=batch.ticket.file_name,
        size_bytes=batch.ticket.size_bytes,
        ticketed_at=batch.ticketed_at,
        moved_at=batch.moved_at,
        rows_done=batch.rows_done,
        counts=batch.counts,
        is_at_rest=batch.is_at_rest,
        approvals_needed=batch.approvals_needed,
        approvals=tuple(Approved(one.role, one.at) for one in batch.approvals),
        undo_of=batch.undo_of,
        is_of_rows=batch.ticket.is_of_rows,
        period=batch.ticket.period,
        system=batch.ticket.system,
        reason=batch.reason,
    )
    return _answer(state, batch)


def receipt(call: Call, *, batch: str) -> Answer:
    """Give the receipt of a batch: of its plan, and once it is at its end of what came of it."""
    found = own_batch(call, batch)
    return _answer(Raw(written_for(found, receipts=call.services.receipts)), found)


def annotated(call: Call, *, batch: str) -> Answer:
    """Send the caller to their own file with remarks on it, or say that it is not made yet and have it made."""
    from chalicelib.intake.annotating import annotated_copy

    found = own_batch(call, batch)
    link = annotated_copy(found, kept=call.services.annotated, means=call.services)
    answer = _answer(AnnotatedCopy(batch=found.batch, is_ready=link is not None), found)
    return answer.accepted() if link is None else answer.sent_to(link)


def own_batch(call: Call, number: str) -> Batch:
    """Return a batch to a member of the body whose it is, and to the system that sent it. Raises: NotFoundError."""
    return _own(call, batch_of(number, body=_body_of(call), means=call.services))


def _own(call: Call, batch: Batch) -> Batch:
    """Return a batch to the staff of its body, and of a body's systems to the one that sent it."""
    if call.caller.system is not None and batch.ticket.system != call.caller.system.system:
        raise NotFoundError
    return batch


def _body_of(call: Call) -> str:
    if call.reader.body is None:
        raise NotFoundError
    return call.reader.body


def _answer(content: Struct | Raw, batch: Batch) -> Answer:
    return Answer(content=content, look=AT_NOTHING, act=batch.batch)


_DEPARTMENTS = {OFFICE: DEPARTMENT}
_SENDERS = {OFFICE: DEPARTMENT | SYSTEM}

ROUTES = (
    Route(
        method="POST",
        path="/v1/uploads",
        view=open_ticket,
        serves=_SENDERS,
        form=Declared,
        gives=Ticketed,
        success=HTTPStatus.CREATED,
        zh="报送一个文件或数据行：取得上传凭证",
        takes=("Idempotency-Key",),
        refuses=(
            "catalogue.item_unknown",
            NOT_ITS_CHANNEL,
            NOT_ITS_ITEM,
            "upload.body_ended",
            "upload.body_unknown",
            "upload.division_differs",
            "upload.file_empty",
            "upload.file_name_carries_identifier",
            "upload.file_name_shape",
            "upload.file_too_large",
            "upload.message_not_of_item",
            "upload.never_collected",
            "upload.not_the_supplier",
            "upload.period_or_file",
            "upload.period_unsound",
            "upload.review_carries_identifier",
            "upload.review_in_the_future",
            "upload.review_nameless",
            "upload.review_of_another_item",
            "upload.rows_or_file",
            "upload.sha256_shape",
        ),
    ),
    Route(
        method="POST",
        path="/v1/uploads/{batch}/rows",
        zh="报送数据行，不超过500行",
        view=rows,
        serves=_SENDERS,
        form=SentRows,
        numbers_at=(("rows", EACH, EACH),),
        gives=BatchState,
        refuses=(
            "upload.not_of_rows",
            "upload.not_the_sender",
            "upload.rows_differ",
            "upload.ticket_ended",
        ),
    ),
    Route(
        method="GET",
        path="/v1/uploads/{batch}",
        zh="一个批次办到哪一步",
        view=one_batch,
        serves={OFFICE: DEPARTMENT | SYSTEM | LEAD},
        gives=BatchState,
    ),
    Route(
        method="GET",
        path="/v1/uploads/{batch}/receipt",
        zh="回执",
        view=receipt,
        serves=_SENDERS,
        gives=Receipt,
        refuses=("receipt.gone", "receipt.not_ready"),
    ),
    Route(
        method="GET",
        path="/v1/uploads/{batch}/annotated",
        zh="带批注的文件（XLSX）",
        view=annotated,
        serves=_DEPARTMENTS,
        gives=AnnotatedCopy,
        success=HTTPStatus.ACCEPTED,
        also=(HTTPStatus.SEE_OTHER,),
        refuses=("receipt.gone", "receipt.not_ready", "upload.file_gone"),
    ),
)
