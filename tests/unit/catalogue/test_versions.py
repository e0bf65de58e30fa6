"""Versions of an item: which day has which, what an earlier one asks for; nothing in it is strange to today's."""

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from chalicelib.catalogue.fields import NEVER
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.versions import number_in
from tests.unit.catalogue.faults import GONE, PENALTY, Fault, is_refused

EARLIER = "catalogue/items/earlier/administrative_penalty-1"
OF_PERMITS = "catalogue/items/earlier/administrative_permit-1"
ITEMS = [item for item in catalogue().items if item.earlier]
A_COLUMN: dict[str, Any] = {
    "id": "more",
    "zh": "补充",
    "type": "text",
    "length": 9,
    "disclosure": "never",
    "store": NEVER,
}


def test_penalties_and_permits_have_an_earlier_version() -> None:
    assert [item.id for item in ITEMS] == ["administrative_penalty", "administrative_permit"]


@pytest.mark.parametrize(
    ("day", "version"),
    [("1999-01-01", 1), ("2015-01-01", 1), ("2018-07-24", 1), ("2018-07-25", 2), ("2026-11-23", 2), ("2099-01-01", 2)],
)
@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_day_has_one_version_and_before_the_first_that_one(item: Item, day: str, version: int) -> None:
    assert item.version_on(date.fromisoformat(day)).version == version


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_versions_follow_one_another_day_by_day(item: Item) -> None:
    for later, earlier in pairwise(item.versions):
        assert earlier.valid_to is not None
        assert (later.valid_from - earlier.valid_to).days == 1


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_what_an_earlier_version_keeps_is_a_field_of_today_s_and_shown_as_that_is(item: Item) -> None:
    for earlier in item.earlier:
        strange = {field.id: field.store for field in earlier.fields if not item.has_field(field.id)}

        assert set(strange.values()) == {NEVER}
        for kind in item.subject_kinds:
            assert earlier.disclosure_for("public", kind=kind) == item.disclosure_for("public", kind=kind)


@pytest.mark.parametrize(
    ("layout", "item"), [("许可_2016版", "administrative_permit"), ("处罚_2016版", "administrative_penalty")]
)
def test_every_column_of_the_layout_of_2016_is_a_column_of_the_form_in_its_order(
    real_data: Path, layout: str, item: str
) -> None:
    with (real_data / "shuanggongshi_layout.csv").open(encoding="utf-8-sig") as file:
        columns = [row["column_name"] for row in csv.DictReader(file) if row["layout"] == layout]
    earlier = catalogue().get(item).earlier[0]

    assert tuple(earlier.header_map()[column] for column in columns) == earlier.form("of_2016").fields


@pytest.mark.parametrize(
    ("item", "code", "field"),
    [
        ("administrative_penalty", "CF_WSH", "doc_no"),
        ("administrative_penalty", "CF_CFMC", "case_name"),
        ("administrative_penalty", "CF_CFLB1", "penalty_kinds"),
        ("administrative_penalty", "CF_SY", "violation_fact"),
        ("administrative_penalty", "CF_XDR_SFZ", "person_id_no"),
        ("administrative_penalty", "CF_JG", "penalty_content"),
        ("administrative_penalty", "CF_XZJG", "authority_name"),
        ("administrative_permit", "XK_XMMC", "doc_title"),
        ("administrative_permit", "XK_SPLB", "permit_category"),
        ("administrative_permit", "XK_XDR_ZDM", "party_org_code"),
        ("administrative_permit", "XK_JZQ", "valid_to"),
    ],
)
def test_the_codes_of_the_columns_of_that_time_are_understood(item: str, code: str, field: str) -> None:
    assert catalogue().get(item).earlier[0].header_map()[code] == field


def test_what_was_not_asked_for_is_not_needed_and_not_unwanted() -> None:
    earlier = catalogue().get("administrative_penalty").earlier[0]

    assert not earlier.field("authority_credit_code").need.always
    assert not earlier.field("fine_amount_wan").need.exclusive
    assert not earlier.field("fine_amount_wan").need.holds_for({"penalty_kinds": ["罚款"]})
    assert not earlier.field("procedure").need.advised
    assert earlier.field("doc_no").need.always


@pytest.mark.parametrize(
    ("word", "kept"),
    [("正常", "1"), ("0", "1"), ("撤销", "2"), ("1", "2"), ("异议", "1"), ("2", "1"), ("其他", None), ("3", None)],
)
def test_the_words_of_that_time_are_kept_as_today_s(word: str, kept: str | None) -> None:
    codes = catalogue().get("administrative_permit").earlier[0].field("permit_status").codes

    assert codes is not None
    assert codes.official_of(word) == kept


def test_the_seven_kinds_of_penalty_of_that_time_are_all_official_today() -> None:
    codes = catalogue().get("administrative_penalty").field("penalty_kinds").codes
    assert codes is not None

    said = (
        "警告",
        "罚款",
        "没收违法所得/没收非法财物",
        "责令停产停业",
        "暂扣或者吊销许可证/执照",
        "行政拘留",
        "其他-责令改正",
    )

    assert [codes.official_of(one) for one in said] == [
        "警告",
        "罚款",
        "没收违法所得、没收非法财物",
        "责令停产停业",
        "暂扣或者吊销许可证、执照",
        "行政拘留",
        "其他-责令改正",
    ]


def test_a_table_without_a_number_in_its_name_is_of_no_version() -> None:
    assert (number_in("items/earlier/some-12"), number_in("items/earlier/some")) == (12, 0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(EARLIER, "colour", "red", "colour", "not a known key"),
        Fault(EARLIER, "not_asked_for", GONE, "not_asked_for", "is missing"),
        Fault(EARLIER, "of", "horoscope", "of", "not a known item"),
        Fault(EARLIER, "version", 2, "version", "not that of its file's name"),
        Fault(EARLIER, "not_asked_for", ["horoscope"], "not_asked_for", "not a known field"),
        Fault(EARLIER, "headers/0/field", "horoscope", "headers.1.field", "not a known field"),
        Fault(EARLIER, "headers/0/colour", "red", "headers.1.colour", "not a known key"),
        Fault(EARLIER, "headers/0/names", "处罚名称", "headers.1.names", "not a list"),
        Fault(EARLIER, "added/0/store", "body", "added.penalty_kind_2.store", "never kept"),
        Fault(EARLIER, "added/0/joins", "doc_no", "fields.penalty_kind_2.joins", "names no enum_list field"),
        Fault(EARLIER, "added/+", A_COLUMN | {"zh": "宗教信仰"}, "fields.more", "never collected"),
        Fault(EARLIER, "valid_to", "2018-07-23", "valid_to", "missing or doubled before 2018-07-25"),
        Fault(EARLIER, "valid_to", "2018-07-25", "valid_to", "missing or doubled before 2018-07-25"),
        Fault(EARLIER, "valid_to", "2014-07-24", "valid_to", "is before valid_from"),
        Fault(EARLIER, "basis", "NOWHERE", "basis", "not in the register"),
        Fault(EARLIER, "form/0/kind_by_number", "yes", "form.of_2016.kind_by_number", "neither true nor false"),
        Fault(EARLIER, "form/0/kind_by_number", GONE, "form.of_2016.fields", "always required: party_type"),
        Fault(OF_PERMITS, "codes/permit_status", "use_scopes_2015", "codes.permit_status", "official value of today"),
        Fault(OF_PERMITS, "codes/remark", "yes_no", "fields.remark.codes", "belongs to an enumeration"),
        Fault(PENALTY, "version", 3, "version", "does not come before"),
        Fault(PENALTY, "valid_from", "2019-01-01", "valid_to", "missing or doubled before 2019-01-01"),
        Fault("catalogue/code_lists", "yes_no/values/0/kept_as", " ", "yes_no.values.1.kept_as", "not a text"),
    ],
    ids=lambda fault: f"{fault.file.rpartition('/')[2]} {fault.path} {fault.why}",
)
def test_a_fault_in_an_earlier_version_is_refused_by_file_and_key(fault: Fault) -> None:
    file = EARLIER if fault.file == PENALTY else fault.file

    is_refused(fault, file=file)


def test_an_item_that_begins_with_a_later_version_misses_the_earlier() -> None:
    is_refused(
        Fault("catalogue/items/government_default", "version", 2, "government_default", "an earlier one is missing"),
        file="catalogue/items/earlier",
    )
