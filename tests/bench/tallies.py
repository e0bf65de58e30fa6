"""What queries found and what each took: in memory as it is counted, on a server as it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.holdings import Holdings
from chalicelib.search.finding import Search, found
from chalicelib.search.postings import postings_for
from chalicelib.terms.subjects import subject_of
from tests.bench.counting import TODAY, Town, names_by_code, profile_of
from tests.bench.invented_names import Name, Query
from tests.stores.places import OnServer

FIRST = 10
Answers = Sequence[Sequence[str]]


@dataclass(slots=True)
class Tally:
    """What queries found, and what each took."""

    found: list[Sequence[str]] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    units: list[float] = field(default_factory=list)


def tally_of(queries: Sequence[Query], town: Town) -> Tally:
    """Return what the queries found in a town, and what each took; the counts are read with the first."""
    tally = Tally()
    for query in queries:
        requests, units = town.spent.requests, town.spent.units
        hits = found(query.q, search=town.search, limit=FIRST).hits
        tally.found.append([hit.name for hit in hits])
        tally.requests.append(town.spent.requests - requests)
        tally.units.append(town.spent.units - units)
    return tally


def recall_of(queries: Sequence[Query], answers: Answers, kind: str) -> float:
    """Return of how many queries of a kind something that was meant is among the first ten."""
    asked = [(query, answer) for query, answer in zip(queries, answers, strict=True) if query.kind == kind]
    return sum(not query.meant.isdisjoint(answer[:FIRST]) for query, answer in asked) / len(asked)


def tally_on(stores: OnServer, queries: Sequence[Query], some: Sequence[Name]) -> Tally:
    """Return what queries found on a server that was given the names, and the requests it was sent for each."""
    library, table, whole = stores.library(), stores.names(), names_by_code(some)
    for code, name in whole.items():
        library.put(profile_of(subject_of(code), name), over=None)
    table.add(posting for code, name in whole.items() for posting in postings_for(name, credit_code=code))
    holdings = Holdings(library=library, catalogue=catalogue(), periods=periods())
    search, sent, tally = Search(names=table, holdings=holdings, today=TODAY), stores.server.recorder.sent, Tally()
    for query in queries:
        sent.clear()
        tally.found.append([hit.name for hit in found(query.q, search=search, limit=FIRST).hits])
        tally.requests.append(len(sent))
    return tally
