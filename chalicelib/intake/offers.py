"""Offers: what a row offers the library, and what becomes of it against the version that stands.

All of it is decided by value; the caller puts.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import msgspec
from msgspec import Struct

from chalicelib.intake.rehearsals import Earlier, digest_of
from chalicelib.library import versions
from chalicelib.library.places import suffix_of
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Announced, Content, Kin, Reason, Record, Status, Value
from chalicelib.library.versions import PUBLICATION_ENDED
from chalicelib.terms.subjects import Subject

_ENDED = frozenset({PUBLICATION_ENDED, REPAIRED})


class Outcome(StrEnum):
    """What becomes of a row; the names are those of the counts."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    HELD = "held"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Announcement(Struct, frozen=True, kw_only=True):
    """What a row of a message does to a record: to which effect, the fields it sets, and what will count of it.

    Of a merger or a division, `kin` is whom the profile is to name.
    """

    effect: str
    outcome: Outcome
    announced: Announced
    values: Mapping[str, Value]
    kin: Kin | None = None


class Offer(Struct, frozen=True, kw_only=True):
    """What a row offers: its subject, the place it would take if it is new, and its content.

    `dedup` are the fields whose values tell two records of one subject and item apart; none for a profile. `stands_in`:
    by which other field two are told apart where one of them lacks one of those, as in a form of an earlier time.
    With `only_new` it gives way to whatever stands there. One with an `announcement` is of a message: no record is made
    of it, and its content is what the row says.
    """

    subject: Subject
    place: str
    content: Content
    dedup: tuple[str, ...] = ()
    stands_in: Mapping[str, str] = {}
    only_new: bool = False
    announcement: Announcement | None = None

    @property
    def age(self) -> tuple[datetime, str]:
        """Return what orders supplies: when the ticket was given, and the batch where two were given at once."""
        return self.content.supply.supplied_at, self.content.supply.batch

    def places_over(self, standing: Record | None) -> tuple[str, ...]:
        """Return by what a later row may find the record that this one is put as: its place, or what tells it apart.

        Two rows of one file mean the same record where they have one of them in common.
        """
        place = standing.place if standing is not None else self.place
        if self.announcement is not None and self.announcement.kin is not None:
            kin = self.announcement.kin
            return (f"{place}#{kin.event}#{kin.role}#{kin.credit_code}",)
        if not self.dedup:
            return (place,)
        item, suffixes = self.content.item, (place.rpartition("#")[2], suffix_in(self.content.fields, self.dedup))
        return tuple(dict.fromkeys(f"{item}#{suffix}" for suffix in suffixes))


class Verdict(NamedTuple):
    """What becomes of an offer: the version to put, or the code of why there is none."""

    outcome: Outcome
    new: Record | None = None
    code: str | None = None
    earlier_row: int | None = None


def standing_for(offer: Offer, records: Sequence[Record]) -> Record | None:
    """Return the record an offer is about: the one at its place, or the one whose dedup values are the same.

    The place was made from the values as first admitted; values that a case corrected since count as well. Last comes
    the same in another form, which may lack one of the values; where it has a place of its own, it keeps it.
    """
    for record in records:
        if record.place == offer.place:
            return record
    if not offer.dedup:
        return None
    suffix = suffix_in(offer.content.fields, offer.dedup)
    for record in records:
        if record.place.rpartition("#")[2] == suffix or suffix_in(record.content.fields, offer.dedup) == suffix:
            return record
    return next((record for record in records if _is_the_same_otherwise(offer, record.content.fields)), None)


def _is_the_same_otherwise(offer: Offer, held: Mapping[str, Value]) -> bool:
    """Say whether a record is the same in a form that tells less, or more, of what tells records apart."""
    own = offer.content.fields
    asked = [name if own.get(name) and held.get(name) else offer.stands_in.get(name, name) for name in offer.dedup]
    return asked != [*offer.dedup] and all(own.get(name) and own.get(name) == held.get(name) for name in asked)


def suffix_in(fields: Mapping[str, Value], dedup: Sequence[str]) -> str:
    """Return what tells a record apart from others of its subject and item."""
    return suffix_of(*(str(fields.get(name) or "") for name in dedup))


def made_of(
    offer: Offer, standing: Record | None, *, history: Callable[[str], Sequence[Record]]
) -> tuple[Record | None, Record] | None:
    """Return the version that this very row made in an earlier run, after the one it replaced; None if it made none.

    The history is asked for only where the version may lie there.
    """
    if standing is None or not _may_hold(standing, offer):
        return None
    known = [standing] if standing.version == 1 else [*history(standing.record_id), standing]
    for before, after in pairwise([None, *known]):
        if after is not None and _is_made_of(after.content, offer):
            return before, after
    return None


def verdict_on(offer: Offer, standing: Record | None) -> Verdict:
    """Return what becomes of an offer against the version that stands, which an earlier run did not make of it."""
    if standing is None:
        return Verdict(Outcome.ADDED, versions.first(offer.subject, offer.place, offer.content))
    if standing.content.is_taken_back:
        return Verdict(Outcome.ADDED, versions.supplied_again(standing, offer.content))
    return _against(offer, standing)


def _against(offer: Offer, standing: Record) -> Verdict:
    held = standing.content
    if offer.only_new:
        return Verdict(Outcome.UNCHANGED)
    if held.supply.batch == offer.content.supply.batch:
        return of_the_same_file(offer, Earlier(held.supply.row, digest_of(held.fields)))
    against = _objection_to(offer, held)
    if against is not None:
        return against
    content = _following(offer.content, held)
    if _says_the_same(content, held):
        return Verdict(Outcome.UNCHANGED)
    outcome = Outcome.ADDED if held.is_left_out else Outcome.CHANGED
    return Verdict(outcome, versions.supplied_again(standing, content))


def _objection_to(offer: Offer, held: Content) -> Verdict | None:
    if age_of(held) > offer.age:
        return Verdict(Outcome.SUPERSEDED, code="library.superseded")
    if held.status is not Status.LIVE and not held.is_left_out:
        return Verdict(Outcome.REFUSED, code="library.contradicts_withdrawal")
    if any(held.fields.get(name) and not offer.content.fields.get(name) for name in offer.stands_in):
        return Verdict(Outcome.SUPERSEDED, code="library.same_decision_in_other_form")
    if any(offer.content.fields.get(name) != held.fields.get(name) for name in held.superseded_fields):
        return Verdict(Outcome.REFUSED, code="library.contradicts_correction")
    said = offer.content.fields
    for name, value in _before_message(held).items():
        if said.get(name) == value != held.fields.get(name):
            return Verdict(Outcome.REFUSED, code="library.contradicts_message")
    return None


def _before_message(held: Content) -> Mapping[str, Value]:
    """Return what the fields held that a message set."""
    return held.announced.before if held.announced is not None else {}


def of_the_same_file(offer: Offer, earlier: Earlier) -> Verdict:
    """Return what becomes of an offer whose record an earlier row of its file gave already."""
    if earlier.fields == digest_of(offer.content.fields):
        return Verdict(Outcome.UNCHANGED, code="row.repeats_earlier", earlier_row=earlier.row)
    return Verdict(Outcome.REFUSED, code="row.contradicts_earlier", earlier_row=earlier.row)


def _may_hold(standing: Record, offer: Offer) -> bool:
    is_related = any(one.batch == offer.content.supply.batch for one in standing.content.kin)
    return is_related or age_of(standing.content) >= offer.age


def _is_made_of(content: Content, offer: Offer) -> bool:
    supply = offer.content.supply
    if offer.announcement is not None and offer.announcement.kin is not None:
        return content.act == supply.batch and offer.announcement.kin in content.kin
    if offer.announcement is not None:
        said = content.announced
        return content.act == supply.batch and said is not None and (said.batch, said.row) == (supply.batch, supply.row)
    return content.reason is Reason.SUPPLIED and content.act == supply.batch and content.supply.row == supply.row


def age_of(content: Content) -> tuple[datetime, str]:
    """Return when a version's content was sent: its supply, or what its source announced of it since."""
    supplied = content.supply.supplied_at, content.supply.batch
    return supplied if content.announced is None else max(supplied, (content.announced.at, content.announced.batch))


def _following(new: Content, held: Content) -> Content:
    """Return the content with what a new supply does not undo.

    That is a correction, a suspension, an ended publication, a repair, a shielding, a review, a statement, a message.
    """
    # Versions from before this was kept by itself say it by why they are withheld alone.
    ended = held.ended or (held.withheld if held.withheld in _ENDED else None)
    return msgspec.structs.replace(
        new,
        withheld=ended if ended is not None and new.withheld != UNCONFIRMED else new.withheld,
        ended=ended,
        reviewed=new.reviewed or (held.reviewed and dict(new.fields) == dict(held.fields)),
        corrected_by=held.corrected_by,
        superseded_fields=held.superseded_fields,
        suspended_by=held.suspended_by,
        shielded_until=held.shielded_until,
        statement=held.statement,
        announced=held.announced if not held.is_left_out and _says_as_told(new, held) else None,
        kin=held.kin,
    )


def _says_as_told(new: Content, held: Content) -> bool:
    return all(new.fields.get(name) == held.fields.get(name) for name in _before_message(held))


def _says_the_same(new: Content, held: Content) -> bool:
    put_on = msgspec.structs.replace(new, known_at=held.known_at, reason=held.reason, act=held.act, supply=held.supply)
    return put_on == held
