"""Annotated copies, in the bucket of receipts, which forgets them after a day.

Shape: key "annotated/<batch>/<SHA-256 of the receipt>.xlsx"
"""

from typing import Any

from chalicelib.stores.objects import Objects

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BucketAnnotated:
    """Each copy under its batch and the hash of the receipt that it shows."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def size_of(self, batch: str, sha256: str) -> int | None:
        """Return a copy's size, None where there is none; an empty one says that there was no file. Units: bytes."""
        return self._objects.size_of(_key_of(batch, sha256))

    def put(self, batch: str, sha256: str, workbook: bytes) -> None:
        """Keep a copy; made again, the newest is kept."""
        self._objects.put(_key_of(batch, sha256), workbook, content_type=_XLSX)

    def link(self, batch: str, sha256: str, *, seconds: int) -> str:
        """Return a link that opens it to whoever has it for some seconds, as a file to be saved."""
        asked = {
            "Bucket": self._bucket,
            "Key": _key_of(batch, sha256),
            "ResponseContentDisposition": f'attachment; filename="{batch}.xlsx"',
            "ResponseContentType": _XLSX,
            "ResponseCacheControl": "private, no-store",
        }
        return str(self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds))


def _key_of(batch: str, sha256: str) -> str:
    return f"annotated/{batch}/{sha256}.xlsx"
