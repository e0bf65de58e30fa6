"""A file sent in parts, and the pieces it is cut into: on every kind of store."""

import json

import pytest
import urllib3
from botocore.exceptions import ClientError

from chalicelib.stores.portions import PortionsNotSentError, QueuePortions
from chalicelib.stores.uploads import BucketUploads
from tests.stores.places import OnServer, Stores

BATCH, OTHER = "shili-jgj-20261123-abcd2345", "shili-jgj-20261123-abcd2346"
# All parts but the last have at least so many bytes, or S3 joins none.
FIRST, LAST = b"x" * (5 << 20), b"y" * 10


def test_parts_are_listed_as_they_came_and_joined_in_their_order(stores_with_buckets: Stores) -> None:
    uploads = stores_with_buckets.uploads()
    upload = uploads.begin_parts(BATCH)
    assert uploads.parts_of(BATCH, upload) == []

    stores_with_buckets.receive_part(uploads, BATCH, upload, 2, LAST)
    stores_with_buckets.receive_part(uploads, BATCH, upload, 1, b"broken off")
    stores_with_buckets.receive_part(uploads, BATCH, upload, 1, FIRST)
    parts = uploads.parts_of(BATCH, upload)

    assert parts is not None
    assert [(one.number, one.size_bytes) for one in parts] == [(1, len(FIRST)), (2, len(LAST))]
    assert uploads.size_of(BATCH) is None
    uploads.join_parts(BATCH, upload, parts)
    with uploads.opened(BATCH) as arrival:
        assert arrival.file.read() == FIRST + LAST


def test_an_upload_that_was_joined_is_there_no_more_and_joined_or_dropped_again_it_is_no_matter(
    stores_with_buckets: Stores,
) -> None:
    uploads = stores_with_buckets.uploads()
    upload = uploads.begin_parts(BATCH)
    stores_with_buckets.receive_part(uploads, BATCH, upload, 1, LAST)
    parts = uploads.parts_of(BATCH, upload)
    assert parts is not None
    uploads.join_parts(BATCH, upload, parts)

    assert uploads.parts_of(BATCH, upload) is None
    uploads.drop_parts(BATCH, upload)
    assert uploads.size_of(BATCH) == len(LAST)


def test_parts_that_are_dropped_leave_no_file(stores_with_buckets: Stores) -> None:
    uploads = stores_with_buckets.uploads()
    upload = uploads.begin_parts(BATCH)
    stores_with_buckets.receive_part(uploads, BATCH, upload, 1, LAST)

    for _ in range(2):
        uploads.drop_parts(BATCH, upload)

    assert (uploads.parts_of(BATCH, upload), uploads.size_of(BATCH)) == (None, None)


def test_two_that_join_at_once_join_once(ministack: OnServer) -> None:
    uploads = ministack.uploads()
    upload = uploads.begin_parts(BATCH)
    ministack.receive_part(uploads, BATCH, upload, 1, LAST)
    parts = uploads.parts_of(BATCH, upload)
    assert parts is not None

    for _ in range(2):
        uploads.join_parts(BATCH, upload, parts)

    assert uploads.size_of(BATCH) == len(LAST)


def test_a_part_is_put_to_its_link_as_it_is(ministack: OnServer) -> None:
    uploads = ministack.uploads()
    upload = uploads.begin_parts(BATCH)
    link = uploads.link_to_part(BATCH, upload, 1, seconds=60)

    assert urllib3.request("PUT", link, body=LAST, retries=False).status == 200
    parts = uploads.parts_of(BATCH, upload)
    assert parts is not None
    assert [(one.number, one.size_bytes) for one in parts] == [(1, len(LAST))]


def test_a_bucket_that_refuses_is_no_upload_that_is_gone(server: OnServer) -> None:
    uploads = BucketUploads(server.s3, f"{server.prefix}-nowhere")

    for ask in (uploads.parts_of, uploads.drop_parts):
        with pytest.raises(ClientError):
            ask(BATCH, "none")
    with pytest.raises(ClientError):
        uploads.join_parts(BATCH, "none", [])


def test_pieces_lie_in_a_folder_of_their_batch_until_all_are_deleted(stores_with_buckets: Stores) -> None:
    portions = stores_with_buckets.portions()
    assert portions.find(BATCH, "planning-1") is None

    portions.put(BATCH, "planning-1", b"1")
    portions.put(BATCH, "planning-1", b"one")
    portions.put(BATCH, "planning-2", b"two")
    portions.put(BATCH, "applying-1", b"other")
    portions.put(OTHER, "planning-1", b"another's")

    assert portions.find(BATCH, "planning-1") == b"one"
    assert portions.names(BATCH, beginning="planning-") == {"planning-1", "planning-2"}
    for _ in range(2):
        portions.delete_all(BATCH, beginning="planning-")
    assert portions.names(BATCH, beginning="") == {"applying-1"}
    assert portions.find(OTHER, "planning-1") == b"another's"


def test_portions_are_sent_one_a_message_and_ten_a_call(server: OnServer) -> None:
    queue = server.queue("portions")

    QueuePortions(server.server.clients.get("sqs"), queue).send(BATCH, range(12))

    assert server.server.recorder.operations() == ["GetQueueUrl", "SendMessageBatch", "SendMessageBatch"]
    sqs = server.server.furnishing.get("sqs")
    url, told = sqs.get_queue_url(QueueName=queue)["QueueUrl"], []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        told += [json.loads(message["Body"]) for message in messages]
    assert sorted(one["portion"] for one in told) == list(range(12))
    assert {one["batch"] for one in told} == {BATCH}


class Unwilling:
    """A client of SQS whose queue takes no message."""

    def get_queue_url(self, **_: str) -> dict[str, str]:
        """Return an address."""
        return {"QueueUrl": "https://queue.invalid/"}

    def send_message_batch(self, **_: object) -> dict[str, list[dict[str, str]]]:
        """Take none."""
        return {"Failed": [{"Id": "0"}]}


def test_messages_that_are_not_taken_are_a_failure() -> None:
    with pytest.raises(PortionsNotSentError):
        QueuePortions(Unwilling(), "portions").send(BATCH, [0])
