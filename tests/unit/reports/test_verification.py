"""Verification and fetching beyond what the routes show: grants, and what was deleted meanwhile."""

import msgspec
import pytest

from chalicelib.errors import GoneError
from chalicelib.library import versions
from chalicelib.library.readers import Granted, Level, Reader
from chalicelib.reports.fetching import canonical_json_of, fetched
from chalicelib.reports.issue import Kind
from chalicelib.reports.judgement import Standing
from chalicelib.reports.verification import verified
from tests.factories import NOW, PENALTY, a_record, a_subject
from tests.unit.reports.standing import CASE, CITY, OWN, ordered, some_means


def _holder(grant: str | None, sub: str = "bank-1") -> Reader:
    granted = Granted(grant=grant, subject=a_subject(), items=(PENALTY,)) if grant else None
    return Reader(level=Level.AUTHORISED, sub=sub, role="agency", subject=a_subject(), granted=granted)


@pytest.mark.parametrize(
    ("reader", "standing"),
    [
        (_holder("SQ-1"), Standing.UNCHANGED),
        (_holder("SQ-1", sub="bank-2"), Standing.UNCHANGED),
        (_holder("SQ-2"), None),
        (_holder(None), None),
        (CITY, None),
    ],
    ids=["the holder", "a colleague with the same grant", "another grant", "no grant any more", "a department"],
)
def test_who_still_holds_the_grant_is_told_whether_it_is_still_true(reader: Reader, standing: Standing | None) -> None:
    means = some_means()
    issue = ordered(means, Kind.FULL, reader=_holder("SQ-1"))

    told = verified(issue.number, reader=reader, means=means, now=NOW)

    assert told.verified.standing is standing
    assert (told.look is None) is (standing is None)


def test_what_was_changed_and_not_announced_yet_is_gone() -> None:
    means = some_means()
    issue = ordered(means)

    means.library.put(versions.marked(a_record(), case=CASE, at=NOW), over=a_record())

    with pytest.raises(GoneError):
        fetched(issue.number, reader=OWN, means=means, now=NOW)


def test_what_was_closed_or_deleted_is_gone() -> None:
    means = some_means()
    issue = ordered(means)

    means.report_documents.files.clear()
    with pytest.raises(GoneError):
        canonical_json_of(issue, means=means)
    means.issues.put(msgspec.structs.replace(issue, version=2, closed_at=NOW), over=issue)
    with pytest.raises(GoneError):
        fetched(issue.number, reader=OWN, means=means, now=NOW)
