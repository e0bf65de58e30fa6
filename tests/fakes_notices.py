"""The outbox in memory: what its store does, without a network; its queue, and carriers that do as they are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.notices.errands import PREFIX, Errand
from chalicelib.notices.notice import OUTSIDE, Channel, Notice, Recipient, Standing
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.store import Letter, UndeliveredError
from chalicelib.stores.tables import instant


class MemoryNotices:
    """Notices and errands, kept encoded."""

    def __init__(self) -> None:
        """Start empty."""
        self.kept: dict[str, bytes] = {}

    def find(self, notice: str) -> Notice | None:
        """Return a notice."""
        raw = self.kept.get(notice)
        return msgspec.json.decode(raw, type=Notice) if raw else None

    def put(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice over the version that was read."""
        self._put(new.notice, new, self.find(new.notice), over)

    def find_errand(self, errand: str) -> Errand | None:
        """Return an errand."""
        raw = self.kept.get(errand)
        return msgspec.json.decode(raw, type=Errand) if raw else None

    def put_errand(self, new: Errand, *, over: Errand | None) -> None:
        """Put an errand over the version that was read."""
        self._put(new.errand, new, self.find_errand(new.errand), over)

    def told_to(self, recipient: Recipient, *, limit: int, before: str | None = None) -> Sequence[str]:
        """Return places of the notices to a recipient, newest first."""
        places = [f"{instant(one.told_at)}#{one.notice}" for one in self.all() if one.recipient == recipient]
        return sorted((place for place in places if before is None or place < before), reverse=True)[:limit]

    def told_of(self, act: str) -> Sequence[Standing]:
        """Return how all the notices of an act stand."""
        return sorted(one.standing for one in self.all() if one.about.act == act)

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return ids of what was to be gone on with before an instant."""
        awake = [(one.wakes_at, one.notice) for one in self.all()]
        awake += [(one.wakes_at, one.errand) for one in self.errands()]
        return [number for at, number in sorted((at, number) for at, number in awake if at and at < before)][:limit]

    def all(self) -> list[Notice]:
        """Return every notice, for a test to look at."""
        return [msgspec.json.decode(raw, type=Notice) for key, raw in self.kept.items() if not key.startswith(PREFIX)]

    def errands(self) -> list[Errand]:
        """Return every errand, for a test to look at."""
        return [msgspec.json.decode(raw, type=Errand) for key, raw in self.kept.items() if key.startswith(PREFIX)]

    def _put(self, number: str, new: Any, standing: Any, over: Any) -> None:
        if new.version != (over.version + 1 if over else 1):
            message = f"version {new.version} does not follow"
            raise ValueError(message)
        if standing != new and (standing.version if standing else None) != (over.version if over else None):
            raise StaleVersionError
        self.kept[number] = msgspec.json.encode(new)


class MemoryNoticeQueue:
    """The queue; `sent` is what was asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self.sent: list[str] = []

    def send(self, number: str) -> None:
        """Ask that a notice or an errand be gone on with."""
        self.sent.append(number)


class ToldCarrier:
    """A carrier that fails as often as it is told to; `letters` is what it carried."""

    channels = frozenset({Channel.SMS, Channel.MAIL})

    def __init__(self, *failures: UndeliveredError) -> None:
        """Take the failures, first one first."""
        self.failures, self.letters = list(failures), list[Letter]()

    def carry(self, letter: Letter) -> None:
        """Carry a letter out, or fail."""
        if self.failures:
            raise self.failures.pop(0)
        self.letters.append(letter)


class KnownAddresses:
    """Everybody has an address for some channels."""

    def __init__(self, *channels: Channel) -> None:
        """Take the channels; without any, all."""
        self._channels = channels or OUTSIDE

    def addresses_of(self, recipient: Recipient) -> Mapping[Channel, str]:
        """Return the recipient's name as its address."""
        return dict.fromkeys(self._channels, recipient.reference)


def an_outbox() -> Outbox:
    """Return an empty outbox in memory."""
    return Outbox(notices=MemoryNotices(), queue=MemoryNoticeQueue())


def stores_of_notices() -> dict[str, Any]:
    """Return the empty outbox and what carries nothing out, by the names they have among the services."""
    from chalicelib.stores.carriers import NoAddresses

    return {
        "notice_store": MemoryNotices(),
        "notice_queue": MemoryNoticeQueue(),
        "carriers": (),
        "addresses": NoAddresses(),
    }
