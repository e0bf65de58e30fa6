"""The exchange folder (交换目录): a file that a system's front-end machine dropped becomes a batch like any other.

    dropped ─▶ looked at by its name ─▶ read once: size, hash ─▶ batch put ─▶ file put where departments send theirs
                    └─▶ set aside unread: no system, suspended, a secrecy mark, a name that says nothing

Its owner commits first which content stands under a name and which batch that becomes; what broke off after is done
by the next delivery of the same message. The same file again is the same batch, another content under a name that
was taken is refused. What lies in the folder is the sender's: nothing is taken out of it, it is erased with its term.
"""

from datetime import date, datetime
from typing import NamedTuple

from chalicelib.errors import NotFoundError, RefusalError, StaleVersionError
from chalicelib.intake.arrivals import Arrival
from chalicelib.intake.batches import Batch, Message, Review, State, Ticket
from chalicelib.intake.means import Means
from chalicelib.intake.secrecy import bears_secrecy_mark
from chalicelib.intake.systems.answering import answer_set_aside
from chalicelib.intake.systems.dropped import Dropped, DroppedState, Named, Taken, named, number_of
from chalicelib.intake.systems.sending import ENDED, NOT_ITS_CHANNEL, NOT_ITS_ITEM, SUSPENDED
from chalicelib.intake.systems.system import Channel, ItemSent, System
from chalicelib.intake.systems.system import State as Standing
from chalicelib.intake.tickets import MARKED, Bounds, must_be_fit
from chalicelib.terms.dates import beijing_date

UNKNOWN, UNREADABLE, NAME_TAKEN = "folder.system_unknown", "folder.name_unreadable", "folder.name_taken"
TRIES = 8


class Place(NamedTuple):
    """Where a file lies: in the folder of a system, under a name."""

    system: str
    name: str

    @property
    def number(self) -> str:
        """Return the number of the file that lies there."""
        return number_of(self.system, self.name)


class _Fit(NamedTuple):
    """What is known of a file that may be read: whose it is, and what it brings."""

    system: System
    sent: ItemSent
    message: Message


class _Unfit(NamedTuple):
    """Why a file is not read, and whose it is, if it is any system's."""

    system: System | None
    reason: str


def take(place: Place, *, means: Means, now: datetime) -> Dropped | None:
    """Make a batch of a file in the folder, or set it aside; return what became of it, None where none lies there.

    Raises: StaleVersionError where others moved it at every try.
    """
    for _ in range(TRIES):
        try:
            return _taken(place, means=means, now=now)
        except StaleVersionError:
            continue
        except NotFoundError:
            return None
    raise StaleVersionError


def _taken(place: Place, *, means: Means, now: datetime) -> Dropped:
    standing = means.dropped.find(place.number)
    if standing is None or standing.taken is None:
        return _begun(place, over=standing, means=means, now=now)
    with means.folder.opened(*place) as arrival:
        if standing.taken.ticket.sha256 != arrival.sha256:
            return _name_taken(place, arrival, means=means, now=now)
        _go_on(standing.taken, arrival, means=means, now=now)
        return standing


def _begun(place: Place, *, over: Dropped | None, means: Means, now: datetime) -> Dropped:
    """Commit which content stands under the name and which batch it becomes, and make that; or set it aside."""
    looked = _looked_at(place, means=means, today=beijing_date(now))
    if isinstance(looked, _Unfit):
        return _set_aside(place, looked, over=over, means=means, now=now)
    with means.folder.opened(*place) as arrival:
        ticket = _ticket_for(place, looked, arrival, means=means)
        try:
            must_be_fit(ticket, means=means, today=beijing_date(now), bounds=Bounds())
        except RefusalError as refusal:
            return _set_aside(place, _Unfit(looked.system, refusal.code), over=over, means=means, now=now)
        taken = Taken(batch=means.numbers.batch_number(body=ticket.body, at=now), ticket=ticket)
        new = Dropped(
            dropped=place.number,
            version=1,
            state=DroppedState.TAKEN,
            system=place.system,
            filed_at=now,
            moved_at=now,
            taken=taken,
        )
        put = _put(new, over=over, means=means)
        _go_on(taken, arrival, means=means, now=now)
        return put


def _looked_at(place: Place, *, means: Means, today: date) -> _Fit | _Unfit:
    """Look at a file by where it lies, how it is called and how large it is, and at nothing in it."""
    system = means.systems.find(place.system)
    if system is None:
        return _Unfit(None, UNKNOWN)
    said = named(place.name)
    reason = _unfit(place, system, said, today=today)
    sent = system.sent(said.item) if said is not None and reason is None else None
    if said is None or sent is None:
        return _Unfit(system, reason or NOT_ITS_ITEM)
    size = means.folder.size_of(*place)
    if size is None:
        raise NotFoundError
    return _Unfit(system, "upload.file_too_large") if size > Bounds().limit_bytes else _Fit(system, sent, said.message)


def _unfit(place: Place, system: System, said: Named | None, *, today: date) -> str | None:
    """Return why a file of this name in the folder of this system is not read, whatever item it brings."""
    if bears_secrecy_mark(place.name):
        return MARKED
    if not system.is_running_on(today):
        return SUSPENDED if system.state is Standing.SUSPENDED else ENDED
    if Channel.FOLDER not in system.registered.channels:
        return NOT_ITS_CHANNEL
    if said is None or said.owner != system.registered.owner or said.day > today:
        return UNREADABLE
    return None


def _ticket_for(place: Place, looked: _Fit, arrival: Arrival, *, means: Means) -> Ticket:
    """Return the ticket that registration and name give a file: body, division, item, message, certifier, review."""
    registered, item, review = looked.system.registered, looked.sent.item, None
    if looked.sent.review is not None:
        by, on = looked.sent.review.reviewed_by, looked.sent.review.reviewed_on
        review = Review(reviewed_by=by, reviewed_on=on, item=item)
    return Ticket(
        item=item,
        body=registered.owner,
        division=means.bodies.get(registered.owner).division,
        certifier=registered.certifier,
        file_name=place.name,
        size_bytes=arrival.size_bytes,
        sha256=arrival.sha256,
        review=review,
        message=looked.message,
        system=place.system,
        is_exchanged=True,
    )


def _go_on(taken: Taken, arrival: Arrival, *, means: Means, now: datetime) -> None:
    """Put the batch unless it is there, then its file, whose own message goes on from there."""
    batch = means.batches.find(taken.batch)
    if batch is None:
        batch = Batch(
            batch=taken.batch, version=1, state=State.TICKETED, ticket=taken.ticket, ticketed_at=now, moved_at=now
        )
        means.batches.put(batch, over=None)
    if batch.state is State.TICKETED:
        means.uploads.keep(taken.batch, arrival.file)


def _name_taken(place: Place, arrival: Arrival, *, means: Means, now: datetime) -> Dropped:
    """Refuse another content under a name that was taken; it is told once for each such content."""
    number = number_of(place.system, place.name, arrival.sha256)
    refused = _aside(number, place.system, NAME_TAKEN, now=now, state=DroppedState.REFUSED)
    standing = means.dropped.find(number)
    kept = standing or _put(refused, over=None, means=means)
    answer_set_aside(kept, folder=means.folder)
    return kept


def _set_aside(place: Place, unfit: _Unfit, *, over: Dropped | None, means: Means, now: datetime) -> Dropped:
    """Note that a file was not read and why, and tell its sender; nothing is told in the folder of no system."""
    system = place.system if unfit.system is not None else ""
    if over is not None and over.reason == unfit.reason:
        kept = over
    else:
        kept = _put(_aside(place.number, system, unfit.reason, now=now), over=over, means=means)
    if system:
        answer_set_aside(kept, folder=means.folder)
    return kept


def _aside(
    number: str, system: str, reason: str, *, now: datetime, state: DroppedState = DroppedState.QUARANTINED
) -> Dropped:
    return Dropped(dropped=number, version=1, state=state, system=system, filed_at=now, moved_at=now, reason=reason)


def _put(new: Dropped, *, over: Dropped | None, means: Means) -> Dropped:
    put = new if over is None else new.replaces(over)
    means.dropped.put(put, over=over)
    return put
