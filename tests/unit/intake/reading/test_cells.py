"""What becomes of a cell: the catalogue says what it is to be, the file what it is, and nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.reading.cells import (
    DAY,
    ERROR,
    EXACT,
    NUMBER,
    SINCE_1900,
    SINCE_1904,
    TEXT,
    TRUTH,
    UNCOUNTED,
    Cell,
    Remark,
    Taker,
    day_of,
    number_of,
)
from tests.factories import PENALTY

ITEM = catalogue().get(PENALTY)
NUMBER_REMARKED, DAY_REMARKED = ("cell.number_where_text_is_due",), ("cell.day_where_text_is_due",)


@pytest.mark.parametrize(
    ("field", "cell", "text", "codes"),
    [
        ("decision_date", Cell("46024", NUMBER), "2026-01-02", ()),
        ("decision_date", Cell("46024.5", NUMBER), "2026-01-02", ()),
        ("decision_date", Cell("20260102", NUMBER), "20260102", ()),
        ("decision_date", Cell("20260102", EXACT), "20260102", ()),
        ("decision_date", Cell("2026-01-02", DAY), "2026-01-02", ()),
        ("fine_amount_wan", Cell("1.5", NUMBER), "1.5", ()),
        ("fine_amount_wan", Cell("1.50", EXACT), "1.50", ()),
        ("fine_amount_wan", Cell("2026-01-02", DAY), "2026-01-02", ()),
        ("doc_no", Cell("2026001", NUMBER), "2026001", NUMBER_REMARKED),
        ("doc_no", Cell("0", EXACT), "0", NUMBER_REMARKED),
        ("doc_no", Cell("-999999999999999", NUMBER), "-999999999999999", NUMBER_REMARKED),
        ("doc_no", Cell("1000000000000000", NUMBER), "", ("cell.digits_lost",)),
        ("party_credit_code", Cell("915120990000000000", NUMBER), "", ("cell.digits_lost",)),
        ("party_credit_code", Cell("915120990000000000", EXACT), "915120990000000000", NUMBER_REMARKED),
        ("doc_no", Cell("2026-01-02", DAY), "2026-01-02", DAY_REMARKED),
        ("fulfilled", Cell("1", TRUTH), "是", ()),
        ("fulfilled", Cell("0", TRUTH), "否", ()),
        ("doc_no", Cell("1", TRUTH), "", ("cell.truth_value",)),
        ("doc_no", Cell("#N/A", ERROR, is_formula=True), "", ("cell.error_value",)),
        ("doc_no", Cell("", UNCOUNTED, is_formula=True), "", ("cell.formula_without_result",)),
        ("doc_no", Cell("甲", TEXT, is_formula=True), "甲", ("cell.formula",)),
        ("decision_date", Cell("46024", NUMBER, is_formula=True), "2026-01-02", ("cell.formula",)),
    ],
)
def test_a_cell_becomes_what_its_field_is(field: str, cell: Cell, text: str, codes: tuple[str, ...]) -> None:
    texts, remarks = Taker(ITEM.field(field), SINCE_1900).column_of(("甲", cell, "乙", cell))

    assert texts == ["甲", text, "乙", text]
    assert remarks == [Remark(place, field, code) for place in (1, 3) for code in codes]


def test_a_column_of_texts_is_handed_on_as_it_is() -> None:
    column = ("甲", "", "乙")

    assert Taker(ITEM.field("doc_no"), None).column_of(column) == (column, [])


def test_a_number_is_no_day_where_the_file_counts_none() -> None:
    assert Taker(ITEM.field("decision_date"), None).column_of((Cell("46024", NUMBER),)) == (["46024"], [])


@pytest.mark.parametrize(
    ("serial", "epoch", "day"),
    [
        ("1", SINCE_1900, "1900-01-01"),
        ("59", SINCE_1900, "1900-02-28"),
        ("60", SINCE_1900, None),
        ("61", SINCE_1900, "1900-03-01"),
        ("0", SINCE_1900, None),
        ("-1", SINCE_1900, None),
        ("2958465", SINCE_1900, "9999-12-31"),
        ("2958466", SINCE_1900, None),
        ("0", SINCE_1904, "1904-01-01"),
        ("2957003", SINCE_1904, "9999-12-31"),
        ("2957004", SINCE_1904, None),
        ("-0.5", SINCE_1904, None),
    ],
)
def test_a_serial_number_is_a_day_of_its_system(serial: str, epoch: date, day: str | None) -> None:
    assert day_of(serial, epoch) == day


@given(number=st.integers(0, 10**15 - 1))
def test_a_whole_number_of_fifteen_digits_is_shown_digit_by_digit(number: int) -> None:
    assert number_of(str(number)) == number_of(f"{number}.0") == str(number)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("0.30000000000000004", "0.3"), ("1E+20", "100000000000000000000"), ("-0", "0"), ("nan", None), ("甲", None)],
)
def test_a_number_is_written_as_it_is_shown(raw: str, shown: str | None) -> None:
    assert number_of(raw) == shown
