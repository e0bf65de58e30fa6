"""Chunks (数据块): some rows of a sheet, column by column, with what is said of their shape."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from operator import itemgetter
from string import whitespace

from chalicelib.catalogue.items import Item
from chalicelib.intake.reading.cells import Remark, Taker
from chalicelib.intake.reading.headers import Header
from chalicelib.intake.reading.pages import Cells, Row, Unreadable
from chalicelib.intake.reading.vocabulary import closing_beginnings, is_closing
from chalicelib.intake.rulebook import finding
from chalicelib.terms.findings import Finding

Columns = Mapping[str, Sequence[str]]


class _Wider(list[str]):
    """A row that is wider than the header: its beginning, the first thing behind the header's end, and its width."""

    __slots__ = ("width",)

    def __init__(self, cells: Sequence[str], *, width: int) -> None:
        super().__init__(cells)
        self.width = width


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file, column by column.

    Shape: rows (2, 3, 5), columns {"party_name": ("示例甲", "示例乙", "示例丙"), …}
    Units: `first` and `last` count the filled rows below the header that lie before the chunk, and before its end.
    `malformed` are findings on rows that stand in no column, `passed_over` on rows that are no data, `remarks` about
    cells, by their place in the chunk.
    """

    first: int
    last: int
    rows: Sequence[int]
    columns: Columns
    malformed: Sequence[Finding]
    passed_over: Sequence[Finding] = ()
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class Cutter:
    """What cuts rows into chunks: the header they stand under, and how wide a row is."""

    header: Header
    takers: Mapping[str, Taker]
    samples: frozenset[int]
    is_grid: bool
    _free: tuple[int, ...]
    _heading: tuple[tuple[int, str], ...]
    _beginnings: frozenset[str]

    @classmethod
    def under(
        cls, header: Header, *, item: Item, samples: frozenset[int], is_grid: bool, epoch: date | None
    ) -> "Cutter":
        """Return what cuts the rows below a header."""
        takers = {name: Taker(item.field(name), epoch) for name in header.fields if name is not None}
        nameless = (place for place, name in enumerate(header.fields) if name is None)
        free = tuple(place for place in nameless if place not in header.passed_over)
        heading = tuple((place, header.shown[name]) for place, name in enumerate(header.fields) if name is not None)
        # By its first letter nearly every row is known as data; of one that begins with nothing more is looked at.
        beginnings = closing_beginnings() | {name[:1] for _, name in heading} | {"", *whitespace, "\u3000"}
        return cls(header, takers, samples, is_grid, free, heading, beginnings)

    def chunks_of(self, below: Iterator[Row], size: int, *, seam: int) -> Iterator[Chunk]:
        """Yield rows in chunks, none of which lies across the seam, where an earlier run stopped."""
        first = 0
        while True:
            with collector_at_rest():
                chunk = self._cut(below, min(size, seam - first) if first < seam else size, first)
            if chunk is None:
                return
            yield chunk
            first = chunk.last

    def _cut(self, below: Iterator[Row], size: int, first: int) -> Chunk | None:
        """Return the next rows as a chunk, None where there are none left."""
        width = self.header.width
        taken = list(islice(below, size))
        if taken and max(map(len, map(itemgetter(1), taken))) > width:
            taken = [row if len(row[1]) <= width else (row[0], _narrowed(row[1], width)) for row in taken]
        return self._chunk_of(taken, first) if taken else None

    def _chunk_of(self, taken: list[Row], first: int) -> Chunk:
        last, width, malformed = first + len(taken), self.header.width, list[Finding]()
        passed_over = self._no_data_in(taken)
        if passed_over:
            gone = {one.row for one in passed_over}
            taken = [row for row in taken if row[0] not in gone]
        if self.is_grid:
            blank = [""] * width
            taken = [row if len(row[1]) == width else (row[0], _filled_up(row[1], blank)) for row in taken]
        told = list(map(itemgetter(1), taken))
        if self._free or {*map(len, told)} - {width} or {*map(type, told)} - {list}:
            taken, malformed = self._sorted_out(taken)
            told = list(map(itemgetter(1), taken))
        rows = list(map(itemgetter(0), taken))
        columns: dict[str, Sequence[str]] = dict.fromkeys(self.takers, ())
        remarks: list[Remark] = []
        for name, column in zip(self.header.fields, zip(*told, strict=True), strict=False):
            if name is not None and self.is_grid:
                columns[name], said = self.takers[name].column_of(column)
                remarks += said
            elif name is not None:  # where nothing but a delimiter parts them, cells are merely text
                columns[name] = column
        columns |= {name: (value,) * len(rows) for name, value in self.header.implied.items()}
        return Chunk(first, last, rows, columns, malformed, passed_over, remarks)

    def _no_data_in(self, taken: list[Row]) -> list[Finding]:
        """Return a word on each row that is no data: it shows how to fill in the table, or closes it."""
        samples = [number for number, _ in taken if number in self.samples] if self.samples else []
        odd = [row for row in taken if not row[1] or row[1][0][:1] in self._beginnings]
        closing = [number for number, cells in odd if is_closing(cells) or self._is_header(cells)]
        said = [finding("row.sample_passed_over", row=number) for number in samples]
        return said + [finding("row.closing_passed_over", row=number) for number in closing if number not in samples]

    def _is_header(self, cells: Cells) -> bool:
        """Say whether a row is the header once more, as it is printed on each page."""
        (first, name), *others = self._heading
        if len(cells) <= first or cells[first].strip() != name:
            return False
        return all(place < len(cells) and cells[place].strip() == said for place, said in others)

    def _sorted_out(self, taken: list[Row]) -> tuple[list[Row], list[Finding]]:
        """Return the rows that stand under the header, and what there is to say of the others."""
        faults = [self._fault_in(number, cells) for number, cells in taken]
        fitting = [row for row, fault in zip(taken, faults, strict=True) if fault is None]
        return fitting, [fault for fault in faults if fault is not None]

    def _fault_in(self, number: int, cells: Cells) -> Finding | None:
        width = self.header.width
        if isinstance(cells, Unreadable):
            return finding("row.unreadable", row=number)
        if isinstance(cells, _Wider):
            return finding("row.too_many_columns", row=number, found=cells.width, expected=width)
        if len(cells) != width:
            return finding("row.too_few_columns", row=number, found=len(cells), expected=width)
        nameless = next((place for place in self._free if cells[place].strip()), None)
        return None if nameless is None else finding("row.value_without_column", row=number, position=nameless + 1)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep Python's collector of cycles from going through rows that are being cut: they are in none, and soon gone."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _filled_up(cells: Cells, blank: Sequence[str]) -> Cells:
    return cells if type(cells) is not list else [*cells, *blank[len(cells) :]]


def _narrowed(cells: Cells, width: int) -> Cells:
    """Return a row that is wider than the header without what lies behind its end; empty cells there are no columns."""
    behind = next(filter(str.strip, islice(cells, width, None)), None)
    return cells[:width] if behind is None else _Wider(list(chain(cells[:width], (behind,))), width=len(cells))
