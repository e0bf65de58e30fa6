"""Whether what was issued still holds today, judged on the subject's file and on nothing that was kept of it.

Two questions. May it still be shown: every record version in it stands, and its reader may see it today. Is it still
true: besides, nothing has come to its subject's file since that its reader would see.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.ledger.seen import short_id_of, versions_in
from chalicelib.library import marks
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import day_of
from chalicelib.library.records import Record
from chalicelib.reports.issue import Issue
from chalicelib.terms.dates import beijing_date


class Standing(StrEnum):
    """Whether a report is still true: as issued, overtaken, in dispute, or with something that ran out."""

    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    DISPUTED = "disputed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of the records in a report: of any a new version, a mark, an end; and whether others came."""

    is_superseded: bool
    is_disputed: bool
    is_expired: bool
    has_more: bool

    @property
    def may_be_shown(self) -> bool:
        """Say whether all of it stands and may be seen today."""
        return not (self.is_superseded or self.is_disputed or self.is_expired)

    @property
    def standing(self) -> Standing:
        """Return what is told of it, the gravest first."""
        if self.is_disputed:
            return Standing.DISPUTED
        if self.is_superseded or self.has_more:
            return Standing.SUPERSEDED
        return Standing.EXPIRED if self.is_expired else Standing.UNCHANGED


def judgement_on(issue: Issue, *, holdings: Holdings, now: datetime) -> Judgement:
    """Judge a report by its subject's file, with the eyes of the reader it was issued to, on the day of asking."""
    view = holdings.view_for(issue.reader, today=beijing_date(now))
    find = {item.id: item for item in holdings.catalogue.items}.get
    expected, division = dict(versions_in(issue.seen)), None
    is_superseded = is_disputed = is_expired = has_more = False
    for record in _file_of(issue, holdings):
        if record.is_profile and division is None:
            division = record.content.subject_division
        item = find(record.content.item)
        shown = view.shown(record, item=item, subject_division=division) if item is not None else None
        version = expected.pop(short_id_of(record.record_id), None)
        if version is None:
            has_more = has_more or (shown is not None and _was_asked_for(record, issue))
            continue
        is_changed = record.version != version
        is_marked = record.mark is not None and marks.is_disputed(record.mark)
        is_disputed |= is_changed and is_marked
        is_superseded |= is_changed and not is_marked
        is_expired |= not is_changed and shown is None
    return Judgement(
        is_superseded=is_superseded or bool(expected),
        is_disputed=is_disputed,
        is_expired=is_expired,
        has_more=has_more,
    )


def _file_of(issue: Issue, holdings: Holdings) -> Iterator[Record]:
    after = None
    while True:
        page = holdings.library.file_of(issue.subject, after=after)
        yield from page.records
        after = page.after
        if after is None:
            return


def _was_asked_for(record: Record, issue: Issue) -> bool:
    """Say whether a record that came since would be in the report, were it issued today."""
    choice = issue.choice
    if choice is None or record.is_profile:
        return True
    day = day_of(record.place)
    return record.content.item in choice.items and day is not None and choice.covers(day)
