"""Postings of names, and about how many there are of a gram."""

from datetime import date

import pytest

from chalicelib.search.store import COUNTED, NameEntry, NameStore, Posting
from chalicelib.stores.names import COUNTS, DynamoNames, items_of
from tests.factories import a_credit_code
from tests.stores.places import OnServer, Stores

TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def names(stores: Stores) -> NameStore:
    return stores.names()


def a_posting(stem: str, n: int = 1, *, gram: str = "示例", opens: bool = True) -> Posting:
    return Posting(gram, opens, NameEntry(stem, f"资阳市{stem}有限公司", a_credit_code(n)))


def counted_postings(number: int) -> list[Posting]:
    made = (a_posting(f"示例{n}") for n in range(COUNTED * number * 4))
    return [posting for posting in made if posting.is_counted][:number]


def test_names_that_begin_with_a_gram_come_first_each_in_the_order_of_their_stems(names: NameStore) -> None:
    last, first, second = a_posting("甲示例", opens=False), a_posting("示例甲"), a_posting("示例甲乙")
    names.add([last, second, a_posting("虚构", gram="虚构"), first])

    assert list(names.under("示例", limit=10)) == [first, second, last]
    assert list(names.under("无此", limit=10)) == []


def test_a_posting_put_again_is_one(names: NameStore) -> None:
    names.add([a_posting("示例"), a_posting("示例"), a_posting("示例", 2)])
    names.add([a_posting("示例")])

    assert len(names.under("示例", limit=10)) == 2


def test_a_name_with_what_keys_are_made_with_comes_back_as_it_is(names: NameStore) -> None:
    posting = Posting("示例", opens=True, entry=NameEntry("示例", "示例#1*@公司", a_credit_code(1)))
    names.add([posting])

    assert list(names.under("示例", limit=1)) == [posting]


def test_postings_are_narrowed_by_how_their_place_begins_and_capped(names: NameStore) -> None:
    names.add([a_posting(f"示例{letter}") for letter in "甲甲乙乙丙"])
    names.add([a_posting("示例丁"), a_posting("甲示例甲", opens=False)])

    assert [one.entry.stem for one in names.under("示例", beginning="0示例丁", limit=10)] == ["示例丁"]
    assert len(names.under("示例", limit=2)) == 2


def test_more_are_entered_than_one_request_holds(names: NameStore) -> None:
    names.add(a_posting(f"示例{n:03d}", n) for n in range(60))

    assert len(names.under("示例", limit=100)) == 60


def test_a_posting_counts_once_however_often_it_is_put(names: NameStore) -> None:
    postings = counted_postings(2)
    names.add(postings)
    names.add(postings)

    assert names.counts(on=TODAY) == {"示例": 2 * COUNTED}


def test_few_postings_are_counted() -> None:
    assert len(list(items_of(a_posting(f"示例{n}") for n in range(4000)))) in range(4000, 4060)


def test_counts_are_read_once_a_day_and_a_list_by_one_request(tables: OnServer) -> None:
    names = DynamoNames(tables.dynamodb, tables.table("names"))
    names.add(counted_postings(1))
    tables.server.recorder.sent.clear()

    for on in (TODAY, TODAY, TOMORROW):
        names.counts(on=on)
    names.under("示例", limit=2)

    assert tables.server.recorder.operations() == ["Query"] * 3
    asked = [sent.request["ExpressionAttributeValues"][":key"]["S"] for sent in tables.server.recorder.sent]
    assert asked == [COUNTS, COUNTS, "示例"]


def test_postings_are_put_by_the_batch(tables: OnServer) -> None:
    names = DynamoNames(tables.dynamodb, tables.table("names"))
    tables.server.recorder.sent.clear()

    names.add([a_posting(f"示例{n}", n) for n in range(20)])

    assert tables.server.recorder.operations() == ["BatchWriteItem"]
