"""Meaning: what single sound cells say together, and what they say of persons.

`ROW_CHECKS` is the list; each check is a sentence that should be true of a sound row, and sees each distinct
value, or combination of a few, once a chunk. Fields are never named here: the catalogue says which are dates,
who the subject is, and what must differ from what.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cache, partial
from typing import cast

from chalicelib.catalogue.fields import PERSON, Field
from chalicelib.catalogue.items import REGISTRATION
from chalicelib.intake.forms import Typed, printed
from chalicelib.intake.mentions import any_has_enough_digits, suspects_in
from chalicelib.intake.parties import document_type_said
from chalicelib.intake.rows import Rows
from chalicelib.terms import identity_documents, legacy_codes, pledge_numbers, resident_ids
from chalicelib.terms.identity_documents import DocumentType
from chalicelib.terms.subjects import Library, SubjectKind, library_of

RowCheck = Callable[[Rows, date], None]

_SPEAKING = frozenset({"text", "enum", "enum_list"})
_NUMBERED_BY_BIRTH = frozenset({DocumentType.RESIDENT_ID, DocumentType.RESIDENCE_PERMIT})
_OF_PERSONS = SubjectKind.PERSON.zh
_REGISTRATION_NUMBER_LENGTH = 15
_OF_CREDIT_CODES = frozenset({Library.MARKET_ENTITIES, Library.ORGANISATIONS})


def dates_are_not_in_the_future(rows: Rows, today: date) -> None:
    """A day that something happened on is not later than today."""
    last = today.isoformat()
    for field in _fields_in(rows):
        if field.not_future and max(_days_in(rows, field.id), default="") > last:
            for place in rows.places_where(lambda day: day is not None and day > last, field.id):
                rows.note(place, "date.in_the_future", field.id)


def dates_follow_one_another(rows: Rows, _: date) -> None:
    """The later day of a pair is not before the earlier; the day that stands for ever is after all."""
    code = "date.before_another"
    if rows.item.kind == REGISTRATION:
        code = "date.before_another_registered"
    for field in _fields_in(rows):
        if field.not_before is not None and not _all_lie_after(rows, field.id, field.not_before):
            other = _name_of(rows, field.not_before)
            for place in rows.places_where(_is_before, field.id, field.not_before):
                rows.note(place, code, field.id, other=other)


def authority_is_not_the_party(rows: Rows, _: date) -> None:
    """Who decided is not whom it was decided about."""
    for field in _fields_in(rows):
        if field.differs_from is not None and rows.distinct(field.id) & rows.distinct(field.differs_from) - {None}:
            other = _name_of(rows, field.differs_from)
            for place in rows.places_where(_are_one, field.id, field.differs_from):
                rows.note(place, "party.same_as_authority", field.id, other=other)


def documents_are_sound(rows: Rows, today: date) -> None:
    """The number of an identity document has the form of its kind; it is kept from here on as it is compared."""
    for field in _fields_in(rows):
        if field.type != "identifier":
            continue
        pairs = list(zip(rows.column(field.typed_by), rows.column(field.id), strict=True))
        read = {pair: _document(*pair, today=today) for pair in set(pairs) if pair[1] is not None}
        rows.put(field.id, [read[pair][0] if pair in read else None for pair in pairs])
        for place, pair in enumerate(pairs):
            code = read[pair][1] if pair in read and place not in rows.refused else None
            if code:
                rows.note(place, code, field.id)


def old_codes_have_their_form(rows: Rows, _: date) -> None:
    """An old number has the form of its kind; if not, that is worth a word and no more."""
    for kind, name in rows.item.subject.old_codes.items():
        if rows.has(name):
            for place in rows.places_where(partial(_is_doubtful, kind), name):
                rows.note(place, "identity.old_code_doubtful", name)


def party_is_what_it_says(rows: Rows, _: date) -> None:
    """A person has no credit code, an organisation no identity document."""
    subject = rows.item.subject
    if subject.kind is None:
        return
    if subject.credit_code and rows.has(subject.credit_code) and _OF_PERSONS in rows.distinct(subject.kind):
        wrong = rows.places_where(lambda kind, code: kind == _OF_PERSONS and code, subject.kind, subject.credit_code)
        for place in wrong:
            rows.note(place, "party.person_with_credit_code", subject.credit_code)
    if subject.document_number and rows.has(subject.document_number):
        kinds, numbers = rows.column(subject.kind), rows.column(subject.document_number)
        given = [number is not None for number in numbers]
        for place in rows.places_in(lambda kind, number: kind != _OF_PERSONS and number, kinds, given):
            rows.note(place, "party.organisation_with_personal_document", subject.document_number)


def party_belongs_to_the_item(rows: Rows, _: date) -> None:
    """The subject is of a library that the item is kept in."""
    name, libraries = rows.item.subject.credit_code, rows.item.libraries
    if name is not None and not _OF_CREDIT_CODES.issubset(libraries):
        for place in rows.places_where(lambda code: code and library_of(code) not in libraries, name):
            rows.note(place, "party.of_another_library", name, item_zh=rows.item.zh)


def party_is_of_age(rows: Rows, today: date) -> None:
    """A person was of age when it happened, or is today where nothing happened on a day.

    Source: 四川省社会信用条例 art. 3.
    """
    item, subject = rows.item, rows.item.subject
    if item.minimum_age is None or subject.document_number is None:
        return
    if rows.has(subject.document_number):
        of_age = partial(_is_under_age, item.minimum_age, today)
        for place in rows.places_where(of_age, subject.document_type, subject.document_number, item.date_field):
            rows.note(place, "party.is_a_minor", subject.document_number)
    if PERSON in item.subject_kinds and rows.has("is_adult"):
        for place in rows.places_where(lambda adult: adult is False, "is_adult"):
            rows.note(place, "party.is_a_minor", "is_adult")


def numbers_hold_their_day(rows: Rows, _: date) -> None:
    """The number of a pledge has its form, and holds the day on which the pledge was made."""
    for field in _fields_in(rows):
        if field.dated_by is not None:
            for place in rows.places_where(_holds_another_day, field.id, field.dated_by):
                rows.note(place, "cell.number_without_its_day", field.id, other=_name_of(rows, field.dated_by))


def texts_mention_no_numbers_of_persons(rows: Rows, today: date) -> None:
    """No text that is kept carries a resident ID, and none that is published a mobile number."""
    for field in _fields_in(rows):
        if field.type in _SPEAKING and field.is_stored:
            _look_for_numbers_of_persons(rows, field, today=today)


def _look_for_numbers_of_persons(rows: Rows, field: Field, *, today: date) -> None:
    if field.id in rows.usual and not any_has_enough_digits(rows.usual[field.id]):
        return
    said = {printed(value): value for value in rows.distinct(field.id) if value}
    suspects = suspects_in(said)
    if not suspects:
        return
    old_codes = rows.item.subject.old_codes.values()
    found = {text for text in suspects if resident_ids.mentions_resident_id(text)}
    found = {text for text in found if not _is_other_number(text, field, old_codes, today=today)}
    for place in rows.places_of({said[text] for text in found}, field.id):
        rows.note(place, "text.mentions_resident_id", field.id)
    if field.free_text:
        called = {said[text] for text in suspects if resident_ids.mentions_mobile(text)}
        for place in rows.places_of(called, field.id):
            rows.note(place, "text.mentions_mobile", field.id)


def row_is_declared_for_the_public(rows: Rows, _: date) -> None:
    """What its source did not declare for the public, in a form that has a column for it, is not published."""
    for field in _fields_in(rows):
        if field.declares_public:
            others = rows.distinct(field.id) - {None, *field.declares_public}
            for place in rows.places_of(others, field.id):
                rows.note(place, "row.not_for_the_public", field.id)


def listed_values_stand_in_their_column(rows: Rows, _: date) -> None:
    """A value of a list stands under its own column, and not under a text's while something else stands there."""
    unlisted = [(one.row, one.field) for one in rows.findings if one.code == "cell.not_in_list"]
    if not unlisted:
        return
    places = {row: place for place, row in enumerate(rows.chunk.rows)}
    columns = ((rows.item.field(name), cells) for name, cells in rows.chunk.columns.items())
    # What is told freely may well be one word of a list.
    texts = {one.id: cells for one, cells in columns if one.type == "text" and not one.free_text}
    for row, name in unlisted:
        place, words = places[cast("int", row)], _words_of(rows.item.field(cast("str", name)))
        other = next((other for other, cells in texts.items() if cells[place].strip() in words), None)
        if other is not None:
            rows.note(place, "cell.exchanged_with_another", name, other=_name_of(rows, other))


ROW_CHECKS: tuple[RowCheck, ...] = (
    listed_values_stand_in_their_column,
    dates_are_not_in_the_future,
    dates_follow_one_another,
    authority_is_not_the_party,
    documents_are_sound,
    old_codes_have_their_form,
    party_is_what_it_says,
    party_belongs_to_the_item,
    party_is_of_age,
    numbers_hold_their_day,
    texts_mention_no_numbers_of_persons,
    row_is_declared_for_the_public,
)


def _fields_in(rows: Rows) -> Iterator[Field]:
    return (field for field in rows.item.fields if rows.has(field.id))


@cache
def _words_of(field: Field) -> frozenset[str]:
    """Return the words of a list that stand in no other column by chance."""
    return frozenset(word for word in field.codes.by_word if not word.isdecimal()) if field.codes else frozenset()


def _name_of(rows: Rows, field_id: str) -> str:
    return rows.shown.get(field_id, rows.item.field(field_id).zh)


def _holds_another_day(number: Typed, day: Typed) -> bool:
    if not isinstance(number, str) or not isinstance(day, str):
        return False
    held = pledge_numbers.day_in(number)
    return held is None or held.isoformat() != day


def _are_one(value: Typed, other: Typed) -> bool:
    return value is not None and value == other


def _all_lie_after(rows: Rows, later: str, earlier: str) -> bool:
    """Say whether the first day in one column is not before the last in another, so that no pair has to be compared."""
    return min(_days_in(rows, later), default="9") >= max(_days_in(rows, earlier), default="")


def _days_in(rows: Rows, name: str) -> Iterator[str]:
    """Return the days that occur in a column of dates, which holds nothing else."""
    return cast("Iterator[str]", filter(None, rows.distinct(name)))


def _is_before(later: Typed, earlier: Typed) -> bool:
    return isinstance(later, str) and isinstance(earlier, str) and later < earlier


def _document(word: Typed, number: Typed, *, today: date) -> tuple[str | None, str | None]:
    """Return a document's number as it is compared, and the code of what there is to say about it."""
    kind = document_type_said(word)
    compact = resident_ids.compact(str(number))
    fault = identity_documents.fault_in(kind, compact, today=today)
    if fault:
        return None, fault
    whole = resident_ids.eighteen_of(compact) if kind is DocumentType.RESIDENT_ID else compact
    return whole, None if identity_documents.is_of_usual_shape(kind, compact) else "identity.document_unusual"


def _is_doubtful(kind: str, number: Typed) -> bool:
    if not isinstance(number, str):
        return False
    compact = legacy_codes.compact(number)
    match kind:
        case "registration_number":
            whole = len(compact) == _REGISTRATION_NUMBER_LENGTH
            return whole and legacy_codes.registration_number_fault_in(compact) is not None
        case "organisation_code":
            return legacy_codes.organisation_code_fault_in(compact) is not None
        case "tax_number":
            return legacy_codes.tax_number_fault_in(compact) is not None
        case "institution_certificate":
            return legacy_codes.institution_certificate_fault_in(compact) is not None
        case _:
            return legacy_codes.social_organisation_certificate_fault_in(number) is not None


def _is_under_age(minimum: int, today: date, word: Typed, number: Typed, happened: Typed) -> bool:
    if not isinstance(number, str) or document_type_said(word) not in _NUMBERED_BY_BIRTH:
        return False
    return resident_ids.age_on(number, date.fromisoformat(happened) if isinstance(happened, str) else today) < minimum


def _is_other_number(text: str, field: Field, old_codes: Collection[str], *, today: date) -> bool:
    """Say whether what looks like a person's number is a pledge's, or an organisation's of before the credit code."""
    if field.dated_by is not None:
        return pledge_numbers.holds_nobodys_number(text, today=today)
    return field.id in old_codes and _is_registration_number(text)


def _is_registration_number(text: str) -> bool:
    """Say whether a number that looks like an old ID is a sound registration number all the same."""
    return legacy_codes.registration_number_fault_in(legacy_codes.compact(text)) is None
