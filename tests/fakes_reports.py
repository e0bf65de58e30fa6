"""The stores of issued reports in memory."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.library.supplies import LastSupply, ZeroReport
from chalicelib.reports.issue import Form, Issue, State
from chalicelib.reports.store import Tap
from chalicelib.terms import report_numbers
from chalicelib.terms.subjects import Subject

_issue_in = msgspec.json.Decoder(Issue).decode


class MemoryIssues:
    """The issued reports, kept encoded."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, bytes] = {}
        self._taps: dict[str, Tap] = {}
        self._numbers: dict[str, str] = {}

    def find(self, number: str) -> Issue | None:
        """Return an issue."""
        return _issue_in(self._kept[number]) if number in self._kept else None

    def put(self, new: Issue, *, over: Issue | None) -> None:
        """Put an issue over the version that was read."""
        following = over.version + 1 if over else 1
        if new.version != following:
            message = f"version {new.version} is put where {following} follows"
            raise ValueError(message)
        standing = self.find(new.number)
        if standing != new and (standing.version if standing else None) != (over.version if over else None):
            raise StaleVersionError
        self._kept[new.number] = msgspec.json.encode(new)

    def of_subject(self, subject: Subject, *, since: datetime) -> Sequence[str]:
        """Return the numbers of a subject's reports that were issued since and not revoked."""
        live = [issue for issue in self.all() if issue.state is State.LIVE and issue.subject == subject]
        return [issue.number for issue in live if report_numbers.issued_at(issue.number) >= since]

    def unprinted(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of issues that await their document."""
        waiting = [one for one in self.all() if one.awaits_its_document and one.moved_at < before]
        return [issue.number for issue in sorted(waiting, key=lambda one: one.moved_at)[:limit]]

    def lapsed(self, *, before: date, limit: int) -> Sequence[str]:
        """Return numbers of issues whose document is kept too long."""
        over = [issue for issue in self.all() if issue.is_open and issue.until < before]
        return [issue.number for issue in sorted(over, key=lambda issue: issue.until)[:limit]]

    def tie(self, key: str, tap: Tap, *, expires_at: datetime) -> Tap:  # noqa: ARG002  memory forgets nothing
        """Tie an idempotency key to a number unless it has one."""
        return self._taps.setdefault(key, tap)

    def point(self, sha256: str, number: str) -> None:
        """Remember which report bytes are of."""
        self._numbers[sha256] = number

    def number_of(self, sha256: str) -> str | None:
        """Return the report that bytes may be of."""
        return self._numbers.get(sha256)

    def all(self) -> Sequence[Issue]:
        """Return every issue, for a test to look at."""
        return [_issue_in(self._kept[number]) for number in sorted(self._kept)]


class MemorySupplies:
    """The last supplies."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[tuple[str, str], LastSupply | None] = {}
        self._nothing: dict[tuple[str, str, date, date], ZeroReport] = {}

    def note(self, supply: LastSupply) -> None:
        """Keep a supply unless a later one is kept."""
        standing = self._kept.get((supply.item, supply.body))
        if standing is None or standing.supplied_at < supply.supplied_at:
            self._kept[supply.item, supply.body] = supply

    def exchange(self, item: str, body: str, *, over: LastSupply | None, to: LastSupply | None) -> None:
        """Keep another supply in place of the one named."""
        if (item, body) in self._kept and self._kept[item, body] == over:
            self._kept[item, body] = to

    def of(self, item: str) -> Sequence[LastSupply]:
        """Return the last supplies of an item."""
        return [found for key in sorted(self._kept) if key[0] == item and (found := self._kept[key]) is not None]

    def note_nothing(self, report: ZeroReport) -> None:
        """Keep a zero report."""
        key = report.item, report.body, report.first, report.last
        if key not in self._nothing or self._nothing[key].reported_at < report.reported_at:
            self._nothing[key] = report

    def nothing_of(self, item: str) -> Sequence[ZeroReport]:
        """Return the zero reports of an item."""
        return [self._nothing[key] for key in sorted(self._nothing) if key[0] == item]


class MemoryDocuments:
    """The bucket of documents."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[str, bytes] = {}

    def put(self, number: str, content: bytes, *, form: Form) -> str:
        """Keep bytes."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[f"{number}/{sha256}.{form}"] = content
        return sha256

    def find(self, number: str, sha256: str, *, form: Form) -> bytes | None:
        """Return the bytes."""
        return self.files.get(f"{number}/{sha256}.{form}")

    def delete(self, number: str, sha256: str, *, form: Form) -> None:
        """Delete the bytes."""
        self.files.pop(f"{number}/{sha256}.{form}", None)

    def link(self, number: str, sha256: str, *, form: Form, seconds: int) -> str:
        """Return a link at which nothing listens."""
        return f"https://reports.invalid/{number}/{sha256}.{form}?seconds={seconds}"


class MemoryPrinting:
    """The queue of reports to be printed; `sent` is what was asked for."""

    def __init__(self) -> None:
        """Start empty."""
        self.sent: list[str] = []

    def send(self, number: str) -> None:
        """Ask that a report be printed."""
        self.sent.append(number)


class MemoryLetters:
    """The printed letters of repairs; `files` by number and the hash of what each says."""

    def __init__(self) -> None:
        """Start empty."""
        self.files: dict[tuple[str, str], bytes] = {}
        self.said: dict[tuple[str, str], bytes] = {}

    def put_words(self, number: str, sha256: str, words: bytes) -> None:
        """Keep what a letter says."""
        self.said[number, sha256] = words

    def words(self, number: str, sha256: str) -> bytes | None:
        """Return what a letter says."""
        return self.said.get((number, sha256))

    def put(self, number: str, sha256: str, pdf: bytes) -> None:
        """Keep a printed letter."""
        self.files[number, sha256] = pdf

    def has(self, number: str, sha256: str) -> bool:
        """Say whether it is printed."""
        return (number, sha256) in self.files

    def link(self, number: str, sha256: str, *, seconds: int) -> str:
        """Return a link at which nothing listens."""
        return f"https://reports.invalid/letters/{number}/{sha256}.pdf?seconds={seconds}"


def stores_of_reports() -> dict[str, Any]:
    """Return the empty stores of issued reports, by the names they have among the services."""
    return {
        "issues": MemoryIssues(),
        "report_documents": MemoryDocuments(),
        "printing": MemoryPrinting(),
        "repair_letters": MemoryLetters(),
        "supplies": MemorySupplies(),
    }
