"""The queue of machine steps in SQS. Shape: message {"case": "YY20261123-…"}."""

from functools import cached_property
from typing import Any

import msgspec


class QueueCasework:
    """Asks that cases be rolled forward."""

    def __init__(self, client: Any, queue: str) -> None:
        """Take the client and the queue's full name."""
        self._client, self._queue = client, queue

    def send(self, case: str) -> None:
        """Ask that a case be rolled forward; only makes it faster than the sweeper."""
        self._client.send_message(QueueUrl=self._url, MessageBody=msgspec.json.encode({"case": case}).decode())

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._queue)["QueueUrl"])
