"""How a value is written that is kept."""

from decimal import Decimal

import pytest

from chalicelib.terms.writing import has_control_character, plain_number


@pytest.mark.parametrize(
    ("said", "kept"),
    [("0.50", "0.5"), ("1.000", "1"), ("100", "100"), ("1E+2", "100"), ("-0.0", "0"), ("-1.50", "-1.5"), ("0E-6", "0")],
)
def test_one_number_is_written_in_one_way(said: str, kept: str) -> None:
    assert plain_number(Decimal(said)) == kept


@pytest.mark.parametrize("text", ["一\x00二", "\x1f", "a\u2028b", "\x7f", "\x85"])
def test_what_no_one_typed_is_told(text: str) -> None:
    assert has_control_character(text)


@pytest.mark.parametrize("text", ["", "一\t二\r\n三", "虚构罚字〔2026〕1号", "a\u3000b"])
def test_tabs_line_ends_and_wide_blanks_are_typed(text: str) -> None:
    assert not has_control_character(text)
