"""Hints: what the table of names has for a query, by as few requests as it takes.

A gram's postings are read by one request, the rarest gram's first: every posting carries the whole name, so names are
compared here and no second list is needed to cross them. Another gram is read only where none of the names found is
close, for then a letter of the gram was probably wrong. How often a gram occurs decides the order alone, so that a
count may be old or rough. Very common grams are read up to a cap, names that begin with them first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from msgspec import Struct

from chalicelib.search.postings import grams_of, pairs_of, region_gram
from chalicelib.search.ranking import Asked, Match, match_of
from chalicelib.search.stems import SHORTEST
from chalicelib.search.store import NameEntry, NameStore

CAP = 1000
MOST_READS = 5


class _Read(Struct, frozen=True):
    """One request: postings of a gram whose place begins so."""

    gram: str
    beginning: str = ""


@dataclass(slots=True)
class Hints:
    """Names found with what each has in common with the query; `capped` where a list was not read to its end."""

    matches: dict[NameEntry, Match] = field(default_factory=dict)
    capped: bool = False

    def of_each_code(self) -> Mapping[str, list[Match]]:
        """Return what may be shown of each organisation, its best name first."""
        codes: dict[str, list[Match]] = {}
        for match in sorted(self.matches.values(), key=lambda one: (-one.score, one.entry)):
            if match.is_worth_showing:
                codes.setdefault(match.entry.credit_code, []).append(match)
        return codes


def hints_for(asked: Asked, *, names: NameStore, today: date, wanted: int) -> Hints:
    """Return what the table has for a query, once that is enough, or everything was read."""
    hints, read = Hints(), list[_Read]()
    for one in _reads_for(asked, names.counts(on=today)):
        found = names.under(one.gram, beginning=one.beginning, limit=CAP)
        read.append(one)
        hints.capped = len(found) == CAP
        for posting in found:
            if posting.entry not in hints.matches:
                hints.matches[posting.entry] = match_of(posting.entry, asked=asked)
        if _is_enough(hints, read, wanted=wanted):
            break
    return hints


def _is_enough(hints: Hints, read: Sequence[_Read], *, wanted: int) -> bool:
    """Say whether what was asked was found, or something but for a letter that no gram not read would better.

    The first gram is the rarest: what is so near in it is hardly there by chance. After that one letter that all the
    grams read have in common may be the wrong one.
    """
    found = sum(match.is_it for match in hints.matches.values())
    if found >= (wanted if hints.capped else 1):
        return True
    doubtful = frozenset[str].intersection(*(frozenset(one.gram) for one in read))
    return (len(read) == 1 or not doubtful) and any(match.is_nearly for match in hints.matches.values())


def _reads_for(asked: Asked, counts: Mapping[str, int]) -> Iterator[_Read]:
    """Yield the reads of a query, the one that promises most first."""
    if len(asked.stem) < SHORTEST:
        yield _Read(region_gram(asked.parts.regions[-1]), f"0{asked.stem}")
        return
    grams = _grams_for(asked.stem, counts)
    first = next(grams)
    if _is_common(first, counts):
        yield _Read(pairs_of(asked.stem)[0], f"0{asked.stem}")
    yield _Read(first)
    yield from map(_Read, grams)


def _grams_for(stem: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield the grams to read: the rarest; then, since a letter of it was probably wrong, those with other letters.

    Among equals the one that stands first, for there stands the trade name.
    """
    waiting, doubtful = grams_of(stem), set[str]()
    for _ in range(min(MOST_READS, len(waiting))):
        rarest = min(waiting, key=lambda gram: (_is_common(gram, counts), len(doubtful & {*gram}), counts.get(gram, 0)))
        yield rarest
        waiting.remove(rarest)
        doubtful |= {*rarest}


def _is_common(gram: str, counts: Mapping[str, int]) -> bool:
    return counts.get(gram, 0) >= CAP
