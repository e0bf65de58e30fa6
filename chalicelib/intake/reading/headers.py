"""The header row of a table: where it stands, which field each column stands for, and which item it belongs to."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, islice

from chalicelib.catalogue.items import Form, Item
from chalicelib.catalogue.never_collected import named_in
from chalicelib.intake.reading.broken import MOST_COLUMNS
from chalicelib.intake.reading.pages import Row
from chalicelib.intake.rulebook import finding
from chalicelib.terms.findings import Finding
from chalicelib.terms.tables import strict, table

# Under a title, a note and blank rows: no template has more above its header.
_ROWS_LOOKED_AT = 40
_ROWS_OF_SAMPLES = 3
_WORDS = "intake/reading/words"
_AROUND_A_WORD = "()[]【】:*"


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was understood.

    Shape: fields ("party_name", None, …) by position, None for what is no column of the item: under a column that is
           `passed_over` anything may stand, under any other nothing;
           shown {"party_name": "行政相对人名称"} as the department wrote it;
           implied {"party_type": "自然人"} where the form says what its absent column would;
           version of the item whose form it is.
    """

    fields: tuple[str | None, ...]
    shown: Mapping[str, str]
    implied: Mapping[str, str]
    version: int
    passed_over: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Return how many columns a row has."""
        return len(self.fields)


@dataclass(frozen=True, slots=True)
class Found:
    """The best header in a table: its row, how many of its columns the item knows, and why it is none if it is none."""

    header: Header | None
    faults: Sequence[Finding]
    row: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class _Reading:
    """How well a row of headers fits one item."""

    item: Item
    row: int
    cells: Sequence[str]
    fields: tuple[str | None, ...]
    passed_over: frozenset[int]
    missing: tuple[str, ...]
    implied: Mapping[str, str]

    @property
    def known(self) -> int:
        return sum(name is not None for name in self.fields)

    @property
    def strange(self) -> list[int]:
        """Return the places of headers that say something, and nothing that is known."""
        named = (place for place, cell in enumerate(self.cells) if cell.strip() and self.fields[place] is None)
        return [place for place in named if place not in self.passed_over]

    @property
    def fits(self) -> bool:
        return not self.missing and not self.strange


def header_among(rows: Iterable[Row], *, item: Item, items: Iterable[Item]) -> Found | None:
    """Return the header of an item among the first rows of a table, or the best of what is none; None for no rows.

    Case, width and blanks do not matter; the catalogue's synonyms count. What a column is called goes into no
    finding unless the catalogue knows it: a header may carry anything.
    """
    upper = list(islice(((number, list(cells[: MOST_COLUMNS + 1])) for number, cells in rows), _ROWS_LOOKED_AT))
    if not upper:
        return None
    readings = [_read_in_its_version(row, item) for row in upper]
    best = max(readings, key=lambda one: (one.known, one.fits, -one.row))
    if not best.fits:
        others = (_read_in_its_version(row, one) for one in items if one.zh != item.zh for row in upper)
        other = _better(best, [one for one in others if one.known])
        if other is not None:
            return Found(None, [finding("file.wrong_item", found_zh=other.zh, item_zh=item.zh)], best.row, best.known)
    faults = _faults_in(best)
    return Found(None if faults else _header_of(best), faults, best.row, best.known)


def samples_among(rows: Iterable[Row]) -> frozenset[int]:
    """Return which of the rows right below a header only show how to fill in the table."""
    return frozenset(number for number, cells in islice(rows, _ROWS_OF_SAMPLES) if _is_sample(cells))


def plain(header: str) -> str:
    """Return a header as it is compared: half-width, without blanks, upper case."""
    return "".join(unicodedata.normalize("NFKC", header).replace("\ufeff", "").split()).upper()


@cache
def words() -> Mapping[str, frozenset[str]]:
    """Return the words of templates that are no data. Raises: DataFileError for a list that is missing or unknown."""
    read = strict(table(_WORDS), file=_WORDS, required={"columns_passed_over", "sample_marks", "need_marks"})
    return {name: frozenset(map(_bare, said)) for name, said in read.items()}


def _bare(text: str) -> str:
    return plain(text).strip(_AROUND_A_WORD)


def _is_sample(cells: Sequence[str]) -> bool:
    said = {_bare(cell) for cell in cells if cell.strip()}
    return bool(said) and (not words()["sample_marks"].isdisjoint(said) or said <= words()["need_marks"])


@cache
def _known_to(item: Item) -> Mapping[str, str]:
    return {plain(name): one.id for one in item.fields for name in (one.id, one.zh, *one.synonyms)}


def _read_in_its_version(row: Row, item: Item) -> _Reading:
    """Return the header as that of the version whose columns it has; what today's knows all of is today's."""
    return max((_read(row, one) for one in item.versions), key=lambda one: one.known)


def _read(row: Row, item: Item) -> _Reading:
    number, cells = row
    named = [plain(cell) for cell in _without_empty_end(cells)]
    known = _known_to(item)
    fields = tuple(known.get(name) for name in named)
    there = {name for name in fields if name is not None}
    form = max(item.forms, key=lambda one: len(there.intersection(one.fields)))
    implied = {name: value for name, value in form.implies.items() if name not in there}
    passed = words()["columns_passed_over"]
    over = frozenset(place for place, name in enumerate(named) if fields[place] is None and _bare(name) in passed)
    told = {*implied, item.subject.kind} if form.kind_by_number else {*implied}
    missing = _missing_in({*there, *told}, item, form)
    return _Reading(item, number, cells[: len(named)], fields, over, missing, implied)


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    named = list(cells)
    while named and not named[-1].strip():
        named.pop()
    return named


def _missing_in(there: set[str | None], item: Item, form: Form) -> tuple[str, ...]:
    missing = [one.id for one in item.fields if one.need.always and one.id not in there]
    subject = item.subject
    telling = (subject.credit_code, subject.document_number, *subject.old_codes.values())
    if there.isdisjoint(telling):
        own = next(name for name in telling if name is not None and name in form.fields)
        missing += [own] if own not in missing else []
    return tuple(missing)


def _better(reading: _Reading, others: Sequence[_Reading]) -> Item | None:
    """Return the item whose header this is, where it is plainly another's than the declared one."""
    fitting = [other for other in others if not other.missing and (other.fits or other.known > reading.known)]
    best = max(fitting, key=lambda other: (other.fits, other.known), default=None)
    return best.item if best is not None and (best.fits or reading.missing) else None


def _header_of(reading: _Reading) -> Header:
    named = zip(reading.fields, reading.cells, strict=True)
    shown = {name: cell.strip() for name, cell in named if name is not None}
    return Header(reading.fields, shown, reading.implied, reading.item.version, reading.passed_over)


def _faults_in(reading: _Reading) -> list[Finding]:
    item, row = reading.item, reading.row
    if len(reading.cells) > MOST_COLUMNS:
        return [finding("file.too_many_columns", row=row, position=len(reading.cells), limit=MOST_COLUMNS)]
    forbidden = list(_forbidden_in(reading))
    if not reading.known or 2 * reading.known < reading.known + len(reading.strange):
        wrong = finding("file.header_wrong", item_zh=item.zh, headers="、".join(item.official_headers()))
        return [*(fault for _, fault in forbidden), wrong]
    findings = [
        finding("file.column_missing", row=row, field=name, column=item.field(name).zh) for name in reading.missing
    ]
    times = Counter(name for name in reading.fields if name is not None)
    findings += [
        finding("file.column_doubled", row=row, field=name, column=item.field(name).zh)
        for name, count in times.items()
        if count > 1
    ]
    findings += [fault for _, fault in forbidden]
    known = {place for place, _ in forbidden}
    unknown = (place for place in reading.strange if place not in known)
    return findings + [finding("file.column_unknown", row=row, position=at + 1, item_zh=item.zh) for at in unknown]


def _forbidden_in(reading: _Reading) -> Iterator[tuple[int, Finding]]:
    """Yield the places of headers that ask for what is never collected, each with the kind that it is."""
    for place in reading.strange:
        kind = named_in([reading.cells[place]], persons=reading.item.takes_persons)
        if kind is not None:
            yield place, finding("file.column_forbidden", row=reading.row, position=place + 1, kind_zh=kind.zh)


def rows_below(rows: Iterable[Row], row: int) -> Iterator[Row]:
    """Yield the rows below one."""
    return dropwhile(lambda one: one[0] <= row, rows)
