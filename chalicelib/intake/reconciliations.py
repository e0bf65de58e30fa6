"""Reconciliations (核对): what a full statement of an item has and the library has not, or otherwise, day by day.

Shape: total of (here, there, same, different, only_here, only_there), and the same for each day of the item's own date;
       here = same + different + only_here, there = same + different + only_there; rows kept out are of no day.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from chalicelib.intake.judged import Judged, Kind
from chalicelib.library.places import day_in

LEFT_OUT, KEPT_OUT, DISPUTED = "resync.left_out", "resync.rows_kept_out", "resync.disputed"
NOWHERE = ""
_ONLY_HERE = frozenset({LEFT_OUT, KEPT_OUT, DISPUTED})
_SAID_BEFORE = frozenset({"row.repeats_earlier", "row.contradicts_earlier"})
_SAME, _DIFFERENT, _HERE, _THERE = range(4)


class Tallied(Struct, frozen=True, array_like=True):
    """How many records are the same in both, different, only here, only there."""

    same: int = 0
    different: int = 0
    only_here: int = 0
    only_there: int = 0

    def plus(self, other: "Tallied") -> "Tallied":
        """Return both together."""
        return Tallied(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


class Compared(Struct, frozen=True, kw_only=True):
    """How many records are here and there, and how far these are the same; of a day, or of all (None)."""

    day: str | None
    here: int
    there: int
    same: int
    different: int
    only_here: int
    only_there: int


class Reconciliation(Struct, frozen=True, kw_only=True):
    """What came of a comparison; `rows_kept_out` are rows that could not be compared."""

    total: Compared
    rows_kept_out: int
    days: tuple[Compared, ...]


def days_of(judged: Iterable[Judged]) -> dict[str, Tallied]:
    """Return what judged rows, and records that are in no row, come to by day; rows that were kept out are of none."""
    counts: dict[str, list[int]] = {}
    for one in judged:
        if one.code in _SAID_BEFORE or (one.kind is Kind.UNCHANGED and one.record_id is None):
            continue
        day = (day_in(one.record_id) if one.record_id is not None else None) or NOWHERE
        counts.setdefault(day, [0, 0, 0, 0])[_column_of(one)] += 1
    return {day: Tallied(*found) for day, found in counts.items()}


def _column_of(one: Judged) -> int:
    if one.code in _ONLY_HERE:
        return _HERE
    if one.kind is Kind.ADD:
        return _THERE
    return _SAME if one.kind is Kind.UNCHANGED else _DIFFERENT


def reconciled(parts: Iterable[Mapping[str, Tallied]]) -> Reconciliation:
    """Return what the days of several parts come to together, the earliest day first."""
    days: dict[str, Tallied] = {}
    for part in parts:
        for day, found in part.items():
            days[day] = days.get(day, Tallied()).plus(found)
    kept_out = days.pop(NOWHERE, Tallied())
    whole = Tallied()
    for found in days.values():
        whole = whole.plus(found)
    return Reconciliation(
        total=_compared(None, whole),
        rows_kept_out=kept_out.different + kept_out.only_there,
        days=tuple(_compared(day, found) for day, found in sorted(days.items())),
    )


def _compared(day: str | None, found: Tallied) -> Compared:
    both = found.same + found.different
    return Compared(
        day=day,
        here=both + found.only_here,
        there=both + found.only_there,
        same=found.same,
        different=found.different,
        only_here=found.only_here,
        only_there=found.only_there,
    )
