"""A department's files: a ticket to send one, how far it has come, and the receipt; `plans` is what comes between."""

from datetime import datetime
from http import HTTPStatus

from msgspec import Raw, Struct

from chalicelib.api import logs
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, LEAD
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.intake.approvals import batch_for
from chalicelib.intake.batches import Batch, Counts, Message, Review, State, Ticket
from chalicelib.intake.receipts import Receipt
from chalicelib.intake.store import Post
from chalicelib.intake.tickets import TTL_SECONDS, batch_of, ticket


class Reviewed(Review, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The certifier's secrecy and disclosure review. Shape: {"reviewed_by": …, "reviewed_on": …, "item": …}."""


class Declared(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a department says of a file before it sends it; who certifies is who calls.

    With `dry_run` it rests once it is planned, also where the body's batches are applied at once.

    Shape: {"item": "administrative_penalty", "file_name": "….csv", "size_bytes": 1024, "sha256": "…", "review": {…}}
    Units: size_bytes.
    """

    item: str
    file_name: str
    size_bytes: int
    sha256: str
    review: Reviewed | None = None
    dry_run: bool = False


class Ticketed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A batch, and the presigned POST to send its file with: none for a file that is not taken or has come already.

    Units: ttl_seconds, how long the POST is good for.
    """

    batch: str
    state: State
    post: Post | None = None
    ttl_seconds: int | None = None
    reason: str | None = None


class Approved(Struct, frozen=True):
    """That somebody let a batch be applied: in which role, and when."""

    role: str
    at: datetime


class BatchState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a batch has come; `reason` is why the file as a whole was not taken in, or why its plan was given up.

    `counts` are of the plan until it is applied. A planned batch that is at rest waits until as many as
    `approvals_needed` have let it be applied. `undo_of` is the batch that this one takes back.
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
    reason: str | None = None


class Annotated(Struct, frozen=True, kw_only=True):
    """Whether the annotated copy of a batch's file is ready; then the answer sends to it, by a link of a minute."""

    batch: str
    is_ready: bool


def open_ticket(call: Call, *, form: Declared) -> Answer:
    """Give a ticket for one file."""
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
    )
    number = once(call, lambda: _opened(call, declared))
    batch = _batch(call, number)
    if batch.state is not State.TICKETED:
        return _answer(Ticketed(batch=number, state=batch.state, reason=batch.reason), batch)
    post = call.services.uploads.post_for(number, size_bytes=batch.ticket.size_bytes, ttl_seconds=TTL_SECONDS)
    return _answer(Ticketed(batch=number, state=batch.state, post=post, ttl_seconds=TTL_SECONDS), batch)


def _opened(call: Call, declared: Ticket) -> str:
    batch, _ = ticket(declared, means=call.services, now=call.now)
    if batch.state is State.QUARANTINED and batch.reason is not None:
        logs.reported(batch.reason, batch=batch.batch)
    return batch.batch


def one_batch(call: Call, *, batch: str) -> Answer:
    """Say how far a batch has come."""
    return answer_with(batch_for(batch, by=call.reader, means=call.services))


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
        reason=batch.reason,
    )
    return _answer(state, batch)


def receipt(call: Call, *, batch: str) -> Answer:
    """Give the receipt of a batch: of its plan, and once it is at its end of what came of it."""
    found = _batch(call, batch)
    written = call.services.receipts.find(found.batch) if found.state.has_receipt else None
    if written is None:
        raise NotFoundError("receipt.not_ready", "回执尚未生成。", "The receipt is not there yet.")
    return _answer(Raw(written), found)


def annotated(call: Call, *, batch: str) -> Answer:
    """Send the caller to their own file with remarks on it, or say that it is not made yet and have it made."""
    from chalicelib.intake.annotating import annotated_copy

    found = _batch(call, batch)
    link = annotated_copy(found, kept=call.services.annotated, means=call.services)
    answer = _answer(Annotated(batch=found.batch, is_ready=link is not None), found)
    return answer.accepted() if link is None else answer.sent_to(link)


def _batch(call: Call, number: str) -> Batch:
    return batch_of(number, body=_body_of(call), means=call.services)


def _body_of(call: Call) -> str:
    if call.reader.body is None:
        raise NotFoundError
    return call.reader.body


def _answer(content: Struct | Raw, batch: Batch) -> Answer:
    return Answer(content=content, look=AT_NOTHING, act=batch.batch)


_DEPARTMENTS = {OFFICE: DEPARTMENT}

ROUTES = (
    Route(
        method="POST",
        path="/v1/uploads",
        view=open_ticket,
        serves=_DEPARTMENTS,
        form=Declared,
        gives=Ticketed,
        success=HTTPStatus.CREATED,
        zh="报送一个文件：取得上传凭证",
        takes=("Idempotency-Key",),
        refuses=(
            "catalogue.item_unknown",
            "upload.body_ended",
            "upload.body_unknown",
            "upload.division_differs",
            "upload.file_empty",
            "upload.file_name_carries_identifier",
            "upload.file_name_shape",
            "upload.file_too_large",
            "upload.never_collected",
            "upload.not_the_supplier",
            "upload.review_carries_identifier",
            "upload.review_in_the_future",
            "upload.review_nameless",
            "upload.review_of_another_item",
            "upload.sha256_shape",
        ),
    ),
    Route(
        method="GET",
        path="/v1/uploads/{batch}",
        zh="一个批次办到哪一步",
        view=one_batch,
        serves={OFFICE: DEPARTMENT | LEAD},
        gives=BatchState,
    ),
    Route(
        method="GET",
        path="/v1/uploads/{batch}/receipt",
        zh="回执",
        view=receipt,
        serves=_DEPARTMENTS,
        gives=Receipt,
        refuses=("receipt.not_ready",),
    ),
    Route(
        method="GET",
        path="/v1/uploads/{batch}/annotated",
        zh="带批注的文件（XLSX）",
        view=annotated,
        serves=_DEPARTMENTS,
        gives=Annotated,
        success=HTTPStatus.ACCEPTED,
        also=(HTTPStatus.SEE_OTHER,),
        refuses=("receipt.not_ready", "upload.file_gone"),
    ),
)
