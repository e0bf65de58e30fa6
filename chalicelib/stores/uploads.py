"""The bucket departments send their files to. Shape: key "incoming/<batch>"; nothing of the file's name is in it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from botocore.exceptions import ClientError

from chalicelib.errors import NotFoundError
from chalicelib.intake.arrivals import PIECE_BYTES, Arrival, arrival_of
from chalicelib.intake.store import Post, SentPart
from chalicelib.stores.objects import Objects

_FOLDER = "incoming"
_GONE = frozenset({"NoSuchUpload", "404"})


class BucketUploads:
    """The uploads of departments."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def post_for(self, batch: str, *, size_bytes: int, ttl_seconds: int) -> Post:
        """Return a presigned POST for exactly one file of exactly that size."""
        form = self._client.generate_presigned_post(
            self._bucket,
            _key_of(batch),
            Conditions=[["content-length-range", size_bytes, size_bytes]],
            ExpiresIn=ttl_seconds,
        )
        return Post(form["url"], form["fields"])

    def put(self, batch: str, content: bytes) -> None:
        """Put what a batch sent in a call, as if its file had come: its notification is sent like any other's."""
        self._objects.put(_key_of(batch), content, content_type="application/jsonl")

    def keep(self, batch: str, file: IO[bytes]) -> None:
        """Put a file that came another way, as if it had been sent; it is read from its beginning."""
        self._objects.put_file(_key_of(batch), file, content_type="application/octet-stream")

    def begin_parts(self, batch: str) -> str:
        """Begin to take a file in parts, and return the name of that upload."""
        return str(self._client.create_multipart_upload(Bucket=self._bucket, Key=_key_of(batch))["UploadId"])

    def link_to_part(self, batch: str, upload: str, number: int, *, seconds: int) -> str:
        """Return a presigned link to which one part is put."""
        of = {"Bucket": self._bucket, "Key": _key_of(batch), "UploadId": upload, "PartNumber": number}
        return str(self._client.generate_presigned_url("upload_part", Params=of, ExpiresIn=seconds))

    def parts_of(self, batch: str, upload: str) -> list[SentPart] | None:
        """Return the parts that came, None where the upload was joined or dropped."""
        pages = self._client.get_paginator("list_parts").paginate(
            Bucket=self._bucket, Key=_key_of(batch), UploadId=upload
        )
        try:
            found = [one for page in pages for one in page.get("Parts", ())]
        except ClientError as error:
            _must_be_gone(error)
            return None
        return [SentPart(one["PartNumber"], one["Size"], one["ETag"]) for one in found]

    def join_parts(self, batch: str, upload: str, parts: Sequence[SentPart]) -> None:
        """Make one file of parts; an upload that is there no more is no matter."""
        told = {"Parts": [{"PartNumber": one.number, "ETag": one.tag} for one in parts]}
        try:
            self._client.complete_multipart_upload(
                Bucket=self._bucket, Key=_key_of(batch), UploadId=upload, MultipartUpload=told
            )
        except ClientError as error:
            _must_be_gone(error)

    def drop_parts(self, batch: str, upload: str) -> None:
        """Drop the parts of an upload; one that is there no more is no matter."""
        try:
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=_key_of(batch), UploadId=upload)
        except ClientError as error:
            _must_be_gone(error)

    def batch_in(self, key: str) -> str | None:
        """Return the batch an object key belongs to, None for a key of no batch."""
        folder, _, batch = key.partition("/")
        return batch if folder == _FOLDER and batch and "/" not in batch else None

    def size_of(self, batch: str) -> int | None:
        """Return the size of the file that came, None when there is none. Units: bytes."""
        return self._objects.size_of(_key_of(batch))

    @contextmanager
    def opened(self, batch: str) -> Iterator[Arrival]:
        """Keep the file open for a block. Raises: NotFoundError on entering it, when there is none."""
        pieces = self._objects.pieces_of(_key_of(batch), size_bytes=PIECE_BYTES)
        if pieces is None:
            raise NotFoundError
        with arrival_of(pieces) as arrival:
            yield arrival


def _must_be_gone(error: ClientError) -> None:
    """Pass over that an upload is there no more. Raises: ClientError for anything else."""
    if error.response["Error"]["Code"] not in _GONE:
        raise error


def _key_of(batch: str) -> str:
    return f"{_FOLDER}/{batch}"
