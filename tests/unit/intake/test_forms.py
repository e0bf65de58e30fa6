"""Form: what is read of a cell, and that printing it and reading it again gives the same."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.fields import Field
from chalicelib.catalogue.items import catalogue
from chalicelib.intake.forms import Flaw, Typed, parser_of, printed
from chalicelib.terms.credit_codes import is_valid, organisation_code_agrees
from chalicelib.terms.resident_id_form import check_character_of
from tests.factories import PENALTY, a_credit_code

PENALTIES = catalogue().get(PENALTY)


def _read(field: str, cell: str) -> Any:
    return parser_of(PENALTIES.field(field), item=PENALTIES).one(cell)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("decision_date", "2026-03-02", "2026-03-02"),
        ("decision_date", " 2026/3/2 ", "2026-03-02"),
        ("decision_date", "2026.03.02", "2026-03-02"),
        ("decision_date", "２０２６年3月2日", "2026-03-02"),
        ("decision_date", "2026-03-02 00:00:00.0", "2026-03-02"),
        ("decision_date", "２０２６－０３－０２", "2026-03-02"),
        ("decision_date", "", None),
        ("fine_amount_wan", "1.50", "1.5"),
        ("fine_amount_wan", "+0001", "1"),
        ("fine_amount_wan", "1,234,567.100000", "1234567.1"),
        ("confiscated_amount_wan", "-0.00", "0"),
        ("penalty_kinds", "警告、罚款，警告", ("警告", "罚款")),
        ("penalty_kinds", " ", None),
        ("penalty_kinds", "没收违法所得、没收非法财物", ("没收违法所得、没收非法财物",)),
        ("party_type", "法人", "法人及非法人组织"),
        ("party_type", "　自然人 ", "自然人"),
        ("fulfilled", "是", True),
        ("fulfilled", "0", False),
        ("doc_no", "　虚构1号 ", "虚构1号"),
        ("party_credit_code", a_credit_code(1), a_credit_code(1)),
        ("person_id_no", " x ", "x"),
    ],
)
def test_a_sound_cell_is_read_as_it_is_kept(field: str, cell: str, value: Typed) -> None:
    assert _read(field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell", "codes"),
    [
        ("decision_date", "2026-3/2", ("cell.date_shape",)),
        ("decision_date", "20260302", ("cell.date_shape",)),
        ("decision_date", "2026年3月2", ("cell.date_shape",)),
        ("decision_date", "2026-03-02 10:30", ("cell.date_shape",)),
        ("decision_date", "46084", ("cell.date_shape",)),
        ("decision_date", "2026-00-01", ("cell.date_impossible",)),
        ("decision_date", "0000-01-01", ("cell.date_impossible",)),
        ("decision_date", "无", ("cell.placeholder",)),
        ("publish_until", "N/A", ("cell.placeholder_taken_as_empty",)),
        ("fine_amount_wan", "1e5", ("cell.number_shape",)),
        ("fine_amount_wan", "NaN", ("cell.number_shape",)),
        ("fine_amount_wan", "1" * 15, ("cell.number_scale",)),
        ("fine_amount_wan", "-1", ("cell.number_too_small",)),
        ("confiscated_amount_wan", "-0.1", ("cell.number_too_small",)),
        ("fulfilled", "也许", ("cell.not_in_list",)),
        ("penalty_kinds", "；、", ("cell.not_in_list",)),
        ("penalty_kinds", "其他-" + "长" * 255, ("cell.too_long",)),
        ("person_id_no", "-", ("cell.placeholder_taken_as_empty",)),
        ("party_credit_code", "无", ("cell.placeholder_taken_as_empty",)),
    ],
)
def test_a_faulty_cell_keeps_nothing_and_says_why(field: str, cell: str, codes: tuple[str, ...]) -> None:
    assert _read(field, cell) == Flaw(None, codes)


def test_a_value_that_opens_a_list_is_no_longer_than_its_column() -> None:
    permits = catalogue().get("administrative_permit")
    parser = parser_of(permits.field("permit_category"), item=permits)

    assert parser.one("其他-" + "长" * 253) == "其他-" + "长" * 253
    assert parser.one("其他-" + "长" * 254) == Flaw(None, ("cell.too_long",))


def test_a_credit_code_that_is_a_resident_id_at_once_is_a_person_s() -> None:
    # Found by search among synthetic numbers: both check characters are right, the organisation code's is not.
    read = _read("party_credit_code", _both())

    assert read == Flaw(None, ("text.mentions_resident_id",))


def _both() -> str:
    numbers = (f"51200219900307{serial:03d}" for serial in range(1000))
    whole = (number + check_character_of(number) for number in numbers)
    return next(number for number in whole if is_valid(number) and not organisation_code_agrees(number))


def test_a_column_is_read_once_a_value_and_its_flaws_lie_where_they_are() -> None:
    parser = parser_of(PENALTIES.field("doc_no"), item=PENALTIES)

    column = parser.column_in([" 甲1号", "乙2号", "", "长" * 129, "乙2号"])

    assert list(column.values) == ["甲1号", "乙2号", None, None, "乙2号"]
    assert column.distinct == {"甲1号", "乙2号", None}
    assert [(place, flaw.codes) for place, flaw in column.flaws] == [(3, ("cell.too_long",))]


@pytest.mark.parametrize(
    ("value", "cell"),
    [(True, "是"), (False, "否"), (("警告", "罚款"), "警告;罚款"), ("2026-03-02", "2026-03-02"), (None, "")],
)
def test_a_value_is_printed_as_a_cell_would_hold_it(value: Typed, cell: str) -> None:
    assert printed(value) == cell


_LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "Cc", "Cf"))
_CELLS = st.text(_LETTERS, max_size=30) | st.sampled_from(
    ["无", "1.50", "2026/1/2", "是", "警告；罚款", "其他-某", "", " "]
)
_FIELDS = [(item, field) for item in catalogue().items for field in item.fields]


@given(cells=st.lists(_CELLS, min_size=1, max_size=6), which=st.sampled_from(_FIELDS))
def test_a_column_read_at_once_is_the_column_read_cell_by_cell(cells: list[str], which: tuple[Any, Field]) -> None:
    item, field = which
    parser = parser_of(field, item=item)

    column = parser.column_in(cells)

    one_by_one = [parser.one(cell) for cell in cells]
    assert list(column.values) == [one.value if isinstance(one, Flaw) else one for one in one_by_one]
    assert [flaw for _, flaw in column.flaws] == [one for one in one_by_one if isinstance(one, Flaw)]
    assert column.distinct == set(column.values)


@given(cell=_CELLS, which=st.sampled_from(_FIELDS))
def test_printing_what_was_read_and_reading_it_again_gives_the_same(cell: str, which: tuple[Any, Field]) -> None:
    item, field = which
    parser = parser_of(field, item=item)

    first = parser.one(cell)
    value = first.value if isinstance(first, Flaw) else first

    assert parser.one(printed(value)) == value


@given(
    day=st.dates(),
    amount=st.decimals(min_value=0, max_value=10**13, places=6, allow_nan=False),
    kinds=st.lists(st.sampled_from([value.code for value in catalogue().code_lists["penalty_kinds"].values[:-1]])),
    fulfilled=st.booleans(),
)
def test_typed_values_survive_being_printed(day: Any, amount: Any, kinds: list[str], *, fulfilled: bool) -> None:
    values: dict[str, Typed] = {
        "decision_date": day.isoformat(),
        "confiscated_amount_wan": _read("confiscated_amount_wan", str(amount)),
        "penalty_kinds": tuple(dict.fromkeys(kinds)) or None,
        "fulfilled": fulfilled,
    }

    assert {name: _read(name, printed(value)) for name, value in values.items()} == values
