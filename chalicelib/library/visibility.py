"""Disclosure (披露): who sees which record, which of its fields, and until when; the one place that decides it.

    a record stands? ─▶ this reader may see it? ─▶ its clocks have not run out? ─▶ which fields, in full or masked?
                        `standings`                 `clocks`                        `columns`

Everything is judged on the day of reading, also for a question as of an earlier day: the past may be known, not shown
again. What is unknown (a level, a ground, a severity, a day) is not shown. A mark hides nothing and is in every view;
a suspension hides a record from whoever is shown what is published, and is in every other view.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import Periods
from chalicelib.library.clocks import FOR_EVER, Clocks, Ends
from chalicelib.library.columns import OPERATOR, Columns, columns_of
from chalicelib.library.marks import is_disputed, is_under_repair
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import REPAIRED, Announced, Fields, Kin, Record, Status
from chalicelib.library.standings import Rules, Standing, is_shielded
from chalicelib.terms.masking import Audience, Kind, masked
from chalicelib.terms.subjects import SELF_EMPLOYED_PREFIX, Library, Subject, SubjectKind

if TYPE_CHECKING:
    from chalicelib.terms.bodies import Bodies

_SELF_EMPLOYED = SubjectKind.SELF_EMPLOYED.zh
# Looked up for every record of every answer, and slow to look up on their classes.
_PERSONS, _LIVE, _ERASED = Library.PERSONS, Status.LIVE, Status.ERASED
# Whoever is shown what is published sees it no longer than it is published.
_PUBLISHED_TO = frozenset({Level.PUBLIC, Level.AGENCY})
_TOLD_WHY = frozenset({Level.SUBJECT, Level.DEPARTMENT, Level.DESK})


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a record's source said of it since it supplied it: by which message and document, of which day, and why."""

    message: str
    on: date
    reason: str
    doc_no: str | None = None


class Shown(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one reader sees of one record today; `until` is the last day on which he may, None if nothing ends it.

    `fields` holds what may be seen and is there, in the order of the catalogue. `source` is the body that supplied
    it, under the name of that time. `marked` says that it is disputed, `under_repair` that its repair was asked for,
    `suspended` that its source could not confirm it in time, so that the public is not shown it. `repaired`
    says that its repair was granted (已修复), `shielded_until` until when a court keeps it from the public.
    `statement` is its subject's own, as it stands today. `kin` is who came after a profile's organisation, or before.
    `announced` is what its source said of it since.
    """

    record_id: str
    version: int
    item: str
    fields: Fields
    source: str
    known_at: datetime
    marked: bool = False
    under_repair: bool = False
    suspended: bool = False
    repaired: bool = False
    shielded_until: date | None = None
    withdrawn: bool = False
    statement: str | None = None
    kin: tuple[Kin, ...] = ()
    announced: Told | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What a view works out for an item once: if it may be asked for, its ends, its columns by kind of subject."""

    is_covered: bool
    ends: Ends
    kind_field: str | None
    legal: Columns
    self_employed: Columns
    person: Columns


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """One reader's eyes on one day; made once for an answer, since what it works out for an item serves all records.

    `bodies` lets the body responsible today answer for what its predecessor supplied.
    """

    reader: Reader
    today: date
    periods: Periods
    bodies: "Bodies | None" = None
    rules: Rules = field(default_factory=Rules)
    standing: Standing = field(init=False)
    _plans: dict[str, _Plan] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Look up once in what standing the reader looks."""
        self.standing = Standing(reader=self.reader, today=self.today, rules=self.rules, bodies=self.bodies)

    @property
    def ground(self) -> str | None:
        """The ground on which everything in the answer is shown, by its id; None where nothing is."""
        return self.standing.ground.id if self.standing.ground else None

    def shown(self, record: Record, *, item: Item, subject_division: str | None = None) -> Shown | None:
        """Return what the reader sees of a record of the item, or None where for him it does not exist.

        `subject_division` is the division of the subject's registration, where its profile is at hand.
        """
        content, mark, standing = record.content, record.mark, self.standing
        if standing.admission is None or content.status is _ERASED or content.item != item.id:
            return None
        plan = self._plans.get(item.id) or self._planned(item)
        if not plan.is_covered or not standing.admission(standing, record, item, subject_division):
            return None
        until = plan.ends.of(content)
        if until is None or until < self.today:
            return None
        fields = _columns_for(record, plan).seen_in(content.fields)
        if not fields:
            return None
        return Shown(
            record_id=record.record_id,
            version=record.version,
            item=content.item,
            fields=fields,
            source=content.supply.named,
            known_at=content.known_at,
            marked=mark is not None and is_disputed(mark),
            under_repair=mark is not None and is_under_repair(mark),
            suspended=content.suspended_by is not None,
            repaired=content.withheld == REPAIRED,
            shielded_until=content.shielded_until if is_shielded(content, self.today) else None,
            withdrawn=content.status is not _LIVE,
            statement=content.statement.text if content.statement is not None else None,
            kin=content.kin,
            announced=_told_to(self.reader.level, content.announced) if content.announced is not None else None,
            until=None if until == FOR_EVER else until,
        )

    def shown_as_of(
        self, older: Record, *, current: Record, item: Item, subject_division: str | None = None
    ) -> Shown | None:
        """Return what the reader sees today of an older version of a record, or None where he may not see it again.

        Both versions must be for him today, and the earlier of their ends counts. A field that a correction found wrong
        is shown as the correction says. The marks of both are shown, and that the record was withdrawn since; of
        statements that of today alone, for its subject may have taken another back.
        """
        if (older.place, older.subject) != (current.place, current.subject):
            return None
        now = self.shown(current, item=item, subject_division=subject_division)
        then = self.shown(_as_corrected_since(older, current), item=item, subject_division=subject_division)
        if now is None or then is None:
            return None
        return msgspec.structs.replace(
            then,
            marked=then.marked or now.marked,
            under_repair=then.under_repair or now.under_repair,
            suspended=then.suspended or now.suspended,
            repaired=then.repaired or now.repaired,
            shielded_until=now.shielded_until or then.shielded_until,
            withdrawn=then.withdrawn or now.withdrawn,
            statement=now.statement,
            until=min((end for end in (then.until, now.until) if end is not None), default=None),
        )

    def covers(self, item: Item) -> bool:
        """Say whether the reader may ask for records of an item; where not, "nothing found" would say too much."""
        return self.ground is not None and self.standing.covers(item)

    def columns_of(self, item: Item, *, kind: SubjectKind) -> tuple[str, ...]:
        """Return the fields of an item that the reader may be shown on a subject of a kind, in order."""
        return columns_of(item, level=self.reader.level, kind=kind).shown

    def _planned(self, item: Item) -> _Plan:
        level = self.reader.level
        clocks = Clocks(self.periods, self.today, level in _PUBLISHED_TO, item.severity_rule is not None)
        plan = self._plans[item.id] = _Plan(
            is_covered=self.standing.covers(item),
            ends=Ends(clocks, item.ended_field),
            kind_field=item.subject.kind,
            legal=columns_of(item, level=level, kind=SubjectKind.LEGAL),
            self_employed=columns_of(item, level=level, kind=SubjectKind.SELF_EMPLOYED),
            person=columns_of(item, level=level, kind=SubjectKind.PERSON),
        )
        return plan


def _told_to(level: Level, said: Announced) -> Told | None:
    """Return what its source announced of a record to whom it concerns: a text of an office is not for the public."""
    if level not in _TOLD_WHY:
        return None
    return Told(message=said.message, on=said.on, reason=said.reason, doc_no=said.doc_no)


def is_self_employed(subject: Subject) -> bool:
    """Say whether a credit code is one of a self-employed business. Source: GB 32100-2015, 92."""
    return subject.key.startswith(SELF_EMPLOYED_PREFIX)


def kind_of(record: Record, *, item: Item) -> SubjectKind:
    """Return what kind of subject a record is about: a self-employed business says so by its code, or the row did."""
    if record.subject.library is _PERSONS:
        return SubjectKind.PERSON
    return SubjectKind.SELF_EMPLOYED if _says_self_employed(record, item.subject.kind) else SubjectKind.LEGAL


def _columns_for(record: Record, plan: _Plan) -> Columns:
    if record.subject.library is _PERSONS:
        return plan.person
    return plan.self_employed if _says_self_employed(record, plan.kind_field) else plan.legal


def _says_self_employed(record: Record, kind_field: str | None) -> bool:
    if record.subject.key.startswith(SELF_EMPLOYED_PREFIX):
        return True
    return kind_field is not None and record.content.fields.get(kind_field) == _SELF_EMPLOYED


def _as_corrected_since(older: Record, current: Record) -> Record:
    """Return an older version with what a correction found wrong put right, or left out where nothing is right."""
    wrong = current.content.superseded_fields
    if not wrong:
        return older
    fields = older.content.fields | {name: current.content.fields.get(name) for name in wrong}
    return msgspec.structs.replace(older, content=msgspec.structs.replace(older.content, fields=fields))


def bears_its_operator_alone(record: Record, *, item: Item) -> bool:
    """Say whether a self-employed business has a name that is nothing but its operator's, a person's."""
    name, operator = record.content.fields.get(item.subject.name), record.content.fields.get(OPERATOR)
    if not isinstance(name, str) or kind_of(record, item=item) is not SubjectKind.SELF_EMPLOYED:
        return False
    person = operator if isinstance(operator, str) else None
    return masked(Kind.SELF_EMPLOYED_NAME, name, Audience.PUBLIC, operator=person) != name
