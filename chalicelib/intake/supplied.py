"""Supplied (报送登记): up to when a body has supplied an item with a batch, and of which days it had nothing."""

from chalicelib.intake.batches import Batch, Message, Supplied
from chalicelib.intake.means import Means
from chalicelib.library.supplies import LastSupply, ZeroReport
from chalicelib.terms.dates import beijing_date


def supplied_with(batch: Batch, *, means: Means) -> Supplied | None:
    """Return up to when the body had supplied the item, and up to when it has with this batch.

    What takes a batch back exchanges the two; what erases a record, or says something of one, says nothing of it.
    """
    ticket = batch.ticket
    if batch.undo_of is not None:
        undone = means.batches.find(batch.undo_of)
        supplied = undone.supplied if undone is not None else None
        return None if supplied is None else Supplied(before=supplied.since, since=supplied.before)
    if not ticket.message.is_supply:
        return None
    own = _own_supply_of(batch, means=means)
    before = next((one for one in means.supplies.of(ticket.item) if one.body == ticket.body), None)
    return Supplied(before=before, since=own if before is None or before.supplied_at < own.supplied_at else before)


def note_supply(batch: Batch, *, means: Means) -> None:
    """Note up to when the body has supplied the item, unless it supplied it later; or take such a note back.

    A zero report is noted beside it: it says of its own days that there was nothing, and of no other.
    """
    ticket = batch.ticket
    if ticket.message.is_supply:
        means.supplies.note(_own_supply_of(batch, means=means))
    elif batch.supplied is not None:
        means.supplies.exchange(ticket.item, ticket.body, over=batch.supplied.before, to=batch.supplied.since)
    if ticket.message is Message.ZERO_REPORT and ticket.period is not None:
        own, days = _own_supply_of(batch, means=means), ticket.period
        report = ZeroReport(
            item=own.item,
            body=own.body,
            named=own.named,
            first=days.first,
            last=days.last,
            reported_at=own.supplied_at,
            batch=batch.batch,
        )
        means.supplies.note_nothing(report)


def _own_supply_of(batch: Batch, *, means: Means) -> LastSupply:
    """Return that the body has supplied the item: its file was taken in, whether or not anything in it was new."""
    ticket, at = batch.ticket, batch.ticketed_at
    named = means.bodies.get(ticket.body).name_on(beijing_date(at))
    return LastSupply(item=ticket.item, body=ticket.body, named=named, supplied_at=at)
