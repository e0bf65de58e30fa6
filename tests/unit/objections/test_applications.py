"""Applications: what their subject may do with an objection, and who is refused where."""

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, UnprocessableError
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Status
from chalicelib.objections import applications
from chalicelib.objections.cases import State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.filings import Claimed
from tests.factories import NOW, a_case, a_person, a_record
from tests.fakes import MemoryCases
from tests.unit.objections.standing import (
    AGENT,
    ANOTHER_SUBJECT,
    CLERK,
    MINUTE,
    PUBLIC,
    SOURCE,
    SUBJECT,
    a_filing,
    case_in,
    means_with,
    submit,
)


@pytest.mark.parametrize(
    "by",
    [ANOTHER_SUBJECT, CLERK, SOURCE, PUBLIC, Reader(level=Level.SUBJECT, sub="subject-3", subject=a_person())],
    ids=["another's", "centre", "source", "public", "a person"],
)
def test_a_record_of_someone_else_is_answered_as_one_that_does_not_exist(by: Reader) -> None:
    with pytest.raises(NotFoundError) as refused:
        applications.file(a_filing(), by=by, means=means_with(), now=NOW)
    with pytest.raises(NotFoundError) as unknown:
        applications.file(a_filing(record_id=a_record(number=9).record_id), by=SUBJECT, means=means_with(), now=NOW)

    assert str(refused.value) == str(unknown.value)


def test_a_record_its_subject_is_no_longer_shown_cannot_be_disputed() -> None:
    with pytest.raises(NotFoundError):
        applications.file(a_filing(), by=SUBJECT, means=means_with(a_record(status=Status.ERASED)), now=NOW)


def test_a_filing_with_a_fault_keeps_nothing() -> None:
    means = means_with()

    with pytest.raises(UnprocessableError):
        applications.file(a_filing(fields=(Claimed(field="no_such"),)), by=SUBJECT, means=means, now=NOW)

    assert means.cases.find(means.numbers.case_number(at=NOW)) is None


def test_a_second_objection_to_a_record_names_the_open_one() -> None:
    means = means_with()
    case = case_in(State.ACCEPTED, means)

    with pytest.raises(ConflictError) as refused:
        applications.file(a_filing(), by=AGENT, means=means, now=NOW + MINUTE)

    assert refused.value.code == "objection.already_open"
    assert case.case in refused.value.zh


def test_a_second_draft_is_refused_at_submission() -> None:
    means = means_with()
    draft = applications.file(a_filing(), by=AGENT, means=means, now=NOW + MINUTE)
    case_in(State.SUBMITTED, means)

    with pytest.raises(ConflictError) as refused:
        submit(draft.case, by=AGENT, means=means, now=NOW + MINUTE)

    assert refused.value.code == "objection.already_open"


class _Late(MemoryCases):
    """Cases that tell too late which is open, as when two submit at once."""

    asked = 0

    def open_on(self, record_id: str) -> str | None:
        """Know of nothing at the first look."""
        self.asked += 1
        return super().open_on(record_id) if self.asked > 1 else None


def test_who_loses_the_race_to_submit_hears_of_the_open_case_and_his_draft_ends() -> None:
    means = means_with()
    means.cases = _Late()
    means.cases.put(a_case(case="YY-0", state=State.SUBMITTED), over=None)
    draft = a_case(case="YY-1")
    means.cases.put(draft, over=None)
    means.cases.open(a_record().record_id, "YY-0")

    with pytest.raises(ConflictError) as refused:
        submit(draft.case, by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "objection.already_open"
    assert "YY-0" in refused.value.zh
    ended = means.cases.find(draft.case)
    assert ended is not None
    assert ended.state is State.NOT_ACCEPTED


def test_after_one_objection_has_ended_another_may_follow() -> None:
    means = means_with()
    case_in(State.CLOSED, means)

    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW + MINUTE)

    assert submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE).state is State.SUBMITTED


def test_what_an_ended_case_left_behind_stands_in_nobodys_way() -> None:
    means = means_with()
    ended = case_in(State.CLOSED, means)
    means.cases.open(a_record().record_id, ended.case)

    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW + MINUTE)
    submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert means.cases.open_on(a_record().record_id) == draft.case


def test_a_draft_of_someone_else_is_not_found() -> None:
    means = means_with()
    draft = case_in(State.DRAFT, means)

    for by in (ANOTHER_SUBJECT, CLERK, SOURCE, PUBLIC):
        with pytest.raises(NotFoundError):
            submit(draft.case, by=by, means=means, now=NOW)


def test_a_draft_whose_record_is_no_longer_shown_is_not_submitted() -> None:
    means = means_with()
    draft = case_in(State.DRAFT, means)
    record = means.library.all()[0]
    content = msgspec.structs.replace(record.content, status=Status.ERASED)
    means.library.put(msgspec.structs.replace(record, version=2, content=content), over=record)

    with pytest.raises(NotFoundError):
        submit(draft.case, by=SUBJECT, means=means, now=NOW)


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.CHECKED, State.REFERRED, State.REPLIED], ids=str
)
def test_a_subject_may_withdraw_until_it_is_decided_and_the_mark_goes(state: State) -> None:
    means = means_with()
    case = case_in(state, means)

    promised = applications.withdraw(case.case, by=AGENT, means=means, now=NOW)
    after = roll_forward(case.case, means=means, now=NOW)

    assert promised.state is State.WITHDRAWING
    assert means.casework.sent[-1] == case.case
    assert after.state is State.WITHDRAWN
    assert after.decision is not None
    assert after.decision.outcome == "withdrawn"
    assert means.library.all()[0].mark is None
    assert means.cases.open_on(a_record().record_id) is None
