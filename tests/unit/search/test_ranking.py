"""What a name and a query have in common, field by field."""

from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.search.finding import asked_by
from chalicelib.search.ranking import Match, explained, match_of, weights, weights_in
from chalicelib.search.spelling import normal_form_of
from chalicelib.search.stems import parts_of
from chalicelib.search.store import NameEntry
from chalicelib.terms.tables import table


def matched(name: str, q: str) -> Match:
    normal = normal_form_of(name)
    return match_of(NameEntry(parts_of(normal).looked_for, normal, "9151"), asked=asked_by(q))


def fields(name: str, q: str) -> set[str]:
    return {point.field for point in matched(name, q).points}


@pytest.mark.parametrize(
    ("name", "q", "given"),
    [
        pytest.param(
            "资阳市示例食品有限公司",
            "资陽市示例食品有限公司",
            {"whole_name", "stem", "beginning", "trade_name", "part", "bigrams", "region", "form"},
            id="the_whole_name",
        ),
        pytest.param("资阳市示例食品有限公司", "示例食品", {"stem", "trade_name", "part", "bigrams"}, id="the_stem"),
        pytest.param(
            "资阳市示例食品有限公司",
            "资阳市示例",
            {"beginning", "trade_name", "part", "bigrams", "region"},
            id="the_beginning",
        ),
        pytest.param("资阳市示例食品有限公司", "食品", {"part", "bigrams"}, id="a_part"),
        pytest.param("资阳市示例食品有限公司", "示倒食品", {"bigrams", "one_letter"}, id="a_letter_wrong"),
        pytest.param("示例食品贸易有限公司", "示倒食品贷易", {"bigrams", "two_letters"}, id="two_letters_wrong"),
        pytest.param("示例食品有限公司", "示倒", {"bigrams"}, id="a_letter_of_two"),
        pytest.param("资阳市示例食品有限公司", "资阳市", {"beginning", "region"}, id="a_region"),
        pytest.param("虚构食品有限公司", "示例物流有限公司", {"form"}, id="a_form_alone"),
    ],
)
def test_each_field_says_what_it_gave(name: str, q: str, given: set[str]) -> None:
    assert fields(name, q) == given


def test_pairs_in_common_the_ends_among_them_are_told_of_the_query_s() -> None:
    (bigrams,) = [point for point in matched("示例食品有限公司", "示例水产").points if point.field == "bigrams"]

    assert (bigrams.points, bigrams.value) == (40, "2/5")


def test_the_score_is_what_the_fields_gave_and_the_greatest_is_told_first() -> None:
    match = matched("资阳市示例食品有限公司", "示例")
    score, points = explained(match.points)

    assert score == match.score == sum(point.points for point in points)
    assert [point.points for point in points] == sorted((point.points for point in points), reverse=True)


@pytest.mark.parametrize(
    ("name", "q", "is_it", "is_nearly"),
    [
        ("资阳市示例食品有限公司", "资阳市示例食品有限公司", True, False),
        ("资阳市示例食品有限公司", "示例", True, False),
        ("资阳市示例食品有限公司", "示例有限公司", False, False),
        ("资阳市示例食品有限公司", "安岳县示例食品有限公司", False, False),
        ("资阳市示例食品有限公司", "资阳市示倒食品有限公司", False, True),
        ("资阳市示例食品有限公司", "示倒食品", False, True),
        ("资阳市示例食品有限公司", "安岳县示倒食品有限公司", False, False),
        ("资阳市示例食品有限公司", "资阳市", True, False),
        ("资阳市甲有限公司", "资阳市甲有限公司", True, False),
    ],
)
def test_what_was_asked_is_told_from_what_is_alike(name: str, q: str, *, is_it: bool, is_nearly: bool) -> None:
    match = matched(name, q)

    assert (match.is_it, match.is_nearly) == (is_it, is_nearly)


@pytest.mark.parametrize(
    ("q", "worth"),
    [("示水产业", False), ("示倒", False), ("示例食堂", True), ("示倒食品", True), ("例食", True), ("资阳", True)],
)
def test_little_in_common_is_not_worth_showing(q: str, *, worth: bool) -> None:
    assert matched("资阳市示例食品有限公司", q).is_worth_showing is worth


@pytest.mark.parametrize(
    "change", [{"least_share": "40"}, {"points": {"code": 1}}, {"least_share": 1.5}, {"unheard_of": 1}]
)
def test_a_table_at_fault_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        weights_in({**table("search/ranking"), **change})


def test_the_platform_s_weights_are_read() -> None:
    assert weights().points["code"] > weights().points["whole_name"] > weights().points["stem"]
