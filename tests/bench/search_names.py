"""Search on half a million invented names: what is found among the first ten, by how many requests, beside pg_trgm.

In memory with every request counted, for three million postings and more would be two hours of puts on any server
here; some thousand names on ministack show that what is counted is what is sent. Not times are compared but what is
found; the rival answers the same queries as its own users would ask them.

    wrong letter    a whole name with one letter changed, anywhere in it: is the name among the first ten?
    trade name      a bare trade name: is an organisation that bears it?
    whole           a whole name as it is, for the requests it takes
"""

import gc
import json
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import pytest

from tests import ministack
from tests.bench.counting import Town, a_town
from tests.bench.invented_names import Name, Query, as_they_are, bare_trade_names, names, with_a_wrong_letter
from tests.bench.measuring import ROOT, WORK, Line, RivalMissingError
from tests.bench.postgres import postgres
from tests.bench.setting import environment
from tests.bench.tallies import Answers, Tally, recall_of, tally_of, tally_on
from tests.stores.places import OnServer, Server, opened

NAMES, QUERIES = 500_000, 150
NAMES_ON_A_SERVER, QUERIES_ON_A_SERVER = 5_000, 40
COMPARED = ("wrong_letter", "trade_name")
RECALL, AS_GOOD, REQUESTS = ">=0.98", ">=1", "<=2"
PYTHON = ROOT / ".venv-rivals" / "bin" / "python"
RIVAL = ROOT / "tests" / "bench" / "rivals" / "pg_trgm_names.py"


@dataclass(frozen=True, slots=True)
class _Measured:
    """What was asked of which names, and what came of it in memory."""

    names: Sequence[Name]
    queries: Sequence[Query]
    tally: Tally
    town: Town


def what_is_found() -> Iterator[Line]:
    """Measure what is found among the first ten, and by how many requests."""
    measured = _measured()
    tally = measured.tally
    median, mean = statistics.median(tally.requests), statistics.mean(tally.requests)
    yield Line("search_requests", median, REQUESTS, f"mean {mean:.2f}", _spread(tally))
    print(_capacity(measured), flush=True)
    for kind in COMPARED:
        recall = recall_of(measured.queries, tally.found, kind)
        yield Line(f"search_{kind}", recall, RECALL, f"{recall:.3f}", "none")


def on_a_server() -> Iterator[Line]:
    """Compare the requests that a server was sent with those that memory counts, for the same names and queries."""
    some = names(NAMES_ON_A_SERVER)
    queries = queries_on(some, QUERIES_ON_A_SERVER)
    counted = tally_of(queries, a_town(some))
    with _on_ministack() as stores:
        sent = tally_on(stores, queries, some)
    both = zip(counted.requests, sent.requests, counted.found, sent.found, strict=True)
    differing = sum((one, found) != (other, found_there) for one, other, found, found_there in both)
    told = f"{sum(sent.requests)}sent", f"{sum(counted.requests)}counted"
    yield Line("search_on_ministack", differing, "<=0", *told)


def beside_pg_trgm() -> Iterator[Line]:
    """Compare what is found with what the rival finds."""
    measured = _measured()
    compared = [query for query in measured.queries if query.kind in COMPARED]
    theirs = _answers_of_pg_trgm(measured.names, compared)
    for kind in COMPARED:
        ours_found = recall_of(measured.queries, measured.tally.found, kind)
        theirs_found = recall_of(compared, theirs, kind)
        told = f"{ours_found:.3f}", f"{theirs_found:.3f}"
        yield Line(f"search_{kind}_beside_pg_trgm", ours_found / theirs_found, AS_GOOD, *told)


@cache
def _measured() -> _Measured:
    some = names(NAMES)
    queries, town = queries_on(some, QUERIES), _without_collecting(some)
    return _Measured(some, queries, tally_of(queries, town), town)


def queries_on(some: Sequence[Name], count: int) -> Sequence[Query]:
    """Return so many queries of each kind."""
    return [*with_a_wrong_letter(some, count), *bare_trade_names(some, count), *as_they_are(some, count)]


def _without_collecting(some: Sequence[Name]) -> Town:
    # Millions of small things that stay: looking for garbage among them takes longer than making them.
    gc.disable()
    try:
        return a_town(some)
    finally:
        gc.enable()
        gc.freeze()


def _spread(tally: Tally) -> str:
    counted = {number: tally.requests.count(number) for number in sorted(set(tally.requests))}
    return "/".join(f"{number}:{times}" for number, times in counted.items())


def _capacity(measured: _Measured) -> str:
    units: dict[str, list[float]] = {}
    for query, spent in zip(measured.queries, measured.tally.units, strict=True):
        units.setdefault(query.kind, []).append(spent)
    told = " ".join(f"{kind}={statistics.median(some):g}" for kind, some in units.items())
    entered = measured.town.postings / len(measured.names)
    return (
        f"CAPACITY name=search {told} put={entered:.1f} (units a query in the median, a name entered; from the bytes)"
    )


@contextmanager
def _on_ministack() -> Iterator[OnServer]:
    if not ministack.is_installed():
        message = "ministack is not installed; make setup installs it"
        raise RivalMissingError(message)
    with ministack.ministack() as endpoint, pytest.MonkeyPatch.context() as ours:
        for name, value in environment(endpoint).items():
            ours.setenv(name, value)
        with opened(Server.at("ministack", endpoint)) as stores:
            yield stores


def _answers_of_pg_trgm(some: Sequence[Name], queries: Sequence[Query]) -> Answers:
    WORK.mkdir(parents=True, exist_ok=True)
    files = {name: WORK / f"search-{name}" for name in ("names", "queries", "answers.json")}
    files["names"].write_text("\n".join(name.whole for name in some), "utf-8")
    files["queries"].write_text("\n".join(query.q for query in queries), "utf-8")
    if not PYTHON.exists():
        message = "psycopg is not installed; make bench installs it"
        raise RivalMissingError(message)
    with postgres() as connection:
        command = [str(PYTHON), str(RIVAL), connection, *map(str, files.values())]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    answers: Answers = json.loads(files["answers.json"].read_text("utf-8"))
    return answers
