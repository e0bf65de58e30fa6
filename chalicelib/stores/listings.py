"""Which records may stand on which public page, in DynamoDB.

Shape: {page: "penalties#2025-03-02", entry: "m~9151…"}              a record on a page
       {page: "days#penalties", entry: "2025-03-02"}                 a day the list has a page for
       {page: "stamp#penalties#2025-03-02", entry: "stamp", stamp: "…"}
       {page: "batch#zy-scjgj-20261123-…", entry: "batch", stamp: "under_way" or "ended"}
"""

import time
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Any

from chalicelib.publication.store import Listed
from chalicelib.stores.batching import Pause, put_all
from chalicelib.stores.items import Items, Range, item_of

_STAMP, _BATCH = "stamp", "batch"
_UNDER_WAY, _ENDED = "under_way", "ended"
_REMEMBERED = 10_000


class DynamoListings:
    """Which records may stand on which page, and the stamps of the pages."""

    def __init__(self, client: Any, table: str, *, pause: Pause = time.sleep) -> None:
        """Take the client, the table's full name, and how to wait where the table takes less than it is given."""
        self._client, self._table, self._pause = client, table, pause
        self._items = Items(client, table, key="page")
        self._ended = dict[str, None]()
        self._entered = set[tuple[str, str]]()  # days are never taken out, so one write a container is enough

    def enter(self, listed: Collection[Listed]) -> None:
        """Enter records on the pages of days, and the days in the lists; what is there already says the same."""
        days = {(one.name, one.day) for one in listed} - self._entered
        places = dict.fromkeys((f"{one.name}#{one.day}", one.record_id) for one in listed)
        places |= dict.fromkeys((f"days#{name}", day) for name, day in sorted(days))
        put_all(
            self._client,
            self._table,
            [item_of(page=page, entry=entry) for page, entry in places],
            pause=self._pause,
        )
        self._entered |= days

    def stamp_of(self, name: str, day: str) -> str | None:
        """Return the page's stamp by one consistent read."""
        item = self._items.find(page=f"stamp#{name}#{day}", entry=_STAMP)
        return item["stamp"]["S"] if item else None

    def restamp(self, name: str, day: str, *, stamp: str) -> None:
        """Give the page a new stamp, so that every file made before is refused."""
        self._items.put(item_of(page=f"stamp#{name}#{day}", entry=_STAMP, stamp=stamp))

    def days_of(self, name: str, *, after: str | None = None, limit: int) -> Sequence[str]:
        """Return the days a list has pages for, newest first, from behind `after`."""
        within = Range(name="entry", operator="<", value=after) if after else None
        items = self._items.all(f"days#{name}", within, Limit=limit, ScanIndexForward=False)
        return [item["entry"]["S"] for item in islice(items, limit)]

    def records_on(self, name: str, day: str) -> Sequence[str]:
        """Return the record ids entered on a page, all of them, read consistently: a file stands for a day."""
        return [item["entry"]["S"] for item in self._items.all(f"{name}#{day}", ConsistentRead=True)]

    def begin(self, batch: str) -> None:
        """Note that a batch begins to be applied, unless it is noted that it ended: who comes late changes nothing."""
        self._items.add(item_of(page=f"{_BATCH}#{batch}", entry=_BATCH, stamp=_UNDER_WAY))

    def end(self, batch: str) -> None:
        """Note that a batch is at its end."""
        self._items.put(item_of(page=f"{_BATCH}#{batch}", entry=_BATCH, stamp=_ENDED))

    def is_under_way(self, act: str) -> bool:
        """Say whether an act is a batch that began to be applied and is not at its end, by one consistent read.

        One at its end, and what is no batch, never begins: it is asked for once in the life of a container.
        """
        if act in self._ended:
            return False
        item = self._items.find(page=f"{_BATCH}#{act}", entry=_BATCH)
        if item is not None and item["stamp"]["S"] == _UNDER_WAY:
            return True
        self._ended[act] = None
        if len(self._ended) > _REMEMBERED:
            del self._ended[next(iter(self._ended))]
        return False
