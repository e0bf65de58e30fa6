"""A person is found by exact name and whole number alone; every other way ends alike, by the same requests."""

from typing import Any

import pytest

from chalicelib.errors import NotFoundError, UnprocessableError
from chalicelib.grants.lookups import person_named, person_presented
from chalicelib.library.records import UNCONFIRMED, Status
from chalicelib.terms.identity_documents import DocumentType
from tests.factories import a_person
from tests.unit.grants.standing import NAME, NUMBER, OTHER_NUMBER, TODAY, FakeMeans, presented


def test_name_and_number_together_find_the_profile() -> None:
    means = FakeMeans()
    profile = means.know()

    assert person_named(presented(), means=means, today=TODAY) == profile


@pytest.mark.parametrize("name", ["阿示例•虚构", " 阿示例 · 虚构 ", "阿示例．虚构", "阿示例‧虚构"])
def test_the_kind_of_dot_and_blanks_do_not_matter(name: str) -> None:
    means = FakeMeans()
    profile = means.know()

    assert person_named(presented(name=name), means=means, today=TODAY) == profile


def test_a_number_may_be_written_in_any_width() -> None:
    means = FakeMeans()
    means.know()

    wide = NUMBER.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})

    assert person_presented(presented(number=f" {wide[:6]} {wide[6:]}"), means=means, today=TODAY) == a_person()


@pytest.mark.parametrize("name", ["阿示例", "阿示例虚构", "阿示例·虚", "阿*·**", "%"])
def test_part_of_a_name_or_another_finds_nobody(name: str) -> None:
    means = FakeMeans()
    means.know()

    with pytest.raises(NotFoundError):
        person_named(presented(name=name), means=means, today=TODAY)


def test_a_number_that_nobody_has_is_nobody_s() -> None:
    means = FakeMeans()
    means.know()

    with pytest.raises(NotFoundError):
        person_named(presented(number=OTHER_NUMBER), means=means, today=TODAY)
    assert person_presented(presented(number=OTHER_NUMBER), means=means, today=TODAY) != a_person()


@pytest.mark.parametrize("content", [{"withheld": UNCONFIRMED}, {"status": Status.WITHDRAWN}])
def test_who_is_not_surely_registered_is_not_found(content: dict[str, Any]) -> None:
    means = FakeMeans()
    means.know(**content)

    with pytest.raises(NotFoundError):
        person_named(presented(), means=means, today=TODAY)


def test_a_profile_without_a_name_bears_none() -> None:
    means = FakeMeans()
    means.know(fields={"id_type": "身份证"})

    with pytest.raises(NotFoundError):
        person_named(presented(), means=means, today=TODAY)


@pytest.mark.parametrize(
    ("document_type", "number", "code"),
    [
        (DocumentType.RESIDENT_ID, NUMBER[:-1], "identity.resident_id_length"),
        (DocumentType.RESIDENT_ID, NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), "identity.resident_id_check"),
        (DocumentType.PASSPORT, "E 1234*", "identity.document_number_shape"),
    ],
)
def test_a_number_that_no_document_bears_is_refused_and_not_repeated(
    document_type: DocumentType, number: str, code: str
) -> None:
    with pytest.raises(UnprocessableError) as refused:
        person_named(presented(document_type=document_type, number=number), means=FakeMeans(), today=TODAY)

    assert refused.value.code == code
    assert number not in f"{refused.value}{refused.value.errors}"


def test_another_kind_of_document_is_another_key() -> None:
    means = FakeMeans()
    means.know()

    passport = presented(document_type=DocumentType.PASSPORT, number="E12345678")

    assert person_presented(passport, means=means, today=TODAY) != a_person()


def test_what_names_a_person_does_not_print_them() -> None:
    said = f"{presented()!r} {presented()}"

    assert NAME not in said
    assert NUMBER not in said
