"""Shared strings (共享字符串): the texts that a workbook's cells refer to by their number."""

import re
from collections.abc import Sequence

from chalicelib.intake.reading.archives import STRINGS_BYTES, Archive
from chalicelib.intake.reading.broken import MOST_CELLS, BrokenFileError
from chalicelib.intake.reading.markup import Parts, pieces_of, texts_of, unescaped, with_characters

_PLAIN = re.compile(r'\s*<si>(?:<t(?: xml:space="preserve")?>([^<]*)</t>)?\s*')
_LONGEST_BYTES = 4 << 20


class _Strings(Parts):
    """The texts among some markup: of one that is formatted, its runs together, without its reading aids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  the attributes are of formats
        """Begin a text, or a part of one."""
        if name == "si":
            self.text = []
        self.is_gathering = name == "t"

    def closed(self, name: str) -> None:
        """End a text, or a part of one."""
        self.is_gathering = False
        if name == "si":
            self.found.append(with_characters("".join(self.text)))


def strings_in(archive: Archive, part: str) -> Sequence[str]:
    """Return a workbook's shared texts. Raises: BrokenFileError."""
    found: list[str] = []
    pieces = pieces_of(archive, part, root="sst", limit=STRINGS_BYTES)
    for text, is_sound in texts_of(pieces, after=b"<sst", end=b"</si>", most=_LONGEST_BYTES):
        plain = _PLAIN.fullmatch(text) if is_sound else None
        found += [unescaped(plain[1] or "")] if plain else _parsed(text)
        if len(found) > MOST_CELLS:
            raise BrokenFileError("file.workbook_too_large")
    return found


def _parsed(text: str) -> list[str]:
    strings = _Strings()
    strings.take(text + "</si>")
    return strings.found
