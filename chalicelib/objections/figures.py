"""Figures (统计数字) of objections as everybody may see them: a file for each year, made by `statistics`.

A figure that is None is not told (`suppression`); a zero is a zero. Only months and quarters that are over are told of,
so that no figure ever changes from one day to the next, which would tell of a single case; and months are told of as a
whole, for by department and reason too much of them would have to be hidden.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import msgspec
from msgspec import Struct

from chalicelib.errors import NotFoundError


class FigureStore(Protocol):
    """Where the public figures are kept."""

    def put(self, key: str, content: bytes) -> None:
        """Write a file."""

    def find(self, key: str) -> bytes | None:
        """Return a file."""


class Counts(Struct, frozen=True, kw_only=True):
    """What happened in a period: how many were filed, accepted, not accepted, withdrawn, closed, and how.

    Of those closed, `overturned` had the record changed as the subject asked, `overdue` were closed behind their day;
    `median_days` and `p90_days` tell how long they took.

    Units: calendar days from filing to close.
    """

    filed: int | None
    accepted: int | None
    not_accepted: int | None
    withdrawn: int | None
    closed: int | None
    overturned: int | None
    overdue: int | None
    median_days: float | None
    p90_days: int | None


class FigureLine(Struct, frozen=True, kw_only=True):
    """The counts of one department or one reason. Shape: key "zy-scjgj" or "wrong_information"."""

    key: str
    zh: str
    counts: Counts


class MonthFigures(Struct, frozen=True, kw_only=True):
    """One month that is over. Shape: period "2026-10"."""

    period: str
    total: Counts


class QuarterFigures(Struct, frozen=True, kw_only=True):
    """One quarter that is over, by the body that supplied the record and by reason. Shape: period "2026-Q3"."""

    period: str
    total: Counts
    by_department: Sequence[FigureLine]
    by_reason: Sequence[FigureLine]


class Figures(Struct, frozen=True, kw_only=True):
    """The figures of a year up to the end of its last month that is over; what rule hides a small count."""

    year: int
    through: date
    smallest_cell: int
    basis: str
    proposal: bool
    months: Sequence[MonthFigures]
    quarters: Sequence[QuarterFigures]


_figures_in = msgspec.json.Decoder(Figures).decode
_encode = msgspec.json.Encoder().encode


def key_of(year: int) -> str:
    """Return where the figures of a year are kept."""
    return f"statistics/objections-{year}.json"


def put(figures: Figures, *, into: FigureStore) -> None:
    """Keep the figures of a year, in place of those before."""
    into.put(key_of(figures.year), _encode(figures))


def get(year: int, *, kept_in: FigureStore) -> Figures:
    """Return the figures of a year by one read. Raises: NotFoundError where none were made."""
    found = kept_in.find(key_of(year))
    if found is None:
        raise NotFoundError
    return _figures_in(found)
