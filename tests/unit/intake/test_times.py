"""Times: a back-dated row is checked by the rules of its day, and its record keeps the version that admitted it."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.intake.checks import Pace, checked_rows_in
from chalicelib.intake.origins import Origins
from chalicelib.intake.reading.sheets import Sheet, sheet_in
from chalicelib.intake.rows import Rows
from chalicelib.library.readers import PUBLIC
from chalicelib.library.records import Record
from chalicelib.library.visibility import View
from chalicelib.terms.subjects import Library
from chalicelib.wiring import Services
from tests.factories import BODY_NAME, a_credit_code
from tests.unit.intake.standing import (
    GROWN,
    TODAY,
    codes_in,
    csv_of,
    looked_at,
    penalty_row,
    person_row,
    some_services,
    taken_in,
)

PENALTIES, PERMITS = catalogue().get("administrative_penalty"), catalogue().get("administrative_permit")
OF_PENALTIES = {
    "doc_no": "虚构罚字〔2016〕1号",
    "case_name": "虚构案",
    "penalty_kinds": "罚款",
    "penalty_kind_2": "",
    "violation_fact": "虚构的事实，仅供测试。",
    "penalty_basis": "《虚构条例》第一条",
    "party_name": "示例虚构1号有限公司",
    "party_credit_code": a_credit_code(1),
    "legal_rep_name": "示例代表",
    "penalty_content": "虚构的罚款，一万五千元。",
    "decision_date": "2016/3/2",
    "authority_name": BODY_NAME,
    "former_status": "正常",
    "area_code": "512000",
    "changed_at": "2016-03-05 10:00:00",
}
OF_PERMITS = {
    "doc_no": "虚构许字〔2016〕1号",
    "doc_title": "虚构项目",
    "permit_category": "普通",
    "permit_content": "虚构的许可内容。",
    "party_name": "示例虚构1号有限公司",
    "party_credit_code": a_credit_code(1),
    "legal_rep_name": "示例代表",
    "decision_date": "2016-03-02",
    "valid_to": "2020-03-01",
    "authority_name": BODY_NAME,
    "permit_status": "0",
    "use_scope": "0",
}


def a_file_of_old(*rows: Mapping[str, str], item: Item = PENALTIES) -> bytes:
    """Return rows under the headers of 2016, as the departments had them: the last names of each column."""
    form = item.earlier[0].form("of_2016").fields
    fields = [item.earlier[0].field(name) for name in form]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_name_then(one.id, item) for one in fields])
    writer.writerows([row.get(one.id, "") for one in fields] for row in rows)
    return out.getvalue().encode()


def _name_then(name: str, item: Item) -> str:
    today = item.header_map()
    headers = [header for header, field in item.earlier[0].header_map().items() if field == name]
    return next((header for header in headers if header not in today and header.isascii() is False), headers[0])


def an_old_row(**cells: str) -> dict[str, str]:
    return OF_PENALTIES | cells


def rows_in(data: bytes, *, item: Item = PENALTIES) -> Rows:
    sheet, faults = sheet_in(io.BytesIO(data), item=item, items=catalogue().items)
    assert sheet is not None, faults
    (rows,) = checked_rows_in(sheet, item=item, today=TODAY, pace=Pace())
    return rows


def found(rows: Rows) -> list[tuple[int | None, str, str | None]]:
    return [(one.row, one.code, one.field) for one in rows.findings]


def admitted(services: Services) -> list[Record]:
    return [one for one in everything_in(services) if not one.is_profile]


def everything_in(services: Services) -> Sequence[Record]:
    held: Sequence[Record] = services.library.all()  # type: ignore[attr-defined]  # the fake's own
    return held


def test_a_file_in_the_form_of_2016_goes_in_by_the_rules_of_2016() -> None:
    services = some_services()

    batch, receipt = taken_in(services, a_file_of_old(an_old_row()))

    assert (batch.counts.added, receipt.totals.by_code) == (1, {})
    (record,) = admitted(services)
    assert record.content.item_version == "1"
    assert record.content.fields == {
        "doc_no": "虚构罚字〔2016〕1号",
        "case_name": "虚构案",
        "penalty_kinds": ["罚款"],
        "violation_fact": "虚构的事实，仅供测试。",
        "penalty_basis": "《虚构条例》第一条",
        "party_name": "示例虚构1号有限公司",
        "party_type": "法人及非法人组织",
        "party_credit_code": a_credit_code(1),
        "legal_rep_name": "示例代表",
        "penalty_content": "虚构的罚款，一万五千元。",
        "decision_date": "2016-03-02",
        "authority_name": BODY_NAME,
    }


def test_the_record_of_an_earlier_version_is_shown_by_today_s_rules() -> None:
    services = some_services()
    taken_in(services, a_file_of_old(an_old_row(decision_date="2018-07-01"), item=PENALTIES))
    (record,) = admitted(services)

    shown = View(reader=PUBLIC, today=date(2018, 9, 1), periods=periods()).shown(record, item=PENALTIES)

    assert shown is not None
    assert set(shown.fields) == {one.field for one in PENALTIES.disclosure_for("public")} & set(record.content.fields)
    assert View(reader=PUBLIC, today=TODAY, periods=periods()).shown(record, item=PENALTIES) is None


@pytest.mark.parametrize(
    ("day", "cells", "codes"),
    [
        ("2018-07-24", {"authority_credit_code": ""}, []),
        ("2018-07-25", {"authority_credit_code": ""}, [(2, "cell.required", "authority_credit_code")]),
        ("2018-07-24", {"fine_amount_wan": ""}, []),
        ("2018-07-25", {"fine_amount_wan": ""}, [(2, "cell.required", "fine_amount_wan")]),
        ("2018-07-24", {"penalty_kinds": "警告"}, []),
        ("2018-07-25", {"penalty_kinds": "警告"}, [(2, "cell.not_wanted", "fine_amount_wan")]),
        ("2018-07-24", {"doc_no": ""}, [(2, "cell.required", "doc_no")]),
    ],
)
def test_a_back_dated_row_in_today_s_form_is_asked_what_was_asked_then(
    day: str, cells: dict[str, str], codes: list[tuple[int, str, str]]
) -> None:
    row = penalty_row() | {"decision_date": day, "publish_until": ""} | cells

    assert codes_in(csv_of([row])) == codes


def test_each_row_has_the_version_of_its_own_day() -> None:
    days = ("2018-07-24", "2026-03-02", "2015-06-01", "")
    (rows,) = looked_at(csv_of([penalty_row(n, decision_date=day, publish_until="") for n, day in enumerate(days, 1)]))

    assert [rows.version_at(place) for place in range(4)] == ["1", "2", "1", "2"]
    assert found(rows) == [(5, "cell.required", "decision_date")]


def test_a_row_of_today_in_a_form_of_old_is_kept_out() -> None:
    rows = rows_in(a_file_of_old(an_old_row(), an_old_row(doc_no="虚构2号", decision_date="2018-07-25")))

    assert found(rows) == [(3, "row.form_of_another_time", "decision_date")]
    assert (rows.refused, rows.sound) == ({1}, [0])


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, "法人及非法人组织"),
        ({"party_credit_code": a_credit_code(7, kind="92")}, "个体工商户"),
        ({"party_credit_code": "", "person_id_no": GROWN, "party_name": "虚构人甲"}, "自然人"),
        ({"party_credit_code": "", "party_org_code": "MA0000013"}, "法人及非法人组织"),
    ],
)
def test_the_number_that_is_filled_in_says_the_kind_of_subject(cells: dict[str, str], kind: str) -> None:
    rows = rows_in(a_file_of_old(an_old_row(**cells)))

    assert list(rows.column("party_type")) == [kind]
    assert not rows.refused


def test_a_row_with_both_numbers_is_of_an_organisation_and_kept_out() -> None:
    rows = rows_in(a_file_of_old(an_old_row(person_id_no=GROWN)))

    assert found(rows) == [(2, "party.organisation_with_personal_document", "person_id_no")]


def test_a_person_of_that_time_becomes_a_record_of_a_person_without_the_number() -> None:
    services = some_services()

    batch, _ = taken_in(
        services, a_file_of_old(an_old_row(party_credit_code="", person_id_no=GROWN, party_name="虚构人甲"))
    )

    assert batch.counts.added == 1
    assert [record.subject.library for record in admitted(services)] == [Library.PERSONS]
    assert all(GROWN not in str(record.content) for record in everything_in(services))


def test_two_columns_of_kinds_become_one_field() -> None:
    cells = [("罚款", "警告"), ("罚款", ""), ("没收违法所得/没收非法财物", "罚款"), ("罚款", "罚款")]
    made = [
        an_old_row(doc_no=f"虚构{n}号", penalty_kinds=one, penalty_kind_2=two) for n, (one, two) in enumerate(cells)
    ]

    rows = rows_in(a_file_of_old(*made))

    assert list(rows.column("penalty_kinds")) == [
        ("罚款", "警告"),
        ("罚款",),
        ("没收违法所得、没收非法财物", "罚款"),
        ("罚款",),
    ]
    assert not rows.refused


@pytest.mark.parametrize(
    ("word", "goes_in"), [("正常", True), ("0", True), ("异议", True), ("撤销", False), ("3", False)]
)
def test_what_was_annulled_then_is_not_collected(word: str, goes_in: bool) -> None:  # noqa: FBT001
    rows = rows_in(a_file_of_old(an_old_row(former_status=word)))

    assert found(rows) == ([] if goes_in else [(2, "cell.not_in_list", "former_status")])


@pytest.mark.parametrize(("word", "kept"), [("0", "1"), ("1", "2"), ("正常", "1"), ("2", "1")])
def test_a_permit_s_status_is_kept_as_it_is_called_today(word: str, kept: str) -> None:
    rows = rows_in(a_file_of_old(OF_PERMITS | {"permit_status": word}, item=PERMITS), item=PERMITS)

    assert list(rows.column("permit_status")) == [kept]
    assert not rows.findings


def test_what_was_not_declared_for_the_public_goes_in_and_is_not_published() -> None:
    made = [OF_PERMITS | {"doc_no": f"虚构{n}号", "use_scope": word} for n, word in enumerate(("0", "1", "2", ""))]

    rows = rows_in(a_file_of_old(*made, item=PERMITS), item=PERMITS)

    assert rows.withheld == {1: "row.not_for_the_public", 2: "row.not_for_the_public"}
    assert not rows.refused


def test_an_own_check_reads_a_row_of_that_time_in_the_words_of_that_time() -> None:
    services = some_services()
    taken_in(services, a_file_of_old(OF_PERMITS | {"permit_status": "1"}, item=PERMITS), item=PERMITS.id)
    (record,) = admitted(services)

    sent = Origins(uploads=services.uploads, catalogue=services.catalogue).values_sent(
        record.content.supply, item=PERMITS
    )

    assert sent is not None
    assert (sent["permit_status"], record.content.fields["permit_status"]) == ("2", "2")


def test_an_item_without_earlier_versions_asks_the_same_of_every_day() -> None:
    row = person_row(decision_date="2019-03-02", publish_until="")

    assert codes_in(csv_of([row])) == []


def test_a_header_of_old_with_a_column_too_many_is_still_read_as_that() -> None:
    lines = a_file_of_old(an_old_row()).decode().splitlines()
    data = "\r\n".join([f"{lines[0]},备用", f"{lines[1]},"]).encode()

    sheet, faults = sheet_in(io.BytesIO(data), item=PENALTIES, items=catalogue().items)

    assert sheet is None
    assert [one.code for one in faults] == ["file.column_unknown"]


def test_today_s_form_is_read_as_today_s() -> None:
    sheet, _ = sheet_in(io.BytesIO(csv_of([penalty_row()])), item=PENALTIES, items=catalogue().items)

    assert isinstance(sheet, Sheet)
    assert sheet.header.version == PENALTIES.version
