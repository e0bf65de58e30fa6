"""Identification: whose file a row belongs in.

An organisation is found by its credit code, or by its old codes through the crosswalk: attached where these stand
for exactly one organisation, held where for none or several. A person is found by the keyed hash of document type
and number, and gets a random reference at the first row; the number itself goes, sealed, into the profile alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from chalicelib.intake.means import Means
from chalicelib.intake.parties import Party
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import Record, Value
from chalicelib.terms.crosswalk import Held, resolution
from chalicelib.terms.identity_documents import DocumentType, documents
from chalicelib.terms.person_names import same_name
from chalicelib.terms.subjects import Subject, person_of, reference_of_nobody, subject_of

PERSON_PROFILE = "person_profile"
SEALED_NUMBER = "id_no_sealed"
# Withheld for this: the profile was made from a record about the person, and nobody registered it.
IMPLIED = "identity.implied"


@dataclass(slots=True)
class Identification:
    """Finds subjects for the rows of one chunk; each code and document is asked for once.

    Of rows that are only judged, a person whom nobody knows gets no reference.
    """

    means: Means
    today: date
    is_rehearsed: bool = False
    known: dict[Party, Subject] = field(default_factory=dict)

    def of(self, party: Party, *, on: date | None) -> Subject | Held:
        """Return whose a party's row is, on the day that counts for old codes; or why it is held."""
        if party.credit_code is not None:
            return subject_of(party.credit_code)
        if not party.is_person:
            return self._by_old_codes(party, on or self.today)
        if party not in self.known:
            self.known[party] = person_of(self._reference_of(party))
        return self.known[party]

    def _by_old_codes(self, party: Party, on: date) -> Subject | Held:
        links = [link for old in party.old_codes for link in self.means.crosswalk.links_of(old)]
        found = resolution(links, on=on)
        return found if isinstance(found, Held) else subject_of(found.credit_code)

    def _reference_of(self, party: Party) -> str:
        document = document_of(party, means=self.means)
        known = self.means.identities.find(document)
        if known is None and self.is_rehearsed:
            return reference_of_nobody(document)
        return known or self.means.identities.add(document, self.means.numbers.person_reference(document=document))


def document_of(party: Party, *, means: Means) -> str:
    """Return the keyed hash of a person's document, under which their reference is found."""
    return means.documents.hash_of(_kind_of(party).value, party.document_number or "")


def profile_fields_of(party: Party, subject: Subject, *, means: Means) -> Mapping[str, Value]:
    """Return the fields of a person's profile as a row about them gives it, the number sealed for this place alone."""
    return {
        "name": party.name,
        "id_type": documents()[_kind_of(party)].zh,
        SEALED_NUMBER: sealed_number(party, subject, means=means),
    }


def sealed_number(party: Party, subject: Subject, *, means: Means) -> str:
    """Return a person's document number, sealed for the person's profile: its record id is the place."""
    place = record_id_of(subject, profile_place(PERSON_PROFILE))
    return means.seal.sealed(party.document_number or "", place=place)


def bears_name(profile: Record, name: str) -> bool:
    """Say whether a profile has a name; width, blanks and the kind of middle dot do not matter."""
    return same_name(str(profile.content.fields.get("name") or ""), name)


def _kind_of(party: Party) -> DocumentType:
    return party.document_type or DocumentType.OTHER
