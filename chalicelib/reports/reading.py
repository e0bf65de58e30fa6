"""Reading a subject's file for one reader, page after page, as it is or as it was known on an earlier day.

A file whose first page shows a reader nothing does not exist for him, and nothing more of it is asked: so it costs
the same requests as a code that was never given. An earlier day asks for the replaced versions of each page besides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.catalogue.items import Item
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import day_of
from chalicelib.library.readers import Level
from chalicelib.library.records import Content, Record
from chalicelib.library.visibility import Shown, View
from chalicelib.terms.dates import end_of
from chalicelib.terms.subjects import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Which state of things is asked for: what was known at the end of a day, and what was true on a day."""

    known_on: date | None = None
    valid_on: date | None = None


PRESENT = Times()


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way through a subject's file: with whose eyes, from behind which place, in which state of things."""

    view: View
    holdings: Holdings
    after: str | None = None
    times: Times = PRESENT


def visible_in(subject: Subject, walk: Walk) -> Iterator[tuple[Item, Shown]]:
    """Walk through what a reader may see of a file; its profiles come first and say where the subject is registered."""
    view, holdings, after = walk.view, walk.holdings, walk.after
    find = {item.id: item for item in holdings.catalogue.items}.get
    division = holdings.division_of(subject) if after is not None and view.reader.level is Level.DEPARTMENT else None
    is_there = after is not None
    while True:
        page = holdings.library.file_of(subject, after=after)
        replaced = _replaced_in(subject, page.records, walk=walk)
        for record in page.records:
            if division is None and record.is_profile:
                division = record.content.subject_division
            item = find(record.content.item)
            if item is None:
                continue
            shown = (
                view.shown(record, item=item, subject_division=division)
                if replaced is None
                else _shown_then(record, replaced, walk=walk, item=item, division=division)
            )
            if shown is not None:
                is_there = True
                yield item, shown
        after = page.after
        if after is None or not is_there:
            return


def _replaced_in(subject: Subject, records: Sequence[Record], *, walk: Walk) -> Mapping[str, Record] | None:
    """Return, for each place of a page, the version that was known then; None where the present is asked for.

    Asked for whole pages, also where no record needs it: what is known to the store is known to nobody else.
    """
    times = walk.times
    if times == PRESENT:
        return None
    if times.known_on is None:
        return {}
    known_before = end_of(times.known_on)
    places = sorted((record.place for record in records), key=lambda place: place[1:]) or ["C#", "C#"]
    older = walk.holdings.library.replaced(subject, first=places[0], last=places[-1])
    return {record.place: record for record in older if record.content.known_at < known_before}


def _shown_then(
    record: Record,
    replaced: Mapping[str, Record],
    *,
    walk: Walk,
    item: Item,
    division: str | None,
) -> Shown | None:
    times = walk.times
    then: Record | None = record
    if times.known_on is not None and record.content.known_at >= end_of(times.known_on):
        then = replaced.get(record.place)
    if then is None or (times.valid_on is not None and not was_true(then, item=item, on=times.valid_on)):
        return None
    if then is record:
        return walk.view.shown(record, item=item, subject_division=division)
    return walk.view.shown_as_of(then, current=record, item=item, subject_division=division)


def was_true(record: Record, *, item: Item, on: date) -> bool:
    """Say whether what a record version says was so on a day: it had begun, had not ended and was not removed."""
    content, day = record.content, on.isoformat()
    # What a finding determined later had begun when it was made: a pledge, a contract.
    determined = content.determined_on.isoformat() if content.determined_on else day_of(record.place)
    began = _day_in(content, item.determined_on) if item.finding_on else determined
    if began is not None and began > day:
        return False
    ended, valid_to = (_day_in(content, name) for name in (item.ended_field, item.valid_to_field))
    return (ended is None or day < ended) and (valid_to is None or day <= valid_to)


def _day_in(content: Content, field: str | None) -> str | None:
    value = content.fields.get(field) if field else None
    return value if isinstance(value, str) else None
