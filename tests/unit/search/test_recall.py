"""What is found among five thousand invented names: the short of `make bench ONLY=search_requests`."""

import statistics
from collections.abc import Sequence

import pytest

from tests.bench.counting import Town, a_town
from tests.bench.invented_names import Name, as_they_are, bare_trade_names, names, with_a_wrong_letter
from tests.bench.tallies import recall_of, tally_of

NAMES, QUERIES = 5_000, 150


@pytest.fixture(scope="module")
def some() -> Sequence[Name]:
    return names(NAMES)


@pytest.fixture(scope="module")
def town(some: Sequence[Name]) -> Town:
    return a_town(some)


@pytest.mark.parametrize(
    "asked", [with_a_wrong_letter, bare_trade_names, as_they_are], ids=lambda asked: asked.__name__
)
def test_what_was_meant_is_among_the_first_ten_by_two_requests(asked: object, some: Sequence[Name], town: Town) -> None:
    assert callable(asked)
    queries = asked(some, QUERIES)

    tally = tally_of(queries, town)

    assert recall_of(queries, tally.found, queries[0].kind) >= 0.98
    assert statistics.median(tally.requests) <= 2
    assert statistics.mean(tally.requests) <= 3


def test_the_same_count_makes_the_same_names_none_of_them_twice() -> None:
    assert names(500) == names(500)
    assert len({name.whole for name in names(500)}) == 500
