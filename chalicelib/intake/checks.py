"""Checks: a sheet's rows through form, need, meaning and batch, down to typed values; pure, and quick.

Shape: for rows in checked_rows_in(sheet, item=item, today=day): rows.values, rows.findings, rows.refused
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import Item
from chalicelib.intake.forms import Flaw, Parser, parser_of
from chalicelib.intake.meanings import ROW_CHECKS, RowCheck
from chalicelib.intake.parties import party_keys_in
from chalicelib.intake.reading.chunks import Chunk
from chalicelib.intake.reading.sheets import Sheet
from chalicelib.intake.rows import Rows
from chalicelib.intake.rulebook import finding
from chalicelib.intake.times import look_at_needs_of_the_time, tell_by_number
from chalicelib.terms.findings import Finding

CHUNK_ROWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a sheet is gone through: rows a chunk, the seam where an earlier run stopped, checks of the caller's own."""

    chunk_rows: int = CHUNK_ROWS
    seam: int = 0
    further: Sequence[RowCheck] = ()


def checked_rows_in(sheet: Sheet, *, item: Item, today: date, pace: Pace = Pace()) -> Iterator[Rows]:
    """Yield a sheet's rows in chunks, checked by every rule that needs nothing but the file.

    Units: today is a Beijing date.
    """
    form = item.numbered(sheet.header.version)
    parsers = {one.id: parser_of(one, item=form) for one in form.fields}
    earlier = _Earlier(item)
    for chunk in sheet.chunks(pace.chunk_rows, seam=pace.seam):
        rows = Rows(form, sheet.header.shown, chunk)
        rows.findings += [*(_advice_on(sheet, form) if not chunk.first else ()), *chunk.passed_over, *chunk.malformed]
        flawed = _look_at_form(rows, chunk, parsers)
        tell_by_number(rows)
        look_at_needs_of_the_time(rows, item=item, flawed=flawed)
        for check in (*ROW_CHECKS, *pace.further):
            check(rows, today)
        earlier.look_at(rows)
        yield rows


def _advice_on(sheet: Sheet, item: Item) -> list[Finding]:
    """Return a word on each advised column that the file does not have."""
    there = set(sheet.header.fields)
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
            codes="、".join(value.code for value in codes.values) if codes else "",
            bound=f"大于{field_.more_than}" if field_.more_than is not None else f"不小于{field_.at_least}",
        )


@dataclass(slots=True)
class _Earlier:
    """The records that the sound rows so far stand for, to tell a row that repeats one of them.

    Of each only hashes are kept, and the row: half a million rows are remembered in seventy megabytes.

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
                self._note_repeated(rows, place, first, is_same=self.contents[first] == self.contents[own])

    def _note_repeated(self, rows: Rows, place: int, first: int, *, is_same: bool) -> None:
        code = "row.repeats_earlier" if is_same else "row.contradicts_earlier"
        rows.note(place, code, row_shown=self.rows[first])
        rows.repeated.add(place)


def _hashes_of(columns: Sequence[Sequence[object]], places: Sequence[int]) -> list[int]:
    """Return the hashes of some rows' cells in some columns."""
    everywhere = list(map(hash, zip(*columns, strict=True)))
    return everywhere if len(places) == len(everywhere) else [everywhere[place] for place in places]
