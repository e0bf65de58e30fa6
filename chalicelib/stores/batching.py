"""Many items by one request; what is left over is asked for again, after pauses that grow and never are the same.

For reads, and for writes that know no condition: current records are never written so.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.stores.items import Item

MOST_READ, MOST_WRITTEN = 100, 25
_ATTEMPTS = 8
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 2.0
Requests = Mapping[str, Any]
Pause = Callable[[float], None]


class LeftOverError(Exception):
    """A service gave or took less than it was asked for, time after time."""


def read_all(client: Any, keys: Mapping[str, Sequence[Item]], *, pause: Pause = time.sleep) -> Mapping[str, list[Item]]:
    """Return the items that stand under keys, by table, read consistently; no key is asked for twice.

    Raises: LeftOverError.
    """
    found: dict[str, list[Item]] = {table: [] for table in keys}
    for part in _parts_of(keys, MOST_READ):
        asked = {table: {"Keys": some, "ConsistentRead": True} for table, some in part.items()}
        for answer in _answers(client.batch_get_item, asked, "UnprocessedKeys", pause=pause):
            for table, items in answer["Responses"].items():
                found[table] += items
    return found


def put_all(client: Any, table: str, items: Sequence[Item], *, pause: Pause = time.sleep) -> None:
    """Put items, whatever stands there; no two of them have one key.

    Raises: LeftOverError.
    """
    for part in _parts_of({table: items}, MOST_WRITTEN):
        puts = [{"PutRequest": {"Item": item}} for item in part[table]]
        for _ in _answers(client.batch_write_item, {table: puts}, "UnprocessedItems", pause=pause):
            pass


def _parts_of(of_tables: Mapping[str, Sequence[Item]], most: int) -> Iterator[dict[str, list[Item]]]:
    """Yield what one request may hold, of all tables together, until all was yielded."""
    flat = [(table, item) for table, items in of_tables.items() for item in items]
    for start in range(0, len(flat), most):
        part: dict[str, list[Item]] = {}
        for table, item in flat[start : start + most]:
            part.setdefault(table, []).append(item)
        yield part


def _answers(send: Callable[..., Any], asked: Requests, left: str, *, pause: Pause) -> Iterator[Mapping[str, Any]]:
    """Yield answer after answer until nothing is left over."""
    for attempt in range(_ATTEMPTS):
        if attempt:
            longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**attempt)
            pause(random.uniform(0, longest))  # noqa: S311 -- spreads callers, hides nothing
        answer = send(RequestItems=asked)
        yield answer
        asked = answer.get(left) or {}
        if not asked:
            return
    message = f"after {_ATTEMPTS} attempts {left} holds {sum(map(len, asked.values()))} still"
    raise LeftOverError(message)
