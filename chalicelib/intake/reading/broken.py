"""Broken files (无法读取的文件): why a file as a whole cannot be read; only inside this package is it raised."""

from chalicelib.intake.rulebook import finding

MOST_ROWS = 1_000_000  # a year of a city; a file of more than that is not one list
MOST_COLUMNS = 256
MOST_CELLS = 3_000_000
MOST_ROWS_OF_A_GRID = 1_048_576  # as many as a spreadsheet has


class BrokenFileError(Exception):
    """A file is refused as a whole; it carries the code of a rule and what its words are filled with."""

    def __init__(self, code: str, *, row: int | None = None, **details: object) -> None:
        """Name the rule, and the row where there is one to look at."""
        super().__init__(code)
        self.finding = finding(code, row=row, **details)  # type: ignore[arg-type]  # no field is among them
