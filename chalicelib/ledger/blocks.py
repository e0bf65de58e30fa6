"""Blocks (区块): what a sealer gathered of one shard, under one root, each linked to the block before by its hash.

Shape:  header {"shard":"0a","number":12,"before":"…","root":"…","count":3,"sealed_at":"2026-11-23T19:06:00Z"}
        hash SHA-256(02 ‖ header as it stands) in hex; the first block's `before` is 64 zeros
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import msgspec
from msgspec import Struct

from chalicelib.ledger import merkle
from chalicelib.ledger.lines import Line

_HEADER = b"\x02"
NOTHING_BEFORE = "0" * 64


class Header(Struct, frozen=True, kw_only=True):
    """What a block says of itself; numbers begin at 1 and leave none out."""

    shard: str
    number: int
    before: str
    root: str
    count: int
    sealed_at: datetime


class Leaf(NamedTuple):
    """An entry in a block, by its id and its hash."""

    entry: str
    sha256: str


class Gathered(NamedTuple):
    """The entries that a block gathered from one slot."""

    slot: str
    leaves: tuple[Leaf, ...]


class Block(Struct, frozen=True, kw_only=True):
    """A block: its header as it stands, and which entries it gathered, by slot and id."""

    header: str
    gathered: tuple[Gathered, ...]

    @property
    def told(self) -> Header:
        """Return what the header says."""
        return header_in(self.header)

    @property
    def sha256(self) -> str:
        """Return the hash that the next block names."""
        return hash_of(self.header)

    @property
    def leaves(self) -> Sequence[str]:
        """Return the hashes of its entries, in their order."""
        return [leaf.sha256 for _, leaf in self.placed()]

    def placed(self) -> Iterator[tuple[str, Leaf]]:
        """Yield its entries with the slots they lie in, in their order."""
        return ((some.slot, leaf) for some in self.gathered for leaf in some.leaves)


header_in = msgspec.json.Decoder(Header).decode


def hash_of(header: str) -> str:
    """Return the hash of a header as it stands."""
    return hashlib.sha256(_HEADER + header.encode()).hexdigest()


def block_of(lines: Sequence[Line], *, shard: str, after: Block | None, at: datetime) -> Block:
    """Return the next block of a shard, over some lines; their order is that of slot and id, whoever gathers them."""
    ordered = sorted(lines, key=lambda line: (line.slot, line.entry))
    header = Header(
        shard=shard,
        number=after.told.number + 1 if after else 1,
        before=after.sha256 if after else NOTHING_BEFORE,
        root=merkle.root_of([line.sha256 for line in ordered]),
        count=len(ordered),
        sealed_at=at,
    )
    gathered = tuple(
        Gathered(slot, tuple(Leaf(line.entry, line.sha256) for line in some))
        for slot, some in groupby(ordered, key=lambda line: line.slot)
    )
    return Block(header=msgspec.json.encode(header).decode(), gathered=gathered)
