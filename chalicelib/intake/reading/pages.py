"""Pages (工作表): what every kind of file is to the rest of intake, one table of cells or several.

A row is its number, as a spreadsheet shows it, and its cells from the first column on, none behind the last that holds
anything; a row in which nothing stands is no row. A cell is text, or a `Cell` where the file says that it is something
else. A row that cannot be read is `Unreadable`, and is a row all the same.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol, TypeAlias

Cells: TypeAlias = list[str]
Row: TypeAlias = tuple[int, Cells]


class Unreadable(list[str]):
    """The cells of a row that the file holds, and that nobody can read."""


class Page(Protocol):
    """One table of a file. `is_grid`: a row has as many cells as the table is wide, whether they are written or not."""

    @property
    def name(self) -> str | None:
        """What the department calls it; a text has no name."""

    @property
    def is_grid(self) -> bool:
        """Whether a row that ends early has empty cells."""

    @property
    def epoch(self) -> date | None:
        """The day from which its serial days are counted, None where numbers are no days."""

    def rows(self) -> Iterator[Row]:
        """Yield the filled rows from the top; every call begins anew. Raises: BrokenFileError."""

    def look_through(self, below: int) -> None:
        """Look for what makes the whole unreadable below a row. Raises: BrokenFileError."""


def is_filled(cells: Sequence[str]) -> bool:
    """Say whether anything stands in a row."""
    return bool(cells) and (bool(cells[0].strip()) or any(map(str.strip, cells)))
