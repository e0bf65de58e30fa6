"""How serious a record is: the heaviest kind governs, what is unknown is general."""

from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.severity import Severity, severities, severities_of, severity_of
from chalicelib.terms.tables import Table, table

MINOR, GENERAL, SERIOUS = Severity
PENALTY = catalogue().get("administrative_penalty")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"penalty_kinds": ["警告"]}, MINOR),
        ({"penalty_kinds": ["警告", "通报批评"]}, MINOR),
        ({"penalty_kinds": ["罚款"]}, GENERAL),
        ({"penalty_kinds": ["警告", "罚款"]}, GENERAL),
        ({"penalty_kinds": ["没收违法所得、没收非法财物"]}, GENERAL),
        ({"penalty_kinds": ["罚款", "责令关闭", "警告"]}, SERIOUS),
        ({"penalty_kinds": ["吊销许可证件"]}, SERIOUS),
        ({"penalty_kinds": ["暂扣或者吊销许可证、执照"]}, GENERAL),
        ({"penalty_kinds": ["其他-责令改正"]}, GENERAL),
        ({"penalty_kinds": ["从未听说"]}, GENERAL),
        ({"penalty_kinds": "警告"}, MINOR),
        ({"penalty_kinds": []}, GENERAL),
        ({}, GENERAL),
        ({"penalty_kinds": ["罚款"], "procedure": "简易程序"}, MINOR),
        ({"penalty_kinds": ["罚款"], "procedure": "普通程序"}, GENERAL),
    ],
)
def test_a_penalty_is_as_serious_as_its_heaviest_kind(fields: dict[str, Any], expected: Severity) -> None:
    assert severity_of(PENALTY, fields) is expected


def test_an_entry_in_the_serious_list_is_always_serious() -> None:
    assert severity_of(catalogue().get("serious_dishonesty_list"), {}) is SERIOUS
    assert severities().classes_of("serious_list") == {SERIOUS}


def test_an_entry_in_the_abnormal_list_is_of_the_general_class() -> None:
    assert severity_of(catalogue().get("abnormal_operations_list"), {}) is GENERAL
    assert severities().classes_of("abnormal_list") == {GENERAL}


def test_a_permit_is_neutral() -> None:
    assert severity_of(catalogue().get("administrative_permit"), {}) is None


def test_no_threshold_of_a_fine_is_loaded_yet() -> None:
    assert severities().thresholds == ()


def a_threshold(**changes: object) -> Table:
    """A made-up threshold, to show that the table counts once there is one."""
    row: Table = {
        "industry": "*", "authority": "*", "kind": "罚款", "min_fine_wan": "10", "class": "serious",
        "valid_from": date(2026, 4, 1), "basis": "O36", "confirmed": False,
    }  # fmt: skip
    return row | changes


@pytest.mark.parametrize(
    ("threshold", "fields", "expected"),
    [
        (a_threshold(), {"fine_amount_wan": "10"}, SERIOUS),
        (a_threshold(), {"fine_amount_wan": "9.999999"}, GENERAL),
        (a_threshold(), {}, GENERAL),
        (a_threshold(), {"fine_amount_wan": "10", "decision_date": "2026-03-31"}, GENERAL),
        (a_threshold(), {"fine_amount_wan": "10", "decision_date": date(2026, 4, 1)}, SERIOUS),
        (a_threshold(), {"fine_amount_wan": "10", "decision_date": None}, GENERAL),
        (a_threshold(kind="没收违法所得"), {"fine_amount_wan": "10"}, GENERAL),
        (a_threshold(industry="C14"), {"fine_amount_wan": "10"}, SERIOUS),
        (a_threshold(industry="H62"), {"fine_amount_wan": "10"}, GENERAL),
        (a_threshold(authority="虚构"), {"fine_amount_wan": "10", "authority_credit_code": "虚构"}, SERIOUS),
        (a_threshold(authority="虚构"), {"fine_amount_wan": "10"}, GENERAL),
    ],
)
def test_a_fine_from_a_threshold_on_is_of_its_class(
    threshold: Table, fields: dict[str, Any], expected: Severity
) -> None:
    made = severities_of(table("catalogue/severity") | {"severity_rule": [threshold]})
    record = {"penalty_kinds": ["罚款"], "decision_date": "2026-05-01"} | fields

    assert made.of(PENALTY, record, industry="C14") is expected
