"""The desk: the way of an objection, and who is refused where."""

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, RefusalError, UnprocessableError
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Status
from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.filings import Claimed
from chalicelib.objections.rulings import Ruling
from chalicelib.objections.trail import lines_of
from tests.factories import BODY, NOW, a_case, a_person, a_record, a_supply
from tests.fakes import MemoryCases
from tests.unit.objections.standing import (
    AGENT,
    AN_ID,
    ANOTHER_SUBJECT,
    CLERK,
    CONFIRMED,
    COURT,
    DELETED,
    DENIED,
    FORMER_BODY,
    KEPT,
    MINUTE,
    OTHER_CLERK,
    OTHER_SOURCE,
    PUBLIC,
    QUARTER,
    SOURCE,
    SUBJECT,
    a_filing,
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

    assert means.casework.sent == [case.case] * 3


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
        applications.submit(draft.case, by=AGENT, means=means, now=NOW + MINUTE)

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
        applications.submit(draft.case, by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "objection.already_open"
    assert "YY-0" in refused.value.zh
    ended = means.cases.find(draft.case)
    assert ended is not None
    assert ended.state is State.NOT_ACCEPTED


def test_after_one_objection_has_ended_another_may_follow() -> None:
    means = means_with()
    case_in(State.CLOSED, means)

    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW + MINUTE)

    assert applications.submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE).state is State.SUBMITTED


def test_what_an_ended_case_left_behind_stands_in_nobodys_way() -> None:
    means = means_with()
    ended = case_in(State.CLOSED, means)
    means.cases.open(a_record().record_id, ended.case)

    draft = applications.file(a_filing(), by=SUBJECT, means=means, now=NOW + MINUTE)
    applications.submit(draft.case, by=SUBJECT, means=means, now=NOW + MINUTE)

    assert means.cases.open_on(a_record().record_id) == draft.case


def test_a_draft_of_someone_else_is_not_found() -> None:
    means = means_with()
    draft = case_in(State.DRAFT, means)

    for by in (ANOTHER_SUBJECT, CLERK, SOURCE, PUBLIC):
        with pytest.raises(NotFoundError):
            applications.submit(draft.case, by=by, means=means, now=NOW)


def test_a_draft_whose_record_is_no_longer_shown_is_not_submitted() -> None:
    means = means_with()
    draft = case_in(State.DRAFT, means)
    record = means.library.all()[0]
    content = msgspec.structs.replace(record.content, status=Status.ERASED)
    means.library.put(msgspec.structs.replace(record, version=2, content=content), over=record)

    with pytest.raises(NotFoundError):
        applications.submit(draft.case, by=SUBJECT, means=means, now=NOW)


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
    case = case_in(State.CHECKED, means)

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
    case = case_in(State.CHECKED, means)

    ruling = Ruling(outcome="publication_ended", reasons="公示期已满。")
    after = desk.decide(case.case, ruling, hold=hold_of(case), means=means, now=NOW)

    assert after.state is State.CLOSED
    assert means.library.all()[0].content.withheld == "objection.publication_ended"
