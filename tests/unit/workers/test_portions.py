"""The queue of portions: what is waited for is taken in, what is not is passed over, what fails comes again."""

import json
import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.fanning import Fanning
from chalicelib.wiring import Services
from chalicelib.workers import portions, uploads
from tests.fakes import MemoryAdmissions
from tests.fakes_fanning import MemoryPortionQueue
from tests.unit.intake.standing import csv_of, penalty_row, sent, some_services

CONTEXT: Any = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
SMALL = Fanning(above_rows=3, portion_rows=2)
Split = tuple[Services, str]


@pytest.fixture
def split() -> Split:
    """Return services with a batch that waits for its two portions."""
    services = some_services()
    now = datetime.now(UTC)
    number = sent(services, csv_of([penalty_row(n) for n in range(1, 5)]), at=now)
    _told_of(services, number)
    return services, number


def _told_of(services: Services, number: str) -> Batch:
    return admit(number, means=services, now=datetime.now(UTC), chunk_rows=4, fanning=SMALL)


def _asked(services: Services) -> list[str]:
    assert isinstance(services.admissions, MemoryAdmissions)
    return services.admissions.sent


def _delivered(services: Services, *bodies: Any) -> list[str]:
    records = [
        {
            "messageId": f"message-{n}",
            "receiptHandle": "-",
            "eventSource": "aws:sqs",
            "body": body if isinstance(body, str) else json.dumps(body),
        }
        for n, body in enumerate(bodies)
    ]
    with wiring.using(services):
        answer = portions.take_in({"Records": records}, CONTEXT)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def _brought(services: Services, number: str) -> int:
    """Return of how many portions something came."""
    batch = services.batches.find(number)
    assert batch is not None
    assert batch.fan is not None
    return len(services.portions.names(number, beginning=f"{batch.fan.index}-"))


def _codes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [getattr(record, "code", record.getMessage()) for record in caplog.records]


def test_who_brings_the_last_portion_asks_that_they_be_joined(split: Split) -> None:
    services, number = split
    assert isinstance(services.portion_queue, MemoryPortionQueue)
    assert services.portion_queue.sent == [(number, 0), (number, 1)]

    assert _delivered(services, {"batch": number, "portion": 1}) == []
    assert _asked(services) == []
    assert _delivered(services, {"batch": number, "portion": 0}) == []
    assert _asked(services) == [number]


@pytest.mark.parametrize("portion", [-1, 2])
def test_a_portion_that_nobody_waits_for_is_passed_over(
    split: Split, portion: int, caplog: pytest.LogCaptureFixture
) -> None:
    services, number = split

    with caplog.at_level(logging.WARNING):
        assert _delivered(services, {"batch": number, "portion": portion}, {"batch": "none", "portion": 0}) == []

    assert _codes(caplog) == ["portion.not_awaited"] * 2


def test_what_is_no_message_of_ours_fails_and_holds_up_no_other(split: Split) -> None:
    services, number = split

    assert _delivered(services, "nonsense", {"batch": number, "portion": 0}) == ["message-0"]
    assert _brought(services, number) == 1


class Overtaking:
    """Batches of which another function moves one on as soon as it was read."""

    def __init__(self, batches: Any) -> None:
        """Take the real ones."""
        self._batches, self._read = batches, 0

    def find(self, number: str) -> Any:
        """Return a batch; from the second time on as if it were there no more."""
        self._read += 1
        return self._batches.find(number) if self._read == 1 else None


def test_who_is_overtaken_leaves_it_to_the_other(split: Split, caplog: pytest.LogCaptureFixture) -> None:
    services, number = split
    for portion in (0, 1):
        _delivered(services, {"batch": number, "portion": portion})
    assert _told_of(services, number).state is State.APPLYING
    kept = {name: getattr(services, name) for name in ("uploads", "portions", "library", "receipts")}
    overtaken = some_services(**kept, batches=Overtaking(services.batches))

    with caplog.at_level(logging.WARNING):
        assert _delivered(overtaken, {"batch": number, "portion": 0}) == []

    assert _codes(caplog) == ["portion.not_awaited"]
    assert _brought(services, number) == 0


def test_the_sweeper_leaves_a_large_file_to_its_queue_and_takes_a_small_one(split: Split) -> None:
    services, number = split
    now = datetime.now(UTC)
    small = sent(services, csv_of([penalty_row(9)]), at=now + timedelta(seconds=2))
    large = sent(services, b"x" * 300_000, at=now + timedelta(seconds=1))

    for one in (number, small, large):
        uploads.go_on(services, one, now)

    assert _asked(services) == [number, large]
    taken = services.batches.find(small)
    assert taken is not None
    assert taken.state is State.APPLIED
