"""Surveys (通读): a text file gone through as bytes, before any of it is taken for rows.

Found here: which encoding it is in, and whatever makes it no text of lines. UTF-8 is tried first, and GB18030, which
holds GBK, where that fails at the first Chinese words; a file that begins in UTF-8 and breaks later is damaged, and is
not read as what it is not.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import IO, NamedTuple

from chalicelib.intake.arrivals import PIECE_BYTES
from chalicelib.intake.reading.broken import BrokenFileError

# A line within the reader's own limit holds no field beyond it either, so only quotes can break the reading.
LINE_LIMIT_BYTES = 131_072
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
            raise BrokenFileError(code, line=glance.ends.line_at(at), limit=LINE_LIMIT_BYTES)
    return Survey(_encoding_of(file, glance.ends), glance.has_quotes, sum(glance.ends))


def _pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE_BYTES):
        yield piece


class _Ends(NamedTuple):
    """Line ends: how many line feeds and returns there are in a file, or before a place in it."""

    feeds: int = 0
    returns: int = 0

    def plus(self, piece: bytes, up_to: int | None = None) -> "_Ends":
        """Return the same with what a piece adds, or its beginning."""
        return _Ends(self.feeds + piece.count(b"\n", 0, up_to), self.returns + piece.count(b"\r", 0, up_to))

    def line_at(self, place: "_Ends") -> int:
        """Return the line a place is in; a file without any line feed ends its lines with returns."""
        return (place.feeds if self.feeds else place.returns) + 1


@dataclass(slots=True)
class _Glance:
    """What has been seen of a file so far."""

    ends: _Ends = field(default_factory=_Ends)
    has_quotes: bool = False
    holds_anything: bool = False
    is_utf16: bool = False
    nul: _Ends | None = None
    overlong: _Ends | None = None
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
            self.nul = self.ends.plus(piece, nul)
        self._look_for_overlong(piece)
        self._size += len(piece)
        self.ends = self.ends.plus(piece)

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
                self.overlong = self.ends.plus(piece, low)
            self._line_start = self._size + last + 1


def _encoding_of(file: IO[bytes], ends: _Ends) -> str:
    broke, beyond = _decoded(file, "utf-8")
    if broke is None:
        return UTF8
    if beyond < _SURELY_UTF8:
        broke, _ = _decoded(file, GB18030)
    if broke is None:
        return GB18030
    file.seek(0)
    raise BrokenFileError("file.encoding_unknown", line=ends.line_at(_Ends().plus(file.read(broke))))


def _decoded(file: IO[bytes], encoding: str) -> tuple[int | None, int]:
    """Return where a file cannot be decoded, None where it can, and whether enough beyond ASCII came before.

    Units: bytes, characters.
    """
    decoder, before, beyond = codecs.getincrementaldecoder(encoding)(), 0, 0
    for piece in chain(_pieces_of(file), (b"",)):
        waiting = len(decoder.getstate()[0])
        try:
            said = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            sound = error.object[: error.start].decode(encoding)
            return before - waiting + error.start, beyond + _beyond_ascii(sound)
        beyond += _beyond_ascii(said) if beyond < _SURELY_UTF8 else 0
        before += len(piece)
    return None, beyond


def _beyond_ascii(text: str) -> int:
    return 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
