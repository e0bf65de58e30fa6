"""Objects of one bucket: put, find, delete."""

from typing import Any

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

    def find(self, key: str) -> bytes | None:
        """Return an object whole, None when there is none."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _ABSENT:
                raise
            return None
        content: bytes = answer["Body"].read()  # refuses by itself fewer bytes than were announced
        return content

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
