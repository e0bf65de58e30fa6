"""A search sends a server the requests that memory counts, and finds there what it finds in memory."""

from tests.bench.counting import a_town
from tests.bench.invented_names import as_they_are, bare_trade_names, names, with_a_wrong_letter
from tests.bench.tallies import tally_of, tally_on
from tests.stores.places import OnServer

NAMES, QUERIES = 60, 8


def test_what_is_counted_in_memory_is_what_is_sent(tables: OnServer) -> None:
    some = names(NAMES)
    queries = [
        query for asked in (with_a_wrong_letter, bare_trade_names, as_they_are) for query in asked(some, QUERIES)
    ]

    counted, sent = tally_of(queries, a_town(some)), tally_on(tables, queries, some)

    assert sent.requests == counted.requests
    assert sent.found == counted.found
