"""Rows (数据行) under examination: a chunk's typed values by column, and what has been found so far.

Every check sees each distinct value, or each distinct combination of the few cells it compares, once a chunk; only
where one of them is wrong are the rows gone through to say which.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from typing import Any, NamedTuple

from chalicelib.catalogue.items import Item
from chalicelib.intake.forms import Typed, printed
from chalicelib.intake.reading.chunks import Chunk
from chalicelib.intake.rulebook import finding, rulebook
from chalicelib.intake.waivers import NOTHING, Excused
from chalicelib.terms.findings import Finding, Severity

_NOTHING: frozenset[Typed] = frozenset({None})


class Repeat(NamedTuple):
    """That a row is the record of an earlier one: of which, and whether it says the same."""

    row: int
    is_same: bool


class First(NamedTuple):
    """The first row about a person in a file, the name it gives them, and the source it names."""

    row: int
    name: str
    named: str


@dataclass(slots=True)
class Rows:
    """The rows of a chunk while they are looked at.

    Shape: values {"doc_no": ["甲罚〔2026〕1号", …]}, refused {3} and withheld {5: "text.mentions_mobile"} by place in
           the chunk; `shown` the department's own names of the columns, `usual` the texts of those without odd letters.
           `item` is the version whose form the file has; `by_another` {2: 1} the version that a row was checked by,
           where its day has another. `excused` are the rules that do not count for who sends the file.
           `firsts` {4: First(3, "…", "…")} where an earlier portion of a large file is the first about the same person;
           `left` the places that are not taken now, but when all before them are.
    """

    item: Item
    shown: Mapping[str, str]
    chunk: Chunk
    values: dict[str, Sequence[Typed]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    withheld: dict[int, str] = field(default_factory=dict)
    repeated: dict[int, Repeat] = field(default_factory=dict)
    by_another: dict[int, int] = field(default_factory=dict)
    usual: dict[str, str] = field(default_factory=dict)
    excused: Excused = field(default_factory=lambda: NOTHING)
    firsts: Mapping[int, First] = field(default_factory=dict)
    left: Collection[int] = ()
    _distinct: dict[str, frozenset[Typed]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.chunk.rows)

    def version_at(self, place: int) -> str:
        """Return the version of the item that a row was checked by."""
        return str(self.by_another.get(place, self.item.version))

    @property
    def sound(self) -> list[int]:
        """Return the places of the rows that no finding keeps out and that repeat no earlier one, but those left."""
        kept_out = {*self.refused, *self.repeated, *self.left}
        everywhere = range(len(self))
        return [place for place in everywhere if place not in kept_out] if kept_out else list(everywhere)

    def column(self, name: str | None) -> Sequence[Typed]:
        """Return a column's typed values; of a column the file does not have, nothing in every row."""
        found = self.values.get(name) if name else None
        return (None,) * len(self) if found is None else found

    def put(self, name: str, values: Sequence[Typed], distinct: frozenset[Typed] | None = None) -> None:
        """Set a column's typed values."""
        self.values[name] = values
        self._distinct[name] = frozenset(values) if distinct is None else distinct

    def distinct(self, name: str | None) -> frozenset[Typed]:
        """Return the values that occur in a column, None for an empty cell among them."""
        return self._distinct.get(name, _NOTHING) if name else _NOTHING

    def has(self, name: str | None) -> bool:
        """Say whether the file has a column, and anything in it."""
        return self.distinct(name) != _NOTHING

    def note(self, place: int, code: str, name: str | None = None, **details: object) -> None:
        """Add a finding on a row, and keep the row out, or from the public, if its rule says so and counts."""
        rule = rulebook().get(code)
        shown = None if name is None else self.shown.get(name, self.item.field(name).zh)
        row = self.chunk.rows[place]
        found = finding(code, row=row, field=name, column=shown, **details)
        waiver = (self.excused.get((code, name)) or self.excused.get((code, None))) if self.excused else None
        if waiver is not None:
            self.findings.append(replace(found, severity=Severity.INFO, waiver=waiver))
            return
        self.findings.append(found)
        if rule.severity is Severity.ERROR:
            self.refused.add(place)
        if rule.withholds:
            self.withheld.setdefault(place, code)

    def note_at(self, places: Sequence[int], code: str, name: str | None = None, **details: object) -> None:
        """Add the same finding on some rows, at least one; its words are put together once."""
        self.note(places[0], code, name, **details)
        first = self.findings[-1]
        like_the_first = partial(Finding, **{one.name: getattr(first, one.name) for one in fields(first)})
        self.findings += [like_the_first(row=self.chunk.rows[place]) for place in places[1:]]
        if first.severity is Severity.ERROR:
            self.refused.update(places)
        if first.waiver is None and rulebook().get(code).withholds:
            self.withheld = dict.fromkeys(places, code) | self.withheld

    def places_where(self, is_wrong: Callable[..., Any], *names: str | None) -> list[int]:
        """Return the places of rows not refused yet in which some cells together are wrong."""
        if len(names) > 1:
            return self.places_in(is_wrong, *map(self.column, names))
        return self.places_of({value for value in self.distinct(names[0]) if is_wrong(value)}, names[0])

    def places_of(self, wrong: Collection[Typed], name: str | None) -> list[int]:
        """Return the places of rows not refused yet in which a column holds one of some values."""
        if not wrong:
            return []
        return [place for place, cell in enumerate(self.column(name)) if cell in wrong and place not in self.refused]

    def places_in(self, is_wrong: Callable[..., Any], *columns: Sequence[Any]) -> list[int]:
        """Return the same for columns made for the purpose."""
        wrong = {cells for cells in set(zip(*columns, strict=True)) if is_wrong(*cells)}
        if not wrong:
            return []
        everywhere = enumerate(zip(*columns, strict=True))
        return [place for place, cells in everywhere if cells in wrong and place not in self.refused]

    def fields_at(self, place: int) -> dict[str, Typed]:
        """Return the typed values of one row that are given."""
        cells = ((name, column[place]) for name, column in self.values.items())
        return {name: value for name, value in cells if value is not None and value != ()}

    def printed_at(self, place: int) -> dict[str, str]:
        """Return one row as a file would hold it; reading it again gives the same values."""
        return {name: printed(column[place]) for name, column in self.values.items()}
