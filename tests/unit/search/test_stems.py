"""What of a name tells it from others."""

import pytest

from chalicelib.search.stems import Parts, parts_of


@pytest.mark.parametrize(
    ("name", "head", "stem", "tail"),
    [
        pytest.param("四川省资阳市示例食品有限公司", "四川省资阳市", "示例食品", "有限公司", id="regions_and_form"),
        pytest.param("示例(资阳)食品有限责任公司", "", "示例食品", "有限责任公司", id="a_region_in_brackets"),
        pytest.param("示例(集团)股份有限公司", "", "示例集团", "股份有限公司", id="other_brackets"),
        pytest.param("示例合伙企业(有限合伙)", "", "示例", "合伙企业有限合伙", id="two_forms"),
        pytest.param("乐至县示例店", "乐至县", "示例店", "", id="no_form"),
    ],
)
def test_a_name_is_taken_apart(name: str, head: str, stem: str, tail: str) -> None:
    parts = parts_of(name)

    assert (parts.head, parts.stem, parts.tail) == (head, stem, tail)
    assert parts_of(name, forgiving=True) == parts


@pytest.mark.parametrize(
    ("asked", "rightly"),
    [
        pytest.param("资阴市示例食品有限公号", "资阳市示例食品有限公司", id="a_letter_wrong_in_both"),
        pytest.param("示例食品有限责壬公司", "示例食品有限责任公司", id="a_letter_wrong_in_a_long_form"),
        pytest.param("示例食品有限司", "示例食品有限公司", id="a_letter_missing"),
        pytest.param("示例食品有限公公司", "示例食品有限公司", id="a_letter_too_many"),
        pytest.param("甲资阳市示例食品", "资阳市示例食品", id="a_letter_in_front"),
        pytest.param("四甲资阳市示例食品", "四川资阳市示例食品", id="a_short_region_before_a_long_one"),
    ],
)
def test_a_query_is_forgiven_a_letter_around_the_stem(asked: str, rightly: str) -> None:
    assert parts_of(asked, forgiving=True) == parts_of(rightly)
    assert parts_of(asked) != parts_of(rightly)


@pytest.mark.parametrize("name", ["四甲示例食品", "有限公甲", "示例公"])
def test_what_is_too_far_from_a_region_or_form_is_left(name: str) -> None:
    assert parts_of(name, forgiving=True).stem == name


def test_the_divisions_in_front_are_told_by_code() -> None:
    assert parts_of("四川省资阳市资阳示例").regions == ("510000", "512000")


@pytest.mark.parametrize(
    ("name", "looked_for"),
    [
        ("资阳市示例", "示例"),
        ("资阳市甲有限公司", "资阳市甲"),
        ("甲有限公司", "甲有限公司"),
        ("有限公司", "有限公司"),
        ("甲", ""),
    ],
)
def test_of_a_short_stem_more_is_looked_for(name: str, looked_for: str) -> None:
    assert parts_of(name).looked_for == looked_for


def test_nothing_has_no_parts() -> None:
    assert parts_of("", forgiving=True) == Parts("", "", "", ())
