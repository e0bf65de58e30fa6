"""The tables of reports: layouts of registrations, and terms of issue; what is wrong in one is named."""

from typing import Any

import pytest

from chalicelib.catalogue.items import REGISTRATION as KIND
from chalicelib.catalogue.items import catalogue
from chalicelib.errors import DataFileError
from chalicelib.reports import registration
from chalicelib.reports.registration import block_of, blocks, blocks_in
from chalicelib.reports.terms_of_issue import FILE, terms_in, terms_of_issue
from chalicelib.terms.tables import table


def test_every_registration_has_a_layout_of_fields_that_it_has() -> None:
    registrations = [item for item in catalogue().items if item.kind == KIND]

    assert set(blocks()) == {item.id for item in registrations}
    assert all(item.has_field(name) for item in registrations for name, _ in blocks()[item.id])


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ("market_entity_registration", ["entity_type_name", "established_on"]),
        ("institution_registration", ["sponsor", "approval_authority"]),
        ("social_organisation_registration", ["supervisor", "organisation_kind", "business_scope"]),
        ("person_profile", ["id_type"]),
    ],
)
def test_each_layout_has_what_is_its_own(item: str, wanted: list[str]) -> None:
    names = [name for name, _ in blocks()[item]]

    assert set(wanted) <= set(names)
    assert names[0] == "name"


def test_a_block_says_what_is_missing_and_leaves_out_what_may_not_be_seen() -> None:
    block = block_of("institution_registration", {"name": "示例"}, columns={"name", "sponsor"}, missing="— —")

    assert [(entry.field, entry.value) for entry in block] == [("name", "示例"), ("sponsor", "— —")]
    assert block_of("administrative_penalty", {}, columns=(), missing="") == ()


def test_a_layout_that_is_doubled_or_blank_is_refused() -> None:
    raw: dict[str, Any] = table(registration.FILE)
    first = raw["blocks"][0]

    for wrong in ([first, first], [{**first, "fields": [{"field": "name", "zh": " "}]}], [{**first, "x": 1}]):
        with pytest.raises(DataFileError):
            blocks_in({"blocks": wrong})


def test_the_terms_are_those_of_the_table() -> None:
    terms = terms_of_issue()

    assert (terms.document_days, terms.special_years_at_most) == (30, 5)
    assert "bidding" in terms.purposes


@pytest.mark.parametrize("days", [0, True, "30"])
def test_a_term_that_is_no_positive_number_is_refused(days: object) -> None:
    raw: dict[str, Any] = table(FILE)

    with pytest.raises(DataFileError, match="days"):
        terms_in({**raw, "document": {**raw["document"], "days": days}})
