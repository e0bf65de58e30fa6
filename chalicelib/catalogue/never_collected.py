"""What is never collected (禁止归集): refused as a field or an item, and some of it as a file by its name.

Source: 征信业管理条例 art. 14; 个人信息保护法 art. 6; see never_collected.toml.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, table

FILE = "catalogue/never_collected"
ALL, PERSONS = "all", "persons"
SCOPES = (ALL, PERSONS)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One kind of information that no item asks for: the words that give it away, and why it is refused."""

    id: str
    zh: str
    basis: str
    words: tuple[str, ...]
    scope: str
    refuses_files: bool

    def is_named_in(self, text: str) -> bool:
        """Say whether a name holds one of the words."""
        return any(word in text for word in self.words)


def forbidden_of(raw: Table) -> tuple[Forbidden, ...]:
    """Return the kinds made from their table."""
    return tuple(
        Forbidden(row["id"], row["zh"], row["basis"], tuple(row["words"]), row["scope"], row.get("file", False))
        for row in raw["kind"]
    )


@cache
def never_collected() -> tuple[Forbidden, ...]:
    """Return what the platform never collects; built once."""
    return forbidden_of(table(FILE))


def named_in(headers: Iterable[str], *, persons: bool) -> Forbidden | None:
    """Return the first kind that one of the headers of a file names, or None.

    `persons` says whether the file is of an item that takes records of natural persons: some kinds are refused of
    them alone. Width and blanks do not matter.
    """
    plain = [_plain(header) for header in headers]
    applying = (kind for kind in never_collected() if persons or kind.scope != PERSONS)
    return next((kind for kind in applying if any(map(kind.is_named_in, plain))), None)


def refused_by_name(file_name: str) -> Forbidden | None:
    """Return why a file is refused by its name alone, or None: personnel files of officials and the like."""
    plain = _plain(file_name)
    return next((kind for kind in never_collected() if kind.refuses_files and kind.is_named_in(plain)), None)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
