"""Rehearsals (预演): what a later row must know of an earlier row of its file, while nothing of them is put.

When a file is applied, a row meets what an earlier row of the same file has put; when it is only judged, it meets what
is remembered here: for each record that a row would put, its places and a hash of what it would say. No value of a row
and nobody's name is kept; a run that broke off remembers by the parts of its plan.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from chalicelib.library.records import Value
from chalicelib.terms.person_names import plain_name
from chalicelib.terms.subjects import Subject

_LETTERS = 16


class Earlier(Struct, frozen=True, array_like=True):
    """An earlier row of the same file, and a hash of the fields that it gave."""

    row: int
    fields: str


class Remembered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered of one chunk: rows by the places they took, hashes of the names given to unknown persons.

    `behind` are its rows that meet what a row of an earlier chunk took: they are put after it, in whatever order the
    others are.
    """

    rows: dict[str, Earlier] = {}
    names: dict[str, str] = {}
    behind: tuple[int, ...] = ()


class Rehearsal:
    """What is remembered of the rows so far."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._rows: dict[str, Earlier] = {}
        self._names: dict[str, str] = {}
        self._new = Remembered(rows={}, names={})
        self._asked: dict[str, None] = {}
        self._behind: dict[int, None] = {}

    @classmethod
    def of(cls, remembered: Iterable[Remembered]) -> "Rehearsal":
        """Return what a run remembers that goes on behind some chunks."""
        made = cls()
        for one in remembered:
            made._rows |= one.rows
            made._names |= one.names
        return made

    def taken(self) -> Remembered:
        """Return what is new since this was asked last."""
        new = msgspec.structs.replace(self._new, behind=tuple(self._behind))
        self._new = Remembered(rows={}, names={})
        self._asked, self._behind = {}, {}
        return new

    @property
    def asked(self) -> Sequence[str]:
        """Return what was asked for since `taken` was."""
        return tuple(self._asked)

    def knows_any(self, asked: Iterable[str]) -> bool:
        """Say whether a row took any of what somebody else asked for."""
        return not self._rows.keys().isdisjoint(asked)

    def add(self, remembered: Remembered) -> None:
        """Remember what somebody else does of the rows that come next, who met none of those so far."""
        self._rows |= remembered.rows
        self._names |= remembered.names
        self._new = Remembered(rows=self._new.rows | remembered.rows, names=self._new.names | remembered.names)

    def earlier(self, subject: Subject, places: Iterable[str], *, row: int | None = None) -> Earlier | None:
        """Return the row that took one of some places of a subject; `row` is the one that asks."""
        keys = [_hash_of(subject.reference, place) for place in places]
        self._asked |= dict.fromkeys(keys)
        there = [key for key in keys if key in self._rows]
        if row is not None and not self._new.rows.keys() >= {*there}:
            self._behind[row] = None
        return self._rows[there[0]] if there else None

    def take(self, subject: Subject, places: Iterable[str], *, row: int, fields: Mapping[str, Value]) -> None:
        """Remember that a row took some places."""
        earlier = Earlier(row, digest_of(fields))
        for place in places:
            key = _hash_of(subject.reference, place)
            self._rows[key] = self._new.rows[key] = earlier

    def is_named(self, subject: Subject, name: str) -> bool:
        """Say whether an unknown person has this name, which is the one that the first row gave them."""
        key, said = _hash_of(subject.reference), _hash_of(subject.reference, plain_name(name))
        if key not in self._names:
            self._names[key] = self._new.names[key] = said
        return self._names[key] == said


def digest_of(fields: Mapping[str, Value]) -> str:
    """Return a hash of a row's fields, the same for the same values. Shape: 16 hex digits."""
    return hashlib.sha256(msgspec.json.encode(dict(fields), order="sorted")).hexdigest()[:_LETTERS]


def _hash_of(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_LETTERS]
