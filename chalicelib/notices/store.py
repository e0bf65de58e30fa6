"""What is asked of the outbox, of its queue, and of what carries a message out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from chalicelib.notices.errands import Errand
from chalicelib.notices.notice import Channel, Notice, Recipient, Standing


class NoticeStore(Protocol):
    """Notices and errands, found by their ids; by recipient and by act through an index, which is a hint."""

    def find(self, notice: str) -> Notice | None:
        """Return a notice by one consistent read."""

    def put(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def find_errand(self, errand: str) -> Errand | None:
        """Return an errand by one consistent read."""

    def put_errand(self, new: Errand, *, over: Errand | None) -> None:
        """Put an errand over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def told_to(self, recipient: Recipient, *, limit: int, before: str | None = None) -> Sequence[str]:
        """Return places of the notices to a recipient, newest first, from behind a place.

        Shape: "2026-11-23T02:00:00.000000+00:00#<notice>"
        """

    def told_of(self, act: str) -> Sequence[Standing]:
        """Return how all the notices of an act stand."""

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return ids of notices and errands that were to be gone on with before an instant, oldest first."""


class NoticeQueue(Protocol):
    """The queue of notices and errands to be gone on with."""

    def send(self, number: str) -> None:
        """Ask that a notice or an errand be gone on with; only makes it faster than the sweeper."""


class Letter(NamedTuple):
    """What leaves by a channel: no more than the title, and where to read the rest.

    Shape: id "<notice>-sms", the same however often it is sent
    """

    id: str
    channel: Channel
    address: str
    title: str
    text: str


class UndeliveredError(Exception):
    """A letter did not go out; `is_final` says that trying again is of no use, `why` is a stable code."""

    def __init__(self, why: str, *, is_final: bool) -> None:
        """Say why, by a stable code, and whether it may be tried again."""
        super().__init__(why)
        self.why, self.is_final = why, is_final


class Carrier(Protocol):
    """Carries letters of some channels out."""

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels it serves."""

    def carry(self, letter: Letter) -> None:
        """Carry a letter out; sent again under its id, it is the same letter.

        Raises: UndeliveredError.
        """


class Addresses(Protocol):
    """Where recipients can be reached outside the site."""

    def addresses_of(self, recipient: Recipient) -> Mapping[Channel, str]:
        """Return the addresses that are known, by channel; none where none is."""
