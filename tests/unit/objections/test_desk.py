"""The desk: the way of an objection, and who is refused where."""

from collections.abc import Callable

import pytest

from chalicelib.errors import ConflictError, NotFoundError, RefusalError, StaleVersionError, UnprocessableError
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.rulings import Ruling
from chalicelib.objections.trail import lines_of
from tests.factories import BODY, NOW, a_record, a_supply
from tests.fakes import MemoryCases
from tests.unit.objections.standing import (
    AN_ID,
    CLERK,
    CONFIRMED,
    CORRECTED,
    COURT,
    DELETED,
    DENIED,
    FORMER_BODY,
    KEPT,
    MINUTE,
    ON_EVIDENCE,
    OTHER_CLERK,
    OTHER_SOURCE,
    QUARTER,
    SOURCE,
    FakeMeans,
    case_in,
    claimed,
    hold_of,
    means_with,
)


def test_an_objection_goes_from_draft_to_a_correction_and_its_trail_tells_each_step() -> None:
    means = means_with()

    case = case_in(State.CLOSED, means)

    record = means.library.all()[0]
    assert (record.content.fields["fine_amount_wan"], record.mark, record.content.corrected_by) == (
        "0.5",
        None,
        case.case,
    )
    told = [(line.move, line.role) for line in lines_of(case, means.cases)]
    assert told == [
        ("file", "citizen"),
        ("submit", "citizen"),
        ("opened", "system"),
        ("accept", "desk"),
        ("marked", "system"),
        ("own_check", "desk"),
        ("checked", "system"),
        ("refer", "desk"),
        ("reply", "department"),
        ("decide", "desk"),
        ("settled", "system"),
        ("notified", "system"),
    ]


def test_acceptance_is_answered_only_once_the_mark_is_on_the_record_and_told_of() -> None:
    means = means_with()

    case = case_in(State.ACCEPTED, means)

    assert case.state is State.ACCEPTED
    assert means.library.all()[0].mark == case.case
    assert [change.after.mark for change in means.announced] == [case.case]
    assert {deadline.act for deadline in case.deadlines} == {
        "acceptance", "absolute", "mark", "own_check", "referral", "closing"
    }  # fmt: skip


def test_every_promise_is_put_in_the_queue_before_it_is_kept() -> None:
    means = means_with()

    case = case_in(State.CLOSED, means)

    assert means.casework.sent == [case.case] * 4


def test_a_case_not_accepted_says_why_and_its_record_never_bore_a_mark() -> None:
    means = means_with()

    case = case_in(State.NOT_ACCEPTED, means)

    assert case.decision is not None
    assert case.decision.reasons == "不属于异议范围。"
    assert means.library.all()[0].version == 1
    assert means.cases.open_on(a_record().record_id) is None


@pytest.mark.parametrize(("reasons", "code"), [(" ", "decision.reasons_missing"), (AN_ID, "text.unsound")])
def test_not_accepting_without_fit_reasons_is_refused(reasons: str, code: str) -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)

    with pytest.raises(UnprocessableError) as refused:
        desk.not_accept(case.case, reasons, hold=claimed(case, means), means=means, now=NOW)

    assert refused.value.code == code
    assert AN_ID not in str(refused.value)


def test_a_case_is_referred_to_the_body_responsible_today() -> None:
    means = means_with(a_record(supply=a_supply(body=FORMER_BODY)))

    case = case_in(State.REFERRED, means)

    assert (case.referred_to, case.queue) == (BODY, f"body:{BODY}")
    assert case.last.note == "与原始报送一致。"


class _Between(MemoryCases):
    """Cases in which something happens between the reading of one and the next put."""

    happens: Callable[[], object] | None = None

    def put(self, new: Case, *, over: Case | None) -> None:
        """Let it happen, once, and put."""
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        super().put(new, over=over)


def _with_between(means: FakeMeans) -> _Between:
    between = _Between()
    vars(between).update(vars(means.cases))
    means.cases = between
    return between


def test_a_lease_that_runs_out_between_read_and_write_moves_nothing_once_another_holds_the_case() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold, later = claimed(case, means), NOW + QUARTER
    _with_between(means).happens = lambda: claims.claim(case.case, by=OTHER_CLERK, means=means, now=later)

    with pytest.raises(StaleVersionError):
        desk.accept(case.case, hold=hold, means=means, now=later - MINUTE)

    after = means.cases.find(case.case)
    assert after is not None
    assert after.lease is not None
    assert (after.state, after.lease.holder, after.fence) == (State.SUBMITTED, OTHER_CLERK.sub, hold.fence + 1)
    assert means.library.all()[0].mark is None


def test_of_two_decisions_at_once_one_is_made_and_the_other_refused() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)
    hold = claimed(case, means)
    _with_between(means).happens = lambda: desk.decide(case.case, KEPT, hold=hold, means=means, now=NOW)

    with pytest.raises(StaleVersionError):
        desk.decide(case.case, CORRECTED, hold=hold, means=means, now=NOW)

    after = means.cases.find(case.case)
    assert after is not None
    assert after.decision is not None
    assert (after.state, after.decision.outcome) == (State.CLOSED, KEPT.outcome)
    assert [line.move for line in lines_of(after, means.cases)].count("decide") == 1
    assert means.library.all()[0].content.fields == a_record().content.fields


def test_a_note_with_a_resident_id_is_not_kept() -> None:
    means = means_with()
    case = case_in(State.CHECKED, means)

    with pytest.raises(UnprocessableError):
        desk.refer(case.case, AN_ID, hold=hold_of(case), means=means, now=NOW)


def test_only_the_body_a_case_was_referred_to_sees_and_answers_it() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    with pytest.raises(NotFoundError):
        desk.reply(case.case, DENIED, hold=hold_of(case, OTHER_SOURCE), means=means, now=NOW)

    after = desk.reply(case.case, CONFIRMED, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)
    assert (after.state, after.queue, after.lease) == (State.REPLIED, "centre", None)


def test_a_record_of_a_court_is_marked_and_kept_or_not_decided_here() -> None:
    means = means_with(a_record(supply=a_supply(body=COURT)))
    case = case_in(State.CHECKED, means, reason="published_twice")

    with pytest.raises(RefusalError) as refused:
        desk.decide(case.case, DELETED, hold=hold_of(case), means=means, now=NOW)

    assert refused.value.code == "decision.upstream_record"


def test_the_certifier_of_the_supply_may_not_decide() -> None:
    means = means_with(a_record(supply=a_supply(certifier=CLERK.sub)))
    case = case_in(State.REPLIED, means)

    with pytest.raises(RefusalError) as refused:
        desk.decide(case.case, KEPT, hold=claimed(case, means), means=means, now=NOW)

    assert refused.value.code == "decision.certifier_may_not_decide"
    hold = hold_of(claims.claim(case.case, by=OTHER_CLERK, means=means, now=NOW + QUARTER), OTHER_CLERK)
    assert desk.decide(case.case, KEPT, hold=hold, means=means, now=NOW + QUARTER).state is State.CLOSED


def test_a_move_after_the_lease_ran_out_is_refused_and_changes_nothing() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    hold = claimed(case, means)

    with pytest.raises(ConflictError) as refused:
        desk.accept(case.case, hold=hold, means=means, now=NOW + QUARTER)

    assert refused.value.code == "lease.expired"
    assert means.library.all()[0].mark is None


@pytest.mark.parametrize(
    ("state", "code"),
    [(State.SUBMITTED, "objection.move_not_allowed"), (State.CLOSED, "objection.already_closed")],
    ids=str,
)
def test_a_decision_before_its_time_or_a_second_one_is_refused(state: State, code: str) -> None:
    means = means_with()
    case = case_in(state, means)

    with pytest.raises(ConflictError) as refused:
        desk.decide(case.case, KEPT, hold=hold_of(case), means=means, now=NOW)

    assert refused.value.code == code


def test_a_case_whose_record_vanished_cannot_be_decided() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)
    emptied = means_with()
    emptied.cases, emptied.library = means.cases, type(means.library)()

    with pytest.raises(NotFoundError):
        desk.decide(case.case, KEPT, hold=claimed(case, means), means=emptied, now=NOW)


def test_filing_and_accepting_go_on_into_a_year_that_is_not_announced() -> None:
    means, december = means_with(), NOW.replace(month=12, day=28)

    case = case_in(State.ACCEPTED, means, now=december)

    assert {d.act for d in case.deadlines if d.provisional} >= {"absolute", "closing"}


def test_an_objection_may_end_by_the_centres_own_check() -> None:
    means = means_with()
    case = case_in(State.CHECKED, means, reason="published_past_its_period")

    ruling = Ruling(outcome="publication_ended", reasons="公示期已满。", on_evidence=ON_EVIDENCE)
    after = desk.decide(case.case, ruling, hold=hold_of(case), means=means, now=NOW)

    assert after.state is State.CLOSED
    assert means.library.all()[0].content.withheld == "objection.publication_ended"
