"""Surveys (通读): a text file gone through as bytes, before any of it is taken for rows.

Found here: which encoding it is in, and whatever makes it no text of lines. UTF-8 is tried first, and GB18030, which
holds GBK, where that fails at the first Chinese words; a file that begins in UTF-8 and breaks later is damaged, and is
not read as what it is not.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO, NamedTuple

from chalicelib.intake.reading.broken import BrokenFileError

# A line within the reader's own limit holds no field beyond it either, so only quotes can break the reading.
LINE_LIMIT_BYTES = 131_072
_PIECE_BYTES = 1 << 17  # a larger one is given back to the system each time, and costs half as much again
UTF8, GB18030 = "utf-8-sig", "gb18030"
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# So many characters beyond ASCII come out of no GBK text by chance.
_SURELY_UTF8 = 8


class Survey(NamedTuple):
    """What is known of a text: how to decode it, whether quotes stand in it, and how many line ends."""

    encoding: str
    has_quotes: bool
    line_ends: int


def survey_of(file: IO[bytes]) -> Survey:
    """Go through a file. Raises: BrokenFileError for what is no text of lines, or in an encoding that is not read."""
    glance = _Glance()
    for piece in _pieces_of(file):
        glance.look_at(piece)
    if glance.is_utf16:
        raise BrokenFileError("file.is_utf16")
    if not glance.holds_anything:
        raise BrokenFileError("file.empty")
    for code, at in (("file.contains_nul", glance.nul), ("file.line_too_long", glance.overlong)):
        if at is not None:
            raise BrokenFileError(code, line=_line_at(file, at), limit=LINE_LIMIT_BYTES)
    encoding, line_ends = _encoding_of(file)
    return Survey(encoding, glance.has_quotes, line_ends)


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        yield piece


def _line_at(file: IO[bytes], place: int) -> int:
    """Return the line a byte is in; a file without any line feed ends its lines with returns."""
    before = 0
    for end in (b"\n", b"\r"):
        read = before = there = 0
        for piece in _pieces_of(file):
            before += piece.count(end, 0, max(place - read, 0))
            there += piece.count(end)
            read += len(piece)
        if there:
            break
    return before + 1


@dataclass(slots=True)
class _Glance:
    """What has been seen of a file so far, and at which byte something is wrong."""

    has_quotes: bool = False
    holds_anything: bool = False
    is_utf16: bool = False
    nul: int | None = None
    overlong: int | None = None
    _size: int = 0
    _line_start: int = 0

    def look_at(self, piece: bytes) -> None:
        """Take in the next piece."""
        if not self._size:
            self.is_utf16 = piece.startswith(_UTF16_MARKS)
        self.holds_anything |= bool((piece if self._size else piece.removeprefix(codecs.BOM_UTF8)).strip())
        self.has_quotes |= b'"' in piece
        nul = piece.find(b"\x00")
        if self.nul is None and nul >= 0:
            self.nul = self._size + nul
        self._look_for_overlong(piece)
        self._size += len(piece)

    def _look_for_overlong(self, piece: bytes) -> None:
        """Look for a line beyond the limit; whatever lies between two ends in one window is short enough."""
        end = self._size + len(piece)
        while self.overlong is None and self._line_start < end:
            low = max(self._line_start - self._size, 0)
            high = self._line_start - self._size + LINE_LIMIT_BYTES + 1
            last = max(piece.rfind(b"\n", low, high), piece.rfind(b"\r", low, high))
            if last < 0 and high > len(piece):
                return
            if last < 0:
                self.overlong = self._size + low
            self._line_start = self._size + last + 1


class _Decoded(NamedTuple):
    """How far a file can be decoded: where not (None for all of it), whether enough beyond ASCII came, its line ends.

    Units: bytes, characters.
    """

    broke: int | None
    beyond: int
    line_ends: int


def _encoding_of(file: IO[bytes]) -> tuple[str, int]:
    """Return how to decode a file, and how many line ends are in it."""
    read = _decoded(file, "utf-8")
    if read.broke is None:
        return UTF8, read.line_ends
    if read.beyond < _SURELY_UTF8:
        read = _decoded(file, GB18030)
    if read.broke is None:
        return GB18030, read.line_ends
    raise BrokenFileError("file.encoding_unknown", line=_line_at(file, read.broke))


def _decoded(file: IO[bytes], encoding: str) -> _Decoded:
    decoder, before, beyond, line_ends = codecs.getincrementaldecoder(encoding)(), 0, 0, 0
    for piece in chain(_pieces_of(file), (b"",)):
        waiting = len(decoder.getstate()[0])
        try:
            said = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            sound = error.object[: error.start].decode(encoding)
            return _Decoded(before - waiting + error.start, beyond + _beyond_ascii(sound), line_ends)
        beyond += _beyond_ascii(said) if beyond < _SURELY_UTF8 else 0
        line_ends += said.count("\n") + said.count("\r")  # quicker than in bytes, of which there are more
        before += len(piece)
    return _Decoded(None, beyond, line_ends)


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
