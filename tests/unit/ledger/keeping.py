"""A ledger in memory for the tests of its parts: entries, blocks, heads, archive, accesses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.ledger.archives import kept_with
from chalicelib.ledger.entries import SHARD_NAMES, Entry
from chalicelib.ledger.sealing import seal
from chalicelib.ledger.verifying import Kept
from tests.factories import NOW
from tests.factories_ledger import looks_in
from tests.fakes import MemorySigner
from tests.fakes_ledger import MemoryAccesses, MemoryChain, MemoryLedger, MemoryLocked

SHARD, OTHER = "0a", "0b"
MINUTE = timedelta(minutes=1)
SIGNER = MemorySigner()


@dataclass
class Keeping:
    """All that the ledger works with."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    chain: MemoryChain = field(default_factory=MemoryChain)
    accesses: MemoryAccesses = field(default_factory=MemoryAccesses)
    heads: MemoryLocked = field(default_factory=MemoryLocked)
    archive: MemoryLocked = field(default_factory=MemoryLocked)
    signer: MemorySigner = SIGNER

    def put(self, entries: Sequence[Entry]) -> None:
        """Commit entries."""
        for entry in entries:
            self.ledger.put(entry)

    def sealed(self, shard: str = SHARD) -> list[str]:
        """Return the ids of what is in the blocks of a shard, in their order."""
        return [leaf.entry for block in self.chain.following(shard, 0) for _, leaf in block.placed()]

    def kept(self, shard: str) -> list[Kept]:
        """Return the blocks of a shard with their entries."""
        return [kept_with(block, self.ledger) for block in self.chain.following(shard, 0)]

    def seal_all(self, now: datetime) -> None:
        """Seal every shard."""
        for shard in SHARD_NAMES:
            seal(shard, means=self, now=now)


def a_keeping(*, entries: int = 5, shard: str = SHARD) -> Keeping:
    """Return a ledger with some unsealed looks in one slot, which is over at NOW + MINUTE."""
    keeping = Keeping()
    keeping.put(looks_in(shard, entries, at=NOW))
    return keeping
