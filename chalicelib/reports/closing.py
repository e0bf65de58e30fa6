"""Closing (停止提供): a document is deleted when it ran out or something in it changed; the issue stays for good.

Deleted first, then said so on the issue: an act that breaks off between the two is announced again, and fetching is
judged by the file all the same. A report in which something was corrected or withdrawn is revoked besides, also long
after its document went; what was issued more than a year before is left as it is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.ledger.seen import short_id_of, versions_in
from chalicelib.library.changes import Change
from chalicelib.library.records import Reason, Status
from chalicelib.reports.issue import Document, Form, Issue, State
from chalicelib.reports.store import DocumentStore, IssueStore
from chalicelib.terms.dates import beijing_date

_TRIES = 8
_REVOCABLE = timedelta(days=366)


def react(changes: Iterable[Change], *, issues: IssueStore, documents: DocumentStore) -> None:
    """Close the reports that show a record which was changed, and revoke those in which it proved wrong."""
    by_subject: dict[str, list[Change]] = {}
    for change in changes:
        by_subject.setdefault(change.after.subject.key, []).append(change)
    for told in by_subject.values():
        since = min(change.after.content.known_at for change in told) - _REVOCABLE
        for number in issues.of_subject(told[0].after.subject, since=since):
            _close_for(number, told, issues=issues, documents=documents)


def close_lapsed(number: str, *, issues: IssueStore, documents: DocumentStore, now: datetime) -> None:
    """Close a report whose last day is over; one that was closed stays as it is."""
    issue = issues.find(number)
    if issue is not None and issue.until < beijing_date(now):
        _close(issue, at=now, is_wrong=False, issues=issues, documents=documents)


def keep_document(
    number: str, content: bytes, *, issues: IssueStore, documents: DocumentStore, now: datetime
) -> Document | None:
    """Keep the printed report of an issue, and return it; None where nobody may fetch it any more.

    Printed twice, the first stands. Raises: StaleVersionError where others moved the issue at every try.
    """
    sha256 = documents.put(number, content, form=Form.PDF)
    issues.point(sha256, number)
    made = Document(sha256=sha256, size_bytes=len(content), printed_at=now)
    for _ in range(_TRIES):
        issue = issues.find(number)
        if issue is None or not issue.awaits_its_document:
            standing = issue.document if issue is not None and issue.is_open else None
            if standing is None or standing.sha256 != sha256:
                documents.delete(number, sha256, form=Form.PDF)
            return standing
        printed = msgspec.structs.replace(issue, version=issue.version + 1, moved_at=now, document=made)
        try:
            issues.put(printed, over=issue)
        except StaleVersionError:
            continue
        return made
    raise StaleVersionError


def _close_for(number: str, changes: Sequence[Change], *, issues: IssueStore, documents: DocumentStore) -> None:
    issue = issues.find(number)
    if issue is None:
        return
    told = [change for change in changes if _overtakes(change, issue)]
    if told:
        at = max(change.after.content.known_at for change in told)
        _close(issue, at=at, is_wrong=any(_proves_wrong(change) for change in told), issues=issues, documents=documents)


def _close(issue: Issue, *, at: datetime, is_wrong: bool, issues: IssueStore, documents: DocumentStore) -> None:
    for _ in range(_TRIES):
        if not issue.is_open and not (is_wrong and issue.state is State.LIVE):
            return
        documents.delete(issue.number, issue.sha256, form=Form.JSON)
        if issue.document is not None:
            documents.delete(issue.number, issue.document.sha256, form=Form.PDF)
        closed = msgspec.structs.replace(
            issue,
            version=issue.version + 1,
            moved_at=at,
            closed_at=issue.closed_at or at,
            state=State.REVOKED if is_wrong else issue.state,
        )
        try:
            issues.put(closed, over=issue)
        except StaleVersionError:
            issue = issues.find(issue.number) or issue
            continue
        return
    raise StaleVersionError


def _overtakes(change: Change, issue: Issue) -> bool:
    shown = dict(versions_in(issue.seen)).get(short_id_of(change.after.record_id))
    return shown is not None and shown < change.after.version


def _proves_wrong(change: Change) -> bool:
    """Say whether a change tells that what was shown was not so: withdrawn, or another value put right.

    An ended publication is a correction too, and changes no value. Why a record is withheld does not tell the two
    apart: what was taken down before may be corrected afterwards. What a batch changed by mistake was wrong too.
    """
    content, before = change.after.content, change.before
    if content.status is not Status.LIVE:
        return True
    is_the_same = before is not None and dict(before.content.fields) == dict(content.fields)
    return content.reason in {Reason.CORRECTED, Reason.UNDONE} and not is_the_same
