"""What happens by itself when a day comes near or has passed: once, told before it is committed, and never too much."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.library import versions
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Reader
from chalicelib.library.visibility import Shown, View
from chalicelib.objections import claims, desk, leases
from chalicelib.objections.cases import Case, State
from chalicelib.objections.chain import Verified, verified
from chalicelib.objections.escalation import cases_due, escalate
from chalicelib.objections.trail import lines_of
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date
from tests.factories import BODY, BODY_NAME, NOW, a_record, a_supply
from tests.fakes import MemoryCases
from tests.unit.objections.standing import (
    CLERK,
    COURT,
    DENIED,
    KEPT,
    SOURCE,
    SUBJECT,
    FakeMeans,
    case_in,
    claimed,
    hold_of,
    means_with,
)

DAY = timedelta(days=1)
# Referred on Monday 2026-11-23: the source replies by 11-30, and the hard cap is 12-14, for the 20th day is a Sunday.
REPLY_DAY, THE_DAY_AFTER = datetime(2026, 11, 30, 2, tzinfo=UTC), datetime(2026, 12, 1, 2, tzinfo=UTC)
CAP, PAST_THE_CAP = datetime(2026, 12, 14, 2, tzinfo=UTC), datetime(2026, 12, 15, 2, tzinfo=UTC)


def _now(case: Case, means: FakeMeans) -> Case:
    standing = means.cases.find(case.case)
    assert standing is not None
    return standing


def _due(means: FakeMeans, now: datetime) -> list[str]:
    return list(cases_due(means=means, now=now))


def _escalated(case: Case, means: FakeMeans, now: datetime) -> tuple[str, ...]:
    """Do what is due for a case, if the queues tell that anything is."""
    return escalate(case.case, means=means, now=now) if case.case in _due(means, now) else ()


def _shown(means: FakeMeans, reader: Reader, now: datetime) -> Shown | None:
    record = means.library.find(a_record().record_id)
    assert record is not None
    view = View(reader=reader, today=beijing_date(now), periods=periods(), bodies=means.bodies)
    return view.shown(record, item=catalogue().get(record.content.item))


def test_a_source_is_reminded_once_and_the_trail_says_so() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    assert _escalated(case, means, NOW + DAY) == ()
    assert [_escalated(case, means, REPLY_DAY) for _ in range(2)] == [("reminder",), ()]

    after = _now(case, means)
    assert (after.last.move, after.last.role, after.last.by) == ("reminder", "system", "")
    assert (after.last.to, after.last.note, after.last.state) == (f"body:{BODY}", "2026-11-30", State.REFERRED)
    assert (after.queue, after.due_on, after.deadlines) == (case.queue, case.due_on, case.deadlines)
    assert verified(lines_of(after, means.cases)) == Verified(lines=after.last.number)


def test_what_was_missed_is_made_up_for_in_order_and_each_is_promised_to_be_told() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    done = _escalated(case, means, THE_DAY_AFTER + 2 * DAY)

    lines = lines_of(_now(case, means), means.cases)[-3:]
    assert done == ("reminder", "escalated_to_lead", "escalated_to_commission")
    assert [(line.move, line.to) for line in lines] == [
        ("reminder", f"body:{BODY}"),
        ("escalated_to_lead", "lead"),
        ("escalated_to_commission", "body:development_reform"),
    ]
    told = [(case.case, line.number) for line in lines]
    assert list(means.notices.promised)[-3:] == told == means.notices.hastened[-3:]


def test_a_new_day_is_another_day_to_be_reminded_of() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    _escalated(case, means, REPLY_DAY)

    replied = desk.reply(
        case.case, DENIED, hold=claimed(_now(case, means), means, by=SOURCE, now=REPLY_DAY), means=means, now=REPLY_DAY
    )

    assert replied.due_on != case.due_on
    assert [_escalated(replied, means, day) for day in (REPLY_DAY, THE_DAY_AFTER)] == [(), ("reminder",)]


def test_a_case_of_a_body_that_was_merged_into_another_is_taken_over_told_and_claimed_by_its_successor() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    successor = msgspec.structs.replace(SOURCE, sub="source-9", body=COURT)
    claimed(case, means, by=SOURCE)
    means.bodies = _merged_into_another()
    merged = NOW + 2 * DAY
    assert claims.claim_next(by=successor, turn=0, means=means, now=merged) is None

    assert [_escalated(case, means, merged) for _ in range(2)] == [("taken_over",), ()]

    after = _now(case, means)
    assert (after.referred_to, after.queue, after.lease) == (COURT, f"body:{COURT}", None)
    assert (after.last.move, after.last.to, after.deadlines) == ("taken_over", f"body:{COURT}", case.deadlines)
    assert (case.case, after.last.number) in means.notices.hastened
    assert verified(lines_of(after, means.cases)) == Verified(lines=after.last.number)
    with pytest.raises(NotFoundError):
        claims.claim(case.case, by=SOURCE, means=means, now=merged)
    taken = claims.claim_next(by=successor, turn=0, means=means, now=merged)
    assert taken is not None
    replied = desk.reply(case.case, DENIED, hold=hold_of(taken, successor), means=means, now=merged)
    assert replied.state is State.REPLIED


def test_a_day_that_has_passed_is_told_to_the_successor_and_not_to_who_has_ended() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    means.bodies = _merged_into_another()

    assert _escalated(case, means, REPLY_DAY) == ("taken_over", "reminder")
    assert _now(case, means).last.to == f"body:{COURT}"


def test_a_body_that_is_not_registered_keeps_no_case_of_another_waiting() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    strayed = msgspec.structs.replace(case, case="YY-strayed", version=1, source="nobody", referred_to="nobody")
    means.cases.put(strayed, over=None)

    assert case.case in _due(means, PAST_THE_CAP)
    assert "fall_silent" in escalate(strayed.case, means=means, now=PAST_THE_CAP)


def _merged_into_another() -> Bodies:
    """Return a register in which the department was merged, the day after a case was referred to it."""
    common = {"level": "city", "kind": "department", "division": "512000", "confirmed": False, "source": "虚构"}
    rows: list[dict[str, object]] = [
        {"key": BODY, "names": [{"name": BODY_NAME}], "valid_to": "2026-11-24", "successor": COURT},
        {"key": COURT, "names": [{"name": "示例市虚构新局"}]},
    ]
    return Bodies.from_tables({"bodies": [row | common for row in rows]})


def test_who_holds_the_case_goes_on_holding_it() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    last_day = NOW + DAY
    hold = claimed(case, means, now=last_day)

    escalate(case.case, means=means, now=last_day)

    after = _now(case, means)
    leases.must_hold(after, hold_of(after), now=last_day)
    assert after.fence == hold.fence
    with pytest.raises(StaleVersionError):
        desk.accept(case.case, hold=hold, means=means, now=last_day)


class _Overtaken(MemoryCases):
    """Cases that somebody else always moves first."""

    def put(self, new: Case, *, over: Case | None) -> None:  # noqa: ARG002  as the store has it
        """Be overtaken."""
        raise StaleVersionError


def test_who_is_overtaken_leaves_no_line_and_promises_in_vain() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    overtaken = _Overtaken()
    vars(overtaken).update(vars(means.cases))
    means.cases, kept = overtaken, means.cases

    with pytest.raises(StaleVersionError):
        escalate(case.case, means=means, now=REPLY_DAY)

    means.cases = kept
    assert _now(case, means) == case
    assert means.notices.hastened.count((case.case, case.last.number + 1)) == 0
    assert _escalated(case, means, REPLY_DAY) == ("reminder",)


def test_a_source_that_is_silent_past_the_hard_cap_has_its_record_suspended() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)

    assert "fall_silent" not in _escalated(case, means, CAP)
    assert _shown(means, EVERYBODY, CAP) is not None
    assert _escalated(case, means, PAST_THE_CAP)[-1] == "fall_silent"

    after = _now(case, means)
    assert (after.state, after.queue, after.silent_since) == (State.SUSPENDED, "centre", PAST_THE_CAP)
    assert _shown(means, EVERYBODY, PAST_THE_CAP) is None
    seen = [_shown(means, reader, PAST_THE_CAP) for reader in (SUBJECT, CLERK)]
    assert [(one.marked, one.suspended) for one in seen if one] == [(True, True)] * 2
    assert means.announced[-1].after.content.suspended_by == case.case


def test_the_deciding_version_lifts_the_suspension() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    escalate(case.case, means=means, now=PAST_THE_CAP)

    hold = claimed(_now(case, means), means, now=PAST_THE_CAP)
    closed = desk.decide(case.case, KEPT, hold=hold, means=means, now=PAST_THE_CAP)

    shown = _shown(means, EVERYBODY, PAST_THE_CAP)
    assert closed.state is State.CLOSED
    assert shown is not None
    assert (shown.marked, shown.suspended) == (False, False)


def test_a_record_of_a_court_is_escalated_and_never_suspended() -> None:
    means = means_with(a_record(supply=a_supply(body=COURT)))
    case = case_in(State.REFERRED, means)

    done = [_escalated(case, means, PAST_THE_CAP) for _ in range(2)]

    assert done == [("reminder", "escalated_to_lead", "escalated_to_commission"), ()]
    assert _now(case, means).state is State.REFERRED
    assert _shown(means, EVERYBODY, PAST_THE_CAP) is not None
    assert _due(means, PAST_THE_CAP) == []


def test_a_record_that_comes_from_a_court_since_it_was_referred_is_not_suspended_either() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    record = means.library.find(a_record().record_id)
    assert record is not None
    content = msgspec.structs.replace(record.content, supply=a_supply(body=COURT), act="batch-2")
    means.library.put(versions.supplied_again(record, content), over=record)

    assert "fall_silent" not in escalate(case.case, means=means, now=PAST_THE_CAP)
    assert _now(case, means).state is State.REFERRED


def test_a_supplement_that_was_not_given_in_time_is_reminded_of_and_then_lapses() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    asked = desk.request_supplement(case.case, ["营业执照"], hold=claimed(case, means), means=means, now=NOW)
    assert (asked.queue, asked.due_on is not None) == ("subject", True)
    last_day = datetime(2026, 12, 7, 2, tzinfo=UTC)

    assert [_escalated(asked, means, day) for day in (last_day - 7 * DAY, last_day)] == [(), ("reminder",)]
    assert _escalated(asked, means, last_day + DAY) == ("lapse",)

    ended = _now(case, means)
    assert (ended.state, ended.decision and ended.decision.reasons) == (State.NOT_ACCEPTED, "supplement.lapsed")
    assert _escalated(asked, means, last_day + 9 * DAY) == ()


def test_nobody_claims_from_the_subjects_queue() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)
    desk.request_supplement(case.case, ["营业执照"], hold=claimed(case, means), means=means, now=NOW)

    assert claims.claim_next(by=CLERK, turn=0, means=means, now=NOW) is None


def test_a_case_that_is_not_there_ended_or_at_rest_is_left_alone() -> None:
    means = means_with()
    closed = case_in(State.CLOSED, means)

    assert escalate("YY-nobody", means=means, now=PAST_THE_CAP) == ()
    assert escalate(closed.case, means=means, now=PAST_THE_CAP) == ()
    assert _due(means, PAST_THE_CAP) == []


def test_every_page_of_every_queue_is_looked_into() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    for number in range(102):
        means.cases.put(msgspec.structs.replace(case, case=f"YY-{number}", version=1), over=None)

    assert set(_due(means, REPLY_DAY)) == {case.case, *(f"YY-{number}" for number in range(102))}
