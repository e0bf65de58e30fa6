"""A message that fails every time is received as often as the deployed queue allows, then set aside; no other waits.

The queues are made from the deployed definitions; only the time for which a message stays hidden is shortened.
"""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.intake.batches import State
from chalicelib.workers import casework, notices, uploads
from tests.factories_notices import a_notice
from tests.fakes import MemoryCases, MemoryCasework
from tests.stores.places import OnServer
from tests.unit.intake.standing import csv_of, penalty_row, sent, some_services

CONTEXT: Any = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
RECEIVED_AT_MOST = 5
Work = Callable[[dict[str, Any], Any], dict[str, Any]]


class Queue:
    """One queue and its dead letters, delivered to a worker as the event source of a function does."""

    def __init__(self, stores: OnServer, name: str, work: Work) -> None:
        """Make both queues on a server, empty."""
        self.sqs, self.work, self.received = stores.server.furnishing.get("sqs"), work, 0
        self.dead = self._url_of(stores.queue(f"{name}-dead"))
        self.url = self._url_of(stores.queue(name))
        dead = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        redrive = {"deadLetterTargetArn": dead, "maxReceiveCount": _received_at_most(stores, name)}
        attributes = {"VisibilityTimeout": "0", "RedrivePolicy": json.dumps(redrive)}
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes=attributes)

    def _url_of(self, name: str) -> str:
        return str(self.sqs.get_queue_url(QueueName=name)["QueueUrl"])

    def send(self, *bodies: str) -> None:
        for body in bodies:
            self.sqs.send_message(QueueUrl=self.url, MessageBody=body)

    def worked_off(self) -> None:
        """Deliver until nothing comes any more."""
        while messages := self.sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages"):
            self.received += len(messages)
            answer = self.work({"Records": [_delivered(message) for message in messages]}, CONTEXT)
            failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
            for message in messages:
                if message["MessageId"] not in failed:
                    self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])

    def dead_letters(self) -> list[str]:
        """Return what ended in the dead letters."""
        found = self.sqs.receive_message(QueueUrl=self.dead, MaxNumberOfMessages=10).get("Messages", [])
        return sorted(message["Body"] for message in found)


def _received_at_most(stores: OnServer, name: str) -> int:
    """Return how often a message of the deployed queue is received before it is set aside."""
    queues = stores.template.of_type("AWS::SQS::Queue").values()
    deployed = next(queue for queue in queues if queue["QueueName"] == f"{stores.prefix}-{name}")
    return int(deployed["RedrivePolicy"]["maxReceiveCount"])


def _delivered(message: dict[str, Any]) -> dict[str, Any]:
    arn = "arn:aws-cn:sqs:cn-north-1:123456789012:q"
    told = {"attributes": {}, "messageAttributes": {}, "md5OfBody": "", "eventSource": "aws:sqs", "awsRegion": "cn"}
    names = {"messageId": message["MessageId"], "receiptHandle": message["ReceiptHandle"], "body": message["Body"]}
    return {**told, **names, "eventSourceARN": arn}


def _notice_of(batch: str) -> str:
    return json.dumps({"Records": [{"s3": {"object": {"key": f"incoming/{batch}"}}}]})


@pytest.mark.parametrize("garbage", ["no JSON", "{}", '{"Records": [{}]}'])
def test_an_upload_that_cannot_be_read_is_set_aside_and_the_others_go_in(ministack: OnServer, garbage: str) -> None:
    services = some_services()
    number, queue = sent(services, csv_of([penalty_row(1)])), Queue(ministack, "uploads", uploads.take_in)
    queue.send(garbage, '{"Event": "s3:TestEvent"}', _notice_of("nobody-1"), _notice_of(number), _notice_of(number))

    with wiring.using(services):
        queue.worked_off()

    batch = services.batches.find(number)
    assert batch is not None
    assert batch.state is State.APPLIED
    assert queue.dead_letters() == [garbage]
    assert queue.received == RECEIVED_AT_MOST + 4


def test_a_case_that_nobody_knows_is_set_aside_and_nothing_else(ministack: OnServer) -> None:
    unknown = '{"case": "YY20261123-zzzzzzzz"}'
    queue = Queue(ministack, "casework", casework.work)
    queue.send("no JSON", unknown)

    with wiring.using(some_services(cases=MemoryCases(), casework=MemoryCasework())):
        queue.worked_off()

    assert queue.dead_letters() == sorted(["no JSON", unknown])
    assert queue.received == 2 * RECEIVED_AT_MOST


def test_a_notice_that_nobody_knows_is_set_aside_and_the_others_are_delivered(ministack: OnServer) -> None:
    services, unknown = some_services(), json.dumps({"notice": "0" * 32})
    services.outbox.tell(a_notice())
    queue = Queue(ministack, "notices", notices.work)
    queue.send(unknown, json.dumps({"notice": a_notice().notice}))

    with wiring.using(services):
        queue.worked_off()

    told = services.notice_store.find(a_notice().notice)
    assert told is not None
    assert told.state == "delivered"
    assert queue.dead_letters() == [unknown]
    assert queue.received == RECEIVED_AT_MOST + 1
