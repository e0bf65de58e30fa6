"""The numbers from before the credit code."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.terms import credit_codes, legacy_codes

digits_14 = st.text("0123456789", min_size=14, max_size=14)


def test_an_organisation_code_is_written_with_a_hyphen_and_compared_without() -> None:
    assert legacy_codes.compact(" ２０６８６１１４－８ ") == "206861148"
    assert legacy_codes.organisation_code_fault_in("206861148") is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("206861147", "identity.organisation_code_check"),
        ("20686114", "identity.organisation_code_shape"),
        ("20686114A", "identity.organisation_code_shape"),
        ("无", "identity.organisation_code_shape"),
    ],
)
def test_an_unsound_organisation_code_is_told_by_its_fault(code: str, fault: str) -> None:
    assert legacy_codes.organisation_code_fault_in(code) == fault


def test_a_check_of_ten_is_written_x_and_of_eleven_nought() -> None:
    assert legacy_codes.organisation_check_in("20680088") == "X"
    assert legacy_codes.organisation_check_in("00000000") == "0"


@given(digits_14)
def test_a_registration_number_with_its_check_is_sound_and_with_another_is_not(first: str) -> None:
    check = legacy_codes.registration_check_in(first)
    other = str((int(check) + 1) % 10)

    assert legacy_codes.registration_number_fault_in(first + check) is None
    assert legacy_codes.registration_number_fault_in(first + other) == "identity.registration_number_check"


@pytest.mark.parametrize("number", ["5106810000234", "企合苏锡总字第0001号", "", "5106810000２3456"])
def test_what_is_not_fifteen_digits_is_no_registration_number_of_that_kind(number: str) -> None:
    assert legacy_codes.registration_number_fault_in(number) == "identity.registration_number_shape"


@pytest.mark.parametrize("number", ["512002206861148", "51200220686114801", "91512000206861148T", "5" * 20])
def test_a_tax_number_is_judged_by_its_length_and_characters(number: str) -> None:
    assert legacy_codes.tax_number_fault_in(number) is None


@pytest.mark.parametrize("number", ["", "5" * 16, "51200220686114*"])
def test_a_tax_number_of_another_length_or_character_is_unsound(number: str) -> None:
    assert legacy_codes.tax_number_fault_in(number) == "identity.tax_number_shape"


def test_an_institution_certificate_has_twelve_digits() -> None:
    assert legacy_codes.institution_certificate_fault_in("151200000017") is None
    assert legacy_codes.institution_certificate_fault_in("15120000001") == "identity.institution_certificate_shape"


def test_a_social_organisation_certificate_is_a_short_text() -> None:
    fault = "identity.social_organisation_certificate_shape"

    assert legacy_codes.social_organisation_certificate_fault_in("川资社证字第0001号") is None
    assert legacy_codes.social_organisation_certificate_fault_in(" ") == fault
    assert legacy_codes.social_organisation_certificate_fault_in("字" * 51) == fault


def test_every_fault_has_its_sentence() -> None:
    assert all(sentence.endswith("。") for sentence in legacy_codes.FAULTS.values())


def test_the_organisation_codes_within_public_credit_codes_agree(
    public_rows: Callable[[str], list[dict[str, str]]],
) -> None:
    for row in public_rows("register_ziyang.csv"):
        inner = credit_codes.organisation_code_in(row["uscc"])
        assert legacy_codes.organisation_code_fault_in(inner) is None
