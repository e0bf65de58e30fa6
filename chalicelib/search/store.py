"""What search asks of the table of names; it holds organisations only, as hints.

Shape: gram "虚构"                      two letters that follow one another in a stem
       gram "虚*甲"                     the first and the third letter, for the second may be wrong
       gram "@512000"                   a division whose name stands in front
       place "0虚构甲#示例虚构甲有限公司#9151…"   0 where the gram opens the stem, 1 where it stands further on
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct

# One posting in so many is counted: told by its own hash, so that however often it is put, it counts once.
COUNTED = 256


class NameEntry(Struct, frozen=True, order=True):
    """One name an organisation bears or bore, in normal form, and the stem it is looked for by.

    Shape: stem "虚构甲", name "示例市虚构甲有限公司", credit_code "9151…"
    """

    stem: str
    name: str
    credit_code: str


class Posting(Struct, frozen=True):
    """That a gram stands in a name; `opens` where the stem begins with it."""

    gram: str
    opens: bool
    entry: NameEntry

    @property
    def place(self) -> str:
        """Return where it stands among the postings of its gram: names that begin with it first, by their stems."""
        return f"{'0' if self.opens else '1'}{self.entry.stem}#{self.entry.name}#{self.entry.credit_code}"

    @property
    def digest(self) -> bytes:
        """Return the hash that decides whether it is counted."""
        return hashlib.sha256(f"{self.gram}#{self.place}".encode()).digest()

    @property
    def is_counted(self) -> bool:
        """Say whether it is one of those that are counted."""
        return self.digest[0] == 0


def posting_at(gram: str, place: str) -> Posting:
    """Return the posting that stands at a place; a stem holds letters alone, so the first # ends it."""
    stem, _, rest = place[1:].partition("#")
    name, _, credit_code = rest.rpartition("#")
    return Posting(gram, place[0] == "0", NameEntry(stem, name, credit_code))


class NameStore(Protocol):
    """Postings of names under their grams."""

    def add(self, postings: Iterable[Posting]) -> None:
        """Enter postings; what is there already stays, and counts once."""

    def under(self, gram: str, *, beginning: str = "", limit: int) -> Sequence[Posting]:
        """Return postings of a gram whose place begins so, in order, by one request."""

    def counts(self, *, on: date) -> Mapping[str, int]:
        """Return about how many postings a gram has; one that is missing has few. Asked for once a day."""
