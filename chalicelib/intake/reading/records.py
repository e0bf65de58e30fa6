"""Records (BIFF记录): an XLS workbook's stream gone through record by record, before its tables are laid out.

Read here: how far the cells of each sheet reach, which of them are formulas or errors, whether the workbook is
encrypted. The size that a sheet claims for itself is set to nothing, since memory would be kept for it.

Source: MS-XLS.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chalicelib.intake.reading.archives import BROKEN
from chalicelib.intake.reading.broken import MOST_CELLS, BrokenFileError
from chalicelib.intake.reading.cells import SINCE_1900, SINCE_1904

_BOUNDSHEET, _FILEPASS, _SST, _EOF, _DIMENSIONS, _DATEMODE = 0x85, 0x2F, 0xFC, 0x0A, 0x200, 0x22
_FORMULA, _BOOLERR = 0x06, 0x205
_BEGINNINGS = frozenset({0x809, 0x409, 0x209, 0x009})
# Records that are a cell, or several in a row: those name their last column at their end.
_ONE = frozenset({_FORMULA, 0x27E, 0x203, 0xFD, 0x204, 0x201, 0xD6, _BOOLERR, 0x7E, 0x03, 0x04, 0x05})
_SEVERAL = frozenset({0xBD, 0xBE})
_SHORTEST_CELL_BYTES = 6
_BYTES_WITH_A_RESULT = {_FORMULA: 14, _BOOLERR: 8}
_NO_NUMBER, _AN_ERROR = b"\xff\xff", 2
_SHORTEST_TEXT_BYTES = 3
_COLUMNS, _ROWS = 256, 65_536
IS_FORMULA, IS_ERROR = 1, 2


class Record(NamedTuple):
    """A record: where it begins, what it is, and what it holds. Units: bytes."""

    at: int
    kind: int
    data: bytes


@dataclass(frozen=True, slots=True)
class OldBook:
    """A workbook's stream within its bounds, where in it each sheet begins, and the day serials are counted from."""

    stream: bytes
    begins: tuple[int, ...]
    epoch: date

    def odd_cells_of(self, sheet: int) -> bytearray:
        """Return what is odd of each cell of a sheet, one byte a cell, row by row; nothing is 0."""
        marks = bytearray(_ROWS * _COLUMNS)
        for record in records_from(self.stream, self.begins[sheet]):
            if record.kind in {_FORMULA, _BOOLERR} and len(record.data) >= _BYTES_WITH_A_RESULT[record.kind]:
                row, column = struct.unpack_from("<HH", record.data)
                if column < _COLUMNS:
                    marks[row * _COLUMNS + column] = _mark_of(record)
        return marks


def _mark_of(record: Record) -> int:
    if record.kind == _BOOLERR:
        return IS_ERROR if record.data[7] else 0
    is_error = record.data[12:14] == _NO_NUMBER and record.data[6] == _AN_ERROR
    return IS_ERROR if is_error else IS_FORMULA


def old_book_in(stream: bytes) -> OldBook:
    """Return a workbook whose stream is sound and within its bounds. Raises: BrokenFileError."""
    begins, epoch = list[int](), SINCE_1900
    for record in records_from(stream, 0):
        if record.kind == _BOUNDSHEET:
            begins.append(struct.unpack_from("<I", record.data.ljust(4, b"\xff"))[0])
        if record.kind == _DATEMODE and record.data[:1] == b"\x01":
            epoch = SINCE_1904
        _refuse_what_is_not_read(record, len(stream))
    if not begins:
        raise BrokenFileError(BROKEN)
    patched = bytearray(stream)
    cells = sum(_cells_laid_out(stream, at, patched) for at in begins)
    if cells > MOST_CELLS:
        raise BrokenFileError("file.too_many_cells", limit=MOST_CELLS)
    return OldBook(bytes(patched), tuple(begins), epoch)


def _refuse_what_is_not_read(record: Record, stream_bytes: int) -> None:
    """Refuse a password, and a claim of more shared texts than there is room for: memory would be kept for them."""
    if record.kind == _FILEPASS:
        raise BrokenFileError("file.encrypted")
    if record.kind == _SST:
        count = struct.unpack_from("<I", record.data.ljust(8, b"\xff"), 4)[0]
        if count > stream_bytes // _SHORTEST_TEXT_BYTES:
            raise BrokenFileError(BROKEN)


def records_from(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records from a beginning to its end. Raises: BrokenFileError where there is none of either."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        record = Record(at, kind, stream[at + 4 : at + 4 + size])
        if len(record.data) < size or (not depth and kind not in _BEGINNINGS):
            break
        depth += (kind in _BEGINNINGS) - (kind == _EOF)
        yield record
        if not depth:
            return
        at += 4 + size
    raise BrokenFileError(BROKEN)


def _cells_laid_out(stream: bytes, at: int, patched: bytearray) -> int:
    """Return how many cells a sheet is, laid out from its first to its last; blank out the size it claims."""
    rows, columns = set[int](), set[int]()
    for record in records_from(stream, at):
        if record.kind == _DIMENSIONS:
            patched[record.at + 4 : record.at + 4 + len(record.data)] = bytes(len(record.data))
        if (record.kind in _ONE or record.kind in _SEVERAL) and len(record.data) >= _SHORTEST_CELL_BYTES:
            row, column = struct.unpack_from("<HH", record.data)
            rows.add(row)
            columns.add(column)
            if record.kind in _SEVERAL:
                columns.add(struct.unpack_from("<H", record.data, len(record.data) - 2)[0])
    return (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) if rows else 0
