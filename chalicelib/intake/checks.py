"""Checks: a sheet's rows through form, need, meaning and batch, down to typed values; pure, and quick.

Shape: for rows in checked_rows_in(sheet, item=item, today=day): rows.values, rows.findings, rows.refused
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item
from chalicelib.intake.forms import Flaw, Parser, parser_of
from chalicelib.intake.meanings import ROW_CHECKS, RowCheck
from chalicelib.intake.parties import party_keys_in
from chalicelib.intake.reading.chunks import Chunk
from chalicelib.intake.reading.headers import Header
from chalicelib.intake.reading.sheets import Sheet
from chalicelib.intake.rows import Repeat, Rows
from chalicelib.intake.rulebook import finding
from chalicelib.intake.times import look_at_needs_of_the_time, tell_by_number
from chalicelib.intake.waivers import NOTHING, Excused
from chalicelib.terms.findings import Finding

CHUNK_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a sheet is gone through: rows a chunk, the seam where an earlier run stopped, checks of the caller's own.

    `excused` are the rules that do not count for who sends it.
    """

    chunk_rows: int = CHUNK_ROWS
    seam: int = 0
    further: Sequence[RowCheck] = ()
    excused: Excused = field(default_factory=lambda: NOTHING)


class Repeats(Protocol):
    """What tells the rows that repeat an earlier one of their file."""

    def look_at(self, rows: Rows) -> None:
        """Note each sound row that is the same record as an earlier one: the same content once, another refused."""


def checked_rows_in(sheet: Sheet, *, item: Item, today: date, pace: Pace = Pace()) -> Iterator[Rows]:
    """Yield a sheet's rows in chunks, checked by every rule that needs nothing but the file.

    Units: today is a Beijing date.
    """
    checks = Checks(sheet.header, item=item, today=today, pace=pace, repeats=Earlier(item))
    return map(checks.rows_of, sheet.chunks(pace.chunk_rows, seam=pace.seam))


class Checks:
    """Every rule that needs nothing but the file, for the chunks below one header."""

    def __init__(self, header: Header, *, item: Item, today: date, repeats: Repeats, pace: Pace = Pace()) -> None:
        """Take the header, the item as it is today, and what tells repeated rows. Units: today is a Beijing date."""
        self._header, self._item, self._today = header, item, today
        self._form = item.numbered(header.version)
        self._parsers = {one.id: parser_of(one, item=self._form) for one in self._form.fields}
        self._row_checks, self._repeats, self._excused = (*ROW_CHECKS, *pace.further), repeats, pace.excused

    def rows_of(self, chunk: Chunk, *, repeats: Repeats | None = None) -> Rows:
        """Return the checked rows of a chunk; the chunks of a file come in order where nobody else tells repeats."""
        rows = Rows(self._form, self._header.shown, chunk, excused=self._excused)
        advice = () if chunk.first else _advice_on(self._header, self._form)
        rows.findings += [*advice, *chunk.passed_over, *chunk.malformed]
        flawed = _look_at_form(rows, chunk, self._parsers)
        tell_by_number(rows)
        look_at_needs_of_the_time(rows, item=self._item, flawed=flawed)
        for check in self._row_checks:
            check(rows, self._today)
        (repeats or self._repeats).look_at(rows)
        return rows


def _advice_on(header: Header, item: Item) -> list[Finding]:
    """Return a word on each advised column that the file does not have."""
    there = set(header.fields)
    lacking = (one for one in item.fields if one.need.advised and one.id not in there)
    return [finding("file.column_advised", field=one.id, column=one.zh) for one in lacking]


def _look_at_form(rows: Rows, chunk: Chunk, parsers: dict[str, Parser]) -> dict[str, set[int]]:
    flawed: dict[str, set[int]] = {}
    for place, name, code in chunk.remarks:
        rows.note(place, code, name)
        flawed.setdefault(name, set()).update({place} & rows.refused)
    for name, raw in chunk.columns.items():
        column = parsers[name].column_in(raw)
        rows.put(name, column.values, column.distinct)
        if column.usual is not None:
            rows.usual[name] = column.usual
        if column.flaws:
            _note_flaws(rows, rows.item.field(name), column.flaws)
            kept = {place for place, flaw in column.flaws if flaw.codes[0] != "cell.placeholder_taken_as_empty"}
            flawed.setdefault(name, set()).update(kept)
    return flawed


def _note_flaws(rows: Rows, field_: Field, flaws: Sequence[tuple[int, Flaw]]) -> None:
    codes, places = field_.codes, dict[str, list[int]]()
    for place, flaw in flaws:
        for code in flaw.codes:
            places.setdefault(code, []).append(place)
    for code, where in places.items():
        rows.note_at(
            where,
            code,
            field_.id,
            length=field_.length,
            scale=field_.scale,
            codes="；".join(value.code for value in codes.values) if codes else "",
            bound=f"大于{field_.more_than}" if field_.more_than is not None else f"不小于{field_.at_least}",
        )


@dataclass(slots=True)
class Earlier:
    """The records that the sound rows so far stand for, to tell a row that repeats one of them.

    Of each only hashes are kept, and the row: a million rows are remembered in some hundred and forty megabytes.

    Shape: seen {hash of what tells the record apart: its place among rows and contents}
    """

    item: Item
    seen: dict[int, int] = field(default_factory=dict)
    rows: "array[int]" = field(default_factory=lambda: array("L"))
    contents: "array[int]" = field(default_factory=lambda: array("q"))

    def look_at(self, rows: Rows) -> None:
        """Note each sound row that is the same record as an earlier one: the same content once, another refused."""
        sound = rows.sound
        told_apart = (party_keys_in(rows), *(rows.column(name) for name in self.item.dedup))
        keys = _hashes_of(told_apart, sound)
        contents = _hashes_of(tuple(rows.values.values()), sound)
        places = range(len(self.rows), len(self.rows) + len(sound))
        self.rows.extend(map(rows.chunk.rows.__getitem__, sound))
        self.contents.extend(contents)
        firsts = list(map(self.seen.setdefault, keys, places))
        if firsts == list(places):
            return
        for place, first, own in zip(sound, firsts, places, strict=True):
            if first != own:
                is_same = self.contents[first] == self.contents[own]
                _note_repeated(rows, place, Repeat(self.rows[first], is_same))


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of a chunk that repeat an earlier one, as who went through the whole file has told them by place."""

    repeats: Mapping[int, Repeat]

    def look_at(self, rows: Rows) -> None:
        """Note each of them."""
        for place, repeat in self.repeats.items():
            _note_repeated(rows, place, repeat)


def _note_repeated(rows: Rows, place: int, repeat: Repeat) -> None:
    rows.note(place, "row.repeats_earlier" if repeat.is_same else "row.contradicts_earlier", row_shown=repeat.row)
    rows.repeated[place] = repeat


def _hashes_of(columns: Sequence[Sequence[object]], places: Sequence[int]) -> list[int]:
    """Return the hashes of some rows' cells in some columns."""
    everywhere = list(map(hash, zip(*columns, strict=True)))
    return everywhere if len(places) == len(everywhere) else [everywhere[place] for place in places]
