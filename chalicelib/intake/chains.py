"""Chains: what is kept of a batch chunk by chunk, each part before its chunk is committed.

A part is named by its own hash and names the part before it, and the batch commits the name: whatever a second
delivery writes, it cannot change what the committed name leads to.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import msgspec

from chalicelib.intake.store import ReceiptStore

_NAME_LETTERS = 32


class Part(Protocol):
    """A part of a chain."""

    @property
    def previous(self) -> str | None:
        """The name of the part before it."""


_Part = TypeVar("_Part", bound=Part)


class PartMissingError(Exception):
    """A failure of ours: a part that a batch committed is not in the bucket."""


@dataclass(slots=True)
class Chain(Generic[_Part]):
    """The parts of one kind of one batch; only the last that was written or read is held, for there may be many."""

    batch: str
    receipts: ReceiptStore
    kind: type[_Part]
    last: tuple[str, _Part] | None = None

    def add(self, part: _Part) -> str:
        """Keep a part, and return its name for the batch to commit."""
        raw = msgspec.json.encode(part)
        name = f"{self.batch}.{hashlib.sha256(raw).hexdigest()[:_NAME_LETTERS]}"
        self.receipts.put(name, raw)
        self.last = name, part
        return name

    def get(self, name: str) -> _Part:
        """Return a part by its name. Raises: PartMissingError."""
        if self.last is not None and self.last[0] == name:
            return self.last[1]
        raw = self.receipts.find(name)
        if raw is None:
            raise PartMissingError(name)
        part: _Part = msgspec.json.decode(raw, type=self.kind)
        self.last = name, part
        return part

    def backwards(self, name: str | None) -> Iterator[tuple[str, _Part]]:
        """Yield all parts with their names, from the one named to the first."""
        while name is not None:
            part = self.get(name)
            yield name, part
            name = part.previous
