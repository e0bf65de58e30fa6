"""Drafts: the content that a sound row gives a record, before it is held against what the library has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from chalicelib.catalogue.items import REGISTRATION, Item
from chalicelib.catalogue.severity import class_of
from chalicelib.intake.batches import Batch
from chalicelib.intake.identification import IMPLIED, PERSON_PROFILE, SEALED_NUMBER
from chalicelib.intake.offers import Offer, suffix_in
from chalicelib.intake.parties import Party
from chalicelib.intake.rows import Rows
from chalicelib.intake.sources import REGION, Sources
from chalicelib.library.places import profile_place, record_place
from chalicelib.library.records import Content, Reason, Record, Supply, Value
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject


@dataclass(frozen=True, slots=True)
class Row:
    """A sound row on its way in, and the day it is about; `subject` is whose it is."""

    rows: Rows
    place: int
    party: Party
    subject: Subject

    @property
    def on(self) -> date:
        """Return the day that names the record's place: the catalogue has it given in every sound row of a record.

        Raises: ValueError for a row without it, as a registration's is.
        """
        return date.fromisoformat(str(self.rows.column(self.rows.item.date_field)[self.place]))


@dataclass(frozen=True, slots=True)
class Drafts:
    """Writes what the rows of one batch offer."""

    batch: Batch
    item: Item
    sources: Sources
    now: datetime

    def offer_of(self, row: Row, *, registered: Record | None, sealed: str | None) -> Offer:
        """Return what a row offers the library.

        `registered` is the subject's profile, which says where it is registered; `sealed` the number that a
        person's own profile holds.
        """
        fields = self.fields_of(row, sealed=sealed)
        dedup = () if self.item.kind == REGISTRATION else self.item.dedup
        content = Content(
            item=self.item.id,
            item_version=row.rows.version_at(row.place),
            fields=fields,
            known_at=self.now,
            reason=Reason.SUPPLIED,
            act=self.batch.batch,
            supply=self.supply_of(row),
            determined_on=_day(self.item.determined_by(fields)),
            severity=class_of(self.item, fields),
            publish_until=day_in(row.rows, row.place, self.item.department_end_field),
            subject_division=self._division_of(fields, registered),
            reviewed=self._is_reviewed,
            withheld=row.rows.withheld.get(row.place),
        )
        return Offer(
            subject=row.subject,
            place=self._place_of(row, fields),
            content=content,
            dedup=dedup,
            stands_in=self.item.stands_in,
        )

    def implied_profile_of(self, row: Row, profile: Item, fields: Mapping[str, Value]) -> Offer:
        """Return the profile that a row about a person implies; it gives way to any that stands.

        It is that of the first row about them, also where that is of another portion.
        """
        supply, first = self.supply_of(row), row.rows.firsts.get(row.place)
        if first is not None:
            supply = msgspec.structs.replace(supply, row=first.row, named=first.named)
        content = Content(
            item=profile.id,
            item_version=str(profile.version),
            fields=dict(fields),
            known_at=self.now,
            reason=Reason.SUPPLIED,
            act=self.batch.batch,
            supply=supply,
            reviewed=self._is_reviewed,
            withheld=IMPLIED,
        )
        return Offer(subject=row.subject, place=profile_place(profile.id), content=content, only_new=True)

    def fields_of(self, row: Row, *, sealed: str | None = None) -> dict[str, Value]:
        """Return the fields of a row that a record keeps."""
        fields: dict[str, Value] = {}
        for name, value in row.rows.fields_at(row.place).items():
            if self.item.field(name).is_stored:
                fields[name] = list(value) if isinstance(value, tuple) else value
        if self.item.id == PERSON_PROFILE:
            fields[SEALED_NUMBER] = sealed
        elif self.item.subject.credit_code is not None and not row.party.is_person:
            fields[self.item.subject.credit_code] = row.subject.key
        return fields

    @property
    def _is_reviewed(self) -> bool:
        review = self.batch.ticket.review
        return review is not None and review.item == self.item.id

    def _place_of(self, row: Row, fields: Mapping[str, Value]) -> str:
        if self.item.kind == REGISTRATION:
            return profile_place(self.item.id)
        return record_place(self.item.id, on=row.on, suffix=suffix_in(fields, self.item.dedup))

    def supply_of(self, row: Row) -> Supply:
        """Return where a row comes from."""
        ticket = self.batch.ticket
        body, named = self.sources.named_at(row.rows, row.place, beijing_date(self.now))
        return Supply(
            body=body,
            named=named,
            division=ticket.division,
            batch=self.batch.batch,
            row=row.rows.chunk.rows[row.place],
            file_sha256=ticket.sha256,
            certifier=ticket.certifier,
            supplied_at=self.batch.ticketed_at,
        )

    def _division_of(self, fields: Mapping[str, Value], registered: Record | None) -> str | None:
        if self.item.kind != REGISTRATION:
            return registered.content.subject_division if registered else None
        region = fields.get(REGION)
        return region if isinstance(region, str) else None


def day_in(rows: Rows, place: int, name: str | None) -> date | None:
    """Return the day in a cell, None where there is none."""
    return _day(rows.column(name)[place])


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
