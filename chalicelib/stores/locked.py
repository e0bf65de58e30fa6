"""A bucket that locks what it is given: a new object gets the bucket's own retention, and nobody can shorten it."""

import base64
import hashlib
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.stores.objects import Objects

_WITHOUT_LOCK = frozenset({"ObjectLockConfigurationNotFoundError", "NotImplemented", "MethodNotAllowed"})


class BucketLocked:
    """Objects that stay as they are; on a service without a lock, for as long as nobody does otherwise."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    @cached_property
    def is_locked(self) -> bool:
        """Whether the bucket locks what it is given; asked once."""
        try:
            found = self._client.get_object_lock_configuration(Bucket=self._bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _WITHOUT_LOCK:
                raise
            return False
        configured = found["ObjectLockConfiguration"]
        return bool(configured.get("Rule", {}).get("DefaultRetention", {}).get("Mode") == "COMPLIANCE")

    def put(self, key: str, content: bytes) -> None:
        """Keep an object; where a lock is, a put without this digest is refused."""
        digest = base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()
        self._client.put_object(
            Bucket=self._bucket, Key=key, Body=content, ContentType="application/octet-stream", ContentMD5=digest
        )

    def find(self, key: str) -> bytes | None:
        """Return an object."""
        return self._objects.find(key)
