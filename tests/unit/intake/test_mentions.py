"""Mentions: no text that terms would call a mention is passed over."""

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.intake.mentions import suspects_in
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
