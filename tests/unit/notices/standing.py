"""What delivery and chasing work with, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.notices.notice import Recipient
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.store import Addresses, Carrier
from chalicelib.stores.carriers import NoAddresses
from chalicelib.terms.bodies import Bodies
from tests.fakes_ledger import MemoryAccesses, MemoryLedger
from tests.fakes_notices import MemoryNoticeQueue, MemoryNotices
from tests.unit.objections.standing import a_register


@dataclass(kw_only=True)
class FakeMeans:
    """Everything in memory; `holders` are those of grants."""

    notice_store: MemoryNotices = field(default_factory=MemoryNotices)
    queue: MemoryNoticeQueue = field(default_factory=MemoryNoticeQueue)
    carriers: Sequence[Carrier] = ()
    addresses: Addresses = field(default_factory=NoAddresses)
    accesses: MemoryAccesses = field(default_factory=MemoryAccesses)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    bodies: Bodies = field(default_factory=a_register)
    holders: dict[str, Recipient] = field(default_factory=dict[str, Any])

    @property
    def outbox(self) -> Outbox:
        """What tells."""
        return Outbox(notices=self.notice_store, queue=self.queue)

    def holder_of(self, grant: str) -> Recipient | None:
        """Return who holds a grant."""
        return self.holders.get(grant)
