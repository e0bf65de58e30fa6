"""The closed list of reasons (异议事由)."""

from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.objections.reasons import reasons, reasons_in

ROW: dict[str, Any] = {"code": "other", "zh": "其他", "number": 1, "needs_fields": False, "needs_evidence": False}
ROW |= {"why": "虚构，无须材料。"}


def _a_table(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"basis": "P", "confirmed": False, "note": "虚构", "reasons": list(rows or (ROW,)), **changes}


def test_the_platforms_own_list_has_twelve_reasons_numbered_in_order() -> None:
    assert [reason.number for reason in reasons().values()] == list(range(1, 13))
    assert reasons()["wrong_information"].needs_fields
    assert not reasons()["published_twice"].needs_fields


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (_a_table(extra=1), "extra"),
        (_a_table(basis="NO_SUCH"), "basis"),
        (_a_table(basis="CREDIT_LAW"), "basis"),
        (_a_table(ROW, ROW | {"number": 2}), "other"),
        (_a_table(ROW, ROW | {"code": "another"}), "another"),
        (_a_table(ROW | {"number": "1"}), "other.number"),
        (_a_table(ROW | {"number": True}), "other.number"),
        (_a_table(ROW | {"needs_fields": "no"}), "other.needs_fields"),
        (_a_table(ROW | {"zh": " "}), "other.zh"),
        (_a_table(ROW | {"why": " "}), "other.why"),
        (_a_table({"code": "other"}), "reasons.needs_evidence"),
        (_a_table(ROW | {"alone": ["correct"]}), "other.alone"),
        (_a_table(ROW | {"alone_if_differing": ["withdraw", "withdraw"]}), "other.alone_if_differing"),
    ],
    ids=[
        "unknown key",
        "basis not in the register",
        "basis not read",
        "doubled code",
        "doubled number",
        "number as text",
        "number as flag",
        "flag as text",
        "blank name",
        "no word of why",
        "missing key",
        "an effect that takes nothing down",
        "doubled effect",
    ],
)
def test_a_list_with_a_fault_is_refused_by_file_and_key(table: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as refused:
        reasons_in(table)

    assert (refused.value.file, refused.value.key) == ("objections/reasons", key)
