"""Bulk check (批量比对): what one reader may see of many subjects, in the order in which they were asked for.

    subjects, each once ─▶ one Query each, some at once ─▶ one view for all ─▶ a line each ─▶ as many as an answer holds

Records, not measures: whether somebody is to be treated in some way is not asked here. A subject of whom nothing may be
shown and one that never was are the same line. Whatever cannot be read fails the whole: half an answer would be taken
for a whole one. What the values of a record are called stands once for all records of an item: written out in each of
five thousand, names would be a third of an answer.

Shape: {"subject": "9151…", "found": true, "name": "示例虚构甲有限公司", "counts": {"administration": 2},
        "records": [{"record": "m~9151…", "version": 2, "item": "administrative_penalty", "values": ["…", null], …}]}
       {"subject": "9152…", "found": false}
Units: bytes of JSON in UTF-8.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.catalogue.items import REGISTRATION, Item
from chalicelib.ledger.looks import Look
from chalicelib.library.holdings import Holdings
from chalicelib.library.readers import Reader
from chalicelib.library.records import Value
from chalicelib.library.visibility import Shown, View
from chalicelib.reports.reading import Walk, visible_in
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject, SubjectKind

AT_ONCE = 16
LIMIT_BYTES = 4_000_000
LINE_BYTES = 1_000_000
LINE_RECORDS = 1000
# One entry of the ledger names every version that an answer shows.
MOST_VERSIONS = 10_000
_WINDOW = 4 * AT_ONCE
_STATUS = "reg_status"


class Detail(StrEnum):
    """How much is told of each subject: counts alone, or the records besides."""

    SUMMARY = "summary"
    RECORDS = "records"


class CheckedRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record, its values in the order of its item's columns; `until` is the last day on which it may be seen."""

    record: str
    version: int
    item: str
    source: str
    updated_at: datetime
    values: Sequence[Value]
    disputed: bool = False
    under_repair: bool = False
    suspended: bool = False
    repaired: bool = False
    shielded_until: date | None = None
    withdrawn: bool = False
    statement: str | None = None
    until: date | None = None


class CheckedLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One subject; `more` says that there are further records, which are asked for by themselves.

    Shape: labels ["存续"], counts by group of the summary {"administration": 2}
    """

    subject: str
    found: bool
    name: str | None = None
    labels: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    records: Sequence[CheckedRecord] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of every subject: of which items, all if none is named, and in how much detail."""

    items: frozenset[str] = frozenset()
    detail: Detail = Detail.RECORDS

    def includes(self, item: Item) -> bool:
        """Say whether an item is asked for."""
        return not self.items or item.id in self.items


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is written, and what of whom it shows."""

    subject: Subject
    written: bytes
    content: CheckedLine
    versions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The lines of one answer, and how many of the subjects they are; fewer than were asked for where it is full."""

    lines: Sequence[Line]

    @property
    def look(self) -> Look:
        """The one look that showing all of it is."""
        return look_at(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """One reader's eyes for all subjects, and what is looked at."""

    view: View
    holdings: Holdings
    looked_at: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    wish: Wish

    @classmethod
    def of(cls, wish: Wish, *, reader: Reader, holdings: Holdings, now: datetime) -> "Checking":
        """Return what a check by a reader needs; a registration is looked at in any case, for the name."""
        view, listed = holdings.view_for(reader, today=beijing_date(now)), holdings.catalogue.items
        looked_at = frozenset(item.id for item in listed if item.kind == REGISTRATION or wish.includes(item))
        columns = {item.id: _columns_of(item, view) for item in listed if wish.includes(item)}
        return cls(view=view, holdings=holdings, looked_at=looked_at, columns=columns, wish=wish)

    def line_of(self, subject: Subject) -> Line:
        """Return the line of one subject."""
        told, is_told = _Told(), self.wish.detail is Detail.RECORDS
        for item, shown in visible_in(subject, Walk(view=self.view, holdings=self.holdings)):
            if item.id in self.looked_at and not told.takes(
                item, shown, columns=self.columns.get(item.id) if is_told else None
            ):
                break
        content = told.line_of(subject)
        return Line(subject, msgspec.json.encode(content), content, tuple(told.versions))


def check(subjects: Sequence[Subject], *, checking: Checking) -> Checked:
    """Return a line for each subject, in order, as many from the first on as one answer holds; at least one."""
    lines: list[Line] = []
    size = versions = 0
    with ThreadPoolExecutor(min(AT_ONCE, len(subjects))) as threads:
        for start in range(0, len(subjects), _WINDOW):
            for line in threads.map(checking.line_of, subjects[start : start + _WINDOW]):
                size, versions = size + len(line.written) + 1, versions + len(line.versions)
                if lines and (size > LIMIT_BYTES or versions > MOST_VERSIONS):
                    return Checked(lines)
                lines.append(line)
    return Checked(lines)


def lines_of(subjects: Sequence[Subject], *, checking: Checking, at_once: int) -> Sequence[Line]:
    """Return a line for each subject, in order, however large they are together."""
    with ThreadPoolExecutor(at_once) as threads:
        return list(threads.map(checking.line_of, subjects))


def look_at(lines: Sequence[Line]) -> Look:
    """Return the one look that showing these lines is."""
    found = [line for line in lines if line.versions]
    return Look(
        subjects=tuple(f"{line.subject.library.letter}~{line.subject.key}" for line in found),
        versions=tuple(version for line in found for version in line.versions),
    )


class _Told:
    """What is told of one subject, gathered record by record."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.labels: tuple[str, ...] = ()
        self.counts: Counter[str] = Counter()
        self.records: list[CheckedRecord] = []
        self.versions: list[tuple[str, int]] = []
        self.size, self.more = 0, False

    def takes(self, item: Item, shown: Shown, *, columns: tuple[str, ...] | None) -> bool:
        """Take a record up, told by its columns if there are any; say whether there was room for it."""
        if len(self.versions) >= LINE_RECORDS or self.size > LINE_BYTES:
            self.more = True
            return False
        self.versions.append((shown.record_id, shown.version))
        if item.kind == REGISTRATION and self.name is None:
            self._call_by(item, shown)
        if item.group is not None:
            self.counts[item.group] += 1
        if columns is not None:
            self.records.append(_record_of(shown, columns))
            self.size += 3 * sum(len(value) for value in shown.fields.values() if isinstance(value, str))
        return True

    def line_of(self, subject: Subject) -> CheckedLine:
        """Return the line of all that was taken up."""
        return CheckedLine(
            subject=subject.key,
            found=bool(self.versions),
            name=self.name,
            labels=self.labels,
            counts=dict(self.counts),
            records=tuple(self.records),
            more=self.more,
        )

    def _call_by(self, item: Item, shown: Shown) -> None:
        name, status = shown.fields.get(item.subject.name), shown.fields.get(_STATUS)
        self.name = name if isinstance(name, str) else None
        self.labels = (status,) if isinstance(status, str) else ()


def _columns_of(item: Item, view: View) -> tuple[str, ...]:
    """Return what a reader may see of an item on a subject of any kind, in the order of the catalogue."""
    seen = {name for kind in SubjectKind for name in view.columns_of(item, kind=kind)}
    return tuple(field.id for field in item.fields if field.id in seen)


def _record_of(shown: Shown, columns: tuple[str, ...]) -> CheckedRecord:
    told = shown.fields.get
    return CheckedRecord(
        record=shown.record_id,
        version=shown.version,
        item=shown.item,
        source=shown.source,
        updated_at=shown.known_at,
        values=[told(name) for name in columns],
        disputed=shown.marked,
        under_repair=shown.under_repair,
        suspended=shown.suspended,
        repaired=shown.repaired,
        shielded_until=shown.shielded_until,
        withdrawn=shown.withdrawn,
        statement=shown.statement,
        until=shown.until,
    )
