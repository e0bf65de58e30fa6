"""Suppression (小数隐去) of small counts, and of what they could be computed from.

A count below the least is not told. Nor may it follow from what is told: where one sum has a single count that is not
told, or so little is left for those that it shows them small, the next smallest goes too; and so does one wherever the
sums taken together determine a count, though no single one does.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)
_PRIME = (1 << 61) - 1


def suppressed(values: Mapping[Cell, int], sums: Sequence[Sequence[Cell]], *, least: int) -> frozenset[Cell]:
    """Return the cells that are not told, given which sums a reader knows.

    A zero is always told. Cells that sort alike are hidden in their own order, so the choice is always the same.

    Shape: sums ((whole, part, part), …), values {cell: count}
    """
    hidden = {cell for cell, value in values.items() if 0 < value < least}
    while True:
        telling = _telling_sum(hidden, values, sums, least=least) or _determining_sum(hidden, values, sums)
        if telling is None:
            return frozenset(hidden)
        hidden.add(_next_of(telling, hidden, values))


def _telling_sum(
    hidden: set[Cell], values: Mapping[Cell, int], sums: Sequence[Sequence[Cell]], *, least: int
) -> Sequence[Cell] | None:
    """Return a sum that by itself tells what is hidden in it, or that it is small."""
    return next((one for one in sums if _tells(one, hidden, values, least=least)), None)


def _tells(one: Sequence[Cell], hidden: set[Cell], values: Mapping[Cell, int], *, least: int) -> bool:
    whole, *parts = one
    among = [part for part in parts if part in hidden]
    if whole in hidden:
        return not among
    left = sum(values[part] for part in among)
    return bool(among) and (len(among) == 1 or left < least + len(among) - 1)


def _next_of(one: Sequence[Cell], hidden: set[Cell], values: Mapping[Cell, int]) -> Cell:
    """Return the smallest count of a sum that is still told, a part rather than the whole."""
    told = [(place == 0, values[cell], place) for place, cell in enumerate(one) if cell not in hidden and values[cell]]
    return one[min(told)[2]]


def _determining_sum(
    hidden: set[Cell], values: Mapping[Cell, int], sums: Sequence[Sequence[Cell]]
) -> Sequence[Cell] | None:
    """Return a sum with a count that all sums together determine, and with another that can still be hidden."""
    determined = _determined(hidden, sums)
    for one in sums:
        is_told = any(cell not in hidden and values[cell] for cell in one)
        if is_told and any(cell in determined for cell in one):
            return one
    return None


def _determined(hidden: set[Cell], sums: Sequence[Sequence[Cell]]) -> set[Cell]:
    """Return the hidden cells that follow from all sums: those alone in a row once the sums are solved.

    Counted modulo a large prime: what is determined in numbers is determined so too.
    """
    pivots: dict[Cell, dict[Cell, int]] = {}
    for whole, *parts in sums:
        row = {part: 1 for part in parts if part in hidden}
        if whole in hidden:
            row[whole] = _PRIME - 1
        for pivot in [cell for cell in row if cell in pivots]:
            _subtract(row, pivots[pivot], row.get(pivot, 0))
        if row:
            first = next(iter(row))
            inverse = pow(row[first], -1, _PRIME)
            row = {cell: value * inverse % _PRIME for cell, value in row.items()}
            for other in pivots.values():
                _subtract(other, row, other.get(first, 0))
            pivots[first] = row
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[Cell, int], other: Mapping[Cell, int], times: int) -> None:
    if not times:
        return
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
