"""Opening (开批): what a batch has to do, with its file opened where it has one; or why it cannot be done.

ticket ─▶ undoes, erases, reports nothing ─▶ its work
└▶ size, SHA-256 ─▶ the sheet of the item or of the message ─▶ the work of its rows
"""

from contextlib import ExitStack
from datetime import datetime, timedelta

from chalicelib.catalogue.items import Item
from chalicelib.errors import NotFoundError
from chalicelib.intake.batches import Batch, Message, State
from chalicelib.intake.erasing import ErasureWork
from chalicelib.intake.fanning import FannedWork
from chalicelib.intake.means import Means
from chalicelib.intake.messages import form_of, tables_of
from chalicelib.intake.reading.sheets import Sheet, sheet_in
from chalicelib.intake.resyncs import ResyncWork
from chalicelib.intake.rulebook import finding
from chalicelib.intake.sending import SENDING_TAKES
from chalicelib.intake.sources import Sources
from chalicelib.intake.tickets import TTL_SECONDS
from chalicelib.intake.undoing import UndoWork
from chalicelib.intake.works import FileWork, Work
from chalicelib.intake.zero_reports import zero_work_of
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Finding

LINGERS = timedelta(hours=1)  # what began to arrive in time has arrived by then
LAPSES_AFTER = timedelta(seconds=TTL_SECONDS) + LINGERS


def get(number: str, *, means: Means) -> Batch:
    """Return a batch. Raises: NotFoundError."""
    batch = means.batches.find(number)
    if batch is None:
        raise NotFoundError
    return batch


def work_of(
    batch: Batch, *, means: Means, now: datetime, chunk_rows: int, kept: ExitStack
) -> tuple[Work | None, list[Finding]]:
    """Return what a batch has to do, or why it cannot be done; neither where its file has not come yet."""
    if batch.ticket.message is Message.ZERO_REPORT:
        return zero_work_of(batch, means=means, now=now)
    work = _work_without_file(batch, means=means, now=now)
    if work is not None:
        return work, []
    size = means.uploads.size_of(batch.batch)
    if size is None and batch.state is State.TICKETED:
        return None, [finding("file.never_came")] if can_come_no_more(batch, now) else []
    item = form_of(means.catalogue.get(batch.ticket.item), batch.ticket.message)
    sheet, faults = _looked_at(batch, size, item=item, means=means, kept=kept)
    if sheet is None:
        return None, faults
    sources, today = Sources(batch.ticket, means.bodies), beijing_date(now)
    work = FileWork(sheet=sheet, item=item, sources=sources, means=means, now=now, today=today, chunk_rows=chunk_rows)
    return ResyncWork(file=work, batch=batch) if batch.ticket.message is Message.RESYNC else work, []


def can_come_no_more(batch: Batch, now: datetime) -> bool:
    """Say whether the time is over in which a batch's file can still come."""
    return now - batch.ticketed_at > (LAPSES_AFTER if batch.sending is None else SENDING_TAKES + LINGERS)


def _work_without_file(batch: Batch, *, means: Means, now: datetime) -> Work | None:
    """Return what a batch has to do for which its file is not opened: nothing is sent, or it is in pieces already."""
    if batch.undo_of is not None:
        return UndoWork(undone=get(batch.undo_of, means=means), means=means, now=now)
    if batch.erases is not None:
        return ErasureWork(erases=batch.erases, means=means, now=now)
    if batch.fan is not None:
        return FannedWork(batch, batch.fan, means=means, now=now)
    return None


def _looked_at(
    batch: Batch, size: int | None, *, item: Item, means: Means, kept: ExitStack
) -> tuple[Sheet | None, list[Finding]]:
    """Return the sheet of the file that was declared, or why there is none; another size is not even read."""
    ticket = batch.ticket
    if size != ticket.size_bytes:
        return None, [finding("file.size_mismatch")]
    arrival = kept.enter_context(means.uploads.opened(batch.batch))
    if arrival.sha256 != ticket.sha256:
        return None, [finding("file.sha256_mismatch")]
    tables = (table for _, table in tables_of(means.catalogue.get(ticket.item)))
    return sheet_in(arrival.file, item=item, items=(*means.catalogue.items, *tables))
