"""Rows that hold nothing but words of a template, and rows of data that begin like them."""

import pytest

from chalicelib.intake.reading.vocabulary import is_closing, is_sample, without_marks


@pytest.mark.parametrize(
    "cells",
    [
        ["合计", "", "12", "3.5万元"],
        ["", "", " 合 计 ", "", "￥1,200.00"],
        ["总计：2条"],
        ["（本页小计）", "-", "/"],
        ["共计12件", "", ""],
        ["填表人：示例甲", "", "审核人：示例乙", "2026年3月2日"],
        ["填表人", "示例甲", "审核人", "示例乙"],
        ["填报单位（盖章）：示例市虚构局", "", "填报日期：2026-03-02"],
        ["联系电话:", "0000-0000000"],
        ["注：金额以万元计，合计不含违约金"],
        ["填表说明：一、请按表填写"],
    ],
)
def test_sums_signatures_and_notes_close_a_table(cells: list[str]) -> None:
    assert is_closing(cells)


@pytest.mark.parametrize(
    "cells",
    [
        [],
        ["", " "],
        ["合计虚构有限公司", "91512099MA00000153"],
        ["合计", "示例虚构1号有限公司", "警告"],
        ["共计", "三个月"],
        ["填表人", "示例甲", "警告", "罚款"],
        ["填表人虚构有限公司", "警告"],
        ["注册虚构有限公司"],
        ["注：见附件", "示例虚构1号有限公司"],
        ["备注", ""],
        ["（虚构）示例有限公司", "警告"],
        ["示例虚构1号有限公司", "合计"],
    ],
)
def test_a_row_of_data_that_begins_like_one_closes_nothing(cells: list[str]) -> None:
    assert not is_closing(cells)


@pytest.mark.parametrize(
    "header", ["*处罚机关", "处罚机关*", "处罚机关:", "处罚机关(必填)", "处罚机关*(选填):", "【必填】处罚机关"[4:]]
)
def test_what_a_template_puts_beside_a_name_is_no_part_of_it(header: str) -> None:
    assert without_marks(header) == "处罚机关"


def test_a_unit_in_brackets_is_a_part_of_a_name() -> None:
    assert without_marks("罚款金额(万元)") == "罚款金额(万元)"


def test_a_row_of_nothing_is_no_sample() -> None:
    assert not is_sample(["", " "])
    assert is_sample(["示例", "甲"])
