"""The flow: one subject's file becomes a report for one reader.

    file, one Query a page ─▶ what this reader may see ─▶ chapters and groups ─▶ content, and the look it is

What is not visible and what never was end alike, in NotFoundError, after the same requests to the stores.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Generic, TypeVar

import msgspec

from chalicelib.catalogue.chapters import Chapter as ChapterFrame
from chalicelib.catalogue.chapters import ReportFrame, report_frame
from chalicelib.catalogue.items import LIST, REGISTRATION, Item
from chalicelib.errors import NotFoundError
from chalicelib.ledger.looks import Look, look_at
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import place_named_by
from chalicelib.library.readers import Level, Reader
from chalicelib.library.visibility import Shown, kind_of
from chalicelib.reports.layout import (
    Chapter,
    Entry,
    Head,
    Line,
    Overview,
    RecordContent,
    Records,
    ReportContent,
    Section,
    SubjectLine,
    counts_in,
)
from chalicelib.reports.parts import Part, part_of, place_of
from chalicelib.reports.reading import PRESENT, Times, Walk, visible_in
from chalicelib.reports.registration import block_of, kin_lines
from chalicelib.reports.wording import Wording, wording
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject

ACCESSES = "/v1/me/accesses"
_ADVICE = "advice"
_STATUS = "reg_status"
# The levels of disclosure as reports name them, and the order in which they see more.
LEVELS: Mapping[Level, str] = {
    Level.PUBLIC: "L0",
    Level.SUBJECT: "L1",
    Level.AUTHORISED: "L2",
    Level.DEPARTMENT: "L3",
    Level.AGENCY: "L4",
    Level.DESK: "L5",
}
_Content = TypeVar("_Content")


@dataclass(frozen=True, slots=True)
class Answered(Generic[_Content]):
    """What a reader is answered, the look that it is, and the place to go on from where there is more."""

    content: _Content
    look: Look
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a file is asked for: from behind which place, in which state of things."""

    after: str | None = None
    times: Times = PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which of a subject's records are asked for: of one item or of all, how many, from behind which place."""

    item: str | None = None
    limit: int
    after: str | None = None


_WHOLE = Asked()


def report_on(
    subject: Subject, *, reader: Reader, holdings: Holdings, now: datetime, asked: Asked = _WHOLE
) -> Answered[ReportContent]:
    """Return the report on a subject for a reader; a file of thousands of records is given in parts.

    Raises: NotFoundError where this reader may see nothing of it.
    """
    view = holdings.view_for(reader, today=beijing_date(now))
    part = part_of(subject, Walk(view=view, holdings=holdings, after=asked.after, times=asked.times))
    return Answered(content_of(part), part.look, part.after)


def content_of(part: Part) -> ReportContent:
    """Return the report that a part of a file makes."""
    frame, words = report_frame(), wording()
    sections = {item.id: _section_of(item, part=part, frame=frame, words=words) for item in part.items}
    return ReportContent(
        head=_head_of(part, frame=frame, words=words),
        explanation=_explanation_for(part, words=words),
        summary=counts_in(frame, _counted(part)),
        chapters=[_chapter_of(one, part=part, sections=sections, frame=frame) for one in frame.chapters],
    )


def profile_and_counts_of(subject: Subject, *, reader: Reader, holdings: Holdings, now: datetime) -> Answered[Overview]:
    """Return a subject's registration, and how many records of each group and item this reader may see.

    Raises: NotFoundError where this reader may see nothing of it.
    """
    part = part_of(subject, Walk(view=holdings.view_for(reader, today=beijing_date(now)), holdings=holdings))
    frame, words = report_frame(), wording()
    registrations = [item for item in part.items if item.kind == REGISTRATION]
    content = Overview(
        subject=_subject_line(part, words=words),
        registration=[_section_of(item, part=part, frame=frame, words=words) for item in registrations],
        summary=counts_in(frame, _counted(part)),
        items={item.id: len(part.of(item)) for item in part.items if item.kind != REGISTRATION},
        complete=part.after is None,
    )
    return Answered(content, part.look)


def records_of(
    subject: Subject, *, reader: Reader, holdings: Holdings, now: datetime, selection: Selection
) -> Answered[Records]:
    """Return part of a subject's records, profiles among them, in the order of their places; it may be none of an item.

    Raises: NotFoundError where this reader may see nothing of the subject.
    """
    view = holdings.view_for(reader, today=beijing_date(now))
    chosen: list[tuple[Item, Shown]] = []
    is_visible = selection.after is not None
    for item, shown in visible_in(subject, Walk(view=view, holdings=holdings, after=selection.after)):
        is_visible = True
        if selection.item in {None, item.id}:
            chosen.append((item, shown))
        if len(chosen) > selection.limit:
            break
    if not is_visible:
        raise NotFoundError
    given = chosen[: selection.limit]
    content = Records(subject=_bare_line(subject), records=[_record_content(shown, item) for item, shown in given])
    after = place_of(given[-1][1]) if len(chosen) > len(given) > 0 else None
    return Answered(content, look_at(subject, [shown for _, shown in given]), after)


def record_shown(record_id: str, *, reader: Reader, holdings: Holdings, now: datetime) -> Answered[RecordContent]:
    """Return one record as this reader may see it.

    Raises: NotFoundError where for him it does not exist, after the requests that an existing one costs.
    """
    subject, _ = place_named_by(record_id)
    record = holdings.library.find(record_id)
    division = holdings.division_of(subject) if reader.level is Level.DEPARTMENT else None
    item = holdings.catalogue.find(record.content.item) if record else None
    if record is None or item is None:
        raise NotFoundError
    view = holdings.view_for(reader, today=beijing_date(now))
    shown = view.shown(record, item=item, subject_division=division)
    if shown is None:
        raise NotFoundError
    labels = _labels_of(item, view.columns_of(item, kind=kind_of(record, item=item)))
    return Answered(_record_content(shown, item, labels=labels), look_at(subject, [shown]))


def _counted(part: Part) -> Counter[str]:
    counted: Counter[str] = Counter()
    for item in part.items:
        if item.group is not None:
            counted[item.group] += len(part.by_item.get(item.id, ()))
    return counted


def _head_of(part: Part, *, frame: ReportFrame, words: Wording) -> Head:
    reader = part.view.reader
    return Head(
        title=frame.title,
        version=frame.version,
        issuing_body=words.issuing_body,
        subject=_subject_line(part, words=words),
        reader=reader.level.value,
        level=LEVELS[reader.level],
        complete=part.is_whole,
        covers=tuple(item.id for item in part.items),
        purpose=reader.purpose,
        known_on=part.times.known_on,
        valid_on=part.times.valid_on,
        accesses=ACCESSES if reader.level is Level.SUBJECT and part.choice is None else None,
    )


def _explanation_for(part: Part, *, words: Wording) -> Sequence[str]:
    level = part.view.reader.level
    added = (
        (words.partial, level is Level.DEPARTMENT),
        (words.own, level is Level.SUBJECT and part.choice is None),
        (words.chosen, part.choice is not None),
        (words.earlier, part.times != PRESENT),
        (words.continued, not part.is_whole),
    )
    return (*words.explanation, *(line for line, belongs in added if belongs))


def _bare_line(subject: Subject) -> SubjectLine:
    return SubjectLine(
        library=subject.library.value,
        library_zh=subject.library.zh,
        credit_code=None if subject.is_person else subject.key,
        reference=subject.key if subject.is_person else None,
    )


def _subject_line(part: Part, *, words: Wording) -> SubjectLine:
    line = _bare_line(part.subject)
    registration = next((one for one in part.items if one.kind == REGISTRATION and one.id in part.by_item), None)
    fields = part.of(registration)[0].fields if registration else {}
    name = fields.get(registration.subject.name) if registration else None
    status = fields.get(_STATUS)
    return msgspec.structs.replace(
        line,
        name=name if isinstance(name, str) else None,
        labels=(*((status,) if isinstance(status, str) else ()), *_list_labels(part, words=words)),
    )


def _list_labels(part: Part, *, words: Wording) -> Sequence[str]:
    """Return what the subject is called for the lists it stands on today, as far as this reader sees them."""
    groups = {item.group for item in part.items if item.kind == LIST and any(_stands(part, item))}
    return [zh for group, zh in words.labels.items() if group in groups]


def _stands(part: Part, item: Item) -> Sequence[bool]:
    today = (part.times.valid_on or part.view.today).isoformat()
    removals = [(shown.withdrawn, shown.fields.get(item.ended_field or "")) for shown in part.by_item.get(item.id, ())]
    return [not gone and not (isinstance(removed, str) and removed <= today) for gone, removed in removals]


def _chapter_of(chapter: ChapterFrame, *, part: Part, sections: Mapping[str, Section], frame: ReportFrame) -> Chapter:
    held = [sections[item.id] for item in part.items if item.chapter == chapter.id]
    text = frame.advice if chapter.id == _ADVICE else None if held else frame.empty
    return Chapter(id=chapter.id, numeral=chapter.numeral, zh=chapter.zh, sections=held, text=text)


def _section_of(item: Item, *, part: Part, frame: ReportFrame, words: Wording) -> Section:
    found, columns = part.of(item), part.columns_of(item)
    block: Sequence[Entry] = ()
    if item.kind == REGISTRATION and found:
        block = block_of(item.id, found[0].fields, columns=columns, missing=frame.missing)
        block = (*block, *kin_lines(found[0].kin))
    return Section(
        item=item.id,
        zh=item.section_zh,
        count=len(found),
        labels=_labels_of(item, columns),
        missing=frame.missing,
        records=[
            _line_of(shown, heading=_heading_of(number), words=words) for number, shown in enumerate(found, start=1)
        ],
        block=block,
        empty=None if found else frame.empty,
    )


# Shared by all answers, and changed by none.
@lru_cache(maxsize=512)
def _labels_of(item: Item, columns: tuple[str, ...]) -> Mapping[str, str]:
    return {name: item.field(name).zh for name in columns}


# Of a hundred records the headings are the same in every report.
@lru_cache(maxsize=1024)
def _heading_of(number: int) -> str:
    return report_frame().heading_of(number)


def _line_of(shown: Shown, *, heading: str, words: Wording) -> Line:
    line = Line(
        heading=heading,
        record=shown.record_id,
        version=shown.version,
        source=shown.source,
        updated_at=shown.known_at,
        fields=shown.fields,
        until=shown.until,
    )
    if not _says_more(shown):
        return line
    return msgspec.structs.replace(
        line,
        disputed=shown.marked,
        disputed_zh=words.disputed if shown.marked else None,
        under_repair=shown.under_repair,
        under_repair_zh=words.under_repair if shown.under_repair else None,
        suspended=shown.suspended,
        suspended_zh=words.suspended if shown.suspended else None,
        repaired=shown.repaired,
        repaired_zh=words.repaired if shown.repaired else None,
        shielded_until=shown.shielded_until,
        shielded_zh=words.shielded.format(day=shown.shielded_until.isoformat()) if shown.shielded_until else None,
        withdrawn=shown.withdrawn,
        withdrawn_zh=words.withdrawn if shown.withdrawn else None,
        statement=shown.statement,
    )


def _says_more(shown: Shown) -> bool:
    """Say whether something stands beside what the record says."""
    is_marked = shown.marked or shown.under_repair or shown.suspended
    is_ended = shown.repaired or shown.shielded_until is not None or shown.withdrawn
    return is_marked or is_ended or shown.statement is not None


def _record_content(shown: Shown, item: Item, *, labels: Mapping[str, str] | None = None) -> RecordContent:
    return RecordContent(
        record=shown.record_id,
        version=shown.version,
        item=item.id,
        item_zh=item.zh,
        source=shown.source,
        updated_at=shown.known_at,
        fields=shown.fields,
        disputed=shown.marked,
        under_repair=shown.under_repair,
        suspended=shown.suspended,
        repaired=shown.repaired,
        shielded_until=shown.shielded_until,
        withdrawn=shown.withdrawn,
        statement=shown.statement,
        announced=shown.announced,
        until=shown.until,
        labels=labels,
    )
