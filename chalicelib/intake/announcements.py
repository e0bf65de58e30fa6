"""Announcements (记录变更报文): what a row of a message says of a record, and what becomes of the record by it.

    row ─▶ who, what tells the record apart, day, document, reason ─▶ the record as it stands ─▶ its next version

    annul    it stands no longer, and nobody but the desk is shown it
    status   its status is another, or it has ended on a day
    exit     it is off its list from a day
    repair   it is treated as one whose repair was granted here
    rename   the organisation has another name; the former one is kept in the versions, and found
    relate   the profiles of who was merged or split and of who came after it name each other; no record moves

A message is of the body that supplied the record; it makes no record, and no person known. What is so already stays.
All of it is decided by value; the caller puts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from chalicelib.catalogue.items import REGISTRATION, Item
from chalicelib.catalogue.severity import NEUTRAL
from chalicelib.intake.drafts import Drafts, Row
from chalicelib.intake.messages import (
    NEW_NAME,
    SUCCESSOR,
    SUCCESSOR_NAME,
    TOLD_BY,
    TOLD_DOC_NO,
    TOLD_ON,
    TOLD_REASON,
    Effect,
    Ending,
    MessageKind,
    fields_of_subject,
    messages,
)
from chalicelib.intake.offers import Announcement, Offer, Outcome, Verdict, age_of, suffix_in
from chalicelib.library import versions
from chalicelib.library.places import profile_place, record_place
from chalicelib.library.records import REPAIRED, Announced, Content, Kin, Reason, Record, Status, Value

NO_SUCH_RECORD = "message.no_such_record"
NO_LONGER_STANDS = "message.no_longer_stands"
NOTHING_TO_REPAIR = "message.nothing_to_repair"
OF_A_COURT = "message.of_a_court"
SUCCESSOR_ROLE, PREDECESSOR = "successor", "predecessor"


@dataclass(frozen=True, slots=True)
class Announcements:
    """Writes what the rows of a message announce."""

    drafts: Drafts
    kind: MessageKind

    def offer_of(self, row: Row) -> Offer:
        """Return what a row announces, as an offer that no record is made of."""
        item, supply = row.rows.item, self.drafts.supply_of(row)
        said = self._said_in(row)
        on = date.fromisoformat(str(said[TOLD_ON]))
        ending = messages().endings.get(item.id, Ending())
        values = self._values_of(item, said, ending, named=supply.named)
        announced = Announced(
            message=self.kind.message.value,
            on=on,
            doc_no=_text_in(said, TOLD_DOC_NO),
            by=_text_in(said, TOLD_BY),
            reason=str(said[TOLD_REASON]),
            batch=supply.batch,
            row=supply.row,
            at=supply.supplied_at,
            certifier=supply.certifier,
        )
        content = Content(
            item=item.id,
            item_version=row.rows.version_at(row.place),
            fields=said,
            known_at=self.drafts.now,
            reason=Reason.ANNOUNCED,
            act=supply.batch,
            supply=supply,
        )
        return Offer(
            subject=row.subject,
            place=_place_of(item, said, on=on),
            content=content,
            dedup=() if item.kind == REGISTRATION else item.dedup,
            announcement=Announcement(
                effect=self.kind.effect.value,
                outcome=self._outcome_of(said, ending),
                announced=announced,
                values=values,
                kin=self._kin_of(said, announced),
            ),
        )

    def offer_of_successor(self, offer: Offer, profile: Record, *, named: str) -> Offer:
        """Return the offer by which the profile of who came after names the organisation that an offer is about."""
        announcement = offer.announcement
        if announcement is None or announcement.kin is None:
            message = "no row of a merger or a division"
            raise ValueError(message)
        kin = msgspec.structs.replace(announcement.kin, role=PREDECESSOR, credit_code=offer.subject.key, name=named)
        return msgspec.structs.replace(
            offer,
            subject=profile.subject,
            place=profile.place,
            content=msgspec.structs.replace(offer.content, item=profile.content.item),
            announcement=msgspec.structs.replace(announcement, kin=kin),
        )

    def _kin_of(self, said: Mapping[str, Value], announced: Announced) -> Kin | None:
        if self.kind.effect is not Effect.RELATE:
            return None
        return Kin(
            event=self.kind.message.value,
            role=SUCCESSOR_ROLE,
            credit_code=str(said[SUCCESSOR]),
            name=str(said[SUCCESSOR_NAME]),
            on=announced.on,
            doc_no=announced.doc_no or "",
            batch=announced.batch,
            row=announced.row,
        )

    def _said_in(self, row: Row) -> dict[str, Value]:
        """Return what a row says of its record; by which of its codes it names the party makes no difference."""
        who = {*fields_of_subject(row.rows.item)} - {*row.rows.item.dedup}
        return {name: value for name, value in self.drafts.fields_of(row).items() if name not in who}

    def _values_of(self, item: Item, said: Mapping[str, Value], ending: Ending, *, named: str) -> dict[str, Value]:
        """Return the fields of the record that the message sets."""
        if self.kind.effect is Effect.RENAME:
            return {item.subject.name: said[NEW_NAME]}
        if self.kind.effect in {Effect.ANNUL, Effect.RELATE}:
            return {}
        status = said.get(ending.status) if ending.status and self.kind.effect is Effect.STATUS else None
        values = {ending.status: status} if ending.status and status is not None else {}
        is_dated = not ending.dated or status in ending.dated
        filled = {ending.day: said[TOLD_ON], ending.reason: said[TOLD_REASON], ending.by: said.get(TOLD_BY) or named}
        return values | ({name: value for name, value in filled.items() if name is not None} if is_dated else {})

    def _outcome_of(self, said: Mapping[str, Value], ending: Ending) -> Outcome:
        if self.kind.effect is Effect.ANNUL:
            return Outcome.REVOKED
        if self.kind.effect in {Effect.RENAME, Effect.RELATE}:
            return Outcome.CHANGED
        has_word = self.kind.effect is Effect.STATUS and ending.status is not None
        is_end = not has_word or said.get(str(ending.status)) in ending.ended
        return Outcome.EXPIRED if is_end else Outcome.CHANGED


def _place_of(item: Item, said: Mapping[str, Value], *, on: date) -> str:
    """Return a place from which the record is found by what tells it apart; its own day the row may not say."""
    if item.kind == REGISTRATION:
        return profile_place(item.id)
    return record_place(item.id, on=on, suffix=suffix_in(said, item.dedup))


def _text_in(said: Mapping[str, Value], name: str) -> str | None:
    value = said.get(name)
    return value if isinstance(value, str) else None


def verdict_on_announced(offer: Offer, announcement: Announcement, standing: Record | None, *, courts: bool) -> Verdict:
    """Return what becomes of a record that a row of a message names; `courts`: a court determined it."""
    if standing is None or standing.content.is_taken_back or standing.content.status is Status.ERASED:
        return Verdict(Outcome.REFUSED, code=NO_SUCH_RECORD)
    if announcement.kin is not None:
        return _related(offer, announcement.kin, standing)
    earlier = _of_the_same_file(announcement, standing.content)
    if earlier is not None:
        return earlier
    if age_of(standing.content) > offer.age:
        return Verdict(Outcome.SUPERSEDED, code="library.superseded")
    against = _objection_to(announcement, standing.content, courts=courts)
    return against or _next_version(offer, announcement, standing)


def _related(offer: Offer, kin: Kin, standing: Record) -> Verdict:
    """Return what becomes of a profile that is to name who came after or before its organisation."""
    if standing.content.status is not Status.LIVE:
        return Verdict(Outcome.UNCHANGED, code=NO_LONGER_STANDS)
    known = (msgspec.structs.replace(one, batch=kin.batch, row=kin.row) for one in standing.content.kin)
    if kin in known:
        return Verdict(Outcome.UNCHANGED)
    new = versions.related(standing, kin, act=offer.content.act, at=offer.content.known_at)
    return Verdict(Outcome.CHANGED, new)


def _of_the_same_file(announcement: Announcement, held: Content) -> Verdict | None:
    """Return what becomes of a row whose record an earlier row of its file named already."""
    announced, before = announcement.announced, held.announced
    if before is None or before.batch != announced.batch or before.row == announced.row:
        return None
    sets_the_same = all(held.fields.get(name) == value for name, value in announcement.values.items())
    if sets_the_same and msgspec.structs.replace(announced, row=before.row, before=before.before) == before:
        return Verdict(Outcome.UNCHANGED, code="row.repeats_earlier", earlier_row=before.row)
    return Verdict(Outcome.REFUSED, code="row.contradicts_earlier", earlier_row=before.row)


def _objection_to(announcement: Announcement, held: Content, *, courts: bool) -> Verdict | None:
    """Return why a record stays as it is: it ended already, it says so already, or this is not the way to change it."""
    if held.status is not Status.LIVE:
        is_told = held.announced is not None and held.announced.message == announcement.announced.message
        return Verdict(Outcome.UNCHANGED, code=None if is_told else NO_LONGER_STANDS)
    is_repair = announcement.effect == Effect.REPAIR.value
    if is_repair and held.ended == REPAIRED:
        return Verdict(Outcome.UNCHANGED)
    if is_repair and courts:
        return Verdict(Outcome.REFUSED, code=OF_A_COURT)
    if is_repair and held.severity in {None, NEUTRAL}:
        return Verdict(Outcome.REFUSED, code=NOTHING_TO_REPAIR)
    differing = [name for name, value in announcement.values.items() if held.fields.get(name) != value]
    if not set(differing).isdisjoint(held.superseded_fields):
        return Verdict(Outcome.REFUSED, code="library.contradicts_correction")
    says_more = is_repair or announcement.effect == Effect.ANNUL.value
    return None if differing or says_more else Verdict(Outcome.UNCHANGED)


def _next_version(offer: Offer, announcement: Announcement, standing: Record) -> Verdict:
    act, at, held = offer.content.act, offer.content.known_at, standing.content.fields
    before = {name: held.get(name) for name in announcement.values}
    announced = msgspec.structs.replace(announcement.announced, before=before)
    if announcement.effect == Effect.ANNUL.value:
        new = versions.annulled(standing, announced, act=act, at=at)
    elif announcement.effect == Effect.REPAIR.value:
        new = versions.repaired_elsewhere(standing, announcement.values, announced, act=act, at=at)
    else:
        new = versions.announced(standing, announcement.values, announced, act=act, at=at)
    return Verdict(announcement.outcome, new)
