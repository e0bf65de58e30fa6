"""Taking in (入库) one chunk of checked rows.

The same code judges the rows of a plan, and puts nothing then (`rehearsals`).

It reads its targets, then its batch, then puts each version over the one it read. If the batch has moved meanwhile
another delivery is at work, and this one stops. If a record has moved, its row is decided again on what stands now.
Rows that an earlier, broken-off run has put are recognised by the versions they made, counted as what they were
then, and announced again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.catalogue.items import REGISTRATION
from chalicelib.errors import StaleVersionError
from chalicelib.intake.announcements import Announcements, verdict_on_announced
from chalicelib.intake.batches import Batch, Counts
from chalicelib.intake.drafts import Drafts, Row, day_in
from chalicelib.intake.identification import (
    PERSON_PROFILE,
    SEALED_NUMBER,
    Identification,
    bears_name,
    profile_fields_of,
    sealed_number,
)
from chalicelib.intake.judged import Judged, Kind, counts_of, judged_of
from chalicelib.intake.made import Made
from chalicelib.intake.means import Means
from chalicelib.intake.messages import SUCCESSOR, Effect, messages
from chalicelib.intake.offers import Offer, Outcome, Verdict, made_of, of_the_same_file, standing_for, verdict_on
from chalicelib.intake.owners import Owner
from chalicelib.intake.parties import party_at
from chalicelib.intake.receipts import Quoting, as_found
from chalicelib.intake.reconciliations import Tallied
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.intake.rows import Rows
from chalicelib.intake.sources import Sources
from chalicelib.intake.targets import Targets
from chalicelib.library.changes import Change
from chalicelib.library.records import UNCONFIRMED, Record
from chalicelib.terms.crosswalk import UNKNOWN, Held
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Finding, Severity
from chalicelib.terms.person_names import same_name
from chalicelib.terms.subjects import Subject, subject_of

TRIES = 8
ROLE = "department"
NOT_FIT, ITSELF, NOT_LINKED = "message.text_not_fit", "message.successor_is_itself", "message.successor_not_linked"


class OvertakenError(Exception):
    """Another delivery has moved the batch; what it did stands, and this one goes on from there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a chunk came to: counts, the changes to announce, what was judged of each row, and the findings.

    `ahead` is what was put ahead, and announced: the versions, and by how many live records there are more. `quoting`
    adds to a finding what stands in its cell; only of those that a receipt lists it is asked. `days` are of a full
    statement alone.
    """

    counts: Counts
    changes: Sequence[Change]
    judged: Sequence[Judged]
    findings: Sequence[Finding]
    ahead: tuple[Sequence[Made], int] | None = None
    quoting: Quoting = as_found
    days: Mapping[str, Tallied] = field(default_factory=dict)


def must_be_standing(batch: Batch, *, means: Means) -> None:
    """Raise unless a batch is still the one that this run began a chunk with. Raises: OvertakenError."""
    current = means.batches.find(batch.batch)
    if current is None or not current.stands_as(batch):
        raise OvertakenError


def take_in(  # noqa: PLR0913 -- what a flow's step needs comes by keyword
    rows: Rows, *, batch: Batch, means: Means, sources: Sources, now: datetime, rehearsal: Rehearsal | None = None
) -> Taken:
    """Put what a chunk's sound rows offer or announce; in a rehearsal judge them alone, and put nothing anywhere.

    Raises: OvertakenError; StaleVersionError where others moved a record at every try.
    """
    drafts, kind = Drafts(batch, rows.item, sources, now), messages().kinds.get(batch.ticket.message)
    announces = Announcements(drafts, kind) if kind is not None and kind.effect is not Effect.SUPPLY else None
    taking = _Taking(
        batch=batch,
        means=means,
        drafts=drafts,
        targets=Targets(means.library, means.catalogue),
        owner=Owner(body=batch.ticket.body, bodies=means.bodies, catalogue=means.catalogue, today=beijing_date(now)),
        rehearsal=rehearsal,
        announces=announces,
    )
    judged = [Judged(rows.chunk.rows[place], Kind.UNCHANGED) for place in sorted(rows.repeated.keys() - rows.refused)]
    refused = [rows.chunk.rows[place] for place in rows.refused]
    waiting = _identified(rows, taking, judged=judged, now=now)
    for row in waiting:
        taking.targets.read(row.subject, (rows.item.id, *taking.targets.registrations_of(row.subject)))
        if announces is not None and rows.item.has_field(SUCCESSOR):
            after = subject_of(str(rows.column(SUCCESSOR)[row.place]))
            taking.targets.read(after, taking.targets.registrations_of(after))
    if rehearsal is None:
        must_be_standing(batch, means=means)
    judged += [
        taking.held(row) if taking.is_attached_by_what_is_gone(row) else taking.take_in_row(row) for row in waiting
    ]
    judged += _refused(rows, refused)
    return Taken(counts_of(judged), taking.changes, judged, rows.findings)


def _refused(rows: Rows, refused: Sequence[int]) -> list[Judged]:
    """Return the rows that what is in the file alone keeps out, each with the first error that was found in it."""
    codes: dict[int, str] = {}
    for one in rows.findings:
        if one.row is not None and one.severity is Severity.ERROR:
            codes.setdefault(one.row, one.code)
    malformed = [one.row for one in rows.chunk.malformed if one.row is not None]
    return [Judged(row, Kind.REFUSED, codes.get(row)) for row in (*malformed, *refused)]


def _identified(rows: Rows, taking: "_Taking", *, judged: list[Judged], now: datetime) -> list[Row]:
    """Return the sound rows with whose they are; those that must wait are noted and judged as held."""
    makes_nobody = taking.rehearsal is not None or taking.announces is not None
    identification = Identification(taking.means, beijing_date(now), is_rehearsed=makes_nobody)
    waiting = []
    for place in rows.sound:
        party = party_at(rows, place)
        found = identification.of(party, on=day_in(rows, place, rows.item.date_field))
        if isinstance(found, Held):
            rows.note(place, found.reason, _telling_field(rows, place))
            judged.append(Judged(rows.chunk.rows[place], Kind.HELD, found.reason))
        else:
            waiting.append(Row(rows, place, party, found))
    return waiting


def _telling_field(rows: Rows, place: int) -> str | None:
    subject = rows.item.subject
    return next((name for name in subject.old_codes.values() if rows.column(name)[place] is not None), None)


@dataclass(slots=True)
class _Taking:
    """Puts the rows of one chunk, one after the other; in a rehearsal it remembers what it would put."""

    batch: Batch
    means: Means
    drafts: Drafts
    targets: Targets
    owner: Owner
    rehearsal: Rehearsal | None = None
    announces: Announcements | None = None
    changes: list[Change] = field(default_factory=list)

    def is_attached_by_what_is_gone(self, row: Row) -> bool:
        """Say whether a row was attached by an old code alone, to whom a batch registered that was taken back."""
        if row.party.credit_code is not None or row.party.is_person or self.targets.registered(row.subject) is not None:
            return False
        held = (self.targets.of(row.subject, item) for item in self.targets.registrations_of(row.subject))
        return any(profile.content.is_taken_back for profiles in held for profile in profiles)

    def held(self, row: Row) -> Judged:
        """Note that a row waits, for its old code stands for nobody any more."""
        row.rows.note(row.place, UNKNOWN, _telling_field(row.rows, row.place))
        return Judged(row.rows.chunk.rows[row.place], Kind.HELD, UNKNOWN)

    def take_in_row(self, row: Row) -> Judged:
        """Put what a row offers or announces, and note what there is to say."""
        if self.announces is not None:
            return self._announced(row, self.announces)
        if row.rows.item.kind != REGISTRATION:
            self._look_at_party(row)
        registered = self.targets.registered(row.subject)
        offer = self.drafts.offer_of(row, registered=registered, sealed=self._sealed_number_of(row))
        return self._put(row, offer)

    def _put(self, row: Row, offer: Offer) -> Judged:
        verdict, before = self._settled(offer)
        if verdict.code is not None:
            row.rows.note(row.place, verdict.code, row_shown=verdict.earlier_row)
        return judged_of(offer, verdict, before)

    def _announced(self, row: Row, announces: Announcements) -> Judged:
        """Put what a row of a message does to its record; a text that may not be shown keeps the row out."""
        if row.place in row.rows.withheld:
            row.rows.note(row.place, NOT_FIT)
            return Judged(row.rows.chunk.rows[row.place], Kind.REFUSED, NOT_FIT)
        self._compare_name(row)
        offer = announces.offer_of(row)
        successor = self._successor_in(offer)
        if successor == row.subject:
            row.rows.note(row.place, ITSELF, SUCCESSOR)
            return Judged(row.rows.chunk.rows[row.place], Kind.REFUSED, ITSELF)
        judged = self._put(row, offer)
        if successor is not None and judged.kind is not Kind.REFUSED and judged.kind is not Kind.CONFLICT:
            self._relate_successor(row, offer, announces, successor)
        return judged

    def _successor_in(self, offer: Offer) -> Subject | None:
        kin = offer.announcement.kin if offer.announcement is not None else None
        return subject_of(kin.credit_code) if kin is not None else None

    def _relate_successor(self, row: Row, offer: Offer, announces: Announcements, successor: Subject) -> None:
        """Have the profile of who came after name whom it came after, where there is one that the sender may change."""
        profile = self.targets.registered(successor)
        verdict = None
        if profile is not None:
            named = announces.offer_of_successor(offer, profile, named=row.party.name)
            verdict, _ = self._settled(named)
        if verdict is None or verdict.outcome is Outcome.REFUSED:
            row.rows.note(row.place, NOT_LINKED, SUCCESSOR)

    def _compare_name(self, row: Row) -> None:
        """Note that a row names its party otherwise than it is registered."""
        known = self.targets.profile(row.subject, PERSON_PROFILE) if row.party.is_person else None
        known = known or self.targets.registered(row.subject)
        name = known.content.fields.get("name") if known else None
        if isinstance(name, str) and not same_name(name, row.party.name):
            row.rows.note(row.place, "party.name_differs", row.rows.item.subject.name)

    def _look_at_party(self, row: Row) -> None:
        if row.party.is_person:
            self._look_at_person(row)
            return
        self._compare_name(row)

    def _look_at_person(self, row: Row) -> None:
        """Make the profile of a person nobody knew; note that the row has another name than the profile."""
        if not self._bears_its_name(row):
            row.rows.note(row.place, UNCONFIRMED, row.rows.item.subject.name)
            row.rows.withheld[row.place] = UNCONFIRMED

    def _bears_its_name(self, row: Row) -> bool:
        known, first = self.targets.profile(row.subject, PERSON_PROFILE), row.rows.firsts.get(row.place)
        if known is None and self.rehearsal is not None:
            if first is not None:
                return same_name(first.name, row.party.name)
            return self.rehearsal.is_named(row.subject, row.party.name)
        party = row.party if first is None else replace(row.party, name=first.name)
        fields = known.content.fields if known else profile_fields_of(party, row.subject, means=self.means)
        noted = len(self.changes)
        self._settled(self.drafts.implied_profile_of(row, self.means.catalogue.get(PERSON_PROFILE), fields))
        if first is not None:
            # Put for the first row, of another portion: it finds it as its own, and whoever has that row announces it.
            del self.changes[noted:]
        profile = self.targets.profile(row.subject, PERSON_PROFILE)
        return profile is None or bears_name(profile, row.party.name)

    def _sealed_number_of(self, row: Row) -> str | None:
        """Return the number a person's profile already holds, or seal the row's own for it; a rehearsal seals none."""
        if row.rows.item.id != PERSON_PROFILE:
            return None
        known = self.targets.profile(row.subject, PERSON_PROFILE)
        held = known.content.fields.get(SEALED_NUMBER) if known else None
        if isinstance(held, str):
            return held
        return "" if self.rehearsal is not None else sealed_number(row.party, row.subject, means=self.means)

    def _settled(self, offer: Offer) -> tuple[Verdict, Record | None]:
        """Put what an offer comes to, deciding again as often as the record moves; return what stood before it too."""
        for _ in range(TRIES):
            standing = standing_for(offer, self.targets.of(offer.subject, offer.content.item))
            done = self._done_earlier(offer, standing)
            if done is not None:
                return done
            verdict = self.owner.objection_to(offer, standing) or self._verdict_on(offer, standing)
            if verdict.new is None or self._was_put(offer, verdict.new, over=standing):
                return verdict, standing
        raise StaleVersionError

    def _verdict_on(self, offer: Offer, standing: Record | None) -> Verdict:
        if offer.announcement is None:
            return verdict_on(offer, standing)
        courts = self.owner.is_of_a_court(standing)
        return verdict_on_announced(offer, offer.announcement, standing, courts=courts)

    def _done_earlier(self, offer: Offer, standing: Record | None) -> tuple[Verdict, Record | None] | None:
        """Return what became of a row that a run before put already, or of one that repeats an earlier of its file."""
        if self.rehearsal is not None:
            row = offer.content.supply.row
            earlier = self.rehearsal.earlier(offer.subject, offer.places_over(standing), row=row)
            return None if earlier is None else (of_the_same_file(offer, earlier), standing)
        made = made_of(offer, standing, history=self.means.library.history_of)
        if made is None:
            return None
        before, after = made
        self._note_change(before, after)
        if offer.announcement is not None:
            return Verdict(offer.announcement.outcome, after), before
        is_new = before is None or before.content.is_taken_back or before.content.is_left_out
        return Verdict(Outcome.ADDED if is_new else Outcome.CHANGED, after), before

    def _was_put(self, offer: Offer, new: Record, *, over: Record | None) -> bool:
        if self.rehearsal is not None:
            fields = offer.content.fields
            self.rehearsal.take(offer.subject, offer.places_over(over), row=offer.content.supply.row, fields=fields)
            return True
        try:
            self.means.library.put(new, over=over)
        except StaleVersionError:
            self.targets.read_again(new.subject, new.content.item)
            must_be_standing(self.batch, means=self.means)
            return False
        self.targets.keep(new)
        self._note_change(over, new)
        return True

    def _note_change(self, before: Record | None, after: Record) -> None:
        self.changes.append(Change(before=before, after=after, by=self.batch.ticket.certifier, role=ROLE))
