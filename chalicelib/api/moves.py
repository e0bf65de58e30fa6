"""The moves of a case by staff: one route for each, with the token of the lease; answered with the case as it left it.

What a move may be refused with is told by its row in the table of moves.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, REVIEWER, Audience
from chalicelib.api.cases import LEASE_REFUSALS, MOVE_REFUSALS, answer_with
from chalicelib.api.desk import CASE, Held, hold_of
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.library.records import Value
from chalicelib.objections import desk
from chalicelib.objections.moves import MoveName, guards_of
from chalicelib.objections.rulings import Answer as Reply
from chalicelib.objections.rulings import Delay, MoreTime, Ruling
from chalicelib.objections.trail import CaseView

if TYPE_CHECKING:
    from chalicelib.objections.cases import Case


class Missing(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is missing. Shape: {"fence": 3, "missing": ["授权委托书", "处罚决定书"]}."""

    missing: list[str]


class Declined(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "reasons": "…"}."""

    reasons: str


class Referred(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "note": "…"}."""

    note: str | None = None


class Extended(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a source needs more time, and which head of it approved.

    Shape: {"fence": 3, "reason": "…", "approved_by": "…"}
    """

    reason: str
    approved_by: str


class Replied(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "answer": "partial", "reason": "…", "values": {"fine_amount_wan": "1.5"}}.

    To a repair: answer "grant" or "refuse", with `finding` "false_material" or "pledge_broken" where it was found so.
    """

    answer: str
    reason: str
    values: dict[str, Value] = field(default_factory=dict)
    finding: str | None = None


class Delayed(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom it waits for, and why. Shape: {"fence": 3, "by_whom": "laboratory", "reason": "…"}."""

    by_whom: str
    reason: str


class Resumed(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of the waiting. Shape: {"fence": 3, "finding": "…"}."""

    finding: str


class Decided(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is decided, why, and what was made of each piece of evidence.

    Shape: {"fence": 3, "outcome": "corrected", "reasons": "…", "values": {"fine_amount_wan": "1.5"}, "on_evidence": {}}
    """

    outcome: str
    reasons: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    on_evidence: dict[str, str] = field(default_factory=dict)


def acceptance(call: Call, *, number: str, form: Held) -> Answer:
    """Accept an objection; the record is marked before anyone sees it accepted."""
    return _moved(desk.accept, call, number, form=form)


def non_acceptance(call: Call, *, number: str, form: Declined) -> Answer:
    """Refuse to accept an objection, with reasons."""
    return _moved(desk.not_accept, call, number, form.reasons, form=form)


def supplement_request(call: Call, *, number: str, form: Missing) -> Answer:
    """Ask the subject for everything that is missing, once."""
    return _moved(desk.request_supplement, call, number, form.missing, form=form)


def own_check(call: Call, *, number: str, form: Held) -> Answer:
    """Compare what is shown with the last value that the source sent."""
    return _moved(desk.own_check, call, number, form=form)


def referral(call: Call, *, number: str, form: Referred) -> Answer:
    """Refer a case to the source."""
    return _moved(desk.refer, call, number, form.note, form=form)


def extension(call: Call, *, number: str, form: Extended) -> Answer:
    """Give a source more time to answer, once."""
    more = MoreTime(reason=form.reason, approved_by=form.approved_by)
    return _moved(desk.extend, call, number, more, form=form)


def reply(call: Call, *, number: str, form: Replied) -> Answer:
    """Take what the source answers."""
    said = Reply(answer=form.answer, reason=form.reason, values=form.values, finding=form.finding)
    return _moved(desk.reply, call, number, said, form=form)


def hold(call: Call, *, number: str, form: Delayed) -> Answer:
    """Wait for an expert or a laboratory; the clocks stand still."""
    return _moved(desk.put_on_hold, call, number, Delay(by_whom=form.by_whom, reason=form.reason), form=form)


def resume(call: Call, *, number: str, form: Resumed) -> Answer:
    """Go on with a case on hold."""
    return _moved(desk.resume, call, number, form.finding, form=form)


def decision(call: Call, *, number: str, form: Decided) -> Answer:
    """Decide a case; the record is corrected or unmarked and all are told before anyone sees it closed."""
    return _moved(desk.decide, call, number, _ruling_in(form), form=form)


def review_decision(call: Call, *, number: str, form: Decided) -> Answer:
    """Decide a review."""
    return _moved(desk.review_decide, call, number, _ruling_in(form), form=form)


def _moved(move: "Callable[..., Case]", call: Call, number: str, *said: Any, form: Held) -> Answer:
    case = move(number, *said, hold=hold_of(call, form), means=call.services, now=call.now)
    return answer_with(call, case)


def _ruling_in(form: Decided) -> Ruling:
    return Ruling(outcome=form.outcome, reasons=form.reasons, values=form.values, on_evidence=form.on_evidence)


def _route(path: str, zh: str, view: Callable[..., Answer], form: type[Struct], move: MoveName) -> Route:
    return Route(
        method="POST",
        path=f"{CASE}/{path}",
        zh=zh,
        view=view,
        serves={OFFICE: _MOVERS.get(move, DESK)},
        form=form,
        gives=CaseView,
        takes=("If-Match",),
        refuses=(*guards_of(move), *LEASE_REFUSALS, *MOVE_REFUSALS),
    )


_MOVERS: dict[MoveName, frozenset[Audience]] = {
    MoveName.EXTEND: DEPARTMENT,
    MoveName.REPLY: DEPARTMENT,
    MoveName.REVIEW_DECIDE: REVIEWER,
}
ROUTES = (
    _route("acceptance", "受理", acceptance, Held, MoveName.ACCEPT),
    _route("non-acceptance", "不予受理", non_acceptance, Declined, MoveName.NOT_ACCEPT),
    _route("supplement-request", "要求补正", supplement_request, Missing, MoveName.REQUEST_SUPPLEMENT),
    _route("own-check", "平台自查", own_check, Held, MoveName.OWN_CHECK),
    _route("referral", "转送信源单位核查", referral, Referred, MoveName.REFER),
    _route("extension", "延长答复期限", extension, Extended, MoveName.EXTEND),
    _route("reply", "信源单位答复", reply, Replied, MoveName.REPLY),
    _route("hold", "暂缓办理（鉴定、专家评审）", hold, Delayed, MoveName.HOLD),
    _route("resume", "恢复办理", resume, Resumed, MoveName.RESUME),
    _route("decision", "作出处理决定", decision, Decided, MoveName.DECIDE),
    _route("review-decision", "作出复核决定", review_decision, Decided, MoveName.REVIEW_DECIDE),
)
