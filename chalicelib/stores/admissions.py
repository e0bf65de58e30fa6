"""The queue of uploads, asked to go on with a batch. Shape: a message like the one that tells of a file that came."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec


class QueueAdmissions:
    """Asks that batches be gone on with."""

    def __init__(self, client: Any, queue: str) -> None:
        """Take the client and the queue's full name."""
        self._client, self._queue = client, queue

    def send(self, batch: str) -> None:
        """Ask that a batch be gone on with; only makes it faster than the sweeper."""
        body = {"Records": [{"s3": {"object": {"key": f"incoming/{batch}"}}}]}
        self._send(body)

    def ask_for_copy(self, batch: str) -> None:
        """Ask that the annotated copy of a batch's file be made; one that is lost is asked for again."""
        self._send({"Annotate": batch})

    def _send(self, body: Mapping[str, Any]) -> None:
        self._client.send_message(QueueUrl=self._url, MessageBody=msgspec.json.encode(body).decode())

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._queue)["QueueUrl"])
