"""Agreements: by agency, by purpose, from the first day to the last."""

from datetime import date

import pytest

from chalicelib.catalogue.agreements import agreements, agreements_of
from tests.factories import a_credit_code

AGENCY = a_credit_code()
RAW = {
    "agreements": {
        "a": {
            "agency": AGENCY,
            "zh": "示例协议",
            "items": ["administrative_penalty"],
            "purposes": ["credit_investigation"],
            "valid_from": "2026-01-01",
            "valid_to": "2026-12-31",
            "basis": "P",
            "confirmed": False,
        }
    }
}


def test_no_agreement_is_known() -> None:
    assert agreements().rows == ()


@pytest.mark.parametrize(("day", "found"), [("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)])
def test_an_agreement_holds_from_its_first_day_to_its_last(day: str, found: int) -> None:
    under = agreements_of(RAW).of(AGENCY, purpose="credit_investigation", on=date.fromisoformat(day))

    assert (under is not None) == bool(found)


@pytest.mark.parametrize(
    ("agency", "purpose"),
    [
        (a_credit_code(2), "credit_investigation"),
        (None, "credit_investigation"),
        (AGENCY, "supervision"),
        (AGENCY, None),
    ],
)
def test_an_agreement_is_one_agency_s_and_for_its_purposes(agency: str | None, purpose: str | None) -> None:
    assert agreements_of(RAW).of(agency, purpose=purpose, on=date(2026, 6, 1)) is None
