"""Subjects: which library a code or a reference leads to."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import UnprocessableError
from chalicelib.terms.subjects import (
    REFERENCE_BYTES,
    Library,
    Subject,
    is_person_reference,
    library_of,
    person_of,
    person_reference_of,
    reference_of_nobody,
    subject_of,
)


@pytest.mark.parametrize(
    ("code", "library"),
    [
        ("91512000206861148T", Library.MARKET_ENTITIES),
        ("92512021MA67D6A72W", Library.MARKET_ENTITIES),
        ("93512022MA6CKLE55N", Library.MARKET_ENTITIES),
        ("99140000MA0H3UTK9E", Library.MARKET_ENTITIES),
        ("11511800008539131R", Library.ORGANISATIONS),
        ("52140829MJ1938921G", Library.ORGANISATIONS),
        ("N2512021MF0000013N", Library.ORGANISATIONS),
        ("Y1512000MG0000017J", Library.ORGANISATIONS),
    ],
)
def test_a_credit_code_leads_to_its_library(code: str, library: Library) -> None:
    assert subject_of(code) == Subject(library, code)


def test_a_prefix_nobody_knows_is_an_other_organisation() -> None:
    assert library_of("X8") is Library.ORGANISATIONS


def test_a_code_is_taken_in_any_width_and_case() -> None:
    assert subject_of(" ９１５１２０００２０６８６１１４８t ").key == "91512000206861148T"


@pytest.mark.parametrize("number", ["512002199003070019", "9151200020686114", ""])
def test_no_other_number_becomes_a_key(number: str) -> None:
    with pytest.raises(UnprocessableError) as caught:
        subject_of(number)

    assert caught.value.code.startswith("identity.credit_code_")
    assert number == "" or number not in str(caught.value) + caught.value.zh


@given(st.binary(min_size=REFERENCE_BYTES, max_size=REFERENCE_BYTES))
def test_a_person_s_reference_is_url_safe_and_known_again(random_bytes: bytes) -> None:
    reference = person_reference_of(random_bytes)

    assert re.fullmatch(r"[A-Z0-9\-]+", reference)
    assert is_person_reference(reference)
    assert person_of(reference) == Subject(Library.PERSONS, reference)
    assert person_of(reference).is_person


def test_a_reference_is_made_of_enough_bytes() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        person_reference_of(b"short")


@pytest.mark.parametrize("text", ["512002199003070019", "PERSON-512002199003070019", "91512000206861148T", ""])
def test_what_is_no_reference_is_no_person(text: str) -> None:
    with pytest.raises(UnprocessableError) as caught:
        person_of(text)

    assert caught.value.code == "identity.person_reference_shape"


def test_a_subject_is_named_by_its_library_and_its_key() -> None:
    assert Subject(Library.ORGANISATIONS, "53512000MJ00000343").reference == "o~53512000MJ00000343"


def test_nobody_has_a_reference_too_the_same_for_the_same_document() -> None:
    assert person_of(reference_of_nobody("v1:a")) == person_of(reference_of_nobody("v1:a"))
    assert reference_of_nobody("v1:a") != reference_of_nobody("v1:b")


def test_an_organisation_is_no_person() -> None:
    assert not subject_of("53512000MJ00000343").is_person


@pytest.mark.parametrize("library", list(Library))
def test_a_library_has_a_letter_and_an_official_name(library: Library) -> None:
    assert Library.lettered(library.letter) is library
    assert library.zh


def test_a_letter_of_no_library_is_none() -> None:
    assert {library.letter for library in Library} == {"m", "p", "o"}
    assert Library.lettered("x") is None
