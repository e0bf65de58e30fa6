"""The queue of machine steps."""

import json

from chalicelib.stores.casework import QueueCasework
from infra.local.resources import create
from tests.stores.places import OnServer


def test_a_case_is_sent_under_its_number_and_the_queue_is_asked_for_once(server: OnServer) -> None:
    create(server.template, server.server.furnishing.get, kinds=("AWS::SQS::Queue",))
    casework = QueueCasework(server.server.clients.get("sqs"), f"{server.prefix}-casework")

    casework.send("YY-1")
    casework.send("YY-2")

    assert server.server.recorder.operations() == ["GetQueueUrl", "SendMessage", "SendMessage"]
    sqs = server.server.furnishing.get("sqs")
    url = sqs.get_queue_url(QueueName=f"{server.prefix}-casework")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert sorted(json.loads(message["Body"])["case"] for message in messages) == ["YY-1", "YY-2"]
