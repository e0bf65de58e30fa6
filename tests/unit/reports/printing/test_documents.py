"""The document as a reader of PDFs has it: its words, its tags, its code, and nothing of it run as a program."""

import re
from functools import cache
from io import BytesIO
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pytest

from chalicelib.ledger.signatures import Signed
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.layout import IssuedContent
from chalicelib.reports.printing.codes import text_for
from chalicelib.reports.printing.documents import Rendering, rendered
from chalicelib.reports.printing.typesetting import TypesettingError, typeset
from tests.factories import a_profile, a_record
from tests.printed import ISSUED_AT, NUMBER, a_penalty, a_report, canonical, code_on, content_of, issue_of, texts_of

CASE = "YY20261123-aaaaaaaa"
BASE = "https://platform.invalid"
DEPARTMENT = Reader(level=Level.DEPARTMENT, body="shili-jgj", purpose="supervision")
POINTS_WIDE = 595
MARKUP = r'#panic("x") $x^2$ *b* _i_ [c] \ #import "a.typ" <l> @r `raw` // no /* no */ = h #let x = 1 -- "q" {code} ~'


@cache
def printed() -> Rendering:
    """Return the document of a firm with three penalties for a department; one disputed, one with markup in it."""
    report = a_report(
        a_profile(),
        a_penalty(1, mark=CASE, fields={"violation_fact": "有异议的事实。" * 30}),
        a_penalty(2, fields={"violation_fact": MARKUP, "penalty_basis": "https://example.invalid/" + "a" * 300}),
        a_penalty(3, fields={"violation_type": "一二三𠅤", "party_name": "王\U0002a700"}),
    )
    return rendered(report, issue=issue_of(report, reader=DEPARTMENT), reader_named="示例市虚构监督管理局", base=BASE)


@cache
def words() -> str:
    """Return all its words."""
    return "".join(texts_of(printed().pdf))


def test_the_same_report_is_the_same_bytes() -> None:
    report = a_report()
    issue = issue_of(report)

    assert rendered(report, issue=issue).pdf == rendered(report, issue=issue).pdf


def test_its_words_can_be_read_and_copied() -> None:
    for text in (
        *("公共信用信息报告", NUMBER, "示例虚构甲有限公司", "V2.0", "报告说明", "信用信息概要"),
        *(
            "一、登记注册基础信息",
            "第1条",
            "第3条",
            "— —",
            "查询期内无相关信息",
            "建议秉持诚信理念，合法有序开展经营活动。",
        ),
        *(
            "虚构罚字〔2026〕1号",
            "有异议的事实。有异议的事实。",
            "一二三𠅤",
            "异议处理中：该信息存在异议，核查尚未完成。",
        ),
        *("斜体加删除线", "真伪核验"),
    ):
        assert text in words(), text


def test_each_page_is_numbered_and_marked_with_purpose_reader_and_time() -> None:
    pages = texts_of(printed().pdf)

    for number, page in enumerate(pages, start=1):
        assert f"第{number}页 共{len(pages)}页" in page
        for text in ("仅供监督检查使用", "示例市虚构监督管理局", "2026-11-23 10:00:00", NUMBER, "测试签名，不具效力"):
            assert text in page, text


def test_what_a_record_says_is_never_markup() -> None:
    assert MARKUP in words()


def test_a_word_that_has_no_place_to_break_in_stays_on_its_page() -> None:
    assert "https://example.invalid/" + "a" * 300 in words()
    with pypdfium2.PdfDocument(printed().pdf) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(place) for place in range(text.count_chars())]
            assert all(left >= 0 and right <= POINTS_WIDE for left, _, right, _ in boxes)


def test_a_character_that_the_font_lacks_is_shown_by_its_code_point_and_said() -> None:
    assert printed().replaced == ("\U0002a700",)
    assert "王〓[U+2A700]" in words()
    assert "本文件所用字体缺少以下字符" in words()


def test_a_document_without_such_a_character_says_nothing_of_it() -> None:
    report = a_report()

    made = rendered(report, issue=issue_of(report))

    assert made.replaced == ()
    assert "本文件所用字体缺少以下字符" not in "".join(texts_of(made.pdf))


def test_it_is_tagged_titled_and_in_chinese() -> None:
    with pikepdf.open(BytesIO(printed().pdf)) as document:
        root = document.Root

        assert bool(root.MarkInfo.Marked) is True
        assert str(root.Lang).startswith("zh")
        assert bool(root.ViewerPreferences.DisplayDocTitle) is True
        assert {"/H1", "/H2", "/H4", "/Table", "/TD", "/Figure"} <= _kinds_in(root.StructTreeRoot)
        assert "公共信用信息报告" in str(document.docinfo.Title)
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root.Metadata.read_bytes()


def _kinds_in(element: pikepdf.Object) -> set[str]:
    kinds = {str(element.S)} if "/S" in element else set()
    children: Any = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            kinds |= _kinds_in(child)
    return kinds


def test_its_code_is_read_by_a_decoder() -> None:
    report = a_report()
    issue = issue_of(report)

    assert code_on(rendered(report, issue=issue, base=BASE).pdf) == text_for(issue, base=BASE)


def test_a_real_key_is_not_called_a_test() -> None:
    report = a_report()
    signed = Signed(key="credit-ziyang-signing-key", suite="ES256", signature="a" * 86)

    made = rendered(report, issue=issue_of(report, signed=signed))

    assert "测试签名" not in "".join(texts_of(made.pdf))


def test_what_is_under_repair_is_struck_through_and_can_be_read() -> None:
    content = msgspec.json.decode(a_report(a_profile(), a_record()), type=IssuedContent)
    chapter = content.chapters[1]
    sections = [
        msgspec.structs.replace(
            section,
            records=[
                msgspec.structs.replace(line, under_repair=True, under_repair_zh="修复处理中。")
                for line in section.records
            ],
        )
        for section in chapter.sections
    ]
    chapters = [content.chapters[0], msgspec.structs.replace(chapter, sections=sections), *content.chapters[2:]]
    report = msgspec.json.encode(msgspec.structs.replace(content, chapters=chapters))

    text = "".join(texts_of(rendered(report, issue=issue_of(report)).pdf))

    assert "修复处理中。" in text
    assert "虚构的事实，仅供测试。" in text


def test_hundreds_of_records_are_printed_each_under_its_number() -> None:
    report = a_report(a_profile(), *(a_penalty(number) for number in range(120)))

    text = "".join(texts_of(rendered(report, issue=issue_of(report)).pdf))

    assert len(set(re.findall(r"第\d+条", text))) == 120


def test_a_report_on_nothing_but_a_registration_is_printed() -> None:
    report = canonical(content_of(a_profile()))

    assert "示例虚构甲有限公司" in "".join(texts_of(rendered(report, issue=issue_of(report)).pdf))


def test_bytes_that_are_no_report_are_not_printed() -> None:
    report = a_report()

    with pytest.raises(msgspec.ValidationError):
        rendered(b"{}", issue=issue_of(report))


def test_a_text_that_came_by_the_first_net_is_caught_in_the_second() -> None:
    report = a_report()
    sheet = _sheet_with_a_hole(report)

    with pytest.raises(RuntimeError, match="could not be displayed"):
        typeset(sheet, at=ISSUED_AT)


def _sheet_with_a_hole(report: bytes) -> object:
    from chalicelib.reports.printing.sheets import sheet_of
    from chalicelib.reports.printing.typesetting import FONT

    content = msgspec.json.decode(report, type=IssuedContent)
    texts = msgspec.to_builtins(sheet_of(content, issue_of(report)))
    return {**texts, "explanation": ["\U0002a700"], "font": FONT}


def test_a_remark_of_the_typesetter_stops_it() -> None:
    report = a_report()
    texts = _sheet_with_a_hole(report)
    assert isinstance(texts, dict)

    with pytest.raises(TypesettingError, match="unknown font family"):
        typeset({**texts, "explanation": [], "font": ["No Such Font", texts["font"]]}, at=ISSUED_AT)
