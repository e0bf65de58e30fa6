"""Complaints about public bodies: made and followed by an organisation, decided by the superior body."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, SUBJECT
from chalicelib.api.cursors import Cursor
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, OWN, Call, Route
from chalicelib.api.writes import a_write, write_of
from chalicelib.ledger.looks import Look
from chalicelib.library.readers import Level
from chalicelib.objections.complaints import handling
from chalicelib.objections.complaints.complaint import Complaint, Decision, Due, Filing, State
from chalicelib.objections.complaints.handling import Ruling
from chalicelib.objections.owners import Line


class Reasoned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"reasons": "…"}."""

    reasons: Annotated[str, Meta(max_length=4000)]


class ComplaintsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


class ComplaintView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A complaint as one of those concerned sees it: who complained is not told which officer did what.

    `missing`, for staff, is what the record of an established default lacks: "body.credit_code".
    """

    complaint: str
    version: int
    state: State
    filing: Filing
    complainant: str
    filed_at: datetime
    moved_at: datetime
    trail: tuple[Line, ...]
    superior: str | None = None
    due: tuple[Due, ...] = ()
    decision: Decision | None = None
    record_id: str | None = None
    missing: tuple[str, ...] = ()


class ComplaintLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One complaint in a list; `missing` for staff, as in the complaint itself."""

    complaint: str
    version: int
    state: State
    body: str
    kind: str
    filed_at: datetime
    due_on: date | None = None
    missing: tuple[str, ...] = ()


class ComplaintLines(Struct, frozen=True):
    """Shape: {"complaints": [{"complaint": "TS2026…", "state": "filed", …}]}."""

    complaints: Sequence[ComplaintLine]


def complaint(call: Call, *, form: Filing) -> Answer:
    """Complain that a public body broke a promise or a contract; the same tap again answers with the same complaint."""
    number = once(call, lambda: handling.file(form, by=call.reader, means=call.services, now=call.now).complaint)
    return one_complaint(call, number=number)


def my_complaints(call: Call, *, query: ComplaintsQuery) -> Answer:
    """Give the caller's own complaints, newest first."""
    after = cursors.after_in(call, query)
    return _lines(call, query, handling.own(call.reader, means=call.services, limit=query.limit, after=after))


def queue(call: Call, *, query: ComplaintsQuery) -> Answer:
    """Give the complaints that wait for the caller, oldest first."""
    after = cursors.after_in(call, query)
    return _lines(call, query, handling.waiting_for(call.reader, means=call.services, limit=query.limit, after=after))


def one_complaint(call: Call, *, number: str) -> Answer:
    """Give a complaint to who made it, to the superior body, or to the centre."""
    return _answer_with(call, handling.complaint_for(call.reader, number, means=call.services, now=call.now))


def withdrawal(call: Call, *, number: str) -> Answer:
    """Withdraw a complaint before it is decided."""
    return _answer_with(call, handling.withdraw(number, by=call.reader, means=call.services, now=call.now))


def acceptance(call: Call, *, number: str) -> Answer:
    """Accept a complaint."""
    return _answer_with(call, handling.accept(number, write=write_of(call), means=call.services, now=call.now))


def non_acceptance(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Refuse to accept a complaint, with reasons."""
    return _answer_with(
        call, handling.not_accept(number, form.reasons, write=write_of(call), means=call.services, now=call.now)
    )


def decision(call: Call, *, number: str, form: Ruling) -> Answer:
    """Decide a complaint; an established default is a record before anyone sees it established."""
    return _answer_with(call, handling.decide(number, form, write=write_of(call), means=call.services, now=call.now))


def record(call: Call, *, number: str) -> Answer:
    """Put the record of an established default, once the register knows the credit code of the body."""
    return _answer_with(call, handling.record(number, write=write_of(call), means=call.services, now=call.now))


def _lines(call: Call, query: ComplaintsQuery, found: Sequence[Complaint]) -> Answer:
    return Answer(
        content=ComplaintLines([_line_of(one, is_staff=call.reader.level is not Level.SUBJECT) for one in found]),
        look=_look_at(found),
        next_cursor=cursors.next_below(call, query, [one.complaint for one in found]),
    )


def _answer_with(call: Call, one: Complaint) -> Answer:
    is_staff = call.reader.level is not Level.SUBJECT
    view = ComplaintView(
        complaint=one.complaint,
        version=one.version,
        state=one.state,
        filing=one.filing,
        complainant=one.complainant,
        filed_at=one.filed_at,
        moved_at=one.moved_at,
        trail=one.trail if is_staff else tuple(Line(move=line.move, at=line.at, role=line.role) for line in one.trail),
        superior=one.superior,
        due=one.due,
        decision=one.decision if is_staff or one.decision is None else _for_complainant(one.decision),
        record_id=one.record_id,
        missing=one.missing if is_staff else (),
    )
    return Answer(content=view, look=_look_at([one]), act=one.complaint, version=one.version)


def _for_complainant(decision: Decision) -> Decision:
    return Decision(
        reasons=decision.reasons,
        decided_by="",
        decided_at=decision.decided_at,
        facts=decision.facts,
        ground=decision.ground,
        document=decision.document,
    )


def _look_at(found: Sequence[Complaint]) -> Look:
    return Look(subjects=tuple(dict.fromkeys(one.complainant for one in found)))


def _line_of(one: Complaint, *, is_staff: bool) -> ComplaintLine:
    acts = {State.FILED: "acceptance", State.ACCEPTED: "decision"}
    return ComplaintLine(
        complaint=one.complaint,
        version=one.version,
        state=one.state,
        body=one.filing.body,
        kind=one.filing.kind,
        filed_at=one.filed_at,
        due_on=next((due.on for due in one.due if due.act == acts.get(one.state)), None),
        missing=one.missing if is_staff else (),
    )


_COMPLAINANT = {OWN: SUBJECT}
_DECIDING = {OFFICE: DEPARTMENT | DESK}
_ONE = "/v1/desk/complaints/{number}"
_MOVED = ("complaint.move_not_allowed", "complaint.not_yours")

ROUTES = (
    Route(
        method="POST",
        path="/v1/complaints",
        zh="投诉机关不履行承诺、合同",
        view=complaint,
        serves=_COMPLAINANT,
        form=Filing,
        gives=ComplaintView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=("complaint.not_an_organisation", "complaint.unsound", "resource.not_found"),
    ),
    Route(
        method="GET",
        path="/v1/complaints",
        zh="本单位的投诉",
        view=my_complaints,
        serves=_COMPLAINANT,
        query=ComplaintsQuery,
        gives=ComplaintLines,
        refuses=("resource.not_found",),
    ),
    Route(
        method="GET",
        path="/v1/complaints/{number}",
        zh="一件投诉",
        view=one_complaint,
        serves=_COMPLAINANT,
        gives=ComplaintView,
    ),
    Route(
        method="POST",
        path="/v1/complaints/{number}/withdrawal",
        zh="撤回投诉",
        view=withdrawal,
        serves=_COMPLAINANT,
        gives=ComplaintView,
        refuses=("complaint.move_not_allowed", "version.stale"),
    ),
    Route(
        method="GET",
        path="/v1/desk/complaints",
        zh="待办投诉",
        view=queue,
        serves=_DECIDING,
        query=ComplaintsQuery,
        gives=ComplaintLines,
        refuses=("resource.not_found",),
    ),
    Route(method="GET", path=_ONE, zh="一件投诉（办理）", view=one_complaint, serves=_DECIDING, gives=ComplaintView),
    a_write(f"{_ONE}/acceptance", "受理投诉", acceptance, serves=_DECIDING, gives=ComplaintView, refuses=_MOVED),
    a_write(
        f"{_ONE}/non-acceptance",
        "不予受理投诉",
        non_acceptance,
        serves=_DECIDING,
        form=Reasoned,
        gives=ComplaintView,
        refuses=("complaint.unsound", *_MOVED),
    ),
    a_write(
        f"{_ONE}/decision",
        "认定投诉",
        decision,
        serves=_DECIDING,
        form=Ruling,
        gives=ComplaintView,
        refuses=("complaint.unsound", *_MOVED),
    ),
    a_write(
        f"{_ONE}/record",
        "补记认定的失信记录",
        record,
        serves={OFFICE: DESK},
        gives=ComplaintView,
        refuses=("complaint.code_unknown", "complaint.move_not_allowed"),
    ),
)
