"""What lies beside the straight way: supplement, extension, silence, hold, and the record withdrawn meanwhile."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, RefusalError, UnprocessableError
from chalicelib.library import versions
from chalicelib.library.records import Status
from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import Case, Pause, State
from chalicelib.objections.clocks import day_for
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.papers import Evidence, EvidenceState
from chalicelib.objections.rulings import Delay, MoreTime, Ruling
from tests.factories import BODY, NOW, a_record, a_supply
from tests.unit.objections.standing import (
    AN_ID,
    CLERK,
    CONFIRMED,
    CORRECTED,
    COURT,
    DELETED,
    KEPT,
    MINUTE,
    MORE_TIME,
    PAST_ALL_DAYS,
    SOURCE,
    SUBJECT,
    TO_A_LABORATORY,
    FakeMeans,
    case_in,
    claimed,
    hold_of,
    means_with,
)

DAY = timedelta(days=1)


def _code(refused: pytest.ExceptionInfo[RefusalError]) -> str:
    return refused.value.code


# supplement


def test_all_that_is_missing_is_asked_for_at_once_and_the_clocks_stand_still_until_it_is_answered() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    missing = [" 授权委托书", "决定书", "授权委托书"]

    asked = desk.request_supplement(case.case, missing, hold=claimed(case, means), means=means, now=NOW)
    given = applications.supplement(case.case, " 已补齐。", by=SUBJECT, means=means, now=NOW + DAY)

    assert asked.supplement is not None
    assert (asked.state, asked.queue, asked.lease) == (State.SUPPLEMENT_REQUIRED, "subject", None)
    assert asked.supplement.missing == ("授权委托书", "决定书")
    assert asked.pauses == (Pause(from_=NOW, why="request_supplement"),)
    assert asked.due_on == day_for(asked.deadlines, "supplement")
    assert given.supplement is not None
    assert (given.state, given.queue, given.supplement.answer) == (State.SUBMITTED, "centre", "已补齐。")
    assert given.pauses == (Pause(from_=NOW, why="request_supplement", to=NOW + DAY),)


def test_nothing_is_asked_for_twice() -> None:
    means = means_with()
    case = case_in(State.SUPPLEMENT_REQUIRED, means)
    case = applications.supplement(case.case, "已补齐。", by=SUBJECT, means=means, now=NOW)

    with pytest.raises(ConflictError) as refused:
        desk.request_supplement(case.case, ["又一份"], hold=claimed(case, means), means=means, now=NOW)

    assert _code(refused) == "supplement.already_requested"


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ([], "supplement.nothing_missing"),
        ([f"第{n}份" for n in range(21)], "supplement.nothing_missing"),
        ([" "], "text.unsound"),
        (["字" * 301], "text.unsound"),
        ([AN_ID], "text.unsound"),
    ],
    ids=["nothing", "too much", "a blank", "too long", "a resident ID"],
)
def test_what_is_missing_is_named_and_fit_to_keep(missing: list[str], code: str) -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)

    with pytest.raises(UnprocessableError) as refused:
        desk.request_supplement(case.case, missing, hold=claimed(case, means), means=means, now=NOW)

    assert _code(refused) == code


def test_an_empty_supplement_is_refused_and_the_case_still_waits() -> None:
    means = means_with()
    case = case_in(State.SUPPLEMENT_REQUIRED, means)

    with pytest.raises(UnprocessableError) as refused:
        applications.supplement(case.case, " ", by=SUBJECT, means=means, now=NOW)

    assert _code(refused) == "supplement.empty"
    assert means.cases.find(case.case) == case


def test_a_case_lapses_on_the_day_after_the_last_and_not_before_and_its_subject_is_told() -> None:
    means = means_with()
    case = case_in(State.SUPPLEMENT_REQUIRED, means)
    last = day_for(case.deadlines, "supplement")
    assert last is not None
    days = (last - NOW.date()).days

    with pytest.raises(ConflictError) as refused:
        desk.lapsed(case.case, means=means, now=NOW + days * DAY)
    ended = desk.lapsed(case.case, means=means, now=NOW + (days + 1) * DAY)

    assert _code(refused) == "supplement.not_lapsed"
    assert ended.decision is not None
    assert (ended.state, ended.decision.reasons) == (State.NOT_ACCEPTED, "supplement.lapsed")
    assert means.cases.open_on(a_record().record_id) is None
    assert (case.case, "declining") in means.notices.told


def test_a_case_that_never_was_neither_lapses_nor_falls_silent() -> None:
    for unbidden in (desk.lapsed, desk.fell_silent):
        with pytest.raises(NotFoundError):
            unbidden("YY-0", means=means_with(), now=NOW)


# own check


def test_the_own_check_agrees_with_what_was_sent_and_says_from_which_row() -> None:
    means = means_with()

    found = case_in(State.CHECKED, means).own_check

    supply = a_record().content.supply
    assert found is not None
    assert (found.agrees, found.version, found.read_again) == (True, 1, False)
    assert (found.batch, found.row, found.checked_by) == (supply.batch, supply.row, CLERK.sub)


def test_a_fault_of_the_platforms_own_is_put_right_at_once() -> None:
    means = means_with()
    supply = a_record().content.supply
    means.origins.rows[supply.batch, supply.row] = {"fine_amount_wan": "0.5", "doc_no": "另一文号"}
    case = case_in(State.CHECKED, means)
    assert case.own_check is not None
    (differing,) = case.own_check.differing

    after = desk.decide(case.case, CORRECTED, hold=hold_of(case), means=means, now=NOW)

    assert (differing.field, differing.shown, differing.sent) == ("fine_amount_wan", "1.5", "0.5")
    assert (case.own_check.agrees, case.own_check.read_again) == (False, True)
    assert after.state is State.CLOSED
    assert means.library.all()[0].content.fields["fine_amount_wan"] == "0.5"


# the source: once, in time, late, silent


def test_a_source_gets_more_time_once_with_reason_and_leave() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    before = day_for(case.deadlines, "reply")
    hold = claimed(case, means, by=SOURCE)

    after = desk.extend(case.case, MORE_TIME, hold=hold, means=means, now=NOW)

    later = day_for(after.deadlines, "reply")
    assert before is not None
    assert later is not None
    assert later > before
    assert after.extension is not None
    assert (after.extension.approved_by, after.extension.extended_by) == ("虚构负责人", SOURCE.sub)
    assert (after.state, after.lease) == (
        State.REFERRED,
        claims.claim(case.case, by=SOURCE, means=means, now=NOW).lease,
    )
    with pytest.raises(ConflictError) as refused:
        desk.extend(case.case, MORE_TIME, hold=claimed(after, means, by=SOURCE), means=means, now=NOW)
    assert _code(refused) == "extension.already_granted"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (MoreTime(reason=" ", approved_by="虚构负责人"), "extension.reason_missing"),
        (MoreTime(reason="须调阅档案。", approved_by=""), "extension.approval_missing"),
        (MoreTime(reason=AN_ID, approved_by="虚构负责人"), "text.unsound"),
    ],
    ids=["no reason", "no leave", "a resident ID"],
)
def test_more_time_without_reason_or_leave_is_refused(more: MoreTime, code: str) -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    with pytest.raises(UnprocessableError) as refused:
        desk.extend(case.case, more, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)

    assert _code(refused) == code


def test_more_time_that_no_rule_of_the_regime_gives_is_refused() -> None:
    means = means_with()
    means.deadline_regime = "shanghai"
    case = case_in(State.REFERRED, means)

    with pytest.raises(ConflictError) as refused:
        desk.extend(case.case, MORE_TIME, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)

    assert _code(refused) == "extension.not_provided_for"


def test_more_time_asked_for_too_late_is_refused_and_a_late_answer_is_taken_and_says_so() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    later = NOW + PAST_ALL_DAYS
    hold = claimed(case, means, by=SOURCE, now=later)

    with pytest.raises(ConflictError) as refused:
        desk.extend(case.case, MORE_TIME, hold=hold, means=means, now=later)
    after = desk.reply(case.case, CONFIRMED, hold=hold, means=means, now=later)

    assert _code(refused) == "extension.too_late"
    assert after.reply is not None
    assert (after.state, after.reply.late) == (State.REPLIED, True)


def test_an_answer_in_time_is_not_late() -> None:
    reply = case_in(State.REPLIED, means_with()).reply

    assert reply is not None
    assert not reply.late


def test_a_case_is_referred_once() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)
    case = desk.put_on_hold(case.case, TO_A_LABORATORY, hold=claimed(case, means), means=means, now=NOW)
    case = desk.resume(case.case, "公章属实。", hold=claimed(case, means), means=means, now=NOW)

    with pytest.raises(ConflictError) as refused:
        desk.refer(case.case, None, hold=hold_of(case), means=means, now=NOW)

    assert _code(refused) == "objection.already_referred"


def test_what_was_referred_once_is_not_due_to_be_referred_again() -> None:
    means, later = means_with(), NOW + 3 * DAY
    case = case_in(State.REFERRED, means)
    case = desk.reply(case.case, CONFIRMED, hold=claimed(case, means, by=SOURCE, now=later), means=means, now=later)
    held = desk.put_on_hold(case.case, TO_A_LABORATORY, hold=claimed(case, means, now=later), means=means, now=later)

    resumed = desk.resume(case.case, "公章属实。", hold=claimed(held, means, now=later), means=means, now=later)

    answer, referral = (day_for(resumed.deadlines, act) for act in ("answer", "referral"))
    assert answer is not None
    assert referral is not None
    assert (resumed.due_on, referral < answer) == (answer, True)


def test_what_its_source_does_not_confirm_in_time_is_not_public_until_it_is_decided() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    with pytest.raises(ConflictError) as refused:
        desk.fell_silent(case.case, means=means, now=NOW + DAY)
    silent = desk.fell_silent(case.case, means=means, now=NOW + PAST_ALL_DAYS)
    record = means.library.all()[0]

    assert _code(refused) == "objection.cap_not_reached"
    assert (silent.state, silent.queue, silent.silent_since) == (State.SUSPENDED, "centre", NOW + PAST_ALL_DAYS)
    assert (record.mark, record.content.suspended_by) == (case.case, case.case)
    assert [change.after.content.reason for change in means.announced] == ["marked", "suspended"]


def test_after_silence_the_centre_decides_also_against_the_subject() -> None:
    means = means_with()
    case, now = case_in(State.SUSPENDED, means), NOW + PAST_ALL_DAYS

    after = desk.decide(case.case, KEPT, hold=claimed(case, means, now=now), means=means, now=now)

    assert after.state is State.CLOSED
    assert means.library.all()[0].content.suspended_by is None


def test_a_source_may_answer_after_its_silence() -> None:
    means = means_with()
    case, now = case_in(State.SUSPENDED, means), NOW + PAST_ALL_DAYS

    after = desk.reply(case.case, CONFIRMED, hold=claimed(case, means, by=SOURCE, now=now), means=means, now=now)

    assert after.reply is not None
    assert (after.state, after.reply.late) == (State.REPLIED, True)


def test_a_record_of_a_court_is_never_suspended() -> None:
    means = means_with(a_record(supply=a_supply(body=COURT)))
    case = case_in(State.REFERRED, means)

    with pytest.raises(ForbiddenError) as refused:
        desk.fell_silent(case.case, means=means, now=NOW + PAST_ALL_DAYS)

    assert _code(refused) == "objection.upstream_record"
    assert means.library.all()[0].content.suspended_by is None


# hold


@pytest.mark.parametrize("state", [State.CHECKED, State.REPLIED], ids=str)
def test_a_case_waits_for_an_expert_and_goes_on_with_what_was_found(state: State) -> None:
    means = means_with()
    case = case_in(state, means)

    held = desk.put_on_hold(case.case, TO_A_LABORATORY, hold=claimed(case, means), means=means, now=NOW)
    resumed = desk.resume(case.case, "公章属实。", hold=claimed(held, means), means=means, now=NOW + MINUTE)

    assert (held.state, held.queue, held.due_on) == (State.HELD, "centre", None)
    assert [pause.why for pause in held.pauses if pause.to is None] == ["hold"]
    assert resumed.hold is not None
    assert (resumed.state, resumed.hold.finding) == (State.CHECKED, "公章属实。")
    assert [pause.to for pause in resumed.pauses] == [NOW + MINUTE]


@pytest.mark.parametrize(
    ("delay", "code"),
    [
        (Delay(by_whom="nobody", reason="等待。"), "hold.unknown"),
        (Delay(by_whom="expert", reason=" "), "hold.reason_missing"),
    ],
    ids=["nobody known", "no reason"],
)
def test_a_hold_for_nobody_or_for_no_reason_is_refused(delay: Delay, code: str) -> None:
    means = means_with()
    case = case_in(State.CHECKED, means)

    with pytest.raises(UnprocessableError) as refused:
        desk.put_on_hold(case.case, delay, hold=hold_of(case), means=means, now=NOW)

    assert _code(refused) == code


def test_a_case_goes_on_only_with_a_finding() -> None:
    means = means_with()
    case = case_in(State.HELD, means)

    with pytest.raises(UnprocessableError) as refused:
        desk.resume(case.case, "", hold=claimed(case, means), means=means, now=NOW)

    assert _code(refused) == "hold.finding_missing"


# decisions


def _with_evidence(case: Case, means: FakeMeans) -> Case:
    """Return the case with two pieces of evidence kept, and one that was not."""
    kept = tuple(
        Evidence(id=name, name="证明.pdf", media_type="application/pdf", bytes=9, sha256="0" * 64, kind="judgment")
        for name in ("e1", "e2")
    )
    refused = msgspec.structs.replace(kept[0], id="e0", state=EvidenceState.REFUSED)
    objection = msgspec.structs.replace(case.objection, evidence=(refused, *kept))
    after = msgspec.structs.replace(case, version=case.version + 1, objection=objection)
    means.cases.put(after, over=case)
    return after


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"e1": "属实。"}, "decision.evidence_not_answered"),
        ({"e1": "属实。", "e2": " "}, "decision.evidence_not_answered"),
        ({"e1": "属实。", "e2": "无关。", "e3": "？"}, "decision.evidence_unknown"),
        ({"e1": "属实。", "e2": AN_ID}, "text.unsound"),
    ],
    ids=["one left out", "a blank", "one that is not there", "a resident ID"],
)
def test_a_decision_answers_each_piece_of_evidence_that_is_kept(said: dict[str, str], code: str) -> None:
    means = means_with()
    case = _with_evidence(case_in(State.REPLIED, means), means)
    ruling = Ruling(outcome="record_kept", reasons="属实。", on_evidence=said)

    with pytest.raises(UnprocessableError) as refused:
        desk.decide(case.case, ruling, hold=claimed(case, means), means=means, now=NOW)

    assert _code(refused) == code
    assert AN_ID not in repr(refused.value.errors)


def test_a_refusal_says_what_came_of_the_evidence_where_it_comes_from_and_what_stands_open() -> None:
    means = means_with()
    case = _with_evidence(case_in(State.REPLIED, means), means)
    ruling = Ruling(outcome="record_kept", reasons="属实。", on_evidence={"e1": "属实。", "e2": "与本案无关。"})

    after = desk.decide(case.case, ruling, hold=claimed(case, means), means=means, now=NOW)

    assert after.decision is not None
    assert after.decision.on_evidence == ruling.on_evidence
    assert after.decision.source == means.bodies.get(BODY).name
    assert after.decision.remedies == (
        "review", "administrative_reconsideration", "administrative_litigation", "complaint"
    )  # fmt: skip


def test_what_follows_the_objection_needs_no_remedy() -> None:
    decision = case_in(State.CLOSED, means_with()).decision

    assert decision is not None
    assert decision.remedies == ()


def test_a_case_is_closed_only_once_those_concerned_are_told() -> None:
    means = means_with()
    case = case_in(State.CLOSED, means)

    assert [number for number, state in means.notices.told if state == "notifying"] == [case.case]
    assert day_for(case.deadlines, "review_request") is not None


# superseded


def test_a_record_that_its_source_withdraws_supersedes_the_case_and_those_concerned_are_told() -> None:
    means = means_with()

    case = case_in(State.SUPERSEDED, means)

    assert case.decision is not None
    assert (case.decision.outcome, case.queue) == ("superseded", None)
    assert means.library.all()[0].content.status is Status.WITHDRAWN
    assert means.cases.open_on(a_record().record_id) is None
    assert (case.case, "superseding") in means.notices.told
    assert roll_forward(case.case, means=means, now=NOW).version == case.version


def test_a_withdrawn_record_that_still_bears_the_mark_loses_it() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    record = means.library.all()[0]
    gone = versions.withdrawn(record, act="batch-2", at=NOW)
    means.library.put(msgspec.structs.replace(gone, mark=case.case), over=record)

    after = roll_forward(case.case, means=means, now=NOW)

    assert (after.state, means.library.all()[0].mark) == (State.SUPERSEDED, None)


def test_a_case_not_accepted_yet_is_left_to_the_centre() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    record = means.library.all()[0]
    means.library.put(versions.withdrawn(record, act="batch-2", at=NOW), over=record)

    assert roll_forward(case.case, means=means, now=NOW) == case


def test_a_silence_of_a_record_withdrawn_meanwhile_ends_as_superseded() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    record = means.library.all()[0]
    means.library.put(versions.withdrawn(record, act="batch-2", at=NOW), over=record)

    silent = desk.fell_silent(case.case, means=means, now=NOW + PAST_ALL_DAYS)

    assert silent.state is State.SUPERSEDED
    assert means.library.all()[0].content.suspended_by is None


def test_a_deletion_by_the_case_itself_supersedes_nothing() -> None:
    means = means_with()
    case = case_in(State.CHECKED, means, reason="published_twice")

    after = desk.decide(case.case, DELETED, hold=hold_of(case), means=means, now=NOW)

    assert roll_forward(case.case, means=means, now=NOW) == after
    assert after.state is State.CLOSED
