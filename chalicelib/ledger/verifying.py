"""Verifying the ledger without trusting who kept it: blocks with their entries, and the signed heads over them.

What is noticed: an entry, a block or a head that was altered, moved, doubled, put in or taken out. What cannot be: that
the last blocks or heads were cut off behind everything that is looked at; so heads are kept in a second place, and a
holder of an answer, a proof or a head knows of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date

import msgspec
from msgspec import Struct

from chalicelib.ledger import merkle
from chalicelib.ledger.blocks import NOTHING_BEFORE, Block, Gathered, Header, hash_of, header_in
from chalicelib.ledger.heads import Head, Statement
from chalicelib.ledger.lines import Line

_SALT = re.compile(r"[0-9a-f]{32}")


class Kept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A block with its entries. Shape: one line of an object of the archive."""

    header: str
    gathered: tuple[Gathered, ...]
    lines: tuple[Line, ...]


class Chain:
    """The blocks of one shard, given one after the other; `hashes` are those of all that were given."""

    def __init__(self, shard: str, *, before: Block | None = None) -> None:
        """Begin at the first block, or behind one that is trusted."""
        self.shard = shard
        self.number = before.told.number if before else 0
        self.hashes: dict[int, str] = {}
        self._last = before.sha256 if before else NOTHING_BEFORE
        self._seen: set[tuple[str, str]] = set()

    def faults_in(self, kept: Kept) -> Iterator[str]:
        """Yield what is wrong with the next block."""
        place = f"shard {self.shard}, after block {self.number}"
        try:
            header = header_in(kept.header)
        except msgspec.DecodeError:
            yield f"{place}: the header is none"
            return
        if (header.shard, header.number) != (self.shard, self.number + 1):
            yield f"{place}: block {header.number} of shard {header.shard} follows"
        if header.before != self._last:
            yield f"{place}: block {header.number} does not follow it"
        yield from (f"shard {self.shard}, block {header.number}: {what}" for what in self._faults_inside(kept, header))
        self.number, self._last = header.number, hash_of(kept.header)
        self.hashes[header.number] = self._last

    def _faults_inside(self, kept: Kept, header: Header) -> Iterator[str]:
        leaves = [(some.slot, leaf.entry, leaf.sha256) for some in kept.gathered for leaf in some.leaves]
        places = [(line.slot, line.entry) for line in kept.lines]
        if [(slot, entry) for slot, entry, _ in leaves] != places:
            yield "its entries are not those it gathered"
        if sorted(set(places)) != places or self._seen.intersection(places):
            yield "an entry is doubled or out of its order"
        self._seen.update(places)
        yield from (fault for line in kept.lines for fault in _faults_in(line))
        hashes = [line.sha256 for line in kept.lines if _SALT.fullmatch(line.salt)]
        if header.count != len(hashes) or not hashes or merkle.root_of(hashes) != header.root:
            yield "its entries do not have its root"
        if [sha256 for _, _, sha256 in leaves] != hashes:
            yield "its entries do not have the hashes it says"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What a verifier brings along: the key, and, for an archive that is a day behind, the last day that it has.

    A head that was signed later may be over blocks that are not archived yet; of one signed until then every block is.
    """

    public_key: bytes
    archived_until: date | None = None

    def allows_to_miss(self, statement: Statement) -> bool:
        """Say whether a head may be over blocks that are not there."""
        return self.archived_until is not None and statement.signed_at.astimezone(UTC).date() > self.archived_until


def faults_in(shards: Mapping[str, Iterator[Kept]], heads: Sequence[Head], *, trust: Trust) -> Iterator[str]:
    """Yield what is wrong with a whole ledger: its shards from their first blocks on, and its heads likewise."""
    hashes: dict[str, Mapping[int, str]] = {}
    for shard, blocks in shards.items():
        chain = Chain(shard)
        for kept in blocks:
            yield from chain.faults_in(kept)
        hashes[shard] = chain.hashes
    yield from _faults_in_heads(heads, hashes, trust)


def _faults_in_heads(heads: Sequence[Head], hashes: Mapping[str, Mapping[int, str]], trust: Trust) -> Iterator[str]:
    before, tips = NOTHING_BEFORE, dict.fromkeys(hashes, 0)
    for number, head in enumerate(heads, 1):
        place = f"head {number}"
        try:
            statement = head.told
        except msgspec.DecodeError:
            yield f"{place}: the statement is none"
            continue
        if not head.is_genuine(trust.public_key):
            yield f"{place}: the signature is not that of the key"
        if (statement.number, statement.before) != (number, before):
            yield f"{place}: does not follow the one before"
        may_miss = trust.allows_to_miss(statement)
        yield from (f"{place}: {what}" for what in _faults_over(statement, hashes, tips, may_miss=may_miss))
        before = head.sha256
        tips |= {shard: tip.number for shard, tip in statement.shards.items()}


def _faults_over(
    statement: Statement, hashes: Mapping[str, Mapping[int, str]], tips: Mapping[str, int], *, may_miss: bool
) -> Iterator[str]:
    for shard, tip in statement.shards.items():
        found = hashes.get(shard, {}).get(tip.number)
        if found != tip.sha256 and not (found is None and may_miss):
            yield f"block {tip.number} of shard {shard} is not the one that was signed"
        if tip.number < tips.get(shard, 0):
            yield f"shard {shard} goes back"


def _faults_in(line: Line) -> Iterator[str]:
    try:
        entry = line.told
    except msgspec.DecodeError:
        yield f"entry {line.reference} is none"
        return
    if (entry.slot, entry.entry) != (line.slot, line.entry):
        yield f"entry {line.reference} stands where it does not belong"
    if not _SALT.fullmatch(line.salt):
        yield f"the salt of entry {line.reference} is none"
