"""Issuing: what is kept, what is signed, what breaks off where, and what is refused."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.ledger.signatures import is_genuine
from chalicelib.reports.composition import report_on
from chalicelib.reports.issue import Form, Issue, Kind, State
from chalicelib.reports.issuing import Repeat
from chalicelib.reports.layout import IssuedContent
from chalicelib.reports.parts import MOST_RECORDS
from chalicelib.terms import report_numbers
from tests.factories import NOW, a_person, a_profile, a_record, a_subject
from tests.fakes_reports import MemoryIssues, MemoryPrinting
from tests.unit.reports.standing import OWN, Means, a_penalty, chosen, means_with, ordered, some_means

REPEAT = Repeat(key="key", fingerprint="one")


def _json_of(issue: Issue, means: Means) -> bytes:
    content = means.report_documents.find(issue.number, issue.sha256, form=Form.JSON)
    assert content is not None
    return content


def test_what_is_kept_is_the_report_as_it_was_read_under_a_number_of_its_own() -> None:
    means = some_means()

    issue = ordered(means)

    content = msgspec.json.decode(_json_of(issue, means), type=IssuedContent)
    read = report_on(a_subject(), reader=issue.reader, holdings=means.holdings, now=NOW).content
    assert (content.number, content.kind, content.issued_at) == (issue.number, Kind.PUBLIC, NOW)
    assert msgspec.json.encode(content.chapters) == msgspec.json.encode(read.chapters)
    assert report_numbers.issued_at(issue.number) == NOW
    assert means.printing.sent == [issue.number]
    assert means.issues.number_of(issue.sha256) == issue.number


def test_the_statement_names_number_kind_instant_and_hash_and_is_signed() -> None:
    means = some_means()

    issue = ordered(means, now=datetime(2026, 11, 23, 2, 0, 0, 999, UTC))

    assert issue.sha256 == hashlib.sha256(_json_of(issue, means)).hexdigest()
    assert issue.statement.decode().splitlines() == [
        "credit-ziyang/report/1",
        issue.number,
        "public",
        "2026-11-23T02:00:00Z",
        issue.sha256,
    ]
    assert is_genuine(issue.statement, issue.signed, public_key=means.signer.public_key())
    assert issue.signed.is_of_a_test_key


def test_it_may_be_fetched_for_thirty_days_or_as_long_as_all_of_it_may_be_shown() -> None:
    short = means_with(a_profile(), a_record(publish_until=date(2026, 12, 1)))

    assert ordered(some_means()).until == date(2026, 12, 23)
    assert ordered(short).until == date(2026, 12, 1)


def test_a_person_s_name_is_kept_masked_an_organisation_s_in_full() -> None:
    person = replace(OWN.subject, library=a_person().library, key=a_person().key) if OWN.subject else a_person()
    profile = a_profile(subject=person, item="person_profile", fields={"name": "欧阳修文", "id_type": "resident_id"})
    profile = msgspec.structs.replace(profile, place="A#person_profile")
    own = msgspec.structs.replace(OWN, subject=person)
    means = means_with(profile)

    assert ordered(some_means()).named == "示例虚构甲有限公司"
    assert _ordered_of(person, means, own).named == "欧阳**"


def _ordered_of(subject: Any, means: Means, reader: Any, **changes: Any) -> Issue:
    from chalicelib.reports.issuing import Order, issue

    kind = changes.pop("kind", Kind.FULL)
    return issue(Order(kind=kind, subject=subject, reader=reader, **changes), means=means, now=NOW)


def test_of_what_a_reader_may_not_see_nothing_is_issued() -> None:
    means = means_with(a_record(reviewed=False))

    with pytest.raises(NotFoundError):
        ordered(means)
    assert (list(means.issues.all()), means.report_documents.files) == ([], {})


def test_a_file_longer_than_one_report_is_not_issued_in_part() -> None:
    means = means_with(a_profile(), *[a_penalty(number) for number in range(MOST_RECORDS + 1)])

    with pytest.raises(UnprocessableError, match=r"report\.too_long"):
        ordered(means)


class Breaking(MemoryPrinting):
    """A queue that cannot be reached once."""

    is_broken = True

    def send(self, number: str) -> None:
        """Break off, once."""
        if self.is_broken:
            self.is_broken = False
            raise ConnectionError
        super().send(number)


class Uncommitted(MemoryIssues):
    """A table at which the first commit breaks off."""

    is_broken = True

    def put(self, new: Issue, *, over: Issue | None) -> None:
        """Break off, once."""
        if self.is_broken:
            self.is_broken = False
            raise ConnectionError
        super().put(new, over=over)


def test_what_broke_off_before_the_commit_goes_on_under_the_same_number() -> None:
    means = some_means(issues=Uncommitted())

    with pytest.raises(ConnectionError):
        ordered(means, Kind.FULL, reader=OWN, repeat=REPEAT)
    again = ordered(means, Kind.FULL, reader=OWN, repeat=REPEAT, now=NOW + timedelta(seconds=5))

    assert [issue.number for issue in means.issues.all()] == [again.number]
    assert report_numbers.issued_at(again.number) == NOW
    assert _json_of(again, means)


def test_what_broke_off_behind_the_commit_is_found_by_the_sweeper_and_by_the_repeat() -> None:
    means = some_means(printing=Breaking())

    with pytest.raises(ConnectionError):
        ordered(means, Kind.FULL, reader=OWN, repeat=REPEAT)
    again = ordered(means, Kind.FULL, reader=OWN, repeat=REPEAT)

    assert list(means.issues.unprinted(before=NOW + timedelta(minutes=1), limit=5)) == [again.number]


def test_of_two_runs_at_once_the_one_that_commits_first_stands() -> None:
    means = some_means()

    class Late(MemoryIssues):
        """A table on which another run is always a moment faster."""

        def put(self, new: Issue, *, over: Issue | None) -> None:
            super().put(msgspec.structs.replace(new, named="another run"), over=over)
            super().put(new, over=over)

    means.issues = Late()

    assert ordered(means, Kind.FULL, reader=OWN, repeat=REPEAT).named == "another run"
    assert means.printing.sent == []


def test_a_number_that_was_taken_and_is_not_there_is_a_failure() -> None:
    class Broken(MemoryIssues):
        """A table that refuses and has nothing."""

        def put(self, new: Issue, *, over: Issue | None) -> None:  # noqa: ARG002
            raise StaleVersionError

    with pytest.raises(StaleVersionError):
        ordered(some_means(issues=Broken()))


def test_a_key_that_came_with_another_order_is_refused() -> None:
    means = some_means()
    ordered(means, Kind.FULL, reader=OWN, repeat=REPEAT)

    with pytest.raises(UnprocessableError, match=r"repeat\.other_body"):
        ordered(means, Kind.FULL, reader=OWN, repeat=Repeat(key="key", fingerprint="two"))


def test_a_public_report_that_was_closed_meanwhile_is_issued_anew() -> None:
    means = some_means()
    first = ordered(means)
    closed = msgspec.structs.replace(first, version=2, closed_at=NOW, state=State.REVOKED)
    means.issues.put(closed, over=first)

    second = ordered(means)

    assert second.number != first.number
    assert second.is_open


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        (Kind.SPECIAL, {}, "report.choice_unfit"),
        (Kind.FULL, {"chosen": chosen()}, "report.choice_unfit"),
        (Kind.FULL, {"verifiable_until": date(2026, 12, 1)}, "report.verifiable_until_unfit"),
        (Kind.SPECIAL, {"chosen": chosen(), "verifiable_until": date(2026, 11, 22)}, "report.verifiable_until_unfit"),
        (Kind.SPECIAL, {"chosen": chosen(), "verifiable_until": date(2027, 11, 24)}, "report.verifiable_until_unfit"),
    ],
    ids=["special without a choice", "a choice of all", "verifiable though full", "over already", "too long"],
)
def test_an_order_that_does_not_hold_together_is_refused(kind: Kind, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(UnprocessableError, match=code):
        ordered(some_means(), kind, reader=OWN, **changes)


def test_no_special_report_is_issued_on_a_person() -> None:
    own = msgspec.structs.replace(OWN, subject=a_person())

    with pytest.raises(UnprocessableError, match=r"report\.not_for_persons"):
        _ordered_of(a_person(), some_means(), own, kind=Kind.SPECIAL, chosen=chosen())
