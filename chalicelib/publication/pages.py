"""A page of a public list: one list, one day, and the instant after which its file may not be shown.

A file cannot enforce a period by itself, so it carries `valid_until`: the earliest end of display in it, and at most
24 hours on. It carries the page's stamp too, and a fingerprint of the rules it was made by; the route refuses a file
whose stamp or rules are not the current ones.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from chalicelib.catalogue.items import Catalogue
from chalicelib.catalogue.periods import Periods
from chalicelib.library.records import Value
from chalicelib.library.visibility import Shown
from chalicelib.terms.dates import beijing_date, end_of
from chalicelib.terms.subjects import SubjectKind
from chalicelib.terms.tables import table

LONGEST = timedelta(hours=24)
MANIFEST = "lists/manifest.json"
# A file that does not say where on earth a time is meant is not one of ours, and is not shown.
Instant: TypeAlias = Annotated[datetime, Meta(tz=True)]


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record on a page, as the public sees it; `until` is the last day on which it may stand there."""

    record: str
    version: int
    item: str
    source: str
    fields: dict[str, Value]
    disputed: bool = False
    under_repair: bool = False
    statement: str | None = None
    until: date | None = None


class Head(Struct, frozen=True, kw_only=True):
    """What decides whether a file may still be shown, and what it holds; the beginning of a page.

    `tag` is a fingerprint of the entries alone, the same for the same content.
    """

    list: str
    day: str
    stamp: str | None
    rules: str
    composed_at: Instant
    valid_until: Instant
    tag: str
    count: int


class Page(Head, frozen=True, kw_only=True):
    """A page of a public list.

    Shape: list "penalties", day "2026-03-02", count 2, entries of two records.
    """

    entries: tuple[Line, ...]


class Kept(Struct, frozen=True, kw_only=True):
    """One file as the manifest names it."""

    key: str
    list: str
    day: str
    count: int
    sha256: str
    valid_until: Instant


class Manifest(Struct, frozen=True, kw_only=True):
    """What one edition holds."""

    composed_at: Instant
    valid_until: Instant
    pages: tuple[Kept, ...]


def is_day(text: str) -> bool:
    """Say whether a text is a day as a page's name has it."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def key_of(name: str, day: str) -> str:
    """Return the key of a page's file.

    Shape: "lists/penalties/2026-03-02.json"
    """
    return f"lists/{name}/{day}.json"


def line_of(shown: Shown) -> Line:
    """Return the line of a record on a page."""
    return Line(
        record=shown.record_id,
        version=shown.version,
        item=shown.item,
        source=shown.source,
        fields=shown.fields,
        disputed=shown.marked,
        under_repair=shown.under_repair,
        statement=shown.statement,
        until=shown.until,
    )


def tag_of(lines: Iterable[Line]) -> str:
    """Return a fingerprint of what is shown."""
    return hashlib.sha256(msgspec.json.encode(tuple(lines))).hexdigest()[:32]


def valid_until(lines: Iterable[Line], *, now: datetime, ends_today: bool = False) -> datetime:
    """Return the instant from which a file may not be shown: the earliest end of display, at most 24 hours on.

    A record's last day ends with that day in Beijing. `ends_today` says that something may not be shown tomorrow
    for another reason than the end it carries, such as a rule that changes.
    """
    last = beijing_date(now + LONGEST)
    # What ends later decides nothing, and the last day that can be written has no end.
    ends = [end_of(line.until) for line in lines if line.until is not None and line.until <= last]
    if ends_today:
        ends.append(end_of(beijing_date(now)))
    return min([*ends, now + LONGEST])


@lru_cache(maxsize=32)
def rules_of(name: str, catalogue: Catalogue, periods: Periods) -> str:
    """Return a fingerprint of what a list shows and for how long; a file made by other rules is not shown."""
    columns = [
        (item.id, item.version, kind.value, item.disclosure_for("public", kind=kind.value))
        for item in catalogue.feeding(name)
        for kind in SubjectKind
    ]
    clocks = [periods.publications, periods.queries, periods.transitions]
    rules = [columns, clocks, table("terms/masks"), table("catalogue/purposes")["grounds"]]
    return hashlib.sha256(msgspec.json.encode(rules, order="deterministic")).hexdigest()[:16]
