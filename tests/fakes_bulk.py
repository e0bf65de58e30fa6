"""What jobs of bulk checks are kept in, in memory; `receive` stands for a department sending its list."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.reports.bulk.jobs import Job
from chalicelib.reports.bulk.store import Form


class MemoryBulkJobs:
    """The jobs, kept encoded."""

    def __init__(self) -> None:
        """Start empty."""
        self.kept: dict[str, bytes] = {}

    def find(self, job: str) -> Job | None:
        """Return a job."""
        raw = self.kept.get(job)
        return msgspec.json.decode(raw, type=Job) if raw else None

    def put(self, new: Job, *, over: Job | None) -> None:
        """Put a job over the version that was read."""
        if new.version != (over.version + 1 if over else 1):
            message = f"version {new.version} does not follow"
            raise ValueError(message)
        standing = self.find(new.job)
        if standing != new and (standing.version if standing else None) != (over.version if over else None):
            raise StaleVersionError
        self.kept[new.job] = msgspec.json.encode(new)

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of jobs that were to be gone on with."""
        jobs = [msgspec.json.decode(raw, type=Job) for raw in self.kept.values()]
        waking = sorted((job.wakes_at, job.job) for job in jobs if job.wakes_at is not None and job.wakes_at < before)
        return [number for _, number in waking][:limit]


class MemoryBulkFiles:
    """The bucket of jobs; `files` by key."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}

    def receive(self, job: str, content: bytes) -> str:
        """Take a list in as the bucket would; return its key."""
        self.files[f"lists/{job}"] = content
        return f"lists/{job}"

    def post_for(self, job: str, *, size_bytes: int, ttl_seconds: int) -> Form:
        """Return a form that names the one key; nothing listens at its address."""
        fields = {"key": f"lists/{job}", "policy": f"{size_bytes} bytes within {ttl_seconds} seconds"}
        return Form("https://bulk.invalid/", fields)

    def job_in(self, key: str) -> str | None:
        """Return the job of a list's key."""
        folder, _, job = key.partition("/")
        return job if folder == "lists" and job and "/" not in job else None

    def put_list(self, job: str, content: bytes) -> None:
        """Keep a list."""
        self.files[f"lists/{job}"] = content

    def find_list(self, job: str) -> bytes | None:
        """Return a list."""
        return self.files.get(f"lists/{job}")

    def put_part(self, job: str, name: str, content: bytes) -> None:
        """Keep a part."""
        self.files[f"parts/{job}/{name}"] = content

    def find_part(self, job: str, name: str) -> bytes | None:
        """Return a part."""
        return self.files.get(f"parts/{job}/{name}")

    def put_result(self, job: str, content: bytes, *, content_type: str) -> None:
        """Keep a result."""
        assert content_type
        self.files[f"results/{job}"] = content

    def link_to_result(self, job: str, *, ttl_seconds: int) -> str:
        """Return a link that nothing listens at."""
        return f"https://bulk.invalid/results/{job}?within={ttl_seconds}"

    def delete_list(self, job: str) -> None:
        """Delete a list."""
        self.files.pop(f"lists/{job}", None)

    def delete_part(self, job: str, name: str) -> None:
        """Delete a part."""
        self.files.pop(f"parts/{job}/{name}", None)

    def delete_result(self, job: str) -> None:
        """Delete a result."""
        self.files.pop(f"results/{job}", None)


class MemoryBulkQueue:
    """The queue; `sent` is what was asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self.sent: list[str] = []

    def send(self, job: str) -> None:
        """Ask that a job be gone on with."""
        self.sent.append(job)


def bulk_stores() -> dict[str, object]:
    """Return empty stores of jobs, by the names they have among the services."""
    return {"bulk_jobs": MemoryBulkJobs(), "bulk_files": MemoryBulkFiles(), "bulk_queue": MemoryBulkQueue()}
