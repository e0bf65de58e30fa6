"""Persons looked up: by exact name and whole document number, on a ground; never searched, listed or guessed.

    number ─▶ keyed hash ─▶ reference, or one of nobody ─▶ profile ─▶ the same name? ─▶ the person, or one answer

Unknown, nothing held, and another name are one answer by the same requests: where a document has no reference, the
profile of nobody is asked for. The number is made into its keyed hash here and dropped.

Source: domain practice (name and number together); 个人信息保护法 art. 6 for asking no more than is needed.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from chalicelib.catalogue.items import REGISTRATION, Catalogue
from chalicelib.errors import FieldError, NotFoundError, UnprocessableError
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import UNCONFIRMED, Record, Status
from chalicelib.terms import resident_ids
from chalicelib.terms.identity_documents import FAULTS, DocumentType, fault_in
from chalicelib.terms.person_names import same_name
from chalicelib.terms.subjects import Library, Subject, person_of, reference_of_nobody

if TYPE_CHECKING:
    from chalicelib.grants.means import Means
    from chalicelib.library.identities import Documents


class Presented(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is meant, as a document says it. Shape: {"name": "…", "document_type": "resident_id", "number": "…"}."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    document_type: DocumentType
    number: Annotated[str, Meta(min_length=1, max_length=64)]

    def __repr__(self) -> str:
        """Say nothing of whom it names, wherever it may be printed."""
        return "Presented(…)"


def person_named(presented: Presented, *, means: "Means", today: date) -> Record:
    """Return the profile of the person whom a document names, exactly.

    Raises: NotFoundError for a number that is unknown, of whom nothing is held, or whose name is another;
            UnprocessableError for a number that no document has.
    """
    person = person_presented(presented, means=means, today=today)
    profile = means.library.find(record_id_of(person, profile_place(_item_of_persons(means.catalogue))))
    if profile is None or not _is_held(profile) or not _is_named(profile, presented.name, means.catalogue):
        raise NotFoundError
    return profile


def person_presented(presented: Presented, *, means: "Means", today: date) -> Subject:
    """Return the person a document belongs to; nobody's reference where it belongs to no one that is known.

    Raises: UnprocessableError for a number that no document has; it does not repeat the number.
    """
    document = _hash_of(presented, documents=means.documents, today=today)
    return person_of(means.identities.find(document) or reference_of_nobody(document))


def _hash_of(presented: Presented, *, documents: "Documents", today: date) -> str:
    number = resident_ids.compact(presented.number)
    fault = fault_in(presented.document_type, number, today=today)
    if fault:
        zh, en = FAULTS[fault], "Not a number that such a document bears."
        raise UnprocessableError(fault, zh, en, errors=(FieldError("/number", fault, zh, en),))
    if presented.document_type is DocumentType.RESIDENT_ID:
        number = resident_ids.eighteen_of(number)
    return documents.hash_of(presented.document_type.value, number)


def _is_held(profile: Record) -> bool:
    return profile.content.status is Status.LIVE and profile.content.withheld != UNCONFIRMED


def _is_named(profile: Record, name: str, catalogue: Catalogue) -> bool:
    held = profile.content.fields.get(catalogue.get(profile.content.item).subject.name)
    return isinstance(held, str) and same_name(held, name)


def _item_of_persons(catalogue: Catalogue) -> str:
    return next(
        item.id for item in catalogue.items if item.kind == REGISTRATION and Library.PERSONS.value in item.libraries
    )
