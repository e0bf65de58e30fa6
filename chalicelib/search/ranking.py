"""Ranking: what a name and a query have in common, counted field by field, and told with every hit.

The counts are data (ranking.toml). Two hits of one score stand in the order of their codes, so the same data and the
same query give the same order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from msgspec import Struct

from chalicelib.errors import DataFileError
from chalicelib.search.distances import distance_of
from chalicelib.search.postings import pairs_of
from chalicelib.search.stems import Parts
from chalicelib.search.store import NameEntry
from chalicelib.terms import tables

_FILE = "search/ranking"
_HUNDRED = 100
_FAULTS = {1: "one_letter", 2: "two_letters"}
_PAIRS_A_FAULT = 2
_START, _END = "^", "$"  # no letters, so in no stem


class Point(Struct, frozen=True, omit_defaults=True):
    """What one field of the ranking gave a hit.

    Shape: field "bigrams", points 75, value "3/5" (pairs in common of the query's)
    """

    field: str
    points: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What each field counts, and what is close enough."""

    points: Mapping[str, int]
    least_share: int
    letters_a_fault: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: in normal form, in parts, the stem that is looked for and its pairs of letters, the ends among them."""

    name: str
    parts: Parts
    stem: str
    pairs: frozenset[str]

    @classmethod
    def of(cls, name: str, *, parts: Parts, stem: str) -> "Asked":
        """Return the query with its pairs."""
        return cls(name, parts, stem, _pairs_in(stem))


@dataclass(frozen=True, slots=True)
class Match:
    """What a name has in common with a query; `is_it` where that is what was asked, `is_nearly` but for one letter.

    Units: share in hundredths of the query's pairs.
    """

    entry: NameEntry
    points: tuple[Point, ...]
    share: int
    is_it: bool
    is_nearly: bool

    @property
    def score(self) -> int:
        """Return the sum of what the fields gave."""
        return sum(point.points for point in self.points)

    @property
    def is_worth_showing(self) -> bool:
        """Say whether it has enough in common to be a hit."""
        likenesses = {"part", *_FAULTS.values()}
        return self.share >= weights().least_share or any(one.field in likenesses for one in self.points)


@cache
def weights() -> Weights:
    """Return the platform's weights; read once."""
    return weights_in(tables.table(_FILE))


def weights_in(table: Mapping[str, Any]) -> Weights:
    """Return the weights of a table.

    Raises: DataFileError for an unknown or missing key, or a weight that is no whole number.
    """
    numbers = ("least_share", "letters_a_fault")
    read = tables.strict(table, file=_FILE, required={"basis", "confirmed", "points", *numbers})
    points = tables.strict(read["points"], file=_FILE, key="points", required=_FIELDS)
    for key, value in (*points.items(), *((number, read[number]) for number in numbers)):
        if not isinstance(value, int):
            raise DataFileError(_FILE, key, "is no whole number")
    return Weights(points, *(read[number] for number in numbers))


def point(field: str) -> Point:
    """Return what a field gives where it holds."""
    return Point(field, weights().points[field])


def match_of(entry: NameEntry, *, asked: Asked) -> Match:
    """Return what a name has in common with a query."""
    pairs = _pairs_in(entry.stem)
    shared = len(pairs & asked.pairs)
    share = _HUNDRED * shared // len(asked.pairs) if asked.stem else _HUNDRED
    points = tuple(_points_of(entry, asked, shared=shared, pairs=len(pairs)))
    fields = frozenset(one.field for one in points)
    return Match(entry, points, share, _is_it(fields, asked), _is_nearly(fields, asked))


def _pairs_in(stem: str) -> frozenset[str]:
    """Return the pairs of a stem and its ends, so that a letter wrong at an end breaks as many as any other."""
    return frozenset(pairs_of(f"{_START}{stem}{_END}"))


def _is_it(fields: AbstractSet[str], asked: Asked) -> bool:
    """Say whether this was asked: who writes the legal form means a whole name, any other a part of one."""
    if "whole_name" in fields or not asked.stem:
        return True
    return fields >= ({"stem", *_around(asked)} if asked.parts.tail else {"part"})


def _is_nearly(fields: AbstractSet[str], asked: Asked) -> bool:
    """Say whether one letter is wrong and all the rest as it was written; else the letter may well be right."""
    return fields >= {"one_letter", *_around(asked)}


def _around(asked: Asked) -> Iterator[str]:
    if asked.parts.head:
        yield "region"
    if asked.parts.tail:
        yield "form"


_LIKENESSES: Mapping[str, Callable[[NameEntry, Asked], bool]] = {
    "whole_name": lambda entry, asked: entry.name == asked.name,
    "stem": lambda entry, asked: entry.stem == asked.stem,
    "beginning": lambda entry, asked: entry.name.startswith(asked.name),
    "trade_name": lambda entry, asked: asked.stem != "" and entry.stem.startswith(asked.stem),
    "part": lambda entry, asked: asked.stem != "" and asked.stem in entry.stem,
    "region": lambda entry, asked: asked.parts.head != "" and entry.name.startswith(asked.parts.head),
    "form": lambda entry, asked: asked.parts.tail != "" and entry.name.endswith(asked.parts.tail),
}

_FIELDS = frozenset({"code", *_LIKENESSES, "bigrams", *_FAULTS.values(), "former_name"})


def _points_of(entry: NameEntry, asked: Asked, *, shared: int, pairs: int) -> Iterator[Point]:
    yield from (point(field) for field, holds in _LIKENESSES.items() if holds(entry, asked))
    if shared:
        given = weights().points["bigrams"] * 2 * shared // (pairs + len(asked.pairs))
        yield Point("bigrams", given, f"{shared}/{len(asked.pairs)}")
    yield from _fault_in(entry.stem, asked, shared=shared)


def _fault_in(stem: str, asked: Asked, *, shared: int) -> Iterator[Point]:
    """Yield what a stem is given that is the query's but for a letter or two, where the query is long enough."""
    allowed = min(len(asked.stem) // weights().letters_a_fault, max(_FAULTS))
    if len(asked.pairs) - shared <= _PAIRS_A_FAULT * allowed:
        faults = distance_of(stem, asked.stem)
        if faults <= allowed and faults in _FAULTS:
            yield point(_FAULTS[faults])


def explained(points: Sequence[Point]) -> tuple[int, tuple[Point, ...]]:
    """Return the score of points, and the points with the greatest first."""
    return sum(one.points for one in points), tuple(sorted(points, key=lambda one: (-one.points, one.field)))
