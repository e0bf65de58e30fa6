"""Which kind of code a bare number is taken for; every resident ID here is made up."""

import pytest

from chalicelib.terms.code_kinds import CodeKind, kind_of_code
from chalicelib.terms.legacy_codes import registration_check_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("914403001922038216", CodeKind.CREDIT_CODE),
        ("911100000000184548", CodeKind.CREDIT_CODE),
        ("９１５１２０００２０６８６１１４８t", CodeKind.CREDIT_CODE),
        ("512002199003070019", CodeKind.RESIDENT_ID),
        ("51202219880808008x", CodeKind.RESIDENT_ID),
        ("511023730228003", CodeKind.RESIDENT_ID),
        ("20686114-8", CodeKind.ORGANISATION_CODE),
        ("51200000009999" + registration_check_in("51200000009999"), CodeKind.REGISTRATION_NUMBER),
        ("510681000023456", CodeKind.UNKNOWN),
        ("512002199003070018", CodeKind.UNKNOWN),
        ("无", CodeKind.UNKNOWN),
        ("", CodeKind.UNKNOWN),
    ],
)
def test_a_number_is_taken_for_what_it_most_likely_is(text: str, kind: CodeKind) -> None:
    assert kind_of_code(text) is kind


def test_in_doubt_a_number_is_a_person_s() -> None:
    first = "51102373022800"
    both = first + registration_check_in(first)

    assert kind_of_code(both) is CodeKind.RESIDENT_ID
