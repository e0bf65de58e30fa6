"""Where somebody goes with what is no objection."""

from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.doors import doors, doors_beside, doors_in

ROW: dict[str, Any] = {
    "code": "access",
    "zh": "查阅",
    "en": "Read it.",
    "goes_to": "GET /v1/me/records",
    "needs_negative": False,
    "source": "PIPL",
}


def _a_table(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"basis": "P", "confirmed": False, "doors": list(rows or (ROW,)), **changes}


def test_the_four_ways_that_are_no_objection_are_told() -> None:
    assert [door.code for door in doors()] == ["repair", "review_or_litigation", "access", "report"]


def test_what_counts_against_nobody_has_nothing_to_repair_or_to_appeal() -> None:
    assert [door.code for door in doors_beside(is_negative=False)] == ["access", "report"]
    assert doors_beside(is_negative=True) == doors()


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (_a_table(extra=1), "extra"),
        (_a_table(basis="NO_SUCH"), "basis"),
        (_a_table(ROW, ROW), "doors.code"),
        (_a_table(ROW | {"zh": " "}), "access.zh"),
        (_a_table(ROW | {"source": "NO_SUCH"}), "access.source"),
        (_a_table(ROW | {"needs_negative": "no"}), "access.needs_negative"),
    ],
)
def test_a_table_with_a_fault_is_refused_by_file_and_key(table: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        doors_in(table)

    assert (refused.value.file, refused.value.key) == ("objections/doors", key)
