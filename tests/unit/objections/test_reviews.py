"""A review: once, in time, by another person."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.library.records import Status
from chalicelib.objections import applications, claims, desk, reviews
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.rulings import Ruling
from chalicelib.objections.trail import lines_of
from tests.factories import NOW, a_record, a_supply
from tests.fakes import MemoryCases, MemoryCasework
from tests.unit.objections.standing import (
    AGENT,
    AN_ID,
    ANOTHER_SUBJECT,
    CLERK,
    DELETED,
    KEPT,
    MINUTE,
    ON_EVIDENCE,
    OTHER_CLERK,
    REVIEWER,
    SOURCE,
    SUBJECT,
    TO_A_LABORATORY,
    a_filing,
    case_in,
    claimed,
    hold_of,
    means_with,
    review_of,
    submit,
)

DAY = timedelta(days=1)
STILL = "请另行核查。"


def test_a_closed_case_is_looked_at_by_another_person_and_the_mark_stands_meanwhile() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)

    review = review_of(first, means)

    assert (review.case, review.review_of, review.kind) == (f"{first.case}-FH", first.case, CaseKind.REVIEW)
    assert (review.state, review.queue) == (State.ACCEPTED, "review")
    assert means.library.all()[0].mark == review.case
    assert [line.move for line in lines_of(review, means.cases)] == ["ask_review", "review_opened", "marked"]
    assert (review.reply, review.referred_to, review.certifier) == (first.reply, first.referred_to, first.certifier)
    assert review.objection.fields[0].shown == "0.5"
    assert review.due_on is not None


def test_a_reviewer_decides_and_it_ends_as_any_case() -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)

    after = desk.review_decide(review.case, DELETED, hold=claimed(review, means, by=REVIEWER), means=means, now=NOW)

    assert after.decision is not None
    assert (after.state, after.decision.decided_by) == (State.CLOSED, REVIEWER.sub)
    assert means.library.all()[0].content.status is Status.WITHDRAWN
    assert (review.case, "notifying") in means.notices.told


def test_a_review_that_keeps_the_decision_names_what_stands_open_but_no_second_review() -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)

    after = desk.review_decide(review.case, KEPT, hold=claimed(review, means, by=REVIEWER), means=means, now=NOW)

    assert after.decision is not None
    assert after.decision.remedies == ("administrative_reconsideration", "administrative_litigation", "complaint")
    with pytest.raises(ConflictError) as refused:
        reviews.ask(after.case, STILL, by=SUBJECT, means=means, now=NOW)
    assert refused.value.code == "review.only_once"


@pytest.mark.parametrize("sub", [CLERK.sub, SOURCE.sub], ids=["who decided", "who replied"])
def test_who_had_a_part_in_the_first_may_not_review_it(sub: str) -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)
    by = msgspec.structs.replace(REVIEWER, sub=sub)

    with pytest.raises(ForbiddenError) as refused:
        desk.review_decide(review.case, DELETED, hold=claimed(review, means, by=by), means=means, now=NOW)

    assert refused.value.code in {"decision.had_a_part", "decision.replier_may_not_decide"}
    assert set(review.excluded) >= {CLERK.sub, SOURCE.sub}


def test_who_only_put_the_first_on_hold_had_a_part_in_it_too() -> None:
    means = means_with()
    case = case_in(State.CHECKED, means, reason="published_past_its_period")
    desk.put_on_hold(case.case, TO_A_LABORATORY, hold=hold_of(case), means=means, now=NOW)
    held = claims.claim(case.case, by=OTHER_CLERK, means=means, now=NOW)
    back = desk.resume(case.case, "公章属实。", hold=hold_of(held, OTHER_CLERK), means=means, now=NOW)
    claims.give_back(case.case, hold=hold_of(back, OTHER_CLERK), means=means, now=NOW)
    ruling = Ruling(outcome="publication_ended", reasons="公示期已满。", on_evidence=ON_EVIDENCE)
    first = desk.decide(case.case, ruling, hold=claimed(back, means), means=means, now=NOW)

    review = review_of(first, means)

    assert OTHER_CLERK.sub in review.excluded
    assert "" not in review.excluded


def test_who_certified_the_supply_may_not_review_it_either() -> None:
    means = means_with(a_record(supply=a_supply(certifier=REVIEWER.sub)))
    review = review_of(case_in(State.CLOSED, means), means)

    with pytest.raises(ForbiddenError) as refused:
        desk.review_decide(review.case, DELETED, hold=claimed(review, means, by=REVIEWER), means=means, now=NOW)

    assert refused.value.code == "decision.certifier_may_not_decide"


@pytest.mark.parametrize("by", [CLERK, SOURCE], ids=["centre", "source"])
def test_a_review_waits_for_reviewers_alone(by: Reader) -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)

    with pytest.raises(ConflictError) as refused:
        claims.claim(review.case, by=by, means=means, now=NOW)

    assert refused.value.code == "objection.not_waiting"


def test_a_reviewer_takes_the_next_review_and_no_objection() -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)

    case = claims.claim_next(by=REVIEWER, turn=0, means=means, now=NOW)

    assert case is not None
    assert case.case == review.case
    assert claims.claim_next(by=CLERK, turn=0, means=means, now=NOW) is None


def test_a_review_is_asked_for_once_however_often_it_is_tapped() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)
    asked = reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)
    means.casework.sent.clear()

    again = reviews.ask(first.case, f" {STILL}", by=SUBJECT, means=means, now=NOW + MINUTE)

    assert again == asked
    assert means.casework.sent == [asked.case]


@pytest.mark.parametrize(("by", "statement"), [(AGENT, STILL), (SUBJECT, "另有理由。")], ids=["another", "other words"])
def test_who_asks_otherwise_hears_that_a_review_was_asked_for(by: Reader, statement: str) -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)
    reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)

    with pytest.raises(ConflictError) as refused:
        reviews.ask(first.case, statement, by=by, means=means, now=NOW + MINUTE)

    assert refused.value.code == "review.only_once"


def test_a_review_that_is_open_is_answered_to_the_same_tap_and_promises_nothing_more() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)
    asked = reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)
    opened = roll_forward(asked.case, means=means, now=NOW)
    means.casework.sent.clear()

    again = reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert (again, means.casework.sent) == (opened, [])


class _Dying(MemoryCasework):
    """A queue before whose next message the process dies."""

    dies = True

    def send(self, case: str) -> None:
        """Die once, then send."""
        if self.dies:
            self.dies = False
            raise ProcessDiedError
        super().send(case)


class ProcessDiedError(BaseException):
    """The process is gone."""


def test_who_asks_again_after_a_crash_halfway_is_answered_with_the_review_that_was_made() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)
    means.casework = _Dying()
    with pytest.raises(ProcessDiedError):
        reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)

    again = reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert (again.state, again.review_of) == (State.SUBMITTING, first.case)
    assert means.casework.sent == [again.case]
    assert roll_forward(again.case, means=means, now=NOW + MINUTE).state is State.ACCEPTED


class _Racing(MemoryCases):
    """Cases among which, before a review is put, the same request of another call was put already, or was not kept."""

    is_lost = False

    def put(self, new: Case, *, over: Case | None) -> None:
        """Let the other be first."""
        if over is None and new.kind is CaseKind.REVIEW:
            if not self.is_lost:
                super().put(new, over=None)
            raise StaleVersionError
        super().put(new, over=over)


@pytest.mark.parametrize("is_lost", [False, True], ids=["the other stands", "nothing stands"])
def test_of_two_same_requests_at_once_both_are_answered_with_the_one_review(is_lost: bool) -> None:  # noqa: FBT001
    means = means_with()
    means.cases = _Racing()
    means.cases.is_lost = is_lost
    first = case_in(State.CLOSED, means)

    if is_lost:
        with pytest.raises(ConflictError) as refused:
            reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)
        assert refused.value.code == "review.only_once"
    else:
        asked = reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)
        assert (asked.review_of, means.casework.sent[-1]) == (first.case, asked.case)


def test_a_review_is_asked_for_within_its_days() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)

    with pytest.raises(ConflictError) as refused:
        reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW + 63 * DAY)
    reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW + 60 * DAY)

    assert refused.value.code == "review.too_late"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.REPLIED, State.NOT_ACCEPTED, State.WITHDRAWN], ids=str)
def test_only_what_was_decided_is_reviewed(state: State) -> None:
    means = means_with()
    case = case_in(state, means)

    with pytest.raises(ConflictError) as refused:
        reviews.ask(case.case, STILL, by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "review.not_closed"


def test_a_record_that_no_longer_stands_is_not_reviewed() -> None:
    means = means_with()
    case = case_in(State.CHECKED, means, reason="published_twice")
    case = desk.decide(case.case, DELETED, hold=hold_of(case), means=means, now=NOW)

    with pytest.raises(ConflictError) as refused:
        reviews.ask(case.case, STILL, by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "review.record_withdrawn"


def test_beside_an_open_objection_no_review_is_asked_for() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)
    case_in(State.SUBMITTED, means, now=NOW + MINUTE)

    with pytest.raises(ConflictError) as refused:
        reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert refused.value.code == "objection.already_open"


def test_a_review_that_loses_the_race_to_be_opened_ends() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)
    asked = reviews.ask(first.case, STILL, by=SUBJECT, means=means, now=NOW)
    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW + MINUTE)
    submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert roll_forward(asked.case, means=means, now=NOW + MINUTE).state is State.NOT_ACCEPTED


@pytest.mark.parametrize("statement", ["", "长" * 301, AN_ID], ids=["blank", "too long", "a resident ID"])
def test_a_review_says_why(statement: str) -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)

    with pytest.raises(UnprocessableError) as refused:
        reviews.ask(first.case, statement, by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "objection.unsound"


def test_the_case_of_another_is_not_found() -> None:
    means = means_with()
    first = case_in(State.CLOSED, means)

    with pytest.raises(NotFoundError):
        reviews.ask(first.case, STILL, by=ANOTHER_SUBJECT, means=means, now=NOW)


def test_a_review_is_withdrawn_as_an_objection_is() -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)

    applications.withdraw(review.case, by=SUBJECT, means=means, now=NOW)

    assert roll_forward(review.case, means=means, now=NOW).state is State.WITHDRAWN
    assert means.library.all()[0].mark is None


def test_a_review_is_never_referred_or_decided_by_the_centre() -> None:
    means = means_with()
    review = review_of(case_in(State.CLOSED, means), means)

    with pytest.raises(ConflictError) as checked:
        desk.own_check(review.case, hold=hold_of(review), means=means, now=NOW)
    with pytest.raises(ConflictError) as decided:
        desk.decide(review.case, DELETED, hold=hold_of(review), means=means, now=NOW)

    assert {checked.value.code, decided.value.code} == {"objection.move_not_allowed"}
