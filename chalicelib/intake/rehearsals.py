"""Rehearsals (预演): what a later row must know of an earlier row of its file, while nothing of them is put.

When a file is applied, a row meets what an earlier row of the same file has put; when it is only judged, it meets what
is remembered here: for each record that a row would put, its places and a hash of what it would say. No value of a row
and nobody's name is kept; a run that broke off remembers by the parts of its plan.
"""

import hashlib
from collections.abc import Iterable, Mapping

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
    """What is remembered of one chunk: rows by the places they took, hashes of the names given to unknown persons."""

    rows: dict[str, Earlier] = {}
    names: dict[str, str] = {}


class Rehearsal:
    """What is remembered of the rows so far."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._rows: dict[str, Earlier] = {}
        self._names: dict[str, str] = {}
        self._new = Remembered(rows={}, names={})

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
        new, self._new = self._new, Remembered(rows={}, names={})
        return new

    def earlier(self, subject: Subject, places: Iterable[str]) -> Earlier | None:
        """Return the row that took one of some places of a subject."""
        found = (self._rows.get(_hash_of(subject.reference, place)) for place in places)
        return next((row for row in found if row is not None), None)

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
