"""A repair that was granted is taken back: who asks, who is heard, who decides, what comes back and for how long."""

from datetime import date, timedelta

import msgspec
import pytest

from chalicelib.catalogue.periods import periods
from chalicelib.errors import ConflictError, ForbiddenError, NotFoundError, RefusalError
from chalicelib.library.marks import is_under_repair
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Reader
from chalicelib.library.records import REPAIRED, UNCONFIRMED, Reason
from chalicelib.library.visibility import Shown, View
from chalicelib.notices.templates import Template
from chalicelib.objections import applications, desk, reviews
from chalicelib.objections.cases import Case, CaseKind, State
from chalicelib.objections.clocks import day_for
from chalicelib.objections.effects import PromiseError, roll_forward
from chalicelib.objections.repairs import filing, revocations
from chalicelib.objections.repairs.letters import letter_of
from chalicelib.objections.repairs.revocations import Demand
from chalicelib.objections.rulings import Ruling
from chalicelib.terms.dates import beijing_date
from tests.factories import DECIDED_ON, NOW, a_record
from tests.unit.objections.repairing import (
    FALSE,
    GRANT,
    PLAN,
    REFUSE,
    REFUSED,
    REVOKED,
    SHIELDED,
    a_list_entry,
    an_application,
    repair_in,
    revocation_of,
)
from tests.unit.objections.standing import (
    CLERK,
    KEPT,
    OTHER_CLERK,
    OTHER_SOURCE,
    REVIEWER,
    SOURCE,
    SUBJECT,
    FakeMeans,
    case_in,
    claimed,
    means_with,
)
from tests.unit.objections.test_notifying import TellingMeans

ENDED = Demand(ground="ruling_ended", reason="法院已裁定终止重整计划的执行。")
UPHELD = Ruling(outcome="repair_upheld", reasons="凭证属实。")
REINSTATED = Ruling(outcome="repair_reinstated", reasons="凭证经复核属实。")
HEARD_BY = NOW + timedelta(days=8)
TODAY = beijing_date(NOW)


def _seen(means: FakeMeans, *, on: date = TODAY, by: Reader = EVERYBODY) -> Shown | None:
    record = means.library.all()[0]
    view = View(reader=by, today=on, periods=periods(), bodies=means.bodies)
    return view.shown(record, item=means.catalogue.get(record.content.item))


def _asked(means: FakeMeans, demand: Demand = FALSE, **said: object) -> Case:
    """Grant a repair and have its taking back asked for and opened."""
    repair = repair_in(State.CLOSED, means, **said)  # type: ignore[arg-type]
    return revocation_of(repair, means, demand)


def _heard(means: FakeMeans, case: Case) -> Case:
    return revocations.be_heard(case.case, "凭证由银行出具，属实。", by=SUBJECT, means=means, now=NOW)


def _decided(means: FakeMeans, case: Case, ruling: Ruling = REVOKED) -> Case:
    hold = claimed(case, means, by=OTHER_CLERK)
    return desk.decide(case.case, ruling, hold=hold, means=means, now=NOW)


def test_the_record_comes_back_for_the_rest_of_its_own_period_and_no_day_longer() -> None:
    means = means_with()
    before = means.library.all()[0]
    asked = _asked(means)
    assert _seen(means) is None

    ended = _decided(means, _heard(means, asked))

    after = means.library.all()[0]
    assert (ended.state, ended.kind, after.mark) == (State.CLOSED, CaseKind.REVOCATION, None)
    assert (after.content.reason, after.content.withheld, after.content.ended) == (Reason.REPAIR_REVOKED, None, None)
    assert dict(after.content.fields) == dict(before.content.fields)
    assert (after.content.determined_on, after.content.publish_until) == (DECIDED_ON, before.content.publish_until)
    assert _seen(means) is not None
    assert _seen(means, on=date(2027, 3, 2)) is not None
    assert _seen(means, on=date(2027, 3, 3)) is None
    assert [one.after.content.reason for one in means.announced][-1] is Reason.REPAIR_REVOKED


def test_while_it_is_decided_the_repair_stands_and_the_subject_is_told_that_it_is_looked_at() -> None:
    means = means_with()

    asked = _asked(means)

    assert (asked.state, asked.queue, is_under_repair(asked.case)) == (State.ACCEPTED, "centre", True)
    assert (means.library.all()[0].mark, means.library.all()[0].content.withheld) == (asked.case, REPAIRED)
    own = _seen(means, by=SUBJECT)
    assert own is not None
    assert (own.under_repair, own.repaired) == (True, True)
    assert {one.act for one in asked.deadlines} >= {"hearing", "revocation"}


def test_an_entry_of_a_list_stands_on_it_again_as_it_did() -> None:
    entry = a_list_entry()
    means = means_with(entry)
    asked = _asked(means, asked=an_application(entry, kind="list_exit"))
    assert "removed_on" in means.library.all()[0].content.fields

    _decided(means, _heard(means, asked))

    content = means.library.all()[0].content
    assert dict(content.fields) == dict(entry.content.fields)
    assert content.superseded_fields == ()
    assert _seen(means) is not None


def test_a_shielding_ends_before_its_day_when_the_court_ended_the_plan() -> None:
    means = means_with()
    shield = {"asked": an_application(kind="restructuring", ruling=PLAN), "ruling": SHIELDED}
    asked = _asked(means, ENDED, **shield)
    assert _seen(means) is None

    _decided(means, _heard(means, asked))

    assert means.library.all()[0].content.shielded_until is None
    assert _seen(means) is not None
    assert filing.eligibility_for(a_record().record_id, by=SUBJECT, means=means, now=NOW)[0].may_apply


def test_it_is_not_decided_before_the_subject_was_heard_or_let_its_days_pass() -> None:
    means = means_with()
    asked = _asked(means)
    assert day_for(asked.deadlines, "hearing") == date(2026, 11, 30)

    with pytest.raises(ConflictError) as early:
        _decided(means, asked)
    late = desk.decide(
        asked.case,
        REVOKED,
        hold=claimed(asked, means, by=OTHER_CLERK, now=HEARD_BY),
        means=means,
        now=HEARD_BY,
    )

    assert early.value.code == "revocation.not_heard"
    assert (late.state, late.hearing) == (State.CLOSED, None)


def test_what_the_subject_says_is_said_once_and_cannot_be_blank() -> None:
    means = means_with()
    asked = _asked(means)

    with pytest.raises(RefusalError) as blank:
        revocations.be_heard(asked.case, " ", by=SUBJECT, means=means, now=NOW)
    said = _heard(means, asked)
    with pytest.raises(ConflictError) as twice:
        _heard(means, asked)

    assert said.hearing is not None
    assert (said.hearing.statement, said.state) == ("凭证由银行出具，属实。", State.ACCEPTED)
    assert (blank.value.code, twice.value.code) == ("hearing.statement_missing", "hearing.already_heard")


def test_its_subject_does_not_withdraw_what_is_asked_for_against_it() -> None:
    means = means_with()
    asked = _asked(means)

    with pytest.raises(ConflictError) as refused:
        applications.withdraw(asked.case, by=SUBJECT, means=means, now=NOW)

    assert refused.value.code == "objection.move_not_allowed"


def test_a_repair_that_was_rightly_granted_stays_and_bars_nothing() -> None:
    means = means_with()
    asked = _asked(means)

    ended = _decided(means, _heard(means, asked), UPHELD)

    record = means.library.all()[0]
    assert (ended.state, record.mark, record.content.withheld) == (State.CLOSED, None, REPAIRED)
    assert _seen(means) is None
    assert means.cases.bars_on(ended.objection.subject) == []
    with pytest.raises(ConflictError) as nothing:
        reviews.ask(ended.case, "请复核。", by=SUBJECT, means=means, now=NOW)
    assert nothing.value.code == "review.nothing_revoked"


def test_false_material_bars_the_next_application_as_if_it_had_been_found_at_once() -> None:
    means = means_with()
    ended = _decided(means, _heard(means, _asked(means)))

    told, _ = filing.eligibility_for(a_record().record_id, by=SUBJECT, means=means, now=NOW)

    assert means.cases.bars_on(ended.objection.subject) == [ended.case]
    conditions = {one.code: one for one in told.offers[0].conditions}
    assert (conditions["not_barred"].state, conditions["not_barred"].from_on) == ("not_met", date(2027, 11, 23))


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (CLERK, "decision.had_a_part"),
        (msgspec.structs.replace(OTHER_CLERK, sub=SOURCE.sub), "decision.replier_may_not_decide"),
    ],
    ids=["who decided the repair", "who asks"],
)
def test_who_granted_it_or_asks_may_not_decide(by: Reader, code: str) -> None:
    means = means_with()
    heard = _heard(means, _asked(means))

    with pytest.raises(ForbiddenError) as refused:
        desk.decide(heard.case, REVOKED, hold=claimed(heard, means, by=by), means=means, now=NOW)

    assert refused.value.code == code


@pytest.mark.parametrize("by", [CLERK, SUBJECT], ids=["centre", "subject"])
def test_only_the_body_that_granted_it_asks(by: Reader) -> None:
    means = means_with()
    repair = repair_in(State.CLOSED, means)

    with pytest.raises(ForbiddenError) as refused:
        revocations.ask(repair.case, FALSE, by=by, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        revocations.ask(repair.case, FALSE, by=OTHER_SOURCE, means=means, now=NOW)

    assert refused.value.code == "objection.not_your_move"


def test_who_certified_the_record_does_not_ask() -> None:
    means = means_with()
    repair = repair_in(State.CLOSED, means)
    certifier = msgspec.structs.replace(SOURCE, sub=str(repair.certifier))

    with pytest.raises(ForbiddenError) as refused:
        revocations.ask(repair.case, FALSE, by=certifier, means=means, now=NOW)

    assert refused.value.code == "reply.certifier_may_not_answer"


def test_what_was_never_granted_is_not_taken_back() -> None:
    refused_means, open_means, dispute_means = means_with(), means_with(), means_with()
    refused_repair = repair_in(State.CLOSED, refused_means, answer=REFUSE, ruling=REFUSED)
    open_repair = repair_in(State.REFERRED, open_means)
    dispute = case_in(State.CLOSED, dispute_means)

    for case, means in ((refused_repair, refused_means), (open_repair, open_means), (dispute, dispute_means)):
        with pytest.raises(ConflictError) as refused:
            revocations.ask(case.case, FALSE, by=SOURCE, means=means, now=NOW)
        assert refused.value.code == "revocation.not_granted"


@pytest.mark.parametrize(
    ("demand", "code"),
    [
        (Demand(ground="bad_mood", reason="虚构"), "revocation.ground_unknown"),
        (ENDED, "revocation.ground_unknown"),
        (Demand(ground="false_material", reason=" "), "revocation.reason_missing"),
    ],
    ids=["no ground", "a ground of shieldings", "no reason"],
)
def test_a_demand_without_a_ground_of_the_list_or_without_a_reason_is_refused(demand: Demand, code: str) -> None:
    means = means_with()
    repair = repair_in(State.CLOSED, means)

    with pytest.raises(RefusalError) as refused:
        revocations.ask(repair.case, demand, by=SOURCE, means=means, now=NOW)

    assert refused.value.code == code


def test_it_is_asked_for_once() -> None:
    means = means_with()
    asked = _asked(means)
    with pytest.raises(ConflictError) as while_open:
        revocations.ask(str(asked.review_of), FALSE, by=SOURCE, means=means, now=NOW)
    _decided(means, _heard(means, asked), UPHELD)

    with pytest.raises(ConflictError) as twice:
        revocations.ask(str(asked.review_of), FALSE, by=SOURCE, means=means, now=NOW)

    assert (while_open.value.code, twice.value.code) == ("objection.already_open", "revocation.only_once")


def _reviewed(means: FakeMeans, ended: Case, ruling: Ruling) -> Case:
    asked = reviews.ask(ended.case, "凭证属实，请复核。", by=SUBJECT, means=means, now=NOW)
    opened = roll_forward(asked.case, means=means, now=NOW)
    return desk.review_decide(opened.case, ruling, hold=claimed(opened, means, by=REVIEWER), means=means, now=NOW)


@pytest.mark.parametrize("what", ["penalty", "list", "shielding"])
def test_a_review_by_another_gives_the_repair_back_and_clears_what_was_found(what: str) -> None:
    entry = a_list_entry()
    means = means_with(*([entry] if what == "list" else []))
    said: dict[str, object] = {}
    if what == "list":
        said = {"asked": an_application(entry, kind="list_exit")}
    elif what == "shielding":
        said = {"asked": an_application(kind="restructuring", ruling=PLAN), "ruling": SHIELDED}
    asked = _asked(means, FALSE, **said)
    granted = means.library.all()[0].content

    reviewed = _reviewed(means, _decided(means, _heard(means, asked)), REINSTATED)

    content = means.library.all()[0].content
    assert (reviewed.state, means.library.all()[0].mark) == (State.CLOSED, None)
    assert (content.withheld, content.shielded_until) == (granted.withheld, granted.shielded_until)
    assert dict(content.fields) == dict(granted.fields)
    assert _seen(means) is None
    told, _ = filing.eligibility_for(means.library.all()[0].record_id, by=SUBJECT, means=means, now=NOW)
    assert {one.code: one.state for one in told.offers[0].conditions}["not_barred"] == "met"


def test_a_review_may_leave_it_taken_back_and_decides_nothing_else() -> None:
    means = means_with()
    ended = _decided(means, _heard(means, _asked(means)))
    with pytest.raises(RefusalError) as other:
        _reviewed(means, ended, Ruling(outcome="deleted", reasons="虚构"))
    opened = means.cases.find(f"{ended.case}-FH")
    assert opened is not None

    kept = desk.review_decide(opened.case, KEPT, hold=claimed(opened, means, by=REVIEWER), means=means, now=NOW)

    assert other.value.code == "decision.outcome_unknown"
    assert kept.state is State.CLOSED
    assert _seen(means) is not None


def test_the_review_of_a_dispute_reinstates_nothing() -> None:
    means = means_with()
    closed = case_in(State.CLOSED, means)

    with pytest.raises(RefusalError) as refused:
        _reviewed(means, closed, REINSTATED)

    assert refused.value.code == "decision.outcome_unknown"


def test_what_the_repair_made_must_be_among_the_versions() -> None:
    means = means_with()
    asked = _heard(means, _asked(means))
    lost = msgspec.structs.replace(asked, version=asked.version + 1, review_of="XF20261123-zzzzzzzz")
    means.cases.put(lost, over=asked)

    with pytest.raises(PromiseError):
        _decided(means, lost)


def test_a_later_supply_is_kept_and_the_identity_that_is_not_certain_hides_it_further() -> None:
    means = means_with()
    asked = _asked(means)
    record = means.library.all()[0]
    later = {**record.content.fields, "remark": "虚构备注"}
    content = msgspec.structs.replace(record.content, fields=later, withheld=UNCONFIRMED)
    means.library.put(msgspec.structs.replace(record, version=record.version + 1, content=content), over=record)

    _decided(means, _heard(means, asked))

    after = means.library.all()[0].content
    assert after.fields["remark"] == "虚构备注"
    assert (after.ended, after.withheld) == (None, UNCONFIRMED)


def test_the_subject_is_told_the_reasons_up_to_when_it_may_speak_and_in_the_end_every_remedy() -> None:
    means = TellingMeans()
    asked = _asked(means)
    proposed = _told(means, asked, Template.REVOCATION_PROPOSED)
    ended = _decided(means, _heard(means, asked))

    for text in (FALSE.reason, asked.case, "2026-11-30", "陈述、申辩"):
        assert text in proposed
    body = _told(means, ended, Template.REPAIR_REVOKED)
    for text in (REVOKED.reasons, "撤销信用修复", "复核", "行政复议", "行政诉讼", "投诉", "不因此延长"):
        assert text in body
    assert ended.decision is not None
    assert ended.decision.remedies == (
        "review",
        "administrative_reconsideration",
        "administrative_litigation",
        "complaint",
    )


def _told(means: TellingMeans, case: Case, template: Template) -> str:
    from chalicelib.objections.notifying import tell
    from chalicelib.objections.trail import lines_of

    for line in lines_of(case, means.cases):
        tell(case, line, means=means)
    (body,) = [one.text.body for one in means.kept.all() if one.template is template]
    return body


def test_its_letter_names_the_repair_that_is_taken_back() -> None:
    means = means_with()
    ended = _decided(means, _heard(means, _asked(means)))
    record = means.library.all()[0]

    letter = letter_of(ended, record, means.catalogue.get(record.content.item))

    assert (letter.title, letter.number) == ("撤销信用修复决定书", f"{ended.case}-JD")
    assert letter.remedies[0].code == "review"
    assert GRANT.reason not in letter.reasons
