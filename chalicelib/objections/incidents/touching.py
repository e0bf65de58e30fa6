"""What an incident touched: the slots of its period, and the entries of the ledger that fit what was declared."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from chalicelib.ledger.entries import SHARD_NAMES, SHARDS, Entry, slot_of
from chalicelib.ledger.lines import Line
from chalicelib.ledger.seen import Seen
from chalicelib.objections.incidents.incident import Declared

MINUTE = timedelta(minutes=1)
# An entry is put under the minute in which its call began; no call takes as long as this.
SETTLED = timedelta(minutes=2)


class Touch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One look at a subject, or one change to it, that an incident concerns; `reference` names the ledger's entry."""

    subject: str
    reference: str
    at: datetime
    kind: str
    route: str = ""
    seen: tuple[Seen, ...] = ()


def slots_in(declared: Declared, *, now: datetime) -> int:
    """Return how many slots the period has: one a shard and minute; of one that goes on, those that are settled."""
    last = _minute(declared.until or now - SETTLED - MINUTE)
    return max(0, int((last - _minute(declared.since)) / MINUTE) + 1) * SHARDS


def slot_at(declared: Declared, position: int) -> str:
    """Return the slot at a position, counted from the first minute on, shard by shard."""
    minute, shard = divmod(position, SHARDS)
    return slot_of(SHARD_NAMES[shard], _minute(declared.since) + minute * MINUTE)


def fits(declared: Declared, entry: Entry) -> bool:
    """Say whether an entry is one that an incident concerns: within the period, and by every filter given."""
    if not is_within(declared, entry.at):
        return False
    actor = entry.actor
    asked = (
        (declared.body, (actor.body,)),
        (declared.division, (actor.division,)),
        (declared.route, (entry.route,)),
        (declared.grant, (entry.grant,)),
        (declared.sub, (actor.sub, actor.assisted_by)),
    )
    return all(wanted is None or wanted in found for wanted, found in asked)


def is_within(declared: Declared, at: datetime) -> bool:
    """Say whether an instant lies in the period."""
    return declared.since <= at and (declared.until is None or at < declared.until)


def touches_of(line: Line) -> Iterator[Touch]:
    """Yield what an entry says of each subject that it names."""
    entry = line.told
    for subject in dict.fromkeys(entry.subjects):
        yield Touch(
            subject=subject,
            reference=line.reference,
            at=entry.at,
            kind=entry.kind.value,
            route=entry.route,
            seen=tuple(one for one in entry.seen if one.subject == subject),
        )


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)
