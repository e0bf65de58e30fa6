"""A tip is filed without a name, followed by a code, decided by the competent body, and paid to who shows the code."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import msgspec
import pytest

from chalicelib.errors import ConflictError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.notices.errands import PREFIX, Errand
from chalicelib.notices.notice import Notice, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.reading import view_of
from chalicelib.notices.templates import Template
from chalicelib.objections.owners import Line, Write
from chalicelib.objections.tips import codes, handling
from chalicelib.objections.tips.filing import Tap, file
from chalicelib.objections.tips.handling import Award, Ruling
from chalicelib.objections.tips.telling import keep_promise
from chalicelib.objections.tips.tip import Filing, RewardState, State, Tip, Tipper
from chalicelib.objections.tips.views import Opening, facts_view, receipt_of, status_view, view_for
from tests.app.world import COUNTY_BODY
from tests.factories import BODY, BODY_NAME, NOW, a_credit_code, a_subject
from tests.fakes_acts import MemoryActs
from tests.fakes_notices import MemoryNoticeQueue, MemoryNotices
from tests.unit.objections.around import CLERK, COMPETENT, OFFICER, OTHER_BODY, PUBLIC, FakeMeans, codes_in, of_body
from tests.unit.objections.standing import AN_ID

FILING = Filing(
    kind="work_safety",
    reported="示例虚构甲有限公司",
    statement="该公司夜间在未取得许可的仓库内存放危险化学品。",
    reported_code=a_credit_code(),
)
TIPPER = Tipper(name="示例举报人", contact="13800000000")
ESTABLISHED = Ruling(established=True, reasons="经现场检查属实。", facts="检查发现一处仓库不符合规定。")
_TAPS = count(1)
HOUR = timedelta(hours=1)
NOT_SO = Ruling(established=False, reasons="经检查，未发现所述情况。")


@pytest.fixture
def means() -> FakeMeans:
    return FakeMeans()


def filed(means: FakeMeans, *, tipper: Tipper | None = TIPPER, **changes: object) -> tuple[Tip, str]:
    """Return a tip that was filed just now, and its code."""
    return file(msgspec.structs.replace(FILING, **changes), tipper, tap=a_tap(), means=means, now=NOW)


def a_tap() -> Tap:
    """Return a tap with a key of its own."""
    return Tap(key=f"{next(_TAPS):032x}", fingerprint="f" * 64)


def by(reader: Reader, tip: Tip) -> Write:
    """Return a write over a tip as it stands."""
    return Write(reader, tip.edition)


def referred(means: FakeMeans) -> tuple[Tip, str]:
    """Return a tip that was referred to the competent body."""
    tip, code = filed(means)
    return handling.refer(tip.tip, BODY, write=by(OFFICER, tip), means=means, now=NOW), code


def established(means: FakeMeans) -> tuple[Tip, str]:
    """Return a tip that the competent body established."""
    tip, code = referred(means)
    return handling.decide(tip.tip, ESTABLISHED, write=by(COMPETENT, tip), means=means, now=NOW), code


def granted(means: FakeMeans) -> tuple[Tip, str]:
    """Return a tip whose reward was granted."""
    tip, code = established(means)
    tip = handling.claim(tip.tip, code, means=means, now=NOW)
    award = Award(reasons="符合奖励规定。", amount_yuan=2000)
    return handling.reward(tip.tip, award, write=by(COMPETENT, tip), means=means, now=NOW), code


def test_a_tip_keeps_what_is_reported_and_not_who_reports(means: FakeMeans) -> None:
    tip, code = filed(means)

    assert means.tips.find(tip.tip) == tip
    assert (tip.state, tip.filing, tip.queue, tip.is_named) == (State.FILED, FILING, "tips", True)
    kept = means.tips.kept[tip.tip].decode()
    assert all(secret not in kept for secret in (TIPPER.name, TIPPER.contact, code))
    sealed = means.tippers.kept[tip.tip].decode()
    assert TIPPER.name not in sealed
    assert receipt_of(tip, code).code == code


def test_a_tip_of_nobody_has_nobody_to_open(means: FakeMeans) -> None:
    tip, _ = filed(means, tipper=None, reported_code=None)

    assert not tip.is_named
    assert means.tippers.kept == {}
    with pytest.raises(NotFoundError):
        handling.reporter_of(tip.tip, "核实。", by=OFFICER, means=means, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "gossip"}, "tip.kind_unknown"),
        ({"statement": " "}, "text.blank"),
        ({"statement": "x" * 2001}, "text.too_long"),
        ({"statement": f"证件{AN_ID}"}, "text.resident_id"),
        ({"statement": "请拨打13800000000联系。"}, "text.mobile"),
        ({"reported": ""}, "text.blank"),
        ({"reported": "甲" * 101}, "text.too_long"),
        ({"reported_code": "91510000000000000X"}, "tip.code_unsound"),
    ],
)
def test_what_is_wrong_is_named_and_never_echoed(means: FakeMeans, changes: dict[str, str], code: str) -> None:
    filing = msgspec.structs.replace(FILING, **changes)

    with pytest.raises(UnprocessableError, match=r"tip\.unsound") as refusal:
        file(filing, TIPPER, tap=a_tap(), means=means, now=NOW)

    assert codes_in(refusal) == {code}
    assert means.tips.kept == means.tippers.kept == {}


@pytest.mark.parametrize("tipper", [Tipper(name=" ", contact="x"), Tipper(name="x", contact="x" * 101)])
def test_who_reports_says_who_they_are_and_how_to_reach_them(means: FakeMeans, tipper: Tipper) -> None:
    with pytest.raises(UnprocessableError) as refusal:
        filed(means, tipper=tipper)

    assert codes_in(refusal) == {"tip.reporter_unsound"}


def test_a_credit_code_is_kept_as_it_is_compared(means: FakeMeans) -> None:
    tip, _ = filed(means, reported_code=a_credit_code().lower())

    assert tip.filing.reported_code == a_credit_code()


def test_the_code_opens_its_tip_however_it_was_copied(means: FakeMeans) -> None:
    tip, code = filed(means)

    spelt = f" {code[:4].upper()}-{code[4:8]} {code[8:]} "
    assert handling.status_of(tip.tip, spelt, means=means) == tip


def test_a_wrong_code_is_answered_as_a_number_that_never_was(means: FakeMeans) -> None:
    tip, code = filed(means)
    refusals = []
    for number, shown in ((tip.tip, "wrong"), (tip.tip, ""), ("JB20261123-nothing", code), ("JB20261123-nothing", "")):
        with pytest.raises(NotFoundError) as refusal:
            handling.status_of(number, shown, means=means)
        refusals.append((refusal.value.code, refusal.value.zh, refusal.value.en))

    assert len(set(refusals)) == 1


def test_the_hash_of_a_code_is_salted(means: FakeMeans) -> None:
    first, second = filed(means)[0], filed(means)[0]

    assert first.salt != second.salt
    assert codes.hash_of("x", salt=first.salt) != codes.hash_of("x", salt=second.salt)
    assert not codes.is_of("x", None)


def test_the_officer_refers_to_the_competent_body_which_alone_sees_it(means: FakeMeans) -> None:
    tip, _ = filed(means)
    with pytest.raises(NotFoundError):
        handling.tip_for(COMPETENT, tip.tip, means=means, now=NOW)

    referred_on = handling.refer(tip.tip, None, write=by(OFFICER, tip), means=means, now=NOW)

    assert (referred_on.state, referred_on.referred_to) == (State.REFERRED, "emergency_management")
    competent = of_body("emergency_management")
    assert handling.tip_for(competent, tip.tip, means=means, now=NOW) == referred_on
    assert handling.waiting_for(competent, means=means, limit=5) == [referred_on]
    assert handling.waiting_for(OFFICER, means=means, limit=5) == []
    for other in (OTHER_BODY, CLERK, PUBLIC):
        with pytest.raises(NotFoundError):
            handling.tip_for(other, tip.tip, means=means, now=NOW)
    for other in (CLERK, PUBLIC):
        with pytest.raises(NotFoundError):
            handling.waiting_for(other, means=means, limit=5)


def test_what_a_body_was_it_is_under_the_name_of_today(means: FakeMeans) -> None:
    tip, _ = filed(means)

    assert handling.refer(tip.tip, "work_safety", write=by(OFFICER, tip), means=means, now=NOW).referred_to == (
        "emergency_management"
    )


@pytest.mark.parametrize("body", ["nowhere", "province"])
def test_nothing_is_referred_to_what_is_no_department(means: FakeMeans, body: str) -> None:
    tip, _ = filed(means)

    with pytest.raises(UnprocessableError) as refusal:
        handling.refer(tip.tip, body, write=by(OFFICER, tip), means=means, now=NOW)

    assert codes_in(refusal) == {"tip.body_unknown"}


def test_a_tip_that_is_not_there_moves_nobody(means: FakeMeans) -> None:
    with pytest.raises(NotFoundError):
        handling.refer("JB20261123-nothing", None, write=Write(OFFICER, 1), means=means, now=NOW)


def test_a_write_over_another_version_is_stale(means: FakeMeans) -> None:
    tip, _ = filed(means)

    with pytest.raises(StaleVersionError):
        handling.refer(tip.tip, None, write=Write(OFFICER, 7), means=means, now=NOW)


def test_moves_are_for_their_state_and_their_party(means: FakeMeans) -> None:
    tip, _ = referred(means)
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.refer(tip.tip, None, write=by(OFFICER, tip), means=means, now=NOW)
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.not_take(tip.tip, "理由。", write=by(COMPETENT, tip), means=means, now=NOW)
    with pytest.raises(ConflictError, match="move_not_allowed"):
        handling.decide(tip.tip, ESTABLISHED, write=by(OFFICER, tip), means=means, now=NOW)


def test_the_officer_may_take_it_no_further_with_reasons(means: FakeMeans) -> None:
    tip, code = filed(means)
    with pytest.raises(UnprocessableError):
        handling.not_take(tip.tip, " ", write=by(OFFICER, tip), means=means, now=NOW)

    ended = handling.not_take(tip.tip, "不属于受理范围。", write=by(OFFICER, tip), means=means, now=NOW)

    assert (ended.state, ended.queue, ended.told_to) == (State.NOT_TAKEN, None, None)
    assert status_view(handling.status_of(tip.tip, code, means=means)).reasons == "不属于受理范围。"
    with pytest.raises(ConflictError, match="no_reward"):
        handling.claim(tip.tip, code, means=means, now=NOW)


def test_a_body_that_is_not_competent_hands_it_back(means: FakeMeans) -> None:
    tip, _ = referred(means)
    with pytest.raises(UnprocessableError):
        handling.hand_back(tip.tip, "", write=by(COMPETENT, tip), means=means, now=NOW)

    back = handling.hand_back(tip.tip, "不属于本部门职责。", write=by(COMPETENT, tip), means=means, now=NOW)

    assert (back.state, back.queue, back.referred_to) == (State.FILED, "tips", None)
    with pytest.raises(NotFoundError):
        handling.tip_for(COMPETENT, tip.tip, means=means, now=NOW)


def test_the_reported_party_is_told_facts_and_nothing_of_the_tip(means: FakeMeans) -> None:
    tip, _ = established(means)

    (told,) = handling.facts_for(a_subject().reference, means=means, limit=5)
    view = msgspec.json.encode(facts_view(told)).decode()

    assert told == tip
    assert ESTABLISHED.facts is not None
    assert ESTABLISHED.facts in view
    assert all(text not in view for text in (FILING.statement, tip.tip, "示例举报人", "source-1"))
    assert handling.facts_for(a_subject(2).reference, means=means, limit=5) == []


def test_what_was_not_established_is_told_to_nobody(means: FakeMeans) -> None:
    tip, code = referred(means)

    ended = handling.decide(tip.tip, NOT_SO, write=by(COMPETENT, tip), means=means, now=NOW)

    assert (ended.state, ended.told_to) == (State.NOT_ESTABLISHED, None)
    assert handling.facts_for(a_subject().reference, means=means, limit=5) == []
    with pytest.raises(ConflictError, match="no_reward"):
        handling.claim(tip.tip, code, means=means, now=NOW)
    with pytest.raises(ValueError, match="no facts"):
        facts_view(ended)


@pytest.mark.parametrize(
    ("ruling", "code"),
    [
        (Ruling(established=True, reasons="属实。"), "tip.facts_unfit"),
        (Ruling(established=False, reasons="不属实。", facts="无。"), "tip.facts_unfit"),
        (Ruling(established=True, reasons="", facts="查实一处。"), "text.blank"),
        (Ruling(established=True, reasons="属实。", facts=" "), "text.blank"),
        (Ruling(established=True, reasons="属实。", facts=f"据查：{FILING.statement}"), "tip.facts_repeat_text"),
        (Ruling(established=True, reasons="属实。", facts="该公司夜间 在未取得许可的仓库"), "tip.facts_repeat_text"),
    ],
)
def test_a_ruling_gives_reasons_and_facts_in_words_of_its_own(means: FakeMeans, ruling: Ruling, code: str) -> None:
    tip, _ = referred(means)

    with pytest.raises(UnprocessableError) as refusal:
        handling.decide(tip.tip, ruling, write=by(COMPETENT, tip), means=means, now=NOW)

    assert codes_in(refusal) == {code}


def test_a_reward_is_claimed_decided_and_paid_by_the_code_alone(means: FakeMeans) -> None:
    tip, code = established(means)
    assert tip.queue is None
    claimed = handling.claim(tip.tip, code, means=means, now=NOW)
    assert handling.claim(tip.tip, code, means=means, now=NOW) == claimed
    assert claimed.queue == f"body:{BODY}"
    award = Award(reasons="符合奖励规定。", amount_yuan=2000)
    decided = handling.reward(tip.tip, award, write=by(COMPETENT, claimed), means=means, now=NOW)

    with pytest.raises(NotFoundError):
        handling.pay(tip.tip, "wrong", write=by(COMPETENT, decided), means=means, now=NOW)
    paid = handling.pay(tip.tip, code, write=by(COMPETENT, decided), means=means, now=NOW)

    assert paid.reward is not None
    assert (paid.reward.state, paid.reward.amount_yuan, paid.queue) == (RewardState.PAID, 2000, None)
    with pytest.raises(ConflictError, match="no_claim"):
        handling.pay(tip.tip, code, write=by(COMPETENT, paid), means=means, now=NOW)
    assert [line.by for line in paid.trail if line.move in {"file", "claim"}] == ["", ""]


def test_a_reward_may_be_refused_with_reasons(means: FakeMeans) -> None:
    tip, code = established(means)
    claimed = handling.claim(tip.tip, code, means=means, now=NOW)

    refused = handling.reward(
        tip.tip, Award(reasons="不符合规定。"), write=by(COMPETENT, claimed), means=means, now=NOW
    )

    assert refused.reward is not None
    assert (refused.reward.state, refused.queue) == (RewardState.REFUSED, None)


def test_a_reward_that_nobody_claimed_is_neither_decided_nor_paid(means: FakeMeans) -> None:
    tip, code = established(means)
    with pytest.raises(ConflictError, match="no_claim"):
        handling.reward(tip.tip, Award(reasons="可。"), write=by(COMPETENT, tip), means=means, now=NOW)
    with pytest.raises(ConflictError, match="no_claim"):
        handling.pay(tip.tip, code, write=by(COMPETENT, tip), means=means, now=NOW)


@pytest.mark.parametrize(
    ("award", "code"),
    [(Award(reasons=" ", amount_yuan=5), "text.blank"), (Award(reasons="可。", amount_yuan=0), "tip.amount_unfit")],
)
def test_an_award_has_reasons_and_an_amount(means: FakeMeans, award: Award, code: str) -> None:
    tip, secret = established(means)
    claimed = handling.claim(tip.tip, secret, means=means, now=NOW)

    with pytest.raises(UnprocessableError) as refusal:
        handling.reward(tip.tip, award, write=by(COMPETENT, claimed), means=means, now=NOW)

    assert codes_in(refusal) == {code}


def test_a_kind_that_no_rule_rewards_has_no_reward(means: FakeMeans) -> None:
    tip, code = filed(means, kind="wage_arrears")

    with pytest.raises(ConflictError, match="no_reward"):
        handling.claim(tip.tip, code, means=means, now=NOW)
    assert status_view(tip).reward_rule is None


TAP = Tap(key="0a" * 16, fingerprint="f" * 64)


def _tapped(means: FakeMeans) -> tuple[Tip, str]:
    return file(FILING, TIPPER, tap=TAP, means=means, now=NOW)


class SlowTips(MemoryActs[Tip]):
    """Tips of which the first questions are answered by what was there before."""

    before = 2

    def find(self, number: str) -> Tip | None:
        """Return a tip, at first none."""
        self.before -= 1
        return None if self.before >= 0 else super().find(number)


def test_of_the_same_tap_twice_at_once_one_tip_is_filed(means: FakeMeans) -> None:
    first, code = _tapped(means)
    slow = SlowTips(Tip, number="tip")
    slow.kept = means.tips.kept
    means.tips = slow

    assert _tapped(means) == (first, code)


def test_a_tap_whose_number_is_anothers_is_filed_under_one_that_no_tap_makes(means: FakeMeans) -> None:
    taken = means.numbers.tip_number(at=NOW, tap=TAP.key)
    other, _ = filed(means)
    means.tips.put(msgspec.structs.replace(other, tip=taken), over=None)

    tip, code = _tapped(means)

    assert tip.tip not in {taken, other.tip}
    assert handling.status_of(tip.tip, code, means=means) == tip
    assert tip.said_sha256 is None


def test_a_reward_is_claimed_before_the_decision_too(means: FakeMeans) -> None:
    tip, code = filed(means)
    claimed = handling.claim(tip.tip, code, means=means, now=NOW)

    assert claimed.queue == "tips"
    assert status_view(claimed).reward_rule == "应急管理部门安全生产举报奖励规定"


def test_wherever_a_rule_on_rewards_is_shown_it_says_that_nobody_has_read_it(means: FakeMeans) -> None:
    tip, code = granted(means)
    views = (
        status_view(handling.status_of(tip.tip, code, means=means)),
        view_for(OFFICER, tip),
        view_for(COMPETENT, tip),
    )

    shown = [msgspec.to_builtins(view) for view in views]

    assert [(one["reward_rule"], one["reward_rule_confirmed"]) for one in shown] == [
        ("应急管理部门安全生产举报奖励规定", False)
    ] * 3
    unrewarded = msgspec.to_builtins(status_view(filed(means, kind="wage_arrears")[0]))
    assert {"reward_rule", "reward_rule_confirmed"}.isdisjoint(unrewarded)


@pytest.mark.parametrize(
    "reported",
    [{"reported_code": a_credit_code(900, kind="11")}, {"reported": f" {BODY_NAME} ", "reported_code": None}],
    ids=["by its code", "by its name"],
)
def test_a_tip_about_a_body_is_not_shown_to_that_body(means: FakeMeans, reported: dict[str, Any]) -> None:
    tip, _ = filed(means, **reported)

    with pytest.raises(UnprocessableError) as refusal:
        handling.refer(tip.tip, BODY, write=by(OFFICER, tip), means=means, now=NOW)

    assert codes_in(refusal) == {"tip.body_reported"}
    elsewhere = handling.refer(tip.tip, COUNTY_BODY, write=by(OFFICER, tip), means=means, now=NOW)
    assert elsewhere.referred_to == COUNTY_BODY


def test_a_body_is_told_which_of_its_own_staff_did_what_and_no_officer_of_ours(means: FakeMeans) -> None:
    tip, _ = established(means)

    assert [(line.move, line.by) for line in view_for(COMPETENT, tip).trail] == [
        ("file", ""),
        ("refer", ""),
        ("decide", COMPETENT.sub),
    ]
    assert [line.by for line in view_for(OFFICER, tip).trail] == ["", OFFICER.sub, COMPETENT.sub]


def test_the_officer_alone_opens_who_reported_and_says_why(means: FakeMeans) -> None:
    tip, _ = referred(means)
    for other in (COMPETENT, CLERK, PUBLIC):
        with pytest.raises(NotFoundError):
            handling.reporter_of(tip.tip, "核实。", by=other, means=means, now=NOW)
    with pytest.raises(UnprocessableError):
        handling.reporter_of(tip.tip, "", by=OFFICER, means=means, now=NOW)

    opened, tipper = handling.reporter_of(tip.tip, "主管部门需核实线索。", by=OFFICER, means=means, now=NOW)

    assert tipper == TIPPER
    assert (opened.trail[-1].move, opened.trail[-1].by) == ("open_reporter", "officer-1")
    assert view_for(OFFICER, opened).is_named is True
    shown = view_for(COMPETENT, opened)
    assert shown.is_named is None
    assert [line.move for line in shown.trail] == ["file", "refer"]


def test_who_reported_opens_for_no_other_tip_and_not_where_it_is_gone(means: FakeMeans) -> None:
    tip, _ = filed(means)
    with pytest.raises(NotFoundError):
        handling.reporter_of("JB20261123-nothing", "核实。", by=OFFICER, means=means, now=NOW)
    with pytest.raises(ValueError, match="another place"):
        means.tipper_vault.opened(means.tippers.kept[tip.tip], place="JB20261123-another")
    means.tippers.kept.clear()

    with pytest.raises(NotFoundError):
        handling.reporter_of(tip.tip, "核实。", by=OFFICER, means=means, now=NOW)


def test_what_staff_see_tells_the_decision(means: FakeMeans) -> None:
    tip, code = granted(means)

    view = view_for(COMPETENT, tip)

    assert (view.facts, view.reasons) == (ESTABLISHED.facts, ESTABLISHED.reasons)
    assert view.reward == tip.reward == status_view(handling.status_of(tip.tip, code, means=means)).reward


def test_who_reported_is_told_when_their_name_was_opened_by_whom_and_why(means: FakeMeans) -> None:
    tip, code = referred(means)
    assert status_view(tip).opened == ()

    handling.reporter_of(tip.tip, "主管部门需核实线索。", by=OFFICER, means=means, now=NOW + HOUR)

    followed = status_view(handling.status_of(tip.tip, code, means=means))
    assert followed.opened == (Opening(at=NOW + HOUR, role="tips", reason="主管部门需核实线索。"),)
    assert OFFICER.sub not in msgspec.json.encode(followed).decode()


def test_nobody_else_can_tell_that_a_name_was_opened(means: FakeMeans) -> None:
    tip, _ = referred(means)
    before = msgspec.json.encode(view_for(COMPETENT, tip))

    opened, _ = handling.reporter_of(tip.tip, "核实。", by=OFFICER, means=means, now=NOW + HOUR)

    assert opened.version == tip.version + 1
    assert msgspec.json.encode(view_for(COMPETENT, opened)) == before
    decided = handling.decide(tip.tip, ESTABLISHED, write=by(COMPETENT, tip), means=means, now=NOW + HOUR)
    assert (decided.edition, view_for(COMPETENT, decided).version) == (tip.edition + 1, tip.edition + 1)
    assert [line.move for line in decided.trail] == ["file", "refer", "open_reporter", "decide"]


class Meanwhile(MemoryActs[Tip]):
    """Tips of which something happens right before each of the next puts."""

    happens: Callable[[], object] = staticmethod(lambda: None)
    left = 0

    def put(self, new: Tip, *, over: Tip | None) -> None:
        """Put a tip after what happens."""
        if self.left > 0:
            self.left -= 1
            self.happens()
        super().put(new, over=over)


def _meanwhile(means: FakeMeans, happens: Callable[[Tip], Tip | None], number: str, *, times: int = 1) -> None:
    """Have something happen to a tip right before it is put over."""
    slow = Meanwhile(Tip, number="tip")
    slow.kept = means.tips.kept

    def happen() -> None:
        standing = msgspec.json.decode(slow.kept[number], type=Tip)
        after = happens(standing)
        if after is None:
            del slow.kept[number]
        else:
            slow.kept[number] = msgspec.json.encode(after)

    slow.happens, slow.left = happen, times
    means.tips = slow


def _with_a_line(move: str) -> Callable[[Tip], Tip]:
    def after(tip: Tip) -> Tip:
        line = Line(move=move, at=NOW, by=OFFICER.sub, role="tips", note="核实。")
        return msgspec.structs.replace(tip, version=tip.version + 1, trail=(*tip.trail, line))

    return after


def test_a_name_that_is_opened_in_between_makes_no_move_of_others_stale(means: FakeMeans) -> None:
    tip, _ = referred(means)
    _meanwhile(means, _with_a_line("open_reporter"), tip.tip)

    decided = handling.decide(tip.tip, ESTABLISHED, write=by(COMPETENT, tip), means=means, now=NOW)

    assert [line.move for line in decided.trail] == ["file", "refer", "open_reporter", "decide"]
    assert means.tips.find(tip.tip) == decided


@pytest.mark.parametrize(
    ("happens", "times"),
    [(_with_a_line("hand_back"), 1), (lambda _: None, 1), (_with_a_line("open_reporter"), 9)],
    ids=["moved", "gone", "opened at every try"],
)
def test_a_move_in_between_makes_a_move_stale(
    means: FakeMeans, happens: Callable[[Tip], Tip | None], times: int
) -> None:
    tip, _ = referred(means)
    _meanwhile(means, happens, tip.tip, times=times)

    with pytest.raises(StaleVersionError):
        handling.decide(tip.tip, ESTABLISHED, write=by(COMPETENT, tip), means=means, now=NOW)


def test_a_body_that_was_merged_into_the_one_reported_sees_nothing_of_it(means: FakeMeans) -> None:
    tip, _ = filed(means, reported=BODY_NAME, reported_code=None)
    elsewhere = handling.refer(tip.tip, COUNTY_BODY, write=by(OFFICER, tip), means=means, now=NOW)
    merged = msgspec.structs.replace(elsewhere, referred_to=BODY)
    means.tips.kept[tip.tip] = msgspec.json.encode(merged)

    with pytest.raises(NotFoundError):
        handling.tip_for(COMPETENT, tip.tip, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        handling.decide(tip.tip, ESTABLISHED, write=by(COMPETENT, merged), means=means, now=NOW)


def _stores_of(means: FakeMeans) -> tuple[MemoryNotices, MemoryNoticeQueue]:
    assert isinstance(means.outbox.notices, MemoryNotices)
    assert isinstance(means.outbox.queue, MemoryNoticeQueue)
    return means.outbox.notices, means.outbox.queue


def _kept_promises(means: FakeMeans, *, later: timedelta = timedelta(minutes=5)) -> list[Notice]:
    """Return what was told once the sweeper has kept every promise."""
    notices, _ = _stores_of(means)
    for number in notices.unsettled(before=NOW + later, limit=50):
        errand = notices.find_errand(number) if number.startswith(PREFIX) else None
        if errand is not None:
            keep_promise(errand, tips=means.tips, bodies=means.bodies, outbox=means.outbox, now=NOW + later)
    return notices.all()


def test_who_was_reported_is_told_the_facts_once_and_nothing_of_the_tip(means: FakeMeans) -> None:
    tip, _ = established(means)
    with pytest.raises(StaleVersionError):
        handling.decide(tip.tip, ESTABLISHED, write=Write(COMPETENT, tip.edition - 1), means=means, now=NOW)

    for _ in range(2):
        (told,) = _kept_promises(means)

    assert told.recipient == the_subject(a_subject())
    assert told.template is Template.TIP_FACTS
    assert ESTABLISHED.facts is not None
    assert all(said in told.text.body for said in (ESTABLISHED.facts, BODY_NAME, "2026-11-23"))
    shown = msgspec.json.encode(view_of(told)).decode()
    hidden = (tip.tip, FILING.statement, FILING.reported, ESTABLISHED.reasons, TIPPER.name, TIPPER.contact)
    assert not any(said in shown for said in hidden)
    (errand,) = _stores_of(means)[0].errands()
    assert errand.wakes_at is None


class BrokenOffError(Exception):
    """The process ends here."""


class Breaking:
    """Whatever is called of a store is counted; before or after the call of a number the process ends."""

    def __init__(self, *, at: int, after: bool) -> None:
        """Say at which call, and whether what is called is still done."""
        self.at, self.after, self.calls = at, after, 0

    def over(self, part: Any) -> Any:
        """Return a part whose methods are counted."""
        return _Counted(part, self)


class _Counted:
    def __init__(self, part: Any, breaking: Breaking) -> None:
        self._part, self._breaking = part, breaking

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._part, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            self._breaking.calls += 1
            ends = self._breaking.calls == self._breaking.at
            if ends and not self._breaking.after:
                raise BrokenOffError
            found = method(*args, **kwargs)
            if ends:
                raise BrokenOffError
            return found

        return called


def _broken_off(means: FakeMeans, work: Callable[[], object], *, at: int, after: bool) -> bool:
    """Do some work that breaks off at a call of a store; say whether it did, with the stores as they were before."""
    tips, (notices, queue) = means.tips, _stores_of(means)
    breaking = Breaking(at=at, after=after)
    means.tips = breaking.over(tips)
    means.outbox = Outbox(notices=breaking.over(notices), queue=breaking.over(queue))
    try:
        work()
    except BrokenOffError:
        return True
    finally:
        means.tips, means.outbox = tips, Outbox(notices=notices, queue=queue)
    return False


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_a_decision_that_breaks_off_at_any_call_loses_no_notice_and_tells_nothing_that_was_not_decided(
    *, after: bool
) -> None:
    broken = 0
    for at in count(1):
        means = FakeMeans()
        tip, _ = referred(means)
        write = by(COMPETENT, tip)

        def decide(means: FakeMeans = means, tip: Tip = tip, write: Write = write) -> object:
            return handling.decide(tip.tip, ESTABLISHED, write=write, means=means, now=NOW)

        if not _broken_off(means, decide, at=at, after=after):
            break
        broken += 1
        standing = means.tips.find(tip.tip)
        assert standing is not None
        told = _kept_promises(means)
        assert len(told) == (standing.state is State.ESTABLISHED)
        if standing.state is State.REFERRED:
            decide()
            told = _kept_promises(means, later=timedelta(days=3))
        assert [notice.recipient for notice in told] == [the_subject(a_subject())]

    assert broken == 4


@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
def test_a_promise_that_breaks_off_at_any_call_is_kept_once(*, after: bool) -> None:
    broken = 0
    for at in count(1):
        means = FakeMeans()
        established(means)
        (errand,) = _stores_of(means)[0].errands()

        def keep(means: FakeMeans = means, errand: Errand = errand) -> None:
            keep_promise(errand, tips=means.tips, bodies=means.bodies, outbox=means.outbox, now=NOW)

        if not _broken_off(means, keep, at=at, after=after):
            break
        broken += 1
        assert len(_kept_promises(means)) == 1
        assert all(one.wakes_at is None for one in _stores_of(means)[0].errands())

    assert broken == 4


def test_a_promise_whose_decision_never_came_is_given_up(means: FakeMeans) -> None:
    tip, _ = referred(means)
    write = by(COMPETENT, tip)
    assert _broken_off(
        means,
        lambda: handling.decide(tip.tip, ESTABLISHED, write=write, means=means, now=NOW),
        at=2,
        after=True,
    )

    assert _kept_promises(means) == []
    assert _kept_promises(means, later=timedelta(days=2)) == []

    assert [errand.wakes_at for errand in _stores_of(means)[0].errands()] == [None]


def test_a_promise_in_whose_place_came_another_move_tells_nothing(means: FakeMeans) -> None:
    tip, _ = referred(means)
    write = by(COMPETENT, tip)
    _broken_off(
        means,
        lambda: handling.decide(tip.tip, ESTABLISHED, write=write, means=means, now=NOW),
        at=3,
        after=False,
    )
    handling.hand_back(tip.tip, "不属于本部门职责。", write=write, means=means, now=NOW)

    assert _kept_promises(means) == []
    assert [errand.wakes_at for errand in _stores_of(means)[0].errands()] == [None]


def test_of_a_key_that_came_with_another_tip_nothing_is_filed(means: FakeMeans) -> None:
    _tapped(means)

    with pytest.raises(UnprocessableError, match="other_body"):
        file(FILING, TIPPER, tap=Tap(key=TAP.key, fingerprint="e" * 64), means=means, now=NOW)

    assert len(means.tips.kept) == 1


def test_of_a_tip_that_is_gone_nothing_is_told(means: FakeMeans) -> None:
    established(means)
    means.tips.kept.clear()

    assert _kept_promises(means, later=timedelta(days=2)) == []


def test_nobody_is_told_of_what_was_not_established_or_of_a_party_without_a_code(means: FakeMeans) -> None:
    tip, _ = referred(means)
    handling.decide(tip.tip, NOT_SO, write=by(COMPETENT, tip), means=means, now=NOW)
    nameless, _ = filed(means, reported_code=None)
    nameless = handling.refer(nameless.tip, BODY, write=by(OFFICER, nameless), means=means, now=NOW)
    handling.decide(nameless.tip, ESTABLISHED, write=by(COMPETENT, nameless), means=means, now=NOW)

    assert _kept_promises(means) == []
    assert _stores_of(means)[0].errands() == []
