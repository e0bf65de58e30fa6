"""Sheets (表): bytes become columns, some rows at a time.

A record of the CSV is a row as a spreadsheet shows it: a quoted line break does not start a new one, a blank
line is a row of its own. The header is row 1 unless blank lines stand above it. Rows are counted so everywhere;
only where the bytes cannot be read as rows does a finding count lines instead, and says so.

Whatever makes the file as a whole unreadable is found before the first row is looked at, so a file is never
half taken in.
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
_PIECE_BYTES = 1 << 20
_UTF8_MARK = codecs.BOM_UTF8

Columns = Mapping[str, Sequence[str]]


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

        Units: rows.
        """
        records = islice(_records_in(self.data), self.header_row, None)
        first = 0
        while taken := list(islice(records, min(size, seam - first) if first < seam else size)):
            yield self._chunk_of(taken, first)
            first += len(taken)

    def _chunk_of(self, taken: list[list[str]], first: int) -> Chunk:
        width, start, last = self.header.width, first + self.header_row + 1, first + len(taken)
        rows: Sequence[int] = range(start, start + len(taken))
        malformed: list[Finding] = []
        if any(len(cells) != width or not cells[0].strip() for cells in taken):
            filled = [(number, cells) for number, cells in zip(rows, taken, strict=True) if _is_filled(cells)]
            malformed = [_misfit(number, cells, width) for number, cells in filled if not _fits(cells, width)]
            fitting = [(number, cells[:width]) for number, cells in filled if _fits(cells, width)]
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
    numbered = enumerate(_records_in(data), start=1)
    try:
        header_row, cells = next(((number, cells) for number, cells in numbered if _is_filled(cells)), (0, []))
    except csv.Error:
        return None, [finding("file.quote_broken", row_shown=1)]
    if not cells:
        return None, [finding("file.empty")]
    header, faults = header_in(cells, item=item, items=items)
    if header is None:
        return None, faults
    broken = _broken_or_without_rows(data, header_row)
    return (None, [broken]) if broken else (Sheet(data, header, header_row), [])


def _records_in(data: bytes) -> Iterator[list[str]]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""), strict=True)


def _is_filled(cells: Sequence[str]) -> bool:
    return any(map(str.strip, cells))


def _fits(cells: Sequence[str], width: int) -> bool:
    """Say whether a row is as wide as the header; empty cells behind its end are no columns."""
    return len(cells) == width or (len(cells) > width and not _is_filled(cells[width:]))


def _misfit(number: int, cells: Sequence[str], width: int) -> Finding:
    code = "row.too_many_columns" if len(cells) > width else "row.too_few_columns"
    return finding(code, row=number, found=len(cells), expected=width)


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
    ending, start, line = _line_end_in(data), 0, 1
    while (end := data.find(ending, start)) >= 0:
        if end - start > LINE_LIMIT_BYTES:
            return line
        start, line = end + 1, line + 1
    return line if len(data) - start > LINE_LIMIT_BYTES else None


def _broken_or_without_rows(data: bytes, header_row: int) -> Finding | None:
    """Return what is wrong below the header; only a file with quotes has to be walked to its end for that."""
    number, filled, may_break = header_row, False, b'"' in data
    try:
        for cells in islice(_records_in(data), header_row, None):
            number += 1
            filled = filled or _is_filled(cells)
            if filled and not may_break:
                break
    except csv.Error:
        return finding("file.quote_broken", row_shown=number + 1)
    return None if filled else finding("file.header_only")
