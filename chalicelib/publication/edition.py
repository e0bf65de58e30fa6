"""The flow: the public lists are written on schedule, and shown only as long as they are true.

    stamp read ─▶ hints read ─▶ each record read ─▶ page ─▶ file          (the schedule)
    file read ─▶ stamp read ─▶ current, and in time? ─▶ shown            (the route)
                                  no ─▶ composed from the library, by the same function

Nothing public depends on the schedule being alive, and no file outlives a change to a record it shows. A batch is
taken only once it says that it is applied: until then each of its records counts as it stood before.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from msgspec import Struct

from chalicelib.catalogue.severity import Severity
from chalicelib.errors import NotFoundError
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import day_of
from chalicelib.library.readers import PUBLIC
from chalicelib.library.records import Record
from chalicelib.library.settled import settled
from chalicelib.publication.listings import lists_of
from chalicelib.publication.pages import (
    LONGEST,
    MANIFEST,
    Head,
    Kept,
    Line,
    Manifest,
    Page,
    is_day,
    key_of,
    line_of,
    rules_of,
    tag_of,
    valid_until,
)
from chalicelib.publication.store import ListingStore, SiteStore
from chalicelib.terms.dates import beijing_date

_DAYS_AT_ONCE = 100
_MOST_DAYS = 31
_encode = msgspec.json.Encoder().encode
_head_in = msgspec.json.Decoder(Head).decode
_manifest_in = msgspec.json.Decoder(Manifest).decode


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Press:
    """What the public lists are made from and kept in."""

    holdings: Holdings
    listings: ListingStore
    site: SiteStore


class Served(Struct, frozen=True, kw_only=True):
    """A page that may be shown until an instant, as JSON; `head` says what it is."""

    head: Head
    body: msgspec.Raw


class Run(Struct, frozen=True):
    """Some pages of a list, newest day first; `after` is the day to go on from, None at the end."""

    pages: Sequence[Served]
    after: str | None = None


def page_of(name: str, day: str, *, press: Press, now: datetime) -> Page:
    """Return a page as the public may see it now.

    The stamp is read before anything it vouches for: a change that comes meanwhile makes another.
    """
    stamp = press.listings.stamp_of(name, day)
    lines, fewer_tomorrow = _lines_on(name, day, press=press, today=beijing_date(now))
    return Page(
        list=name,
        day=day,
        stamp=stamp,
        rules=_rules_of(name, press),
        composed_at=now,
        valid_until=valid_until(lines, now=now, ends_today=fewer_tomorrow),
        tag=tag_of(lines),
        count=len(lines),
        entries=tuple(lines),
    )


def served(name: str, day: str, *, press: Press, now: datetime) -> Served:
    """Return a page for the route: from its file if that is current and in time, else from the library.

    Raises: NotFoundError where nothing is published on that day, as for a list or a day that never was.
    """
    _must_be_published(name, press=press)
    raw = press.site.find(key_of(name, day)) if is_day(day) else None
    head = _current(raw, name, day, press=press)
    if raw is not None and head is not None and now < head.valid_until:
        return Served(head=head, body=msgspec.Raw(raw))
    page = page_of(name, day, press=press, now=now)
    if not page.entries:
        raise NotFoundError
    return Served(head=page, body=msgspec.Raw(_encode(page)))


def newest(name: str, *, press: Press, now: datetime, limit: int, after: str | None = None) -> Run:
    """Return the newest pages of a list that hold something, until they hold `limit` records.

    Raises: NotFoundError for a list that is not published.
    """
    _must_be_published(name, press=press)
    pages: list[Served] = []
    days = press.listings.days_of(name, after=after, limit=_MOST_DAYS)
    for day in days:
        try:
            pages.append(served(name, day, press=press, now=now))
        except NotFoundError:
            continue
        if sum(page.head.count for page in pages) >= limit:
            return Run(pages, day)
    return Run(pages, days[-1] if len(days) == _MOST_DAYS else None)


def publish_due(*, press: Press, now: datetime, next_run: datetime) -> Manifest:
    """Write every page whose file is missing, no longer current, or ends before the next run; take away the rest.

    Return what the edition now holds, which is written as its manifest too.
    """
    pages = [
        kept
        for one in lists_of(press.holdings.catalogue)
        for day in _days_of(one.id, press=press)
        if _may_hold_anything(one.id, day, press=press, today=beijing_date(now))
        and (kept := _standing(one.id, day, press=press, until=next_run) or _written(one.id, day, press=press, now=now))
    ]
    _take_away_others(pages, site=press.site)
    ends = [now + LONGEST, *(page.valid_until for page in pages)]
    manifest = Manifest(composed_at=now, valid_until=min(ends), pages=tuple(pages))
    press.site.put(MANIFEST, _encode(manifest))
    return manifest


def _must_be_published(name: str, *, press: Press) -> None:
    if name not in {one.id for one in lists_of(press.holdings.catalogue)}:
        raise NotFoundError


def _lines_on(name: str, day: str, *, press: Press, today: date) -> tuple[list[Line], bool]:
    """Return the lines of a page, and whether one of them may not be shown tomorrow."""
    holdings, lines, fewer_tomorrow = press.holdings, [], False
    now, tomorrow = (holdings.view_for(PUBLIC, today=on) for on in (today, today + timedelta(days=1)))
    for record_id in press.listings.records_on(name, day):
        record = _settled(holdings.library.find(record_id), press)
        item = holdings.catalogue.find(record.content.item) if record else None
        if record is None or item is None or name not in item.publishes or day_of(record.place) != day:
            continue
        shown = now.shown(record, item=item)
        if shown is not None:
            lines.append(line_of(shown))
            fewer_tomorrow |= tomorrow.shown(record, item=item) is None
    return lines, fewer_tomorrow


def _settled(record: Record | None, press: Press) -> Record | None:
    """Return a record as it counts for a page: as it stood before a batch that is still being applied."""
    if record is None:
        return None
    return settled(record, acts=press.listings, history=press.holdings.library.history_of)


def _rules_of(name: str, press: Press) -> str:
    return rules_of(name, press.holdings.catalogue, press.holdings.periods)


def _current(raw: bytes | None, name: str, day: str, *, press: Press) -> Head | None:
    """Return the head of a file that no change and no rule has overtaken; the stamp is read after the file."""
    if raw is None:
        return None
    try:
        head = _head_in(raw)
    except msgspec.DecodeError:
        return None
    stamp = press.listings.stamp_of(name, day)
    is_current = stamp is not None and head.stamp == stamp and head.rules == _rules_of(name, press)
    return head if is_current and (head.list, head.day) == (name, day) else None


def _days_of(name: str, *, press: Press) -> Iterator[str]:
    after: str | None = None
    while days := press.listings.days_of(name, after=after, limit=_DAYS_AT_ONCE):
        yield from days
        after = days[-1]


def _may_hold_anything(name: str, day: str, *, press: Press, today: date) -> bool:
    """Say whether a page is worth composing: of negative records alone, only within the longest period from its day.

    A corrected day may run longer than the page's; such a record is not in a file, and the route still shows it.
    """
    if not all(item.is_always_negative for item in press.holdings.catalogue.feeding(name)):
        return True
    periods, since = press.holdings.periods, date.fromisoformat(day)
    ends = (periods.display_end(severity, since, on=today) for severity in Severity)
    return any(end is not None and today <= end for end in ends)


def _standing(name: str, day: str, *, press: Press, until: datetime) -> Kept | None:
    raw = press.site.find(key_of(name, day))
    head = _current(raw, name, day, press=press)
    return _kept(head, raw) if raw is not None and head is not None and head.valid_until > until else None


def _written(name: str, day: str, *, press: Press, now: datetime) -> Kept | None:
    page = page_of(name, day, press=press, now=now)
    if not page.entries or page.stamp is None:
        press.site.delete(key_of(name, day))
        return None
    raw = _encode(page)
    press.site.put(key_of(name, day), raw)
    if press.listings.stamp_of(name, day) == page.stamp:
        return _kept(page, raw)
    # Nobody would be shown it; what it says need not lie there until the next run either.
    press.site.delete(key_of(name, day))
    return None


def _kept(head: Head, raw: bytes) -> Kept:
    return Kept(
        key=key_of(head.list, head.day),
        list=head.list,
        day=head.day,
        count=head.count,
        sha256=hashlib.sha256(raw).hexdigest(),
        valid_until=head.valid_until,
    )


def _take_away_others(pages: Sequence[Kept], *, site: SiteStore) -> None:
    """Delete the files that the edition before held and this one does not: a list given up, a day with nothing left."""
    raw = site.find(MANIFEST)
    try:
        before = _manifest_in(raw).pages if raw is not None else ()
    except msgspec.DecodeError:
        before = ()
    for key in {page.key for page in before} - {page.key for page in pages}:
        site.delete(key)
