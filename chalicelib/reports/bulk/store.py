"""What a job asks of a table, a bucket and a queue."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from chalicelib.reports.bulk.jobs import Job


class Form(Struct, frozen=True):
    """A presigned POST: where to send a file, and the form fields that go with it."""

    url: str
    fields: dict[str, str]


class JobStore(Protocol):
    """The jobs; one that something is left to do for is found by `unsettled`."""

    def find(self, job: str) -> "Job | None":
        """Return a job by one consistent read."""

    def put(self, new: "Job", *, over: "Job | None") -> None:
        """Put a job over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of jobs that were to be gone on with before an instant, oldest first."""


class BulkFiles(Protocol):
    """The bucket of jobs: the list that was sent, the parts of a result, and the result; none outlives its day."""

    def post_for(self, job: str, *, size_bytes: int, ttl_seconds: int) -> Form:
        """Return a presigned POST for exactly one list of exactly that size."""

    def job_in(self, key: str) -> str | None:
        """Return the job an object key is the list of, None for any other key."""

    def put_list(self, job: str, content: bytes) -> None:
        """Keep a list that came with the call."""

    def find_list(self, job: str) -> bytes | None:
        """Return the list that came."""

    def put_part(self, job: str, name: str, content: bytes) -> None:
        """Keep a part of a result, named by its own hash."""

    def find_part(self, job: str, name: str) -> bytes | None:
        """Return a part."""

    def put_result(self, job: str, content: bytes, *, content_type: str) -> None:
        """Keep a result, in place of an earlier one of the same job."""

    def link_to_result(self, job: str, *, ttl_seconds: int) -> str:
        """Return a link to the result that is good for some seconds."""

    def delete_list(self, job: str) -> None:
        """Delete the list."""

    def delete_part(self, job: str, name: str) -> None:
        """Delete a part."""

    def delete_result(self, job: str) -> None:
        """Delete the result."""


class BulkQueue(Protocol):
    """The queue of jobs that are to be gone on with."""

    def send(self, job: str) -> None:
        """Ask that a job be gone on with; only makes it faster than the sweeper."""
