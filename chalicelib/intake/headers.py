"""The header row of a file: which field each column stands for, and which item the header belongs to."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.catalogue.items import Form, Item
from chalicelib.catalogue.never_collected import named_in
from chalicelib.intake.rulebook import finding
from chalicelib.terms.findings import Finding


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was understood.

    Shape: fields ("party_name", None, …) by position, None for what no cell may stand under;
           shown {"party_name": "行政相对人名称"} as the department wrote it;
           implied {"party_type": "自然人"} where the form says what its absent column would;
           version of the item whose form it is: the one that its columns fit best.
    """

    fields: tuple[str | None, ...]
    shown: Mapping[str, str]
    implied: Mapping[str, str]
    version: int

    @property
    def width(self) -> int:
        """Return how many columns a row has."""
        return len(self.fields)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How well a header fits one item."""

    item: Item
    fields: tuple[str | None, ...]
    missing: tuple[str, ...]
    implied: Mapping[str, str]

    @property
    def known(self) -> int:
        return sum(name is not None for name in self.fields)

    @property
    def fits(self) -> bool:
        return not self.missing and self.known == len(self.fields)


def header_in(cells: Sequence[str], *, item: Item, items: Iterable[Item]) -> tuple[Header | None, list[Finding]]:
    """Return the header of a file for an item, or the findings that say why it is none.

    Case, width and blanks do not matter; the catalogue's synonyms count. What a column is called goes into no
    finding unless the catalogue knows it: a header may carry anything.
    """
    named = _without_empty_end(cells)
    reading = max((_read(named, one) for one in item.versions), key=_fitness_of)
    if not reading.fits:
        others = [_read(named, one) for one in items if one.id != item.id]
        # What an item asks of firms may be refused of persons: the header of another item is no more than that.
        forbidden = [] if any(one.fits for one in others) else _never_collected_in(named, reading)
        if forbidden:
            return None, forbidden
        other = _better(reading, others)
        if other is not None:
            return None, [finding("file.wrong_item", found_zh=other.zh, item_zh=item.zh)]
    findings = _faults_in(named, reading)
    if findings:
        return None, findings
    shown = {name: cell.strip() for name, cell in zip(reading.fields, named, strict=True) if name is not None}
    return Header(reading.fields, shown, reading.implied, reading.item.version), []


def plain(header: str) -> str:
    """Return a header as it is compared: half-width, without blanks, upper case."""
    return "".join(unicodedata.normalize("NFKC", header).replace("\ufeff", "").split()).upper()


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    named = list(cells)
    while named and not named[-1].strip():
        named.pop()
    return named


def _read(cells: Sequence[str], item: Item) -> _Reading:
    known = {plain(header): name for header, name in item.header_map().items()}
    fields = tuple(known.get(plain(cell)) for cell in cells)
    there = {name for name in fields if name is not None}
    form = max(item.forms, key=lambda one: len(there.intersection(one.fields)))
    implied = {name: value for name, value in form.implies.items() if name not in there}
    told = {*implied, item.subject.kind} if form.kind_by_number else {*implied}
    return _Reading(item, fields, _missing_in({*there, *told}, item, form), implied)


def _fitness_of(reading: _Reading) -> tuple[bool, int, int]:
    return reading.fits, -len(reading.missing), reading.known


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


def _faults_in(cells: Sequence[str], reading: _Reading) -> list[Finding]:
    item = reading.item
    if not reading.known or 2 * reading.known < len(cells):
        return [finding("file.header_wrong", item_zh=item.zh, headers="、".join(item.official_headers()))]
    findings = [
        finding("file.column_missing", row=1, field=name, column=item.field(name).zh) for name in reading.missing
    ]
    times = Counter(name for name in reading.fields if name is not None)
    findings += [
        finding("file.column_doubled", row=1, field=name, column=item.field(name).zh)
        for name, count in times.items()
        if count > 1
    ]
    for position, (cell, name) in enumerate(zip(cells, reading.fields, strict=True), start=1):
        if name is None:
            code = "file.column_unknown" if cell.strip() else "file.column_unnamed"
            findings.append(finding(code, row=1, position=position, item_zh=item.zh))
    return findings


def _never_collected_in(cells: Sequence[str], reading: _Reading) -> list[Finding]:
    """Return a finding on each column of what is never collected, whatever else the file may be."""
    persons = reading.item.takes_persons
    strange = [(n, cell) for n, (cell, name) in enumerate(zip(cells, reading.fields, strict=True), 1) if name is None]
    named = ((position, named_in([cell], persons=persons)) for position, cell in strange)
    return [
        finding("file.column_forbidden", row=1, position=position, kind_zh=kind.zh) for position, kind in named if kind
    ]
