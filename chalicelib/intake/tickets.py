"""Tickets (上传凭证): what a department must declare before it may send a file.

Shape: declared ─▶ looked at ─▶ batch put ─▶ presigned POST
                           ├─▶ upload begun ─▶ batch put: a file that is sent in parts (`sending`)
                           ├─▶ batch put: of rows, which are sent in a call (`inline`)
                           ├─▶ batch put and begun: a zero report, which has neither
                           └─▶ batch put as quarantined: a name with a secrecy mark; no file is taken
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.never_collected import refused_by_name
from chalicelib.errors import ForbiddenError, MalformedError, NotFoundError, OversizeError, UnprocessableError
from chalicelib.intake.batches import Batch, Message, Sending, State, Ticket
from chalicelib.intake.means import Means
from chalicelib.intake.messages import kind_of_message
from chalicelib.intake.receipts import name_of, part_of, receipt_for
from chalicelib.intake.rulebook import finding
from chalicelib.intake.secrecy import bears_secrecy_mark
from chalicelib.intake.store import Post
from chalicelib.intake.zero_reports import must_declare_days
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.resident_ids import mentions_resident_id

_MEBIBYTE = 1024 * 1024
LIMIT_BYTES = 100 * _MEBIBYTE
TTL_SECONDS = 900
PART_BYTES = 16 * _MEBIBYTE
MARKED = "upload.file_name_carries_secrecy_mark"
NOT_KEPT = "（文件名带有密级或内部标志，未保存）"

_LONGEST_NAME = 200
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How large a file may be, in one form and in parts, and how long one of a form may take to come."""

    limit_bytes: int = LIMIT_BYTES
    in_parts_bytes: int = LIMIT_BYTES
    ttl_seconds: int = TTL_SECONDS


def ticket(declared: Ticket, *, means: Means, now: datetime, bounds: Bounds = Bounds()) -> tuple[Batch, Post | None]:
    """Give a ticket for one file: put its batch, and return it with where to send the file.

    `declared` is what the department says, its body and division taken from its token. A file whose name bears a
    secrecy mark is quarantined: its batch is put at rest, its name is not kept, and there is nowhere to send it. Rows
    are sent in a call, and there is no other place for them either. A file that is too large for one form is sent in
    parts (`sending`); a workbook never is.

    Raises: NotFoundError for an item the catalogue does not have; ForbiddenError for a body that may not supply it;
            MalformedError; UnprocessableError; OversizeError.
    """
    is_marked = bears_secrecy_mark(declared.file_name)
    must_be_fit(declared, means=means, today=beijing_date(now), bounds=bounds)
    number = means.numbers.batch_number(body=declared.body, at=now)
    if is_marked:
        return _quarantined(number, declared, means=means, now=now), None
    batch = Batch(batch=number, version=1, state=State.TICKETED, ticket=declared, ticketed_at=now, moved_at=now)
    if declared.message is Message.ZERO_REPORT:
        return _begun(batch, means=means), None
    if declared.size_bytes > bounds.limit_bytes:
        begun = Sending(upload=means.uploads.begin_parts(number), part_bytes=PART_BYTES)
        batch = msgspec.structs.replace(batch, sending=begun)
    means.batches.put(batch, over=None)
    if declared.is_of_rows or batch.sending is not None:
        return batch, None
    return batch, means.uploads.post_for(number, size_bytes=declared.size_bytes, ttl_seconds=bounds.ttl_seconds)


def _begun(batch: Batch, *, means: Means) -> Batch:
    """Put the batch of a zero report, for which nothing is waited."""
    begun = msgspec.structs.replace(batch, state=State.PLANNING, planned_from=batch.ticketed_at)
    means.batches.put(begun, over=None)
    means.admissions.send(begun.batch)
    return begun


def must_be_fit(declared: Ticket, *, means: Means, today: date, bounds: Bounds) -> None:
    """Refuse what may not be sent; whether its name bears a secrecy mark is another question.

    Raises: as `ticket`.
    """
    item = means.catalogue.on(today).get(declared.item)
    must_declare_days(declared, today=today)
    if declared.is_of_rows or declared.message is Message.ZERO_REPORT:
        _must_declare_no_file(declared)
    else:
        _must_be_of_form(declared, bounds=bounds)
    if not bears_secrecy_mark(declared.file_name):
        _must_be_named_fittingly(declared.file_name)
    _must_be_its_supplier(declared, item, means=means, today=today)
    if declared.message is not Message.SUPPLY:
        kind_of_message(declared.message, item)
    _must_be_reviewed_for_it(declared, today=today)


def batch_of(number: str, *, body: str, means: Means) -> Batch:
    """Return a batch to the body whose it is; to any other it does not exist.

    Raises: NotFoundError.
    """
    batch = means.batches.find(number)
    if batch is None or batch.ticket.body != body:
        raise NotFoundError
    return batch


def _quarantined(number: str, declared: Ticket, *, means: Means, now: datetime) -> Batch:
    nameless = msgspec.structs.replace(declared, file_name=NOT_KEPT)
    batch = Batch(
        batch=number,
        version=1,
        state=State.QUARANTINED,
        ticket=nameless,
        ticketed_at=now,
        moved_at=now,
        reason=MARKED,
    )
    means.receipts.put(name_of(batch), receipt_for(batch, [part_of([finding(MARKED)], previous=None)]))
    means.batches.put(batch, over=None)
    return batch


def _must_declare_no_file(declared: Ticket) -> None:
    if declared.file_name or declared.size_bytes or declared.sha256:
        zh, en = "报送数据行时不填文件名、大小和SHA-256。", "Rows have neither a file name nor a size or a hash yet."
        raise MalformedError("upload.rows_or_file", zh, en)


def _must_be_of_form(declared: Ticket, *, bounds: Bounds) -> None:
    if not _SHA256.fullmatch(declared.sha256):
        code = "upload.sha256_shape"
        raise MalformedError(code, "SHA-256应为64位小写十六进制。", "SHA-256 is 64 lower-case hex digits.")
    if not 0 < len(declared.file_name.strip()) <= _LONGEST_NAME:
        code = "upload.file_name_shape"
        raise MalformedError(code, "文件名不能为空，且不超过200个字。", "A file name has 1 to 200 characters.")
    if declared.size_bytes <= 0:
        raise UnprocessableError("upload.file_empty", "文件是空的。", "The file is empty.")
    is_workbook = declared.file_name.strip().lower().endswith(_WORKBOOKS)
    limit_bytes = bounds.limit_bytes if is_workbook else max(bounds.limit_bytes, bounds.in_parts_bytes)
    if declared.size_bytes > limit_bytes:
        zh = f"文件不能超过{limit_bytes // _MEBIBYTE}兆字节，请分成几个文件{'，或者另存为CSV' if is_workbook else ''}。"
        raise OversizeError("upload.file_too_large", zh, "The file is larger than is taken.")


def _must_be_named_fittingly(file_name: str) -> None:
    if mentions_resident_id(file_name):
        code = "upload.file_name_carries_identifier"
        raise UnprocessableError(code, "文件名中不能有公民身份号码。", "The file name carries an identifier.")
    if refused_by_name(file_name) is not None:
        code = "upload.never_collected"
        raise UnprocessableError(code, "人事档案等信息不予归集。", "Such information is never collected.")


def _must_be_its_supplier(declared: Ticket, item: Item, *, means: Means, today: date) -> None:
    """Refuse a body that is not known, has ended, is not of the division it comes from, or does not supply the item."""
    if declared.body not in means.bodies:
        raise ForbiddenError("upload.body_unknown", "没有这个机构。", "No such body.")
    body = means.bodies.get(declared.body)
    if means.bodies.responsible(declared.body, today).key != body.key:
        code = "upload.body_ended"
        raise ForbiddenError(code, "该机构的职责已由其他机构承接。", "Another body has taken over its duties.")
    if body.division != declared.division:
        code = "upload.division_differs"
        raise ForbiddenError(code, "该机构不属于这个行政区划。", "The body is of another division.")
    if not item.is_supplied_by(body):
        code = "upload.not_the_supplier"
        raise ForbiddenError(code, "该机构不报送这个信息项。", "The body does not supply this item.")


def _must_be_reviewed_for_it(declared: Ticket, *, today: date) -> None:
    review = declared.review
    if mentions_resident_id(declared.certifier) or (review and mentions_resident_id(review.reviewed_by)):
        code = "upload.review_carries_identifier"
        raise UnprocessableError(code, "审查人处不能填公民身份号码。", "The review carries an identifier.")
    if review is None:
        return
    if not review.reviewed_by.strip():
        raise MalformedError("upload.review_nameless", "保密审查应写明审查人。", "The review names no reviewer.")
    if review.item != declared.item:
        code = "upload.review_of_another_item"
        raise UnprocessableError(code, "保密审查的信息项与上传的不同。", "The review is of another item.")
    if review.reviewed_on > today:
        code = "upload.review_in_the_future"
        raise UnprocessableError(code, "保密审查日期不能晚于今天。", "The review lies in the future.")
