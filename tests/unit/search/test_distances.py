"""How many letters are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.search.distances import FARTHEST, differ_by_one, distance_of

_WORDS = st.text("甲乙丙", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("示例食品", "示例食品", 0),
        ("示例食品", "示倒食品", 1),
        ("示例食品", "示食品", 1),
        ("示例食品", "示例的食品", 1),
        ("示例食品", "例示食品", 2),
        ("示例食品", "虚构物流", FARTHEST + 1),
        ("示", "示例食品", FARTHEST + 1),
        ("甲乙丙", "丙甲丁乙", FARTHEST + 1),
    ],
)
def test_letters_wrong_missing_or_too_many_are_counted(one: str, other: str, distance: int) -> None:
    assert distance_of(one, other) == distance_of(other, one) == distance


@given(_WORDS, _WORDS)
def test_one_letter_is_a_distance_of_one(one: str, other: str) -> None:
    assert differ_by_one(one, other) == (distance_of(one, other) == 1)
