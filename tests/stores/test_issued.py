"""The issued reports and their documents: one contract for every place they are kept in."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.reports.issue import Document, Form, Issue, State
from chalicelib.reports.store import Tap
from chalicelib.stores.report_documents import QueuePrinting
from chalicelib.terms.report_numbers import number_of
from tests.factories import DIVISION, NOW, a_subject, an_issue
from tests.stores.places import OnServer, Stores

PRINTED = Document(sha256="1" * 64, size_bytes=1000, printed_at=NOW)


def _numbered(letters: str, **changes: object) -> Issue:
    return an_issue(number=number_of(division=DIVISION, at=NOW, letters=letters), **changes)


def _next(issue: Issue, **changes: object) -> Issue:
    return msgspec.structs.replace(issue, version=issue.version + 1, **changes)


def test_an_issue_is_found_as_it_was_put(stores: Stores) -> None:
    issues, issue = stores.issues(), an_issue(verifiable_until=date(2027, 1, 1))

    issues.put(issue, over=None)

    assert issues.find(issue.number) == issue
    assert issues.find(_numbered("0000000X").number) is None


def test_an_issue_is_put_over_the_version_that_was_read_alone(stores: Stores) -> None:
    issues, issue = stores.issues(), an_issue()
    issues.put(issue, over=None)
    printed = _next(issue, document=PRINTED)
    issues.put(printed, over=issue)

    with pytest.raises(StaleVersionError):
        issues.put(_next(issue, state=State.REVOKED), over=issue)
    with pytest.raises(StaleVersionError):
        issues.put(msgspec.structs.replace(issue, kind=issue.kind.FULL), over=None)
    with pytest.raises(ValueError, match="follows"):
        issues.put(_next(printed), over=issue)
    assert issues.find(issue.number) == printed


def test_what_was_put_may_be_put_again(stores: Stores) -> None:
    issues, issue = stores.issues(), an_issue()
    issues.put(issue, over=None)

    issues.put(issue, over=None)

    assert issues.find(issue.number) == issue


def test_a_subject_s_reports_are_found_as_long_as_they_are_not_revoked(stores: Stores) -> None:
    issues, first, second = stores.issues(), _numbered("00000001"), _numbered("00000002")
    for issue in (first, second, _numbered("00000003", subject=a_subject(2))):
        issues.put(issue, over=None)
    issues.put(_next(first, closed_at=NOW), over=first)
    issues.put(_next(second, state=State.REVOKED), over=second)

    assert list(issues.of_subject(a_subject(), since=NOW)) == [first.number]
    assert list(issues.of_subject(a_subject(), since=NOW + timedelta(seconds=1))) == []


def test_what_awaits_its_document_is_found_oldest_first(stores: Stores) -> None:
    issues = stores.issues()
    made = [_numbered(f"0000000{n}", moved_at=NOW + timedelta(minutes=10 - n)) for n in range(1, 5)]
    for issue in made:
        issues.put(issue, over=None)
    issues.put(_next(made[3], document=PRINTED), over=made[3])

    found = issues.unprinted(before=NOW + timedelta(minutes=9), limit=5)

    assert list(found) == [made[2].number, made[1].number]
    assert len(issues.unprinted(before=NOW + timedelta(hours=1), limit=2)) == 2


def test_what_is_kept_longer_than_it_may_is_found(stores: Stores) -> None:
    issues = stores.issues()
    made = [_numbered(f"0000000{n}", until=date(2026, 12, n)) for n in range(1, 5)]
    for issue in made:
        issues.put(issue, over=None)
    issues.put(_next(made[0], closed_at=NOW), over=made[0])

    found = issues.lapsed(before=date(2026, 12, 4), limit=5)

    assert list(found) == [made[1].number, made[2].number]


def test_a_key_stands_for_the_first_number_that_was_tied_to_it(stores: Stores) -> None:
    issues, expires_at = stores.issues(), datetime(2026, 11, 24, tzinfo=UTC)
    first, second = Tap(number="ZY1", fingerprint="a"), Tap(number="ZY2", fingerprint="b")

    assert issues.tie("key", first, expires_at=expires_at) == first
    assert issues.tie("key", second, expires_at=expires_at) == first
    assert issues.tie("other", second, expires_at=expires_at) == second


def test_bytes_are_known_by_their_hash(stores: Stores) -> None:
    issues = stores.issues()
    issues.point("a" * 64, "ZY1")

    assert issues.number_of("a" * 64) == "ZY1"
    assert issues.number_of("b" * 64) is None


def test_documents_are_kept_by_their_hash_and_deleted(stores_with_buckets: Stores) -> None:
    documents = stores_with_buckets.report_documents()

    sha256 = documents.put("ZY1", b"{}", form=Form.JSON)
    other = documents.put("ZY1", b"{1}", form=Form.JSON)

    assert documents.find("ZY1", sha256, form=Form.JSON) == b"{}"
    assert documents.find("ZY1", other, form=Form.JSON) == b"{1}"
    assert documents.find("ZY1", sha256, form=Form.PDF) is None
    documents.delete("ZY1", sha256, form=Form.JSON)
    documents.delete("ZY1", sha256, form=Form.JSON)
    assert documents.find("ZY1", sha256, form=Form.JSON) is None
    assert documents.link("ZY1", other, form=Form.PDF, seconds=60).startswith("http")


def test_a_printed_letter_is_kept_by_what_it_says_and_printed_again_it_is_the_newest(
    stores_with_buckets: Stores,
) -> None:
    letters = stores_with_buckets.repair_letters()

    letters.put_words("XF1-JD", "a" * 64, b"{}")
    assert letters.words("XF1-JD", "a" * 64) == b"{}"
    assert letters.words("XF1-JD", "b" * 64) is None
    assert not letters.has("XF1-JD", "a" * 64)
    letters.put("XF1-JD", "a" * 64, b"%PDF 1")
    letters.put("XF1-JD", "a" * 64, b"%PDF 2")

    assert letters.has("XF1-JD", "a" * 64)
    assert not letters.has("XF1-JD", "b" * 64)
    assert letters.link("XF1-JD", "a" * 64, seconds=60).startswith("http")


def test_a_link_makes_the_letter_a_file_of_its_number(server: OnServer) -> None:
    link = server.repair_letters().link("XF1-JD", "a" * 64, seconds=60)

    assert "XF1-JD.pdf" in link
    assert "attachment" in link
    assert "Expires=60" in link


def test_a_link_makes_the_document_a_file_of_its_number(server: OnServer) -> None:
    link = server.report_documents().link("ZY1", "a" * 64, form=Form.PDF, seconds=60)

    assert "ZY1.pdf" in link
    assert "Expires=60" in link


def test_what_is_to_be_printed_is_sent_by_its_number(server: OnServer) -> None:
    sqs = server.server.furnishing.get("sqs")
    url = sqs.create_queue(QueueName=f"{server.prefix}-reports")["QueueUrl"]

    QueuePrinting(server.server.clients.get("sqs"), f"{server.prefix}-reports").send("ZY1")

    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == '{"number":"ZY1"}'
