"""The same tap makes one draft."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import ConflictError, UnprocessableError
from chalicelib.objections import applications, drafts
from chalicelib.objections.cases import Case, State
from tests.factories import NOW, a_record
from tests.unit.objections.standing import (
    AGENT,
    ANOTHER_SUBJECT,
    CLERK,
    MINUTE,
    SUBJECT,
    FakeMeans,
    a_filing,
    case_in,
    means_with,
    submit,
)

TAP = "subject-1\x1fPOST /v1/objections\x1fa-tap-of-mine"
RECORD = a_record().record_id


def _file(means: FakeMeans, *, tap: str | None = TAP, after: timedelta = MINUTE, statement: str = "金额不符。") -> Case:
    return applications.file(a_filing(statement=statement), by=SUBJECT, means=means, now=NOW + after, tap=tap)


@pytest.mark.parametrize("after", [MINUTE, timedelta(seconds=29), timedelta(hours=23)], ids=str)
def test_the_same_tap_makes_one_draft_though_the_process_died_before_it_answered(after: timedelta) -> None:
    """Nothing was noted under the key: all that is known of the first tap is the draft it made."""
    means = means_with()
    first = applications.file(a_filing(statement="金额不符。"), by=SUBJECT, means=means, now=NOW, tap=TAP)

    assert _file(means, after=after) == first
    assert list(means.cases.drafts_on(RECORD, limit=10)) == [first.case]


def test_another_tap_or_none_makes_another_draft() -> None:
    means = means_with()

    numbers = {_file(means).case, _file(means, tap=TAP + "2").case, _file(means, tap=None).case}

    assert len(numbers) == 3


def test_the_same_tap_with_another_filing_is_refused() -> None:
    means = means_with()
    _file(means)

    with pytest.raises(UnprocessableError) as refused:
        _file(means, statement="另有说法。")

    assert refused.value.code == "repeat.other_body"


def test_the_same_tap_is_answered_with_its_draft_even_once_that_was_submitted() -> None:
    means = means_with()
    first = _file(means)
    submit(first.case, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert _file(means).case == first.case
    with pytest.raises(ConflictError):
        _file(means, tap=TAP + "2")


def test_a_number_that_anothers_draft_has_is_not_taken_for_ones_own() -> None:
    means = means_with()
    by_agent = applications.file(a_filing(), by=AGENT, means=means, now=NOW + MINUTE, tap=TAP)

    mine = _file(means)

    assert mine.case != by_agent.case
    assert mine.objection.filed_by == "subject-1"


def test_of_two_taps_at_once_both_are_answered_with_the_one_draft() -> None:
    means = means_with()
    first = _file(means)

    assert drafts.keep(_with_another_time(first), tap=TAP, means=means, now=NOW + MINUTE) == first


def _with_another_time(case: Case) -> Case:
    return msgspec.structs.replace(case, moved_at=NOW)


def test_the_newest_draft_on_a_record_is_told_to_who_may_see_it_and_to_nobody_else() -> None:
    means = means_with()
    assert drafts.standing_on(RECORD, by=SUBJECT, means=means, now=NOW) is None
    draft = _file(means)
    means.cases.add_draft(RECORD, "YY20991231-neverput")

    assert drafts.standing_on(RECORD, by=SUBJECT, means=means, now=NOW) == draft.case
    assert drafts.standing_on(RECORD, by=ANOTHER_SUBJECT, means=means, now=NOW) is None
    case_in(State.SUBMITTED, other := means_with())
    assert drafts.standing_on(RECORD, by=SUBJECT, means=other, now=NOW) is None


def test_a_submission_whose_answer_was_lost_is_answered_the_second_time_and_submits_nothing_more() -> None:
    means = means_with()
    first = submit(_file(means).case, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert submit(first.case, by=SUBJECT, means=means, now=NOW + MINUTE * 2) == first
    with pytest.raises(ConflictError):
        submit(first.case, by=CLERK, means=means, now=NOW + MINUTE * 2)


def test_a_submission_whose_process_died_is_finished_by_the_second_tap() -> None:
    means = means_with()
    draft = _file(means)
    submitting = msgspec.structs.replace(draft, version=2, state=State.SUBMITTING)
    means.cases.put(submitting, over=draft)

    assert submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE).state is State.SUBMITTED
