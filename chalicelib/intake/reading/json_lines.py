"""JSON lines (JSON行): one object a line, each key a column; a key that an object lacks is an empty cell.

A key is an official name, a field's id or a synonym, as in a header. Numbers stand in the file digit by digit and go on
so; a list of texts is several values in one cell. The lines are counted as rows: there is no header row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import msgspec

from chalicelib.intake.reading.broken import MOST_COLUMNS, MOST_ROWS, MOST_ROWS_OF_A_GRID, BrokenFileError
from chalicelib.intake.reading.cells import EXACT, TRUTH, Cell
from chalicelib.intake.reading.pages import Row, Unreadable, is_filled
from chalicelib.intake.reading.surveys import Survey
from chalicelib.intake.reading.windows import lines_of

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)
_TEXTS = msgspec.json.Decoder(list[str])
_PLAIN = {"null": "", "true": Cell("1", TRUTH), "false": Cell("0", TRUTH)}


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A file of objects, and every key that any of them has, in the order in which they come."""

    file: IO[bytes]
    survey: Survey
    keys: tuple[str, ...]
    name: None = None
    epoch: None = None
    is_grid: bool = True

    def rows(self) -> Iterator[Row]:
        """Yield the objects as rows under all keys, above them the keys as row 0. Raises: BrokenFileError."""
        yield 0, list(self.keys)
        for number, found in _objects_in(self.file, self.survey):
            try:
                cells = [_cell_of(bytes(found[key]).decode()) if key in found else "" for key in self.keys]
            except msgspec.DecodeError:
                yield number, Unreadable()
                continue
            if is_filled(cells):
                yield number, cells

    def look_through(self, below: int) -> None:
        """Find nothing: the file was gone through when its keys were gathered."""


def json_lines_in(file: IO[bytes], survey: Survey) -> JsonLines:
    """Return a file of JSON lines. Raises: BrokenFileError at a line that is no object, at too many keys or lines."""
    keys: dict[str, None] = {}
    for filled, (number, found) in enumerate(_objects_in(file, survey), start=1):
        keys |= dict.fromkeys(found)
        if len(keys) > MOST_COLUMNS:
            raise BrokenFileError("file.too_many_columns", row=number, position=len(keys), limit=MOST_COLUMNS)
        if filled > MOST_ROWS or number > MOST_ROWS_OF_A_GRID:
            raise BrokenFileError("file.too_many_rows", limit=MOST_ROWS)
    return JsonLines(file, survey, tuple(keys))


def _objects_in(file: IO[bytes], survey: Survey) -> Iterator[tuple[int, dict[str, msgspec.Raw]]]:
    for number, line in enumerate(lines_of(file, survey.encoding), start=1):
        if line.strip():
            try:
                yield number, _OBJECT.decode(line)
            except (msgspec.DecodeError, RecursionError):
                raise BrokenFileError("file.json_line_broken", row=number) from None


def _cell_of(raw: str) -> str:
    """Return the cell of a value. Raises: msgspec.DecodeError for an object, or a list of anything but texts."""
    if raw.startswith('"'):
        return _TEXT.decode(raw)
    if raw.startswith("["):
        return ";".join(_TEXTS.decode(raw))
    if raw.startswith("{"):
        raise msgspec.ValidationError
    return _PLAIN[raw] if raw in _PLAIN else Cell(raw, EXACT)
