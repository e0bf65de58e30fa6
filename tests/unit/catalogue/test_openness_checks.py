"""What a record must say of itself, findings, views: each fault in their tables is refused by file and key."""

import pytest

from chalicelib.catalogue.checks.whole import checked
from tests.unit.catalogue.faults import GONE, MARKET, PENALTY, Fault, is_refused, shelf_of

PLEDGE, CONTRACT, SAMPLE = (
    f"catalogue/items/{name}" for name in ("credit_pledge", "contract_performance", "sampling_result")
)
SEVERITY, VIEWS = "catalogue/severity", "catalogue/views"
RULE = "rules/fulfilment/against"

FAULTS = [
    Fault(PLEDGE, "open_when", "openness", "open_when", "is not a table"),
    Fault(PLEDGE, "open_when/valid_to", ["2026-01-01"], "open_when.valid_to", "no field that is always given"),
    Fault(PLEDGE, "open_when/nowhere", ["是"], "open_when.nowhere", "no field that is always given"),
    Fault(PLEDGE, "open_when/openness", ["公开"], "open_when.openness", "not a known official value"),
    Fault(PLEDGE, "open_when/pledge_no", ["1"], "open_when.pledge_no", "not a known official value"),
    Fault(PLEDGE, "own_when/openness", ["秘密"], "own_when.openness", "not a known official value"),
    Fault(PENALTY, "stands_in", "authority_name", "stands_in", "is not a table"),
    Fault(PENALTY, "stands_in/decision_date", "doc_no", "stands_in", "not a known field that tells records apart"),
    Fault(PENALTY, "stands_in/doc_no", "case_name", "stands_in.doc_no", "no field that is always given"),
    Fault(MARKET, "persons_by_grant", value=True, key="persons_by_grant", why="takes no persons"),
    Fault(PENALTY, "persons_by_grant", "yes", "persons_by_grant", "neither true nor false"),
    Fault(PLEDGE, "finding_on", GONE, "severity_rule", "a finding has a day"),
    Fault(PENALTY, "finding_on", "decision_date", "severity_rule", "a finding has a day"),
    Fault(PLEDGE, "finding_on", "pledge_no", "finding_on", "names no date field"),
    Fault(PLEDGE, "finding_on", "valid_to", "severity_rule", "no day that is always given"),
    Fault(SAMPLE, "severity_rule", "fulfilment", "severity_rule", "depend on an enum that is always given"),
    Fault(SEVERITY, f"{RULE}/values", [], "rules.fulfilment.against", "names no value"),
    Fault(SEVERITY, f"{RULE}/colour", "red", "rules.fulfilment.against.colour", "not a known key"),
    Fault(SEVERITY, f"{RULE}/field", "", "rules.fulfilment.against.field", "is not a text"),
    Fault(SEVERITY, "rules/fulfilment/always", "serious", "rules.fulfilment.basis", "ranks too low for the use period"),
    Fault(PLEDGE, "fields/pledge_no/dated_by", "openness", "fields.pledge_no.dated_by", "names no date field"),
    Fault(VIEWS, "colour", "red", "colour", "not a known key"),
    Fault(VIEWS, "views/price_integrity/note", GONE, "views.price_integrity.note", "is missing"),
    Fault(VIEWS, "views/price_integrity/zh", "", "views.price_integrity.zh", "is not a text"),
    Fault(VIEWS, "views/price_integrity/items/+", "prices", "views.price_integrity.items", "not a known item"),
    Fault(VIEWS, "views/price_integrity/basis", "NOWHERE", "views.price_integrity.basis", "not in the register"),
    Fault(VIEWS, "views/price_integrity/confirmed", "yes", "views.price_integrity.confirmed", "neither true nor false"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.file} {fault.path} {fault.why}")
def test_a_fault_is_refused_by_file_and_key(fault: Fault) -> None:
    is_refused(fault)


def test_a_view_by_the_name_of_an_item_is_refused() -> None:
    row = {"zh": "行政处罚", "items": [], "basis": "P", "confirmed": False, "note": "虚构"}

    is_refused(Fault(VIEWS, "views/administrative_penalty", row, "views.administrative_penalty", "is an item"))


def test_a_finding_whose_day_is_always_given_needs_no_condition() -> None:
    assert checked(
        shelf_of((CONTRACT, "fields/found_on/required_when", GONE), (CONTRACT, "fields/found_on/required", True))
    )


def test_a_value_that_its_items_do_not_have_is_refused_in_the_first_of_them() -> None:
    is_refused(
        Fault(SEVERITY, f"{RULE}/values/+", "忘记履行", "severity_rule", "not a known official value"), file=CONTRACT
    )
