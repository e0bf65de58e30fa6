"""Cells (单元格): what a file says that a cell is, and what becomes of it in a field of the catalogue.

No type is guessed. A spreadsheet's number is a day where the catalogue has a date and nowhere else; where text is due
it is written out and remarked, for its leading zeros are gone; from the sixteenth digit on a spreadsheet keeps none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import isfinite
from typing import NamedTuple, Self

from chalicelib.catalogue.fields import Field
from chalicelib.terms.writing import plain_number

NUMBER, DAY, EXACT, TRUTH, ERROR, UNCOUNTED, TEXT = "number", "day", "exact", "truth", "error", "uncounted", "text"
SINCE_1900, SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)

_DIGITS_KEPT = 15
_LAST_SERIAL = 2_958_465  # 9999-12-31
_SERIAL_OF_NO_DAY = 60  # 1900-02-29, which spreadsheets count and the calendar has not
_TRUTHS = {"1": "是", "0": "否"}


class Cell(str):
    """A cell that is not merely text: its text as a person would write it, and what the file says of it.

    Shape: Cell("0.5", NUMBER), Cell("2026-01-02", DAY), Cell("1", TRUTH), Cell("#N/A", ERROR), Cell("", UNCOUNTED) for
           a formula whose result is not in the file, Cell("甲", TEXT, is_formula=True); EXACT is a number that stands
           in the file digit by digit.
    """

    __slots__ = ("is_formula", "kind")

    kind: str
    is_formula: bool

    def __new__(cls, text: str, kind: str, *, is_formula: bool = False) -> Self:
        """Make a cell of a kind."""
        cell = super().__new__(cls, text)
        cell.kind, cell.is_formula = kind, is_formula
        return cell


class Remark(NamedTuple):
    """What is to be said of a cell before its text is looked at."""

    place: int
    field: str
    code: str


class Taken(NamedTuple):
    """A cell as it goes on: its text, and the codes of what is remarked."""

    text: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taker:
    """What takes the cells of one column. `epoch` is the day from which serial days are counted."""

    field: Field
    epoch: date | None

    def column_of(self, cells: Sequence[str]) -> tuple[Sequence[str], list[Remark]]:
        """Return the texts of a column, and what is remarked of them by place."""
        if set(map(type, cells)) <= {str}:
            return cells, []
        odd = {id(cell): cell for cell in cells if isinstance(cell, Cell)}
        taken = {key: self._taken(cell) for key, cell in odd.items()}
        texts = {key: one.text for key, one in taken.items()}
        said = {key: one.codes for key, one in taken.items() if one.codes}
        remarks = [
            Remark(place, self.field.id, code)
            for place, cell in enumerate(cells if said else ())
            for code in said.get(id(cell), ())
        ]
        return [texts.get(id(cell), cell) for cell in cells], remarks

    def _taken(self, cell: Cell) -> Taken:
        taken = self._by_kind(cell)
        return Taken(taken.text, (*taken.codes, "cell.formula")) if cell.is_formula and taken.text else taken

    def _by_kind(self, cell: Cell) -> Taken:
        text = str(cell)
        if cell.kind == NUMBER:
            return self._number(text)
        if cell.kind == TRUTH:
            return Taken(_TRUTHS[text], ()) if self.field.type == "boolean" else Taken("", ("cell.truth_value",))
        if cell.kind in _NEVER_TAKEN:
            return Taken("", (_NEVER_TAKEN[cell.kind],))
        is_remarked = cell.kind in _REMARKED and self._wants_text
        return Taken(text, (_REMARKED[cell.kind],) if is_remarked else ())

    @property
    def _wants_text(self) -> bool:
        return self.field.type not in {"date", "decimal"}

    def _number(self, text: str) -> Taken:
        if self.field.type == "date" and self.epoch is not None:
            day = day_of(text, self.epoch)
            return Taken(text if day is None else day, ())
        if not self._wants_text:
            return Taken(text, ())
        if len(text.lstrip("-").partition(".")[0]) > _DIGITS_KEPT:
            return Taken("", ("cell.digits_lost",))
        return Taken(text, ("cell.number_where_text_is_due",))


_NEVER_TAKEN = {ERROR: "cell.error_value", UNCOUNTED: "cell.formula_without_result"}
_REMARKED = {EXACT: "cell.number_where_text_is_due", DAY: "cell.day_where_text_is_due"}


def number_of(raw: str) -> str | None:
    """Return a spreadsheet's number as a spreadsheet shows it, to fifteen digits; None for what is none."""
    if raw.isascii() and raw.isdecimal() and len(raw) <= _DIGITS_KEPT and (raw[0] != "0" or raw == "0"):
        return raw
    try:
        number = float(raw)
    except ValueError:
        return None
    return plain_number(Decimal(f"{number:.{_DIGITS_KEPT}g}")) if isfinite(number) else None


def day_of(number: str, epoch: date) -> str | None:
    """Return the day that a serial number means, without its time; None for what is no day.

    Shape: day_of("46024.5", SINCE_1900) -> "2026-01-02"
    """
    whole = number.partition(".")[0]
    serial = int(whole) if whole.isdecimal() else -1
    if epoch == SINCE_1900:
        if serial == _SERIAL_OF_NO_DAY or not 1 <= serial <= _LAST_SERIAL:
            return None
        return (epoch + timedelta(serial + (serial < _SERIAL_OF_NO_DAY))).isoformat()
    return (epoch + timedelta(serial)).isoformat() if 0 <= serial <= (date.max - epoch).days else None
