"""Annotating (制作批注件): the annotated copy of a batch's file, made by the worker when it is asked for.

asked for ─▶ queue ─▶ made under the batch and the hash of its receipt ─▶ asked for again ─▶ a link of a minute

No door reads what departments sent; the worker does. Another receipt has another copy. It holds what the department
sent, so it is kept a day and no longer.
"""

import hashlib
from typing import Protocol

from chalicelib.errors import GoneError, NotFoundError
from chalicelib.intake.annotations import Original, annotated
from chalicelib.intake.arrivals import Arrival
from chalicelib.intake.batches import Batch
from chalicelib.intake.means import Means
from chalicelib.intake.messages import form_of
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.sheets import likeliest_in, sheet_in
from chalicelib.intake.receipts import name_of as receipt_name
from chalicelib.intake.receipts import receipt_in, written_for

LINK_SECONDS = 60


class AnnotatedStore(Protocol):
    """Where annotated copies are kept for a day, each under its batch and the hash of the receipt that it shows."""

    def size_of(self, batch: str, sha256: str) -> int | None:
        """Return a copy's size, None where there is none; an empty one says that there was no file. Units: bytes."""

    def put(self, batch: str, sha256: str, workbook: bytes) -> None:
        """Keep a copy; made again, the newest is kept."""

    def link(self, batch: str, sha256: str, *, seconds: int) -> str:
        """Return a link that opens it to whoever has it for some seconds, as a file to be saved."""


def annotated_copy(batch: Batch, *, kept: AnnotatedStore, means: Means) -> str | None:
    """Return a link to the annotated copy of a batch's file; where there is none yet, have it made and return None.

    Raises: NotFoundError before there is a receipt; GoneError where the file never came, or either is not kept longer.
    """
    sha256 = _name_of(written_for(batch, receipts=means.receipts))
    size = kept.size_of(batch.batch, sha256)
    if size is None:
        means.admissions.ask_for_copy(batch.batch)
        return None
    if not size:
        zh, en = "平台上没有这个批次的文件：未曾收到，或保存期限已满。", "The file never came, or is not kept any more."
        raise GoneError("upload.file_gone", zh, en)
    return kept.link(batch.batch, sha256, seconds=LINK_SECONDS)


def make_copy(batch: Batch, *, kept: AnnotatedStore, means: Means) -> None:
    """Make the copy of a batch's file that shows its receipt of now, an empty one where there is no file.

    What is there is not made again; before there is a receipt nothing is.
    """
    raw = means.receipts.find(receipt_name(batch))
    if raw is None or kept.size_of(batch.batch, _name_of(raw)) is not None:
        return
    try:
        with means.uploads.opened(batch.batch) as arrival:
            made = annotated(_original(arrival, batch, means=means), receipt_in(raw), made_at=batch.ticketed_at)
    except NotFoundError:
        made = b""
    kept.put(batch.batch, _name_of(raw), made)


def _name_of(receipt: bytes) -> str:
    return hashlib.sha256(receipt).hexdigest()


def _original(arrival: Arrival, batch: Batch, *, means: Means) -> Original:
    """Return what can be shown of a file: nothing of one that is not the declared one, or that cannot be read."""
    if arrival.sha256 != batch.ticket.sha256:
        return Original()
    item, items = form_of(means.catalogue.get(batch.ticket.item), batch.ticket.message), means.catalogue.items
    sheet, _ = sheet_in(arrival.file, item=item, items=items)
    if sheet is not None:
        places = {name: place for place, name in enumerate(sheet.header.fields) if name is not None}
        return Original(sheet.raw_rows, sheet.header_row, places)
    try:
        found = likeliest_in(arrival.file, item=item, items=items)
    except BrokenFileError:
        return Original()
    return Original(found.rows, found.header_row)
