"""Owners (记录归属): who may write over a record, and whose decision it tells of."""

from dataclasses import dataclass
from datetime import date

from chalicelib.catalogue.items import REGISTRATION, Catalogue
from chalicelib.intake.identification import IMPLIED, PERSON_PROFILE, bears_name
from chalicelib.intake.offers import Offer, Outcome, Verdict
from chalicelib.library.records import Record
from chalicelib.terms.bodies import Bodies, Body, Kind, Level
from chalicelib.terms.divisions import within

AUTHORITY = "authority_credit_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The body that sends a batch, as one that may write over what it answers for today."""

    body: str
    bodies: Bodies
    catalogue: Catalogue
    today: date

    def objection_to(self, offer: Offer, standing: Record | None) -> Verdict | None:
        """Refuse to write over what another body supplied, or to register a person under another name than it did.

        A city's registrar goes before another; a county's or a zone's registers anew who is registered in it.
        """
        if standing is None or offer.only_new or standing.content.withheld == IMPLIED or standing.content.is_taken_back:
            return None
        body = self.bodies.get(self.body)
        if self._answers_for(body, standing.content.supply.body):
            return None
        if offer.content.item == PERSON_PROFILE:
            agrees = bears_name(standing, str(offer.content.fields["name"]))
            return None if agrees else Verdict(Outcome.REFUSED, code="identity.contradicts_profile")
        is_registration = self.catalogue.get(offer.content.item).kind == REGISTRATION
        if is_registration and _registers(body, standing.content.subject_division):
            return None
        return Verdict(Outcome.REFUSED, code="library.of_another_body")

    def is_of_a_court(self, record: Record | None) -> bool:
        """Say whether a court supplied a record, or determined what it tells of."""
        if record is None:
            return False
        source, code = record.content.supply.body, record.content.fields.get(AUTHORITY)
        named = [self.bodies.get(source) if source in self.bodies else None]
        named += [self.bodies.by_credit_code(code) if isinstance(code, str) else None]
        return any(body is not None and body.kind is Kind.COURT for body in named)

    def _answers_for(self, body: Body, source: str) -> bool:
        if source not in self.bodies:
            return False
        return self.bodies.responsible(source, self.today).key == body.key


def _registers(body: Body, division: str | None) -> bool:
    """Say whether a body registers anew who is registered in a division; where that is not known, the city's alone."""
    return body.level is Level.CITY or (division is not None and within(division, of=body.division))
