"""The desk: who holds a case, and one route for each move; every write names what it replaces."""

from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK
from chalicelib.api.cases import LEASE_REFUSALS, MOVE_REFUSALS, answer_with
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.library.records import Value
from chalicelib.objections import claims, desk
from chalicelib.objections.cases import Case
from chalicelib.objections.leases import Hold
from chalicelib.objections.rulings import Answer as Reply
from chalicelib.objections.rulings import Ruling
from chalicelib.objections.scope import case_for
from chalicelib.objections.trail import CaseView

_Fence = Annotated[int, Meta(ge=0)]
_Number = Annotated[str, Meta(min_length=1, max_length=64)]


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named case, or the most urgent one that nobody holds. Shape: {} or {"case": "YY20261123-…"}."""

    case: _Number | None = None


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fencing token of the lease under which staff write. Shape: {"fence": 3}."""

    fence: _Fence


class Declined(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "reasons": "…"}."""

    reasons: str


class Referred(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "note": "…"}."""

    note: str | None = None


class Replied(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "answer": "partial", "reason": "…", "values": {"fine_amount_wan": "1.5"}}."""

    answer: str
    reason: str
    values: dict[str, Value] = {}


class Decided(Held, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "outcome": "corrected", "reasons": "…", "values": {"fine_amount_wan": "1.5"}}."""

    outcome: str
    reasons: str = ""
    values: dict[str, Value] = {}


def one_case(call: Call, *, number: str) -> Answer:
    """Give a case with its trail; its ETag is what a write must name."""
    return answer_with(call, case_for(call.reader, number, means=call.services, now=call.now))


def claim(call: Call, *, form: Claim) -> Answer:
    """Claim a case: a lease with a fencing token, higher than any before."""
    return one_case(call, number=once(call, lambda: _claimed(call, form).case))


def renewal(call: Call, *, number: str, form: Held) -> Answer:
    """Renew a lease."""
    return answer_with(call, claims.renew(number, hold=_hold(call, form), means=call.services, now=call.now))


def return_of_lease(call: Call, *, number: str, query: Held) -> Answer:
    """Give a case back for another to claim; the token stands in the query, for a DELETE has no body."""
    return answer_with(call, claims.give_back(number, hold=_hold(call, query), means=call.services, now=call.now))


def acceptance(call: Call, *, number: str, form: Held) -> Answer:
    """Accept an objection; the record is marked before anyone sees it accepted."""
    return answer_with(call, desk.accept(number, hold=_hold(call, form), means=call.services, now=call.now))


def non_acceptance(call: Call, *, number: str, form: Declined) -> Answer:
    """Refuse to accept an objection, with reasons."""
    hold = _hold(call, form)
    return answer_with(call, desk.not_accept(number, form.reasons, hold=hold, means=call.services, now=call.now))


def referral(call: Call, *, number: str, form: Referred) -> Answer:
    """Refer a case to the source."""
    hold = _hold(call, form)
    return answer_with(call, desk.refer(number, form.note, hold=hold, means=call.services, now=call.now))


def reply(call: Call, *, number: str, form: Replied) -> Answer:
    """Take what the source answers."""
    said = Reply(answer=form.answer, reason=form.reason, values=form.values)
    hold = _hold(call, form)
    return answer_with(call, desk.reply(number, said, hold=hold, means=call.services, now=call.now))


def decision(call: Call, *, number: str, form: Decided) -> Answer:
    """Decide a case; the record is corrected or unmarked before anyone sees it closed."""
    ruling = Ruling(outcome=form.outcome, reasons=form.reasons, values=form.values)
    hold = _hold(call, form)
    return answer_with(call, desk.decide(number, ruling, hold=hold, means=call.services, now=call.now))


def _claimed(call: Call, form: Claim) -> Case:
    services = call.services
    if form.case is not None:
        return claims.claim(form.case, by=call.reader, means=services, now=call.now)
    case = claims.claim_next(by=call.reader, turn=int(services.numbers.entry(), 16), means=services, now=call.now)
    if case is None:
        raise NotFoundError("objection.nothing_waiting", "没有待领取的事项。", "Nothing waits to be claimed.")
    return case


def _hold(call: Call, held: Held) -> Hold:
    return Hold(by=call.reader, version=call.replaced_version, fence=held.fence)


_STAFF = {OFFICE: DESK | DEPARTMENT}
_CENTRE = {OFFICE: DESK}
_CASE = "/v1/desk/cases/{number}"

_OVER = ("objection.already_closed", "objection.step_under_way")
_HELD = (*LEASE_REFUSALS, *MOVE_REFUSALS)
_RULED = (
    "correction.unsound",
    "decision.certifier_may_not_decide",
    "decision.outcome_unknown",
    "decision.reasons_missing",
    "decision.replier_may_not_decide",
    "decision.source_not_asked",
    "decision.upstream_record",
    "decision.values_missing",
    "decision.values_not_allowed",
    "text.unsound",
)
_REPLIED = (
    "correction.unsound",
    "reply.answer_unknown",
    "reply.reason_missing",
    "reply.values_missing",
    "reply.values_not_allowed",
    "text.unsound",
)

ROUTES = (
    Route(
        method="GET",
        path=_CASE,
        zh="一件事项及其办理轨迹",
        view=one_case,
        serves=_STAFF,
        gives=CaseView,
    ),
    Route(
        method="POST",
        path="/v1/desk/claims",
        zh="领取事项",
        view=claim,
        serves=_STAFF,
        form=Claim,
        gives=CaseView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=("lease.held", "objection.not_waiting", "objection.nothing_waiting", "resource.not_found", *_OVER),
    ),
    Route(
        method="PUT",
        path=f"{_CASE}/lease",
        zh="续期",
        view=renewal,
        serves=_STAFF,
        form=Held,
        gives=CaseView,
        takes=("If-Match",),
        refuses=LEASE_REFUSALS,
    ),
    Route(
        method="DELETE",
        path=f"{_CASE}/lease",
        zh="退回待办",
        view=return_of_lease,
        serves=_STAFF,
        query=Held,
        gives=CaseView,
        takes=("If-Match",),
        refuses=LEASE_REFUSALS,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/acceptance",
        zh="受理",
        view=acceptance,
        serves=_CENTRE,
        form=Held,
        gives=CaseView,
        takes=("If-Match",),
        refuses=_HELD,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/non-acceptance",
        zh="不予受理",
        view=non_acceptance,
        serves=_CENTRE,
        form=Declined,
        gives=CaseView,
        takes=("If-Match",),
        refuses=("decision.reasons_missing", "text.unsound", *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/referral",
        zh="转送信源单位核查",
        view=referral,
        serves=_CENTRE,
        form=Referred,
        gives=CaseView,
        takes=("If-Match",),
        refuses=("text.unsound", *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/reply",
        zh="信源单位答复",
        view=reply,
        serves={OFFICE: DEPARTMENT},
        form=Replied,
        gives=CaseView,
        takes=("If-Match",),
        refuses=(*_REPLIED, *_HELD),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/decision",
        zh="作出处理决定",
        view=decision,
        serves=_CENTRE,
        form=Decided,
        gives=CaseView,
        takes=("If-Match",),
        refuses=(*_RULED, *_HELD),
    ),
)
