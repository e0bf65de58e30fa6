"""The act: an issued report that awaits its document gets it, once, or none any more.

    issue ─▶ its canonical JSON ─▶ document ─▶ kept under its hash ─▶ the hash in the issue: the commit

The issue says which bytes are its document, so none can be fetched before its hash is on record, and of two runs for
one report only one counts: the other deletes what it made. What was revoked or ran out meanwhile is not printed.
"""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from chalicelib.errors import NotFoundError
from chalicelib.library.readers import Level
from chalicelib.reports.closing import keep_document
from chalicelib.reports.issue import Form, Issue, State
from chalicelib.reports.printing.documents import rendered
from chalicelib.reports.printing.sealing import Seal, sealed
from chalicelib.terms.dates import beijing_date

if TYPE_CHECKING:
    from chalicelib.reports.store import DocumentStore, IssueStore
    from chalicelib.terms.bodies import Bodies


class ChangedReportError(Exception):
    """What is kept of a report is not what was issued: it is not printed."""


class Means(Protocol):
    """What printing works with; the time is an argument of its own."""

    @property
    def issues(self) -> "IssueStore":
        """The issued reports."""

    @property
    def report_documents(self) -> "DocumentStore":
        """Their documents."""

    @property
    def document_seal(self) -> Seal:
        """The key that seals, with its certificate."""

    @property
    def bodies(self) -> "Bodies":
        """The bodies, for the name of a reader."""

    @property
    def platform_url(self) -> str:
        """The address that the code on a document leads to."""


def print_report(number: str, *, means: Means, now: datetime) -> tuple[str, ...]:
    """Print a report that awaits its document; return the characters that it shows by their code points.

    Raises: NotFoundError where there is no such issue, or its JSON is not there although it awaits a document;
            StaleVersionError where others moved the issue at every try; ChangedReportError.
    """
    issue = means.issues.find(number)
    if issue is None:
        raise NotFoundError
    if not _is_to_be_printed(issue, now):
        return ()
    report = means.report_documents.find(number, issue.sha256, form=Form.JSON)
    if report is None:
        raise NotFoundError
    if hashlib.sha256(report).hexdigest() != issue.sha256:
        raise ChangedReportError(number)
    rendering = rendered(report, issue=issue, reader_named=_name_of_reader(issue, means), base=means.platform_url)
    pdf = sealed(rendering.pdf, seal=means.document_seal, at=now)
    keep_document(number, pdf, issues=means.issues, documents=means.report_documents, now=now)
    return rendering.replaced


def _is_to_be_printed(issue: Issue, now: datetime) -> bool:
    return issue.awaits_its_document and issue.state is State.LIVE and beijing_date(now) <= issue.until


def _name_of_reader(issue: Issue, means: Means) -> str | None:
    """Return the name of a department as it was when it asked; no other reader is named on paper."""
    if issue.reader.level is not Level.DEPARTMENT or issue.reader.body is None:
        return None
    day, names = beijing_date(issue.issued_at), means.bodies.get(issue.reader.body).names
    return next((name.name for name in names if name.is_good_on(day)), names[-1].name)
