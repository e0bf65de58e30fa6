"""Fetching what was issued: the number opens nothing by itself.

A public report is open to all, any other to who issued it and to its subject; for the days of its link, or until a
record in it may no longer be shown or was changed. That is judged at each fetching: no schedule has to run for it.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import Struct

from chalicelib.errors import GoneError, NotFoundError
from chalicelib.ledger.looks import Look
from chalicelib.ledger.seen import versions_in
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.issue import Form, Issue, Kind
from chalicelib.reports.judgement import judgement_on
from chalicelib.reports.means import Means
from chalicelib.terms import report_numbers
from chalicelib.terms.dates import beijing_date

LINK_SECONDS = 300


class Printed(Struct, frozen=True, kw_only=True):
    """Whether a report's document is ready; its address stands in the header Location."""

    number: str
    is_ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An issue that may be fetched, and the look that fetching it is."""

    issue: Issue
    look: Look

    def read_as(self, reader: Reader) -> Reader:
        """Return in what standing it is fetched: by who issued it for what it was issued, by its subject as its own."""
        issued_to = self.issue.reader
        if (reader.sub, reader.role) != (issued_to.sub, issued_to.role):
            return reader
        return msgspec.structs.replace(issued_to, assisted_by=reader.assisted_by)


def fetched(number: str, *, reader: Reader, means: Means, now: datetime) -> Fetched:
    """Return an issue whose document this reader may have.

    Raises: NotFoundError for what was never issued as for what is not this reader's; GoneError.
    """
    issue = found(number, means)
    if issue is None or not is_theirs(issue, reader):
        raise NotFoundError
    if not issue.is_open or issue.until < beijing_date(now):
        raise gone()
    if not judgement_on(issue, holdings=means.holdings, now=now).may_be_shown:
        raise gone()
    return Fetched(issue=issue, look=Look(subjects=(issue.subject_name,), versions=tuple(versions_in(issue.seen))))


def canonical_json_of(issue: Issue, *, means: Means) -> bytes:
    """Return the report exactly as it was issued.

    Raises: GoneError where it was deleted meanwhile.
    """
    content = means.report_documents.find(issue.number, issue.sha256, form=Form.JSON)
    if content is None:
        raise gone()
    return content


def link_of(issue: Issue, *, means: Means) -> str | None:
    """Return a short-lived link to the printed report, None as long as it is not printed."""
    if issue.document is None:
        return None
    return means.report_documents.link(issue.number, issue.document.sha256, form=Form.PDF, seconds=LINK_SECONDS)


def is_theirs(issue: Issue, reader: Reader) -> bool:
    """Say whether a report is open to a reader: to all, to who issued it, to its subject."""
    if issue.kind is Kind.PUBLIC:
        return True
    if reader.level is Level.SUBJECT and reader.subject == issue.subject:
        return True
    return reader.level is not Level.PUBLIC and (reader.sub, reader.role) == (issue.reader.sub, issue.reader.role)


def found(number: str, means: Means) -> Issue | None:
    """Return the issue under a number, written in any way; for what is no sound number nothing is asked."""
    number = report_numbers.compact(number)
    return means.issues.find(number) if report_numbers.is_valid(number) else None


def gone() -> GoneError:
    """Return the refusal of what was issued and may no longer be had."""
    zh, en = "该报告已不能再下载，请重新申请。", "This report can no longer be fetched; ask for a new one."
    return GoneError("report.gone", zh, en)
