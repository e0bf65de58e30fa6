"""Sealing (封存): gathers what was committed in a shard and in no block yet into its next block.

A reader waits for none of this. A slot is looked at when its minute is over and again after ever longer times, so an
entry that came late, by whatever, is sealed all the same; which of a slot's entries were gathered is told beside the
blocks. Nothing is compared with another machine's clock to decide what is lost: nothing is.

The commit is the put of the block under the next number, and there is one of each. Who begins first does what the
last block still lacks, so everything before the last block is always done. Two sealers at once gather the same; one
puts it, and the other stops.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.ledger.accesses import accesses_of
from chalicelib.ledger.blocks import Block, block_of
from chalicelib.ledger.entries import slot_of
from chalicelib.ledger.lines import Line
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.store import AccessStore, ChainStore, LedgerStore

MINUTE = timedelta(minutes=1)
LAGS = (
    timedelta(),
    timedelta(minutes=2),
    timedelta(minutes=20),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=10),
    timedelta(days=100),
    timedelta(days=1000),
)
STEP = timedelta(hours=1)
FIRST = timedelta(minutes=5)
MOST = 1000
WORK = "seal"


class Means(Protocol):
    """What a sealer works with."""

    @property
    def ledger(self) -> LedgerStore:
        """The entries."""

    @property
    def chain(self) -> ChainStore:
        """The blocks."""

    @property
    def accesses(self) -> AccessStore:
        """Who looked at whom."""


def seal(shard: str, *, means: Means, now: datetime) -> int:
    """Seal what is unsealed in a shard; return how many entries were sealed.

    After a standstill it catches up by an hour a run; the very first run begins five minutes back, and what is older is
    found when its slots are looked at again.
    """
    head, progress = means.chain.last(shard), means.chain.progress(shard, WORK)
    if head is not None and progress.settled < head.told.number:
        _settle(head, list(lines_of(head, means.ledger)), means)
    until = now.replace(second=0, microsecond=0)
    since = progress.through or until - FIRST
    until = min(until, since + STEP)
    lines = [line for slot in _due(shard, since, until) for line in _unsealed_in(slot, means)]
    for start in range(0, len(lines), MOST):
        some = lines[start : start + MOST]
        block = block_of(some, shard=shard, after=head, at=now)
        if not means.chain.add(block):
            return start
        _settle(block, some, means)
        head = block
    means.chain.note(shard, WORK, Progress(through=max(since, until), settled=head.told.number if head else 0))
    return len(lines)


def rebuild(shard: str, *, means: Means) -> int:
    """Make again, from the blocks and their entries, what is made from them: what is told of slots, and accesses.

    Returns how many accesses were entered.
    """
    blocks = means.chain.following(shard, 0)
    return sum(_settle(block, list(lines_of(block, means.ledger)), means) for block in blocks)


def lines_of(block: Block, ledger: LedgerStore) -> Iterator[Line]:
    """Yield the lines of a block's entries, in their order; what is no longer kept is left out."""
    for slot, leaves in block.gathered:
        wanted = {leaf.entry for leaf in leaves}
        yield from (line for line in ledger.lines_in(slot) if line.entry in wanted)


def _settle(block: Block, lines: Sequence[Line], means: Means) -> int:
    """Do what a block promises, and return how many accesses that are; done again, it changes nothing."""
    means.chain.tell(block)
    accesses = [access for line in lines for access in accesses_of(line)]
    for access in accesses:
        means.accesses.put(access)
    return len(accesses)


def _due(shard: str, since: datetime, until: datetime) -> Iterable[str]:
    """Return the slots whose time to be looked at came between two minutes, each once."""
    minutes = range(int((until - since) / MINUTE))
    return dict.fromkeys(slot_of(shard, since - lag + minute * MINUTE) for lag in LAGS for minute in minutes)


def _unsealed_in(slot: str, means: Means) -> Sequence[Line]:
    lines = means.ledger.lines_in(slot)
    told = means.chain.told_of(slot) if lines else {}
    return [line for line in lines if line.entry not in told]
