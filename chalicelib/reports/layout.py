"""The shapes a report is made of, in the order in which they are written: one content, always the same bytes.

Source: 公共信用信息报告 V2.0 (structure); the frame itself is the catalogue's.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from chalicelib.catalogue.chapters import ReportFrame
from chalicelib.library.records import Value
from chalicelib.library.visibility import Told
from chalicelib.reports.issue import Choice, Kind


class SubjectLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom it is about; `credit_code` for an organisation, `reference` for a person. Shape: labels ["存续"]."""

    library: str
    library_zh: str
    credit_code: str | None = None
    reference: str | None = None
    name: str | None = None
    labels: tuple[str, ...] = ()


class Head(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What it is, whose, for whom; `covers` are the items this reader may be shown at all.

    `level` is the reader's in the levels of disclosure, L0 (public) to L5 (desk). `known_on` and `valid_on` are the
    days that were asked for: what was known at the end of the one, what was true on the other. `accesses` is where the
    subject itself reads who looked at its file, and why.
    """

    title: str
    version: str
    issuing_body: str
    subject: SubjectLine
    reader: str
    level: str
    complete: bool
    covers: tuple[str, ...]
    purpose: str | None = None
    known_on: date | None = None
    valid_on: date | None = None
    accesses: str | None = None


class Count(Struct, frozen=True):
    """One of the groups of the summary (信用信息概要)."""

    group: str
    zh: str
    count: int


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record; `until` is the last day on which this reader may see it, `statement` its subject's own."""

    heading: str
    record: str
    version: int
    source: str
    updated_at: datetime
    fields: dict[str, Value]
    disputed: bool = False
    disputed_zh: str | None = None
    under_repair: bool = False
    under_repair_zh: str | None = None
    suspended: bool = False
    suspended_zh: str | None = None
    repaired: bool = False
    repaired_zh: str | None = None
    shielded_until: date | None = None
    shielded_zh: str | None = None
    withdrawn: bool = False
    withdrawn_zh: str | None = None
    statement: str | None = None
    until: date | None = None


class Entry(Struct, frozen=True):
    """One line of the block that a registration is summed up in; the fixed word where nothing is held."""

    field: str
    zh: str
    value: Value


class Section(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The records of one item, newest first; `empty` stands there if there are none.

    `labels` are the official names of the fields, in order; `missing` is what stands for one that a record does not
    have. Written out in every record it would be a quarter of a report. `block` is what the report's structure wants of
    a registration, in its order and words.
    """

    item: str
    zh: str
    count: int
    labels: Mapping[str, str]
    missing: str
    records: Sequence[Line]
    block: Sequence[Entry] = ()
    empty: str | None = None


class Chapter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One chapter; the fixed words where it has nothing, the advice in the one that advises."""

    id: str
    numeral: str
    zh: str
    sections: Sequence[Section] = ()
    text: str | None = None


class ReportContent(Struct, frozen=True, kw_only=True):
    """A whole report, or the part of it that one reading gives."""

    head: Head
    explanation: Sequence[str]
    summary: Sequence[Count]
    chapters: Sequence[Chapter]


class Found(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found of one item that one authority supplies, in words that claim no more than was looked at.

    `supplied_at` is its last supply of the item; without one it never supplied any.
    """

    item: str
    authority: str
    count: int
    text: str
    supplied_at: datetime | None = None


class IssuedContent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole report as it was issued: encoded in this order it is the canonical JSON, which is hashed and signed."""

    number: str
    kind: Kind
    issued_at: datetime
    head: Head
    explanation: Sequence[str]
    summary: Sequence[Count]
    chapters: Sequence[Chapter]
    choice: Choice | None = None
    found: Sequence[Found] = ()
    verifiable_until: date | None = None


class Overview(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subject's registration and how many records each group and item has."""

    subject: SubjectLine
    registration: Sequence[Section]
    summary: Sequence[Count]
    items: dict[str, int]
    complete: bool = True


class RecordContent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record by itself, or in a list of records; `labels` stand beside a record shown alone.

    `announced` is what its source said of it since it supplied it, for whom it concerns.
    """

    record: str
    version: int
    item: str
    item_zh: str
    source: str
    updated_at: datetime
    fields: dict[str, Value]
    disputed: bool = False
    under_repair: bool = False
    suspended: bool = False
    repaired: bool = False
    shielded_until: date | None = None
    withdrawn: bool = False
    statement: str | None = None
    announced: Told | None = None
    until: date | None = None
    labels: Mapping[str, str] | None = None


class Records(Struct, frozen=True, kw_only=True):
    """Part of a subject's records, in the order of their places."""

    subject: SubjectLine
    records: Sequence[RecordContent]


def counts_in(frame: ReportFrame, counted: dict[str, int]) -> tuple[Count, ...]:
    """Return all groups of the summary with their counts, in their order."""
    return tuple(Count(group.id, group.zh, counted.get(group.id, 0)) for group in frame.groups)
