"""The queue of bulk check jobs in SQS. Shape: message {"job": "PL-20261127-…"}."""

from functools import cached_property
from typing import Any

import msgspec


class QueueBulk:
    """Asks that jobs be gone on with."""

    def __init__(self, client: Any, queue: str) -> None:
        """Take the client and the queue's full name."""
        self._client, self._queue = client, queue

    def send(self, job: str) -> None:
        """Ask that a job be gone on with; only makes it faster than the sweeper."""
        self._client.send_message(QueueUrl=self._url, MessageBody=msgspec.json.encode({"job": job}).decode())

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._queue)["QueueUrl"])
