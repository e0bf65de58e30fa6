"""Times: a row is checked by the version of its item that its own day has, whichever form its file has.

The form says what a column is called and what a word in it means; the day says what had to be given. A row of today
in a form of old is kept out. An earlier form may say in another way what a record keeps: the kind of subject by the
number that is filled in, the kinds of penalty in two columns.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import cast

from chalicelib.catalogue.items import Item
from chalicelib.intake.forms import Typed
from chalicelib.intake.needs import look_at_needs
from chalicelib.intake.rows import Rows
from chalicelib.terms.subjects import SELF_EMPLOYED_PREFIX, SubjectKind


def look_at_needs_of_the_time(rows: Rows, *, item: Item, flawed: Mapping[str, Collection[int]]) -> None:
    """Ask of each row what the version of its day asks; `item` is today's version, with those before it."""
    if not item.earlier:
        look_at_needs(rows, flawed=flawed)
        return
    for version, places in _places_by_version(rows, item).items():
        if version > rows.item.version:
            for place in places:
                rows.note(place, "row.form_of_another_time", item.date_field, ended=rows.item.valid_to)
            continue
        if version != rows.item.version:
            rows.by_another |= dict.fromkeys(places, version)
        look_at_needs(rows, flawed=flawed, asked=item.numbered(version), among=places)


def tell_by_number(rows: Rows) -> None:
    """Fill what the file's form says in another way than today's; nothing where it is today's."""
    kind = rows.item.subject.kind
    if kind is not None and kind not in rows.values:
        _put_kinds(rows, kind)
    for field in rows.item.fields:
        if field.joins is not None and rows.has(field.id):
            pairs = zip(rows.column(field.joins), rows.column(field.id), strict=True)
            rows.put(field.joins, [_joined(one, other) for one, other in pairs])


def _places_by_version(rows: Rows, item: Item) -> dict[int, Collection[int]]:
    days = rows.column(item.date_field)
    distinct = rows.distinct(item.date_field)
    told = cast("list[str]", list(filter(None, distinct)))  # of a column of dates
    # Where the first and the last day have one version, so has every day between. A row whose day cannot be read is
    # kept out for that; it is asked what its form asks.
    ends = {item.version_on(date.fromisoformat(day)).version for day in (min(told), max(told))} if told else set()
    if len(told) < len(distinct):
        ends.add(rows.item.version)
    if len(ends) <= 1:
        return dict.fromkeys(ends, range(len(rows)))
    versions = {day: _version_on(day, rows, item) for day in distinct}
    places: dict[int, list[int]] = {}
    for place, day in enumerate(days):
        places.setdefault(versions[day], []).append(place)
    return dict(places)


def _version_on(day: Typed, rows: Rows, item: Item) -> int:
    return item.version_on(date.fromisoformat(day)).version if isinstance(day, str) else rows.item.version


def _put_kinds(rows: Rows, kind: str) -> None:
    subject = rows.item.subject
    numbers = zip(rows.column(subject.credit_code), rows.column(subject.document_number), strict=True)
    rows.put(kind, [_kind_told_by(code, document) for code, document in numbers])


def _kind_told_by(code: Typed, document: Typed) -> str:
    if isinstance(code, str) and code.startswith(SELF_EMPLOYED_PREFIX):
        return SubjectKind.SELF_EMPLOYED.zh
    return SubjectKind.PERSON.zh if document is not None and code is None else SubjectKind.LEGAL.zh


def _joined(one: Typed, other: Typed) -> Typed:
    said = [value for value in (one, other) if isinstance(value, tuple)]
    return tuple(dict.fromkeys(kind for values in said for kind in values)) or None
