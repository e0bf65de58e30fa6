"""The number of a pledge: its form, its day, and why it is nobody's resident ID."""

from datetime import date

import pytest

from chalicelib.terms.pledge_numbers import day_in, holds_nobodys_number
from chalicelib.terms.resident_ids import mentions_resident_id

MADE_ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("51209920260302000001", MADE_ON),
        ("51209920240229000001", date(2024, 2, 29)),
        ("51209920230229000001", None),
        ("5120992026030200001", None),
        ("512099202603020000011", None),
        ("51209920260302-00001", None),
        ("５１２０９９２０２６０３０２０００００１", None),
        ("", None),
    ],
)
def test_a_number_of_the_form_holds_its_day(number: str, day: date | None) -> None:
    assert day_in(number) == day


def test_a_number_that_could_be_taken_for_an_id_is_told_apart_by_its_day() -> None:
    looks_like_an_id = next(
        number for serial in range(100) if mentions_resident_id(number := f"512099{MADE_ON:%Y%m%d}{serial:06d}")
    )

    assert holds_nobodys_number(looks_like_an_id, today=date(2044, 3, 1))
    assert not holds_nobodys_number(looks_like_an_id, today=date(2044, 3, 2))


def test_an_id_with_two_digits_behind_it_is_not_let_through() -> None:
    assert not holds_nobodys_number("51200219900307001900", today=date(2026, 11, 23))
    assert not holds_nobodys_number("512002199003070019", today=date(2026, 11, 23))
