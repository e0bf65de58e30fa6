"""What reports ask of a table, a bucket and a queue."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from msgspec import Struct

from chalicelib.reports.issue import Form, Issue
from chalicelib.terms.subjects import Subject


class Tap(Struct, frozen=True, kw_only=True):
    """What an Idempotency-Key was used for: the number that was made for it, and the hash of what was asked."""

    number: str
    fingerprint: str


class IssueStore(Protocol):
    """The issued reports."""

    def find(self, number: str) -> Issue | None:
        """Return an issue by one consistent read."""

    def put(self, new: Issue, *, over: Issue | None) -> None:
        """Put an issue over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def of_subject(self, subject: Subject, *, since: datetime) -> Sequence[str]:
        """Return the numbers of a subject's reports that were issued since and not revoked (an index: a hint)."""

    def unprinted(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of issues that await their document, and last moved before an instant, oldest first."""

    def lapsed(self, *, before: date, limit: int) -> Sequence[str]:
        """Return numbers of issues whose document is kept although its last day was before a day, oldest first."""

    def tie(self, key: str, tap: Tap, *, expires_at: datetime) -> Tap:
        """Tie an idempotency key to a number unless it has one; return the tap that stands."""

    def point(self, sha256: str, number: str) -> None:
        """Remember which report bytes with a hash are of; a hint, confirmed on the issue."""

    def number_of(self, sha256: str) -> str | None:
        """Return the report that bytes with a hash may be of."""


class DocumentStore(Protocol):
    """The bucket of documents; what is kept under a number and a hash is the bytes with that hash."""

    def put(self, number: str, content: bytes, *, form: Form) -> str:
        """Keep bytes; return their SHA-256 in hex, under which they are found."""

    def find(self, number: str, sha256: str, *, form: Form) -> bytes | None:
        """Return the bytes."""

    def delete(self, number: str, sha256: str, *, form: Form) -> None:
        """Delete the bytes; what is not there is no matter."""

    def link(self, number: str, sha256: str, *, form: Form, seconds: int) -> str:
        """Return a link that opens the bytes to whoever has it for some seconds, as a file to be saved."""


class PrintQueue(Protocol):
    """The queue of reports to be printed."""

    def send(self, number: str) -> None:
        """Ask that a report be printed; only makes it faster than the sweeper."""


class ReportNumbers(Protocol):
    """Makes the part of a report's number that nobody can foresee."""

    def report_letters(self) -> str:
        """Return eight new characters of the credit code's alphabet."""
