"""Suppression (小数隐去) of small counts, and of what they could be computed from.

A count below the least is not told. Nor may it follow from what is told: the sums all divide one and the same whole, by
departments, by reasons, by months. Where the whole is told, what is left for the hidden parts of a sum must be enough
that each of them could be as large as a count that is told; where it is not, each sum must have a hidden part, so that
nothing bounds the whole. What it takes is hidden too, the smallest first. Sums that share more than their whole would
need more than this (a count may follow from several together), so no figures are published that do.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)


def suppressed(values: Mapping[Cell, int], sums: Sequence[Sequence[Cell]], *, least: int) -> frozenset[Cell]:
    """Return the cells that are not told, given the ways in which a reader sees one whole divided.

    A zero is always told. Of parts alike the first is hidden, so the choice is always the same.

    Shape: sums ((whole, part, part), (whole, other, other)), values {cell: count}
    """
    hidden = {cell for cell, value in values.items() if 0 < value < least}
    while telling := next((one for one in sums if _tells(one, hidden, values, least=least)), None):
        hidden.add(_next_of(telling, hidden, values))
    return frozenset(hidden)


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
