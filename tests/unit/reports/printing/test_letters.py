"""A letter on paper: what stands on it, that it is sealed, and that nothing of it is taken for markup."""

import msgspec

from chalicelib.reports.printing.letters import LetterSheet, printed_letter, rendered_letter
from tests.printed import ISSUED_AT, a_seal, seen_by_others, texts_of

SHEET = LetterSheet(
    title="信用修复决定书",
    number="XF20261123-aaaaaaaa-JD",
    number_label="编号",
    to="示例虚构甲有限公司",
    sentence="经示例市虚构监督管理局决定，准予修复。",
    facts=[("申请编号", "XF20261123-aaaaaaaa"), ("结果", "准予修复")],
    grounds=[("理由", "罚款已缴清。\n违法行为已改正。"), ("救济途径", "投诉")],
    issuing_body="信用资阳",
    issued_on="2026年11月23日",
)
LONG = "票据号512099000012345678901234567890123456789012345678901234567890，罚款已缴清，违法行为已改正。" * 40


def _words(sheet: LetterSheet, *, is_for_tests: bool = False) -> str:
    return "".join(texts_of(rendered_letter(sheet, at=ISSUED_AT, is_for_tests=is_for_tests).pdf))


def test_a_letter_says_everything_of_its_sheet_once() -> None:
    words = _words(SHEET)

    for text in (SHEET.title, SHEET.number, f"{SHEET.to}：", SHEET.sentence, SHEET.issuing_body, SHEET.issued_on):
        assert text in words
    for label, text in (*SHEET.facts, *SHEET.grounds):
        assert label in words
        assert all(line in words for line in text.split("\n"))
    assert "测试签名" not in words


def test_one_without_an_addressee_is_to_nobody() -> None:
    assert "：经示例市" not in _words(msgspec.structs.replace(SHEET, to="")).replace("编号：", "")


def test_the_same_letter_is_the_same_bytes() -> None:
    assert rendered_letter(SHEET, at=ISSUED_AT) == rendered_letter(SHEET, at=ISSUED_AT)


def test_long_reasons_run_over_pages_that_name_the_letter_and_nothing_is_lost() -> None:
    pages = texts_of(rendered_letter(msgspec.structs.replace(SHEET, grounds=[("理由", LONG)]), at=ISSUED_AT).pdf)

    assert len(pages) > 1
    assert all(SHEET.number in page for page in pages)
    assert "".join(pages).count("违法行为已改正") == 40
    assert f"第{len(pages)}页 共{len(pages)}页" in pages[-1]


def test_what_a_body_wrote_is_text_and_no_markup() -> None:
    words = _words(msgspec.structs.replace(SHEET, grounds=[("理由", "#panic() *粗* <标签> $x$")]))

    assert "#panic() *粗* <标签> $x$" in words


def test_a_character_that_the_font_lacks_stands_by_its_code_point_and_the_letter_says_so() -> None:
    missing = rendered_letter(msgspec.structs.replace(SHEET, to="示例\ue000公司"), at=ISSUED_AT)
    assert missing.replaced == ("\ue000",)
    assert "U+E000" in "".join(texts_of(missing.pdf))


def test_it_is_sealed_to_its_last_byte_and_by_a_key_for_tests_says_so_on_each_page() -> None:
    made = printed_letter(SHEET, made_at=ISSUED_AT, seal=a_seal(), now=ISSUED_AT)

    status = seen_by_others(made.pdf)

    assert (status.intact, status.valid) == (True, True)
    assert a_seal().signer.key.startswith("TEST-")
    assert all("测试签名，不具效力" in page for page in texts_of(made.pdf))
