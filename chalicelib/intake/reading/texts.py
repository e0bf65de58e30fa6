"""Texts (文本表): comma, tab or semicolon between cells, in UTF-8, GBK or GB18030.

A record is a row as a spreadsheet shows it: a quoted line break does not start a new one, a blank line is a row of its
own. Only where the bytes cannot be read as rows does a finding count lines instead, and says so. How long a line, how
long a row and how many rows a file may have is bounded, and blank rows cost nothing: whatever is sent, reading it ends.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count, islice
from operator import itemgetter
from typing import IO

from chalicelib.intake.reading.broken import MOST_ROWS, MOST_ROWS_OF_A_GRID, BrokenFileError
from chalicelib.intake.reading.pages import Cells, Row, is_filled
from chalicelib.intake.reading.surveys import Survey
from chalicelib.intake.reading.windows import lines_by_piece, lines_of

DELIMITERS = (",", "\t", ";")
# A row over many lines: beyond this a quote was left open, and no row of a list is meant.
_ROW_LIMIT_CHARACTERS = 1 << 20
_LINES_LOOKED_AT = 60
_first_cell = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Text:
    """A text whose cells stand between delimiters."""

    file: IO[bytes]
    survey: Survey
    delimiter: str
    name: None = None
    epoch: None = None
    is_grid: bool = False

    def rows(self) -> Iterator[Row]:
        """Yield the filled rows from the top. Raises: BrokenFileError at a quote left open, or at too many rows."""
        return chain.from_iterable(self._filled())

    def _filled(self) -> Iterator[Iterable[Row]]:
        """Yield them by the handful, so that nothing is done for each row where all are filled from the first cell."""
        number = 0
        try:
            for records in self._quoted() if self.survey.has_quotes else self._unquoted():
                numbered = zip(count(number + 1), records, strict=False)
                number += len(records)
                if all(map(str.strip, map(_first_cell, records))):
                    yield numbered
                elif number <= MOST_ROWS_OF_A_GRID:
                    yield [row for row in numbered if is_filled(row[1])]
                else:
                    raise BrokenFileError("file.too_many_rows", limit=MOST_ROWS)
        except csv.Error:
            raise BrokenFileError("file.quote_broken", row_shown=number + 1) from None

    def _quoted(self) -> Iterator[list[Cells]]:
        """Yield the rows of a file with quotes. Raises: csv.Error for one that is broken, or over too many lines."""
        read = 0

        def bounded(lines: Iterable[str]) -> Iterator[str]:
            nonlocal read
            for line in lines:
                read += len(line)
                if read > _ROW_LIMIT_CHARACTERS:
                    raise csv.Error
                yield line

        lines = bounded(lines_of(self.file, self.survey.encoding))
        for cells in csv.reader(lines, strict=True, delimiter=self.delimiter):
            read = 0
            yield [cells or [""]]

    def _unquoted(self) -> Iterator[list[Cells]]:
        """Yield what the reader would: where no quote stands in the whole file, a line is a row, twice as quickly."""
        delimiter = self.delimiter
        for lines in lines_by_piece(self.file, self.survey.encoding):
            yield [line.split(delimiter) for line in lines]

    def look_through(self, below: int) -> None:
        """Walk to the end if anything can be wrong there: with quotes, or many lines. Raises: BrokenFileError."""
        if not self.survey.has_quotes and self.survey.line_ends <= MOST_ROWS:
            return
        filled = sum(number > below for number, _ in self.rows())
        if filled > MOST_ROWS:
            raise BrokenFileError("file.too_many_rows", limit=MOST_ROWS)


def texts_in(file: IO[bytes], survey: Survey) -> list[Text]:
    """Return a file as it is with each delimiter that stands in its first lines; the comma comes first."""
    first = "".join(islice(lines_of(file, survey.encoding), _LINES_LOOKED_AT))
    there = [one for one in DELIMITERS[1:] if one in first]
    return [Text(file, survey, one) for one in (DELIMITERS[0], *there)]
