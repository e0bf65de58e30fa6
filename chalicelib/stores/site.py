"""The private bucket of public files; they leave it through a route that refuses an older one."""

from typing import Any

from chalicelib.stores.objects import Objects


class BucketSite:
    """Public files, under keys that publication makes."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._objects = Objects(client, bucket)

    def put(self, key: str, content: bytes) -> None:
        """Write a file."""
        self._objects.put(key, content, content_type="application/json")

    def find(self, key: str) -> bytes | None:
        """Return a file."""
        return self._objects.find(key)

    def delete(self, key: str) -> None:
        """Delete a file; one that is not there is no matter."""
        self._objects.delete(key)
