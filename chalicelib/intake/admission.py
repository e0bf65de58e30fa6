"""Admission (归集入库): the flow from a file that came to a receipt. Read it from top to bottom.

    ticketed ─▶ applying ─▶ (chunk ─▶ findings kept ─▶ announced ─▶ committed)… ─▶ receipt ─▶ applied
             └─▶ receipt ─▶ refused                  the file cannot be read, is not the one declared, or never came

Everything is done by what the batch says and by the file: a run that broke off anywhere is taken up by the next
message or the sweeper, and comes to the same end. Two runs at once do no harm: each commits over the version it
read, and who comes late goes on from what the other committed.
"""

from contextlib import ExitStack
from datetime import datetime, timedelta

from chalicelib.catalogue.items import Item
from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.checks import Pace, checked_rows_in
from chalicelib.intake.means import Means
from chalicelib.intake.reading.sheets import Sheet, sheet_in
from chalicelib.intake.receipts import Parts, part_of, receipt_for
from chalicelib.intake.rows import Rows
from chalicelib.intake.rulebook import finding
from chalicelib.intake.sources import Sources
from chalicelib.intake.taking import TRIES, OvertakenError, Taken, take_in
from chalicelib.intake.tickets import TTL_SECONDS
from chalicelib.library.supplies import LastSupply
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Finding

LAPSES_AFTER = timedelta(seconds=TTL_SECONDS) + timedelta(hours=1)  # what began to arrive in time has arrived by then


class UploadChangedError(Exception):
    """A failure: the file of a batch under way is gone, or no longer the one that was begun; names the batch.

    As long as it can still be sent it may come back; after that the batch is refused for the rows that are left.
    """


def admit(number: str, *, means: Means, now: datetime, chunk_rows: int) -> Batch:
    """Bring a batch to rest, from wherever it is, and return it; one at rest stays as it is.

    A batch whose file has not come yet stays ticketed, until nobody can send it any more.

    Units:  chunk_rows, rows between two commits.
    Raises: NotFoundError for no such batch; UploadChangedError; StaleVersionError where others moved it at every try.
    """
    for _ in range(TRIES):
        batch = get(number, means=means)
        if batch.state.is_at_rest:
            return batch
        try:
            return _carried_on(batch, means=means, now=now, chunk_rows=chunk_rows)
        except (OvertakenError, StaleVersionError):
            continue
    raise StaleVersionError


def get(number: str, *, means: Means) -> Batch:
    """Return a batch. Raises: NotFoundError."""
    batch = means.batches.find(number)
    if batch is None:
        raise NotFoundError
    return batch


def _carried_on(batch: Batch, *, means: Means, now: datetime, chunk_rows: int) -> Batch:
    with ExitStack() as kept:  # the file stays open for as long as its rows are walked
        return _carried_through(batch, means=means, now=now, chunk_rows=chunk_rows, kept=kept)


def _carried_through(batch: Batch, *, means: Means, now: datetime, chunk_rows: int, kept: ExitStack) -> Batch:
    size = means.uploads.size_of(batch.batch)
    if size is None and batch.state is State.TICKETED:
        return _refused(batch, [finding("file.never_came")], means=means, now=now) if _has_lapsed(batch, now) else batch
    item = means.catalogue.get(batch.ticket.item)
    sheet, faults = _looked_at(batch, size, item=item, means=means, kept=kept)
    if sheet is None and batch.state is State.APPLYING:
        if not _has_lapsed(batch, now):
            raise UploadChangedError(batch.batch)
        faults = [finding("file.changed_under_way", rows_done=batch.rows_done)]
    if sheet is None:
        return _refused(batch, faults, means=means, now=now)
    if batch.state is State.TICKETED:
        batch = _committed(batch.moved(State.APPLYING, at=now), over=batch, means=means)
    parts = Parts(batch.batch, means.receipts)
    sources = Sources(batch.ticket, means.bodies)
    pace = Pace(chunk_rows=chunk_rows, seam=batch.rows_done, further=(sources.look_at,))
    for rows in checked_rows_in(sheet, item=item, today=beijing_date(now), pace=pace):
        # Rows committed earlier are looked at all the same, for later ones to be known as repeating them.
        if rows.chunk.last > batch.rows_done:
            taken = take_in(rows, batch=batch, means=means, sources=sources, now=now)
            batch = _chunk_committed(rows, taken, batch=batch, parts=parts, means=means, now=now)
    return _applied(batch, parts=parts, means=means, now=now)


def _has_lapsed(batch: Batch, now: datetime) -> bool:
    return now - batch.ticketed_at > LAPSES_AFTER


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
    return sheet_in(arrival.file, item=item, items=means.catalogue.items)


def _chunk_committed(  # noqa: PLR0913 -- what a flow's step needs comes by keyword
    rows: Rows, taken: Taken, *, batch: Batch, parts: Parts, means: Means, now: datetime
) -> Batch:
    name = parts.add(part_of(rows.findings, previous=batch.findings))
    if taken.changes:
        means.announce(taken.changes)
    counts = batch.counts.plus(taken.counts)
    done = batch.moved(State.APPLYING, at=now, counts=counts, rows_done=rows.chunk.last, findings=name)
    return _committed(done, over=batch, means=means)


def _applied(batch: Batch, *, parts: Parts, means: Means, now: datetime) -> Batch:
    applied = batch.moved(State.APPLIED, at=now)
    means.receipts.put(batch.batch, receipt_for(applied, parts.up_to(batch.findings)))
    _note_supply(applied, means=means)
    return _committed(applied, over=batch, means=means)


def _note_supply(batch: Batch, *, means: Means) -> None:
    """Note until when the body has supplied the item: its file was taken in, whether or not anything in it was new."""
    ticket, at = batch.ticket, batch.ticketed_at
    named = means.bodies.get(ticket.body).name_on(beijing_date(at))
    means.supplies.note(LastSupply(item=ticket.item, body=ticket.body, named=named, supplied_at=at))


def _refused(batch: Batch, faults: list[Finding], *, means: Means, now: datetime) -> Batch:
    refused = batch.moved(State.REFUSED, at=now, reason=faults[0].code)
    earlier = Parts(batch.batch, means.receipts).up_to(batch.findings)
    means.receipts.put(batch.batch, receipt_for(refused, [*earlier, part_of(faults, previous=None)]))
    return _committed(refused, over=batch, means=means)


def _committed(batch: Batch, *, over: Batch, means: Means) -> Batch:
    means.batches.put(batch, over=over)
    return batch
