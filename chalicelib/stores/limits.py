"""The table of limits in DynamoDB: of each caller the instant at which the bucket is full, and what is counted.

Shape: {caller: "department~clerk-7", line: "bucket", full_at: 1795809600000, expires: 1795813200}
       {caller: "department~clerk-7", line: "codes#2026-11-27T20", version: 3, bits: "00f…", expires: 1795820000}

A bucket whose instant has passed is a full one, and a line of counting is named by its hour or day: what the service
has not yet taken away decides nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import UnansweredError
from chalicelib.stores.items import Items, item_of

_BUCKET = "bucket"


class DynamoLimits:
    """The table of limits, through a client that waits for nothing."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._items = Items(client, table, key="caller")

    def move(self, caller: str, *, by: int, within: tuple[int, int], expires: int) -> int | None:
        """Move the instant at which a bucket is full later, if it lies within bounds; return where it lies then."""
        with _answering():
            moved = self._items.move(
                {"caller": caller, "line": _BUCKET}, "full_at", by=by, within=within, expires=expires
            )
        if moved is None or "full_at" in moved:
            return int(moved["full_at"]["N"]) if moved else None
        return self.find(caller)

    def set(self, caller: str, *, at: int, unless: tuple[int, int], expires: int) -> bool:
        """Set the instant, unless it is known and lies within bounds; say whether it was set."""
        item = item_of(caller=caller, line=_BUCKET, full_at=at, expires=expires)
        with _answering():
            return self._items.put_unless_within(item, "full_at", unless)

    def find(self, caller: str) -> int | None:
        """Return the instant at which a bucket is full."""
        with _answering():
            item = self._items.find(caller=caller, line=_BUCKET)
        return int(item["full_at"]["N"]) if item else None

    def tally_of(self, caller: str, line: str) -> tuple[int, int] | None:
        """Return what was counted of a caller, and its version."""
        with _answering():
            item = self._items.find(caller=caller, line=line)
        return (int(item["bits"]["S"], 16), int(item["version"]["N"])) if item else None

    def put_tally(self, caller: str, line: str, bits: int, *, over: int, expires: int) -> bool:
        """Put what is counted now over a version, 0 for none; say whether that was what stood."""
        item = item_of(caller=caller, line=line, version=over + 1, bits=f"{bits:x}", expires=expires)
        with _answering():
            return self._items.replace(item, version=over) if over else self._items.add(item)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UnansweredError from error
