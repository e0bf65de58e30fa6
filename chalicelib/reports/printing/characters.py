"""Characters that the font has: what it lacks is shown as a sign with its code point, and never as a blank.

The font's own table of characters (cmap) is asked before anything is typeset. What draws nothing by its nature, or
turns the order of others, is shown by its code point too: a name must not look like another one.

Shape:  shown("王𪜀") -> ("王〓[U+2A700]", ["𪜀"])
Source: ISO/IEC 14496-22 (Open Font Format) §5.2.1 (cmap, format 12), §4.3 (collections).
"""

import mmap
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIGN = "〓"
_LINE_ENDS = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
# Controls, formats (order of writing, width of nothing), surrogates, private use, not assigned.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SEGMENTS = 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font, as ranges in order. Shape: firsts (32, 0x4E00), lasts (126, 0x9FEF)."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def shows(self, character: str) -> bool:
        """Say whether a character is seen when it is set in the font."""
        if character == "\n":
            return True
        if unicodedata.category(character) in _UNSEEN:
            return False
        place = bisect_right(self.firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.lasts[place]


def coverage_of(font: Path, *, face: int = 0) -> Coverage:
    """Return the characters of one face of a font file.

    Raises: ValueError for a font without the one table of characters that is read here.
    """
    with font.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        groups = sorted(_groups_in(data, _table_in(data, b"cmap", face=face)))
    return Coverage(tuple(first for first, _ in groups), tuple(last for _, last in groups))


def shown(value: Any, *, coverage: Coverage) -> tuple[Any, list[str]]:
    """Return texts, lists and mappings of them as they can be shown, and the characters replaced, in order."""
    tidy = _mapped(value, _with_plain_line_ends)
    missing = sorted(one for one in {letter for text in _texts_in(tidy) for letter in text} if not coverage.shows(one))
    if not missing:
        return tidy, []
    table = str.maketrans({one: f"{SIGN}[{code_point_of(one)}]" for one in missing})
    return _mapped(tidy, lambda text: text.translate(table)), missing


def code_point_of(character: str) -> str:
    """Return how a character is named without being drawn. Shape: "U+4E2D"."""
    return f"U+{ord(character):04X}"


def _with_plain_line_ends(text: str) -> str:
    for written, plain in _LINE_ENDS.items():
        text = text.replace(written, plain)
    return text


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _texts_in(inner))
    elif isinstance(value, Iterable):
        yield from (text for inner in value for text in _texts_in(inner))


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(inner, change) for key, inner in value.items()}
    if isinstance(value, Iterable):
        return [_mapped(inner, change) for inner in value]
    return value


def _table_in(data: Any, tag: bytes, *, face: int) -> int:
    """Return where a table of a face begins."""
    start = struct.unpack_from(">I", data, 12 + 4 * face)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    for number in range(count):
        named, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if named == tag:
            return int(offset)
    message = f"the font has no table {tag.decode()}"
    raise ValueError(message)


def _groups_in(data: Any, cmap: int) -> Iterator[tuple[int, int]]:
    """Give the first and last character of each range of the whole of Unicode that the table holds."""
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    for number in range(count):
        start = cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)[2]
        if struct.unpack_from(">H", data, start)[0] == _SEGMENTS:
            ranges = struct.unpack_from(">I", data, start + 12)[0]
            yield from (struct.unpack_from(">II", data, start + 16 + 12 * one) for one in range(ranges))
            return
    message = "the font has no table of all characters (cmap format 12)"
    raise ValueError(message)
