"""The bucket of bulk check jobs. Shape: keys "lists/<job>", "parts/<job>/<hash>", "results/<job>"."""

from typing import Any

from chalicelib.reports.bulk.store import Form
from chalicelib.stores.objects import Objects

_LISTS = "lists"
_AS_BYTES = "application/octet-stream"


class BucketBulkFiles:
    """Lists, parts and results of jobs."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def post_for(self, job: str, *, size_bytes: int, ttl_seconds: int) -> Form:
        """Return a presigned POST for exactly one list of exactly that size."""
        form = self._client.generate_presigned_post(
            self._bucket,
            _list_key_of(job),
            Conditions=[["content-length-range", size_bytes, size_bytes]],
            ExpiresIn=ttl_seconds,
        )
        return Form(form["url"], form["fields"])

    def job_in(self, key: str) -> str | None:
        """Return the job an object key is the list of, None for any other key."""
        folder, _, job = key.partition("/")
        return job if folder == _LISTS and job and "/" not in job else None

    def put_list(self, job: str, content: bytes) -> None:
        """Keep a list that came with the call."""
        self._objects.put(_list_key_of(job), content, content_type="text/plain; charset=utf-8")

    def find_list(self, job: str) -> bytes | None:
        """Return the list that came."""
        return self._objects.find(_list_key_of(job))

    def put_part(self, job: str, name: str, content: bytes) -> None:
        """Keep a part of a result."""
        self._objects.put(_part_key_of(job, name), content, content_type=_AS_BYTES)

    def find_part(self, job: str, name: str) -> bytes | None:
        """Return a part."""
        return self._objects.find(_part_key_of(job, name))

    def put_result(self, job: str, content: bytes, *, content_type: str) -> None:
        """Keep a result, in place of an earlier one of the same job."""
        self._objects.put(_result_key_of(job), content, content_type=content_type)

    def link_to_result(self, job: str, *, ttl_seconds: int) -> str:
        """Return a presigned link; a browser saves what it gives, and shows none of it."""
        return str(
            self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": _result_key_of(job),
                    "ResponseContentDisposition": "attachment",
                    "ResponseCacheControl": "private, no-store",
                },
                ExpiresIn=ttl_seconds,
            )
        )

    def delete_list(self, job: str) -> None:
        """Delete the list."""
        self._objects.delete(_list_key_of(job))

    def delete_part(self, job: str, name: str) -> None:
        """Delete a part."""
        self._objects.delete(_part_key_of(job, name))

    def delete_result(self, job: str) -> None:
        """Delete the result."""
        self._objects.delete(_result_key_of(job))


def _list_key_of(job: str) -> str:
    return f"{_LISTS}/{job}"


def _part_key_of(job: str, name: str) -> str:
    return f"parts/{job}/{name}"


def _result_key_of(job: str) -> str:
    return f"results/{job}"
