"""Names (名称): what is entered for a registration profile, and how a query is answered.

Organisations alone are entered. The name of a self-employed business that is masked because it is
nothing but its operator's is not entered either: it is found by its credit code, never by the person's name.
What the table finds is a hint: it is confirmed on the profile, as the public sees it today.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from msgspec import Struct

from chalicelib.catalogue.items import REGISTRATION, Catalogue, Item
from chalicelib.errors import MalformedError
from chalicelib.library.changes import Change
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.readers import PUBLIC
from chalicelib.library.records import Reason, Record
from chalicelib.library.visibility import Shown, bears_its_operator_alone
from chalicelib.search.store import NameEntry, NameStore
from chalicelib.terms import credit_codes
from chalicelib.terms.subjects import Subject, subject_of

OPENING = 2
MOST_ROUNDS = 5
_STATUS = "reg_status"
_BRACKETS = str.maketrans("〔【［〈《「『〕】］〉》」』", "(((((((" + ")))))))")
_DOTS = re.compile(r"[•‧・∙⋅･]")


class Hit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An organisation found, as the public sees it; `former_name` is the name it once bore, if that was asked for."""

    credit_code: str
    name: str
    status: str | None = None
    disputed: bool = False
    under_repair: bool = False
    former_name: str | None = None


class Found(Struct, frozen=True):
    """What a query found; `after` is where to go on from, None at the end."""

    hits: Sequence[Hit]
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a query is answered from, and the day on which periods and rights are judged."""

    names: NameStore
    holdings: Holdings
    today: date


def normal_form_of(name: str) -> str:
    """Return a name as it is compared: widths, brackets, dots, blanks and case made one.

    Example: normal_form_of("示例（资阳） 虚构Ａ有限公司") -> "示例(资阳)虚构a有限公司"
    """
    folded = unicodedata.normalize("NFKC", name.translate(_BRACKETS)).casefold()
    return "".join(_DOTS.sub("·", folded).split())


def react(changes: Iterable[Change], *, names: NameStore, catalogue: Catalogue) -> None:
    """Enter the names that changes of registration profiles bring; a former name stays entered."""
    for change in changes:
        for record in (change.before, change.after):
            for entry in entries_of(record, catalogue=catalogue) if record is not None else ():
                names.add(entry)


def entries_of(record: Record, *, catalogue: Catalogue) -> Sequence[NameEntry]:
    """Return what is entered for a record: nothing unless it is an organisation's registration profile."""
    item = catalogue.find(record.content.item)
    if item is None or item.kind != REGISTRATION or not record.is_profile or record.subject.is_person:
        return ()
    name = record.content.fields.get(item.subject.name)
    if not isinstance(name, str) or bears_its_operator_alone(record, item=item):
        return ()
    normal = normal_form_of(name)
    return (NameEntry(normal[:OPENING], normal, record.subject.key),) if len(normal) >= OPENING else ()


def found(q: str, *, search: Search, limit: int, after: str | None = None) -> Found:
    """Return the organisations with this credit code, or whose name or former name begins like this.

    Raises: MalformedError for less than two characters of a name.
    """
    code = credit_codes.compact(q)
    if credit_codes.is_valid(code):
        profile = _profile_of(subject_of(code), search=search)
        return Found([profile.hit()] if profile else [])
    start = normal_form_of(q)
    if len(start) < OPENING:
        raise MalformedError("search.query_too_short", "请输入至少两个字。", "Give at least two characters.")
    return _beginning_with(start, search=search, limit=limit, after=after)


def _beginning_with(start: str, *, search: Search, limit: int, after: str | None) -> Found:
    hits: dict[str, Hit] = {}
    for _ in range(MOST_ROUNDS):
        wanted = limit - len(hits)
        entries = search.names.beginning_with(start[:OPENING], start, limit=wanted, after=after)
        for entry in entries:
            hit = _confirmed(entry, search=search)
            if hit is not None:
                hits.setdefault(hit.credit_code, hit)
        if len(entries) < wanted:
            return Found(list(hits.values()))
        after = entries[-1].sort_key
        if len(hits) == limit:
            break
    return Found(list(hits.values()), after)


@dataclass(frozen=True, slots=True)
class _Profile:
    """A registration profile that the public may see."""

    record: Record
    item: Item
    shown: Shown

    @property
    def name(self) -> str:
        return str(self.shown.fields.get(self.item.subject.name, ""))

    def hit(self, *, former_name: str | None = None) -> Hit:
        status = self.shown.fields.get(_STATUS)
        return Hit(
            credit_code=self.record.subject.key,
            name=self.name,
            status=status if isinstance(status, str) else None,
            disputed=self.shown.marked,
            under_repair=self.shown.under_repair,
            former_name=former_name,
        )


def _profile_of(subject: Subject, *, search: Search) -> _Profile | None:
    holdings = search.holdings
    view = holdings.view_for(PUBLIC, today=search.today)
    for item in _registrations_for(subject, holdings.catalogue):
        record = holdings.library.find(record_id_of(subject, profile_place(item.id)))
        shown = view.shown(record, item=item) if record else None
        if record is not None and shown is not None:
            return _Profile(record, item, shown)
    return None


def _registrations_for(subject: Subject, catalogue: Catalogue) -> Iterator[Item]:
    return (one for one in catalogue.items if one.kind == REGISTRATION and subject.library.value in one.libraries)


def _confirmed(entry: NameEntry, *, search: Search) -> Hit | None:
    profile = _profile_of(subject_of(entry.credit_code), search=search)
    if profile is None or bears_its_operator_alone(profile.record, item=profile.item):
        return None
    if normal_form_of(profile.name) == entry.name:
        return profile.hit()
    former = _former_name(entry.name, profile=profile, search=search)
    return None if former is None else profile.hit(former_name=former)


def _former_name(normal: str, *, profile: _Profile, search: Search) -> str | None:
    """Return a name the organisation bore in truth; one that was corrected away it never did."""
    named = profile.item.subject.name
    versions = [*search.holdings.library.history_of(profile.record.record_id), profile.record]
    for earlier, later in pairwise(versions):
        name = earlier.content.fields.get(named)
        if not isinstance(name, str) or normal_form_of(name) != normal or _was_never_public(earlier):
            continue
        if later.content.reason is not Reason.CORRECTED and later.content.fields.get(named) != name:
            return None if bears_its_operator_alone(earlier, item=profile.item) else name
    return None


def _was_never_public(record: Record) -> bool:
    return not record.content.reviewed or record.content.withheld is not None
