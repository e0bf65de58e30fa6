"""What stands on a printed report: every text ready, in order, so that the template only sets it.

Shape: Sheet(title="公共信用信息报告", number="ZY512000…", head=[("报告编号", "ZY512000…"), …], chapters=[…], …)
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.purposes import purposes
from chalicelib.library.records import Value
from chalicelib.reports.issue import Issue
from chalicelib.reports.layout import Chapter, Count, IssuedContent, Line, Section
from chalicelib.reports.printing import codes
from chalicelib.reports.printing.words import Words, words
from chalicelib.terms.dates import BEIJING

# What fits beside another pair in one row. Units: half characters.
_SHORT, _SHORT_LABEL = 30, 40
_NARROW = frozenset({"Na", "N", "H", "A"})
DISPUTED, UNDER_REPAIR = "disputed", "under_repair"

Row = tuple[str, ...]


class PrintedRecord(Struct, frozen=True, kw_only=True):
    """One record: rows of one or two pairs of label and value, how its values are marked, and the words that say so."""

    heading: str
    marks: Sequence[str]
    notes: Sequence[str]
    rows: Sequence[Row]
    origin: str


class PrintedSection(Struct, frozen=True, kw_only=True):
    """The records of one item."""

    heading: str
    block: Sequence[Row]
    empty: str | None
    records: Sequence[PrintedRecord]


class PrintedChapter(Struct, frozen=True, kw_only=True):
    """One chapter."""

    heading: str
    text: str | None
    sections: Sequence[PrintedSection]


class PrintedSubject(Struct, frozen=True, kw_only=True):
    """Whom it is about."""

    name: str
    labels: Sequence[str]


class Sheet(Struct, frozen=True, kw_only=True):
    """A report as it is printed; `code` is a drawing, everything else is text. `warning` is empty for a real key."""

    title: str
    number: str
    issued_at: str
    issuing_body: str
    watermark: str
    warning: str
    notices: Sequence[str] = ()
    subject: PrintedSubject
    head: Sequence[tuple[str, str]]
    code: str
    explanation: Sequence[str]
    found: Sequence[str]
    summary: Sequence[Count]
    chapters: Sequence[PrintedChapter]
    proof: Sequence[Row]
    words: Mapping[str, object]


def sheet_of(report: IssuedContent, issue: Issue, *, reader_named: str | None = None, base: str = "") -> Sheet:
    """Return what stands on a printed report; `reader_named` is who reads it, where he has a name that may be shown."""
    said, head = words(), report.head
    reader = reader_named or said.readers[issue.reader.level.value]
    purpose = _purpose_of(issue)
    return Sheet(
        title=head.title,
        number=issue.number,
        issued_at=_instant(issue.issued_at),
        issuing_body=head.issuing_body,
        watermark="\n".join((_watermark(purpose, said), reader, _instant(issue.issued_at))),
        warning=said["test_key"] if issue.signed.is_of_a_test_key else "",
        subject=PrintedSubject(name=head.subject.name or said["no_name"], labels=head.subject.labels),
        head=list(_head_of(report, issue, reader=reader, purpose=purpose)),
        code=codes.drawn(codes.text_for(issue, base=base)),
        explanation=report.explanation,
        found=[one.text for one in report.found],
        summary=report.summary,
        chapters=[_chapter_of(one, said) for one in report.chapters],
        proof=list(_proof_of(issue, said)),
        words={**said.texts, "how_to_verify": said.how_to_verify},
    )


def _head_of(report: IssuedContent, issue: Issue, *, reader: str, purpose: str | None) -> Iterator[tuple[str, str]]:
    said, subject, choice = words(), report.head.subject, report.choice
    yield said["number"], issue.number
    yield said["kind"], said.kinds[issue.kind.value]
    yield said["version"], report.head.version
    yield said["issued_at"], _instant(issue.issued_at)
    yield said["issuing_body"], report.head.issuing_body
    yield said["library"], subject.library_zh
    if subject.credit_code is not None:
        yield said["credit_code"], subject.credit_code
    if subject.reference is not None:
        yield said["reference"], subject.reference
    yield said["reader"], f"{reader}（{report.head.level}）"
    optional = {
        "purpose": purpose,
        "period": said["from_to"].format(since=choice.since, until=choice.until) if choice else None,
        "known_on": report.head.known_on,
        "valid_on": report.head.valid_on,
        "verifiable_until": report.verifiable_until,
    }
    yield from ((said[key], str(value)) for key, value in optional.items() if value is not None)


def _proof_of(issue: Issue, said: Words) -> Iterator[Row]:
    yield said.proof["number"], issue.number
    yield said.proof["issued_at"], f"{issue.issued_at:%Y-%m-%dT%H:%M:%SZ}"
    yield said.proof["sha256"], issue.sha256
    yield said.proof["key"], issue.signed.key, said.proof["suite"], issue.signed.suite
    yield said.proof["signature"], issue.signed.signature


def _purpose_of(issue: Issue) -> str | None:
    if issue.choice is not None:
        return issue.choice.purpose_zh
    purpose = purposes().find(issue.reader.purpose) if issue.reader.purpose else None
    return purpose.zh if purpose else issue.reader.purpose


def _watermark(purpose: str | None, said: Words) -> str:
    return said["watermark"].format(purpose=purpose) if purpose else said["watermark_public"]


def _chapter_of(chapter: Chapter, said: Words) -> PrintedChapter:
    return PrintedChapter(
        heading=f"{chapter.numeral}、{chapter.zh}" if chapter.numeral else chapter.zh,
        text=chapter.text,
        sections=[_section_of(one, said) for one in chapter.sections],
    )


def _section_of(section: Section, said: Words) -> PrintedSection:
    return PrintedSection(
        heading=f"{section.zh}（{section.count}）",
        block=list(
            rows_of([(one.zh, _said_of(one.value, codes=None, missing=section.missing)) for one in section.block])
        ),
        empty=section.empty,
        records=[_record_of(one, section, said) for one in section.records],
    )


def _record_of(line: Line, section: Section, said: Words) -> PrintedRecord:
    origin = said["origin"].format(source=line.source, day=f"{line.updated_at.astimezone(BEIJING):%Y-%m-%d}")
    until = said["until"].format(day=line.until.isoformat()) if line.until else ""
    item = catalogue().find(section.item)
    lists = {field.id: field.codes for field in item.fields if field.codes} if item else {}
    pairs = [
        (label, _said_of(line.fields.get(name), codes=lists.get(name), missing=section.missing))
        for name, label in section.labels.items()
    ]
    return PrintedRecord(
        heading=line.heading,
        marks=[mark for mark, stands in ((DISPUTED, line.disputed), (UNDER_REPAIR, line.under_repair)) if stands],
        notes=list(_notes_on(line, said)),
        rows=list(rows_of(pairs)),
        origin=origin + until,
    )


def _notes_on(line: Line, said: Words) -> Iterator[str]:
    marks = (line.disputed_zh, line.under_repair_zh, line.suspended_zh)
    yield from (mark for mark in (*marks, line.repaired_zh, line.shielded_zh, line.withdrawn_zh) if mark)
    if line.statement is not None:
        yield said["statement"].format(text=line.statement)


def rows_of(pairs: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """Put short pairs of label and value side by side, two in a row, and each long one in a row of its own."""
    waiting: Row = ()
    for pair in pairs:
        if not _is_short(pair):
            yield from (row for row in (waiting, pair) if row)
            waiting = ()
        elif waiting:
            yield (*waiting, *pair)
            waiting = ()
        else:
            waiting = pair
    if waiting:
        yield waiting


def _is_short(pair: tuple[str, str]) -> bool:
    label, value = pair
    return _width_of(label) <= _SHORT_LABEL and _width_of(value) <= _SHORT and "\n" not in value


def _width_of(text: str) -> int:
    """Return how wide a text is. Units: half characters."""
    return sum(1 if unicodedata.east_asian_width(letter) in _NARROW else 2 for letter in text)


def _said_of(value: Value, *, codes: CodeList | None, missing: str) -> str:
    """Return a value as it is read; a bare code of an official list with its word."""
    if value is None or value in ("", []):
        return missing
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    if codes is None or not str(value).isdecimal():
        return str(value)
    word = next((word for word, one in codes.by_word.items() if one.code == value and not word.isdecimal()), None)
    return f"{word}（{value}）" if word else str(value)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
