"""What a query finds, and what nobody is shown however late the table of names is."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import MalformedError
from chalicelib.library import versions
from chalicelib.library.places import profile_place
from chalicelib.library.records import Record
from chalicelib.search.store import NameEntry, Posting
from tests.factories import NOW, a_profile, a_subject
from tests.fakes import MemoryLibrary
from tests.unit.search.conftest import City, a_company

CASE = "YY20261123-aaaaaaaa"
NAME = "资阳市示例食品有限公司"
LATER = "资阳市虚构粮油有限公司"


def a_shop(name: str, **fields: Any) -> Record:
    return a_profile(subject=a_subject(5, kind="92"), fields={"name": name, **fields})


@pytest.mark.parametrize(
    "q",
    [
        pytest.param(NAME, id="the_whole_name"),
        pytest.param("资阳市示例", id="the_beginning"),
        pytest.param("例食", id="a_part"),
        pytest.param("资阳市示倒食品有限公司", id="a_letter_wrong"),
        pytest.param("资阳市示食品有限公司", id="a_letter_missing"),
        pytest.param("资阳市示例的食品有限公司", id="a_letter_too_many"),
        pytest.param("资阴市示倒食品有限公司", id="two_letters_wrong"),
        pytest.param("　资阳市　示例食品 有限公司", id="blanks"),
        pytest.param("資陽市示例食品有限公司", id="traditional"),
        pytest.param("示例食品", id="without_region_and_form"),
        pytest.param("示例（资阳）食品有限公司", id="the_region_in_brackets"),
        pytest.param("安岳县示例食品股份有限公司", id="another_region_and_form"),
        pytest.param("资阳市示", id="a_region_and_one_letter"),
        pytest.param("资阳", id="a_region"),
    ],
)
def test_an_organisation_is_found_however_its_name_is_asked_for(city: City, q: str) -> None:
    city.put(a_company(1, NAME))
    city.put(a_company(2, "乐至县另一物流有限公司"))

    assert city.named(q) == [NAME]


def test_widths_and_brackets_make_no_difference(city: City) -> None:
    city.put(a_company(1, "示例ＡＢＣ【集团】有限公司"))

    assert city.named("示例abc(集团)") == city.named("示例ABC集团") == ["示例ＡＢＣ【集团】有限公司"]


def test_an_organisation_is_found_by_its_code_in_any_width_and_case_and_says_so(city: City) -> None:
    city.put(a_company(1, NAME))

    (hit,) = city.hits(a_subject(1).key.lower())

    assert (hit.credit_code, hit.score, [point.field for point in hit.ranking]) == (a_subject(1).key, 1000, ["code"])
    assert city.hits(a_subject(2).key) == []


def test_the_best_hit_comes_first_and_ties_go_by_code(city: City) -> None:
    names = ["示例食品有限公司", "虚构示例食品有限公司", "示例食品贸易有限公司", "示倒食品有限公司", "示例食品有限公司"]
    for number, name in enumerate(names, 1):
        city.put(a_company(number, name))

    hits = city.hits("示例食品有限公司")

    assert [hit.credit_code for hit in hits] == [a_subject(number).key for number in (1, 5, 3, 2)]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.score == sum(point.points for point in hit.ranking) for hit in hits)


def test_a_hit_says_name_status_and_dispute(city: City) -> None:
    first = city.put(a_profile(subject=a_subject(1), fields={"name": NAME, "reg_status": "存续"}))
    city.put(versions.marked(first, case=CASE, at=NOW), over=first)

    (hit,) = city.hits("示例食品")

    assert (hit.name, hit.status, hit.disputed, hit.former_name) == (NAME, "存续", True, None)


@pytest.mark.parametrize("item", ["institution_registration", "social_organisation_registration"])
def test_other_organisations_are_found(city: City, item: str) -> None:
    profile = a_profile(subject=a_subject(4, kind="12"), item=item, fields={"name": "示例食品中心"})
    city.put(msgspec.structs.replace(profile, place=profile_place(item)))

    assert city.named("示例食品") == ["示例食品中心"]


@pytest.mark.parametrize("q", ["", "示", " 示 ", "　", "（）。，", "示🍎", "\ud800示", "\u202e\u200f示"])
def test_less_than_two_letters_are_refused(city: City, q: str) -> None:
    with pytest.raises(MalformedError) as refused:
        city.find(q)

    assert refused.value.code == "search.query_too_short"


@pytest.mark.parametrize(
    "q",
    [
        pytest.param("示例" * 50, id="a_hundred_letters"),
        pytest.param("🍎示🍎例🍎", id="emoji"),
        pytest.param("' OR 1=1; DROP TABLE names --", id="sql"),
        pytest.param("شركة مثال", id="right_to_left"),
        pytest.param("\u202e示例\u202c食品", id="direction_turned"),
        pytest.param("示例\ud83d", id="half_a_character"),
        pytest.param("@512000", id="a_gram_of_a_region"),
        pytest.param("#示例*食品#", id="what_keys_are_made_with"),
        pytest.param("有限公司", id="a_form_alone"),
        pytest.param("\U00020000\U00020001", id="rare_letters"),
    ],
)
def test_any_query_is_answered(city: City, q: str) -> None:
    city.put(a_company(1, NAME))

    assert set(city.named(q)) <= {NAME}


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=100))
def test_no_text_breaks_a_query(q: str) -> None:
    city = City()
    city.put(a_company(1, NAME))
    with suppress(MalformedError):
        assert set(city.named(q)) <= {NAME}


def test_what_is_not_public_is_not_found(city: City) -> None:
    city.put(a_company(1, NAME, reviewed=False))

    assert city.named("示例食品") == []
    assert city.hits(a_subject(1).key) == []


@pytest.mark.parametrize("ending", ["withdrawn", "withheld"])
def test_what_was_taken_back_is_not_shown_though_the_table_has_not_heard(city: City, ending: str) -> None:
    first = city.put(a_company(1, NAME))
    ended = versions.withdrawn(first, act=CASE, at=NOW)
    withheld = versions.publication_ended(first, case=CASE, at=NOW)
    city.library.put(ended if ending == "withdrawn" else withheld, over=first)

    assert city.named("示例食品") == []
    assert city.hits(a_subject(1).key) == []


def test_a_name_corrected_a_moment_ago_is_not_shown_though_the_table_has_not_heard(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.library.put(versions.corrected(first, {"name": LATER}, case=CASE, at=NOW), over=first)

    assert city.named("示例食品") == []


def test_a_hint_without_a_profile_finds_nothing(city: City) -> None:
    city.names.add([Posting("示例", opens=True, entry=NameEntry("示例", "示例", a_subject(1).key))])

    assert city.named("示例") == []


def test_a_former_name_still_finds_and_is_told_behind_those_who_bear_it(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.renamed(first, LATER)
    city.put(a_company(2, NAME))

    bearing, former = city.hits(NAME)

    assert (bearing.credit_code, bearing.former_name) == (a_subject(2).key, None)
    assert (former.name, former.former_name) == (LATER, NAME)
    assert ("former_name", -150) in {(point.field, point.points) for point in former.ranking}


def test_a_name_taken_back_up_is_no_former_name(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.renamed(city.renamed(first, LATER), NAME)

    assert [hit.former_name for hit in city.hits("示例食品")] == [None]
    assert [hit.former_name for hit in city.hits("虚构粮油")] == [LATER]


def test_an_organisation_found_by_both_names_is_one_hit_by_the_better(city: City) -> None:
    first = city.put(a_company(1, "示例食品有限公司"))
    city.renamed(first, "示例食品贸易有限公司")

    assert [hit.former_name for hit in city.hits("示例食品有限公司")] == ["示例食品有限公司"]
    assert [hit.former_name for hit in city.hits("示例食品贸易")] == [None]


def test_of_two_names_the_one_that_may_not_be_told_gives_way_to_the_other(city: City) -> None:
    first = city.put(a_company(1, "示例食品有限公司"))
    city.put(versions.corrected(first, {"name": "示例食品贸易有限公司"}, case=CASE, at=NOW), over=first)

    assert [hit.former_name for hit in city.hits("示例食品有限公司")] == [None]


def test_of_several_names_once_borne_the_best_that_it_bore_in_truth_is_told(city: City) -> None:
    first = city.put(a_company(1, "示例食品加工有限公司"))
    second = city.renamed(first, "示例食品贸易有限公司")
    third = city.put(versions.corrected(second, {"name": "示例食品销售有限公司"}, case=CASE, at=NOW), over=second)
    city.renamed(third, LATER)

    assert [hit.former_name for hit in city.hits("示例食品贸易有限公司")] == ["示例食品加工有限公司"]


def test_a_name_that_was_corrected_away_finds_nothing(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.put(versions.corrected(first, {"name": LATER}, case=CASE, at=NOW), over=first)

    assert city.named("示例食品") == []
    assert city.named("虚构粮油") == [LATER]


@pytest.mark.parametrize("content", [{"reviewed": False}, {"withheld": "objection.publication_ended"}])
def test_a_former_name_that_never_was_public_finds_nothing(city: City, content: dict[str, Any]) -> None:
    first = city.put(a_company(1, NAME, **content))
    public = msgspec.structs.replace(first.content, reviewed=True, withheld=None, fields={"name": LATER})
    city.put(versions.supplied_again(first, public), over=first)

    assert city.named("示例食品") == []


def test_a_shop_that_takes_its_operator_s_name_is_no_longer_found_by_any(city: City) -> None:
    shop = city.put(a_shop("示例小吃店"))
    content = msgspec.structs.replace(shop.content, fields={"name": "虚构甲", "legal_rep_name": "虚构甲"})
    city.put(versions.supplied_again(shop, content), over=shop)

    assert city.named("示例小吃") == []
    assert city.named("虚构甲") == []
    assert city.named(a_subject(5, kind="92").key) == ["虚**"]


def test_a_shop_is_not_found_by_the_operator_s_name_it_once_bore(city: City) -> None:
    shop = city.put(a_shop("虚构甲", legal_rep_name="虚构甲"))
    city.names.add([Posting("虚构", opens=True, entry=NameEntry("虚构甲", "虚构甲", shop.subject.key))])
    city.renamed(shop, "示例小吃店")

    assert city.named("虚构甲") == []
    assert city.named("示例小吃") == ["示例小吃店"]


def test_nobody_is_found_by_the_name_of_a_representative(city: City) -> None:
    city.put(a_profile(fields={"name": NAME, "legal_rep_name": "欧阳虚构"}))

    assert city.named("欧阳虚构") == []


def test_a_name_that_a_profile_without_one_bore_is_no_name_of_it(city: City) -> None:
    first = city.put(a_company(1, NAME))
    nameless = msgspec.structs.replace(first.content, fields={"name": None, "credit_code": first.subject.key})
    second = city.put(versions.supplied_again(first, nameless), over=first)
    city.renamed(second, LATER)

    assert [hit.former_name for hit in city.hits("示例食品")] == [NAME]


def test_a_query_goes_on_from_where_it_stopped(city: City) -> None:
    for number in range(1, 6):
        city.put(a_company(number, f"示例食品{number}号有限公司"))

    first = city.find("示例食品", limit=3)
    second = city.find("示例食品", limit=3, after=first.after)

    assert [hit.credit_code for hit in (*first.hits, *second.hits)] == [a_subject(n).key for n in range(1, 6)]
    assert second.after is None


def test_a_page_that_ends_with_the_last_hit_has_none_behind_it(city: City) -> None:
    for number in range(1, 4):
        city.put(a_company(number, f"示例食品{number}号有限公司"))

    assert city.find("示例食品", limit=3).after is None


def test_hints_that_find_nothing_do_not_end_a_page(city: City) -> None:
    for number in range(1, 5):
        city.put(a_company(number, f"示例食品{number}号有限公司", reviewed=number > 3))

    page = city.find("示例食品", limit=2)

    assert ([hit.credit_code for hit in page.hits], page.after) == ([a_subject(4).key], None)


def test_a_query_through_many_hidden_names_stops_and_can_be_gone_on_with(city: City) -> None:
    for number in range(1, 10):
        city.put(a_company(number, f"示例食品{number}号有限公司", reviewed=number == 9))

    page = city.find("示例食品", limit=1)

    assert (page.hits, page.after is None) == ([], False)
    assert [hit.credit_code for hit in city.find("示例食品", limit=4, after=page.after).hits] == [a_subject(9).key]


class _Counting(MemoryLibrary):
    """The library, with every request for a search counted."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []

    def find_all(self, record_ids: Sequence[str]) -> Sequence[Record]:
        self.requests.append("find_all")
        return super().find_all(record_ids)

    def history_of(self, record_id: str) -> Sequence[Record]:
        self.requests.append("history_of")
        return super().history_of(record_id)


def test_a_page_is_confirmed_by_one_request_and_by_one_more_for_each_former_name() -> None:
    library = _Counting()
    city = City(library)
    for number in range(1, 9):
        city.put(a_company(number, f"示例食品{number}号有限公司"))
    renamed = city.put(a_company(9, "示例食品9号有限公司"))
    city.renamed(renamed, LATER)

    city.find("示例食品", limit=8)
    assert library.requests == ["find_all"]

    library.requests.clear()
    city.find("示例食品", limit=9)
    assert library.requests == ["find_all", "history_of"]
