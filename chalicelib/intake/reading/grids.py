"""Grids (网格): the rows of a sheet's XML, one after the other, without laying out what lies between them.

A row that is written as programs write it is taken apart by one expression; how its cells are laid out is looked at
once for all rows alike. Any other row, and one in which anything else stands, goes through the parser. Either way a
cell is where it says it is, and an empty one costs nothing.

Shape: <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" s="1"><v>46024</v></c></row> -> (2, ["甲", "", Cell(DAY)])
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.intake.reading.archives import SHEET_BYTES, Archive
from chalicelib.intake.reading.broken import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_ROWS_OF_A_GRID, BrokenFileError
from chalicelib.intake.reading.layouts import Book, Layouts, column_of
from chalicelib.intake.reading.markup import pieces_of, texts_of
from chalicelib.intake.reading.odd_rows import cells_of_odd_row
from chalicelib.intake.reading.pages import Cells, Row, Unreadable, is_filled

_CELL = re.compile(
    r'<c r="([A-Z]+)[0-9]+"([^>]*)>(?:<(?:v|is><t(?: xml:space="preserve")?)>([^<]*)</(?:v|t></is)></c>)?'
)
_ROW_NUMBER = re.compile(r'\sr="([0-9]{1,7})"')
_FAR = re.compile(rb'<c r="([A-Z]{3})([0-9]{1,7})"[^>/]*>')
# A cell with anything in it takes more bytes than this: what is smaller than so many cells need not be counted.
_BYTES_OF_A_CELL = 20
_LONGEST_ROW_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet of a workbook, read anew from its XML for every walk."""

    archive: Archive
    part: str
    name: str | None
    book: Book
    is_grid: bool = True

    @property
    def epoch(self) -> date:
        """The day from which serial days are counted."""
        return self.book.epoch

    def rows(self) -> Iterator[Row]:
        """Yield the filled rows from the top. Raises: BrokenFileError, never after the sheet was looked through."""
        layouts, last = Layouts(self.book), 0
        for text, is_sound in texts_of(self._pieces(), after=b"<sheetData", end=b"</row>", most=_LONGEST_ROW_BYTES):
            number, cells = _row_in(text, layouts, after=last) if is_sound else (last + 1, Unreadable())
            if not last < number <= MOST_ROWS_OF_A_GRID:
                number, cells = last + 1, Unreadable()
            last = number
            if isinstance(cells, Unreadable) or is_filled(cells):
                yield number, cells

    def look_through(self, below: int) -> None:  # noqa: ARG002  what stands above counts too
        """Unpack the sheet once, look how far it reaches and how much it holds. Raises: BrokenFileError."""
        cells = rows = 0
        must_be_counted = self.archive.size_of(self.part) > MOST_CELLS * _BYTES_OF_A_CELL
        for piece in self._pieces():
            far = _FAR.search(piece)
            if far is not None:
                place = {"row": int(far[2]), "position": column_of(far[1].decode()) + 1}
                raise BrokenFileError("file.too_many_columns", limit=MOST_COLUMNS, **place)
            if must_be_counted:
                cells, rows = cells + piece.count(b"<c "), rows + piece.count(b"</row>")
        if cells > MOST_CELLS:
            raise BrokenFileError("file.too_many_cells", limit=MOST_CELLS)
        if rows > MOST_ROWS:
            raise BrokenFileError("file.too_many_rows", limit=MOST_ROWS)

    def _pieces(self) -> Iterator[bytes]:
        return pieces_of(self.archive, self.part, root="worksheet", limit=SHEET_BYTES)


def _row_in(text: str, layouts: Layouts, *, after: int) -> Row:
    """Return the row that ends where a text ends; before it only rows may stand that have no cells."""
    like_the_last = layouts.row_like_the_last(text)
    if like_the_last is not None:
        return like_the_last
    start = text.rfind("<row")
    above = text.count("<row", 0, max(start, 0))
    if start < 0 or not above == text.count("<", 0, start) == text.count("/>", 0, start):
        return after + 1, Unreadable()
    numbered = _ROW_NUMBER.search(text, start, text.find(">", start))
    number = int(numbered[1]) if numbered else after + above + 1
    cells = _cells_in(text, start, layouts)
    return number, cells_of_odd_row(text[start:], layouts) if cells is None else cells


def _cells_in(text: str, start: int, layouts: Layouts) -> Cells | None:
    """Return the cells of a row that holds nothing else, None for any other row."""
    found = _CELL.findall(text, start)
    if not found:
        return [] if text.count("<", start) == 1 else None
    letters, attributes, values = zip(*found, strict=True)
    layout = layouts.of(letters, attributes)
    if layout is None or layout.tags + 1 != text.count("<", start):
        return None
    return layout.cells_of(layout.valued(values))
