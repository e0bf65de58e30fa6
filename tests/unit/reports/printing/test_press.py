"""Printing an issued report: once, also when asked twice, by two at once or after being killed; or no more."""

import hashlib
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.issue import Document, Form, State
from chalicelib.reports.printing.press import ChangedReportError, print_report
from chalicelib.reports.printing.sealing import Seal, SealError
from infra.local.certificate import self_signed
from tests.factories import BODY, a_profile, a_record
from tests.fakes import MemorySigner
from tests.fakes_reports import MemoryDocuments
from tests.journeys.killing import Counted, KilledError, Killer, Moment
from tests.mutating import examination_of
from tests.printed import ISSUED_AT, NUMBER, a_report, texts_of
from tests.unit.reports.printing.standing import Means


def printed(means: Means, **changes: Any) -> tuple[str, ...]:
    return print_report(NUMBER, means=means, now=changes.get("now", ISSUED_AT))


def test_a_report_gets_its_document_and_the_issue_its_hash() -> None:
    means = Means()

    assert printed(means) == ()

    (pdf,) = means.pdfs
    assert means.issue.document == Document(
        sha256=hashlib.sha256(pdf).hexdigest(), size_bytes=len(pdf), printed_at=ISSUED_AT
    )
    assert means.issues.number_of(hashlib.sha256(pdf).hexdigest()) == NUMBER
    assert examination_of(pdf).is_sound


def test_asked_twice_there_is_one_document() -> None:
    means = Means()
    printed(means)
    first = means.issue

    printed(means)

    assert means.issue == first
    assert len(means.pdfs) == 1


@pytest.mark.parametrize("moment", Moment)
def test_killed_at_any_call_and_begun_again_there_is_one_document_that_holds(moment: Moment) -> None:
    for call in range(1, _calls_of_a_run() + 1):
        means = Means()
        whole = means.issues, means.report_documents
        _count(means, Killer(at=call, moment=moment))
        with pytest.raises(KilledError):
            printed(means)
        means.issues, means.report_documents = whole

        printed(means)

        document = means.issue.document
        assert document is not None
        kept = means.report_documents.find(NUMBER, document.sha256, form=Form.PDF)
        assert kept is not None
        assert examination_of(kept).is_sound


def _count(means: Means, killer: Killer) -> None:
    stores: Any = means
    stores.issues = Counted(means.issues, lambda: killer)
    stores.report_documents = Counted(means.report_documents, lambda: killer)


def _calls_of_a_run() -> int:
    means, killer = Means(), Killer()
    _count(means, killer)
    printed(means)
    return killer.calls


def test_of_two_at_once_one_counts_and_the_other_leaves_nothing() -> None:
    means = Means()
    issues = means.issues

    class Overtaken(MemoryDocuments):
        def put(self, number: str, content: bytes, *, form: Form) -> str:
            """Be overtaken by another run just before."""
            if means.report_documents is self:
                means.report_documents = whole
                printed(means)
            return whole.put(number, content, form=form)

        def delete(self, number: str, sha256: str, *, form: Form) -> None:
            """Delete."""
            whole.delete(number, sha256, form=form)

    whole = means.report_documents
    overtaken = Overtaken()
    overtaken.files = whole.files
    means.report_documents = overtaken
    printed(means)

    (pdf,) = means.pdfs
    assert issues.find(NUMBER) == means.issue
    assert means.issue.document is not None
    assert means.issue.document.sha256 == hashlib.sha256(pdf).hexdigest()


@pytest.mark.parametrize(
    "change",
    [{"state": State.REVOKED}, {"closed_at": ISSUED_AT}, {"until": ISSUED_AT.date() - timedelta(days=1)}],
    ids=["revoked", "closed", "run out"],
)
def test_what_may_no_longer_be_shown_is_not_printed(change: dict[str, Any]) -> None:
    means = Means(**change)

    printed(means)

    assert means.issue.document is None
    assert means.pdfs == []


def test_a_report_that_is_closed_while_it_is_printed_leaves_no_document() -> None:
    means = Means()
    whole = means.report_documents

    class Closing(MemoryDocuments):
        def put(self, number: str, content: bytes, *, form: Form) -> str:
            """Be closed just before."""
            issue = means.issue
            closed = msgspec.structs.replace(issue, version=issue.version + 1, closed_at=ISSUED_AT)
            means.issues.put(closed, over=issue)
            return super().put(number, content, form=form)

    closing = Closing()
    closing.files = whole.files
    means.report_documents = closing
    printed(means)

    assert means.pdfs == []
    assert means.issue.document is None


def test_what_was_never_issued_is_not_printed() -> None:
    with pytest.raises(NotFoundError):
        print_report("ZY0", means=Means(), now=ISSUED_AT)


def test_a_report_whose_json_is_gone_or_changed_is_not_printed() -> None:
    gone, changed = Means(), Means()
    gone.report_documents.files.clear()
    (key,) = changed.report_documents.files
    changed.report_documents.files[key] = changed.report + b" "

    with pytest.raises(NotFoundError):
        printed(gone)
    with pytest.raises(ChangedReportError):
        printed(changed)


def test_without_a_certificate_that_is_in_force_nothing_is_printed() -> None:
    means, signer = Means(), MemorySigner()
    means.document_seal = Seal.of(signer, self_signed(signer, now=ISSUED_AT - timedelta(days=800)))

    with pytest.raises(SealError):
        printed(means)

    assert means.pdfs == []


def test_characters_that_could_not_be_shown_are_told() -> None:
    means = Means(a_report(a_profile(fields={"legal_rep_name": "王\U0002a700"}), a_record()))

    assert printed(means) == ("\U0002a700",)


@pytest.mark.parametrize(
    ("reader", "named"),
    [
        (Reader(level=Level.DEPARTMENT, body=BODY, purpose="supervision"), "示例市虚构监督管理局"),
        (Reader(level=Level.DEPARTMENT, purpose="supervision"), "行政机关"),
        (Reader(level=Level.DESK, body=BODY), "信用工作机构"),
    ],
    ids=["a department", "a department without a key", "the desk"],
)
def test_a_department_is_named_on_paper_and_nobody_else(reader: Reader, named: str) -> None:
    means = Means(reader=reader)

    printed(means)

    assert named in texts_of(means.pdfs[0])[0]
