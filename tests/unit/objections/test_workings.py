"""The working of the clocks: what stands, what was met, who holds the case, and the words for it."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from chalicelib.library.readers import Level, Reader
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.rulings import Delay
from chalicelib.objections.trail import lines_of
from chalicelib.objections.workings import ClockLine, ClockView, clocks_of
from tests.factories import NOW
from tests.unit.objections.standing import CLERK, SOURCE, SUBJECT, FakeMeans, case_in, claimed, means_with
from tests.unit.objections.years import with_2027

LATER = timedelta(days=30)


def _shown(case: Case, means: FakeMeans, *, reader: object = SUBJECT, now: datetime = NOW) -> ClockView:
    return clocks_of(case, lines_of(case, means.cases), reader=reader, means=means, now=now)  # type: ignore[arg-type]


def _by_act(view: ClockView) -> dict[str, ClockLine]:
    return {one.act: one for one in view.clocks}


def test_each_clock_shows_its_days_its_rule_and_what_says_so() -> None:
    means = means_with()
    view = _shown(case_in(State.REFERRED, means), means)
    reply = _by_act(view)["reply"]

    assert (view.regime, view.regime_zh) == ("sichuan", "四川（本平台建议）")
    assert (reply.standing, reply.length, reply.unit, reply.proposal, reply.confirmed) == (
        "running",
        5,
        "working_days",
        True,
        False,
    )
    assert (reply.citation, reply.basis) == ("信用资阳平台规则（建议稿）", "P")
    assert reply.after.startswith("上海: 5个工作日")
    assert [line.number for line in reply.days if line.number] == [1, 2, 3, 4, 5]
    assert reply.days[0].why == "start_day"
    assert reply.days[-1].on == reply.on
    assert reply.remind_on is not None
    assert reply.says_zh == f"自{reply.started_on}起算（当日不计入），5个工作日，至{reply.on}届满。"
    assert reply.says_en == f"From {reply.started_on}, which does not count, 5 working days, to {reply.on}."


def test_what_was_done_in_time_was_met_and_what_was_not_was_late() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    found = _by_act(_shown(case, means, now=NOW + LATER))

    assert {act: one.standing for act, one in found.items()} == {
        "acceptance": "met",
        "absolute": "overdue",
        "mark": "met",
        "own_check": "met",
        "referral": "met",
        "closing": "overdue",
        "reply": "overdue",
    }
    assert found["mark"].done_on == found["mark"].on
    assert found["closing"].done_on is None


def test_what_was_done_behind_its_day_is_said_to_be_late() -> None:
    means = means_with()
    submitted = case_in(State.SUBMITTED, means)
    late = NOW + timedelta(days=7)
    accepted = desk.accept(submitted.case, hold=claimed(submitted, means, now=late), means=means, now=late)

    assert _by_act(_shown(accepted, means, now=late))["acceptance"].standing == "met_late"


def test_what_the_subject_withdrew_before_is_ended_and_neither_met_nor_late() -> None:
    means = means_with()
    view = _shown(case_in(State.WITHDRAWN, means), means)

    assert _by_act(view)["reply"].standing == "ended"
    assert view.held_by.who == "nobody"


def test_a_clock_that_stands_still_says_why() -> None:
    means = means_with()
    checked = case_in(State.CHECKED, means)
    delay = Delay(by_whom="laboratory", reason="印章鉴定")
    held = desk.put_on_hold(checked.case, delay, hold=claimed(checked, means), means=means, now=NOW)
    now = NOW + timedelta(days=3)
    closing = _by_act(_shown(held, means, now=now))["closing"]

    assert (closing.standing, closing.told_on) == ("stands_still", None)
    assert [line.zh for line in closing.days if line.why == "paused"] == [
        "期限中止（专家鉴定或者检验：印章鉴定），不计入"
    ] * 3
    assert "，中止3日，" in closing.says_zh
    assert "standing still for 3 days" in closing.says_en


def test_an_extended_clock_says_so() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    longer = tuple(msgspec.structs.replace(one, extended=True) if one.act == "reply" else one for one in case.deadlines)
    reply = _by_act(_shown(msgspec.structs.replace(case, deadlines=longer), means))["reply"]

    assert (reply.length, reply.extended) == (8, True)
    assert "（含一次延长）" in reply.says_zh
    assert reply.told_on is not None


def test_a_provisional_day_says_so_and_a_loaded_notice_shows_beside_what_the_case_keeps() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means, now=datetime(2026, 12, 29, 2, tzinfo=UTC))
    before = _by_act(_shown(case, means, now=case.moved_at))["closing"]
    assert (before.provisional, before.on, before.told_on) == (True, date(2027, 1, 7), None)
    assert "此日暂定" in before.says_zh
    assert "provisional" in before.says_en

    means.calendar = with_2027()
    after = _by_act(_shown(case, means, now=case.moved_at))["closing"]
    assert (after.provisional, after.on, after.told_on) == (False, date(2027, 1, 8), date(2027, 1, 7))


def test_the_right_to_ask_for_a_review_runs_and_ends_and_is_never_overdue() -> None:
    means = means_with()
    closed = case_in(State.CLOSED, means)

    assert _by_act(_shown(closed, means))["review_request"].standing == "running"
    assert _by_act(_shown(closed, means, now=NOW + timedelta(days=90)))["review_request"].standing == "ended"


@pytest.mark.parametrize(
    ("state", "who"),
    [
        (State.DRAFT, "subject"),
        (State.SUBMITTED, "centre"),
        (State.REFERRED, "source"),
        (State.CLOSED, "nobody"),
    ],
)
def test_who_must_act_is_named(state: State, who: str) -> None:
    means = means_with()
    held_by = _shown(case_in(state, means), means).held_by

    assert held_by.who == who
    assert (held_by.body is not None) is (who == "source")
    assert held_by.zh
    assert held_by.en


def test_a_review_waits_for_a_reviewer_and_a_promise_for_the_platform() -> None:
    means = means_with()
    case = case_in(State.SUBMITTED, means)

    assert _shown(msgspec.structs.replace(case, queue="review"), means).held_by.who == "review"
    under_way = msgspec.structs.replace(case, queue=None, state=State.DECIDING)
    assert _shown(under_way, means).held_by.who == "platform"


def test_who_works_on_it_is_for_staff_and_by_name_for_the_centre_and_oneself() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    held = claims.claim(case.case, by=SOURCE, means=means, now=NOW)

    names = {}
    agency = Reader(level=Level.AUTHORISED, sub="agency-1", role="agency")
    for name, reader in (("subject", SUBJECT), ("agency", agency), ("source", SOURCE), ("centre", CLERK)):
        lease = _shown(held, means, reader=reader).held_by.lease
        names[name] = lease and lease.holder
    other = _shown(held, means, reader=msgspec.structs.replace(SOURCE, sub="another")).held_by.lease
    assert names == {"subject": None, "agency": None, "source": SOURCE.sub, "centre": SOURCE.sub}
    assert other is not None
    assert other.holder == ""


def test_a_case_whose_effect_is_done_is_read_as_it_stands() -> None:
    means = means_with()
    case = case_in(State.ACCEPTED, means)

    assert _by_act(_shown(roll_forward(case.case, means=means, now=NOW), means))["own_check"].standing == "running"
