"""Handing a case over: to a colleague by who holds it, to anyone by a lead; and what staff note on it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, LEAD
from chalicelib.api.cases import LEASE_REFUSALS, answer_about, answer_with
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.objections import claims
from chalicelib.objections.cases import Note
from chalicelib.objections.leases import Handover, Hold, Seen
from chalicelib.objections.notes import add_note, notes_on
from chalicelib.objections.trail import CaseView

_Fence = Annotated[int, Meta(ge=0)]
_Name = Annotated[str, Meta(min_length=1, max_length=64)]


class Reassigned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To whom, by the opaque name in their tokens, and why. Shape: {"to": "clerk-2", "reason": "…"}."""

    to: _Name
    reason: str


class Transferred(Reassigned, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"fence": 3, "to": "clerk-2", "reason": "…"}."""

    fence: _Fence


class Noted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"text": "…"}."""

    text: str


class Notes(Struct, frozen=True, kw_only=True):
    """The notes on a case that the caller may read. Shape: {"case": "YY2026…", "notes": [{"text": "…", …}]}."""

    case: str
    notes: Sequence[Note]


def transfer(call: Call, *, number: str, form: Transferred) -> Answer:
    """Hand a case that the caller holds to a colleague, with a reason."""
    hold = Hold(by=call.reader, version=call.replaced_version, fence=form.fence)
    handover = Handover(to=form.to, reason=form.reason)
    return answer_with(call, claims.transfer(number, handover, hold=hold, means=call.services, now=call.now))


def reassignment(call: Call, *, number: str, form: Reassigned) -> Answer:
    """Give a case to someone else, whoever holds it."""
    seen = Seen(by=call.reader, version=call.replaced_version)
    handover = Handover(to=form.to, reason=form.reason)
    return answer_with(call, claims.reassign(number, handover, seen=seen, means=call.services, now=call.now))


def notes(call: Call, *, number: str) -> Answer:
    """Give the notes on a case."""
    case, written = notes_on(number, by=call.reader, means=call.services, now=call.now)
    return answer_about(case, Notes(case=case.case, notes=written))


def note(call: Call, *, number: str, form: Noted) -> Answer:
    """Note something on a case."""
    once(call, lambda: add_note(number, form.text, by=call.reader, means=call.services, now=call.now).id)
    return notes(call, number=number)


_STAFF = {OFFICE: DESK | DEPARTMENT}
_CASE = "/v1/desk/cases/{number}"
_HANDED = ("lease.reason_missing", "lease.same_holder", "text.unsound")

ROUTES = (
    Route(
        method="POST",
        path=f"{_CASE}/transfer",
        zh="移交他人办理",
        view=transfer,
        serves=_STAFF,
        form=Transferred,
        gives=CaseView,
        takes=("If-Match",),
        refuses=(*_HANDED, *LEASE_REFUSALS),
    ),
    Route(
        method="POST",
        path=f"{_CASE}/reassignment",
        zh="改派",
        view=reassignment,
        serves={OFFICE: LEAD},
        form=Reassigned,
        gives=CaseView,
        takes=("If-Match",),
        refuses=(
            "lease.lead_only",
            *_HANDED,
            "objection.already_closed",
            "objection.not_waiting",
            "objection.step_under_way",
        ),
    ),
    Route(
        method="GET",
        path=f"{_CASE}/notes",
        zh="办理备注",
        view=notes,
        serves=_STAFF,
        gives=Notes,
    ),
    Route(
        method="POST",
        path=f"{_CASE}/notes",
        zh="添加办理备注",
        view=note,
        serves=_STAFF,
        form=Noted,
        gives=Notes,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=("note.blank", "text.unsound"),
    ),
)
