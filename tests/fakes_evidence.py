"""The bucket of evidence in memory; `receive` stands for the subject sending its file."""

from chalicelib.objections.evidence.store import Form


class MemoryEvidence:
    """Evidence by key, as the bucket has it."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}

    def receive(self, case: str, sha256: str, content: bytes) -> None:
        """Take a file in, whatever its form said."""
        self.files[f"incoming/{case}/{sha256}"] = content

    def post_for(self, case: str, sha256: str, *, size_bytes: int, media_type: str, ttl_seconds: int) -> Form:
        """Return a form that names the one key; nothing listens at its address."""
        key, policy = f"incoming/{case}/{sha256}", f"{size_bytes} bytes within {ttl_seconds} seconds"
        return Form("https://evidence.invalid/", {"key": key, "Content-Type": media_type, "policy": policy})

    def incoming_size(self, case: str, sha256: str) -> int | None:
        """Return the size of the file that came."""
        content = self.incoming(case, sha256)
        return None if content is None else len(content)

    def incoming(self, case: str, sha256: str) -> bytes | None:
        """Return the file that came."""
        return self.files.get(f"incoming/{case}/{sha256}")

    def keep(self, case: str, sha256: str, content: bytes, *, media_type: str) -> None:
        """Keep a file."""
        assert media_type
        self.files[f"kept/{case}/{sha256}"] = content

    def quarantine(self, case: str, sha256: str, content: bytes) -> None:
        """Put a file where nobody opens it."""
        self.files[f"quarantine/{case}/{sha256}"] = content

    def drop_incoming(self, case: str, sha256: str) -> None:
        """Delete the file that came."""
        self.files.pop(f"incoming/{case}/{sha256}", None)

    def kept(self, case: str, sha256: str) -> bytes | None:
        """Return a kept file."""
        return self.files.get(f"kept/{case}/{sha256}")

    def link_to(self, case: str, sha256: str, *, name: str, ttl_seconds: int) -> str:
        """Return a link that nothing listens at."""
        return f"https://evidence.invalid/kept/{case}/{sha256}?name={name}&within={ttl_seconds}"
