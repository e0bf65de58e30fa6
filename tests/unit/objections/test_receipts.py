"""The receipt of a submission, and the days that bind."""

import hashlib
from datetime import date

import pytest

from chalicelib.errors import NotFoundError
from chalicelib.objections import applications, desk
from chalicelib.objections.cases import State
from chalicelib.objections.clocks import deadlines_from
from chalicelib.objections.moves import MoveName
from chalicelib.objections.receipts import receipt_of
from tests.factories import NOW
from tests.factories_evidence import papers
from tests.unit.objections.standing import MINUTE, SUBJECT, a_filing, case_in, claimed, means_with, submit

TODAY = date(2026, 11, 23)


def test_a_receipt_says_what_was_handed_in_and_by_when_the_platform_must_have_looked() -> None:
    means = means_with()
    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW)
    case = submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE)

    receipt = receipt_of(case, means=means)

    assert (receipt.case, receipt.submitted_at, receipt.assisted) == (case.case, NOW + MINUTE, False)
    assert [(one.kind, one.sha256) for one in receipt.evidence] == [
        (kind, hashlib.sha256(content).hexdigest()) for kind, content in papers().items()
    ]
    due = next(one for one in receipt.deadlines if one.act == "acceptance")
    assert (due.zh, due.on, due.provisional, due.proposal) == ("受理审查", date(2026, 11, 24), False, True)
    assert {one.act for one in receipt.deadlines} == {
        one.act for one in deadlines_from(MoveName.SUBMIT, started_on=TODAY, calendar=means.calendar)
    }


def test_a_receipt_does_not_change_with_the_case() -> None:
    means = means_with()
    submitted = case_in(State.SUBMITTED, means)
    before = receipt_of(submitted, means=means)
    accepted = desk.accept(submitted.case, hold=claimed(submitted, means), means=means, now=NOW)

    assert receipt_of(accepted, means=means) == before


def test_a_draft_has_no_receipt() -> None:
    means = means_with()

    with pytest.raises(NotFoundError) as refused:
        receipt_of(case_in(State.DRAFT, means), means=means)

    assert refused.value.code == "receipt.not_ready"
