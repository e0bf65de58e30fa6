"""The header of a table: in one row or in two, and what is said of one that is another item's, or nobody's."""

from collections.abc import Sequence

import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.reading.headers import Found, header_among
from tests.factories import PENALTY, REGISTRATION

ITEM, ITEMS = catalogue().get(PENALTY), catalogue().items
PERMIT = catalogue().get("administrative_permit")


def found_in(*rows: Sequence[str], item: str = PENALTY) -> Found:
    found = header_among(enumerate(map(list, rows), start=1), item=catalogue().get(item), items=ITEMS)
    assert found is not None
    return found


def said_of(*rows: Sequence[str], item: str = PENALTY) -> list[tuple[str, int | None, str | None]]:
    return [(fault.code, fault.row, fault.field) for fault in found_in(*rows, item=item).faults]


def without(*fields: str) -> list[str]:
    return [ITEM.field(name).zh for name in ITEM.forms[0].fields if name not in fields]


def test_a_name_is_taken_together_with_its_group_and_not_without_it() -> None:
    rest = without("party_name", "party_reg_no", "authority_name")
    above = [*[""] * len(rest), "当事人", "处罚机关", ""]

    named = found_in(above[:-1], [*rest, "名称", "名称"])
    faults = said_of(above, [*rest, "名称", "名称", "注册号"])

    assert named.header is not None
    assert named.header.fields[-2:] == ("party_name", "authority_name")
    assert faults == [("file.column_unknown", 2, None)]


def test_rows_that_are_not_one_right_above_the_other_are_no_header_together() -> None:
    header = without()
    rows = [(1, header[:9]), (3, [*[""] * 9, *header[9:]])]

    found = header_among(iter(rows), item=ITEM, items=ITEMS)

    assert found is not None
    assert found.header is None


def test_a_title_above_columns_without_a_name_makes_no_header_worse() -> None:
    found = found_in(["虚构的标题"], ["", *without()])

    assert found.header is not None
    assert found.header.fields == (None, *ITEM.forms[0].fields)


def test_what_stands_above_a_column_without_a_name_names_it() -> None:
    header = without("remark")

    found = found_in([*["处罚信息"], *[""] * (len(header) - 1), "备注"], header)

    assert found.header is not None
    assert (found.row, found.header.fields[-1], found.header.shown["remark"]) == (2, "remark", "备注")


@pytest.mark.parametrize(("column", "field"), [("罚款金额", "fine_amount_wan"), ("没收金额", "confiscated_amount_wan")])
def test_an_amount_whose_unit_nobody_says_is_told_with_its_official_name(column: str, field: str) -> None:
    fault, *others = found_in([*without(field), column]).faults

    assert (fault.code, fault.field, others) == ("file.column_without_unit", field, [])
    assert ITEM.field(field).zh in fault.message_zh


def test_a_header_that_is_rather_another_items_says_whose_and_what_that_lacks() -> None:
    columns = [PERMIT.field(name).zh for name in PERMIT.forms[0].fields if name != "doc_no"]

    wrong, like = found_in(["标题"], columns).faults

    assert (wrong.code, like.code, like.row) == ("file.wrong_item", "file.most_like_item", 2)
    assert "这是“行政许可”的表" in wrong.message_zh
    assert "缺少的必有列：行政许可决定文书号；" in like.message_zh


def test_a_header_that_lacks_nothing_of_another_item_but_says_more_says_so() -> None:
    columns = [*PERMIT.official_headers(), "虚构的列"]

    wrong, *others = found_in(columns).faults

    assert (wrong.code, others) == ("file.wrong_item", [])


def test_what_another_items_header_would_forbid_comes_first() -> None:
    columns = [*PERMIT.official_headers(), "宗教信仰"]

    assert [code for code, *_ in said_of(columns)] == ["file.column_forbidden", "file.wrong_item"]


def test_a_header_that_is_nobodys_is_likened_by_two_columns_and_not_by_one() -> None:
    assert said_of(["企业名称", "处罚种类", "一", "二", "三"]) == [
        ("file.header_wrong", None, None),
        ("file.most_like_item", 1, None),
    ]
    assert said_of(["备注", "一", "二", "三"]) == [("file.header_wrong", None, None)]


def test_the_columns_that_are_due_are_those_of_today_whatever_the_header_is_most_like() -> None:
    wrong, *_ = found_in(["企业名称", "处罚结果", "一", "二", "三"]).faults

    assert "处罚有效期、公示截止期" in wrong.message_zh


def test_a_layout_of_another_province_is_told_even_to_an_item_that_needs_less() -> None:
    columns = ["许可文件编号", "许可文件名称", "有效期自", "有效期至", "许可机关", "企业名称", "注册号"]

    assert [code for code, *_ in said_of(columns, item=REGISTRATION)] == ["file.wrong_item", "file.most_like_item"]


@pytest.mark.parametrize(
    ("item", "columns"),
    [
        (
            PENALTY,
            [
                "处罚决定书文号",
                "处罚决定书签发日期",
                "违法行为类型",
                "处罚种类",
                "处罚机关",
                "企业名称",
                "统一社会信用代码",
            ],
        ),
        (
            "administrative_permit",
            ["许可文件编号", "许可文件名称", "有效期自", "有效期至", "许可机关", "登记状态", "企业名称", "注册号"],
        ),
    ],
)
def test_a_layout_of_another_province_is_read_once_it_has_the_columns_that_it_lacks(
    item: str, columns: list[str]
) -> None:
    missing = [fault.field for fault in found_in(columns, item=item).faults if fault.code == "file.column_missing"]
    completed = [*columns, *(catalogue().get(item).field(str(name)).zh for name in missing)]

    found = found_in(["", *completed], item=item)

    assert missing
    assert found.header is not None
    assert None not in found.header.fields[1:]
