"""The special report (专项信用报告): what an organisation chose to show for one purpose, and what was looked for.

It chooses purpose, period, items and fields, and is the only one to whom it is issued; of what it chose everything is
shown. For every authority that supplies a chosen item it says what was found in what that authority supplied up to
its last supply. It never says that there is none.

Source: 发改财金〔2025〕565号, see issuing.toml.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct

from chalicelib.catalogue.items import ANY_DEPARTMENT, REGISTRATION, Item
from chalicelib.errors import UnprocessableError
from chalicelib.library.places import day_of, place_named_by
from chalicelib.library.supplies import LastSupply, SupplyStore
from chalicelib.library.visibility import Shown
from chalicelib.reports.issue import Choice
from chalicelib.reports.layout import Found
from chalicelib.reports.parts import Part
from chalicelib.reports.terms_of_issue import TermsOfIssue
from chalicelib.reports.wording import Wording, wording
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date, months_after

_MONTHS_A_YEAR = 12


class Chosen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organisation chooses; of an item without fields of its own everything is shown.

    Shape: {"purpose": "bidding", "since": "2023-01-01", "until": "2026-11-26", "items": ["administrative_penalty"]}
    """

    purpose: str
    since: date
    until: date
    items: list[str]
    fields: dict[str, list[str]] = msgspec.field(default_factory=dict)


def choice_of(chosen: Chosen, *, covered: Sequence[Item], terms: TermsOfIssue, today: date) -> Choice:
    """Return a choice that can be made, with its items in the order of the catalogue.

    Raises: UnprocessableError for a purpose that is not listed, a period that is too long, not over or upside down, and
            an item or field that its chooser cannot be shown.
    """
    if chosen.purpose not in terms.purposes:
        raise _unfit("report.purpose_unknown", "用途不在清单内。", "The purpose is not on the list.")
    earliest = months_after(chosen.until, -_MONTHS_A_YEAR * terms.special_years_at_most)
    if not earliest <= chosen.since <= chosen.until <= today:
        raise _unfit("report.period_unfit", "查询期间无效或超过五年。", "The period is not fit, or too long.")
    known = {item.id: item for item in covered if item.kind != REGISTRATION}
    if not chosen.items or not set(chosen.items) <= set(known) or not set(chosen.fields) <= set(chosen.items):
        raise _unfit("report.items_unfit", "所选信息项无效。", "The items chosen are not fit.")
    if not all(_are_fields_of(known[item], names) for item, names in chosen.fields.items()):
        raise _unfit("report.fields_unfit", "所选字段无效。", "The fields chosen are not fit.")
    items = [item for item in known if item in chosen.items]
    return Choice(
        purpose=chosen.purpose,
        purpose_zh=terms.purposes[chosen.purpose],
        since=chosen.since,
        until=chosen.until,
        items=tuple(items),
        fields={item: tuple(dict.fromkeys(chosen.fields[item])) for item in items if item in chosen.fields},
    )


def kept_of(part: Part, *, choice: Choice) -> list[Shown]:
    """Return what was chosen of what was seen, with the fields that were chosen; the registration always stays."""
    items = {item.id: item for item in part.items}
    return [kept for shown in part.seen if (kept := _trimmed(shown, choice, items[shown.item])) is not None]


def found_in(part: Part, *, supplies: SupplyStore, bodies: Bodies) -> Sequence[Found]:
    """Return what was found of each chosen item, authority by authority."""
    words = wording()
    chosen = [item for item in part.items if item.kind != REGISTRATION]
    return [
        found
        for item in chosen
        for found in _found_of(item, part.of(item), last=supplies.of(item.id), bodies=bodies, words=words)
    ]


def _are_fields_of(item: Item, names: Sequence[str]) -> bool:
    return bool(names) and all(item.has_field(name) for name in names)


def _trimmed(shown: Shown, choice: Choice, item: Item) -> Shown | None:
    if item.kind == REGISTRATION:
        return shown
    day = day_of(place_named_by(shown.record_id)[1])
    if item.id not in choice.items or day is None or not choice.covers(day):
        return None
    names = choice.fields.get(item.id)
    if names is None:
        return shown
    return msgspec.structs.replace(shown, fields={name: value for name, value in shown.fields.items() if name in names})


def _found_of(
    item: Item, seen: Sequence[Shown], *, last: Sequence[LastSupply], bodies: Bodies, words: Wording
) -> Iterator[Found]:
    known = {supply.named: supply.supplied_at for supply in last}
    counted = Counter(shown.source for shown in seen)
    for shown in seen:
        known[shown.source] = max(known.get(shown.source, shown.known_at), shown.known_at)
    for authority, supplied_at in known.items():
        yield _told(item, authority, count=counted[authority], supplied_at=supplied_at, words=words)
    silent = [key for key in item.suppliers if key != ANY_DEPARTMENT and key not in {supply.body for supply in last}]
    for name in (bodies.get(key).names[-1].name for key in silent):
        if name not in known:
            text = words.never_supplied.format(authority=name, item=item.zh)
            yield Found(item=item.id, authority=name, count=0, text=text)
    if not known and not silent:
        yield Found(item=item.id, authority=words.anybody, count=0, text=words.nobody_supplied.format(item=item.zh))


def _told(item: Item, authority: str, *, count: int, supplied_at: datetime, words: Wording) -> Found:
    sentence = words.found if count else words.not_found
    day = beijing_date(supplied_at).isoformat()
    text = sentence.format(authority=authority, supplied_on=day, item=item.zh, count=count)
    return Found(item=item.id, authority=authority, count=count, text=text, supplied_at=supplied_at)


def _unfit(code: str, zh: str, en: str) -> UnprocessableError:
    return UnprocessableError(code, zh, en)
