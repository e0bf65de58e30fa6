"""A sending system: what it is registered with, who its clients are, and what was done with its registration."""

from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

ALL = "systems"


class State(StrEnum):
    """Whether a system may send; one that has ended never does again."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Channel(StrEnum):
    """How a system sends: files by ticket, rows in a call, or files into its folder."""

    UPLOAD = "upload"
    ROWS = "rows"
    FOLDER = "folder"


class Reviewed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The standing review of what a system sends of an item: by whom, and when.

    Shape: {"reviewed_by": "示例审查人", "reviewed_on": "2026-11-20"}
    Source: 政府信息公开条例 art. 17.
    """

    reviewed_by: str
    reviewed_on: date


class ItemSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An item that a system sends, how often, and the review that stands for what it sends of it.

    Shape: {"item": "administrative_penalty", "rhythm": "within_7_working_days", "review": {…}}
    """

    item: str
    rhythm: str
    review: Reviewed | None = None


class Registration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a system is registered with; `until` is its last day.

    `contact` is an office or a post, and never a person's number; `certifier` who answers for what it sends.

    Shape: {"name": "行政处罚业务系统", "owner": "shili-jgj", "items": [{…}], "channels": ["rows"],
            "contact": "信息中心", "certifier": "法规科", "since": "2026-11-23"}
    """

    name: str
    owner: str
    items: tuple[ItemSent, ...]
    channels: tuple[Channel, ...]
    contact: str
    certifier: str
    since: date
    until: date | None = None


class Client(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A client of a system: under its name the issuer of tokens knows the system; its secret lies there alone.

    `until` is its last day. Shape: client "penalties-of-jgj.2", the number after the key of its system
    """

    client: str
    since: date
    until: date | None = None
    withdrawn_at: datetime | None = None

    def is_good_on(self, day: date) -> bool:
        """Say whether a token under its name counts on a day."""
        if self.withdrawn_at is not None or day < self.since:
            return False
        return self.until is None or day <= self.until


class Move(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One move in a registration's trail: what was done, when, by whom, and why."""

    move: str
    at: datetime
    by: str
    note: str | None = None


class System(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one registration.

    `counted_from` is, for each item, the day from which its rhythm is counted where nothing was supplied since.
    """

    system: str
    version: int
    state: State
    registered: Registration
    filed_at: datetime
    moved_at: datetime
    trail: tuple[Move, ...]
    counted_from: dict[str, date]
    clients: tuple[Client, ...] = ()

    @property
    def queue(self) -> str:
        """Return the one list in which all systems stand."""
        return ALL

    @property
    def told_to(self) -> str:
        """Return the list of the systems of its owner."""
        return list_of(self.registered.owner)

    def is_running_on(self, day: date) -> bool:
        """Say whether it may send on a day."""
        until = self.registered.until
        return self.state is State.ACTIVE and self.registered.since <= day and (until is None or day <= until)

    def sent(self, item: str) -> ItemSent | None:
        """Return what is registered of an item; None for one that it does not send."""
        return next((one for one in self.registered.items if one.item == item), None)

    def moved(self, line: Move, **changes: object) -> "System":
        """Return the registration as it is put next."""
        trail = (*self.trail, line)
        return msgspec.structs.replace(self, version=self.version + 1, moved_at=line.at, trail=trail, **changes)


def list_of(owner: str) -> str:
    """Return the list of the systems of a body. Shape: "body:shili-jgj"."""
    return f"body:{owner}"


def system_of(client: str) -> str:
    """Return the key of the system that a client's name begins with; an empty one for a name of another shape."""
    return client.rpartition(".")[0]
