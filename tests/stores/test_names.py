"""Names of organisations by how they begin."""

import pytest

from chalicelib.search.store import NameEntry, NameStore
from tests.factories import a_credit_code
from tests.stores.places import Stores


@pytest.fixture
def names(stores: Stores) -> NameStore:
    return stores.names()


def an_entry(name: str, n: int = 1) -> NameEntry:
    return NameEntry(name[:2], name, a_credit_code(n))


def test_names_are_found_by_how_they_begin_in_order(names: NameStore) -> None:
    for name in ("示例虚构乙有限公司", "示例虚构甲有限公司", "示例另一公司", "虚构示例公司"):
        names.add(an_entry(name))

    found = names.beginning_with("示例", "示例虚构", limit=10)

    assert [entry.name for entry in found] == sorted(["示例虚构乙有限公司", "示例虚构甲有限公司"])
    assert list(names.beginning_with("示例", "示例无此", limit=10)) == []


def test_two_organisations_may_bear_one_name_and_one_bears_it_once(names: NameStore) -> None:
    for n in (1, 2, 1):
        names.add(an_entry("示例#虚构公司", n))

    found = names.beginning_with("示例", "示例", limit=10)

    assert list(found) == sorted([an_entry("示例#虚构公司", 1), an_entry("示例#虚构公司", 2)], key=lambda e: e.sort_key)


def test_names_come_in_pages(names: NameStore) -> None:
    entries = [an_entry(f"示例虚构{number}公司", number) for number in range(5)]
    for entry in entries:
        names.add(entry)

    first = names.beginning_with("示例", "示例虚", limit=2)
    second = names.beginning_with("示例", "示例虚", limit=2, after=first[-1].sort_key)
    last = names.beginning_with("示例", "示例虚", limit=2, after=second[-1].sort_key)

    assert [*first, *second, *last] == entries
