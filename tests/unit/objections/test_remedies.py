"""What stands open against a refusal."""

from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.cases import CaseKind
from chalicelib.objections.remedies import remedies, remedies_against, remedies_in

ROW: dict[str, Any] = {"code": "complaint", "zh": "投诉", "against_review": True}


def _a_table(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"basis": "P", "confirmed": False, "note": "虚构", "remedies": list(rows or (ROW,)), **changes}


def test_every_refusal_names_a_review_first_and_what_follows_the_objection_names_nothing() -> None:
    assert remedies_against("record_kept", kind=CaseKind.OBJECTION) == tuple(remedies())
    assert "review" not in remedies_against("record_kept", kind=CaseKind.REVIEW)
    assert "review" not in remedies_against("not_accepted", kind=CaseKind.OBJECTION)
    assert remedies_against("corrected", kind=CaseKind.OBJECTION) == ()


@pytest.mark.parametrize(
    "table",
    [
        _a_table(ROW, ROW),
        _a_table({**ROW, "against_review": "yes"}),
        _a_table({**ROW, "more": 1}),
        _a_table(basis="none"),
    ],
    ids=["doubled", "no flag", "an unknown key", "an unknown basis"],
)
def test_a_table_that_may_not_stand_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        remedies_in(table)
