"""Tips at the desk: the officer for tips refers them or takes them no further, the competent body decides and pays.

Neither is shown who reported; the officer opens that with a reason, and the look names the tip and not the tipper.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, TIPS
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.api.tips import Shown, Text, TipsQuery, tried
from chalicelib.api.writes import a_write, write_of
from chalicelib.objections.tips import handling
from chalicelib.objections.tips.handling import Award, Ruling
from chalicelib.objections.tips.tip import State, Tip
from chalicelib.objections.tips.views import TipView, view_for


class Referral(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which body; the one that is competent for the kind, where none is named. Shape: {} or {"body": "…"}."""

    body: str | None = None


class Reasoned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"reasons": "…"}."""

    reasons: Text


class TipLine(Struct, frozen=True, kw_only=True):
    """One tip in the queue."""

    tip: str
    version: int
    state: State
    kind: str
    filed_at: datetime


class TipLines(Struct, frozen=True):
    """Shape: {"tips": [{"tip": "JB2026…", "state": "filed", …}]}."""

    tips: Sequence[TipLine]


class ReporterView(Struct, frozen=True, kw_only=True):
    """Who reported, opened for the officer for tips; that it was opened stays in the trail and on the ledger."""

    tip: str
    name: str
    contact: str


def queue(call: Call, *, query: TipsQuery) -> Answer:
    """Give the tips that wait for the caller, oldest first."""
    after = cursors.after_in(call, query)
    found = handling.waiting_for(call.reader, means=call.services, limit=query.limit, after=after)
    lines = [
        TipLine(tip=one.tip, version=one.edition, state=one.state, kind=one.filing.kind, filed_at=one.filed_at)
        for one in found
    ]
    return Answer(
        content=TipLines(lines),
        look=AT_NOTHING,
        next_cursor=cursors.next_below(call, query, [one.tip for one in found]),
    )


def one_tip(call: Call, *, number: str) -> Answer:
    """Give a tip to the officer for tips, or to the body it was referred to; its ETag is what a write must name."""
    return _answer_with(call, handling.tip_for(call.reader, number, means=call.services, now=call.now))


def referral(call: Call, *, number: str, form: Referral) -> Answer:
    """Refer a tip to the competent body."""
    return _answer_with(
        call, handling.refer(number, form.body, write=write_of(call), means=call.services, now=call.now)
    )


def refusal(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Take a tip no further, with reasons."""
    return _answer_with(
        call, handling.not_take(number, form.reasons, write=write_of(call), means=call.services, now=call.now)
    )


def hand_back(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Hand a tip back as a body that is not competent; it answers with the tip as it is then."""
    back = handling.hand_back(number, form.reasons, write=write_of(call), means=call.services, now=call.now)
    return _answer_with(call, back)


def decision(call: Call, *, number: str, form: Ruling) -> Answer:
    """Decide a tip as the competent body."""
    return _answer_with(call, handling.decide(number, form, write=write_of(call), means=call.services, now=call.now))


def reward(call: Call, *, number: str, form: Award) -> Answer:
    """Grant or refuse a claimed reward."""
    return _answer_with(call, handling.reward(number, form, write=write_of(call), means=call.services, now=call.now))


def payment(call: Call, *, number: str, form: Shown) -> Answer:
    """Pay a granted reward to who shows the code."""
    tried(call, number)
    return _answer_with(call, handling.pay(number, form.code, write=write_of(call), means=call.services, now=call.now))


def reporter(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Open who reported, with a reason; the look on the ledger names the tip and not the tipper."""
    opened, tipper = handling.reporter_of(number, form.reasons, by=call.reader, means=call.services, now=call.now)
    view = ReporterView(tip=opened.tip, name=tipper.name, contact=tipper.contact)
    return Answer(content=view, look=AT_NOTHING, act=opened.tip)


def _answer_with(call: Call, one: Tip) -> Answer:
    """Return the answer that shows a tip to staff: a look at the tip and at no subject, who would be told of it."""
    return Answer(content=view_for(call.reader, one), look=AT_NOTHING, act=one.tip, version=one.edition)


_OFFICER = {OFFICE: TIPS}
_BODY = {OFFICE: DEPARTMENT}
_HANDLERS = {OFFICE: TIPS | DEPARTMENT}
_ONE = "/v1/desk/tips/{number}"
_MOVED = ("tip.move_not_allowed", "tip.unsound")

ROUTES = (
    Route(
        method="GET",
        path="/v1/desk/tips",
        zh="待办举报",
        view=queue,
        serves=_HANDLERS,
        query=TipsQuery,
        gives=TipLines,
        refuses=("resource.not_found",),
    ),
    Route(method="GET", path=_ONE, zh="一件举报", view=one_tip, serves=_HANDLERS, gives=TipView),
    a_write(
        f"{_ONE}/referral", "转送主管部门", referral, serves=_OFFICER, form=Referral, gives=TipView, refuses=_MOVED
    ),
    a_write(f"{_ONE}/refusal", "不予办理举报", refusal, serves=_OFFICER, form=Reasoned, gives=TipView, refuses=_MOVED),
    Route(
        method="POST",
        path=f"{_ONE}/reporter",
        zh="查看举报人",
        view=reporter,
        serves=_OFFICER,
        form=Reasoned,
        gives=ReporterView,
        refuses=("tip.unsound", "version.stale"),
    ),
    a_write(
        f"{_ONE}/return", "主管部门退回举报", hand_back, serves=_BODY, form=Reasoned, gives=TipView, refuses=_MOVED
    ),
    a_write(f"{_ONE}/decision", "主管部门认定举报", decision, serves=_BODY, form=Ruling, gives=TipView, refuses=_MOVED),
    a_write(
        f"{_ONE}/reward",
        "主管部门决定举报奖励",
        reward,
        serves=_BODY,
        form=Award,
        gives=TipView,
        refuses=("tip.no_claim", *_MOVED),
    ),
    a_write(
        f"{_ONE}/payment",
        "凭查询码发放举报奖励",
        payment,
        serves=_BODY,
        form=Shown,
        gives=TipView,
        refuses=("tip.no_claim", "tip.move_not_allowed"),
    ),
)
