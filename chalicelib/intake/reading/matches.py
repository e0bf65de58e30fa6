"""Matches (表头匹配): how well the upper rows of a table fit the columns of an item.

A header stands in one row, or in two: then a column is called what stands in the lower row, what stands in the upper
one where the lower is empty (cells merged downwards), or both together (a group of columns above the names in it).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from chalicelib.catalogue.items import Form, Item
from chalicelib.intake.reading.broken import MOST_COLUMNS
from chalicelib.intake.reading.pages import Row
from chalicelib.intake.reading.vocabulary import bare, plain, without_marks, words

# Under a title, a note and blank rows: no template has more above its header.
_ROWS_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Upper:
    """A row that may be a header: its number, what is called in it, and in the row right above it if both are one."""

    row: int
    cells: Sequence[str]
    names: Sequence[str]
    above: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How well a row of headers fits one item."""

    item: Item
    row: int
    cells: Sequence[str]
    fields: tuple[str | None, ...]
    passed_over: frozenset[int]
    missing: tuple[str, ...]
    implied: Mapping[str, str]

    @property
    def known(self) -> int:
        """Return how many of the columns are the item's."""
        return sum(name is not None for name in self.fields)

    @property
    def strange(self) -> list[int]:
        """Return the places of headers that say something, and nothing that is known."""
        named = (place for place, cell in enumerate(self.cells) if cell.strip() and self.fields[place] is None)
        return [place for place in named if place not in self.passed_over]

    @property
    def fits(self) -> bool:
        """Whether it is the item's header."""
        return not self.missing and not self.strange

    @property
    def is_likely(self) -> bool:
        """Whether at least half of what is called anything is the item's."""
        return bool(self.known) and self.known >= len(self.strange)


class _Read(NamedTuple):
    """What a row says of an item's columns."""

    item: Item
    row: int
    names: Sequence[str]
    cells: Sequence[str]
    fields: tuple[str | None, ...]
    known: int


def upper_rows_of(rows: Iterable[Row]) -> list[Upper]:
    """Return the first rows of a table, each as it is compared."""
    upper = list[Upper]()
    for number, cells in islice(rows, _ROWS_LOOKED_AT):
        kept = _without_empty_end(cells[: MOST_COLUMNS + 1])
        upper.append(Upper(number, kept, [without_marks(plain(cell)) for cell in kept]))
    return upper


def best_match(upper: Sequence[Upper], item: Item) -> Match:
    """Return the row that fits an item best; two rows as one where that fits better than any alone."""
    best = _best(upper, item)
    both = [_as_one(above, row) for above, row in pairwise(upper) if row.row == above.row + 1]
    if best.fits:  # what stands above it may name the columns that it leaves without a name
        both = [row for row in both if row.row == best.row]
    as_one = _best(both, item) if both else best
    return as_one if as_one.known > best.known and as_one.fits >= best.fits else best


def _best(upper: Sequence[Upper], item: Item) -> Match:
    read = [_read_in_its_version(row, item) for row in upper]
    most = max(one.known for one in read)
    likely = [one for one in read if one.known == most] if most else read[:1]
    return max(map(_match_of, likely), key=lambda one: (one.fits, -one.row))


def _as_one(above: Upper, row: Upper) -> Upper:
    width = max(len(above.names), len(row.names))
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    names = [*row.names, *[""] * (width - len(row.names))]
    return Upper(row.row, cells, names, [*above.names, *[""] * (width - len(above.names))])


def _read_in_its_version(row: Upper, item: Item) -> _Read:
    """Return the header as that of the version whose columns it has; what today's knows all of is today's."""
    return max((_read(row, one) for one in item.versions), key=lambda one: one.known)


def _read(row: Upper, item: Item) -> _Read:
    known = _known_to(item)
    names, cells = (row.names, row.cells) if not row.above else _called(row, known, whose=item.subject.name)
    fields = tuple(map(known.get, names))
    return _Read(item, row.row, names, cells, fields, known=len(fields) - fields.count(None))


def _match_of(read: _Read) -> Match:
    item, row, names, cells, fields, _ = read
    there = {name for name in fields if name is not None}
    form = max(item.forms, key=lambda one: len(there.intersection(one.fields)))
    implied = {name: value for name, value in form.implies.items() if name not in there}
    passed = words()["columns_passed_over"]
    over = frozenset(place for place, name in enumerate(names) if fields[place] is None and bare(name) in passed)
    told = {*implied, item.subject.kind} if form.kind_by_number else {*implied}
    missing = _missing_in({*there, *told}, item, form)
    return Match(item, row, cells, fields, over, missing, implied)


def _called(row: Upper, known: Mapping[str, str], *, whose: str) -> tuple[list[str], list[str]]:
    """Return what the columns of two rows are called, as it is compared and as it is written.

    A name that says something else without its group is not taken without it: 注册号 below 处罚机关 is no party's.
    Below who the row is about, it is. What stands above an empty cell is a column, and no group of those beside it.
    """
    group, names, cells = "", list[str](), list[str]()
    for above, name, cell in zip(row.above, row.names, row.cells, strict=True):
        group = above or group
        if not name:
            group = ""
            names.append(above)
            cells.append(cell or above)
        else:
            alone = "" if known.get(group, whose) != whose and name in known else name
            names.append(group + name if group + name in known or not alone else alone)
            cells.append(cell)
    return names, cells


@cache
def _known_to(item: Item) -> Mapping[str, str]:
    named = ((one.id, name) for one in item.fields for name in (one.id, one.zh, *one.synonyms))
    return {without_marks(plain(name)): field for field, name in named}


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    named = list(cells)
    while named and not named[-1].strip():
        named.pop()
    return named


def _missing_in(there: set[str | None], item: Item, form: Form) -> tuple[str, ...]:
    missing = [one.id for one in item.fields if one.need.always and one.id not in there]
    subject = item.subject
    telling = (subject.credit_code, subject.document_number, *subject.old_codes.values())
    if there.isdisjoint(telling):
        own = next(name for name in telling if name is not None and name in form.fields)
        missing += [own] if own not in missing else []
    return tuple(missing)
