"""Mentions: no text that terms would call a mention is passed over."""

import sys
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.intake.mentions import any_has_enough_digits, has_blanks_around, joined_usual, suspects_in
from chalicelib.terms.resident_ids import mentions_mobile, mentions_resident_id
from tests.unit.intake.standing import GROWN

_WIDE = "".join(chr(ord(digit) + 0xFEE0) for digit in GROWN)
_DIGITS = st.sampled_from(["1", "3", "8", "0", "５", "①", "٣", "²", "𝟗", GROWN, "13800000000", "511023730228003"])
_BETWEEN = st.sampled_from(["", " ", "-", "\u200b", "　", "号", "\n", "\u2060\u2060\u2060\u2060"])
_TEXTS = st.lists(st.tuples(_DIGITS, _BETWEEN), max_size=24).map(lambda pairs: "".join(a + b for a, b in pairs))


@given(texts=st.lists(_TEXTS, max_size=4))
@example(texts=[_WIDE, "示例"])
@example(texts=["1" * 6, "380000000"])
@example(texts=["1\u200b\u200b\u200b\u200b3800000000"])
@example(texts=["𝟏3800000000", "示例"])
def test_what_mentions_a_person_s_number_is_a_suspect(texts: list[str]) -> None:
    suspects = suspects_in(texts)

    assert [text for text in texts if mentions_resident_id(text) or mentions_mobile(text)] == [
        text for text in suspects if mentions_resident_id(text) or mentions_mobile(text)
    ]


def test_ordinary_texts_are_no_suspects() -> None:
    assert not suspects_in(["虚构罚字〔2026〕12号", "2026年3月2日，罚款15000元。", ""])
    assert not suspects_in([])


def test_what_is_usual_can_be_seen_and_becomes_no_digit_but_those_of_ascii() -> None:
    usual = [letter for letter in map(chr, range(sys.maxunicode + 1)) if joined_usual([letter]) is not None]

    assert {"甲", "，", " ", "~", "7"} <= set(usual)
    for letter in usual:
        assert letter.isprintable()
        assert letter.isascii() or not any(map(str.isdecimal, unicodedata.normalize("NFKC", letter)))
        assert ord(letter) < 0x10000


def test_only_usual_texts_are_joined_and_what_parts_them_is_in_none() -> None:
    assert joined_usual([]) is None
    assert joined_usual(["甲", "\x00"]) is None
    assert joined_usual(["甲", "①"]) is None
    joined = joined_usual(["甲乙", "丙 丁"])
    assert joined is not None
    assert not has_blanks_around(joined)
    for odd in (" 甲", "甲 "):
        for texts in ([odd, "乙"], ["乙", odd]):
            assert has_blanks_around(joined_usual(texts) or "")


def test_digits_are_enough_only_where_they_lie_close_together_in_one_text() -> None:
    assert any_has_enough_digits("虚构138-0000-0000")
    assert not any_has_enough_digits("1380000\x000000")
    assert not any_has_enough_digits("2026-11-28虚构虚构00000")
    assert not any_has_enough_digits("2026年")
