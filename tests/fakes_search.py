"""The table of names in memory, lean enough for a whole city's: a name is kept once, a posting is a number."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice, takewhile

from chalicelib.search.store import COUNTED, NameEntry, Posting, posting_at

_FURTHER_ON = 1 << 40  # added to the number of a name where the gram does not open its stem


class MemoryNames:
    """Postings under their grams."""

    def __init__(self) -> None:
        """Start empty."""
        self._numbers: dict[NameEntry, int] = {}
        self._entries: list[NameEntry] = []
        self._grams: dict[str, set[int]] = {}
        self._places: dict[str, list[str]] = {}
        self._counted: set[Posting] = set()

    def add(self, postings: Iterable[Posting]) -> None:
        """Enter postings."""
        for posting in postings:
            number = self._numbers.setdefault(posting.entry, len(self._entries))
            if number == len(self._entries):
                self._entries.append(posting.entry)
            self._grams.setdefault(posting.gram, set()).add(number + (0 if posting.opens else _FURTHER_ON))
            self._places.pop(posting.gram, None)
            if posting.is_counted:
                self._counted.add(posting)

    def under(self, gram: str, *, beginning: str = "", limit: int) -> Sequence[Posting]:
        """Return postings of a gram, in order."""
        if gram not in self._places:
            self._places[gram] = sorted(posting.place for posting in self._under(gram))
        places = self._places[gram]
        standing = islice(places, bisect_left(places, beginning), None)
        found = takewhile(lambda place: place.startswith(beginning), standing)
        return [posting_at(gram, place) for place in islice(found, limit)]

    def counts(self, *, on: date) -> Mapping[str, int]:  # noqa: ARG002 -- nothing is remembered
        """Return about how many postings a gram has."""
        return {gram: COUNTED * number for gram, number in Counter(one.gram for one in self._counted).items()}

    def all(self) -> set[Posting]:
        """Return every posting, for a test to compare."""
        return {posting for gram in self._grams for posting in self._under(gram)}

    def _under(self, gram: str) -> Iterable[Posting]:
        for number in self._grams.get(gram, ()):
            yield Posting(gram, number < _FURTHER_ON, self._entries[number % _FURTHER_ON])
