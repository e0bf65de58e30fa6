"""The stores of the ledger in memory, for one thread: what `chalicelib/stores` does, kept encoded."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from chalicelib.ledger.accesses import Access, Page, beginning
from chalicelib.ledger.blocks import Block
from chalicelib.ledger.entries import Entry, EntryTakenError
from chalicelib.ledger.heads import Head
from chalicelib.ledger.lines import Line, line_of
from chalicelib.ledger.progress import Progress
from chalicelib.stores.contents import packed


class MemoryLedger:
    """The ledger; salts are made from the ids, so that a run repeated hashes the same."""

    def __init__(self) -> None:
        """Start empty."""
        self.lines: dict[tuple[str, str], Line] = {}

    def put(self, entry: Entry) -> str:
        """Commit an entry unless it is there; return its hash."""
        line = line_of(entry, salt=hashlib.sha256(entry.entry.encode()).digest()[:16])
        packed(line.body)
        standing = self.lines.setdefault((line.slot, line.entry), line)
        if not standing.says(entry):
            raise EntryTakenError(line.reference)
        return standing.sha256

    def find(self, slot: str, entry: str) -> Entry | None:
        """Return one entry."""
        line = self.line(slot, entry)
        return line.told if line else None

    def line(self, slot: str, entry: str) -> Line | None:
        """Return one entry as it was committed."""
        return self.lines.get((slot, entry))

    def lines_in(self, slot: str) -> Sequence[Line]:
        """Return what was committed in a slot."""
        return [self.lines[key] for key in sorted(self.lines) if key[0] == slot]

    def all(self) -> Sequence[Entry]:
        """Return every entry, for a test to look at."""
        return sorted((line.told for line in self.lines.values()), key=lambda entry: (entry.at, entry.entry))


class MemoryChain:
    """Blocks, what is told of slots, heads and progress."""

    def __init__(self) -> None:
        """Start empty."""
        self.blocks: dict[tuple[str, int], Block] = {}
        self.told: dict[tuple[str, int], tuple[str, ...]] = {}
        self.kept_heads: dict[int, Head] = {}
        self.noted: dict[tuple[str, str], Progress] = {}

    def add(self, block: Block) -> bool:
        """Put a block unless another stands under its number."""
        return self.blocks.setdefault((block.told.shard, block.told.number), block) == block

    def find(self, shard: str, number: int) -> Block | None:
        """Return a block."""
        return self.blocks.get((shard, number))

    def last(self, shard: str) -> Block | None:
        """Return the last block of a shard."""
        return self.blocks.get((shard, max((number for of, number in self.blocks if of == shard), default=0)))

    def following(self, shard: str, number: int) -> Iterator[Block]:
        """Yield the blocks behind a number."""
        return (self.blocks[key] for key in sorted(self.blocks) if key[0] == shard and key[1] > number)

    def tell(self, block: Block) -> None:
        """Tell of each slot what a block took of it."""
        for slot, leaves in block.gathered:
            self.told[slot, block.told.number] = tuple(leaf.entry for leaf in leaves)

    def told_of(self, slot: str) -> Mapping[str, int]:
        """Return the entries of a slot that were gathered."""
        return {entry: number for (of, number), entries in self.told.items() if of == slot for entry in entries}

    def progress(self, shard: str, work: str) -> Progress:
        """Return how far a work has come."""
        return self.noted.get((shard, work), Progress())

    def note(self, shard: str, work: str, progress: Progress) -> None:
        """Note how far a work has come."""
        self.noted[shard, work] = progress

    def add_head(self, head: Head) -> bool:
        """Put a head unless another stands under its number."""
        return self.kept_heads.setdefault(head.told.number, head) == head

    def head(self, number: int) -> Head | None:
        """Return a head."""
        return self.kept_heads.get(number)

    def last_head(self) -> Head | None:
        """Return the last head."""
        return self.kept_heads.get(max(self.kept_heads, default=0))

    def heads(self, *, limit: int, before: int | None = None) -> Sequence[Head]:
        """Return heads, newest first."""
        numbers = sorted((one for one in self.kept_heads if before is None or one < before), reverse=True)
        return [self.kept_heads[number] for number in numbers[:limit]]


class MemoryLocked:
    """A bucket whose objects stay as they are."""

    def __init__(self, *, is_locked: bool = True) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}
        self.is_locked = is_locked

    def put(self, key: str, content: bytes) -> None:
        """Keep an object."""
        self.files[key] = content

    def find(self, key: str) -> bytes | None:
        """Return an object."""
        return self.files.get(key)


class MemoryAccesses:
    """Accesses by subject and place."""

    def __init__(self) -> None:
        """Start empty."""
        self.kept: dict[tuple[str, str], bytes] = {}

    def put(self, access: Access) -> None:
        """Enter an access."""
        self.kept[access.subject, access.place] = msgspec.json.encode(access)

    def page(self, subject: str, *, own: bool, limit: int, after: str | None = None) -> Page:
        """Return accesses to a subject, newest first."""
        start = beginning(own=own)
        places = sorted((place for of, place in self.kept if of == subject and place.startswith(start)), reverse=True)
        behind = [place for place in places if after is None or place < after]
        found = [msgspec.json.decode(self.kept[subject, place], type=Access) for place in behind[:limit]]
        return Page(found, behind[limit - 1] if len(behind) > limit else None)


def stores_of_the_ledger() -> dict[str, Any]:
    """Return empty stores of the ledger, by the names they have among the services."""
    return {
        "ledger": MemoryLedger(),
        "chain": MemoryChain(),
        "heads": MemoryLocked(),
        "archive": MemoryLocked(),
        "accesses": MemoryAccesses(),
    }
