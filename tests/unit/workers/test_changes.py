"""What the streams of the libraries set in motion."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.catalogue.items import catalogue
from chalicelib.library.places import history_place
from chalicelib.library.records import Record
from chalicelib.library.versions import marked
from chalicelib.search.store import Posting
from chalicelib.settings import Settings
from chalicelib.workers.changes import follow
from tests.factories import NOW, a_profile, a_record
from tests.fakes import MemoryLibrary, MemoryListings, MemorySite
from tests.fakes_search import MemoryNames
from tests.unit.publication.press import CASE, LIST, Counted

EVENTS = Path(__file__).resolve().parents[3] / "events"
ARN = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/credit-ziyang-market-entities/stream/2026-11-23T00:00:00.000"
CONTEXT: Any = SimpleNamespace(function_name="changes")


class BrokenNames(MemoryNames):
    """A store that fails for one organisation."""

    def add(self, postings: Iterable[Posting]) -> None:
        entered = list(postings)
        if any("乙" in posting.entry.name for posting in entered):
            message = "unreachable"
            raise ConnectionError(message)
        super().add(entered)


@pytest.fixture
def services(settings: Settings) -> Iterator[wiring.Services]:
    parts = {
        "library": MemoryLibrary(),
        "listings": MemoryListings(),
        "site": MemorySite(),
        "names": BrokenNames(),
        "catalogue": catalogue(),
        "numbers": Counted(),
    }
    with wiring.using(wiring.Services(settings, **parts)) as put_in_place:
        yield put_in_place


def a_stream_record(record: Record, *, number: str = "111", place: str | None = None, arn: str = ARN) -> dict[str, Any]:
    keys = {"subject": {"S": record.subject.key}, "place": {"S": place or record.place}}
    return {"eventSourceARN": arn, "dynamodb": {"Keys": keys, "SequenceNumber": number}}


def test_a_new_version_reaches_list_and_names(services: wiring.Services) -> None:
    for record in (a_profile(), a_record()):
        services.library.put(record, over=None)

    answer = follow({"Records": [a_stream_record(a_profile()), a_stream_record(a_record())]}, CONTEXT)

    assert answer == {"batchItemFailures": []}
    assert services.listings.records_on(LIST, "2026-03-02") == [a_record().record_id]
    assert len(services.names.under("示例", limit=10)) == 1


def test_the_version_is_read_from_the_library_and_not_from_the_stream(services: wiring.Services) -> None:
    record = a_record()
    services.library.put(record, over=None)
    services.library.put(marked(record, case=CASE, at=NOW), over=record)
    late = a_stream_record(record)
    late["dynamodb"]["NewImage"] = {"body": {"S": "not what stands"}}

    assert follow({"Records": [late]}, CONTEXT) == {"batchItemFailures": []}
    assert services.listings.stamp_of(LIST, "2026-03-02") == f"{1:032x}"


def test_a_page_is_stamped_once_for_a_batch_whatever_comes_twice_or_out_of_order(services: wiring.Services) -> None:
    records = [a_record(number=number) for number in range(5)]
    for record in records:
        services.library.put(record, over=None)
    told = [a_stream_record(record, number=str(n)) for n, record in enumerate([*records[::-1], *records])]

    assert follow({"Records": told}, CONTEXT) == {"batchItemFailures": []}
    assert len(services.listings.records_on(LIST, "2026-03-02")) == len(records)
    assert services.listings.stamp_of(LIST, "2026-03-02") == f"{1:032x}"


def test_a_record_of_a_shape_that_nobody_can_read_holds_up_nothing(services: wiring.Services) -> None:
    services.library.put(a_record(), over=None)
    poison = a_stream_record(a_record(), number="222")
    poison["dynamodb"]["Keys"] = {"subject": {"S": a_record().subject.key}}

    answer = follow({"Records": [poison, a_stream_record(a_record(), number="333")]}, CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "222"}]}
    assert services.listings.records_on(LIST, "2026-03-02") == [a_record().record_id]


def test_an_older_version_is_no_news(services: wiring.Services) -> None:
    record = a_record()
    services.library.put(record, over=None)

    follow({"Records": [a_stream_record(record, place=history_place(record.place, 1))]}, CONTEXT)

    assert services.listings.stamp_of(LIST, "2026-03-02") is None


def test_a_record_that_is_not_there_is_no_news(services: wiring.Services) -> None:
    assert follow({"Records": [a_stream_record(a_record())]}, CONTEXT) == {"batchItemFailures": []}
    assert services.listings.stamp_of(LIST, "2026-03-02") is None


def test_what_fails_is_named_by_its_sequence_number_and_holds_up_nothing(
    services: wiring.Services, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = a_profile(fields={"name": "示例虚构乙有限公司"})
    services.library.put(bad, over=None)
    services.library.put(a_record(), over=None)
    strange = a_stream_record(a_record(), number="222", arn=ARN.replace("market-entities", "unheard-of"))

    answer = follow({"Records": [a_stream_record(bad), strange, a_stream_record(a_record(), number="333")]}, CONTEXT)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "111"}, {"itemIdentifier": "222"}]}
    assert services.listings.records_on(LIST, "2026-03-02") == [a_record().record_id]
    assert "unreachable" not in capsys.readouterr().out


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("name", ["market_entities_changed", "organisations_changed"])
def test_the_samples_of_the_triggers_are_understood(name: str) -> None:
    assert follow(json.loads((EVENTS / f"{name}.json").read_text("utf-8")), CONTEXT) == {"batchItemFailures": []}
