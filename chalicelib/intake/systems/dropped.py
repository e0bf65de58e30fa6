"""An exchange file (交换文件): one name in a system's folder, the content that came first, and what became of it.

Shape: named "shili-jgj_20261123_00001_administrative_penalty.csv": the key of the owner, the day, a serial number of
       five digits, the item, and behind it which message it is, if any: "…_administrative_penalty-revoke.csv". Its
       number is made of system and name, which may say what is not to be kept.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.intake.batches import Message, Ticket

SET_ASIDE = "set-aside"
ENDINGS = ("csv", "txt", "xlsx", "xls", "jsonl")
_NAME = re.compile(
    r"(?P<owner>[a-z][a-z0-9_-]{0,63})_(?P<day>[0-9]{8})_(?P<serial>[0-9]{5})_(?P<item>[a-z][a-z0-9_]{0,63})"
    rf"(?:-(?P<message>[a-z_]{{1,32}}))?\.(?:{'|'.join(ENDINGS)})",
    re.ASCII,
)
_LETTERS = 32


class DroppedState(StrEnum):
    """What became of it: a batch, or it was set aside unread, or another content stands under its name."""

    TAKEN = "taken"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class Taken(Struct, frozen=True, kw_only=True):
    """What a file becomes: the number and the ticket of its batch, which is put from them."""

    batch: str
    ticket: Ticket


class Dropped(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one exchange file.

    `system` is empty for a folder of no system. What was taken says what it becomes; any other has the stable code of
    why not, and no name.
    """

    dropped: str
    version: int
    state: DroppedState
    system: str
    filed_at: datetime
    moved_at: datetime
    taken: Taken | None = None
    reason: str | None = None

    @property
    def queue(self) -> None:
        """Return that nobody must act on it."""

    @property
    def told_to(self) -> str | None:
        """Return the list of what was set aside, which the centre reads."""
        return None if self.state is DroppedState.TAKEN else SET_ASIDE

    def replaces(self, standing: "Dropped") -> "Dropped":
        """Return it as the next version of the one that stands."""
        return msgspec.structs.replace(self, version=standing.version + 1, filed_at=standing.filed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the name of an exchange file says."""

    owner: str
    day: date
    item: str
    message: Message = Message.SUPPLY


def named(name: str) -> Named | None:
    """Return what a name says; None for one of any other shape, of no day, or of no message."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        day = datetime.strptime(found["day"], "%Y%m%d").date()  # noqa: DTZ007 -- a day, and no instant
        message = Message(found["message"] or Message.SUPPLY)
    except ValueError:
        return None
    return Named(owner=found["owner"], day=day, item=found["item"], message=message)


def number_of(*parts: str) -> str:
    """Return the number of a file, from folder and name; of another content under the name, from its hash too."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_LETTERS]
