"""What is entered for a registration profile."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue.items import catalogue
from chalicelib.library import versions
from chalicelib.library.records import Record
from chalicelib.search import postings
from chalicelib.search.postings import grams_of, postings_of
from chalicelib.search.store import NameEntry, Posting, posting_at
from tests.factories import NOW, a_person, a_profile, a_record, a_subject
from tests.fakes_search import MemoryNames
from tests.unit.search.conftest import City, a_company

NAME = "四川省资阳市示例食品有限公司"
CASE = "YY20261123-aaaaaaaa"


def entered(record: Record) -> list[Posting]:
    return list(postings_of(record, catalogue=catalogue()))


def test_a_stem_has_the_pairs_of_its_letters_and_one_over_a_letter() -> None:
    assert grams_of("示例食品") == ["示例", "示*食", "例食", "食品"]
    assert grams_of("示示示") == ["示示", "示*示"]
    assert grams_of("示例") == ["示例"]
    assert grams_of("示") == []


def test_an_organisation_is_entered_under_the_grams_of_its_stem_and_the_divisions_in_front() -> None:
    entry = NameEntry("示例食品", NAME, a_subject(1).key)

    assert entered(a_company(1, NAME)) == [
        Posting("示例", opens=True, entry=entry),
        Posting("示*食", opens=True, entry=entry),
        Posting("例食", opens=False, entry=entry),
        Posting("食品", opens=False, entry=entry),
        Posting("@510000", opens=True, entry=entry),
        Posting("@512000", opens=True, entry=entry),
    ]


def test_a_posting_is_told_by_its_place() -> None:
    (posting, *_) = entered(a_company(1, "示例#虚构#公司"))

    assert posting_at(posting.gram, posting.place) == posting


def test_the_longest_name_fits_into_the_keys_of_a_table() -> None:
    longest = entered(a_company(1, "\U00020000" * 800))

    assert max(len(posting.place.encode()) for posting in longest) <= 1024


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(a_record(), id="a_penalty"),
        pytest.param(a_profile(item="unheard_of"), id="an_item_that_is_gone"),
        pytest.param(a_profile(fields={"name": None}), id="no_name"),
        pytest.param(a_profile(fields={"name": "甲"}), id="one_character"),
        pytest.param(a_profile(fields={"name": "🍎🍎（）"}), id="no_letter"),
        pytest.param(
            a_profile(subject=a_subject(5, kind="92"), fields={"name": "虚构甲", "legal_rep_name": "虚构甲"}),
            id="a_shop_that_bears_its_operator_s_name",
        ),
        pytest.param(msgspec.structs.replace(a_profile(item="person_profile"), subject=a_person()), id="a_person"),
        pytest.param(msgspec.structs.replace(a_profile(), place=a_record().place), id="no_profile"),
    ],
)
def test_nothing_else_is_entered(record: Record) -> None:
    assert entered(record) == []


def test_no_name_of_a_representative_is_a_key() -> None:
    record = a_profile(fields={"name": "示例食品有限公司", "legal_rep_name": "虚构代表人"})

    assert not [posting for posting in entered(record) if "代表" in posting.place or posting.gram in "虚构代表人"]


ACTS = st.lists(st.sampled_from(["supplied", "renamed", "corrected", "marked", "withheld", "withdrawn"]), max_size=6)
TOLD_AGAIN = st.lists(st.integers(0, 100), max_size=4)


@settings(max_examples=60, deadline=None)
@given(acts=ACTS, again=TOLD_AGAIN, kind=st.sampled_from(["91", "92"]))
def test_a_rebuild_is_what_the_effects_made_however_often_and_late_they_were_told(
    acts: list[str], again: list[int], kind: str
) -> None:
    city = City()
    stands = city.put(a_profile(subject=a_subject(1, kind=kind), fields={"name": "示例甲食品店"}))
    told: list[tuple[Record, Record | None]] = [(stands, None)]
    for number, act in enumerate(acts):
        before, stands = stands, _after(stands, act, number)
        city.put(stands, over=before)
        told.append((stands, before))
    for number in again:
        after, before_it = told[number % len(told)]
        city.tell(after, before=before_it)

    rebuilt = MemoryNames()
    every = [*city.library.history_of(stands.record_id), stands]
    postings.enter(every, names=rebuilt, catalogue=catalogue())

    assert rebuilt.all() == city.names.all()
    assert rebuilt.counts(on=NOW.date()) == city.names.counts(on=NOW.date())


def _after(record: Record, act: str, number: int) -> Record:
    if act == "marked":
        return versions.marked(record, case=CASE, at=NOW)
    if act == "withdrawn":
        return versions.withdrawn(record, act=CASE, at=NOW)
    if act == "withheld":
        return versions.publication_ended(record, case=CASE, at=NOW)
    if act == "corrected":
        return versions.corrected(record, {"name": f"示例正名{number}店"}, case=CASE, at=NOW)
    name = record.content.fields["legal_rep_name"] if act == "supplied" else f"示例新名{number}食品有限公司"
    content = msgspec.structs.replace(record.content, fields={**record.content.fields, "name": name})
    return versions.supplied_again(record, content)
