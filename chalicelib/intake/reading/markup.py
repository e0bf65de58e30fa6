"""Markup (XML片段): a large XML part read in pieces that end where a tag ends, and its odd places parsed properly.

A part is UTF-8, declares no document type, and its elements may have a prefix, which is taken away. What is cut out of
it as text is unescaped here; what is not written as programs write it goes through a parser, piece by piece.
"""

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from chalicelib.intake.reading.archives import BROKEN, Archive, parse, refuse_doctype
from chalicelib.intake.reading.broken import BrokenFileError

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\sencoding=["']([^"']+)["']""")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_MARK = b"\xef\xbb\xbf"
_LONGEST_TAG_BYTES = 1 << 20
_LAST_CHARACTER = 0x10FFFF
_HALVES = range(0xD800, 0xE000)  # of pairs, no characters by themselves


def pieces_of(archive: Archive, part: str, *, root: str, limit: int) -> Iterator[bytes]:
    """Yield a part from its root element on, its elements without a prefix. Raises: BrokenFileError. Units: bytes."""
    pieces = _whole_tags(archive.pieces_of(part, limit=limit))
    first = next(pieces, b"").removeprefix(_MARK)
    found = re.search(rb"<(?:([A-Za-z_][A-Za-z0-9_.-]*):)?" + root.encode() + rb"[\s/>]", first)
    head = first if found is None else first[: found.start()]
    if b"<!DOCTYPE" in head:
        refuse_doctype()
    encoding = _ENCODING.search(head)
    if found is None or (encoding is not None and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise BrokenFileError(BROKEN)
    prefix = b"" if found[1] is None else found[1] + b":"
    yield _without(prefix, first[found.start() :])
    for piece in pieces:
        yield _without(prefix, piece)


def texts_of(pieces: Iterable[bytes], *, after: bytes, end: bytes, most: int) -> Iterator[tuple[str, bool]]:
    """Yield what stands before each end tag in turn, from the tag `after` on, and whether it can be decoded.

    What stands behind the last end tag is left out: a closing tag, or what was cut off. A text that does not end within
    the most bytes is the last one, and cannot be decoded.
    """
    waiting, begun = b"", False
    for piece in pieces:
        waiting += piece
        if not begun:
            at = waiting.find(after)
            if at < 0:
                waiting = waiting[-len(after) :]
                continue
            begun, waiting = True, waiting[waiting.find(b">", at) + 1 :]
        cut = waiting.rfind(end) + len(end)
        if cut >= len(end):
            yield from _decoded(waiting[:cut], end.decode())
            waiting = waiting[cut:]
        if len(waiting) > most:
            yield "", False
            return


def _decoded(ended: bytes, end: str) -> Iterator[tuple[str, bool]]:
    try:
        for text in ended.decode().split(end)[:-1]:
            yield text, True
    except UnicodeDecodeError:
        for text in ended.decode(errors="replace").split(end)[:-1]:
            yield text, "\ufffd" not in text


def _whole_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        whole = waiting + piece
        cut = whole.rfind(b">") + 1
        waiting = whole[cut:]
        if len(waiting) > _LONGEST_TAG_BYTES:
            raise BrokenFileError(BROKEN)
        if cut:
            yield whole[:cut]
    if waiting.strip():
        raise BrokenFileError(BROKEN)


def _without(prefix: bytes, piece: bytes) -> bytes:
    return piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else piece


def unescaped(text: str) -> str:
    """Return a text that was cut out of XML as it reads; `_x000D_` is how a spreadsheet writes what XML cannot."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _REFERENCE.sub(_referred, text)
    return with_characters(text)


def with_characters(text: str) -> str:
    """Return a text with the characters that a spreadsheet writes by their number."""
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16), found), text) if "_x" in text else text


def _referred(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return _character(int(found[1], 16) if found[1] else int(found[2]), found)


def _character(code: int, found: re.Match[str]) -> str:
    return chr(code) if code <= _LAST_CHARACTER and code not in _HALVES else found[0]


class Parts:
    """What a small piece of markup holds, gathered by a parser.

    A subclass says what an element that opens or closes is to it; text is gathered while `is_gathering`.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.text: list[str] = []
        self.is_gathering = False
        self._within_reading_aid = 0

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element that opens."""

    def closed(self, name: str) -> None:
        """Take note of an element that closes."""

    def take(self, markup: str) -> None:
        """Parse a piece. Raises: BrokenFileError where it is no XML."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse_doctype
        parser.StartElementHandler, parser.EndElementHandler = self._open, self._close
        parser.CharacterDataHandler = self._gather
        parse(parser, f"<x>{markup}</x>".encode(errors="replace"), final=True)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._within_reading_aid += name == "rPh"
        self.opened(name.rpartition(":")[2], attributes)

    def _close(self, name: str) -> None:
        self._within_reading_aid -= name == "rPh"
        self.closed(name.rpartition(":")[2])

    def _gather(self, text: str) -> None:
        if self.is_gathering and not self._within_reading_aid:
            self.text.append(text)
