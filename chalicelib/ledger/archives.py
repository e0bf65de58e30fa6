"""The archive (归档): the blocks of a shard and a day with the entries they gathered, an object that verifies alone.

An object is written when its day is over, read back and held against its blocks before anything goes on from it. Late
entries lie in later blocks, so no object that was written is ever written otherwise.

Shape: key "archive/0a/2026-11-23-0000000012.jsonl.gz", one block a line, oldest first
"""

import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

import msgspec

from chalicelib.ledger.blocks import Block
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.sealing import lines_of
from chalicelib.ledger.store import ChainStore, LedgerStore, LockedStore
from chalicelib.ledger.verifying import Chain, Kept

WORK = "archive"
MOST = 20_000


class ArchiveError(Exception):
    """A failure: what was to be archived, or was read back, is not what the blocks say; nothing goes on from it."""


class Means(Protocol):
    """What the archive is made from, and kept in."""

    @property
    def ledger(self) -> LedgerStore:
        """The entries."""

    @property
    def chain(self) -> ChainStore:
        """The blocks."""

    @property
    def archive(self) -> LockedStore:
        """The bucket of the archive."""


def archive(shard: str, *, means: Means, now: datetime) -> int:
    """Archive the blocks of a shard whose day is over; return how many objects were written.

    Raises: ArchiveError where an entry is missing or is not as it was sealed.
    """
    today, written = now.astimezone(UTC).date(), 0
    since = means.chain.progress(shard, WORK).settled
    for day, blocks in days_of(means.chain.following(shard, since), before=today):
        _write(shard, day, blocks, means)
        means.chain.note(shard, WORK, Progress(settled=blocks[-1].told.number))
        written += 1
    return written


def kept_with(block: Block, ledger: LedgerStore) -> Kept:
    """Return a block with its entries as they are kept in the table."""
    return Kept(header=block.header, gathered=block.gathered, lines=tuple(lines_of(block, ledger)))


def kept_in(content: bytes) -> list[Kept]:
    """Return the blocks of an object. Raises: ValueError, OSError, EOFError for what is none."""
    return msgspec.json.Decoder(Kept).decode_lines(gzip.decompress(content))


def days_of(blocks: Iterable[Block], *, before: date) -> Iterator[tuple[date, list[Block]]]:
    """Yield the blocks of each day that is over, in portions that a function has room for."""
    portion: list[Block] = []
    for block in blocks:
        if portion and (_day_of(block) != _day_of(portion[0]) or _size_of(portion) + block.told.count > MOST):
            yield _day_of(portion[0]), portion
            portion = []
        if _day_of(block) >= before:
            return
        portion.append(block)
    if portion:
        yield _day_of(portion[0]), portion


def _write(shard: str, day: date, blocks: Sequence[Block], means: Means) -> None:
    first = blocks[0].told.number
    key = f"archive/{shard}/{day}-{first:010d}.jsonl.gz"
    content = _object_of(kept_with(block, means.ledger) for block in blocks)
    means.archive.put(key, content)
    before = means.chain.find(shard, first - 1)
    chain = Chain(shard, before=before)
    faults = [fault for kept in kept_in(means.archive.find(key) or b"") for fault in chain.faults_in(kept)]
    if faults or chain.number != blocks[-1].told.number:
        message = f"{key}: {'; '.join(faults) or 'blocks are missing'}"
        raise ArchiveError(message)


def _object_of(kept: Iterable[Kept]) -> bytes:
    return gzip.compress(b"".join(msgspec.json.encode(one) + b"\n" for one in kept), mtime=0)


def _size_of(blocks: Iterable[Block]) -> int:
    return sum(block.told.count for block in blocks)


def _day_of(block: Block) -> date:
    return block.told.sealed_at.astimezone(UTC).date()
