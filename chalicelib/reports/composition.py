"""The flow: one subject's file becomes a report for one reader.

    file, one Query a page ─▶ what this reader may see ─▶ chapters and groups ─▶ content, and the look it is

What is not visible and what never was end alike, in NotFoundError, after the same requests to the stores.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Generic, TypeVar

import msgspec

from chalicelib.catalogue.chapters import Chapter as ChapterFrame
from chalicelib.catalogue.chapters import ReportFrame, report_frame
from chalicelib.catalogue.items import REGISTRATION, Item
from chalicelib.errors import NotFoundError
from chalicelib.ledger.looks import Look, look_at
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import place_named_by
from chalicelib.library.readers import Level, Reader
from chalicelib.library.visibility import Shown, View, is_self_employed, kind_of
from chalicelib.reports.layout import (
    Chapter,
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
from chalicelib.reports.wording import Wording, wording
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject, SubjectKind

MOST_RECORDS = 2000
_ADVICE = "advice"
_STATUS = "reg_status"
_Content = TypeVar("_Content")


@dataclass(frozen=True, slots=True)
class Answered(Generic[_Content]):
    """What a reader is answered, the look that it is, and the place to go on from where there is more."""

    content: _Content
    look: Look
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which of a subject's records are asked for: of one item or of all, how many, from behind which place."""

    item: str | None = None
    limit: int
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one reading of a file found, for one reader; `after` is the last place read where there is more."""

    subject: Subject
    kind: SubjectKind
    view: View
    items: tuple[Item, ...]
    seen: Sequence[Shown]
    by_item: Mapping[str, Sequence[Shown]]
    after: str | None

    @property
    def look(self) -> Look:
        """The look that showing all of it is."""
        return look_at(self.subject, self.seen)

    def of(self, item: Item) -> Sequence[Shown]:
        """Return what was seen of an item, newest update first."""
        return sorted(self.by_item.get(item.id, ()), key=_newest, reverse=True)


_newest = attrgetter("known_at", "record_id")


def report_on(
    subject: Subject, *, reader: Reader, holdings: Holdings, now: datetime, after: str | None = None
) -> Answered[ReportContent]:
    """Return the report on a subject for a reader; a file of thousands of records is given in parts.

    Raises: NotFoundError where this reader may see nothing of it.
    """
    part = _part_of(subject, reader=reader, holdings=holdings, now=now, after=after)
    frame, words = report_frame(), wording()
    sections = {item.id: _section_of(item, part=part, frame=frame, words=words) for item in part.items}
    content = ReportContent(
        head=_head_of(part, is_first=after is None, frame=frame, words=words),
        explanation=_explanation_for(part, is_first=after is None, words=words),
        summary=counts_in(frame, _counted(part)),
        chapters=[_chapter_of(one, part=part, sections=sections, frame=frame) for one in frame.chapters],
    )
    return Answered(content, part.look, part.after)


def profile_and_counts_of(subject: Subject, *, reader: Reader, holdings: Holdings, now: datetime) -> Answered[Overview]:
    """Return a subject's registration, and how many records of each group and item this reader may see.

    Raises: NotFoundError where this reader may see nothing of it.
    """
    part = _part_of(subject, reader=reader, holdings=holdings, now=now)
    frame, words = report_frame(), wording()
    registrations = [item for item in part.items if item.kind == REGISTRATION]
    content = Overview(
        subject=_subject_line(part),
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
    for item, shown in _visible(subject, view=view, holdings=holdings, after=selection.after):
        is_visible = True
        if selection.item in {None, item.id}:
            chosen.append((item, shown))
        if len(chosen) > selection.limit:
            break
    if not is_visible:
        raise NotFoundError
    given = chosen[: selection.limit]
    content = Records(subject=_bare_line(subject), records=[_record_content(shown, item) for item, shown in given])
    after = _place_of(given[-1][1]) if len(chosen) > len(given) > 0 else None
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


def _part_of(subject: Subject, *, reader: Reader, holdings: Holdings, now: datetime, after: str | None = None) -> _Part:
    view = holdings.view_for(reader, today=beijing_date(now))
    visible = _visible(subject, view=view, holdings=holdings, after=after)
    seen = [shown for _, shown in islice(visible, MOST_RECORDS)]
    if not seen:
        raise NotFoundError
    has_more = len(seen) == MOST_RECORDS and next(visible, None) is not None
    kind = _kind_of(subject)
    by_item: defaultdict[str, list[Shown]] = defaultdict(list)
    for shown in seen:
        by_item[shown.item].append(shown)
    return _Part(
        subject=subject,
        kind=kind,
        view=view,
        items=tuple(one for one in holdings.catalogue.items if _covers(one, subject=subject, view=view, kind=kind)),
        seen=seen,
        by_item=by_item,
        after=_place_of(seen[-1]) if has_more else None,
    )


def _visible(subject: Subject, *, view: View, holdings: Holdings, after: str | None) -> Iterator[tuple[Item, Shown]]:
    """Walk through what a reader may see of a file; its profiles come first and say where the subject is registered."""
    find = {item.id: item for item in holdings.catalogue.items}.get
    division = holdings.division_of(subject) if after is not None and view.reader.level is Level.DEPARTMENT else None
    while True:
        page = holdings.library.file_of(subject, after=after)
        for record in page.records:
            if division is None and record.is_profile:
                division = record.content.subject_division
            item = find(record.content.item)
            shown = view.shown(record, item=item, subject_division=division) if item is not None else None
            if item is not None and shown is not None:
                yield item, shown
        after = page.after
        if after is None:
            return


def _covers(item: Item, *, subject: Subject, view: View, kind: SubjectKind) -> bool:
    return subject.library.value in item.libraries and view.covers(item) and bool(view.columns_of(item, kind=kind))


def _kind_of(subject: Subject) -> SubjectKind:
    if subject.is_person:
        return SubjectKind.PERSON
    return SubjectKind.SELF_EMPLOYED if is_self_employed(subject) else SubjectKind.LEGAL


def _counted(part: _Part) -> Counter[str]:
    counted: Counter[str] = Counter()
    for item in part.items:
        if item.group is not None:
            counted[item.group] += len(part.by_item.get(item.id, ()))
    return counted


def _head_of(part: _Part, *, is_first: bool, frame: ReportFrame, words: Wording) -> Head:
    return Head(
        title=frame.title,
        version=frame.version,
        issuing_body=words.issuing_body,
        subject=_subject_line(part),
        reader=part.view.reader.level.value,
        complete=is_first and part.after is None,
        covers=tuple(item.id for item in part.items),
        purpose=part.view.reader.purpose,
    )


def _explanation_for(part: _Part, *, is_first: bool, words: Wording) -> Sequence[str]:
    partial = (words.partial,) if part.view.reader.level is Level.DEPARTMENT else ()
    continued = () if is_first and part.after is None else (words.continued,)
    return (*words.explanation, *partial, *continued)


def _bare_line(subject: Subject) -> SubjectLine:
    return SubjectLine(
        library=subject.library.value,
        library_zh=subject.library.zh,
        credit_code=None if subject.is_person else subject.key,
        reference=subject.key if subject.is_person else None,
    )


def _subject_line(part: _Part) -> SubjectLine:
    line = _bare_line(part.subject)
    registration = next((one for one in part.items if one.kind == REGISTRATION and one.id in part.by_item), None)
    if registration is None:
        return line
    fields = part.of(registration)[0].fields
    name, status = fields.get(registration.subject.name), fields.get(_STATUS)
    return msgspec.structs.replace(
        line,
        name=name if isinstance(name, str) else None,
        labels=(status,) if isinstance(status, str) else (),
    )


def _chapter_of(chapter: ChapterFrame, *, part: _Part, sections: Mapping[str, Section], frame: ReportFrame) -> Chapter:
    held = [sections[item.id] for item in part.items if item.chapter == chapter.id]
    text = frame.advice if chapter.id == _ADVICE else None if held else frame.empty
    return Chapter(id=chapter.id, numeral=chapter.numeral, zh=chapter.zh, sections=held, text=text)


def _section_of(item: Item, *, part: _Part, frame: ReportFrame, words: Wording) -> Section:
    found, columns = part.of(item), part.view.columns_of(item, kind=part.kind)
    return Section(
        item=item.id,
        zh=item.section_zh,
        count=len(found),
        labels=_labels_of(item, columns),
        missing=frame.missing,
        records=[
            _line_of(shown, heading=frame.heading_of(number), words=words)
            for number, shown in enumerate(found, start=1)
        ],
        empty=None if found else frame.empty,
    )


# Shared by all answers, and changed by none.
@lru_cache(maxsize=512)
def _labels_of(item: Item, columns: tuple[str, ...]) -> Mapping[str, str]:
    return {name: item.field(name).zh for name in columns}


def _line_of(shown: Shown, *, heading: str, words: Wording) -> Line:
    return Line(
        heading=heading,
        record=shown.record_id,
        version=shown.version,
        source=shown.source,
        updated_at=shown.known_at,
        fields=shown.fields,
        disputed=shown.marked,
        disputed_zh=words.disputed if shown.marked else None,
        withdrawn=shown.withdrawn,
        withdrawn_zh=words.withdrawn if shown.withdrawn else None,
        until=shown.until,
    )


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
        withdrawn=shown.withdrawn,
        until=shown.until,
        labels=labels,
    )


def _place_of(shown: Shown) -> str:
    return place_named_by(shown.record_id)[1]
