"""Masking: the table by examples, and that nothing masked is longer or shows what it hides. All data is made up."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.errors import DataFileError
from chalicelib.terms import tables
from chalicelib.terms.masking import Audience, Kind, masked, masks, masks_in

han = st.text("张王李欧阳司马文修小明·县市区省号路甲乙丙", max_size=20)
values = st.one_of(st.text(max_size=40), han, st.text("0123456789X", max_size=24))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳修文", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿***·***"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_the_public_sees_of_a_name_its_surname(name: str, shown: str) -> None:
    assert masked(Kind.NAME, name, Audience.PUBLIC) == shown


@pytest.mark.parametrize("audience", [Audience.THIRD_PARTY, Audience.SUBJECT, Audience.OFFICER])
def test_who_is_authorised_sees_a_name_in_full(audience: Audience) -> None:
    assert masked("name", "张三", audience) == "张三"


@pytest.mark.parametrize(
    ("kind", "audience", "shown"),
    [
        ("resident_id", "public", None),
        ("resident_id", "third_party", "5120**********0019"),
        ("resident_id", "subject", "5120**********0019"),
        ("resident_id", "officer", "512002199003070019"),
        ("resident_id_identifier", "public", "**************0019"),
        ("bank_account", "officer", None),
        ("bank_account", "public", None),
    ],
)
def test_a_number_is_shown_as_the_table_says(kind: str, audience: str, shown: str | None) -> None:
    assert masked(kind, "512002199003070019", audience) == shown


def test_a_passport_and_a_mobile_number_have_their_own_parts() -> None:
    assert masked("passport", "E00000019", "public") == "E******19"
    assert masked("mobile", "13812340019", "third_party") == "138****0019"
    assert masked("mobile", "13812340019", "public") is None


def test_a_number_too_short_for_its_rule_is_hidden_wholly() -> None:
    assert masked("resident_id", "51200219", "third_party") == "********"


@pytest.mark.parametrize(
    ("name", "operator", "shown"),
    [
        ("张三", "张三", "张*"),
        ("张三", None, "张*"),
        ("个体工商户张三", "张三", "个体工商户张*"),
        ("张三（个体工商户）", "张三", "张*（个体工商户）"),
        ("个体户张三", None, "个体户张*"),
        ("张三小吃店", "张三", "张三小吃店"),
        ("示例虚构小吃店", None, "示例虚构小吃店"),
        ("示例虚构小吃店", "张三", "示例虚构小吃店"),
        ("个体工商户", None, "个体工商户"),
    ],
)
def test_a_business_that_is_nothing_but_its_operator_is_masked_like_one(
    name: str, operator: str | None, shown: str
) -> None:
    assert masked("self_employed_name", name, "public", operator=operator) == shown
    assert masked("self_employed_name", name, "officer", operator=operator) == name


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("四川省资阳市雁江区虚构路1号", "四川省资阳市雁江区"),
        ("安岳县虚构镇示例路57号", "安岳县"),
        ("资阳市虚构路西二段", "资阳市"),
        ("四川省阿坝藏族羌族自治州九寨沟县虚构村", "四川省阿坝藏族羌族自治州九寨沟县"),
        ("资阳市虚构小区3栋", "资阳市"),
        ("虚构小区3栋", "***"),
        ("虚构路市场2号", "***"),
        ("3栋", "**"),
        ("", ""),
    ],
)
def test_the_public_sees_of_an_address_its_county(address: str, shown: str) -> None:
    assert masked("address", address, "public") == shown


@given(values, st.sampled_from(Kind), st.sampled_from(Audience), st.none() | han)
def test_what_is_masked_is_never_longer(value: str, kind: Kind, audience: Audience, operator: str | None) -> None:
    assert len(masked(kind, value, audience, operator=operator) or "") <= len(value)


@given(values.filter(lambda value: len(value) > 1), st.sampled_from(["passport", "resident_id_identifier"]))
def test_a_masked_number_never_shows_more_than_its_ends(value: str, kind: str) -> None:
    shown = masked(kind, value, "public") or ""

    assert shown.count("*") >= len(value) - 4
    assert all(letter in {"*", value[place]} for place, letter in enumerate(shown))


@given(han.filter(lambda name: len(name.replace("·", "")) > 1))
def test_a_masked_name_never_shows_what_comes_after_the_surname(name: str) -> None:
    shown = masked("name", name, "public") or ""

    assert set(shown[2:]) <= {"*", "·"}


@given(values)
def test_a_masked_address_never_shows_a_number(value: str) -> None:
    assert not any(letter.isdecimal() for letter in masked("address", value, "public") or "")


@given(han.filter(bool))
@example("丙·")
def test_an_operator_s_bare_name_is_never_shown_in_full(name: str) -> None:
    shown = masked("self_employed_name", name, "public", operator=name)

    assert shown != name or not name.replace("·", "")


def test_a_kind_or_an_onlooker_the_table_does_not_have_sees_nothing() -> None:
    with pytest.raises(ValueError, match="plate"):
        masked("plate", "川M00019", "public")
    with pytest.raises(ValueError, match="neighbour"):
        masked("name", "张三", "neighbour")


def test_the_table_says_which_of_its_rows_are_not_settled() -> None:
    assert masks().unconfirmed == {Kind.PASSPORT, Kind.MOBILE, Kind.ADDRESS, Kind.BANK_ACCOUNT}


def _table(**changed: object) -> dict[str, Any]:
    table = deepcopy(tables.table("terms/masks"))
    table["masks"][0] |= changed
    return table


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kind": "plate"}, "is not a known kind"),
        ({"kind": "passport"}, "or is doubled"),
        ({"public": {"rule": "blur"}}, "is not a known rule"),
        ({"public": {"rule": "head_and_tail", "head": 4, "tail": 4, "shortest": 8}}, "would show a whole value"),
        ({"public": {"rule": "head_and_tail", "middle": 4}}, "is not a known key"),
        ({"neighbour": {"rule": "full"}}, "is not a known key"),
    ],
)
def test_a_table_that_cannot_be_is_refused(changed: dict[str, object], why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        masks_in(_table(**changed))


def test_a_table_that_leaves_a_kind_out_is_refused() -> None:
    table = _table()
    del table["masks"][0]

    with pytest.raises(DataFileError, match="name: is missing"):
        masks_in(table)
