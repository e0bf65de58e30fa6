"""What delivery and chasing work with; `wiring.Services` has all of it."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.ledger.store import AccessStore, LedgerStore
from chalicelib.notices.notice import Recipient
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.store import Addresses, Carrier, NoticeStore
from chalicelib.terms.bodies import Bodies


class Means(Protocol):
    """Stores, carriers and registers; the time is an argument of its own."""

    @property
    def notice_store(self) -> NoticeStore:
        """The notices and errands."""

    @property
    def outbox(self) -> Outbox:
        """What tells."""

    @property
    def carriers(self) -> Sequence[Carrier]:
        """What carries letters out; none where none is set up."""

    @property
    def addresses(self) -> Addresses:
        """Where recipients can be reached."""

    @property
    def accesses(self) -> AccessStore:
        """Who looked at whom."""

    @property
    def ledger(self) -> LedgerStore:
        """The ledger's entries."""

    @property
    def bodies(self) -> Bodies:
        """The bodies, with who is responsible today."""

    def holder_of(self, grant: str) -> Recipient | None:
        """Return who holds a grant; None where there is no such grant."""
