"""Inclusion proofs (包含证明): that an entry is in a block, and the block before a signed head; hashes alone.

Whoever holds an entry's reference and its hash, from the answer that it was for, checks them without trusting us:
the hash and `path` give the root in `block`; each header of `chain` names the hash of the one before; `head` names
the hash of the last.

Shape: block and chain are headers as they stand, to be hashed as they stand (`blocks.hash_of`)
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec
from msgspec import Struct

from chalicelib.errors import NotFoundError
from chalicelib.ledger import merkle
from chalicelib.ledger.blocks import Block, hash_of, header_in
from chalicelib.ledger.heads import Head
from chalicelib.ledger.lines import place_in

if TYPE_CHECKING:
    from chalicelib.ledger.store import ChainStore


class Means(Protocol):
    """What a proof is made from."""

    @property
    def chain(self) -> "ChainStore":
        """The blocks and the heads."""


class Proof(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That one entry is in the ledger; without `head` until the next head is signed."""

    entry: str
    sha256: str
    index: int
    path: Sequence[str]
    block: str
    chain: Sequence[str] = ()
    head: Head | None = None

    def holds(self, *, public_key: bytes) -> bool:
        """Say whether it shows what it says, up to a signed head; to be asked by who does not trust its maker."""
        try:
            return self._holds(public_key)
        except msgspec.DecodeError:
            return False

    def _holds(self, public_key: bytes) -> bool:
        header = header_in(self.block)
        root = merkle.root_from(self.sha256, index=self.index, count=header.count, path=self.path)
        reached = hash_of(self.block)
        for following in self.chain:
            if header_in(following).before != reached:
                return False
            reached = hash_of(following)
        if root != header.root or self.head is None or not self.head.is_genuine(public_key):
            return False
        tip = self.head.told.shards.get(header.shard)
        return tip is not None and tip.sha256 == reached


def proof_of(reference: str, *, means: Means) -> Proof:
    """Return the proof that an entry is in the ledger.

    Raises: NotFoundError for what is not there, or in no block yet.
    """
    chain = means.chain
    slot, entry = place_in(reference)
    number = chain.told_of(slot).get(entry)
    block = None if number is None else chain.find(slot.partition("-")[0], number)
    if block is None:
        raise NotFoundError("ledger.not_sealed", "没有该台账条目，或尚未封存。", "No such entry, or not sealed yet.")
    leaves = [leaf for _, leaf in block.placed()]
    index = [leaf.entry for leaf in leaves].index(entry)
    head = _head_over(block, chain)
    return Proof(
        entry=reference,
        sha256=leaves[index].sha256,
        index=index,
        path=merkle.path_of(block.leaves, index),
        block=block.header,
        chain=_headers_up_to(head, block, chain),
        head=head,
    )


def _head_over(block: Block, chain: "ChainStore") -> Head | None:
    """Return the first head that is over a block; heads only ever go on, so it is found by halving."""
    last, told = chain.last_head(), block.told

    def reached(number: int) -> int:
        head = chain.head(number)
        tip = head.told.shards.get(told.shard) if head else None
        return tip.number if tip else 0

    count = last.told.number if last else 0
    number = bisect_left(range(1, count + 1), told.number, key=reached) + 1
    return chain.head(number) if number <= count else None


def _headers_up_to(head: Head | None, block: Block, chain: "ChainStore") -> Sequence[str]:
    if head is None:
        return ()
    told = block.told
    until = head.told.shards[told.shard].number
    headers: list[str] = []
    for following in chain.following(told.shard, told.number):
        if following.told.number > until:
            break
        headers.append(following.header)
    return headers
