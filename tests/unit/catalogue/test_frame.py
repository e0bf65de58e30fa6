"""The report's frame, the public lists, and what is never collected."""

import pytest

from chalicelib.catalogue.chapters import report_frame
from chalicelib.catalogue.lists import public_lists
from chalicelib.catalogue.never_collected import never_collected, refused_by_name


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


def test_religion_body_and_minors_are_never_collected_of_anybody() -> None:
    scopes = {kind.id: kind.scope for kind in never_collected()}

    assert scopes["belief_and_body"] == scopes["minors"] == "all"
    assert scopes["wealth"] == "persons"
