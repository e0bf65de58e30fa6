"""The queue of uploads: what of a message is taken for a batch, and what a failure does to the others."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_plus

import msgspec
import pytest

from chalicelib import wiring
from chalicelib.intake.batches import State
from chalicelib.wiring import Services
from chalicelib.workers import uploads
from tests.factories import NOW
from tests.unit.intake.standing import GROWN, csv_of, penalty_row, sent, some_services

CONTEXT: Any = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)


def _message(number: int, body: Any) -> dict[str, Any]:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "handle",
        "body": body if isinstance(body, str) else json.dumps(body),
        "attributes": {},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws-cn:sqs:cn-north-1:123456789012:uploads",
        "awsRegion": "cn-north-1",
    }


def _told_of(*keys: str) -> dict[str, Any]:
    return {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": quote_plus(key)}}} for key in keys]}


def _delivered(services: Services, *bodies: Any) -> list[str]:
    event = {"Records": [_message(number, body) for number, body in enumerate(bodies)]}
    with wiring.using(services):
        answer = uploads.take_in(event, CONTEXT)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def _state_of(services: Services, number: str) -> State:
    batch = services.batches.find(number)
    assert batch is not None
    return batch.state


@pytest.fixture
def two() -> tuple[Services, str, str]:
    services = some_services()
    first = sent(services, csv_of([penalty_row(1)]))
    second = sent(services, csv_of([penalty_row(2)]), at=NOW + timedelta(seconds=1))
    return services, first, second


def _begin_and_exchange(services: Services, number: str) -> None:
    """Let a batch ticketed just now be under way, and its file be another than the one it began with."""
    batch = services.batches.find(number)
    assert batch is not None
    begun = msgspec.structs.replace(batch.moved(State.APPLYING, at=NOW), ticketed_at=datetime.now(UTC))
    services.batches.put(begun, over=batch)
    services.uploads.receive(number, b"another file")  # type: ignore[attr-defined]  # the fake's own


def test_a_message_brings_every_file_it_names_to_rest(two: tuple[Services, str, str]) -> None:
    services, first, second = two

    assert _delivered(services, _told_of(f"incoming/{first}", f"incoming/{second}", f"incoming/{first}")) == []
    assert [_state_of(services, number) for number in (first, second)] == [State.APPLIED, State.APPLIED]


def test_a_message_delivered_twice_changes_nothing(two: tuple[Services, str, str]) -> None:
    services, first, _ = two
    body = _told_of(f"incoming/{first}")
    _delivered(services, body)
    before = services.batches.find(first)

    assert _delivered(services, body, body) == []
    assert services.batches.find(first) == before


def test_the_first_message_of_a_notification_is_no_file(two: tuple[Services, str, str]) -> None:
    services, _, _ = two

    assert _delivered(services, {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "uploads"}) == []


def test_what_is_no_upload_of_ours_is_said_without_its_key(
    two: tuple[Services, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    services, first, _ = two

    failed = _delivered(
        services, _told_of(f"elsewhere/{GROWN}.csv", f"incoming/{first}"), _told_of("incoming/nobody-1")
    )

    assert failed == []
    assert _state_of(services, first) is State.APPLIED
    said = [line.__dict__ for line in caplog.records]
    assert [line["code"] for line in said] == ["upload.foreign_key", "upload.no_such_batch"]
    assert GROWN not in str(said)


def test_one_message_that_fails_comes_again_alone(
    two: tuple[Services, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    services, first, second = two
    _begin_and_exchange(services, first)

    failed = _delivered(services, _told_of(f"incoming/{first}"), _told_of(f"incoming/{second}"), "no JSON")

    assert failed == ["message-0", "message-2"]
    assert _state_of(services, second) is State.APPLIED
    told = caplog.records[0].__dict__
    assert told["errors"] == ["chalicelib.intake.admission.UploadChangedError"]
    assert told["owner"] == first


def test_a_file_that_cannot_be_taken_in_keeps_no_other_of_its_message_waiting(two: tuple[Services, str, str]) -> None:
    services, first, second = two
    _begin_and_exchange(services, first)

    assert _delivered(services, _told_of(f"incoming/{first}", f"incoming/{second}")) == ["message-0"]
    assert _state_of(services, second) is State.APPLIED


@pytest.mark.parametrize(
    "body", [{}, {"Records": []}, {"Type": "Notification", "Message": "{}"}, {"Event": "s3:Another"}, {"Records": None}]
)
def test_an_envelope_of_another_make_is_a_failure_and_never_passed_over(
    two: tuple[Services, str, str], body: Any
) -> None:
    assert _delivered(two[0], body) == ["message-0"]


def test_all_messages_failing_are_all_named_and_nothing_is_raised(two: tuple[Services, str, str]) -> None:
    services, _, _ = two

    assert _delivered(services, "no JSON", "[]") == ["message-0", "message-1"]


def test_a_batch_left_half_done_is_found_for_the_sweeper_and_finished(two: tuple[Services, str, str]) -> None:
    services, first, _ = two
    batch = services.batches.find(first)
    assert batch is not None
    services.batches.put(batch.moved(State.APPLYING, at=NOW), over=batch)

    later = NOW + timedelta(hours=1)
    left = list(uploads.unsettled(services, later, limit=10))
    uploads.finish(services, first, later)

    assert left == [first]
    assert _state_of(services, first) is State.APPLIED
    assert not list(uploads.unsettled(services, later, limit=10))
