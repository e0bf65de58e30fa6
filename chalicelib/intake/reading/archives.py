"""Archives (压缩包): the zip that a workbook is, bounded before anything in it is unpacked.

How many entries it lists is read before they are taken in; what an entry unpacks to is what it declares and no more,
and that is bounded for each kind of part, for all together, and by how much smaller it was packed.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, NoReturn
from xml.parsers import expat

from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.windows import Window, size_of

SHEET_BYTES, STRINGS_BYTES, PART_BYTES = 512 << 20, 96 << 20, 8 << 20
_ALL_BYTES = 1 << 30
_ENTRIES, _DIRECTORY_BYTES = 2_000, 1 << 20
# A table of one value over and over is packed a hundred to one; deflate reaches a thousand on nothing but zeros.
_MOST_PACKED, _WORTH_A_LOOK_BYTES = 200, 10 << 20
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_END_BYTES, _LOCATOR_BYTES, _COMMENT_BYTES = 22, 20, 65_535
_ENCRYPTED = 1
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # no spreadsheet packs in another way
_PIECE_BYTES = 1 << 18
# What a damaged file brings about; a disk of ours that fails (OSError) is no fault of the file.
_UNPACKING_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
BROKEN = "file.workbook_broken"

Element = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip that is within its bounds."""

    entries: zipfile.ZipFile

    def has(self, part: str) -> bool:
        """Say whether there is a part of a name."""
        return part in self.entries.NameToInfo

    def size_of(self, part: str) -> int:
        """Return how large a part is unpacked. Raises: BrokenFileError where it is not there. Units: bytes."""
        return self._entry(part).file_size

    def _entry(self, part: str) -> zipfile.ZipInfo:
        if not self.has(part):
            raise BrokenFileError(BROKEN)
        return self.entries.getinfo(part)

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return self.entries.namelist()

    def pieces_of(self, part: str, *, limit: int) -> Iterator[bytes]:
        """Yield a part piece by piece. Raises: BrokenFileError where it is not there, too large, or damaged."""
        entry = self._entry(part)
        if entry.file_size > limit:
            raise BrokenFileError("file.workbook_too_large")
        with _told_as_broken(), self.entries.open(entry) as unpacked:
            while piece := unpacked.read(_PIECE_BYTES):
                yield piece

    def elements_of(self, part: str) -> Iterator[Element]:
        """Yield the elements of a small XML part as they open, by local name. Raises: BrokenFileError."""
        found: list[Element] = []
        parser = parser_of()
        parser.StartElementHandler = lambda name, attributes: found.append((local(name), attributes))
        for piece in self.pieces_of(part, limit=PART_BYTES):
            parse(parser, piece)
            yield from found
            found.clear()
        parse(parser, b"", final=True)


def archive_in(file: IO[bytes]) -> Archive:
    """Open a zip. Raises: BrokenFileError where it is none, is damaged, encrypted, or beyond its bounds."""
    _look_at_the_end(file)
    with _told_as_broken():
        entries = zipfile.ZipFile(Window(file))
    listed = entries.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in listed):
        raise BrokenFileError("file.encrypted")
    if any(entry.compress_type not in _PACKINGS for entry in listed):
        raise BrokenFileError(BROKEN)
    if sum(entry.file_size for entry in listed) > _ALL_BYTES or any(map(_is_a_bomb, listed)):
        raise BrokenFileError("file.workbook_too_large")
    return Archive(entries)


def _look_at_the_end(file: IO[bytes]) -> None:
    """Read from the end of the file how much it lists, since listing alone could fill the memory."""
    size = size_of(file)
    file.seek(max(size - _COMMENT_BYTES - _END_BYTES - _LOCATOR_BYTES, 0))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise BrokenFileError(BROKEN)
    entries, directory = struct.unpack_from("<HL", tail, at + 10)
    if (
        tail[max(at - _LOCATOR_BYTES, 0) : at].startswith(_LOCATOR)
        or entries > _ENTRIES
        or directory > _DIRECTORY_BYTES
    ):
        raise BrokenFileError("file.workbook_too_large")


def _is_a_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(_MOST_PACKED * entry.compress_size, _WORTH_A_LOOK_BYTES)


@contextmanager
def _told_as_broken() -> Iterator[None]:
    try:
        yield
    except _UNPACKING_FAULTS:
        raise BrokenFileError(BROKEN) from None


def parser_of() -> expat.XMLParserType:
    """Return a parser of XML that refuses a document type, and with it every entity that a file could declare."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser


def parse(parser: expat.XMLParserType, piece: bytes, *, final: bool = False) -> None:
    """Parse a piece. Raises: BrokenFileError where it is no XML."""
    try:
        parser.Parse(piece, final)
    except (expat.ExpatError, ValueError, LookupError):
        raise BrokenFileError(BROKEN) from None


def local(name: str) -> str:
    """Return an element's name without its namespace."""
    return name.rpartition(" ")[2]


def refuse_doctype(*_: object) -> NoReturn:
    """Refuse a document type. Raises: BrokenFileError."""
    raise BrokenFileError("file.xml_declares_entities")
