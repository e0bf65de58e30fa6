"""What evidence asks of a bucket."""

from typing import Protocol

from msgspec import Struct


class Form(Struct, frozen=True):
    """A presigned POST: where to send a file, and the form fields that go with it."""

    url: str
    fields: dict[str, str]


class EvidenceStore(Protocol):
    """The bucket of evidence; a file is named by its case and the SHA-256 of its content, not by its name."""

    def post_for(self, case: str, sha256: str, *, size_bytes: int, media_type: str, ttl_seconds: int) -> Form:
        """Return a presigned POST for exactly one file of exactly that size and type, to the incoming prefix."""

    def incoming_size(self, case: str, sha256: str) -> int | None:
        """Return the size of the file that came, None where none did. Units: bytes."""

    def incoming(self, case: str, sha256: str) -> bytes | None:
        """Return the file that came."""

    def keep(self, case: str, sha256: str, content: bytes, *, media_type: str) -> None:
        """Keep a file that was checked; again is no matter."""

    def quarantine(self, case: str, sha256: str, content: bytes) -> None:
        """Put a file where nobody opens it; again is no matter."""

    def drop_incoming(self, case: str, sha256: str) -> None:
        """Delete the file that came; one that is not there is no matter."""

    def kept(self, case: str, sha256: str) -> bytes | None:
        """Return a kept file."""

    def link_to(self, case: str, sha256: str, *, name: str, ttl_seconds: int) -> str:
        """Return a presigned link to a kept file, which a browser saves under a name of ours and never shows."""
