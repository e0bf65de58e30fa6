"""Postings of names of organisations in DynamoDB, an item nothing but its key.

Shape: {gram: "虚构", place: "0虚构甲#示例虚构甲有限公司#9151…"}
       {gram: "#", place: "虚构#9151…#3f9a21c0"}  one in COUNTED postings, by its hash: however often put, one

How often a gram occurs is the number of the latter; all of them are one partition, read once a day and container.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.search.store import COUNTED, Posting, posting_at
from chalicelib.stores.batching import Pause, put_all
from chalicelib.stores.items import Item, Items, Range, item_of

COUNTS = "#"
_DIGEST_LETTERS = 8


class DynamoNames:
    """Postings under their grams, and about how many there are of each."""

    def __init__(self, client: Any, table: str, *, pause: Pause = time.sleep) -> None:
        """Take the client, the table's full name, and how to wait where the table takes less than it is given."""
        self._client, self._table, self._pause = client, table, pause
        self._items = Items(client, table, key="gram")
        self._counted: tuple[date, Mapping[str, int]] | None = None

    def add(self, postings: Iterable[Posting]) -> None:
        """Enter postings; one that is there already stays, for it says the same."""
        items = {(item["gram"]["S"], item["place"]["S"]): item for item in items_of(postings)}
        put_all(self._client, self._table, list(items.values()), pause=self._pause)

    def under(self, gram: str, *, beginning: str = "", limit: int) -> Sequence[Posting]:
        """Return postings of a gram whose place begins so, in order, by one request."""
        within = Range(name="place", operator="begins_with", value=beginning) if beginning else None
        items, _ = self._items.page(gram, within, Limit=limit)
        return [posting_at(gram, item["place"]["S"]) for item in items]

    def counts(self, *, on: date) -> Mapping[str, int]:
        """Return about how many postings a gram has; what was read today already is not read again."""
        if self._counted is None or self._counted[0] != on:
            grams = Counter(item["place"]["S"].partition("#")[0] for item in self._items.all(COUNTS))
            self._counted = on, {gram: COUNTED * number for gram, number in grams.items()}
        return self._counted[1]


def items_of(postings: Iterable[Posting]) -> Iterator[Item]:
    """Yield the items that postings are kept as."""
    for posting in postings:
        yield item_of(gram=posting.gram, place=posting.place)
        if posting.is_counted:
            told = f"{posting.gram}#{posting.entry.credit_code}#{posting.digest.hex()[-_DIGEST_LETTERS:]}"
            yield item_of(gram=COUNTS, place=told)


def code_in(item: Item) -> str:
    """Return the credit code of the organisation that an item was entered for."""
    parts: list[str] = item["place"]["S"].split("#")
    return parts[1] if item["gram"]["S"] == COUNTS else parts[-1]
