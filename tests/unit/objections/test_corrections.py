"""Corrections: values of the catalogue's form, and clocks and class worked out again."""

from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.errors import UnprocessableError
from chalicelib.intake.forms import parser_of
from chalicelib.library.records import Value
from chalicelib.objections.corrections import corrected, sound_values
from tests.factories import NOW, PENALTY, a_credit_code, a_record
from tests.unit.objections.standing import AN_ID

TODAY = date(2026, 11, 23)
ITEM = catalogue().get(PENALTY)


def _sound(values: dict[str, Value], **fields: Value) -> dict[str, Value]:
    return sound_values(values, item=ITEM, fields={**a_record().content.fields, **fields}, today=TODAY)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("fine_amount_wan", "0.50", "0.5"),
        ("fine_amount_wan", "1.50000000", "1.5"),
        ("fine_amount_wan", 2, "2"),
        ("fine_amount_wan", "1E+1", "10"),
        ("decision_date", "2026-03-05", "2026-03-05"),
        ("doc_no", " 虚构罚字〔2026〕9号 ", "虚构罚字〔2026〕9号"),
        ("penalty_kinds", ["罚款", "警告"], ["罚款", "警告"]),
        ("penalty_kinds", "罚款", ["罚款"]),
        ("penalty_kinds", ["罚款", "警告", "罚款"], ["罚款", "警告"]),
        ("procedure", "简易", "简易程序"),
        ("fulfilled", True, True),
        ("authority_credit_code", a_credit_code(901, kind="11").lower(), a_credit_code(901, kind="11")),
        ("remark", None, None),
    ],
    ids=str,
)
def test_a_sound_value_is_kept_in_the_catalogues_form(field: str, value: Value, kept: Value) -> None:
    assert _sound({field: value}) == {field: kept}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("no_such", "1", "correction.field_unknown"),
        ("party_credit_code", a_credit_code(2), "correction.identity_field"),
        ("party_type", "自然人", "correction.identity_field"),
        ("person_id_no", AN_ID, "correction.identity_field"),
        ("legal_rep_id_no", "1", "correction.field_not_kept"),
        ("violation_fact", f"见{AN_ID}", "text.resident_id"),
        ("penalty_kinds", ["罚款", AN_ID], "text.resident_id"),
        ("violation_fact", "电话13800000000", "text.mobile"),
        ("fine_amount_wan", "many", "correction.not_a_decimal"),
        ("fine_amount_wan", True, "correction.not_a_decimal"),
        ("fine_amount_wan", "NaN", "correction.not_a_decimal"),
        ("fine_amount_wan", "0", "correction.not_a_decimal"),
        ("fine_amount_wan", "0.0000001", "correction.not_a_decimal"),
        ("fine_amount_wan", "1E+999999999", "correction.not_a_decimal"),
        ("fine_amount_wan", "1E-999999999", "correction.not_a_decimal"),
        ("fine_amount_wan", "123456789012345678901", "correction.too_long"),
        ("decision_date", "2026-02-30", "correction.not_a_date"),
        ("decision_date", 20260302, "correction.not_a_date"),
        ("decision_date", "2026-11-24", "correction.in_the_future"),
        ("penalty_valid_to", "2026-03-01", "correction.before_its_beginning"),
        ("doc_no", "", "correction.not_a_text"),
        ("doc_no", 7, "correction.not_a_text"),
        ("doc_no", "一\x00二", "correction.not_a_text"),
        ("doc_no", "字" * 129, "correction.too_long"),
        ("doc_no", None, "correction.value_needed"),
        ("penalty_kinds", ["打手心"], "correction.not_a_enum_list"),
        ("penalty_kinds", [], "correction.not_a_enum_list"),
        ("procedure", "没有程序", "correction.not_a_enum"),
        ("procedure", 1, "correction.not_a_enum"),
        ("fulfilled", "是", "correction.not_a_boolean"),
        ("authority_credit_code", "123", "correction.not_a_credit_code"),
        ("authority_credit_code", 123, "correction.not_a_credit_code"),
        ("authority_credit_code", a_record().subject.key, "correction.same_as_another"),
        ("confiscated_amount_wan", "1", "correction.value_not_allowed"),
    ],
    ids=str,
)
def test_a_value_with_a_fault_is_named_by_its_field_and_never_said(field: str, value: Value, code: str) -> None:
    with pytest.raises(UnprocessableError) as refused:
        _sound({field: value})

    assert refused.value.code == "correction.unsound"
    assert (f"/values/{field}", code) in [(fault.pointer, fault.code) for fault in refused.value.errors]
    assert AN_ID not in repr(refused.value.errors)


def test_a_correction_that_makes_another_field_needed_must_name_it() -> None:
    with pytest.raises(UnprocessableError) as refused:
        _sound({"penalty_kinds": ["罚款", "没收违法所得"]})

    assert [fault.pointer for fault in refused.value.errors] == ["/values/confiscated_amount_wan"]
    assert _sound({"penalty_kinds": ["罚款", "没收违法所得"], "confiscated_amount_wan": "2"})


def test_a_correction_that_makes_another_field_idle_must_take_it_away() -> None:
    with pytest.raises(UnprocessableError) as refused:
        _sound({"penalty_kinds": ["警告"]})

    assert [fault.code for fault in refused.value.errors] == ["correction.value_not_allowed"]
    assert _sound({"penalty_kinds": ["警告"], "fine_amount_wan": None})


@pytest.mark.parametrize("said", ["0.50", "2", "007", "１.５", " 1.50000 "])
def test_a_corrected_amount_is_the_one_that_the_source_supplies_when_it_agrees(said: str) -> None:
    fine = "fine_amount_wan"

    assert _sound({fine: said})[fine] == parser_of(ITEM.field(fine), item=ITEM).one(said)


def test_what_was_wrong_before_does_not_stand_in_the_way_of_another_correction() -> None:
    assert _sound({"remark": "已核对"}, source_name=None, confiscated_amount_wan="3")


def test_an_earlier_day_is_compared_only_where_it_is_known() -> None:
    assert _sound({"penalty_valid_to": "2020-01-01"}, decision_date=None)


def test_the_clocks_run_from_the_corrected_day_and_the_class_follows_the_corrected_kinds() -> None:
    values: dict[str, Value] = {
        "decision_date": "2026-03-05",
        "penalty_kinds": ["警告"],
        "fine_amount_wan": None,
        "publish_until": "2026-12-31",
    }

    version = corrected(a_record(), values, item=ITEM, case="YY-1", at=NOW)

    assert version.content.determined_on == date(2026, 3, 5)
    assert version.content.publish_until == date(2026, 12, 31)
    assert version.content.severity == "minor"
    assert version.content.corrected_by == "YY-1"
    assert version.place == a_record().place


def test_a_correction_that_touches_neither_leaves_day_and_class_as_they_were() -> None:
    version = corrected(a_record(severity="serious"), {"remark": "已核对"}, item=ITEM, case="YY-1", at=NOW)

    assert (version.content.severity, version.content.determined_on) == ("serious", date(2026, 3, 2))


def test_a_day_taken_away_leaves_none_and_no_clock_is_shown_without_one() -> None:
    version = corrected(a_record(), {"publish_until": None}, item=ITEM, case="YY-1", at=NOW)

    assert version.content.publish_until is None


def test_a_neutral_item_has_no_class_to_follow() -> None:
    permit = catalogue().get("administrative_permit")
    record = a_record(item="administrative_permit", severity=None, fields={"remark": "虚构"})

    values: Any = {"remark": "已核对"}

    assert corrected(record, values, item=permit, case="YY-1", at=NOW).content.severity is None


def test_a_pledge_found_kept_after_all_counts_no_more_and_runs_from_the_day_it_was_made() -> None:
    pledge = catalogue().get("credit_pledge")
    found = {"fulfilment": "部分履行", "made_on": "2026-03-02", "fulfilment_decided_on": "2026-06-01"}
    broken = a_record(item="credit_pledge", fields=found, determined_on=date(2026, 6, 1))
    values: dict[str, Value] = {"fulfilment": "全部履行", "fulfilment_decided_on": None}

    kept = corrected(broken, values, item=pledge, case="YY-1", at=NOW).content
    again = corrected(broken, {"fulfilment_decided_on": "2026-07-01"}, item=pledge, case="YY-1", at=NOW).content

    assert (kept.severity, kept.determined_on) == ("neutral", date(2026, 3, 2))
    assert (again.severity, again.determined_on) == ("general", date(2026, 7, 1))
