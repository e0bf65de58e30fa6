"""Portions of large files: their pieces in the bucket of uploads, and the queue by which they are taken in.

Shape: key "portions/<batch>/<name>"; message {"batch": "…", "portion": 3}
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import msgspec

from chalicelib.stores.objects import Objects

_FOLDER = "portions"
_SENT_AT_ONCE = 10  # as many as SQS takes in one call


class PortionsNotSentError(Exception):
    """A failure: the queue did not take all messages of a call."""


class BucketPortions:
    """Pieces and what came of them, a folder a batch."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def put(self, batch: str, name: str, content: bytes) -> None:
        """Keep something of a batch, in place of what has the name."""
        self._objects.put(_key_of(batch, name), content, content_type="application/json")

    def find(self, batch: str, name: str) -> bytes | None:
        """Return what has a name."""
        return self._objects.find(_key_of(batch, name))

    def names(self, batch: str, *, beginning: str) -> frozenset[str]:
        """Return the names in a batch's folder that begin in some way."""
        folder = len(_key_of(batch, ""))
        return frozenset(key[folder:] for key in self._keys(_key_of(batch, beginning)))

    def delete_all(self, batch: str, *, beginning: str) -> None:
        """Delete whatever in a batch's folder begins in some way; where nothing does, it is no matter."""
        for key in list(self._keys(_key_of(batch, beginning))):
            self._objects.delete(key)

    def _keys(self, beginning: str) -> Iterator[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=beginning)
        for page in pages:
            yield from (one["Key"] for one in page.get("Contents", ()))


class QueuePortions:
    """Asks that portions be taken in."""

    def __init__(self, client: Any, queue: str) -> None:
        """Take the client and the queue's full name."""
        self._client, self._queue = client, queue

    def send(self, batch: str, portions: Iterable[int]) -> None:
        """Ask that portions of a batch be taken in. Raises: PortionsNotSentError."""
        every = list(portions)
        for begin in range(0, len(every), _SENT_AT_ONCE):
            entries = _entries_of(batch, every[begin : begin + _SENT_AT_ONCE])
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if answer.get("Failed"):
                raise PortionsNotSentError

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._queue)["QueueUrl"])


def _entries_of(batch: str, portions: Sequence[int]) -> list[dict[str, str]]:
    bodies = ((portion, msgspec.json.encode({"batch": batch, "portion": portion}).decode()) for portion in portions)
    return [{"Id": str(portion), "MessageBody": body} for portion, body in bodies]


def _key_of(batch: str, name: str) -> str:
    return f"{_FOLDER}/{batch}/{name}"
