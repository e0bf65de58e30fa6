"""Arrivals (到件): a department's file as it came, in a file of our own that can be read from any place.

It is taken in piece by piece: up to eight megabytes stay in memory, more lies in a temporary file until it is closed.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

PIECE_BYTES = 1 << 20
_IN_MEMORY_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that came, with its size and hash as they were counted on the way. Units: bytes."""

    file: IO[bytes]
    size_bytes: int
    sha256: str


@contextmanager
def arrival_of(pieces: Iterable[bytes]) -> Iterator[Arrival]:
    """Keep what comes in pieces for as long as the block lasts."""
    size, digest = 0, hashlib.sha256()
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.seek(0)
        yield Arrival(file, size, digest.hexdigest())
