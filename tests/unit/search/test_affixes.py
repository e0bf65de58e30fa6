"""The regions in front of a name and the legal forms behind it."""

from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.search.affixes import affixes, affixes_in
from chalicelib.terms.divisions import Division, divisions

REGIONS = {"basis": "GB2260", "confirmed": True, "endings": ["省", "市", "区", "县"]}


def test_regions_are_known_with_and_without_what_they_end_with() -> None:
    words = affixes()

    assert [words.region_before(text) for text in ("资阳市示例", "资阳示例", "安岳县", "示例")] == [
        "资阳市",
        "资阳",
        "安岳县",
        None,
    ]
    assert words.regions["资阳"] == words.regions["资阳市"] == "512000"
    assert "全国" not in words.regions


def test_the_longest_word_is_left_out() -> None:
    assert affixes().form_behind("示例农民专业合作社") == "农民专业合作社"
    assert affixes().form_behind("示例店") is None
    assert affixes().region_before("资阳示例", shortest=3) is None


def test_a_region_without_such_an_ending_has_one_name() -> None:
    places = {"512000-GX": Division("512000-GX", "资阳示例园", None, None, None, confirmed=True)}

    assert affixes_in({"regions": REGIONS, "forms": []}, places).regions == {"资阳示例园": "512000-GX"}


@pytest.mark.parametrize(
    "table",
    [
        pytest.param({"regions": REGIONS}, id="no_forms"),
        pytest.param({"regions": {"basis": "GB2260"}, "forms": []}, id="regions_without_endings"),
        pytest.param({"regions": REGIONS, "forms": [{"words": ["示"]}]}, id="a_form_without_a_source"),
        pytest.param(
            {"regions": REGIONS, "forms": [{"words": [" "], "source": "示例", "confirmed": True}]}, id="a_blank_form"
        ),
        pytest.param(
            {"regions": REGIONS, "forms": [{"words": ["示"], "source": "示例", "confirmed": "yes"}]}, id="no_flag"
        ),
    ],
)
def test_a_table_at_fault_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        affixes_in(table, divisions())
