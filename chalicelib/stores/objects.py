"""Objects of one bucket: put, find, delete."""

from collections.abc import Iterator
from typing import IO, Any

from botocore.exceptions import ClientError

_ABSENT = frozenset({"NoSuchKey", "404"})


class Objects:
    """The objects of one bucket."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket = client, bucket

    def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Put an object, in place of what stands there."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def put_file(self, key: str, file: IO[bytes], *, content_type: str) -> None:
        """Put an object from a file, read from its beginning, in place of what stands there."""
        file.seek(0)
        self._client.put_object(Bucket=self._bucket, Key=key, Body=file, ContentType=content_type)

    def find(self, key: str) -> bytes | None:
        """Return an object whole, None when there is none."""
        body = self._body_of(key)
        return None if body is None else bytes(body.read())  # refuses by itself fewer bytes than were announced

    def pieces_of(self, key: str, *, size_bytes: int) -> Iterator[bytes] | None:
        """Return an object piece by piece, None when there is none; fewer bytes than were announced are refused."""
        body = self._body_of(key)
        return None if body is None else body.iter_chunks(size_bytes)

    def _body_of(self, key: str) -> Any:
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] not in _ABSENT:
                raise
            return None

    def size_of(self, key: str) -> int | None:
        """Return an object's size, None when there is none. Units: bytes."""
        try:
            return int(self._client.head_object(Bucket=self._bucket, Key=key)["ContentLength"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in _ABSENT:
                raise
            return None

    def delete(self, key: str) -> None:
        """Delete an object; one that is not there is no matter."""
        self._client.delete_object(Bucket=self._bucket, Key=key)
