"""The desk: who holds a case; every write names what it replaces. Its moves are in `moves`."""

from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, REVIEWER
from chalicelib.api.cases import LEASE_REFUSALS, answer_with
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.objections import claims
from chalicelib.objections.cases import Case
from chalicelib.objections.leases import Hold
from chalicelib.objections.scope import case_for
from chalicelib.objections.trail import CaseView

_Fence = Annotated[int, Meta(ge=0)]
_Number = Annotated[str, Meta(min_length=1, max_length=64)]


CASE = "/v1/desk/cases/{number}"


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named case, or the most urgent one that nobody holds. Shape: {} or {"case": "YY20261123-…"}."""

    case: _Number | None = None


class Held(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fencing token of the lease under which staff write. Shape: {"fence": 3}."""

    fence: _Fence


def one_case(call: Call, *, number: str) -> Answer:
    """Give a case with its trail; its ETag is what a write must name."""
    return answer_with(call, case_for(call.reader, number, means=call.services, now=call.now))


def claim(call: Call, *, form: Claim) -> Answer:
    """Claim a case: a lease with a fencing token, higher than any before."""
    return one_case(call, number=once(call, lambda: _claimed(call, form).case))


def renewal(call: Call, *, number: str, form: Held) -> Answer:
    """Renew a lease."""
    return answer_with(call, claims.renew(number, hold=hold_of(call, form), means=call.services, now=call.now))


def return_of_lease(call: Call, *, number: str, query: Held) -> Answer:
    """Give a case back for another to claim; the token stands in the query, for a DELETE has no body."""
    return answer_with(call, claims.give_back(number, hold=hold_of(call, query), means=call.services, now=call.now))


def _claimed(call: Call, form: Claim) -> Case:
    services = call.services
    if form.case is not None:
        return claims.claim(form.case, by=call.reader, means=services, now=call.now)
    case = claims.claim_next(by=call.reader, turn=int(services.numbers.entry(), 16), means=services, now=call.now)
    if case is None:
        raise NotFoundError("objection.nothing_waiting", "没有待领取的事项。", "Nothing waits to be claimed.")
    return case


def hold_of(call: Call, held: Held) -> Hold:
    """Return what the caller shows with a write: the version that was seen, and the token of the lease."""
    return Hold(by=call.reader, version=call.replaced_version, fence=held.fence)


_STAFF = {OFFICE: DESK | DEPARTMENT | REVIEWER}

_OVER = ("objection.already_closed", "objection.step_under_way")

ROUTES = (
    Route(
        method="GET",
        path=CASE,
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
        path=f"{CASE}/lease",
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
        path=f"{CASE}/lease",
        zh="退回待办",
        view=return_of_lease,
        serves=_STAFF,
        query=Held,
        gives=CaseView,
        takes=("If-Match",),
        refuses=LEASE_REFUSALS,
    ),
)
