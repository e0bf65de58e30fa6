"""Taking in (入库) one chunk of checked rows.

It reads its targets, then its batch, then puts each version over the one it read. If the batch has moved meanwhile
another delivery is at work, and this one stops. If a record has moved, its row is decided again on what stands now.
Rows that an earlier, broken-off run has put are recognised by the versions they made, counted as what they were
then, and announced again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.catalogue.items import REGISTRATION
from chalicelib.errors import StaleVersionError
from chalicelib.intake.batches import Batch, Counts
from chalicelib.intake.drafts import Drafts, Row, day_in
from chalicelib.intake.identification import (
    IMPLIED,
    PERSON_PROFILE,
    SEALED_NUMBER,
    Identification,
    bears_name,
    profile_fields_of,
    sealed_number,
)
from chalicelib.intake.means import Means
from chalicelib.intake.offers import Offer, Outcome, Verdict, made_of, standing_for, verdict_on
from chalicelib.intake.parties import party_at
from chalicelib.intake.rows import Rows
from chalicelib.intake.sources import Sources
from chalicelib.intake.targets import Targets
from chalicelib.library.changes import Change
from chalicelib.library.records import UNCONFIRMED, Record
from chalicelib.terms.bodies import Body, Level
from chalicelib.terms.crosswalk import Held
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.divisions import within
from chalicelib.terms.person_names import same_name

TRIES = 8
ROLE = "department"


class OvertakenError(Exception):
    """Another delivery has moved the batch; what it did stands, and this one goes on from there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a chunk came to: counts, and the changes to announce; the findings are with the rows."""

    counts: Counts
    changes: Sequence[Change]


def take_in(rows: Rows, *, batch: Batch, means: Means, sources: Sources, now: datetime) -> Taken:
    """Put what a chunk's sound rows offer.

    Raises: OvertakenError; StaleVersionError where others moved a record at every try.
    """
    taking = _Taking(
        batch=batch,
        means=means,
        drafts=Drafts(batch, rows.item, sources, now),
        targets=Targets(means.library, means.catalogue),
    )
    outcomes = Counter({Outcome.REFUSED: len(rows.chunk.malformed) + len(rows.refused)})
    outcomes[Outcome.UNCHANGED] += len(rows.repeated - rows.refused)
    waiting = _identified(rows, means=means, now=now, outcomes=outcomes)
    for row in waiting:
        taking.targets.read(row.subject, (rows.item.id, *taking.targets.registrations_of(row.subject)))
    taking.must_be_standing()
    for row in waiting:
        outcomes[taking.take_in_row(row)] += 1
    said = {outcome.value: outcomes[outcome] for outcome in Outcome}
    return Taken(Counts(rows=len(rows) + len(rows.chunk.malformed), **said), taking.changes)


def _identified(rows: Rows, *, means: Means, now: datetime, outcomes: Counter[Outcome]) -> list[Row]:
    """Return the sound rows with whose they are; those that must wait are noted and counted as held."""
    identification = Identification(means, beijing_date(now))
    waiting = []
    for place in rows.sound:
        party = party_at(rows, place)
        found = identification.of(party, on=day_in(rows, place, rows.item.date_field))
        if isinstance(found, Held):
            rows.note(place, found.reason, _telling_field(rows, place))
            outcomes[Outcome.HELD] += 1
        else:
            waiting.append(Row(rows, place, party, found))
    return waiting


def _telling_field(rows: Rows, place: int) -> str | None:
    subject = rows.item.subject
    return next((name for name in subject.old_codes.values() if rows.column(name)[place] is not None), None)


@dataclass(slots=True)
class _Taking:
    """Puts the rows of one chunk, one after the other."""

    batch: Batch
    means: Means
    drafts: Drafts
    targets: Targets
    changes: list[Change] = field(default_factory=list)

    def must_be_standing(self) -> None:
        """Raise unless the batch is still the one this run began the chunk with."""
        current = self.means.batches.find(self.batch.batch)
        if current is None or current.version != self.batch.version:
            raise OvertakenError

    def take_in_row(self, row: Row) -> Outcome:
        """Put what a row offers, and note what there is to say."""
        if row.rows.item.kind != REGISTRATION:
            self._look_at_party(row)
        registered = self.targets.registered(row.subject)
        offer = self.drafts.offer_of(row, registered=registered, sealed=self._sealed_number_of(row))
        verdict = self._settled(offer)
        if verdict.code is not None:
            row.rows.note(row.place, verdict.code, row_shown=verdict.earlier_row)
        return verdict.outcome

    def _look_at_party(self, row: Row) -> None:
        if row.party.is_person:
            self._look_at_person(row)
            return
        registered = self.targets.registered(row.subject)
        name = registered.content.fields.get("name") if registered else None
        if isinstance(name, str) and not same_name(name, row.party.name):
            row.rows.note(row.place, "party.name_differs", row.rows.item.subject.name)

    def _look_at_person(self, row: Row) -> None:
        """Make the profile of a person nobody knew; note that the row has another name than the profile."""
        known = self.targets.profile(row.subject, PERSON_PROFILE)
        fields = known.content.fields if known else profile_fields_of(row.party, row.subject, means=self.means)
        self._settled(self.drafts.implied_profile_of(row, self.means.catalogue.get(PERSON_PROFILE), fields))
        profile = self.targets.profile(row.subject, PERSON_PROFILE)
        if profile is not None and not bears_name(profile, row.party.name):
            row.rows.note(row.place, UNCONFIRMED, row.rows.item.subject.name)
            row.rows.withheld[row.place] = UNCONFIRMED

    def _sealed_number_of(self, row: Row) -> str | None:
        """Return the number a person's profile already holds, or seal the row's own for it."""
        if row.rows.item.id != PERSON_PROFILE:
            return None
        known = self.targets.profile(row.subject, PERSON_PROFILE)
        held = known.content.fields.get(SEALED_NUMBER) if known else None
        return held if isinstance(held, str) else sealed_number(row.party, row.subject, means=self.means)

    def _against_another_body(self, offer: Offer, standing: Record | None) -> Verdict | None:
        """Refuse to write over what another body supplied, or to register a person under another name than it did.

        A city's registrar goes before another; a county's or a zone's registers anew who is registered in it.
        """
        if standing is None or offer.only_new or standing.content.withheld == IMPLIED:
            return None
        body = self.means.bodies.get(offer.content.supply.body)
        if self._answers_for(body, standing.content.supply.body):
            return None
        if offer.content.item == PERSON_PROFILE:
            agrees = bears_name(standing, str(offer.content.fields["name"]))
            return None if agrees else Verdict(Outcome.REFUSED, code="identity.contradicts_profile")
        if self.drafts.item.kind == REGISTRATION and _registers(body, standing.content.subject_division):
            return None
        return Verdict(Outcome.REFUSED, code="library.of_another_body")

    def _answers_for(self, body: Body, source: str) -> bool:
        if source not in self.means.bodies:
            return False
        return self.means.bodies.responsible(source, beijing_date(self.drafts.now)).key == body.key

    def _settled(self, offer: Offer) -> Verdict:
        """Put what an offer comes to, deciding again as often as the record moves."""
        for _ in range(TRIES):
            standing = standing_for(offer, self.targets.of(offer.subject, offer.content.item))
            made = made_of(offer, standing, history=self.means.library.history_of)
            if made is not None:
                self._note_change(*made)
                return Verdict(Outcome.ADDED if made[0] is None else Outcome.CHANGED)
            verdict = self._against_another_body(offer, standing) or verdict_on(offer, standing)
            if verdict.new is None or self._was_put(verdict.new, over=standing):
                return verdict
        raise StaleVersionError

    def _was_put(self, new: Record, *, over: Record | None) -> bool:
        try:
            self.means.library.put(new, over=over)
        except StaleVersionError:
            self.targets.read_again(new.subject, new.content.item)
            self.must_be_standing()
            return False
        self.targets.keep(new)
        self._note_change(over, new)
        return True

    def _note_change(self, before: Record | None, after: Record) -> None:
        self.changes.append(Change(before=before, after=after, by=self.batch.ticket.certifier, role=ROLE))


def _registers(body: Body, division: str | None) -> bool:
    """Say whether a body registers anew who is registered in a division; where that is not known, the city's alone."""
    return body.level is Level.CITY or (division is not None and within(division, of=body.division))
