"""Which names are entered, and what a query finds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import MalformedError
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import profile_place
from chalicelib.library.records import Record
from chalicelib.search import names
from chalicelib.search.names import Found, Search, entries_of, found, normal_form_of
from chalicelib.search.store import NameEntry
from tests.factories import NOW, a_person, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary, MemoryNames

CASE = "YY20261123-aaaaaaaa"
NAME = "示例虚构甲有限公司"


@dataclass(frozen=True)
class City:
    """Two stores that a change reaches as it does at work: the library first, then the names."""

    library: MemoryLibrary
    names: MemoryNames

    def put(self, new: Record, *, over: Record | None = None) -> Record:
        self.library.put(new, over=over)
        change = Change(before=over, after=new, by="d", role="department")
        names.react([change], names=self.names, catalogue=catalogue())
        return new

    def renamed(self, record: Record, name: str) -> Record:
        content = msgspec.structs.replace(record.content, fields={**record.content.fields, "name": name})
        return self.put(versions.supplied_again(record, content), over=record)

    def find(self, q: str, *, limit: int = 10, after: str | None = None) -> Found:
        holdings = Holdings(library=self.library, catalogue=catalogue(), periods=periods())
        search = Search(names=self.names, holdings=holdings, today=date(2026, 11, 23))
        return found(q, search=search, limit=limit, after=after)

    def codes(self, q: str) -> list[str]:
        return [hit.credit_code for hit in self.find(q).hits]


@pytest.fixture
def city() -> City:
    return City(MemoryLibrary(), MemoryNames())


def a_company(number: int, name: str, **content: Any) -> Record:
    return a_profile(subject=a_subject(number), fields={"name": name}, **content)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        pytest.param("示例（资阳） 虚构Ａ有限公司", "示例(资阳)虚构a有限公司", id="widths_and_blanks"),
        pytest.param("示例〔资阳〕【虚构】", "示例(资阳)(虚构)", id="brackets"),
        pytest.param("示例•虚构・甲", "示例·虚构·甲", id="dots"),
        pytest.param("  ", "", id="blank"),
    ],
)
def test_names_are_compared_in_one_form(written: str, normal: str) -> None:
    assert normal_form_of(written) == normal
    assert normal_form_of(normal) == normal


def test_an_organisation_is_entered_under_its_first_two_characters() -> None:
    (entry,) = entries_of(a_company(1, NAME), catalogue=catalogue())

    assert entry == NameEntry("示例", NAME, a_subject(1).key)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(a_record(), id="a_penalty"),
        pytest.param(a_profile(item="unheard_of"), id="an_item_that_is_gone"),
        pytest.param(a_profile(fields={"name": None}), id="no_name"),
        pytest.param(a_profile(fields={"name": "甲"}), id="one_character"),
        pytest.param(
            a_profile(subject=a_subject(5, kind="92"), fields={"name": "虚构甲", "legal_rep_name": "虚构甲"}),
            id="a_shop_that_bears_its_operator_s_name",
        ),
        pytest.param(
            msgspec.structs.replace(a_profile(item="person_profile"), subject=a_person()),
            id="a_person",
        ),
        pytest.param(msgspec.structs.replace(a_profile(), place=a_record().place), id="no_profile"),
    ],
)
def test_nothing_else_is_entered(record: Record) -> None:
    assert not entries_of(record, catalogue=catalogue())


def test_an_organisation_is_found_by_the_beginning_of_its_name(city: City) -> None:
    city.put(a_company(1, NAME))
    city.put(a_company(2, "示例虚构乙有限公司"))
    city.put(a_company(3, "虚构丙示例有限公司"))

    assert city.codes("示例（虚构") == []
    assert city.codes(" 示例虚构 ") == [a_subject(2).key, a_subject(1).key]
    assert city.codes(NAME) == [a_subject(1).key]


def test_an_organisation_is_found_by_its_code_in_any_width_and_case(city: City) -> None:
    city.put(a_company(1, NAME))

    assert city.codes(a_subject(1).key.lower()) == [a_subject(1).key]
    assert city.codes(a_subject(2).key) == []


def test_a_hit_says_name_status_and_dispute(city: City) -> None:
    first = city.put(a_profile(subject=a_subject(1), fields={"name": NAME, "reg_status": "存续"}))
    city.put(versions.marked(first, case=CASE, at=NOW), over=first)

    (hit,) = city.find("示例虚构").hits

    assert (hit.name, hit.status, hit.disputed, hit.former_name) == (NAME, "存续", True, None)


def test_a_hit_says_that_the_profile_is_under_repair(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.put(versions.marked(first, case="XF20261123-aaaaaaaa", at=NOW), over=first)

    (hit,) = city.find("示例虚构").hits

    assert (hit.disputed, hit.under_repair) == (False, True)


def test_an_institution_is_found_in_the_library_of_other_organisations(city: City) -> None:
    institution = a_profile(subject=a_subject(4, kind="12"), item="institution_registration", fields={"name": NAME})
    city.put(msgspec.structs.replace(institution, place=profile_place("institution_registration")))

    assert city.codes("示例虚构") == [a_subject(4, kind="12").key]


@pytest.mark.parametrize("q", ["", "示", " 示 ", "　"])
def test_less_than_two_characters_are_refused(city: City, q: str) -> None:
    with pytest.raises(MalformedError) as refused:
        city.find(q)

    assert refused.value.code == "search.query_too_short"


def test_what_the_public_may_not_see_is_not_found(city: City) -> None:
    city.put(a_company(1, NAME, reviewed=False))

    assert city.codes("示例虚构") == []
    assert city.codes(a_subject(1).key) == []


def test_a_hint_without_a_profile_finds_nothing(city: City) -> None:
    city.names.add(NameEntry("示例", NAME, a_subject(1).key))

    assert city.codes("示例虚构") == []


def test_a_former_name_still_finds_and_is_told(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.renamed(first, "虚构新名有限公司")

    (hit,) = city.find("示例虚构甲").hits

    assert (hit.name, hit.former_name) == ("虚构新名有限公司", NAME)


def test_an_organisation_found_by_both_names_is_one_hit(city: City) -> None:
    first = city.put(a_company(1, "示例虚构甲公司"))
    city.renamed(first, "示例虚构甲新公司")

    assert city.codes("示例虚构甲") == [a_subject(1).key]


def test_a_name_that_was_corrected_away_finds_nothing(city: City) -> None:
    first = city.put(a_company(1, NAME))
    city.put(versions.corrected(first, {"name": "虚构正名有限公司"}, case=CASE, at=NOW), over=first)

    assert city.codes("示例虚构甲") == []
    assert city.codes("虚构正名") == [a_subject(1).key]


def test_a_former_name_that_never_was_public_finds_nothing(city: City) -> None:
    first = city.put(a_company(1, NAME, reviewed=False))
    content = msgspec.structs.replace(first.content, reviewed=True, fields={"name": "虚构新名有限公司"})
    city.put(versions.supplied_again(first, content), over=first)

    assert city.codes("示例虚构甲") == []


def test_a_shop_that_takes_its_operator_s_name_is_no_longer_found_by_any(city: City) -> None:
    shop = city.put(a_profile(subject=a_subject(5, kind="92"), fields={"name": "示例虚构小吃店"}))
    content = msgspec.structs.replace(shop.content, fields={"name": "虚构甲", "legal_rep_name": "虚构甲"})
    city.put(versions.supplied_again(shop, content), over=shop)

    assert city.codes("示例虚构") == []
    assert city.codes("虚构甲") == []
    assert [hit.name for hit in city.find(a_subject(5, kind="92").key).hits] == ["虚**"]


def test_a_shop_is_not_found_by_the_operator_s_name_it_once_bore(city: City) -> None:
    shop = city.put(a_profile(subject=a_subject(5, kind="92"), fields={"name": "虚构甲", "legal_rep_name": "虚构甲"}))
    city.names.add(NameEntry("虚构", "虚构甲", shop.subject.key))
    city.renamed(shop, "示例虚构小吃店")

    assert city.codes("虚构甲") == []
    assert city.codes("示例虚构") == [shop.subject.key]


def test_a_name_that_the_profile_never_bore_finds_nothing(city: City) -> None:
    first = city.put(a_company(1, "虚构旧名有限公司"))
    second = city.put(versions.marked(first, case=CASE, at=NOW), over=first)
    city.renamed(second, "虚构新名有限公司")
    city.names.add(NameEntry("示例", NAME, a_subject(1).key))

    assert city.codes("示例虚构") == []


def test_a_query_goes_on_from_where_it_stopped(city: City) -> None:
    for number in range(1, 6):
        city.put(a_company(number, f"示例虚构{number}有限公司"))

    first = city.find("示例虚构", limit=3)
    second = city.find("示例虚构", limit=3, after=first.after)

    assert [hit.credit_code for hit in (*first.hits, *second.hits)] == [a_subject(n).key for n in range(1, 6)]
    assert second.after is None


def test_hints_that_find_nothing_do_not_end_a_query(city: City) -> None:
    for number in range(1, 5):
        city.put(a_company(number, f"示例虚构{number}有限公司", reviewed=number > 3))

    run = city.find("示例虚构", limit=2)

    assert [hit.credit_code for hit in run.hits] == [a_subject(4).key]
    assert run.after is None


def test_a_query_through_many_hidden_names_stops_and_can_be_gone_on_with(city: City) -> None:
    for number in range(1, 10):
        city.put(a_company(number, f"示例虚构{number}有限公司", reviewed=number == 9))

    run = city.find("示例虚构", limit=1)

    assert (run.hits, run.after is None) == ([], False)
    assert [hit.credit_code for hit in city.find("示例虚构", limit=4, after=run.after).hits] == [a_subject(9).key]
