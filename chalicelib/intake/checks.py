"""Checks: a sheet's rows through form, need, meaning and batch, down to typed values; pure, and quick.

Shape: for rows in checked_rows_in(sheet, item=item, today=day): rows.values, rows.findings, rows.refused
"""

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
from chalicelib.terms.findings import Finding

CHUNK_ROWS = 1000
_HASH_BITS = 64
_HASH = (1 << _HASH_BITS) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a sheet is gone through: rows a chunk, the seam where an earlier run stopped, checks of the caller's own."""

    chunk_rows: int = CHUNK_ROWS
    seam: int = 0
    further: Sequence[RowCheck] = ()


class Repeats(Protocol):
    """What tells the rows that repeat an earlier one of their file."""

    def look_at(self, rows: Rows) -> None:
        """Note each sound row that is the same record as an earlier one: the same content once, another refused."""


def checked_rows_in(sheet: Sheet, *, item: Item, today: date, pace: Pace = Pace()) -> Iterator[Rows]:
    """Yield a sheet's rows in chunks, checked by every rule that needs nothing but the file.

    Units: today is a Beijing date.
    """
    checks = Checks(sheet.header, item=item, today=today, further=pace.further, repeats=Earlier(item))
    return map(checks.rows_of, sheet.chunks(pace.chunk_rows, seam=pace.seam))


class Checks:
    """Every rule that needs nothing but the file, for the chunks below one header."""

    def __init__(
        self, header: Header, *, item: Item, today: date, repeats: Repeats, further: Sequence[RowCheck] = ()
    ) -> None:
        """Take the header, the item as it is today, and what tells repeated rows. Units: today is a Beijing date."""
        self._header, self._item, self._today = header, item, today
        self._form = item.numbered(header.version)
        self._parsers = {one.id: parser_of(one, item=self._form) for one in self._form.fields}
        self._row_checks, self._repeats = (*ROW_CHECKS, *further), repeats

    def rows_of(self, chunk: Chunk, *, repeats: Repeats | None = None) -> Rows:
        """Return the checked rows of a chunk; the chunks of a file come in order where nobody else tells repeats."""
        rows = Rows(self._form, self._header.shown, chunk)
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
        if column.is_plain:
            rows.plain.add(name)
        field_ = rows.item.field(name)
        for place, flaw in column.flaws:
            _note_flaw(rows, place, field_, flaw)
            if flaw.codes[0] != "cell.placeholder_taken_as_empty":
                flawed.setdefault(name, set()).add(place)
    return flawed


def _note_flaw(rows: Rows, place: int, field_: Field, flaw: Flaw) -> None:
    codes = field_.codes
    for code in flaw.codes:
        rows.note(
            place,
            code,
            field_.id,
            length=field_.length,
            scale=field_.scale,
            codes="、".join(value.code for value in codes.values) if codes else "",
            bound=f"大于{field_.more_than}" if field_.more_than is not None else f"不小于{field_.at_least}",
        )


@dataclass(slots=True)
class Earlier:
    """The records that the sound rows so far stand for, to tell a row that repeats one of them.

    Of each only hashes are kept, and the row: a million rows are remembered in less than two hundred megabytes.
    """

    item: Item
    seen: dict[int, int] = field(default_factory=dict)

    def look_at(self, rows: Rows) -> None:
        """Note each sound row that is the same record as an earlier one: the same content once, another refused."""
        keys = list(map(hash, zip(party_keys_in(rows), *(rows.column(name) for name in self.item.dedup), strict=True)))
        contents = [hash(cells) & _HASH for cells in zip(*rows.values.values(), strict=True)]
        for place in rows.sound:
            number = rows.chunk.rows[place]
            kept = self.seen.setdefault(keys[place], number << _HASH_BITS | contents[place])
            first = kept >> _HASH_BITS
            if first != number:
                _note_repeated(rows, place, Repeat(first, contents[place] == kept & _HASH))


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
