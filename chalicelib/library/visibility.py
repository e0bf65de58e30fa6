"""Disclosure (披露): who sees which record, which of its fields, and until when; the one place that decides it.

    a record stands? ─▶ its clocks have not run out? ─▶ this reader may see it? ─▶ this field, in full or masked?

Two clocks run for negative information, both judged on the day of reading: the publication period (公示期限) for the
public, the query period (查询期限) for everybody, departments and the desk too. A department's own earlier end
shortens the first and never lengthens it. What is unknown (a level, a severity, a day) is not shown.

    public       reviewed, nothing standing against it, within its publication period; of a person only what a law opens
    subject      its own file, whether published or not (a representative likewise)
    department   for a purpose that the item names, in a county what falls to it; without a review, the source alone
    desk         everything within the query period, withdrawn records too
    authorised   nothing as long as no grant can be shown

A mark hides nothing and is part of every view.

Source: 信用修复管理办法 (2026) for the publication period, 征信业管理条例 art. 16 for the query period, both as data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from msgspec import Struct

from chalicelib.catalogue.bases import Bases, bases
from chalicelib.catalogue.fields import MASKED
from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import Periods
from chalicelib.catalogue.severity import Severity
from chalicelib.errors import DataFileError
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Content, Fields, Record, Status, Supply, Value
from chalicelib.terms.divisions import within
from chalicelib.terms.masking import Audience, Kind, masked
from chalicelib.terms.subjects import Library, Subject, SubjectKind

if TYPE_CHECKING:
    from chalicelib.terms.bodies import Bodies

UNCONFIRMED = "identity.unconfirmed"
OPERATOR = "legal_rep_name"
_SELF_EMPLOYED_PREFIX = "92"
_SELF_EMPLOYED = SubjectKind.SELF_EMPLOYED.zh
# Looked up for every record of every answer, and slow to look up on their classes.
_PERSONS, _LIVE, _ERASED = Library.PERSONS, Status.LIVE, Status.ERASED
CITY = "512000"
_OPENING_PERSONS = "publication_for_persons"
_FOR_EVER = date.max
_ONE_DAY = timedelta(days=1)
_SEVERITIES: Mapping[str, Severity] = {one.value: one for one in Severity}
_AUDIENCES = {
    Level.PUBLIC: Audience.PUBLIC,
    Level.SUBJECT: Audience.SUBJECT,
    Level.DEPARTMENT: Audience.THIRD_PARTY,
    Level.DESK: Audience.OFFICER,
}


class Shown(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one reader sees of one record today; `until` is the last day on which he may, None if nothing ends it.

    `fields` holds what may be seen and is there, in the order of the catalogue. `source` is the body that supplied
    it, under the name of that time.
    """

    record_id: str
    version: int
    item: str
    fields: Fields
    source: str
    known_at: datetime
    marked: bool = False
    under_repair: bool = False
    withdrawn: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """The fields of an item for one level and kind of subject: what is shown, and what of it is masked, and how."""

    shown: tuple[str, ...]
    names: frozenset[str]
    masked: tuple[tuple[str, str], ...]


class _Clocks(NamedTuple):
    """What the end of a record's display depends on besides itself."""

    periods: Periods
    today: date
    is_public: bool
    is_negative: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What a view works out for an item once: its clocks, its columns by kind of subject, and ends it has met."""

    clocks: _Clocks
    ended_field: str | None
    kind_field: str | None
    legal: _Columns
    self_employed: _Columns
    person: _Columns
    ends: dict[tuple[str | None, date | None, date | None, str | None], date | None]


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """One reader's eyes on one day; made once for an answer, since what it works out for an item serves all records.

    `bodies` lets the body responsible today answer for what its predecessor supplied.
    """

    reader: Reader
    today: date
    periods: Periods
    bodies: "Bodies | None" = None
    bases: Bases = field(default_factory=bases)
    _plans: dict[str, _Plan] = field(default_factory=dict, init=False)
    _admits: "_Admits | None" = field(init=False)
    _sees_all: bool = field(init=False)
    _inside: dict[str | None, bool] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Look up once what admits this level; an unknown one is admitted nowhere."""
        self._admits = _ADMITS.get(self.reader.level)
        self._sees_all = self.reader.division is not None and within(CITY, of=self.reader.division)

    def shown(self, record: Record, *, item: Item, subject_division: str | None = None) -> Shown | None:
        """Return what the reader sees of a record of the item, or None where for him it does not exist.

        `subject_division` is the division of the subject's registration, where its profile is at hand.
        """
        content = record.content
        if self._admits is None or content.status is _ERASED or content.item != item.id:
            return None
        if not self._admits(self, record, item, subject_division):
            return None
        plan = self._plans.get(item.id) or self._planned(item)
        until = _until(content, plan)
        if until is None or until < self.today:
            return None
        fields = self._fields_of(record, plan)
        if not fields:
            return None
        return Shown(
            record_id=record.record_id,
            version=record.version,
            item=content.item,
            fields=fields,
            source=content.supply.named,
            known_at=content.known_at,
            marked=record.mark is not None,
            withdrawn=content.status is not _LIVE,
            until=None if until == _FOR_EVER else until,
        )

    def shown_as_of(
        self, older: Record, *, current: Record, item: Item, subject_division: str | None = None
    ) -> Shown | None:
        """Return what the reader sees today of an older version of a record, or None where he may not see it again."""
        now = self.shown(current, item=item, subject_division=subject_division)
        then = self.shown(older, item=item, subject_division=subject_division)
        return None if now is None or then is None else then

    def columns_of(self, item: Item, *, kind: SubjectKind) -> tuple[str, ...]:
        """Return the fields of an item that the reader may be shown on a subject of a kind, in order."""
        return _columns_of(item, level=self.reader.level, kind=kind).shown

    def is_source(self, supply: Supply) -> bool:
        """Say whether the reader's body supplied a record, or answers today for the body that did."""
        if self.reader.body is None:
            return False
        if supply.body == self.reader.body:
            return True
        if self.bodies is None or supply.body not in self.bodies:
            return False
        return self.bodies.responsible(supply.body, self.today).key == self.reader.body

    def is_responsible_for(self, content: Content, subject_division: str | None) -> bool:
        """Say whether a record falls to the reader's division: all to the city's, to a county's what is its own.

        That is what comes from it, and what is about those registered there.
        """
        if self._sees_all:
            return True
        return self._has_inside(content.supply.division) or self._has_inside(
            subject_division or content.subject_division
        )

    def _has_inside(self, division: str | None) -> bool:
        known = self._inside.get(division)
        if known is None:
            own = self.reader.division
            known = own is not None and division is not None and within(division, of=own)
            self._inside[division] = known
        return known

    def opens_persons(self, item: Item) -> bool:
        """Say whether a law in force today makes the item's records of persons public.

        Source: 山东省社会信用条例 art. 20 and others: natural persons' data is not published unless a law says so.
        """
        if item.public_for_person is None:
            return False
        try:
            law = self.bases.must_support(item.public_for_person, _OPENING_PERSONS)
        except DataFileError:
            return False
        return not law.has_lapsed_on(self.today)

    def _planned(self, item: Item) -> _Plan:
        level = self.reader.level
        plan = self._plans[item.id] = _Plan(
            clocks=_Clocks(self.periods, self.today, level is Level.PUBLIC, item.severity_rule is not None),
            ended_field=item.ended_field,
            kind_field=item.subject.kind,
            legal=_columns_of(item, level=level, kind=SubjectKind.LEGAL),
            self_employed=_columns_of(item, level=level, kind=SubjectKind.SELF_EMPLOYED),
            person=_columns_of(item, level=level, kind=SubjectKind.PERSON),
            ends={},
        )
        return plan

    def _fields_of(self, record: Record, plan: _Plan) -> Fields:
        held = record.content.fields
        columns = _columns_for(record, plan)
        if not columns.masked and columns.names.issuperset(held) and None not in held.values():
            return held
        fields: Fields = {name: value for name in columns.shown if (value := held.get(name)) is not None}
        return self._masked(fields, columns, operator=held.get(OPERATOR)) if columns.masked else fields

    def _masked(self, fields: Fields, columns: _Columns, *, operator: Value) -> Fields:
        audience, person = _AUDIENCES[self.reader.level], operator if isinstance(operator, str) else None
        seen = dict(fields)
        for name, mask in columns.masked:
            value = fields.get(name)
            seen[name] = masked(mask, value, audience, operator=person) if isinstance(value, str) else None
            if mask == Kind.SELF_EMPLOYED_NAME and seen[name] != value and person is not None and OPERATOR in seen:
                seen[OPERATOR] = masked(Kind.NAME, person, audience)
        return {name: value for name, value in seen.items() if value is not None}


def is_self_employed(subject: Subject) -> bool:
    """Say whether a credit code is one of a self-employed business. Source: GB 32100-2015, 92."""
    return subject.key.startswith(_SELF_EMPLOYED_PREFIX)


def kind_of(record: Record, *, item: Item) -> SubjectKind:
    """Return what kind of subject a record is about: a self-employed business says so by its code, or the row did."""
    if record.subject.library is _PERSONS:
        return SubjectKind.PERSON
    return SubjectKind.SELF_EMPLOYED if _says_self_employed(record, item.subject.kind) else SubjectKind.LEGAL


def _columns_for(record: Record, plan: _Plan) -> _Columns:
    if record.subject.library is _PERSONS:
        return plan.person
    return plan.self_employed if _says_self_employed(record, plan.kind_field) else plan.legal


def _says_self_employed(record: Record, kind_field: str | None) -> bool:
    if record.subject.key.startswith(_SELF_EMPLOYED_PREFIX):
        return True
    return kind_field is not None and record.content.fields.get(kind_field) == _SELF_EMPLOYED


def bears_its_operator_alone(record: Record, *, item: Item) -> bool:
    """Say whether a self-employed business has a name that is nothing but its operator's, a person's."""
    name, operator = record.content.fields.get(item.subject.name), record.content.fields.get(OPERATOR)
    if not isinstance(name, str) or kind_of(record, item=item) is not SubjectKind.SELF_EMPLOYED:
        return False
    person = operator if isinstance(operator, str) else None
    return masked(Kind.SELF_EMPLOYED_NAME, name, Audience.PUBLIC, operator=person) != name


# An item is built once, so it stands for itself in the memory of what each level is shown.
@lru_cache(maxsize=512)
def _columns_of(item: Item, *, level: Level, kind: SubjectKind) -> _Columns:
    seen = [one for one in item.disclosure_for(level.value, kind=kind.value) if item.field(one.field).is_stored]
    # What is to be masked in no known way is not shown.
    shown = tuple(one.field for one in seen if one.treatment != MASKED or one.mask is not None)
    masked_ones = tuple((one.field, one.mask) for one in seen if one.treatment == MASKED and one.mask is not None)
    return _Columns(shown, frozenset(shown), masked_ones)


def _until(content: Content, plan: _Plan) -> date | None:
    removed = content.fields.get(plan.ended_field) if plan.ended_field else None
    ended = removed if isinstance(removed, str) else None
    key = (content.severity, content.determined_on, content.publish_until, ended)
    if key not in plan.ends:
        plan.ends[key] = _last_day(plan.clocks, *key)
    return plan.ends[key]


# Records of one day and class share their ends, within one answer and from one to the next.
@lru_cache(maxsize=4096)
def _last_day(
    clocks: _Clocks, severity: str | None, since: date | None, department_end: date | None, removed: str | None
) -> date | None:
    """Return the last day on which a record may be shown, None where there is none."""
    ends: list[date | None] = [_FOR_EVER]
    if clocks.is_negative:
        ends += _ends_of(clocks, _SEVERITIES.get(severity or ""), since)
    if clocks.is_public:
        ends.append(department_end or _FOR_EVER)
        ends.append(_day_before(removed) if removed else _FOR_EVER)
    known = [end for end in ends if end is not None]
    return min(known) if len(known) == len(ends) else None


def _day_before(day: str) -> date:
    """Return the day before a day; before the first that can be written lies none."""
    return max(date.fromisoformat(day), date.min + _ONE_DAY) - _ONE_DAY


def _ends_of(clocks: _Clocks, severity: Severity | None, since: date | None) -> list[date | None]:
    if severity is None or since is None:
        return [None]
    ends = [clocks.periods.query_end(severity, since, on=clocks.today)]
    if clocks.is_public:
        is_shown = clocks.periods.shown_at_all(severity, on=clocks.today)
        ends.append(clocks.periods.display_end(severity, since, on=clocks.today) if is_shown else None)
    return ends


def _admits_public(view: View, record: Record, item: Item, _: str | None) -> bool:
    content = record.content
    if content.status is not _LIVE or not content.reviewed or content.withheld is not None:
        return False
    return record.subject.library is not _PERSONS or view.opens_persons(item)


def _admits_subject(view: View, record: Record, _: Item, __: str | None) -> bool:
    content = record.content
    if content.status is not _LIVE or content.withheld == UNCONFIRMED:
        return False
    return record.subject == view.reader.subject


def _admits_department(view: View, record: Record, item: Item, subject_division: str | None) -> bool:
    content, reader = record.content, view.reader
    if content.status is not _LIVE or reader.body is None or reader.purpose not in item.purposes:
        return False
    if view.is_source(content.supply):
        return True
    if content.withheld == UNCONFIRMED or not content.reviewed:
        return False
    return view.is_responsible_for(content, subject_division)


def _admits_desk(_: View, record: Record, __: Item, ___: str | None) -> bool:
    return record.content.status is not _ERASED


_Admits: TypeAlias = Callable[[View, Record, Item, str | None], bool]
_ADMITS: Mapping[Level, _Admits] = {
    Level.PUBLIC: _admits_public,
    Level.SUBJECT: _admits_subject,
    Level.DEPARTMENT: _admits_department,
    Level.DESK: _admits_desk,
}
