"""The crosswalk: a row with an old code is attached or held, never guessed. All numbers are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.terms import legacy_codes
from chalicelib.terms.crosswalk import (
    AMBIGUOUS,
    FAULTS,
    UNKNOWN,
    Attached,
    Held,
    Link,
    OldCode,
    OldCodeKind,
    links_in,
    old_code_of,
    resolution,
)

CODE = "53512000MJ00000343"
OTHER = "12512000MB00000274"
DAY = date(2017, 6, 1)
OLD = OldCode(OldCodeKind.ORGANISATION_CODE, "MJ0000034")


def _registration_number(first: str) -> str:
    return first + legacy_codes.registration_check_in(first)


def _link(code: str, since: date | None = None, until: date | None = None) -> Link:
    return Link(OLD, code, since, until, "示例")


def test_one_organisation_known_on_the_day_takes_the_row() -> None:
    assert resolution([_link(CODE)], on=DAY) == Attached(CODE)
    assert resolution([_link(CODE), _link(CODE, since=date(2010, 1, 1))], on=DAY) == Attached(CODE)


def test_none_known_holds_the_row() -> None:
    assert resolution([], on=DAY) == Held(UNKNOWN)


def test_several_known_hold_the_row() -> None:
    assert resolution([_link(CODE), _link(OTHER)], on=DAY) == Held(AMBIGUOUS)


def test_only_what_holds_on_the_day_counts() -> None:
    links = [_link(CODE, until=date(2016, 12, 31)), _link(OTHER, since=date(2017, 1, 1))]

    assert resolution(links, on=date(2016, 12, 31)) == Attached(CODE)
    assert resolution(links, on=date(2017, 1, 1)) == Attached(OTHER)
    assert resolution(links[1:], on=date(2016, 12, 31)) == Held(UNKNOWN)


@given(st.lists(st.builds(_link, st.sampled_from([CODE, OTHER])), max_size=6))
def test_the_order_of_what_is_known_decides_nothing(links: list[Link]) -> None:
    assert resolution(links, on=DAY) == resolution(reversed(links), on=DAY)


def test_a_registration_links_all_its_old_numbers_and_the_one_within_its_code() -> None:
    number = _registration_number("51200000009999")
    fields = {
        "credit_code": " 53512000mj00000343",
        "reg_no": number,
        "org_code": "MJ000003-4",
        "tax_no": f"512000{'MJ0000034'}",
        "inst_cert_no": "151200000017",
        "socorg_cert_no": "川资社证字第0001号",
        "name": "示例虚构协会",
    }

    links = links_in(fields, source="示例")

    assert {link.credit_code for link in links} == {CODE}
    assert {link.old for link in links} == {
        OldCode(OldCodeKind.REGISTRATION_NUMBER, number),
        OLD,
        OldCode(OldCodeKind.INSTITUTION_CERTIFICATE, "151200000017"),
        OldCode(OldCodeKind.SOCIAL_ORGANISATION_CERTIFICATE, "川资社证字第0001号"),
    }
    assert all((link.valid_from, link.valid_to, link.source) == (None, None, "示例") for link in links)


def test_a_registration_without_old_numbers_links_the_one_within_its_code() -> None:
    assert links_in({"credit_code": CODE, "reg_no": None, "org_code": ""}, source="示例") == (_link(CODE),)


def test_an_organisation_code_whose_check_does_not_agree_links_nothing() -> None:
    assert links_in({"credit_code": "91231283131391029M"}, source="示例") == ()


@pytest.mark.parametrize("text", ["512000MJ0000034", "512000mj0000034", CODE])
def test_a_tax_number_made_of_an_organisation_code_is_that_organisation_code(text: str) -> None:
    assert old_code_of(OldCodeKind.TAX_NUMBER, text) == OLD


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("tax_number", "51200000000000000", "51200000000000000"),
        ("tax_number", "512000MJ0000035", "512000MJ0000035"),
        ("registration_number", "5120002800123", "5120002800123"),
        ("registration_number", "企合川资总字第00001234号", "企合川资总字第00001234号"),
    ],
)
def test_an_older_number_is_taken_as_it_is(kind: str, text: str, number: str) -> None:
    assert old_code_of(kind, text) == OldCode(OldCodeKind(kind), number)


@pytest.mark.parametrize("kind", list(OldCodeKind))
@pytest.mark.parametrize("text", ["", "无", "-", "/", "null", "0"])
def test_a_placeholder_is_no_old_code(kind: OldCodeKind, text: str) -> None:
    assert old_code_of(kind, text) is None


@pytest.mark.parametrize(
    "kind",
    [OldCodeKind.TAX_NUMBER, OldCodeKind.REGISTRATION_NUMBER, OldCodeKind.SOCIAL_ORGANISATION_CERTIFICATE],
)
@pytest.mark.parametrize("text", ["512002199003070019", "51200219900307001900", "511023730228003", "51102373022800301"])
def test_a_number_made_of_a_person_s_never_becomes_an_old_code(kind: OldCodeKind, text: str) -> None:
    assert old_code_of(kind, text) is None


def test_every_reason_to_hold_has_its_sentence() -> None:
    assert set(FAULTS) == {UNKNOWN, AMBIGUOUS}
