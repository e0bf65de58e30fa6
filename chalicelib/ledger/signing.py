"""Signing the heads: the last block of every shard, put under the next number, then kept in the locked bucket.

The commit is the put of the head; its object is written after it and, should that have failed, at the next run.
"""

from datetime import datetime
from typing import Protocol

import msgspec

from chalicelib.ledger.blocks import Block
from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.ledger.heads import Head, Tip, head_of, key_of
from chalicelib.ledger.signatures import Signer
from chalicelib.ledger.store import ChainStore, LockedStore


class Means(Protocol):
    """What heads are signed with, and kept in."""

    @property
    def chain(self) -> ChainStore:
        """The blocks and the heads."""

    @property
    def heads(self) -> LockedStore:
        """The bucket of heads."""

    @property
    def signer(self) -> Signer:
        """What signs."""


def sign_heads(*, means: Means, now: datetime) -> Head | None:
    """Sign where every shard stands, and return the head; None where nothing was sealed since the one before."""
    last = means.chain.last_head()
    if last is not None and means.heads.find(key_of(last.told.number)) is None:
        _keep(last, means)
    blocks = {shard: block for shard in SHARD_NAMES if (block := means.chain.last(shard)) is not None}
    shards = {shard: _tip_of(block) for shard, block in blocks.items()}
    if shards == (last.told.shards if last else {}):
        return None
    head = head_of(shards, after=last, at=now, is_locked=means.heads.is_locked, signer=means.signer)
    if not means.chain.add_head(head):
        return None
    _keep(head, means)
    return head


def _tip_of(block: Block) -> Tip:
    return Tip(block.told.number, block.sha256)


def _keep(head: Head, means: Means) -> None:
    means.heads.put(key_of(head.told.number), msgspec.json.encode(head))
