"""What stands on a printed report: its texts, their order, what is side by side and how it is marked."""

from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.ledger.signatures import Signed
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.reports.issue import Choice, Kind
from chalicelib.reports.layout import Found, IssuedContent, Section
from chalicelib.reports.printing.sheets import PrintedRecord, Sheet, rows_of, sheet_of
from tests.factories import a_person, a_profile, a_record
from tests.printed import NUMBER, a_penalty, canonical, content_of, issue_of

CASE = "YY20261123-aaaaaaaa"


def a_content(**changes: object) -> IssuedContent:
    made = msgspec.json.decode(canonical(content_of(a_profile(), a_record())), type=IssuedContent)
    return msgspec.structs.replace(made, **changes)


def the_sheet(content: IssuedContent | None = None, **changes: Any) -> Sheet:
    content = content or a_content()
    return sheet_of(content, issue_of(msgspec.json.encode(content), **changes))


def with_fields(**fields: object) -> IssuedContent:
    """Return a report whose one penalty has other values."""
    content = a_content()
    chapter = next(one for one in content.chapters if one.id == "administration")
    section = next(one for one in chapter.sections if one.records)
    line = msgspec.structs.replace(section.records[0], fields={**section.records[0].fields, **fields})
    section = msgspec.structs.replace(section, records=[line])
    return msgspec.structs.replace(content, chapters=[msgspec.structs.replace(chapter, sections=[section])])


def printed(content: IssuedContent) -> PrintedRecord:
    return the_sheet(content).chapters[0].sections[0].records[0]


def cells_of(record: PrintedRecord) -> dict[str, str]:
    return {row[at]: row[at + 1] for row in record.rows for at in range(0, len(row), 2)}


def test_the_head_says_what_it_is_whose_when_and_for_whom() -> None:
    head = dict(the_sheet().head)

    assert head["报告编号"] == NUMBER
    assert head["生成时间"] == "2026-11-23 10:00:00"
    assert head["统一社会信用代码"] == a_record().subject.key
    assert head["查询人"] == "信用主体本人或其代理人（L1）"
    assert "查询用途" not in head


def test_a_person_is_named_by_its_reference() -> None:
    content = content_of(a_record(subject=a_person(), item="administrative_penalty"))
    whole = msgspec.json.decode(canonical(content), type=IssuedContent)

    head = dict(the_sheet(whole, subject=a_person()).head)

    assert head["主体编号"] == a_person().key
    assert "统一社会信用代码" not in head


def test_a_subject_without_a_name_is_said_to_have_none() -> None:
    content = a_content()
    head = msgspec.structs.replace(content.head, subject=msgspec.structs.replace(content.head.subject, name=None))

    assert the_sheet(msgspec.structs.replace(content, head=head)).subject.name == "（未登记名称）"


@pytest.mark.parametrize(
    ("reader", "named", "mark"),
    [
        (PUBLIC, None, "公开信息查询\n社会公众\n2026-11-23 10:00:00"),
        (
            Reader(level=Level.DEPARTMENT, purpose="supervision"),
            "示例市虚构监督管理局",
            "仅供监督检查使用\n示例市虚构监督管理局\n2026-11-23 10:00:00",
        ),
        (
            Reader(level=Level.AGENCY, purpose="not-listed"),
            None,
            "仅供not-listed使用\n信用服务机构\n2026-11-23 10:00:00",
        ),
    ],
    ids=["public", "department", "agency"],
)
def test_the_watermark_says_purpose_reader_and_time(reader: Reader, named: str | None, mark: str) -> None:
    content = a_content()
    issue = issue_of(msgspec.json.encode(content), reader=reader)

    assert sheet_of(content, issue, reader_named=named).watermark == mark


def test_a_special_report_says_what_was_chosen_and_what_was_found() -> None:
    choice = Choice(
        purpose="bidding",
        purpose_zh="招标投标",
        since=date(2023, 1, 1),
        until=date(2026, 11, 22),
        items=("administrative_penalty",),
        fields={},
    )
    found = Found(item="administrative_penalty", authority="示例虚构局", count=0, text="在示例虚构局……未发现。")
    content = a_content(kind=Kind.SPECIAL, choice=choice, found=[found], verifiable_until=date(2026, 12, 1))

    sheet = the_sheet(content, kind=Kind.SPECIAL, choice=choice)

    head = dict(sheet.head)
    assert (head["查询用途"], head["查询期间"]) == ("招标投标", "2023-01-01 至 2026-11-22")
    assert (head["报告种类"], head["可核验状态至"]) == ("专项信用报告", "2026-12-01")
    assert sheet.found == ["在示例虚构局……未发现。"]
    assert sheet.watermark.startswith("仅供招标投标使用\n")


def test_a_test_key_is_said_to_be_one_and_a_real_one_is_not() -> None:
    real = Signed(key="ziyang-signing-key", suite="ES256", signature="-")

    assert the_sheet().warning == "测试签名，不具效力"
    assert the_sheet(signed=real).warning == ""


def test_chapters_and_sections_have_their_numerals_and_counts() -> None:
    sheet = the_sheet()

    assert [one.heading for one in sheet.chapters][:2] == ["一、登记注册基础信息", "二、行政管理信息"]
    assert sheet.chapters[-1].heading == "地方补充内容"
    assert {one.heading for one in sheet.chapters[1].sections} >= {"行政处罚（1）", "行政许可（0）"}
    assert [one.zh for one in sheet.summary] == [
        *("行政管理", "诚实守信", "严重失信", "经营异常"),
        *("信用承诺", "信用评价", "司法判决", "其他"),
    ]


def test_an_empty_section_and_a_missing_value_have_their_fixed_words() -> None:
    sheet = the_sheet()
    *permits, penalties = sorted(sheet.chapters[1].sections, key=lambda one: len(one.records))

    assert {one.empty for one in permits} == {"查询期内无相关信息"}
    assert sheet.chapters[-1].text == "查询期内无相关信息"
    assert cells_of(penalties.records[0])["备注"] == "— —"


def test_disputed_and_under_repair_are_marked_both() -> None:
    content = with_fields()
    section: Section = content.chapters[0].sections[0]
    line = msgspec.structs.replace(
        section.records[0], disputed=True, disputed_zh="异议处理中。", under_repair=True, under_repair_zh="修复处理中。"
    )
    section = msgspec.structs.replace(section, records=[line, section.records[0]])
    chapter = msgspec.structs.replace(content.chapters[0], sections=[section])

    records = the_sheet(msgspec.structs.replace(content, chapters=[chapter])).chapters[0].sections[0].records

    assert (records[0].marks, records[0].notes) == (["disputed", "under_repair"], ["异议处理中。", "修复处理中。"])
    assert (records[1].marks, records[1].notes) == ([], [])


def test_what_the_subject_states_stands_under_its_record_and_says_whose_it_is() -> None:
    content = with_fields()
    section: Section = content.chapters[0].sections[0]
    line = msgspec.structs.replace(section.records[0], statement="已于当月缴清。")
    section = msgspec.structs.replace(section, records=[line])
    chapter = msgspec.structs.replace(content.chapters[0], sections=[section])

    (record,) = the_sheet(msgspec.structs.replace(content, chapters=[chapter])).chapters[0].sections[0].records

    assert record.notes == ["信用主体声明（由其自行作出，未经核实）：已于当月缴清。"]


def test_a_mark_of_the_library_is_a_mark_on_paper() -> None:
    content = msgspec.json.decode(canonical(content_of(a_profile(), a_penalty(1, mark=CASE))), type=IssuedContent)

    (record,) = (record for section in the_sheet(content).chapters[1].sections for record in section.records)

    assert record.marks == ["disputed"]
    assert record.origin.startswith("信息提供单位：示例市虚构监督管理局　更新时间：2026-11-20　可查询至：")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("penalty_kinds", ["警告", "罚款"], "警告、罚款"),
        ("fine_amount_wan", "1.5", "1.5"),
        ("remark", "", "— —"),
        ("remark", True, "是"),
        ("remark", False, "否"),
        ("remark", 3, "3"),
    ],
)
def test_a_value_is_said_as_it_is_read(field: str, value: object, said: str) -> None:
    assert said in cells_of(printed(with_fields(**{field: value}))).values()


@pytest.mark.parametrize(("code", "said"), [("1", "有效（1）"), ("99", "99")], ids=["listed", "not listed"])
def test_a_bare_code_stands_beside_its_word(code: str, said: str) -> None:
    content = with_fields(permit_status=code)
    section = msgspec.structs.replace(
        content.chapters[0].sections[0], item="administrative_permit", labels={"permit_status": "当前状态"}
    )
    chapter = msgspec.structs.replace(content.chapters[0], sections=[section])

    assert printed(msgspec.structs.replace(content, chapters=[chapter])).rows == [("当前状态", said)]


def test_an_item_that_is_in_the_catalogue_no_more_is_printed_as_it_stands() -> None:
    content = with_fields()
    section = msgspec.structs.replace(content.chapters[0].sections[0], item="given_up")
    chapter = msgspec.structs.replace(content.chapters[0], sections=[section])

    assert printed(msgspec.structs.replace(content, chapters=[chapter])) == printed(content)


def test_short_pairs_share_a_row_and_long_ones_have_their_own() -> None:
    long = "很长的内容" * 10

    rows = list(rows_of([("甲", "1"), ("乙", "2"), ("丙", "3"), ("丁", long), ("戊", "一\n二"), ("己", "4")]))

    assert rows == [("甲", "1", "乙", "2"), ("丙", "3"), ("丁", long), ("戊", "一\n二"), ("己", "4")]
