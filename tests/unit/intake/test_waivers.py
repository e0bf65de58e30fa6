"""Waivers: what they lower and for whom, what they never do, and what their loader refuses."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.errors import DataFileError
from chalicelib.intake.admission import admit
from chalicelib.intake.waivers import Waivers, waivers_in
from chalicelib.wiring import Services
from tests.factories import BODY, NOW, PENALTY, a_subject
from tests.unit.intake.standing import (
    COUNTY_BODY,
    GROWN,
    TODAY,
    csv_of,
    penalty_row,
    receipt_of,
    sent,
    some_services,
    taken_in,
    the_bodies,
)

ROW: dict[str, Any] = {
    "key": "2026-001",
    "rule": "cell.required",
    "body": BODY,
    "item": PENALTY,
    "field": "legal_rep_name",
    "granted_by": "示例虚构信用中心",
    "reason_zh": "旧系统没有这一栏，虚构。",
    "basis": "P",
    "valid_from": date(2026, 11, 1),
    "until": date(2026, 12, 31),
}


def _table(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"basis": "P", "confirmed": False, "longest_days": 366, "waivers": list(rows), **changes}


def _waivers(*rows: dict[str, Any]) -> Waivers:
    return waivers_in(_table(*rows), known=catalogue(), suppliers=the_bodies())


def _services(**changes: Any) -> Services:
    return some_services(waivers=_waivers({**ROW, **changes}))


LACKING = csv_of([penalty_row(1, legal_rep_name=""), penalty_row(2)])


def test_what_is_waived_is_listed_as_an_info_with_who_and_until_when_and_the_row_goes_in() -> None:
    services = _services()

    batch, receipt = taken_in(services, LACKING)

    (one,) = receipt.findings
    assert (batch.counts.added, batch.counts.refused) == (2, 0)
    assert (one.code, one.severity, one.field) == ("cell.required", "info", "legal_rep_name")
    assert one.waiver is not None
    assert (one.waiver.granted_by, one.waiver.until) == ("示例虚构信用中心", date(2026, 12, 31))
    assert [(kept.findings, kept.waiver.key, kept.waiver.reason_zh) for kept in receipt.waivers] == [
        (1, "2026-001", "旧系统没有这一栏，虚构。")
    ]
    assert (receipt.totals.error, receipt.totals.info, receipt.totals.waived) == (0, 1, 1)
    assert [(rule.severity, rule.findings, rule.waived) for rule in receipt.rules] == [("error", 1, 1)]
    assert "legal_rep_name" not in services.library.records_of(a_subject(1), PENALTY)[0].content.fields


@pytest.mark.parametrize(
    "changes",
    [
        {"until": TODAY - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=1)},
        {"body": COUNTY_BODY},
        {"item": "administrative_permit", "field": "legal_rep_name"},
        {"field": "penalty_content"},
        {"rule": "cell.not_wanted"},
    ],
)
def test_one_that_has_ended_or_not_begun_or_is_of_something_else_does_nothing(changes: dict[str, Any]) -> None:
    batch, receipt = taken_in(_services(**changes), LACKING)

    assert (batch.counts.added, batch.counts.refused) == (1, 1)
    assert (receipt.totals.error, receipt.totals.waived, receipt.waivers) == (1, 0, ())


@pytest.mark.parametrize("day", ["valid_from", "until"])
def test_its_first_and_its_last_day_count(day: str) -> None:
    assert taken_in(_services(**{day: TODAY}), LACKING)[0].counts.added == 2


def test_what_a_waived_row_says_besides_is_checked_all_the_same() -> None:
    data = csv_of([penalty_row(1, legal_rep_name="", violation_fact=f"虚构人甲{GROWN}")])

    batch, receipt = taken_in(_services(), data)

    assert (batch.counts.added, batch.counts.refused) == (0, 1)
    assert receipt.totals.by_code == {"cell.required": 1, "text.mentions_resident_id": 1}


def test_a_waiver_of_a_rule_of_rows_counts_for_whichever_field_it_is_noted_on() -> None:
    data = csv_of([penalty_row(1, penalty_valid_to="2026-01-01")])
    plain, waived = some_services(), _services(rule="date.before_another", field=None)

    assert taken_in(plain, data)[0].counts.refused == 1
    assert taken_in(waived, data)[0].counts.added == 1


def test_findings_of_several_chunks_are_counted_together() -> None:
    services = _services()
    data = csv_of([penalty_row(n, legal_rep_name="") for n in range(1, 8)])

    number = sent(services, data)
    admit(number, means=services, now=NOW, chunk_rows=2)

    assert [kept.findings for kept in receipt_of(services, number).waivers] == [7]


def test_the_platform_has_none_that_does_not_load() -> None:
    assert isinstance(some_services().waivers, Waivers)


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "text.mentions_resident_id", "field": "violation_fact"},
        {"rule": "text.mentions_mobile", "field": "violation_fact"},
        {"rule": "file.column_forbidden"},
        {"rule": "upload.file_name_carries_secrecy_mark"},
        {"rule": "identity.unconfirmed"},
        {"rule": "party.is_a_minor"},
        {"rule": "cell.date_impossible", "field": "decision_date"},
        {"rule": "no.such_rule"},
        {"field": None},
        {"field": "no_such_field"},
        {"field": "doc_no"},
        {"field": "decision_date"},
        {"field": "party_name"},
        {"field": "penalty_kinds"},
        {"item": "no_such_item"},
        {"body": "no-such-body"},
        {"basis": "NOWHERE"},
        {"until": date(2026, 10, 31)},
        {"until": date(2027, 11, 2)},
        {"until": "bald"},
        {"granted_by": " "},
        {"why": "another key"},
    ],
)
def test_a_waiver_that_cannot_stand_is_refused(changes: dict[str, Any]) -> None:
    row = {name: value for name, value in {**ROW, **changes}.items() if value is not None}

    with pytest.raises(DataFileError):
        _waivers(row)


def test_two_of_one_key_and_one_without_an_end_are_refused() -> None:
    with pytest.raises(DataFileError, match="stands twice"):
        _waivers(ROW, ROW)
    with pytest.raises(DataFileError, match="until"):
        _waivers({name: value for name, value in ROW.items() if name != "until"})


@pytest.mark.parametrize("changes", [{"basis": "NOWHERE"}, {"confirmed": "no"}, {"more": 1}])
def test_a_table_that_cannot_stand_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        waivers_in(_table(**changes), known=catalogue(), suppliers=the_bodies())
