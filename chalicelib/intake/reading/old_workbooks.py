"""Old workbooks (XLS): their tables laid out by calamine, once everything that could make it lay out too much is known.

Which cells are formulas or errors it does not say: that is read from the records.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from types import TracebackType
from typing import IO, TYPE_CHECKING

from chalicelib.intake.reading.archives import BROKEN
from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.cells import DAY, ERROR, NUMBER, TEXT, TRUTH, Cell, number_of
from chalicelib.intake.reading.compounds import packed, tables_in
from chalicelib.intake.reading.pages import Row, is_filled
from chalicelib.intake.reading.records import IS_ERROR, IS_FORMULA, OldBook, old_book_in
from chalicelib.intake.reading.windows import size_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_MOST_BYTES = 40 << 20
_COLUMNS = 256
_OF_CALAMINE = frozenset({"CalamineError", "PanicException"})


@dataclass(frozen=True, slots=True)
class OldSheet:
    """One sheet of a workbook that calamine has laid out."""

    laid_out: "CalamineWorkbook"
    book: OldBook
    place: int
    name: str | None
    is_grid: bool = True

    @property
    def epoch(self) -> date:
        """The day from which serial days are counted."""
        return self.book.epoch

    def rows(self) -> Iterator[Row]:
        """Yield the filled rows from the top."""
        sheet, odd = self.laid_out.get_sheet_by_index(self.place), self.book.odd_cells_of(self.place)
        left = sheet.start[1] if sheet.start else 0
        for row, values in enumerate(sheet.iter_rows()):
            marks = odd[row * _COLUMNS + left : (row + 1) * _COLUMNS]
            cells = [""] * left + [_cell_of(value, mark) for value, mark in zip(values, marks, strict=False)]
            if is_filled(cells):
                yield row + 1, cells

    def look_through(self, below: int) -> None:
        """Find nothing: the workbook was gone through before it was laid out."""


def old_workbook_in(file: IO[bytes]) -> Sequence[OldSheet]:
    """Return the sheets of a workbook that are shown. Raises: BrokenFileError where it is none, or is out of bounds."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if size_of(file) > _MOST_BYTES:
        raise BrokenFileError("file.workbook_too_large")
    file.seek(0)
    book = old_book_in(tables_in(file.read()))
    with _ToldAsBroken():
        laid_out = CalamineWorkbook.from_filelike(BytesIO(packed(book.stream)))
    return [
        OldSheet(laid_out, book, place, sheet.name)
        for place, sheet in enumerate(laid_out.sheets_metadata)
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]


class _ToldAsBroken:
    """Turns what calamine raises into a file that is broken; its panic is no `Exception`, and has no public name."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Raise: BrokenFileError for what calamine raised."""
        if kind is not None and not _OF_CALAMINE.isdisjoint(one.__name__ for one in kind.__mro__):
            raise BrokenFileError(BROKEN) from None


def _cell_of(value: object, mark: int) -> str:
    is_formula = mark == IS_FORMULA
    if mark == IS_ERROR:
        return Cell("#", ERROR)
    if isinstance(value, str):
        return Cell(value, TEXT, is_formula=True) if value and is_formula else value
    if isinstance(value, bool):
        return Cell(str(int(value)), TRUTH, is_formula=is_formula)
    if isinstance(value, date):
        return Cell(value.isoformat()[: len("2026-01-02")], DAY, is_formula=is_formula)
    number = number_of(repr(value))
    return str(value) if number is None else Cell(number, NUMBER, is_formula=is_formula)
