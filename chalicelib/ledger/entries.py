"""One entry of the ledger: a look or a change.

A look has a random id and waits for no chain. A change's id is made from the record and its
version, so that announcing it twice writes it once.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.ledger.seen import Seen, seen_in, tells_of
from chalicelib.library.changes import Change

SHARDS = 16
SHARD_NAMES = tuple(f"{shard:02x}" for shard in range(SHARDS))


class Kind(StrEnum):
    """What an entry tells of."""

    LOOK = "look"
    CHANGE = "change"


class Actor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who acted: the token's opaque subject, role and body, or the platform itself with role `system`."""

    sub: str
    role: str
    body: str | None = None
    division: str | None = None
    assisted_by: str | None = None


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the ledger says of one look or one change: references alone, so that a record can be erased.

    Shape: subjects ("m~9151…",), seen (Seen("m~9151…", "administrative_penalty", "k3f9…@2"),)
    """

    entry: str
    at: datetime
    kind: Kind
    actor: Actor
    route: str
    subjects: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    purpose: str | None = None
    ground: str | None = None
    grant: str | None = None
    matter_number: str | None = None
    result: str = "shown"
    act: str | None = None
    reason: str | None = None

    def tells_of(self, record_id: str, version: int) -> bool:
        """Say whether it tells of a record version."""
        return tells_of(self.seen, record_id, version)

    @property
    def slot(self) -> str:
        """Return the partition it lies in: shard and minute, so that a sealer can gather what is new."""
        shard = int(hashlib.sha256(self.entry.encode()).hexdigest(), 16) % SHARDS
        return slot_of(SHARD_NAMES[shard], self.at)


class EntryTakenError(Exception):
    """A failure: another entry stands under the id of one that was to be committed; nothing is answered on it."""


def slot_of(shard: str, at: datetime) -> str:
    """Return the slot of a shard that an instant lies in. Shape: "0a-20261123T1905", in UTC."""
    return f"{shard}-{at.astimezone(UTC):%Y%m%dT%H%M}"


def entries_of(changes: Iterable[Change]) -> Sequence[Entry]:
    """Return the entries that tell of changes, one a version, each with an id of its own making."""
    return [_entry_of(change) for change in changes]


def _entry_of(change: Change) -> Entry:
    record, content = change.after, change.after.content
    return Entry(
        entry=hashlib.sha256(f"{record.record_id}@{record.version}".encode()).hexdigest()[:32],
        at=content.known_at,
        kind=Kind.CHANGE,
        actor=Actor(sub=change.by, role=change.role),
        route="",
        subjects=(f"{record.subject.library.letter}~{record.subject.key}",),
        seen=seen_in([(record.record_id, record.version)]),
        result="changed",
        act=content.act,
        reason=content.reason.value,
    )
