"""The bucket of evidence. Shape: keys "incoming/<case>/<sha256>", "kept/…", "quarantine/…"."""

from typing import Any

from chalicelib.objections.evidence.store import Form
from chalicelib.stores.objects import Objects

_INCOMING, _KEPT, _QUARANTINE = "incoming", "kept", "quarantine"
_AS_BYTES = "application/octet-stream"


class BucketEvidence:
    """Evidence, from its coming to its download."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take the client and the bucket's full name."""
        self._client, self._bucket, self._objects = client, bucket, Objects(client, bucket)

    def post_for(self, case: str, sha256: str, *, size_bytes: int, media_type: str, ttl_seconds: int) -> Form:
        """Return a presigned POST for exactly one file of exactly that size and type, to the incoming prefix."""
        form = self._client.generate_presigned_post(
            self._bucket,
            _key_of(_INCOMING, case, sha256),
            Fields={"Content-Type": media_type},
            Conditions=[["content-length-range", size_bytes, size_bytes], {"Content-Type": media_type}],
            ExpiresIn=ttl_seconds,
        )
        return Form(form["url"], form["fields"])

    def incoming_size(self, case: str, sha256: str) -> int | None:
        """Return the size of the file that came, None where none did. Units: bytes."""
        return self._objects.size_of(_key_of(_INCOMING, case, sha256))

    def incoming(self, case: str, sha256: str) -> bytes | None:
        """Return the file that came."""
        return self._objects.find(_key_of(_INCOMING, case, sha256))

    def keep(self, case: str, sha256: str, content: bytes, *, media_type: str) -> None:
        """Keep a file that was checked; again is no matter."""
        self._objects.put(_key_of(_KEPT, case, sha256), content, content_type=media_type)

    def quarantine(self, case: str, sha256: str, content: bytes) -> None:
        """Put a file where nobody opens it; again is no matter."""
        self._objects.put(_key_of(_QUARANTINE, case, sha256), content, content_type=_AS_BYTES)

    def drop_incoming(self, case: str, sha256: str) -> None:
        """Delete the file that came; one that is not there is no matter."""
        self._objects.delete(_key_of(_INCOMING, case, sha256))

    def kept(self, case: str, sha256: str) -> bytes | None:
        """Return a kept file."""
        return self._objects.find(_key_of(_KEPT, case, sha256))

    def link_to(self, case: str, sha256: str, *, name: str, ttl_seconds: int) -> str:
        """Return a presigned link to a kept file, which a browser saves under a name of ours and never shows.

        S3 sends no X-Content-Type-Options; as bytes to be saved there is nothing for a browser to guess at.
        """
        return str(
            self._client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": _key_of(_KEPT, case, sha256),
                    "ResponseContentDisposition": f'attachment; filename="{name}"',
                    "ResponseContentType": _AS_BYTES,
                    "ResponseCacheControl": "private, no-store",
                },
                ExpiresIn=ttl_seconds,
            )
        )


def _key_of(folder: str, case: str, sha256: str) -> str:
    return f"{folder}/{case}/{sha256}"
