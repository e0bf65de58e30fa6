"""The report's frame, the public lists, and what is never collected."""

import pytest

from chalicelib.catalogue.chapters import report_frame
from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.lists import public_lists
from chalicelib.catalogue.never_collected import named_in, never_collected, refused_by_name


def test_a_report_has_ten_chapters_and_a_local_supplement() -> None:
    chapters = report_frame().chapters

    assert [chapter.numeral for chapter in chapters] == [*"一二三四五六七八九十", ""]
    assert chapters[0].zh == "登记注册基础信息"


def test_the_summary_counts_eight_groups() -> None:
    assert [group.zh for group in report_frame().groups] == [
        "行政管理", "诚实守信", "严重失信", "经营异常", "信用承诺", "信用评价", "司法判决", "其他",
    ]  # fmt: skip


def test_a_report_has_fixed_words_for_nothing() -> None:
    frame = report_frame()

    assert (frame.empty, frame.missing) == ("查询期内无相关信息", "— —")
    assert frame.heading_of(3) == "第3条"


def test_eight_public_lists_are_published_and_all_but_two_are_to_be_confirmed() -> None:
    assert {one.id: one.confirmed for one in public_lists()} == {
        "permits": True,
        "penalties": True,
        "serious_list": False,
        "red_list": False,
        "honours": False,
        "pledges": False,
        "government_pledges": False,
        "credit_service_agencies": False,
    }


@pytest.mark.parametrize("name", ["2026年公务员年度考核.csv", "法官名册.csv", "廉政档案（虚构）.xlsx"])
def test_a_personnel_file_is_refused_by_its_name(name: str) -> None:
    refused = refused_by_name(name)

    assert refused is not None
    assert refused.id == "personnel_files"


@pytest.mark.parametrize("name", ["行政处罚.csv", "疾病预防控制中心行政处罚.csv"])
def test_a_file_is_not_refused_for_the_name_of_its_department(name: str) -> None:
    assert refused_by_name(name) is None


@pytest.mark.parametrize(
    ("headers", "persons", "kind"),
    [
        (["姓名", "财产申报情况"], True, "personnel_files"),
        (["姓名", "年 度 考 核 结 果"], False, "personnel_files"),
        (["法官惩戒委员会意见"], False, "personnel_files"),
        (["个人有关事项报告"], True, "personnel_files"),
        (["宗教信仰"], False, "belief_and_body"),
        (["血型（ＡＢＯ）"], False, "belief_and_body"),
        (["年收入(元)"], True, "wealth"),
        (["年收入(元)"], False, None),
        (["商业保险"], True, "wealth"),
        (["不动产登记"], True, "wealth"),
        (["欠税余额"], True, "wealth"),
        (["信访次数"], False, "not_credit"),
        (["无偿献血"], False, "not_credit"),
        (["垃圾分类"], True, "not_credit"),
        (["监护人"], False, "minors"),
        (["行政相对人名称", "处罚决定日期"], True, None),
        ([], True, None),
    ],
)
def test_a_header_names_what_is_never_collected(headers: list[str], persons: bool, kind: str | None) -> None:  # noqa: FBT001
    found = named_in(headers, persons=persons)

    assert (found.id if found else None) == kind


def test_no_header_of_the_catalogue_names_what_is_never_collected() -> None:
    for item in catalogue().items:
        for version in item.versions:
            assert named_in(version.header_map(), persons=item.takes_persons) is None


def test_religion_body_and_minors_are_never_collected_of_anybody() -> None:
    scopes = {kind.id: kind.scope for kind in never_collected()}

    assert scopes["belief_and_body"] == scopes["minors"] == "all"
    assert scopes["wealth"] == "persons"
