"""Taking in (入库) one chunk of checked rows.

The same code judges the rows of a plan, and puts nothing then (`rehearsals`).

It reads its targets, then its batch, then puts each version over the one it read. If the batch has moved meanwhile
another delivery is at work, and this one stops. If a record has moved, its row is decided again on what stands now.
Rows that an earlier, broken-off run has put are recognised by the versions they made, counted as what they were
then, and announced again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from chalicelib.intake.made import Made
from chalicelib.intake.means import Means
from chalicelib.intake.offers import Offer, Outcome, Verdict, made_of, of_the_same_file, standing_for, verdict_on
from chalicelib.intake.parties import party_at
from chalicelib.intake.plans import Judged, Kind
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.intake.rows import Rows
from chalicelib.intake.sources import Sources
from chalicelib.intake.targets import Targets
from chalicelib.library.changes import Change
from chalicelib.library.places import record_id_of
from chalicelib.library.records import UNCONFIRMED, Content, Record
from chalicelib.terms.bodies import Body, Level
from chalicelib.terms.crosswalk import UNKNOWN, Held
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.divisions import within
from chalicelib.terms.findings import Finding, Severity
from chalicelib.terms.person_names import same_name

TRIES = 8
ROLE = "department"
_CONFLICTS = frozenset(
    {
        "identity.contradicts_profile",
        "library.contradicts_correction",
        "library.contradicts_withdrawal",
        "library.of_another_body",
    }
)
_KINDS = {
    Outcome.ADDED: Kind.ADD,
    Outcome.CHANGED: Kind.NEW_VERSION,
    Outcome.UNCHANGED: Kind.UNCHANGED,
    Outcome.REFUSED: Kind.REFUSED,
    Outcome.HELD: Kind.HELD,
    Outcome.SUPERSEDED: Kind.SUPERSEDED,
    Outcome.EXPIRED: Kind.EXPIRE,
    Outcome.REVOKED: Kind.REVOKE,
}


class OvertakenError(Exception):
    """Another delivery has moved the batch; what it did stands, and this one goes on from there."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a chunk came to: counts, the changes to announce, what was judged of each row, and the findings.

    `ahead` is what was put ahead, and announced: the versions, and by how many live records there are more.
    """

    counts: Counts
    changes: Sequence[Change]
    judged: Sequence[Judged]
    findings: Sequence[Finding]
    ahead: tuple[Sequence[Made], int] | None = None


def must_be_standing(batch: Batch, *, means: Means) -> None:
    """Raise unless a batch is still the one that this run began a chunk with. Raises: OvertakenError."""
    current = means.batches.find(batch.batch)
    if current is None or not current.stands_as(batch):
        raise OvertakenError


def counts_of(judged: Sequence[Judged]) -> Counts:
    """Return what judged rows come to."""
    outcomes = {kind: outcome.value for outcome, kind in _KINDS.items()}
    outcomes |= {Kind.DISPUTED: Outcome.CHANGED.value, Kind.CONFLICT: Outcome.REFUSED.value}
    return Counts(rows=len(judged), **Counter(outcomes[one.kind] for one in judged))


def take_in(  # noqa: PLR0913 -- what a flow's step needs comes by keyword
    rows: Rows, *, batch: Batch, means: Means, sources: Sources, now: datetime, rehearsal: Rehearsal | None = None
) -> Taken:
    """Put what a chunk's sound rows offer; in a rehearsal judge them alone, and put nothing anywhere.

    Raises: OvertakenError; StaleVersionError where others moved a record at every try.
    """
    taking = _Taking(
        batch=batch,
        means=means,
        drafts=Drafts(batch, rows.item, sources, now),
        targets=Targets(means.library, means.catalogue),
        rehearsal=rehearsal,
    )
    judged = [Judged(rows.chunk.rows[place], Kind.UNCHANGED) for place in sorted(rows.repeated.keys() - rows.refused)]
    refused = [rows.chunk.rows[place] for place in rows.refused]
    waiting = _identified(rows, taking, judged=judged, now=now)
    for row in waiting:
        taking.targets.read(row.subject, (rows.item.id, *taking.targets.registrations_of(row.subject)))
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
    identification = Identification(taking.means, beijing_date(now), is_rehearsed=taking.rehearsal is not None)
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
    rehearsal: Rehearsal | None = None
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
        """Put what a row offers, and note what there is to say."""
        if row.rows.item.kind != REGISTRATION:
            self._look_at_party(row)
        registered = self.targets.registered(row.subject)
        offer = self.drafts.offer_of(row, registered=registered, sealed=self._sealed_number_of(row))
        verdict, before = self._settled(offer)
        if verdict.code is not None:
            row.rows.note(row.place, verdict.code, row_shown=verdict.earlier_row)
        return _judged(offer, verdict, before)

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

    def _against_another_body(self, offer: Offer, standing: Record | None) -> Verdict | None:
        """Refuse to write over what another body supplied, or to register a person under another name than it did.

        A city's registrar goes before another; a county's or a zone's registers anew who is registered in it.
        """
        if standing is None or offer.only_new or standing.content.withheld == IMPLIED or standing.content.is_taken_back:
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

    def _settled(self, offer: Offer) -> tuple[Verdict, Record | None]:
        """Put what an offer comes to, deciding again as often as the record moves; return what stood before it too."""
        for _ in range(TRIES):
            standing = standing_for(offer, self.targets.of(offer.subject, offer.content.item))
            done = self._done_earlier(offer, standing)
            if done is not None:
                return done
            verdict = self._against_another_body(offer, standing) or verdict_on(offer, standing)
            if verdict.new is None or self._was_put(offer, verdict.new, over=standing):
                return verdict, standing
        raise StaleVersionError

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
        is_new = before is None or before.content.is_taken_back
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


def _judged(offer: Offer, verdict: Verdict, before: Record | None) -> Judged:
    """Return what becomes of a row, and against which record and version."""
    row, kind = offer.content.supply.row, _KINDS[verdict.outcome]
    fields: tuple[str, ...] = ()
    if verdict.outcome is Outcome.ADDED:
        return Judged(row, kind, record_id=record_id_of(offer.subject, offer.place), version=0)
    if before is None:
        return Judged(row, kind, verdict.code)
    if verdict.outcome is Outcome.CHANGED:
        kind = Kind.DISPUTED if before.mark is not None else kind
        fields = _differing(before, offer.content)
    elif verdict.code in _CONFLICTS:
        kind = Kind.CONFLICT
    return Judged(row, kind, verdict.code, before.record_id, before.version, fields)


def _differing(before: Record, content: Content) -> tuple[str, ...]:
    old, new = before.content.fields, content.fields
    return tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))


def _registers(body: Body, division: str | None) -> bool:
    """Say whether a body registers anew who is registered in a division; where that is not known, the city's alone."""
    return body.level is Level.CITY or (division is not None and within(division, of=body.division))
