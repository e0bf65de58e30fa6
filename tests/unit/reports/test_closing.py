"""Closing: what takes a document away, what revokes a report, and what happens to who prints meanwhile."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import REPAIRED, Record
from chalicelib.library.versions import PUBLICATION_ENDED
from chalicelib.reports.closing import close_lapsed, keep_document, react
from chalicelib.reports.issue import Document, Issue, State
from tests.factories import NOW, a_record, a_subject
from tests.fakes_reports import MemoryIssues
from tests.unit.reports.standing import CASE, Means, ordered, some_means

RECORD, PDF = a_record(), b"%PDF-1.7"


RIGHT = {"fine_amount_wan": "0.5"}


def _changed(means: Means, *after: Record, before: Record | None = RECORD) -> None:
    changes = [Change(before=before, after=one, by="d", role="desk") for one in after]
    react(changes, issues=means.issues, documents=means.report_documents)


def _print(means: Means, issue: Issue, content: bytes = PDF) -> Document | None:
    return keep_document(
        issue.number, content, issues=means.issues, documents=means.report_documents, now=NOW + timedelta(minutes=1)
    )


def _now(means: Means, issue: Issue) -> Issue:
    standing = means.issues.find(issue.number)
    assert standing is not None
    return standing


@pytest.mark.parametrize(
    ("version", "state"),
    [
        (versions.marked(RECORD, case=CASE, at=NOW), State.LIVE),
        (versions.supplied_again(RECORD, RECORD.content), State.LIVE),
        (versions.publication_ended(RECORD, case=CASE, at=NOW), State.LIVE),
        (versions.corrected(RECORD, RIGHT, case=CASE, at=NOW), State.REVOKED),
        (versions.withdrawn(RECORD, act="batch", at=NOW), State.REVOKED),
    ],
    ids=["marked", "supplied again", "taken down", "corrected", "withdrawn"],
)
def test_a_change_closes_the_reports_that_show_the_record_and_revokes_what_is_wrong(
    version: Record, state: State
) -> None:
    means = some_means()
    issue = ordered(means)
    _print(means, issue)

    _changed(means, version)
    _changed(means, version)

    closed = _now(means, issue)
    assert (closed.is_open, closed.state, closed.version) == (False, state, 3)
    assert means.report_documents.files == {}


def test_what_was_marked_first_is_revoked_once_it_proves_wrong() -> None:
    means = some_means()
    issue = ordered(means)
    marked = versions.marked(RECORD, case=CASE, at=NOW)

    _changed(means, marked)
    assert _now(means, issue).state is State.LIVE
    _changed(means, versions.corrected(marked, RIGHT, case=CASE, at=NOW + timedelta(days=200)))

    revoked = _now(means, issue)
    assert (revoked.state, revoked.closed_at) == (State.REVOKED, NOW)


@pytest.mark.parametrize("withheld", [PUBLICATION_ENDED, REPAIRED])
def test_a_correction_revokes_also_where_the_record_was_no_longer_public(withheld: str) -> None:
    means = some_means()
    issue = ordered(means)
    hidden = a_record(withheld=withheld)

    _changed(means, versions.corrected(hidden, RIGHT, case=CASE, at=NOW), before=hidden)

    assert _now(means, issue).state is State.REVOKED


def test_ending_the_publication_of_what_was_repaired_finds_no_report_wrong() -> None:
    means = some_means()
    issue = ordered(means)
    repaired = versions.repaired(RECORD, {}, case="XF-1", at=NOW)

    _changed(means, versions.publication_ended(repaired, case=CASE, at=NOW), before=repaired)

    assert _now(means, issue).state is State.LIVE


def test_a_correction_told_without_what_was_before_is_taken_for_one() -> None:
    means = some_means()
    issue = ordered(means)

    _changed(means, versions.corrected(RECORD, RIGHT, case=CASE, at=NOW), before=None)

    assert _now(means, issue).state is State.REVOKED


def test_what_was_issued_more_than_a_year_before_is_left_as_it_is() -> None:
    means = some_means()
    issue = ordered(means)

    _changed(means, versions.withdrawn(RECORD, act="batch", at=NOW + timedelta(days=367)))

    assert _now(means, issue) == issue


def test_a_change_of_something_else_or_of_what_is_shown_already_closes_nothing() -> None:
    means = some_means()
    issue = ordered(means)

    _changed(means, RECORD, a_record(number=9), a_record(subject=a_subject(2)))

    assert _now(means, issue) == issue


def test_an_index_that_is_late_does_no_harm() -> None:
    class Late(MemoryIssues):
        """A table whose index still names what is not there."""

        def of_subject(self, subject: object, *, since: object) -> list[str]:
            del subject, since
            return ["ZY0"]

    _changed(some_means(issues=Late()), versions.marked(RECORD, case=CASE, at=NOW))


def test_a_report_is_closed_once_its_last_day_is_over() -> None:
    means = some_means()
    issue = ordered(means)

    def close(number: str, *, days: int) -> None:
        now = NOW + timedelta(days=days)
        close_lapsed(number, issues=means.issues, documents=means.report_documents, now=now)

    close(issue.number, days=30)
    assert _now(means, issue).is_open
    close(issue.number, days=31)
    close(issue.number, days=32)
    close("ZY0", days=31)

    assert (_now(means, issue).is_open, _now(means, issue).state) == (False, State.LIVE)


def test_a_printed_report_is_kept_with_its_hash() -> None:
    means = some_means()
    issue = ordered(means)

    document = _print(means, issue)

    assert document is not None
    assert _now(means, issue).document == document
    assert means.issues.number_of(document.sha256) == issue.number


def test_printed_twice_the_first_stands() -> None:
    means = some_means()
    issue = ordered(means)
    first = _print(means, issue)
    assert first is not None

    assert _print(means, issue) == first
    assert _print(means, issue, b"%PDF-2.0") == first
    assert sorted(key.rpartition(".")[2] for key in means.report_documents.files) == ["json", "pdf"]


def test_what_is_printed_after_its_report_was_closed_is_not_kept() -> None:
    means = some_means()
    issue = ordered(means)
    _changed(means, versions.marked(RECORD, case=CASE, at=NOW))

    assert _print(means, issue) is None
    assert (
        keep_document("ZY0", PDF, issues=means.issues, documents=means.report_documents, now=NOW),
        means.report_documents.files,
    ) == (None, {})


class Contended(MemoryIssues):
    """A table on which something else is put in between, a number of times."""

    times = 0

    def put(self, new: Issue, *, over: Issue | None) -> None:
        """Let another be a moment faster."""
        if self.times and over is not None:
            self.times -= 1
            super().put(msgspec.structs.replace(over, version=over.version + 1, named=str(self.times)), over=over)
            raise StaleVersionError
        super().put(new, over=over)


def test_who_comes_late_reads_again_and_in_the_end_gives_up() -> None:
    means = some_means(issues=Contended())
    issue = ordered(means)

    means.issues.times = 1  # type: ignore[attr-defined]
    assert _print(means, issue)
    means.issues.times = 1  # type: ignore[attr-defined]
    _changed(means, versions.marked(RECORD, case=CASE, at=NOW))
    assert not _now(means, issue).is_open
    assert means.report_documents.files == {}


def test_who_is_never_first_fails_and_comes_again() -> None:
    means = some_means(issues=Contended())
    issue = ordered(means)
    means.issues.times = 100  # type: ignore[attr-defined]

    with pytest.raises(StaleVersionError):
        _print(means, issue)
    with pytest.raises(StaleVersionError):
        _changed(means, versions.marked(RECORD, case=CASE, at=NOW))
