"""Sheets (表): bytes become columns, some rows at a time.

A record of the CSV is a row as a spreadsheet shows it: a quoted line break does not start a new one, a blank
line is a row of its own. The header is row 1 unless blank lines stand above it. Rows are counted so everywhere;
only where the bytes cannot be read as rows does a finding count lines instead, and says so.

Whatever makes the file as a whole unreadable is found before the first row is looked at, so a file is never
half taken in. How long a line, how long a row and how many rows a file may have is bounded, and a run of blank rows
costs nothing: whatever is sent, reading it ends.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from chalicelib.catalogue.items import Item
from chalicelib.intake.headers import Header, header_in
from chalicelib.intake.rulebook import finding
from chalicelib.terms.findings import Finding

# A line within the reader's own limit holds no field beyond it either, so only quotes can break the reading.
LINE_LIMIT_BYTES = 131_072
# A row over many lines: beyond this a quote was left open, and no row of a list is meant.
_ROW_LIMIT_CHARACTERS = 1 << 20
# A batch that broke off walks its earlier rows again, and must come further each time.
MOST_ROWS = 500_000
_MOST_WITH_BLANK_ONES = 1_048_576  # as many as a spreadsheet has
_PIECE_BYTES = 1 << 20
_UTF8_MARK = codecs.BOM_UTF8

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
    Units: `first` and `last` count the records below the header that lie before the chunk, and before its end.
    `malformed` are findings on rows that are not as wide as the header, and stand in no column.
    """

    first: int
    last: int
    rows: Sequence[int]
    columns: Columns
    malformed: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose header and structure are sound; its rows are still as they were written."""

    data: bytes
    header: Header
    header_row: int

    def chunks(self, size: int, *, seam: int = 0) -> Iterator[Chunk]:
        """Yield the rows in chunks, none of which lies across the seam, where an earlier run stopped.

        A chunk of blank rows alone is passed over, unless it is the first.

        Units: rows.
        """
        width = self.header.width
        below = islice(_records_in(self.data), self.header_row, None)
        records = (cells if len(cells) <= width else _narrowed(cells, width) for cells in below)
        first = 0
        while taken := list(islice(records, min(size, seam - first) if first < seam else size)):
            if not first or any(map(_is_filled, taken)):
                yield self._chunk_of(taken, first)
            first += len(taken)

    def _chunk_of(self, taken: list[list[str]], first: int) -> Chunk:
        width, start, last = self.header.width, first + self.header_row + 1, first + len(taken)
        rows: Sequence[int] = range(start, start + len(taken))
        malformed: list[Finding] = []
        if any(len(cells) != width or not cells[0].strip() for cells in taken):
            filled = [(number, cells) for number, cells in zip(rows, taken, strict=True) if _is_filled(cells)]
            malformed = [_misfit(number, cells, width) for number, cells in filled if len(cells) != width]
            fitting = [(number, cells) for number, cells in filled if len(cells) == width]
            rows, taken = [number for number, _ in fitting], [cells for _, cells in fitting]
        columns: dict[str, Sequence[str]] = dict.fromkeys((name for name in self.header.fields if name is not None), ())
        lying = zip(self.header.fields, zip(*taken, strict=True), strict=False)
        columns |= {name: column for name, column in lying if name is not None}
        columns |= {name: (value,) * len(rows) for name, value in self.header.implied.items()}
        return Chunk(first, last, rows, columns, malformed)


def sheet_in(data: bytes, *, item: Item, items: Iterable[Item]) -> tuple[Sheet | None, list[Finding]]:
    """Return the sheet that a file holds, or the findings that say why the file as a whole is refused."""
    unreadable = _unreadable(data)
    if unreadable is not None:
        return None, [unreadable]
    numbered = enumerate(_bounded_records_in(data), start=1)
    try:
        header_row, cells = next(((number, cells) for number, cells in numbered if _is_filled(cells)), (0, []))
    except csv.Error:
        return None, [finding("file.quote_broken", row_shown=1)]
    if not cells:
        return None, [finding("file.empty")]
    header, faults = header_in(cells, item=item, items=items)
    if header is None:
        return None, faults
    fault = _fault_below(data, header_row)
    return (None, [fault]) if fault else (Sheet(data, header, header_row), [])


def _records_in(data: bytes) -> Iterator[list[str]]:
    return csv.reader(_lines_in(data), strict=True)


def _lines_in(data: bytes) -> Iterator[str]:
    return io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")


def _bounded_records_in(data: bytes) -> Iterator[list[str]]:
    """Yield the records of a file none of which was looked at before. Raises: csv.Error at one without an end."""
    read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        for line in _lines_in(data):
            read += len(line)
            if read > _ROW_LIMIT_CHARACTERS:
                raise csv.Error
            yield line

    for cells in csv.reader(lines(), strict=True):
        read = 0
        yield cells


def _is_filled(cells: Sequence[str]) -> bool:
    return any(map(str.strip, cells))


def _narrowed(cells: Sequence[str], width: int) -> list[str]:
    """Return a row that is wider than the header without what lies behind its end; empty cells there are no columns."""
    behind = next(filter(str.strip, islice(cells, width, None)), None)
    return list(cells[:width]) if behind is None else _Wider([*cells[:width], behind], width=len(cells))


def _misfit(number: int, cells: Sequence[str], width: int) -> Finding:
    if isinstance(cells, _Wider):
        return finding("row.too_many_columns", row=number, found=cells.width, expected=width)
    return finding("row.too_few_columns", row=number, found=len(cells), expected=width)


def _unreadable(data: bytes) -> Finding | None:
    if not data.removeprefix(_UTF8_MARK).strip():
        return finding("file.empty")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return finding("file.not_utf8", line=1)
    nul, undecodable, overlong = data.find(b"\x00"), _undecodable_in(data), _overlong_line_in(data)
    if nul >= 0:
        return finding("file.contains_nul", line=_line_at(data, nul))
    if undecodable is not None:
        return finding("file.not_utf8", line=_line_at(data, undecodable))
    return None if overlong is None else finding("file.line_too_long", line=overlong, limit=LINE_LIMIT_BYTES)


def _undecodable_in(data: bytes) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE_BYTES):
        end = start + _PIECE_BYTES
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start:end], final=end >= len(data))
        except UnicodeDecodeError as error:
            return start - waiting + error.start
    return None


def _line_end_in(data: bytes) -> bytes:
    return b"\n" if b"\n" in data else b"\r"


def _line_at(data: bytes, place: int) -> int:
    return data.count(_line_end_in(data), 0, place) + 1


def _overlong_line_in(data: bytes) -> int | None:
    ending, start = _line_end_in(data), 0
    while len(data) - start > LINE_LIMIT_BYTES:
        # Whatever lies between two ends in one window is short enough; so only the last end in it matters.
        end = data.rfind(ending, start, start + LINE_LIMIT_BYTES + 1)
        if end < 0:
            return _line_at(data, start)
        start = end + 1
    return None


def _fault_below(data: bytes, header_row: int) -> Finding | None:
    """Return what is wrong below the header; only a file with quotes or many lines is walked to its end for that."""
    number, filled = header_row, 0
    must_be_walked = b'"' in data or data.count(b"\n") + data.count(b"\r") > MOST_ROWS
    try:
        for cells in islice(_bounded_records_in(data), header_row, None):
            number, filled = number + 1, filled + _is_filled(cells)
            if filled > MOST_ROWS or number > _MOST_WITH_BLANK_ONES:
                return finding("file.too_many_rows", limit=MOST_ROWS)
            if filled and not must_be_walked:
                break
    except csv.Error:
        return finding("file.quote_broken", row_shown=number + 1)
    return None if filled else finding("file.header_only")
