"""Objections (异议) as their subject makes them: draft, submit, follow, withdraw."""

from http import HTTPStatus

from msgspec import Struct

from chalicelib.api.acting import TAKES, acting, answered
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, DESK, REVIEWER, SUBJECT
from chalicelib.api.cases import MOVE_REFUSALS, answer_about, answer_with, answer_with_made
from chalicelib.api.repeats import tap_of
from chalicelib.api.routing import OFFICE, OWN, Call, Route
from chalicelib.objections import applications, reviews
from chalicelib.objections.cases import Case
from chalicelib.objections.filings import Filing
from chalicelib.objections.moves import MoveName, guards_of
from chalicelib.objections.scope import case_for
from chalicelib.objections.trail import CaseView, lines_of
from chalicelib.objections.workings import ClockView, clocks_of


class Supplemented(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"answer": "…"}."""

    answer: str


class Contested(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the decision is not accepted. Shape: {"statement": "…"}."""

    statement: str


def draft(call: Call, *, form: Filing) -> Answer:
    """Keep a draft of an objection to a record of the caller's own file."""
    call = acting(call)
    tap = tap_of(call)
    made = answer_with_made(
        call, lambda: applications.file(form, by=call.reader, means=call.services, now=call.now, tap=tap)
    )
    return answered(call, made)


def one_objection(call: Call, *, number: str) -> Answer:
    """Give an objection with its trail."""
    call = acting(call)
    return _shown(call, case_for(call.reader, number, means=call.services, now=call.now))


def submission(call: Call, *, number: str) -> Answer:
    """Submit a draft."""
    call = acting(call)
    return _shown(call, applications.submit(number, by=call.reader, means=call.services, now=call.now))


def supplement(call: Call, *, number: str, form: Supplemented) -> Answer:
    """Answer what was missing; evidence that was missing is sent before."""
    call = acting(call)
    return _shown(call, applications.supplement(number, form.answer, by=call.reader, means=call.services, now=call.now))


def review(call: Call, *, number: str, form: Contested) -> Answer:
    """Ask for the review of a closed objection; what is made is a case of its own."""
    call = acting(call)
    made = answer_with_made(
        call, lambda: reviews.ask(number, form.statement, by=call.reader, means=call.services, now=call.now)
    )
    return answered(call, made)


def withdrawal(call: Call, *, number: str) -> Answer:
    """Withdraw an objection before it is decided."""
    call = acting(call)
    return _shown(call, applications.withdraw(number, by=call.reader, means=call.services, now=call.now))


def _shown(call: Call, case: Case) -> Answer:
    return answered(call, answer_with(call, case))


def clock(call: Call, *, number: str) -> Answer:
    """Give the clocks of an objection with their working."""
    call = acting(call)
    case = case_for(call.reader, number, means=call.services, now=call.now)
    lines = lines_of(case, call.services.cases)
    view = clocks_of(case, lines, reader=call.reader, means=call.services, now=call.now)
    return answered(call, answer_about(case, view))


_SUBJECTS = {OWN: SUBJECT, OFFICE: AGENCY}
_REVIEW_REFUSALS = (
    *("review.not_closed", "review.not_for_repairs", "review.nothing_revoked", "review.only_once"),
    *("review.record_withdrawn", "review.too_late"),
)

ROUTES = (
    Route(
        method="POST",
        path="/v1/objections",
        zh="起草异议申请",
        view=draft,
        serves=_SUBJECTS,
        form=Filing,
        gives=CaseView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key", *TAKES),
        refuses=("objection.already_open", "objection.unsound", "resource.not_found"),
    ),
    Route(
        method="GET",
        path="/v1/objections/{number}",
        zh="一件异议申请及其办理轨迹",
        view=one_objection,
        serves={OWN: SUBJECT, OFFICE: DESK | AGENCY},
        gives=CaseView,
        takes=TAKES,
    ),
    Route(
        method="GET",
        path="/v1/objections/{number}/clock",
        zh="一件异议的办理时限，逐日列明计入与否及理由",
        view=clock,
        serves={OWN: SUBJECT, OFFICE: DESK | DEPARTMENT | REVIEWER | AGENCY},
        gives=ClockView,
        takes=TAKES,
    ),
    Route(
        method="POST",
        path="/v1/objections/{number}/submission",
        zh="提交异议申请",
        view=submission,
        serves=_SUBJECTS,
        gives=CaseView,
        takes=TAKES,
        refuses=(*guards_of(MoveName.SUBMIT), "version.stale", *MOVE_REFUSALS),
    ),
    Route(
        method="POST",
        path="/v1/objections/{number}/supplement",
        zh="补正异议申请",
        view=supplement,
        serves=_SUBJECTS,
        form=Supplemented,
        gives=CaseView,
        takes=TAKES,
        refuses=(*guards_of(MoveName.SUPPLEMENT), "version.stale", *MOVE_REFUSALS),
    ),
    Route(
        method="POST",
        path="/v1/objections/{number}/review",
        zh="申请复核",
        view=review,
        serves=_SUBJECTS,
        form=Contested,
        gives=CaseView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key", *TAKES),
        refuses=("objection.already_open", "objection.unsound", "resource.not_found", *_REVIEW_REFUSALS),
    ),
    Route(
        method="POST",
        path="/v1/objections/{number}/withdrawal",
        zh="撤销异议申请",
        view=withdrawal,
        serves=_SUBJECTS,
        gives=CaseView,
        takes=TAKES,
        refuses=("version.stale", *MOVE_REFUSALS),
    ),
)
