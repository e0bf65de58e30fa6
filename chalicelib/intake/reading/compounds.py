"""Compound files (复合文档): the small file system that an XLS is, from which the one stream with the tables is taken.

Chains that bite their tail, leave the file or never end are refused here. What is handed on is packed anew, plainly, so
that nothing else of the file is seen by whoever lays out its tables.

Source: MS-CFB.
"""

import struct
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.intake.reading.archives import BROKEN
from chalicelib.intake.reading.broken import BrokenFileError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES, _ENTRY_BYTES, _MINI_BYTES, _MINI_LIMIT = 512, 128, 64, 4096
_SHIFTS = (9, 12)
_IN_HEADER = 109
_FREE, _END, _OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STREAM, _ROOT = 2, 5
_TABLES, _MACROS, _ENCRYPTED = ("WORKBOOK", "BOOK"), frozenset({"_VBA_PROJECT_CUR", "_VBA_PROJECT"}), "ENCRYPTEDPACKAGE"
_PAGE = 4096


class _Entry(NamedTuple):
    """A line of the directory."""

    name: str
    kind: int
    start: int
    size: int


def tables_in(data: bytes) -> bytes:
    """Return the stream that holds a workbook's tables. Raises: BrokenFileError."""
    compound = _Compound(data)
    entries = {entry.name.upper(): entry for entry in compound.entries}
    if _ENCRYPTED in entries:
        raise BrokenFileError("file.encrypted")
    if not _MACROS.isdisjoint(entries):
        raise BrokenFileError("file.workbook_has_macros")
    found = next((entries[name] for name in _TABLES if name in entries), None)
    if found is None or found.kind != _STREAM:
        raise BrokenFileError("file.kind_unknown")
    return compound.stream_of(found)


def packed(stream: bytes) -> bytes:
    """Return a compound file that holds a workbook's stream and nothing else; its root has an empty page of its own."""
    size = max(len(stream), _MINI_LIMIT)
    pages, per_table = -(-size // _PAGE), _PAGE // 4
    tables = next(count for count in range(1, _IN_HEADER + 1) if count * per_table >= count + 2 + pages)
    root, start = tables + 1, tables + 2
    chain = [_OF_TABLE] * tables + [_END, _END, *range(start + 1, start + pages), _END]
    chain += [_FREE] * (tables * per_table - len(chain))
    said = (0x3E, 4, 0xFFFE, 12, 6, 1, tables, tables, 0, _MINI_LIMIT, _END, 0, _END, 0)
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", MAGIC, *said)
    header += array("I", [*range(tables), *[_FREE] * (_IN_HEADER - tables)]).tobytes()
    directory = _entry_of("Root Entry", _ROOT, child=1, start=root, size=0)
    directory += _entry_of("Workbook", _STREAM, child=_FREE, start=start, size=size)
    parts = (header, array("I", chain).tobytes(), directory, b"\x00", stream)
    return b"".join(part.ljust(-(-len(part) // _PAGE) * _PAGE, b"\x00") for part in parts)


def _entry_of(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", written, len(written) + 2, kind, 1, _FREE, _FREE, child, start, size)


class _Compound:
    """A compound file, its table of sectors and its directory read."""

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER_BYTES:
            raise BrokenFileError(BROKEN)
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in _SHIFTS:
            raise BrokenFileError(BROKEN)
        self._data, self._size = data, 1 << shift
        self._next = self._sectors_table()
        first_directory, mini_table = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 60)[0]
        self.entries = list(_entries_in(self._chained(first_directory)))
        self._mini_next = _numbers_in(self._chained(mini_table)) if mini_table != _END else array("I")

    def stream_of(self, entry: _Entry) -> bytes:
        """Return what a line of the directory stands for."""
        if entry.size >= _MINI_LIMIT:
            stream = self._chained(entry.start)
        else:
            root = next((one for one in self.entries if one.kind == _ROOT), None)
            held = self._chained(root.start) if root is not None and root.start != _END else b""
            places = _chain_from(entry.start, self._mini_next)
            stream = b"".join(held[at * _MINI_BYTES : (at + 1) * _MINI_BYTES] for at in places)
        if len(stream) < entry.size:
            raise BrokenFileError(BROKEN)
        return stream[: entry.size]

    def _sector(self, number: int) -> bytes:
        found = self._data[(number + 1) * self._size : (number + 2) * self._size]
        if not found:
            raise BrokenFileError(BROKEN)
        return found

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain_from(start, self._next)))

    def _sectors_table(self) -> "array[int]":
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", self._data, 76))
        further, met = struct.unpack_from("<I", self._data, 68)[0], set[int]()
        while further < _OF_TABLE - 1 and further not in met:
            met.add(further)
            *more, further = _numbers_in(self._sector(further))
            listed += more
        return _numbers_in(b"".join(self._sector(number) for number in dict.fromkeys(listed) if number < _OF_TABLE - 1))


def _chain_from(start: int, following: "array[int]") -> Iterator[int]:
    """Yield the places of a chain to its end. Raises: BrokenFileError where it leaves the table or does not end."""
    at, steps = start, 0
    while at != _END:
        steps += 1
        if at >= len(following) or steps > len(following):
            raise BrokenFileError(BROKEN)
        yield at
        at = following[at]


def _numbers_in(data: bytes) -> "array[int]":
    return array("I", data[: len(data) // 4 * 4])


def _entries_in(directory: bytes) -> Iterator[_Entry]:
    for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        name, length, kind = struct.unpack_from("<64sHB", directory, at)
        start, size = struct.unpack_from("<II", directory, at + 116)
        if kind:
            yield _Entry(name[: max(length - 2, 0)].decode("utf-16-le", "replace"), kind, start, size)
