"""Needs: whether a cell is filled where it must be, and empty where it must not.

A need looks at what kind of row it is and which other cells are filled, never at their text; so however many
rows a chunk has, only a handful of combinations are judged.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.catalogue.fields import Field, Need
from chalicelib.catalogue.items import Item
from chalicelib.intake.forms import Typed
from chalicelib.intake.rows import Rows

_FILLED = "filled"


def look_at_needs(
    rows: Rows,
    *,
    flawed: Mapping[str, Collection[int]],
    asked: Item | None = None,
    among: Collection[int] | None = None,
) -> None:
    """Note every cell that is missing, advised, or not wanted; a flawed cell counts as filled, and decides nothing.

    A column that is advised and not in the file at all is said once, for the file. Where another version of the item
    than the file's own form asks (`asked`), it asks for what that form knows; `among` are the places it asks of.
    """
    filled = _Filled(rows, flawed, range(len(rows)) if among is None else sorted(among))
    for one in (asked or rows.item).fields:
        need = one.need
        if not rows.item.has_field(one.id):
            continue
        if need.always:
            _must_be_filled(rows, one, filled)
        elif need.when or need.with_fields or (need.advised and one.id in rows.values):
            _depends_on_others(rows, one, filled)


@dataclass(slots=True)
class _Filled:
    """Which cells hold something, column by column, worked out once; `places` are those that are asked about.

    A column that is uniform is one of two.
    """

    rows: Rows
    flawed: Mapping[str, Collection[int]]
    places: Sequence[int]
    everywhere: Sequence[bool] = field(init=False)
    nowhere: Sequence[bool] = field(init=False)
    known: dict[str, Sequence[bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the two columns that are uniform."""
        self.everywhere, self.nowhere = (True,) * len(self.rows), (False,) * len(self.rows)

    def column(self, name: str) -> Sequence[bool]:
        """Return whether each cell of a column is filled."""
        if name not in self.known:
            self.known[name] = self._look_at(name)
        return self.known[name]

    def combinations(self, kind: str | None, columns: Sequence[Sequence[bool]]) -> set[tuple[Any, ...]]:
        """Return which kinds and filled cells stand side by side; columns that do not vary are not gone through."""
        kinds = self.rows.distinct(kind)
        uniform = [column is self.everywhere or column is self.nowhere for column in columns]
        if len(self.rows) and all(uniform):
            filled = tuple(column[0] for column in columns)
            return {(one, *filled) for one in kinds}
        return set(zip(self.rows.column(kind), *columns, strict=True))

    def _look_at(self, name: str) -> Sequence[bool]:
        flawed, distinct = self.flawed.get(name, ()), self.rows.distinct(name)
        if None not in distinct:
            return self.everywhere
        if len(distinct) == 1 and not flawed:
            return self.nowhere
        filled = [value is not None for value in self.rows.column(name)]
        for place in flawed:
            filled[place] = True
        return filled


def _must_be_filled(rows: Rows, field_: Field, filled: _Filled) -> None:
    if None in rows.distinct(field_.id):
        given = filled.column(field_.id)
        for place in filled.places:
            if not given[place]:
                rows.note(place, "cell.required", field_.id)


def _depends_on_others(rows: Rows, field_: Field, filled: _Filled) -> None:
    need = field_.need
    others = (*need.with_fields, *need.unless)
    kinds = rows.column(need.when.field if need.when else None)
    columns = [filled.column(name) for name in (field_.id, *others)]
    combinations = filled.combinations(need.when.field if need.when else None, columns)
    said = {cells: code for cells in combinations if (code := _said_of(need, others, *cells))}
    if not said:
        return
    unread = filled.flawed.get(need.when.field, ()) if need.when else ()
    everywhere = list(zip(kinds, *columns, strict=True))
    for place in filled.places:
        if everywhere[place] in said and place not in unread:
            rows.note(place, said[everywhere[place]], field_.id)


def _said_of(need: Need, others: Sequence[str], kind: Typed, own: object, *there: object) -> str | None:
    values: dict[str, object] = {name: _FILLED for name, given in zip(others, there, strict=True) if given}
    if need.when:
        values[need.when.field] = kind
    needed = need.holds_for(values)
    if needed and not own:
        return "cell.required"
    if own and need.exclusive and not needed:
        return "cell.not_wanted"
    return "cell.advised" if need.advised and not own else None
