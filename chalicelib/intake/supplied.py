"""What is noted of a body's supplies: up to when it supplied an item before a batch, and up to when it has with it."""

from chalicelib.intake.batches import Batch, Message, Supplied
from chalicelib.intake.means import Means
from chalicelib.library.supplies import LastSupply
from chalicelib.terms.dates import beijing_date


def supplied_with(batch: Batch, *, undone: Batch | None, means: Means) -> Supplied | None:
    """Return up to when the body had supplied the item, and up to when it has with this batch.

    What takes a batch back (`undone`) exchanges the two; what erases a record says nothing of it.
    """
    ticket = batch.ticket
    if undone is not None:
        taken = undone.supplied
        return None if taken is None else Supplied(before=taken.since, since=taken.before)
    if ticket.message is not Message.SUPPLY:
        return None
    own = _own_supply_of(batch, means=means)
    before = next((one for one in means.supplies.of(ticket.item) if one.body == ticket.body), None)
    return Supplied(before=before, since=own if before is None or before.supplied_at < own.supplied_at else before)


def _own_supply_of(batch: Batch, *, means: Means) -> LastSupply:
    """Return that the body has supplied the item: its file was taken in, whether or not anything in it was new."""
    ticket, at = batch.ticket, batch.ticketed_at
    named = means.bodies.get(ticket.body).name_on(beijing_date(at))
    return LastSupply(item=ticket.item, body=ticket.body, named=named, supplied_at=at)


def note_supply(batch: Batch, *, means: Means) -> None:
    """Note up to when the body has supplied the item, unless it supplied it later; or take such a note back."""
    ticket = batch.ticket
    if ticket.message is Message.SUPPLY:
        means.supplies.note(_own_supply_of(batch, means=means))
    elif batch.supplied is not None:
        means.supplies.exchange(ticket.item, ticket.body, over=batch.supplied.before, to=batch.supplied.since)
