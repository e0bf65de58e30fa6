"""Divisions: which lies within which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import DataFileError
from chalicelib.terms.divisions import (
    NATION,
    divisions,
    divisions_in,
    is_division,
    national_code_of,
    within,
)

codes = st.integers(0, 999_999).map(lambda number: f"{number:06d}")


@pytest.mark.parametrize(
    ("division", "of"),
    [
        ("512002", "512000"),
        ("512021", "512000"),
        ("512022", "510000"),
        ("512081", "512000"),
        ("512000-GX", "512000"),
        ("512000-LK", "000000"),
        ("512000", "512000"),
        ("510185", "510100"),
        ("510185", "510000"),
        ("512099", "512000"),
        ("110101", "110000"),
        ("512099-AB", "512099"),
    ],
)
def test_a_division_lies_in_itself_and_in_what_is_above_it(division: str, of: str) -> None:
    assert within(division, of)


@pytest.mark.parametrize(
    ("division", "of"),
    [
        ("512000", "512002"),
        ("512002", "512021"),
        ("512000-GX", "512002"),
        ("512000", "512000-GX"),
        ("510185", "512000"),
        ("430903", "512000"),
        ("资阳", "512000"),
        ("", ""),
        ("资阳", "资阳"),
    ],
)
def test_a_division_does_not_lie_in_its_neighbour_nor_in_what_is_below_it(division: str, of: str) -> None:
    assert not within(division, of)


@given(codes)
def test_every_code_lies_in_the_nation_and_in_itself(code: str) -> None:
    assert within(code, NATION)
    assert within(code, code)


@given(codes, codes)
def test_two_divisions_that_lie_in_each_other_are_one(one: str, other: str) -> None:
    assert not (within(one, other) and within(other, one)) or one == other


def test_what_left_the_city_keeps_its_code_its_last_year_and_where_it_went() -> None:
    left = divisions()["512081"]

    assert (left.name, left.successor, left.confirmed) == ("简阳市", "510185", False)
    assert left.valid_to is not None
    assert left.valid_to.year == 2016


def test_a_zone_goes_upward_under_its_city() -> None:
    assert national_code_of("512000-GX") == "512000"
    assert national_code_of("512021") == "512021"


@pytest.mark.parametrize("code", ["51200", "5120000", "512000-G", "512000-gx", "五一二〇〇〇", ""])
def test_what_has_not_the_form_of_a_code_is_none(code: str) -> None:
    assert not is_division(code)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"code": "512000", "name": "示例", "confirmed": True}] * 2, "is doubled"),
        ([{"code": "512002", "name": "示例", "confirmed": True, "parent": "512000"}], "does not stand before it"),
        ([{"code": "5120", "name": "示例", "confirmed": True}], "is not of the form"),
        ([{"code": "512000", "name": "示例", "confirmed": True, "mayor": "张三"}], "is not a known key"),
        ([{"code": "512000", "name": "示例", "confirmed": True, "valid_to": "2016"}], "is not a day"),
    ],
)
def test_a_table_that_cannot_be_is_refused(rows: list[dict[str, object]], why: str) -> None:
    with pytest.raises(DataFileError, match=why):
        divisions_in({"basis": "虚构", "divisions": rows})
