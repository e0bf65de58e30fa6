"""The queue of bulk checks: what is named is gone on with, what fails comes again, what is not ours is said."""

import json
import logging
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.library.holdings import Holdings
from chalicelib.reports.bulk.jobs import State
from chalicelib.settings import Settings
from chalicelib.wiring import Services
from chalicelib.workers import bulk
from tests.factories_bulk import a_job, a_list
from tests.fakes import MemoryLibrary
from tests.fakes_bulk import bulk_stores
from tests.fakes_ledger import MemoryLedger

JOB = a_job().job


@pytest.fixture
def services(settings: Settings) -> Any:
    return Services(settings, **bulk_stores(), ledger=MemoryLedger(), library=MemoryLibrary())


def _worked(services: Any, *bodies: object, context: Any = None) -> list[str]:
    records = [
        {"messageId": str(n), "receiptHandle": "-", "eventSource": "aws:sqs", "body": json.dumps(body)}
        for n, body in enumerate(bodies)
    ]
    with wiring.using(services):
        answer = bulk.work({"Records": records}, context)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def _opened(services: Any, content: bytes = a_list(1)) -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    services.bulk_jobs.put(a_job(content, opened_at=now, moved_at=now), over=None)
    services.bulk_files.receive(JOB, content)


def _codes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [getattr(record, "code", record.getMessage()) for record in caplog.records]


@pytest.mark.parametrize("body", [{"job": JOB}, {"Records": [{"s3": {"object": {"key": f"lists/{JOB}"}}}]}])
def test_a_job_is_brought_to_its_result(services: Any, body: object) -> None:
    _opened(services)

    assert _worked(services, body) == []
    assert services.bulk_jobs.find(JOB).state is State.DONE
    assert services.bulk_queue.sent == []


def test_the_same_message_again_does_nothing_more(services: Any) -> None:
    _opened(services)
    _worked(services, {"job": JOB})
    before = services.bulk_jobs.find(JOB)

    assert _worked(services, {"job": JOB}) == []
    assert services.bulk_jobs.find(JOB) == before


def test_where_time_runs_out_the_rest_is_told_to_the_queue(services: Any) -> None:
    class Hurried:
        """A function whose time is nearly over."""

        @staticmethod
        def get_remaining_time_in_millis() -> int:
            """Return too little."""
            return bulk.ENOUGH_MS

    _opened(services)

    assert _worked(services, {"job": JOB}, context=Hurried()) == []
    assert services.bulk_jobs.find(JOB).state is State.CHECKING
    assert services.bulk_queue.sent == [JOB]


def test_a_job_that_cannot_be_gone_on_with_comes_again_and_holds_up_no_other(
    services: Any, caplog: pytest.LogCaptureFixture
) -> None:
    _opened(services)
    services.library.file_of = None

    with caplog.at_level(logging.ERROR):
        assert _worked(services, {"job": JOB}, {"Event": "s3:TestEvent"}) == ["0"]
    assert [record.__dict__["owner"] for record in caplog.records] == [JOB]


def test_what_is_none_of_ours_is_said_and_does_not_come_again(services: Any, caplog: pytest.LogCaptureFixture) -> None:
    foreign = {"Records": [{"s3": {"object": {"key": "results/x"}}}]}

    with caplog.at_level(logging.WARNING):
        assert _worked(services, {"job": "PL-never"}, foreign) == []
    assert _codes(caplog) == ["bulk.no_such_job", "bulk.foreign_key"]


def test_a_message_that_says_nothing_comes_again(services: Any) -> None:
    assert _worked(services, {}, []) == ["0", "1"]


def test_a_job_that_another_moved_meanwhile_is_left_to_them(services: Any, caplog: pytest.LogCaptureFixture) -> None:
    _opened(services)
    put = services.bulk_jobs.put

    def moved_first(new: Any, *, over: Any) -> None:
        services.bulk_jobs.put = put
        put(over.moved(State.ENDING, at=over.moved_at), over=over)
        put(new, over=over)

    services.bulk_jobs.put = moved_first
    with caplog.at_level(logging.WARNING):
        assert _worked(services, {"job": JOB}) == []
    assert _codes(caplog) == ["bulk.moved_meanwhile"]


def test_services_hold_what_a_job_asks_for(services: Any) -> None:
    assert isinstance(services.holdings, Holdings)
