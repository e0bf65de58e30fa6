"""Standings: who may see a record at all, and on which ground of the closed list; every ground names its basis.

    public       reviewed, nothing against it, not suspended or shielded; of a person only what
                 a law opens                                                                         publication
    agency       what the public may see of organisations, as far as its agreement goes              publication
    subject      its own file, whether published or not (a representative likewise)                  own_record
    authorised   of one subject the items its grant names, once reviewed, certainly about it and not
                 repaired                                                                            authorisation
    department   for a purpose that the item names, in a county what falls to it; without a review,
                 where it is not certain whom it is about, or once repaired, the source alone        statutory_duty
    desk         everything it is certain whom it is about, withdrawn records too; not what was
                 added by a batch that was taken back                                                statutory_duty

A reader may stand on another ground than his standing's own, if that ground is open to it. A ground whose basis cannot
carry it, or is not in force on the day, entitles nobody.

A record may say of itself that it is not open, or for nobody but its subject, its source and the desk. Of an item by
grant no department looks a person's record up, unless it supplied it.

What was repaired is neither published nor shared nor used any more; its subject, its source and the desk still see it,
and are told so.

Source: 个人信息保护法 art. 45; 征信业管理条例 art. 18; 信用修复管理办法 (2026) art. 3 for what was repaired; see
catalogue/purposes.toml and catalogue/agreements.toml.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from chalicelib.catalogue.agreements import Agreement, Agreements, agreements
from chalicelib.catalogue.bases import Bases, bases
from chalicelib.catalogue.items import Item
from chalicelib.catalogue.purposes import (
    AUTHORISATION,
    OWN_RECORD,
    PUBLICATION,
    STATUTORY_DUTY,
    Ground,
    Purposes,
    purposes,
)
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Content, Record, Status, Supply
from chalicelib.terms.divisions import within
from chalicelib.terms.subjects import Library

if TYPE_CHECKING:
    from chalicelib.terms.bodies import Bodies

CITY = "512000"
_OPENING_PERSONS = "publication_for_persons"
_NOT_SHARED = frozenset({UNCONFIRMED, REPAIRED})
# Looked up for every record of every answer, and slow to look up on their classes.
_PERSONS, _LIVE, _ERASED = Library.PERSONS, Status.LIVE, Status.ERASED
_GROUNDS = {
    Level.PUBLIC: PUBLICATION,
    Level.AGENCY: PUBLICATION,
    Level.SUBJECT: OWN_RECORD,
    Level.AUTHORISED: AUTHORISATION,
    Level.DEPARTMENT: STATUTORY_DUTY,
    Level.DESK: STATUTORY_DUTY,
}


def ground_of(reader: Reader) -> str:
    """Return the ground (by id) that a reader stands on: the one he names, or his standing's own."""
    return reader.ground or _GROUNDS[reader.level]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """The tables that say what entitles to a look: the register of bases, the grounds, the agreements."""

    bases: Bases = field(default_factory=bases)
    purposes: Purposes = field(default_factory=purposes)
    agreements: Agreements = field(default_factory=agreements)

    def held_by(self, reader: Reader, *, on: date) -> Ground | None:
        """Return the ground that a reader holds on a day.

        A department's purpose must rest on it, and one that opens persons alone is for a matter that has a number.
        """
        ground = self.purposes.held(ground_of(reader), by=reader.level.value, bases=self.bases, on=on)
        if reader.level is not Level.DEPARTMENT or ground is None:
            return ground
        is_accounted = reader.matter_number is not None or not ground.persons_alone
        return ground if is_accounted and self.purposes.rests_on(reader.purpose, ground) else None


@dataclass(slots=True, kw_only=True, eq=False)
class Standing:
    """One reader's standing on one day.

    `ground` and `admission` are None where nothing entitles him; `agreement` is the one an agency looks under; `bodies`
    lets the body responsible today answer for what its predecessor supplied.
    """

    reader: Reader
    today: date
    rules: Rules
    bodies: "Bodies | None" = None
    ground: Ground | None = field(init=False)
    admission: "Admission | None" = field(init=False)
    agreement: Agreement | None = field(init=False, default=None)
    _sees_all: bool = field(init=False)
    _inside: dict[str | None, bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look up once what entitles the reader; what is not known entitles nobody."""
        reader, rules = self.reader, self.rules
        self.ground = rules.held_by(reader, on=self.today)
        self.admission = _ADMITS.get(reader.level) if self.ground else None
        self._sees_all = reader.division is not None and within(CITY, of=reader.division)
        if reader.level is Level.AGENCY:
            agency = reader.subject.key if reader.subject else None
            self.agreement = rules.agreements.of(agency, purpose=reader.purpose, on=self.today)

    def covers(self, item: Item) -> bool:
        """Say whether the reader may ask for records of an item at all; of what he may not, he is told nothing."""
        reader = self.reader
        if reader.level is Level.AUTHORISED:
            return reader.granted is not None and item.id in reader.granted.items
        if reader.level is Level.AGENCY:
            return self.agreement is not None and item.id in self.agreement.items
        return reader.level is not Level.DEPARTMENT or reader.purpose in item.purposes

    @property
    def is_of_persons_alone(self) -> bool:
        """Whether the reader's ground entitles to records of persons and to nothing else."""
        return self.ground is not None and self.ground.persons_alone

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

    def opens_persons(self, item: Item) -> bool:
        """Say whether a law in force today makes the item's records of persons public.

        Source: 山东省社会信用条例 art. 20 and others: natural persons' data is not published unless a law says so.
        """
        law = item.public_for_person
        return law is not None and self.rules.bases.supports(law, _OPENING_PERSONS, on=self.today)

    def _has_inside(self, division: str | None) -> bool:
        known = self._inside.get(division)
        if known is None:
            own = self.reader.division
            known = own is not None and division is not None and within(division, of=own)
            self._inside[division] = known
        return known


def _is_publishable(content: Content, today: date) -> bool:
    is_held_back = content.withheld is not None or content.suspended_by is not None
    return content.status is _LIVE and content.reviewed and not is_held_back and not is_shielded(content, today)


def is_shielded(content: Content, today: date) -> bool:
    """Say whether a court's ruling keeps a record from the public on a day; its last day is included."""
    return content.shielded_until is not None and today <= content.shielded_until


def _admits_public(standing: Standing, record: Record, item: Item, _: str | None) -> bool:
    if not _is_publishable(record.content, standing.today) or not item.may_be_public(record.content.fields):
        return False
    return record.subject.library is not _PERSONS or standing.opens_persons(item)


def _admits_agency(standing: Standing, record: Record, item: Item, _: str | None) -> bool:
    is_public = _is_publishable(record.content, standing.today) and item.may_be_public(record.content.fields)
    return is_public and record.subject.library is not _PERSONS


def _admits_subject(standing: Standing, record: Record, _: Item, __: str | None) -> bool:
    content = record.content
    if content.status is not _LIVE or content.withheld == UNCONFIRMED:
        return False
    return record.subject == standing.reader.subject


def _admits_authorised(standing: Standing, record: Record, item: Item, _: str | None) -> bool:
    content, granted = record.content, standing.reader.granted
    if granted is None or content.status is not _LIVE or content.withheld in _NOT_SHARED or not content.reviewed:
        return False
    return record.subject == granted.subject and not item.is_own_alone(content.fields)


def _admits_department(standing: Standing, record: Record, item: Item, subject_division: str | None) -> bool:
    content = record.content
    if content.status is not _LIVE or standing.reader.body is None:
        return False
    if standing.is_of_persons_alone and record.subject.library is not _PERSONS:
        return False
    if standing.is_source(content.supply):
        return True
    if content.withheld in _NOT_SHARED or not content.reviewed or _is_kept_from_departments(record, item):
        return False
    return standing.is_responsible_for(content, subject_division)


def _is_kept_from_departments(record: Record, item: Item) -> bool:
    is_by_grant = item.persons_by_grant and record.subject.library is _PERSONS
    return is_by_grant or item.is_own_alone(record.content.fields)


def _admits_desk(_: Standing, record: Record, __: Item, ___: str | None) -> bool:
    content = record.content
    return content.status is not _ERASED and content.withheld != UNCONFIRMED and not content.is_taken_back


Admission: TypeAlias = Callable[[Standing, Record, Item, str | None], bool]
_ADMITS: Mapping[Level, Admission] = {
    Level.PUBLIC: _admits_public,
    Level.AGENCY: _admits_agency,
    Level.SUBJECT: _admits_subject,
    Level.AUTHORISED: _admits_authorised,
    Level.DEPARTMENT: _admits_department,
    Level.DESK: _admits_desk,
}
