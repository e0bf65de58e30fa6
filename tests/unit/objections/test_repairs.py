"""The way of a repair: who decides it, what it does to the record, and who is refused where."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue.periods import periods
from chalicelib.catalogue.severity import Severity
from chalicelib.errors import ConflictError, NotFoundError, RefusalError, UnprocessableError
from chalicelib.library import versions
from chalicelib.library.marks import is_under_repair
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Reader
from chalicelib.library.records import REPAIRED, Record, Value
from chalicelib.library.visibility import Shown, View
from chalicelib.objections import applications, claims, desk, reviews
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.effects import PromiseError, roll_forward
from chalicelib.objections.moves import MOVES, Actor, MoveName
from chalicelib.objections.papers import CourtRuling, EvidenceState, Repair
from chalicelib.objections.repairs import filing
from chalicelib.objections.rulings import Answer, MoreTime, Ruling
from chalicelib.objections.trail import lines_of, view_of
from chalicelib.terms.dates import beijing_date
from tests.factories import BODY, DECIDED_ON, NOW, a_case, a_record
from tests.unit.objections.repairing import (
    GRANT,
    GRANTED,
    LIST,
    PLAN,
    REFUSE,
    REFUSED,
    SHIELDED,
    a_list_entry,
    an_application,
    repair_in,
    with_material,
)
from tests.unit.objections.standing import (
    AGENT,
    ANOTHER_SUBJECT,
    CLERK,
    KEPT,
    OTHER_SOURCE,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    case_in,
    claimed,
    hold_of,
    means_with,
)


def _seen(record: Record, means: FakeMeans, *, on: date | None = None, by: Reader = EVERYBODY) -> Shown | None:
    item = means.catalogue.get(record.content.item)
    view = View(reader=by, today=on or beijing_date(NOW), periods=periods(), bodies=means.bodies)
    return view.shown(record, item=item)


def test_a_repair_goes_from_draft_to_an_end_of_publication_and_its_trail_tells_each_step() -> None:
    means = means_with()

    case = repair_in(State.CLOSED, means)

    record = means.library.all()[0]
    assert (record.mark, record.content.withheld, record.content.corrected_by) == (None, REPAIRED, case.case)
    assert _seen(record, means) is None
    assert [(line.move, line.role) for line in lines_of(case, means.cases)] == [
        ("file", "citizen"),
        ("submit", "citizen"),
        ("opened", "system"),
        ("accept", "desk"),
        ("marked", "system"),
        ("refer", "desk"),
        ("reply", "department"),
        ("decide", "desk"),
        ("settled", "system"),
        ("notified", "system"),
    ]
    assert means.cases.open_on(record.record_id) is None
    assert means.notices.told
    assert [change.after.content.withheld for change in means.announced][-1] == REPAIRED


def test_while_it_is_decided_everybody_sees_that_the_record_is_under_repair_and_not_that_it_is_disputed() -> None:
    means = means_with()

    case = repair_in(State.ACCEPTED, means)

    record = means.library.all()[0]
    assert is_under_repair(case.case)
    for by in (EVERYBODY, SUBJECT):
        shown = _seen(record, means, by=by)
        assert shown is not None
        assert (shown.under_repair, shown.marked) == (True, False)


def test_an_entry_of_a_list_ends_on_the_day_it_is_decided_and_says_why_and_by_whom() -> None:
    entry = a_list_entry()
    means = means_with(entry)

    case = repair_in(State.CLOSED, means, asked=an_application(entry, kind="list_exit"))

    content = means.library.all()[0].content
    assert content.fields["removed_on"] == beijing_date(NOW).isoformat()
    assert case.case in str(content.fields["removed_reason"])
    assert content.fields["removed_by"] == content.fields["authority_name"]
    assert (content.withheld, content.item) == (REPAIRED, LIST)


def test_what_was_refused_stays_as_it_is_without_its_mark_and_says_what_stands_open() -> None:
    means = means_with()

    case = repair_in(State.CLOSED, means, answer=REFUSE, ruling=REFUSED)

    record = means.library.all()[0]
    assert (record.mark, record.content.withheld) == (None, None)
    assert _seen(record, means) is not None
    assert case.decision is not None
    assert (case.decision.outcome, case.decision.reasons) == ("repair_refused", REFUSE.reason)
    assert case.decision.remedies == ("administrative_reconsideration", "administrative_litigation", "complaint")
    assert means.cases.bars_on(case.objection.subject) == []


def test_a_restructuring_shields_the_record_up_to_the_rulings_last_day_and_no_longer() -> None:
    means = means_with()

    repair_in(State.CLOSED, means, asked=an_application(kind="restructuring", ruling=PLAN), ruling=SHIELDED)

    record = means.library.all()[0]
    assert record.content.shielded_until == PLAN.until
    assert _seen(record, means) is None
    own = _seen(record, means, by=SUBJECT)
    assert own is not None
    assert own.shielded_until == PLAN.until
    short = msgspec.structs.replace(record.content, shielded_until=date(2026, 12, 31))
    shielded = msgspec.structs.replace(record, content=short)
    assert _seen(shielded, means, on=date(2026, 12, 31)) is None
    assert _seen(shielded, means, on=date(2027, 1, 1)) is not None


def test_nothing_is_shielded_without_a_ruling() -> None:
    means = means_with()
    case = repair_in(State.REPLIED, means, asked=an_application(kind="restructuring", ruling=PLAN))
    bare = msgspec.structs.replace(case, version=case.version + 1, repair=Repair(kind="restructuring"))
    means.cases.put(bare, over=case)

    with pytest.raises(PromiseError):
        desk.decide(bare.case, SHIELDED, hold=claimed(bare, means), means=means, now=NOW)


@pytest.mark.parametrize(
    ("answer", "ruling"),
    [
        (GRANT, REFUSED),
        (REFUSE, GRANTED),
        (GRANT, SHIELDED),
        (GRANT, KEPT),
        (GRANT, Ruling(outcome="repair_granted", reasons="中心认为可以。")),
    ],
    ids=["refused instead", "granted instead", "shielded instead", "of a dispute", "for other reasons"],
)
def test_the_centre_may_not_decide_otherwise_than_the_body_answered(answer: Answer, ruling: Ruling) -> None:
    means = means_with()

    with pytest.raises(ConflictError) as refused:
        repair_in(State.CLOSED, means, answer=answer, ruling=ruling)

    assert refused.value.code == "repair.not_what_was_answered"
    assert means.library.all()[0].content.withheld is None


def test_the_centre_may_repeat_the_reasons_and_add_no_values() -> None:
    repeated = Ruling(outcome="repair_granted", reasons=GRANT.reason)
    assert repair_in(State.CLOSED, means_with(), ruling=repeated).state is State.CLOSED

    with pytest.raises(UnprocessableError) as refused:
        repair_in(State.CLOSED, means_with(), ruling=Ruling(outcome="repair_granted", values={"remark": "x"}))
    assert refused.value.code == "decision.values_not_allowed"


def test_a_dispute_is_not_decided_by_the_outcome_of_a_repair() -> None:
    means = means_with()
    case = case_in(State.REPLIED, means)

    with pytest.raises(UnprocessableError) as refused:
        desk.decide(
            case.case, Ruling(outcome="repair_granted", reasons="虚构"), hold=claimed(case, means), means=means, now=NOW
        )

    assert refused.value.code == "decision.outcome_unknown"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(answer="confirm", reason="虚构"), "reply.answer_unknown"),
        (Answer(answer="grant", reason=" "), "reply.reason_missing"),
        (Answer(answer="grant", reason="虚构", values={"fine_amount_wan": "1"}), "reply.values_not_allowed"),
        (Answer(answer="grant", reason="虚构", finding="false_material"), "reply.finding_not_allowed"),
        (Answer(answer="refuse", reason="虚构", finding="bad_mood"), "reply.finding_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_none_to_a_repair_is_refused(answer: Answer, code: str) -> None:
    with pytest.raises(RefusalError) as refused:
        repair_in(State.REPLIED, means_with(), answer=answer)

    assert refused.value.code == code


def test_an_answer_to_a_dispute_takes_no_finding() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    answer = Answer(answer="confirm", reason="虚构", finding="false_material")

    with pytest.raises(UnprocessableError) as refused:
        desk.reply(case.case, answer, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)

    assert refused.value.code == "reply.finding_not_allowed"


def test_only_the_body_that_determined_the_record_is_asked_and_nothing_else_is_done_to_a_repair() -> None:
    means = means_with()
    case = repair_in(State.ACCEPTED, means)

    with pytest.raises(ConflictError) as no_check:
        desk.own_check(case.case, hold=hold_of(case), means=means, now=NOW)
    with pytest.raises(ConflictError) as undecided:
        desk.decide(case.case, GRANTED, hold=hold_of(case), means=means, now=NOW)
    referred = desk.refer(case.case, None, hold=hold_of(case), means=means, now=NOW)

    assert no_check.value.code == undecided.value.code == "objection.move_not_allowed"
    assert referred.referred_to == BODY
    with pytest.raises(NotFoundError):
        claims.claim(case.case, by=OTHER_SOURCE, means=means, now=NOW)
    with pytest.raises(ConflictError):
        desk.fell_silent(case.case, means=means, now=NOW + timedelta(days=60))


def test_what_was_refused_by_the_centre_for_its_form_never_bore_a_mark() -> None:
    means = means_with()
    case = repair_in(State.SUBMITTED, means)

    ended = desk.not_accept(case.case, "承诺书未盖章。", hold=claimed(case, means), means=means, now=NOW)

    assert ended.state is State.NOT_ACCEPTED
    assert means.library.all()[0].version == 1


def test_a_repair_is_supplemented_once_extended_and_withdrawn_like_any_case() -> None:
    means = means_with()
    case = repair_in(State.SUBMITTED, means)
    case = desk.request_supplement(case.case, ["承诺书未盖章"], hold=claimed(case, means), means=means, now=NOW)
    case = applications.supplement(case.case, "已盖章。", by=SUBJECT, means=means, now=NOW)
    case = desk.accept(case.case, hold=claimed(case, means), means=means, now=NOW)

    applications.withdraw(case.case, by=SUBJECT, means=means, now=NOW)
    ended = roll_forward(case.case, means=means, now=NOW)

    assert ended.state is State.WITHDRAWN
    assert means.library.all()[0].mark is None


def test_its_clocks_are_those_of_repairs() -> None:
    means = means_with()

    submitted = repair_in(State.SUBMITTED, means)

    assert {one.act: (one.on, one.basis, one.proposal) for one in submitted.deadlines} == {
        "acceptance": (date(2026, 11, 26), "O36", False),
        "repair_answer": (date(2026, 12, 7), "O36", False),
    }
    referred = repair_in(State.REFERRED, means_with())
    assert {one.act for one in referred.deadlines} == {"acceptance", "repair_answer", "mark", "referral", "reply"}


def test_a_setting_of_whose_days_count_changes_nothing_for_a_repair() -> None:
    means = means_with()
    means.deadline_regime = "shenzhen"

    assert repair_in(State.SUBMITTED, means).regime == "repair"


def test_one_case_is_open_on_a_record_and_the_second_is_told_its_number() -> None:
    means = means_with()
    disputed = case_in(State.SUBMITTED, means)

    with pytest.raises(ConflictError) as refused:
        filing.apply(an_application(), by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "objection.already_open"
    assert disputed.case in refused.value.zh

    means = means_with()
    repair = repair_in(State.SUBMITTED, means)
    with pytest.raises(ConflictError) as second:
        applications.file(a_filing(), by=SUBJECT, means=means, now=NOW)
    assert repair.case in second.value.zh


@pytest.mark.parametrize(
    "by", [ANOTHER_SUBJECT, CLERK, SOURCE, EVERYBODY], ids=["another", "centre", "source", "public"]
)
def test_a_record_of_someone_else_is_answered_as_one_that_does_not_exist(by: Reader) -> None:
    with pytest.raises(NotFoundError):
        filing.apply(an_application(), by=by, means=means_with(), now=NOW)
    with pytest.raises(NotFoundError):
        filing.eligibility_for(a_record().record_id, by=by, means=means_with(), now=NOW)


def test_a_representative_asks_for_its_subject() -> None:
    case = filing.apply(an_application(), by=AGENT, means=means_with(), now=NOW)

    assert (case.objection.representative, case.kind, case.state) == (True, CaseKind.REPAIR, State.DRAFT)


def test_nothing_is_submitted_without_pledge_and_proof_and_each_that_is_missing_is_named() -> None:
    means = means_with()
    case = repair_in(State.DRAFT, means)

    with pytest.raises(UnprocessableError) as bare:
        applications.submit(case.case, by=SUBJECT, means=means, now=NOW)
    with_material(means.cases.find(case.case) or case, means, "repair_pledge")
    with pytest.raises(UnprocessableError) as half:
        applications.submit(case.case, by=SUBJECT, means=means, now=NOW)

    assert bare.value.code == half.value.code == "repair.material_missing"
    assert [one.code for one in bare.value.errors] == ["evidence.repair_pledge", "evidence.fulfilment_proof"]
    assert [one.code for one in half.value.errors] == ["evidence.fulfilment_proof"]


def test_a_piece_that_was_not_kept_is_no_material() -> None:
    means = means_with()
    case = repair_in(State.DRAFT, means)
    case = with_material(case, means, "repair_pledge", "fulfilment_proof")
    quarantined = tuple(
        msgspec.structs.replace(one, state=EvidenceState.QUARANTINED) for one in case.objection.evidence
    )
    spoiled = msgspec.structs.replace(
        case, version=case.version + 1, objection=msgspec.structs.replace(case.objection, evidence=quarantined)
    )
    means.cases.put(spoiled, over=case)

    with pytest.raises(UnprocessableError) as refused:
        filing.must_be_complete(spoiled, means.library.all()[0], means=means, now=NOW)

    assert len(refused.value.errors) == 2


def test_conditions_are_judged_anew_when_it_is_submitted() -> None:
    means = means_with()
    case = repair_in(State.DRAFT, means)
    with_material(case, means, "repair_pledge", "fulfilment_proof")
    record = means.library.all()[0]
    heavier = msgspec.structs.replace(record.content, severity="serious")
    means.library.put(msgspec.structs.replace(record, version=2, content=heavier), over=record)

    with pytest.raises(ConflictError) as refused:
        applications.submit(case.case, by=SUBJECT, means=means, now=NOW)

    assert [one.code for one in refused.value.errors] == ["repair.minimum_period"]


def test_a_record_that_came_to_weigh_more_meanwhile_is_not_granted_nor_carried_out() -> None:
    means = means_with()
    case = repair_in(State.REPLIED, means)
    record = means.library.all()[0]
    heavier = msgspec.structs.replace(record.content, severity="serious")
    means.library.put(msgspec.structs.replace(record, version=record.version + 1, content=heavier), over=record)

    with pytest.raises(ConflictError) as refused:
        desk.decide(case.case, GRANTED, hold=claimed(case, means), means=means, now=NOW)

    assert refused.value.code == "repair.conditions_not_met"
    assert "2027-03-02" in refused.value.errors[0].message_zh


def test_what_was_granted_and_can_be_carried_out_no_more_is_refused_with_the_centres_reasons_and_ends() -> None:
    entry = a_list_entry()
    means = means_with(entry)
    case = repair_in(State.REPLIED, means, asked=an_application(entry, kind="list_exit"))
    standing = means.library.all()[0]
    fields = {**standing.content.fields, "removed_on": "2026-11-20"}
    content = msgspec.structs.replace(standing.content, fields=fields)
    means.library.put(versions.supplied_again(standing, content), over=standing)
    hold = claimed(case, means)

    with pytest.raises(ConflictError) as granted:
        desk.decide(case.case, GRANTED, hold=hold, means=means, now=NOW)
    with pytest.raises(UnprocessableError) as unsaid:
        desk.decide(case.case, REFUSED, hold=hold, means=means, now=NOW)
    ruling = Ruling(outcome="repair_refused", reasons="认定单位已自行移出名单，无需修复。")
    after = desk.decide(case.case, ruling, hold=hold, means=means, now=NOW)

    assert (granted.value.code, unsaid.value.code) == ("repair.conditions_not_met", "decision.reasons_missing")
    assert (after.state, after.decision and after.decision.reasons) == (State.CLOSED, ruling.reasons)
    assert means.library.all()[0].mark is None


def test_a_ruling_whose_last_day_has_passed_shields_nothing() -> None:
    means = means_with()
    short = msgspec.structs.replace(PLAN, until=beijing_date(NOW))
    case = repair_in(State.REFERRED, means, asked=an_application(kind="restructuring", ruling=short))

    later = NOW + timedelta(days=1)
    hold = claimed(case, means, by=SOURCE, now=later)

    with pytest.raises(ConflictError) as refused:
        desk.reply(case.case, GRANT, hold=hold, means=means, now=later)

    assert [one.code for one in refused.value.errors] == ["repair.ruling"]


@pytest.mark.parametrize("finding", ["false_material", "pledge_broken"])
def test_what_was_found_false_bars_another_application_for_a_time_and_names_the_day(finding: str) -> None:
    means = means_with(a_record(), a_record(number=2))
    found = msgspec.structs.replace(REFUSE, finding=finding)
    repair_in(State.CLOSED, means, answer=found, ruling=REFUSED)

    with pytest.raises(ConflictError) as refused:
        filing.apply(an_application(a_record(number=2)), by=SUBJECT, means=means, now=NOW + timedelta(days=1))
    told, _ = filing.eligibility_for(a_record(number=2).record_id, by=SUBJECT, means=means, now=NOW)

    assert [one.code for one in refused.value.errors] == ["repair.not_barred"]
    assert "2027-11-23" in refused.value.errors[0].message_zh
    assert not told.may_apply


def test_a_finding_is_noted_once_however_often_its_step_is_done() -> None:
    means = means_with()
    found = msgspec.structs.replace(REFUSE, finding="false_material")
    case = repair_in(State.CLOSED, means, answer=found, ruling=REFUSED)
    deciding = msgspec.structs.replace(case, version=case.version + 1, state=State.DECIDING)
    means.cases.put(deciding, over=case)

    roll_forward(case.case, means=means, now=NOW)

    assert means.cases.bars_on(case.objection.subject) == [case.case]


def test_a_repair_has_no_review_by_the_platform() -> None:
    means = means_with()
    case = repair_in(State.CLOSED, means, answer=REFUSE, ruling=REFUSED)

    with pytest.raises(ConflictError) as refused:
        reviews.ask(case.case, "请复核。", by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "review.not_for_repairs"


def test_a_reader_of_the_case_is_told_that_it_is_a_repair_and_of_which_kind() -> None:
    means = means_with()
    case = repair_in(State.ACCEPTED, means, asked=an_application(kind="restructuring", ruling=PLAN))

    view = view_of(case, lines_of(case, means.cases), reader=SUBJECT, catalogue=means.catalogue)

    assert view.kind is CaseKind.REPAIR
    assert view.repair == Repair(kind="restructuring", ruling=PLAN)


def test_what_asks_for_no_repair_has_no_kind_of_it() -> None:
    with pytest.raises(NotFoundError):
        filing.kind_of_repair(a_case())


def test_every_move_of_a_repair_is_in_the_table_and_the_first_is_its_filing() -> None:
    case = repair_in(State.DRAFT, means_with())

    assert case.last.move == MoveName.FILE.value
    assert case.case.startswith("XF")


MONTHS = {Severity.MINOR: 0, Severity.GENERAL: 3, Severity.SERIOUS: 12}


@settings(max_examples=60, deadline=None)
@given(
    severity=st.sampled_from(list(Severity)),
    decided_on=st.dates(min_value=date(2026, 4, 1), max_value=date(2026, 9, 1)),
    days=st.integers(min_value=0, max_value=450),
)
def test_a_repair_is_never_granted_before_the_least_period_of_its_class(
    severity: Severity, decided_on: date, days: int
) -> None:
    """Whatever the way to the decision: a case that stands before it by any means is not carried out too early."""
    today = decided_on + timedelta(days=days)
    now = datetime(today.year, today.month, today.day, 4, 0, tzinfo=UTC)
    fields: dict[str, Value] = {"decision_date": decided_on.isoformat()}
    means = means_with(a_record(fields=fields, determined_on=decided_on, severity=severity.value, mark="XF1"))
    case = _replied(means, now)

    refused = _decided(case, means, now)

    is_granted = means.library.all()[0].content.withheld == REPAIRED
    assert is_granted == (today >= _months_on(decided_on, MONTHS[severity]))
    assert refused == (None if is_granted else "repair.conditions_not_met")


def _decided(case: Case, means: FakeMeans, now: datetime) -> str | None:
    try:
        desk.decide(case.case, GRANTED, hold=claimed(case, means, now=now), means=means, now=now)
    except ConflictError as refused:
        return refused.code
    return None


def _replied(means: FakeMeans, now: datetime) -> Case:
    """Put a repair in which the body granted what it should not have, whenever that was."""
    record = means.library.all()[0]
    made = repair_in(State.REPLIED, means_with())
    case = msgspec.structs.replace(
        made,
        case="XF1",
        version=1,
        objection=msgspec.structs.replace(made.objection, record_id=record.record_id),
        lease=None,
        moved_at=now,
    )
    means.cases.put(case, over=None)
    means.cases.open(record.record_id, case.case)
    return case


def _months_on(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


@pytest.mark.parametrize(("severity", "first"), [("minor", 0), ("general", 3), ("serious", 12)])
def test_the_class_of_a_record_decides_from_which_day(severity: str, first: int) -> None:
    means = means_with(a_record(severity=severity))
    told, _ = filing.eligibility_for(
        a_record().record_id, by=SUBJECT, means=means, now=datetime(2026, 4, 20, 4, 0, tzinfo=UTC)
    )

    conditions = {one.code: one for one in told.offers[0].conditions}
    assert conditions["minimum_period"].from_on == _months_on(DECIDED_ON, first)


def test_a_court_ruling_has_four_things_and_no_other() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(PLAN), "judge": "虚构"}, CourtRuling)


OF_REPAIRS = {(row.state, row.move) for row in MOVES if CaseKind.REPAIR in row.kinds and row.actor is not Actor.SYSTEM}


def test_the_table_lets_people_make_these_moves_of_a_repair_and_no_other() -> None:
    withdrawn_in = (
        *(State.DRAFT, State.SUBMITTED, State.SUPPLEMENT_REQUIRED),
        *(State.ACCEPTED, State.REFERRED, State.REPLIED),
    )

    assert {
        (State.DRAFT, MoveName.SUBMIT),
        (State.SUBMITTED, MoveName.REQUEST_SUPPLEMENT),
        (State.SUPPLEMENT_REQUIRED, MoveName.SUPPLEMENT),
        (State.SUBMITTED, MoveName.ACCEPT),
        (State.SUBMITTED, MoveName.NOT_ACCEPT),
        (State.ACCEPTED, MoveName.REFER),
        (State.REFERRED, MoveName.EXTEND),
        (State.REFERRED, MoveName.REPLY),
        (State.REPLIED, MoveName.DECIDE),
        *((state, MoveName.WITHDRAW) for state in withdrawn_in),
    } == OF_REPAIRS


def test_a_complex_check_may_take_longer_once_with_the_heads_leave() -> None:
    means = means_with()
    case = repair_in(State.REFERRED, means)
    more = MoreTime(reason="须核查银行流水。", approved_by="虚构负责人")

    extended = desk.extend(case.case, more, hold=claimed(case, means, by=SOURCE), means=means, now=NOW)

    days = {one.act: one.on for one in extended.deadlines}
    assert (days["repair_answer"], days["reply"]) == (date(2026, 12, 14), date(2026, 12, 3))


def test_a_repair_whose_record_its_source_withdraws_is_superseded() -> None:
    means = means_with()
    case = repair_in(State.REFERRED, means)
    record = means.library.all()[0]
    means.library.put(versions.withdrawn(record, act="shili-jgj-20261124-aaaaaaaa", at=NOW), over=record)

    assert roll_forward(case.case, means=means, now=NOW).state is State.SUPERSEDED
