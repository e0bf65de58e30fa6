"""Stock (存量): which records the batches of a body have made of an item.

There is no list of a body's records: each of its batches notes at its end where what it made is kept, and that is
walked through. What is found is a hint, confirmed on the record.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from msgspec import Struct

from chalicelib.intake.batches import Batch
from chalicelib.intake.chains import Chain
from chalicelib.intake.made import Part
from chalicelib.intake.means import Means
from chalicelib.library.places import item_in
from chalicelib.library.records import Record, Status
from chalicelib.terms.bodies import Bodies

_PAGE = 100


class Noted(Struct, frozen=True, kw_only=True):
    """That a batch made something, and the name of the last part of what it made (`made.Part`)."""

    batch: str
    made: str
    at: datetime


def note_made(batch: Batch, *, means: Means, now: datetime) -> None:
    """Note at the end of a batch what it made; once, however often it is noted."""
    if batch.made is not None and batch.ticket.message.is_supply:
        noted = Noted(batch=batch.batch, made=batch.made, at=now)
        means.suppliers.note_made(batch.ticket.body, batch.ticket.item, noted)


def record_ids_of(body: str, item: str, *, means: Means, today: date, until: datetime) -> Iterator[str]:
    """Yield the ids of records that a body's batches made of an item, and those it came after; each once.

    What was noted later than an instant is left out.
    """
    met: set[int] = set()
    for source in answered_for_by(body, bodies=means.bodies, today=today):
        for noted in means.suppliers.made_of(source, item):
            if noted.at > until:
                continue
            for _, part in Chain(noted.batch, means.receipts, Part).backwards(noted.made):
                for one in part.versions:
                    key = hash(one.record_id)
                    if key not in met and item_in(one.record_id) == item:
                        met.add(key)
                        yield one.record_id


def live_among(record_ids: Sequence[str], *, body: str, means: Means, today: date) -> list[Record]:
    """Return those of some records that stand, and are a body's own today; read a hundred at a time."""
    found: list[Record] = []
    own = answered_for_by(body, bodies=means.bodies, today=today)
    for start in range(0, len(record_ids), _PAGE):
        read = means.library.find_all(record_ids[start : start + _PAGE])
        found += [one for one in read if one.content.status is Status.LIVE and one.content.supply.body in own]
    return found


def answered_for_by(body: str, *, bodies: Bodies, today: date) -> Sequence[str]:
    """Return the bodies for which one answers today, itself among them."""
    return _answered_for(bodies, today).get(body, ())


@lru_cache(maxsize=4)
def _answered_for(bodies: Bodies, today: date) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for one in bodies:
        found.setdefault(bodies.responsible(one.key, today).key, []).append(one.key)
    return found
