"""Pieces (分片): a large file cut into neutral chunk files, which functions read in parallel (`fanning`).

A piece holds rows as the reader gave them, under field ids, each a text, with what only a walk through the whole file
tells of them: which repeat an earlier row, which person an earlier piece was the first to name. It is named by what it
is for and its own hash, and so is the list of all pieces, which the batch commits.

Shape: {"chunk": {"first": 0, "last": 2000, "rows": [2, 3, …], "columns": {"party_name": ["…", …], …}, …},
        "repeats": {"17": [9, true]}, "firsts": {}, "behind": []}
       {"header": {"fields": ["party_name", …], "shown": {…}, …}, "pieces": ["planning-<hash>", …]}
"""

import hashlib
from datetime import date
from typing import TypeVar

import msgspec
from msgspec import Struct

from chalicelib.catalogue.items import REGISTRATION
from chalicelib.intake.identification import document_of
from chalicelib.intake.means import Means
from chalicelib.intake.parties import party_at
from chalicelib.intake.reading.chunks import Chunk
from chalicelib.intake.reading.headers import Header
from chalicelib.intake.rows import First, Repeat, Rows
from chalicelib.intake.sources import Sources
from chalicelib.intake.store import PortionStore

_NAME_LETTERS = 32


class Piece(Struct, frozen=True, kw_only=True):
    """Some rows of a large file; all else by their place in the chunk.

    `behind` are rows that meet what a row of an earlier piece takes, as the plan found: they are put after it.
    """

    chunk: Chunk
    repeats: dict[int, Repeat]
    firsts: dict[int, First]
    behind: tuple[int, ...]


class Index(Struct, frozen=True, kw_only=True):
    """The header above the rows, what the table is called, and the names of all pieces in order."""

    header: Header
    sheet: str | None
    pieces: tuple[str, ...]


class PieceMissingError(Exception):
    """A failure of ours: a piece, or what came of it, is not in the bucket."""


class Firsts:
    """The persons that a file names, each at the first row about them.

    Of each a hash, the row, the name and the source are kept: a million persons take some three hundred megabytes.
    """

    def __init__(self, sources: Sources, *, means: Means) -> None:
        """Take what names the sources of rows."""
        self._sources, self._means = sources, means
        self._found: dict[int, First] = {}

    def before(self, rows: Rows, *, today: date) -> dict[int, First]:
        """Return, by place, the first row about each person that an earlier chunk was the first to name."""
        numbers = rows.item.subject.document_number
        if rows.item.kind == REGISTRATION or not rows.chunk.rows or not rows.has(numbers):
            return {}
        began, before = rows.chunk.rows[0], dict[int, First]()
        for place in rows.sound:
            party = party_at(rows, place)
            if party.is_person:
                _, named = self._sources.named_at(rows, place, today)
                own = First(rows.chunk.rows[place], party.name, named)
                first = self._found.setdefault(hash(document_of(party, means=self._means)), own)
                if first.row < began:
                    before[place] = first
        return before


_Kept = TypeVar("_Kept", bound=Struct)


def keep(batch: str, content: Struct, *, beginning: str, portions: PortionStore) -> str:
    """Keep a piece or the list of them, and return its name, which begins as it is said."""
    raw = msgspec.json.encode(content)
    name = beginning + hashlib.sha256(raw).hexdigest()[:_NAME_LETTERS]
    portions.put(batch, name, raw)
    return name


def read(batch: str, name: str, *, kind: type[_Kept], portions: PortionStore) -> _Kept:
    """Return what was kept under a name. Raises: PieceMissingError."""
    raw = portions.find(batch, name)
    if raw is None:
        raise PieceMissingError(name)
    return msgspec.json.decode(raw, type=kind)
