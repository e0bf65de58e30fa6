"""Printed letters of repairs, in the bucket of documents.

Shape: key "letters/XF20261123-…-JD/<SHA-256 of what it says>.pdf", and .json for what it says
"""

from typing import Any

from chalicelib.stores.objects import Objects

_PDF, _JSON = "application/pdf", "application/json"


class BucketLetters:
    """Each letter under its number and the hash of what it says, so that another text is another object."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def put_words(self, number: str, sha256: str, words: bytes) -> None:
        """Keep what a letter says, for the press, which reads no case."""
        self._objects.put(_key_of(number, sha256, "json"), words, content_type=_JSON)

    def words(self, number: str, sha256: str) -> bytes | None:
        """Return what a letter says, None where it is not kept."""
        return self._objects.find(_key_of(number, sha256, "json"))

    def put(self, number: str, sha256: str, pdf: bytes) -> None:
        """Keep a printed letter; printed again, the newest is kept."""
        self._objects.put(_key_of(number, sha256), pdf, content_type=_PDF)

    def has(self, number: str, sha256: str) -> bool:
        """Say whether a letter that says this is printed."""
        return self._objects.size_of(_key_of(number, sha256)) is not None

    def link(self, number: str, sha256: str, *, seconds: int) -> str:
        """Return a link that opens it to whoever has it for some seconds, as a file to be saved."""
        asked = {
            "Bucket": self._bucket,
            "Key": _key_of(number, sha256),
            "ResponseContentDisposition": f'attachment; filename="{number}.pdf"',
            "ResponseContentType": _PDF,
            "ResponseCacheControl": "private, no-store",
        }
        return str(self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds))


def _key_of(number: str, sha256: str, form: str = "pdf") -> str:
    return f"letters/{number}/{sha256}.{form}"
