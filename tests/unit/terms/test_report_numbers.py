"""The number of an issued report: every way to mistype it that matters is noticed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.terms.credit_codes import ALPHABET
from chalicelib.terms.report_numbers import check_character_of, compact, earliest_since, is_valid, issued_at, number_of

AT = datetime(2026, 11, 27, 1, 30, 15, tzinfo=UTC)
NUMBER = number_of(division="512000", at=AT, letters="7K3M2QXT")

instants = st.datetimes(datetime(2026, 1, 2), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.builds(
    number_of,
    division=st.text("0123456789", min_size=6, max_size=6),
    at=instants,
    letters=st.text(ALPHABET, min_size=8, max_size=8),
)


def test_a_number_says_where_and_when_and_the_rest_nobody_foresees() -> None:
    assert NUMBER[:-1] == "ZY512000202611270930157K3M2QXT"
    assert len(NUMBER) == 31
    assert is_valid(NUMBER)
    assert issued_at(NUMBER) == AT


@given(numbers, st.integers(0, 30), st.sampled_from([*ALPHABET, "Z", "O", "I", "a", "0", "٠"]))
def test_one_wrong_character_is_always_noticed(number: str, place: int, other: str) -> None:
    changed = number[:place] + other + number[place + 1 :]

    assert is_valid(changed) is (changed == number)


@given(numbers, st.integers(0, 29))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert is_valid(swapped) is (swapped == number)


@pytest.mark.parametrize(
    "text",
    ["", "ZY", NUMBER[:-1], f"{NUMBER}0", NUMBER.lower(), f"XX{NUMBER[2:]}"],
    ids=["nothing", "the prefix", "too short", "too long", "lower case", "another prefix"],
)
def test_what_has_not_the_shape_is_no_number(text: str) -> None:
    assert not is_valid(text)
    with pytest.raises(ValueError, match="not the number"):
        issued_at(text)


@pytest.mark.parametrize("at", ["20261327093015", "19900307001900"], ids=["no such month", "a birth date"])
def test_an_instant_that_cannot_be_is_no_number_s(at: str) -> None:
    behind = f"512000{at}7K3M2QXT"

    assert not is_valid(f"ZY{behind}{check_character_of(behind)}")


def test_an_instant_is_read_from_sound_numbers_alone() -> None:
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")

    with pytest.raises(ValueError, match="not the number"):
        issued_at(wrong)


def test_width_case_blanks_and_hyphens_do_not_matter_once_compact() -> None:
    assert compact(f" zy-512000 {NUMBER[8:22]}-{NUMBER[22:]}".lower()) == NUMBER
    assert compact("ＺＹ" + NUMBER[2:]) == NUMBER


def test_every_number_made_since_an_instant_is_behind_what_is_said_of_it_and_no_earlier_one_is() -> None:
    earlier = number_of(division="512000", at=AT - timedelta(seconds=1), letters="YYYYYYYY")
    at_once = number_of(division="512000", at=AT, letters="00000000")

    assert earlier < earliest_since(AT) < at_once < earliest_since(AT + timedelta(seconds=1))
    assert earliest_since(AT, division="512002") > at_once
