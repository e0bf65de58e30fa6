"""Rows sent in a call (直报): for small systems that have no files. What they send becomes the file of its batch.

Shape: ticket of rows ─▶ size and SHA-256 of the rows put into the batch ─▶ the rows put into the bucket ─▶ admission

The rows are written as JSON lines, one line a row, keys in order: the same rows make the same bytes. The n-th row sent
is row n of the plan and of the receipt, counted from 1. The batch owns the act, and its conditional put is the commit
point: from then on no other rows are taken. What broke off before the rows lay in the bucket is gone on with by sending
them again; where nobody does, the batch is refused as one whose file never came.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from chalicelib.errors import ConflictError, ForbiddenError, StaleVersionError
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.means import Means
from chalicelib.intake.taking import TRIES
from chalicelib.intake.tickets import TTL_SECONDS, batch_of
from chalicelib.library.readers import Reader

MOST_SENT = 500
SentRow = Mapping[str, str | None]

_TTL = timedelta(seconds=TTL_SECONDS)
_CANONICAL = msgspec.json.Encoder(order="sorted")


def send_rows(number: str, rows: Sequence[SentRow], *, by: Reader, means: Means, now: datetime) -> Batch:
    """Take the rows of a batch, and return it as it stands; the same rows sent again come to the same.

    Shape:  rows [{official name, field id or synonym: what is in the cell, None for nothing}, …]
    Raises: NotFoundError for no such batch or another body's; ForbiddenError for who did not ask for its ticket;
            ConflictError for a batch of a file, of other rows, or whose ticket has ended;
            StaleVersionError where others moved it at every try.
    """
    content = lines_of(rows)
    for _ in range(TRIES):
        batch = batch_of(number, body=by.body or "", means=means)
        try:
            fixed = _fixed(batch, content, by=by, means=means, now=now)
        except StaleVersionError:
            continue
        if fixed.state is State.TICKETED:
            means.uploads.put(number, content)
        return fixed
    raise StaleVersionError


def lines_of(rows: Sequence[SentRow]) -> bytes:
    """Return rows as JSON lines: the n-th line is the n-th row, its keys in order."""
    return b"".join(_CANONICAL.encode(row) + b"\n" for row in rows)


def _fixed(batch: Batch, content: bytes, *, by: Reader, means: Means, now: datetime) -> Batch:
    """Return the batch with the size and the hash of its rows: as it stands where it has them, else as it is put."""
    ticket, sha256 = batch.ticket, hashlib.sha256(content).hexdigest()
    if ticket.certifier != by.sub:
        code, zh = "upload.not_the_sender", "数据行应由取得上传凭证的人报送。"
        raise ForbiddenError(code, zh, "Who asked for the ticket sends its rows.")
    if not ticket.is_of_rows:
        raise ConflictError("upload.not_of_rows", "该批次报送的是文件。", "The batch is of a file.")
    if ticket.sha256 == sha256:
        return batch
    if ticket.sha256:
        raise ConflictError("upload.rows_differ", "该批次已报送其他数据行。", "The batch has other rows already.")
    if batch.state is not State.TICKETED or now - batch.ticketed_at > _TTL:
        raise ConflictError("upload.ticket_ended", "上传凭证已失效，请重新取得。", "The ticket has ended.")
    told = msgspec.structs.replace(ticket, size_bytes=len(content), sha256=sha256)
    fixed = batch.moved(State.TICKETED, at=now, ticket=told)
    means.batches.put(fixed, over=batch)
    return fixed
