"""The one form in which names are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import DataFileError
from chalicelib.search.spelling import LONGEST, letters_of, normal_form_of, simplified_in
from infra import characters


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        pytest.param("示例（资阳） 虚构Ａ有限公司", "示例(资阳)虚构a有限公司", id="widths_and_blanks"),
        pytest.param("示例〔资阳〕【虚构】", "示例(资阳)(虚构)", id="brackets"),
        pytest.param("示例•虚构・甲", "示例·虚构·甲", id="dots"),
        pytest.param("示例虛構貿易鑫興", "示例虚构贸易鑫兴", id="traditional"),
        pytest.param("\u202e示例\u200b虚\ufe0f构\ud800\x00\ufeff", "示例虚构", id="what_nobody_sees"),
        pytest.param("  \n\t ", "", id="blank"),
    ],
)
def test_names_are_compared_in_one_form(written: str, normal: str) -> None:
    assert normal_form_of(written) == normal
    assert normal_form_of(normal) == normal


@given(st.text(max_size=200))
def test_the_form_of_a_form_is_itself_and_goes_into_a_key(text: str) -> None:
    normal = normal_form_of(text)

    assert len(normal) <= LONGEST
    normal.encode()


def test_letters_are_ideographs_letters_and_digits() -> None:
    assert letters_of("示例(甲)·a1-🍎。") == "示例甲a1"


def test_the_table_of_characters_is_what_opencc_says() -> None:
    assert characters.TABLE.read_text("utf-8") == characters.table()


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [pytest.param("虛構", "虚", id="one_short"), pytest.param("虛構", "虚虛", id="a_chain")],
)
def test_a_table_that_is_not_one_for_one_is_refused(traditional: str, simplified: str) -> None:
    with pytest.raises(DataFileError):
        simplified_in({"source": "示例", "traditional": traditional, "simplified": simplified})
