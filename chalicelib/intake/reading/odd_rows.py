"""Odd rows (非常规行): a row of a sheet that is written in no usual way, or holds formulas, read by a parser."""

import re

from chalicelib.intake.reading.archives import BROKEN
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.layouts import LAST_COLUMN, Layouts, column_of
from chalicelib.intake.reading.markup import Parts, with_characters
from chalicelib.intake.reading.pages import Cells, Unreadable

_REFERENCE = re.compile(r"([A-Z]+)[0-9]+")
_TEXTUAL = frozenset({"str", "inlineStr"})


class _Row(Parts):
    """The cells of a row: where each is, of which type and format, its value, and whether a formula made it."""

    def __init__(self, layouts: Layouts) -> None:
        super().__init__()
        self.cells: Cells = []
        self._book = layouts.book
        self._at = -1
        self._said: dict[str, str] = {}
        self._is_formula = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a cell, or what stands in one."""
        if name == "c":
            self._said, self._is_formula, self.text = attributes, False, []
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._at = column_of(found[1]) if found else self._at + 1
        self._is_formula |= name == "f"
        self.is_gathering = name in {"v", "t"}

    def closed(self, name: str) -> None:
        """End a cell, or what stands in one."""
        self.is_gathering = False
        if name == "c":
            if self._at > LAST_COLUMN:
                raise BrokenFileError(BROKEN)
            kind = self._said.get("t")
            value = "".join(self.text)
            value = with_characters(value) if kind in _TEXTUAL else value
            cell = self._book.cell_of(kind, self._said.get("s"), value, is_formula=self._is_formula)
            if cell or self._is_formula:
                self._put(cell)

    def _put(self, cell: str) -> None:
        self.cells += [""] * (self._at + 1 - len(self.cells))
        self.cells[self._at] = cell


def cells_of_odd_row(text: str, layouts: Layouts) -> Cells:
    """Return the cells of a row, given from its own tag on without its end tag."""
    row = _Row(layouts)
    try:
        row.take(text + "</row>")
    except BrokenFileError:
        return Unreadable()
    return row.cells
