"""Layouts (行布局): which cell of a row is of which column and kind; rows alike have one layout, looked at once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Any, TypeAlias

from chalicelib.intake.reading.cells import DAY, ERROR, NUMBER, TEXT, TRUTH, UNCOUNTED, Cell, day_of, number_of
from chalicelib.intake.reading.markup import unescaped
from chalicelib.intake.reading.pages import Cells, Row

Pick: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]

LAST_COLUMN = 16_383
_ATTRIBUTE = re.compile(r'\s([a-z]+)="([^"&]*)"')
_MOST_KNOWN = 20_000
_MOST_LAYOUTS = 2_000
_WORTH_A_PATTERN = 3  # so many rows alike, and the next is matched whole
_MOST_PATTERNS = 64  # making one takes as long as a thousand rows
_INLINE, _SHARED = "inlineStr", "s"
_TAGS_OF_INLINE, _TAGS_OF_A_VALUE = 6, 4
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Book:
    """What a sheet's cells refer to: the shared texts, which formats are days, and the day serials are counted from."""

    texts: Sequence[str]
    days: frozenset[int]
    epoch: date

    def cell_of(self, kind: str | None, style: str | None, value: str | None, *, is_formula: bool = False) -> str:
        """Return the cell that a type, a format and a value make; a value that is none of its type is an error."""
        if not value:
            return Cell("", UNCOUNTED, is_formula=True) if is_formula and kind != "str" else ""
        make = _KINDS.get(kind or "n", _an_error)
        return make(self, style, value, is_formula)

    def is_day(self, style: str | None) -> bool:
        """Say whether a format shows a number as a day."""
        return style is not None and style.isdecimal() and int(style) in self.days


def _a_text(_: Book, __: str | None, value: str, is_formula: bool) -> str:  # noqa: FBT001  one of a table of functions
    return Cell(value, TEXT, is_formula=True) if is_formula else value


def _a_shared_text(book: Book, style: str | None, value: str, is_formula: bool) -> str:  # noqa: FBT001
    place = int(value) if value.isdecimal() else len(book.texts)
    return _a_text(book, style, book.texts[place], is_formula) if place < len(book.texts) else Cell("#REF!", ERROR)


def _a_number(book: Book, style: str | None, value: str, is_formula: bool) -> str:  # noqa: FBT001
    number = number_of(value)
    if number is None:
        return Cell(value, ERROR)
    day = day_of(number, book.epoch) if book.is_day(style) else None
    return Cell(number, NUMBER, is_formula=is_formula) if day is None else Cell(day, DAY, is_formula=is_formula)


def _a_truth(_: Book, __: str | None, value: str, is_formula: bool) -> str:  # noqa: FBT001
    return Cell(value, TRUTH, is_formula=is_formula) if value in {"0", "1"} else Cell(value, ERROR)


def _a_day(_: Book, __: str | None, value: str, is_formula: bool) -> str:  # noqa: FBT001
    day = _ISO_DAY.match(value)
    return Cell(value, ERROR) if day is None else Cell(day[0], DAY, is_formula=is_formula)


def _an_error(_: Book, __: str | None, value: str, ___: bool) -> str:  # noqa: FBT001
    return Cell(value, ERROR)


_KINDS: dict[str, Callable[[Book, str | None, str, bool], str]] = {
    "n": _a_number,
    "s": _a_shared_text,
    "str": _a_text,
    "inlineStr": _a_text,
    "b": _a_truth,
    "d": _a_day,
    "e": _an_error,
}


@dataclass(slots=True)
class Layout:
    """How the cells of some rows lie. Only cells with a value count; `tags` are all that they are written with.

    Shape: valued picks their values out of a row's; shared picks the numbers of shared texts out of those, others each
           other value with what makes a cell of it; lay puts them where they belong.
    """

    tags: int
    valued: Pick
    shared: Pick
    others: Sequence[tuple[int, Callable[[str], str]]]
    lay: Pick
    texts: Sequence[str]
    times: int = 0
    pattern: re.Pattern[str] | None = None

    def cells_of(self, values: Sequence[str]) -> Cells | None:
        """Return the cells of a row of the values that it has, None where one is missing or refers to nothing."""
        try:
            numbers = list(map(int, self.shared(values)))
            if numbers and min(numbers) < 0:
                return None
            cells = [self.texts[number] for number in numbers]
        except (ValueError, IndexError):
            return None
        for place, make in self.others:
            if not values[place]:
                return None
            cells.append(make(values[place]))
        cells.append("")
        return list(self.lay(cells))


@dataclass(slots=True)
class Layouts:
    """The layouts that were met in one walk, and what came of the values that are no shared texts.

    A row like the one before it is matched whole, in one go: that takes a fraction of taking it apart.
    """

    book: Book
    met: dict[tuple[tuple[str, ...], tuple[str, ...]], Layout | None] = field(default_factory=dict)
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    latest: Layout | None = None
    patterns: int = 0

    def row_like_the_last(self, text: str) -> Row | None:
        """Return a row that is laid out as the last one was, None for any other."""
        if self.latest is None or self.latest.pattern is None:
            return None
        found = self.latest.pattern.fullmatch(text)
        if found is None:
            return None
        number, *values = found.groups()
        cells = self.latest.cells_of(values)
        return None if cells is None else (int(number), cells)

    def of(self, letters: tuple[str, ...], attributes: tuple[str, ...]) -> Layout | None:
        """Return the layout of cells with these columns and attributes, None for one that is not usual."""
        key = (letters, attributes)
        if key not in self.met:
            if len(self.met) > _MOST_LAYOUTS:
                self.met.clear()
            self.met[key] = self._made(letters, attributes)
        self.latest = layout = self.met[key]
        if layout is not None and layout.pattern is None:
            layout.times += 1
            if layout.times >= _WORTH_A_PATTERN and self.patterns < _MOST_PATTERNS:
                self.patterns += 1
                layout.pattern = re.compile(_pattern_of(letters, attributes))
        return layout

    def _made(self, letters: tuple[str, ...], attributes: tuple[str, ...]) -> Layout | None:
        columns = [column_of(one) for one in letters]
        if any(one >= other for one, other in pairwise(columns)) or columns[-1] > LAST_COLUMN:
            return None
        valued = [place for place, said in enumerate(attributes) if not said.endswith("/")]
        kinds = [dict(_ATTRIBUTE.findall(attributes[place])).get("t") for place in valued]
        shared = [at for at, kind in enumerate(kinds) if kind == _SHARED]
        others = [at for at, kind in enumerate(kinds) if kind != _SHARED]
        order = {columns[valued[at]]: lies for lies, at in enumerate((*shared, *others))}
        tags = sum(_TAGS_OF_INLINE if kind == _INLINE else _TAGS_OF_A_VALUE for kind in kinds)
        return Layout(
            tags + len(letters) - len(valued),
            _picking(valued),
            _picking(shared),
            [(at, self._maker(attributes[valued[at]], kinds[at])) for at in others],
            _picking([order.get(column, len(order)) for column in range(max(order, default=-1) + 1)]),
            self.book.texts,
        )

    def _maker(self, attributes: str, kind: str | None) -> Callable[[str], str]:
        if kind in {_INLINE, "str"}:
            return unescaped
        style = dict(_ATTRIBUTE.findall(attributes)).get("s")
        known = self.known.setdefault(attributes, {})

        def make(value: str) -> str:
            cell = known.get(value)
            if cell is None:
                if len(known) > _MOST_KNOWN:
                    known.clear()
                cell = known[value] = self.book.cell_of(kind, style, unescaped(value))
            return cell

        return make


def _pattern_of(letters: Sequence[str], attributes: Sequence[str]) -> str:
    cells = []
    for column, said in zip(letters, attributes, strict=True):
        cells.append(f'<c r="{column}[0-9]++"{re.escape(said)}>')
        if not said.endswith("/"):
            cells.append(r"<(?:v|is><t(?: xml:space=\"preserve\")?)>([^<]++)</(?:v|t></is)></c>")
    return r'<row r="([0-9]{1,7})"[^>]*+(?<!/)>' + "".join(cells)


def _picking(places: Sequence[int]) -> Pick:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[at] for at in places]


def column_of(letters: str) -> int:
    """Return the place of a column from its letters, A is 0; for too many letters, one beyond the last column."""
    if len(letters) > len("XFD"):
        return LAST_COLUMN + 1
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
