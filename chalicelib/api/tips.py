"""Tips (as `objections.tips` keeps them): filed and followed without a token, handled by staff, told as facts.

The two sides never meet here: who reports is the public, and stands in no ledger entry. No record of a key is kept, for
it would be made of who reported; number and code are made of the key instead, so that the same tap is told the same.
The secret code goes in a body, never in an address.
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors, repeats
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, PUBLIC, SUBJECT, TIPS
from chalicelib.api.cursors import Cursor
from chalicelib.api.limits.allowances import Allowance
from chalicelib.api.limits.meters import container_of
from chalicelib.api.logs import unlimited
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.errors import ThrottledError, UnansweredError
from chalicelib.ledger.looks import Look
from chalicelib.objections.owners import Write, own_subject
from chalicelib.objections.tips import handling
from chalicelib.objections.tips.filing import Tap, file
from chalicelib.objections.tips.handling import Award, Ruling
from chalicelib.objections.tips.kinds import kinds
from chalicelib.objections.tips.tip import Filing, State, Tip, Tipper
from chalicelib.objections.tips.views import (
    FactsView,
    Receipt,
    StatusView,
    TipView,
    facts_view,
    receipt_of,
    status_view,
    view_for,
)

_Text = Annotated[str, Meta(max_length=4000)]
_Code = Annotated[str, Meta(min_length=1, max_length=64)]


class Reported(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tip, and who gives it, if they say so.

    Shape: {"kind": "work_safety", "reported": "…", "statement": "…", "reported_code": "9151…",
            "reporter": {"name": "…", "contact": "…"}}
    """

    kind: str
    reported: _Text
    statement: _Text
    reported_code: str | None = None
    reporter: Tipper | None = None


class Shown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret code of a tip, as it was shown when it was filed. Shape: {"code": "…"}."""

    code: _Code


class Referral(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which body; the one that is competent for the kind, where none is named. Shape: {} or {"body": "…"}."""

    body: str | None = None


class Reasoned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"reasons": "…"}."""

    reasons: _Text


class TipsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


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


class FactsTold(Struct, frozen=True):
    """Facts that bodies established of the caller, newest first."""

    facts: Sequence[FactsView]


def tip(call: Call, *, form: Reported) -> Answer:
    """File a tip; its number and its secret code are told once, and again to the same tap."""
    filing = Filing(kind=form.kind, reported=form.reported, statement=form.statement, reported_code=form.reported_code)
    tap = Tap(key=repeats.drawn_in(call), fingerprint=call.fingerprint)
    filed, code = file(filing, form.reporter, tap=tap, means=call.services, now=call.now)
    return Answer(content=receipt_of(filed, code))


def status(call: Call, *, number: str, form: Shown) -> Answer:
    """Say how a tip stands, to who knows its code."""
    _try(call, number)
    return Answer(content=status_view(handling.status_of(number, form.code, means=call.services)))


def claim(call: Call, *, number: str, form: Shown) -> Answer:
    """Claim a reward, by the code alone."""
    _try(call, number)
    return Answer(content=status_view(handling.claim(number, form.code, means=call.services, now=call.now)))


def queue(call: Call, *, query: TipsQuery) -> Answer:
    """Give the tips that wait for the caller, oldest first."""
    after = cursors.after_in(call, query)
    found = handling.waiting_for(call.reader, means=call.services, limit=query.limit, after=after)
    further = found[-1].tip if len(found) == query.limit else None
    lines = [
        TipLine(tip=one.tip, version=one.edition, state=one.state, kind=one.filing.kind, filed_at=one.filed_at)
        for one in found
    ]
    return Answer(content=TipLines(lines), look=AT_NOTHING, next_cursor=cursors.next_of(call, query, further))


def one_tip(call: Call, *, number: str) -> Answer:
    """Give a tip to the officer for tips, or to the body it was referred to; its ETag is what a write must name."""
    return _answer_with(call, handling.tip_for(call.reader, number, means=call.services, now=call.now))


def referral(call: Call, *, number: str, form: Referral) -> Answer:
    """Refer a tip to the competent body."""
    return _answer_with(call, handling.refer(number, form.body, write=_write(call), means=call.services, now=call.now))


def refusal(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Take a tip no further, with reasons."""
    return _answer_with(
        call, handling.not_take(number, form.reasons, write=_write(call), means=call.services, now=call.now)
    )


def hand_back(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Hand a tip back as a body that is not competent; it answers with the tip as it is then."""
    back = handling.hand_back(number, form.reasons, write=_write(call), means=call.services, now=call.now)
    return _answer_with(call, back)


def decision(call: Call, *, number: str, form: Ruling) -> Answer:
    """Decide a tip as the competent body."""
    return _answer_with(call, handling.decide(number, form, write=_write(call), means=call.services, now=call.now))


def reward(call: Call, *, number: str, form: Award) -> Answer:
    """Grant or refuse a claimed reward."""
    return _answer_with(call, handling.reward(number, form, write=_write(call), means=call.services, now=call.now))


def payment(call: Call, *, number: str, form: Shown) -> Answer:
    """Pay a granted reward to who shows the code."""
    _try(call, number)
    return _answer_with(call, handling.pay(number, form.code, write=_write(call), means=call.services, now=call.now))


def reporter(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Open who reported, with a reason; the look on the ledger names the tip and not the tipper."""
    opened, tipper = handling.reporter_of(number, form.reasons, by=call.reader, means=call.services, now=call.now)
    view = ReporterView(tip=opened.tip, name=tipper.name, contact=tipper.contact)
    return Answer(content=view, look=AT_NOTHING, act=opened.tip)


def facts(call: Call, *, query: TipsQuery) -> Answer:
    """Give the facts that bodies established of the caller, in the bodies' own words."""
    subject = own_subject(call.reader)
    after = cursors.after_in(call, query)
    found = handling.facts_for(subject, means=call.services, limit=query.limit, after=after)
    further = found[-1].tip if len(found) == query.limit else None
    return Answer(
        content=FactsTold([facts_view(one) for one in found]),
        look=Look(subjects=(subject,)),
        next_cursor=cursors.next_of(call, query, further),
    )


def _answer_with(call: Call, one: Tip) -> Answer:
    """Return the answer that shows a tip to staff: a look at the tip and at no subject, who would be told of it."""
    return Answer(content=view_for(call.reader, one), look=AT_NOTHING, act=one.tip, version=one.edition)


def _write(call: Call) -> Write:
    return Write(call.reader, call.replaced_version)


def _try(call: Call, number: str) -> None:
    """Charge one try to a tip's number, whether there is such a tip or not.

    Raises: ThrottledError.
    """
    tries = kinds().tries
    allowance = Allowance("tip", tries.size, tries.seconds * 1000)
    container = container_of(call.services.tip_tries)
    if container.is_silent:
        return
    try:
        standing = container.buckets.take(f"tip~{number}", 1, of=allowance, now=int(call.now.timestamp() * 1000))
    except UnansweredError as error:
        container.fell_silent()
        unlimited(call.route.name, error)
        return
    if standing.is_refused:
        raise ThrottledError(-(-standing.wait_ms // 1000))


_ANYBODY = {OPEN: PUBLIC}
_OFFICER = {OFFICE: TIPS}
_BODY = {OFFICE: DEPARTMENT}
_HANDLERS = {OFFICE: TIPS | DEPARTMENT}
_ONE = "/v1/desk/tips/{number}"
_MOVED = ("tip.move_not_allowed", "tip.unsound")

ROUTES = (
    Route(
        method="POST",
        path="/v1/tips",
        zh="举报",
        view=tip,
        serves=_ANYBODY,
        form=Reported,
        gives=Receipt,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=(repeats.KEY_MISSING, "tip.unsound"),
    ),
    Route(
        method="POST",
        path="/v1/tips/{number}/status",
        zh="凭查询码查看举报办理情况",
        view=status,
        serves=_ANYBODY,
        form=Shown,
        gives=StatusView,
        refuses=("limit.too_many",),
    ),
    Route(
        method="POST",
        path="/v1/tips/{number}/reward-claim",
        zh="凭查询码申领举报奖励",
        view=claim,
        serves=_ANYBODY,
        form=Shown,
        gives=StatusView,
        refuses=("limit.too_many", "tip.no_reward", "version.stale"),
    ),
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
    Route(
        method="POST",
        path=f"{_ONE}/referral",
        zh="转送主管部门",
        view=referral,
        serves=_OFFICER,
        form=Referral,
        gives=TipView,
        takes=("If-Match",),
        refuses=_MOVED,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/refusal",
        zh="不予办理举报",
        view=refusal,
        serves=_OFFICER,
        form=Reasoned,
        gives=TipView,
        takes=("If-Match",),
        refuses=_MOVED,
    ),
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
    Route(
        method="POST",
        path=f"{_ONE}/return",
        zh="主管部门退回举报",
        view=hand_back,
        serves=_BODY,
        form=Reasoned,
        gives=TipView,
        takes=("If-Match",),
        refuses=_MOVED,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/decision",
        zh="主管部门认定举报",
        view=decision,
        serves=_BODY,
        form=Ruling,
        gives=TipView,
        takes=("If-Match",),
        refuses=_MOVED,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/reward",
        zh="主管部门决定举报奖励",
        view=reward,
        serves=_BODY,
        form=Award,
        gives=TipView,
        takes=("If-Match",),
        refuses=("tip.no_claim", *_MOVED),
    ),
    Route(
        method="POST",
        path=f"{_ONE}/payment",
        zh="凭查询码发放举报奖励",
        view=payment,
        serves=_BODY,
        form=Shown,
        gives=TipView,
        takes=("If-Match",),
        refuses=("tip.no_claim", "tip.move_not_allowed"),
    ),
    Route(
        method="GET",
        path="/v1/me/established-facts",
        zh="经查实、告知本人（本单位）的事实",
        view=facts,
        serves={OWN: SUBJECT},
        query=TipsQuery,
        gives=FactsTold,
        refuses=("resource.not_found",),
    ),
)
