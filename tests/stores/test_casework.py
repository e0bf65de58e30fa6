"""The queue of machine steps."""

import json

from chalicelib.stores.casework import QueueCasework
from tests.stores.places import OnServer


def test_a_case_is_sent_under_its_number_and_the_queue_is_asked_for_once(server: OnServer) -> None:
    queue = server.queue("casework")
    casework = QueueCasework(server.server.clients.get("sqs"), queue)

    casework.send("YY-1")
    casework.send("YY-2")

    assert server.server.recorder.operations() == ["GetQueueUrl", "SendMessage", "SendMessage"]
    sqs = server.server.furnishing.get("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert sorted(json.loads(message["Body"])["case"] for message in messages) == ["YY-1", "YY-2"]
