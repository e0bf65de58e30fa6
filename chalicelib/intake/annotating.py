"""Annotating (制作批注件): the annotated copy of a batch's file is made when it is asked for, and handed out by a link.

Its name is the batch and the hash of its receipt: asked for twice it is made once, and another receipt has another
copy. It holds what the department sent, so it is kept a day and no longer, and not handed out once the file is gone.
"""

import hashlib
from typing import Protocol

from chalicelib.errors import GoneError, NotFoundError
from chalicelib.intake.annotations import Original, annotated
from chalicelib.intake.arrivals import Arrival
from chalicelib.intake.batches import Batch
from chalicelib.intake.means import Means
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.sheets import likeliest_in, sheet_in
from chalicelib.intake.receipts import Receipt, receipt_in

LINK_SECONDS = 60


class AnnotatedStore(Protocol):
    """Where annotated copies are kept for a day, each under its batch and the hash of the receipt that it shows."""

    def has(self, batch: str, sha256: str) -> bool:
        """Say whether a copy is there."""

    def put(self, batch: str, sha256: str, workbook: bytes) -> None:
        """Keep a copy; made again, the newest is kept."""

    def link(self, batch: str, sha256: str, *, seconds: int) -> str:
        """Return a link that opens it to whoever has it for some seconds, as a file to be saved."""


def annotated_copy(batch: Batch, *, kept: AnnotatedStore, means: Means) -> str:
    """Return a link to the annotated copy of a batch's file, which is made unless it is there.

    Raises: NotFoundError before there is a receipt; GoneError where the file never came, or is not kept any more.
    """
    raw = means.receipts.find(batch.batch) if batch.state.has_receipt else None
    if raw is None:
        raise NotFoundError("receipt.not_ready", "回执尚未生成。", "The receipt is not there yet.")
    if means.uploads.size_of(batch.batch) is None:
        raise _gone()
    sha256 = hashlib.sha256(raw).hexdigest()
    if not kept.has(batch.batch, sha256):
        kept.put(batch.batch, sha256, _made(batch, receipt_in(raw), means=means))
    return kept.link(batch.batch, sha256, seconds=LINK_SECONDS)


def _made(batch: Batch, receipt: Receipt, *, means: Means) -> bytes:
    try:
        with means.uploads.opened(batch.batch) as arrival:
            return annotated(_original(arrival, batch, means=means), receipt, made_at=batch.ticketed_at)
    except NotFoundError:
        raise _gone() from None


def _original(arrival: Arrival, batch: Batch, *, means: Means) -> Original:
    """Return what can be shown of a file: nothing of one that is not the declared one, or that cannot be read."""
    if arrival.sha256 != batch.ticket.sha256:
        return Original()
    item, items = means.catalogue.get(batch.ticket.item), means.catalogue.items
    sheet, _ = sheet_in(arrival.file, item=item, items=items)
    if sheet is not None:
        places = {name: place for place, name in enumerate(sheet.header.fields) if name is not None}
        return Original(sheet.raw_rows, sheet.header_row, places)
    try:
        found = likeliest_in(arrival.file, item=item, items=items)
    except BrokenFileError:
        return Original()
    return Original(found.rows, found.header_row)


def _gone() -> GoneError:
    zh, en = "平台上没有这个批次的文件：未曾收到，或保存期限已满。", "The file never came, or is not kept any more."
    return GoneError("upload.file_gone", zh, en)
