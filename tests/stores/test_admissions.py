"""The queue of uploads: batches to be gone on with, and annotated copies to be made."""

import json

from chalicelib.stores.admissions import QueueAdmissions
from tests.stores.places import OnServer


def test_a_batch_is_named_as_by_a_file_that_came_and_a_copy_by_a_message_of_its_own(server: OnServer) -> None:
    queue = server.queue("uploads")
    admissions = QueueAdmissions(server.server.clients.get("sqs"), queue)

    admissions.send("B-1")
    admissions.ask_for_copy("B-2")

    assert server.server.recorder.operations() == ["GetQueueUrl", "SendMessage", "SendMessage"]
    sqs = server.server.furnishing.get("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(message["Body"]) for message in messages]
    assert {"Annotate": "B-2"} in told
    assert {"Records": [{"s3": {"object": {"key": "incoming/B-1"}}}]} in told
