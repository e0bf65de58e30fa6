"""What is asked of the ledger's tables and buckets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from chalicelib.ledger.accesses import Access, Page
from chalicelib.ledger.blocks import Block
from chalicelib.ledger.entries import Entry
from chalicelib.ledger.heads import Head
from chalicelib.ledger.lines import Line
from chalicelib.ledger.progress import Progress


class LedgerStore(Protocol):
    """The ledger; what is in it is never changed."""

    def put(self, entry: Entry) -> str:
        """Commit an entry and return its hash; one that is there already stays as it is, and its hash is returned.

        Raises: EntryTakenError where another entry stands under its id.
        """

    def find(self, slot: str, entry: str) -> Entry | None:
        """Return one entry."""

    def line(self, slot: str, entry: str) -> Line | None:
        """Return one entry as it was committed."""

    def lines_in(self, slot: str) -> Sequence[Line]:
        """Return what was committed in a slot, all of it, read consistently, in the order of the ids."""


class ChainStore(Protocol):
    """The blocks of every shard, what is told of them by slot, and the signed heads; none is ever changed."""

    def add(self, block: Block) -> bool:
        """Put a block under its number unless one stands there; say whether this very block stands there now.

        This is a sealer's commit.
        """

    def find(self, shard: str, number: int) -> Block | None:
        """Return a block."""

    def last(self, shard: str) -> Block | None:
        """Return the block of a shard with the highest number, read consistently."""

    def following(self, shard: str, number: int) -> Iterator[Block]:
        """Yield the blocks of a shard behind a number, in their order."""

    def tell(self, block: Block) -> None:
        """Tell of each slot which of its entries a block gathered; told again, it stays as it is."""

    def told_of(self, slot: str) -> Mapping[str, int]:
        """Return the entries of a slot that were gathered, each with its block's number, read consistently."""

    def progress(self, shard: str, work: str) -> Progress:
        """Return how far a work ("seal", "archive") has come with a shard; nowhere, where nothing was noted."""

    def note(self, shard: str, work: str, progress: Progress) -> None:
        """Note how far a work has come with a shard."""

    def add_head(self, head: Head) -> bool:
        """Put a signed head under its number unless one stands there; say whether this very head stands there now."""

    def head(self, number: int) -> Head | None:
        """Return a signed head."""

    def last_head(self) -> Head | None:
        """Return the signed head with the highest number, read consistently."""

    def heads(self, *, limit: int, before: int | None = None) -> Sequence[Head]:
        """Return signed heads, newest first, from below a number."""


class LockedStore(Protocol):
    """A bucket whose objects nobody can change or delete for as long as the ledger is kept, where it has a lock."""

    @property
    def is_locked(self) -> bool:
        """Say whether the bucket locks what it is given; not every compatible service can."""

    def put(self, key: str, content: bytes) -> None:
        """Keep an object."""

    def find(self, key: str) -> bytes | None:
        """Return an object."""


class AccessStore(Protocol):
    """Who looked at whom: made from the entries of looks, and rebuilt from them."""

    def put(self, access: Access) -> None:
        """Enter an access; entered again, it stands as it does."""

    def page(self, subject: str, *, own: bool, limit: int, after: str | None = None) -> Page:
        """Return accesses to a subject, newest first, from behind a place: by others, or by the subject itself."""
