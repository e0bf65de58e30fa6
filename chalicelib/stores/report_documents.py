"""The bucket of report documents, and the queue of those to be printed.

Shape: key "ZY512000…/<SHA-256>.json", "ZY512000…/<SHA-256>.pdf"; message {"number": "ZY512000…"}

The hash is in the key, so that two runs of one issue cannot write over each other: the issue says which of them holds.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec

from chalicelib.reports.issue import Form
from chalicelib.stores.objects import Objects

_TYPES: Mapping[Form, str] = {Form.JSON: "application/json", Form.PDF: "application/pdf"}


class BucketDocuments:
    """The documents of issued reports."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def put(self, number: str, content: bytes, *, form: Form) -> str:
        """Keep bytes; return their SHA-256 in hex, under which they are found."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._objects.put(_key_of(number, sha256, form), content, content_type=_TYPES[form])
        return sha256

    def find(self, number: str, sha256: str, *, form: Form) -> bytes | None:
        """Return the bytes."""
        return self._objects.find(_key_of(number, sha256, form))

    def delete(self, number: str, sha256: str, *, form: Form) -> None:
        """Delete the bytes; what is not there is no matter."""
        self._objects.delete(_key_of(number, sha256, form))

    def link(self, number: str, sha256: str, *, form: Form, seconds: int) -> str:
        """Return a link that opens the bytes to whoever has it for some seconds, as a file to be saved."""
        asked = {
            "Bucket": self._bucket,
            "Key": _key_of(number, sha256, form),
            "ResponseContentDisposition": f'attachment; filename="{number}.{form}"',
            "ResponseContentType": _TYPES[form],
            "ResponseCacheControl": "private, no-store",
        }
        return str(self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds))


class QueuePrinting:
    """Asks that reports be printed."""

    def __init__(self, client: Any, queue: str) -> None:
        """Take the client and the queue's full name."""
        self._client, self._queue = client, queue

    def send(self, number: str) -> None:
        """Ask that a report be printed; only makes it faster than the sweeper."""
        self._client.send_message(QueueUrl=self._url, MessageBody=msgspec.json.encode({"number": number}).decode())

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._queue)["QueueUrl"])


def _key_of(number: str, sha256: str, form: Form) -> str:
    return f"{number}/{sha256}.{form}"
