"""The folders of systems, in the bucket of uploads.

Shape: key "inbound/<system>/<name>" for what a system drops, "outbound/<system>/<name>" for what it is answered
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chalicelib.errors import NotFoundError
from chalicelib.intake.arrivals import PIECE_BYTES, Arrival, arrival_of
from chalicelib.stores.objects import Objects

_IN, _OUT = "inbound", "outbound"
_STEPS = 3


class BucketFolder:
    """What systems drop, and what they are answered."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._objects = Objects(client, bucket)

    def place_in(self, key: str) -> tuple[str, str] | None:
        """Return the system and the name that an object key names, None for a key of no folder."""
        steps = key.split("/")
        if len(steps) != _STEPS or steps[0] != _IN or not all(steps):
            return None
        return steps[1], steps[2]

    def size_of(self, system: str, name: str) -> int | None:
        """Return the size of a file that was dropped, None when there is none. Units: bytes."""
        return self._objects.size_of(f"{_IN}/{system}/{name}")

    @contextmanager
    def opened(self, system: str, name: str) -> Iterator[Arrival]:
        """Keep a file open for a block. Raises: NotFoundError on entering it, when there is none."""
        pieces = self._objects.pieces_of(f"{_IN}/{system}/{name}", size_bytes=PIECE_BYTES)
        if pieces is None:
            raise NotFoundError
        with arrival_of(pieces) as arrival:
            yield arrival

    def answer(self, system: str, name: str, content: bytes) -> None:
        """Put an answer into the folder of a system, in place of an earlier one of that name."""
        kind = "application/json" if name.endswith(".json") else "text/csv; charset=utf-8"
        self._objects.put(f"{_OUT}/{system}/{name}", content, content_type=kind)
