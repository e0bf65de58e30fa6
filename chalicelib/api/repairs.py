"""Repairs as their subject asks for them: may I, of what kind, the letter that tells how it ended; and taken back.

What is made is a case: evidence, submission, supplement and withdrawal are those of `/v1/objections/{number}`.
"""

import base64
import hashlib
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from msgspec import Meta, Struct

from chalicelib.api import answers
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, SUBJECT
from chalicelib.api.cases import MOVE_REFUSALS, answer_about, answer_with, answer_with_made
from chalicelib.api.routing import OFFICE, OWN, Call, Route, View
from chalicelib.ledger.looks import Look
from chalicelib.objections.acts import record_of
from chalicelib.objections.cases import Case
from chalicelib.objections.filings import reference_of
from chalicelib.objections.moves import MoveName, guards_of
from chalicelib.objections.repairs import filing, revocations
from chalicelib.objections.repairs.filing import Application, RepairEligibility
from chalicelib.objections.repairs.letters import (
    STYLE,
    Letter,
    fingerprint_of,
    letter_of,
    page_of,
    print_order_of,
    words_of,
)
from chalicelib.objections.repairs.revocations import Demand
from chalicelib.objections.scope import case_for
from chalicelib.objections.trail import CaseView

LINK_SECONDS = 300
# The one style of the page may be applied, and nothing may be loaded from anywhere.
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class LetterPage(Struct, frozen=True):
    """The letter as a page, as its text."""

    html: str


class PrintedLetter(Struct, frozen=True, kw_only=True):
    """Whether the letter is printed; its address stands in the header Location."""

    number: str
    is_ready: bool


class Heard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the subject says to it that its repair is to be taken back. Shape: {"statement": "…"}."""

    statement: str


class Asked(Struct, frozen=True, kw_only=True):
    """Shape: ?record=m~9151…~administrative_penalty~2026-03-02~k3f9…."""

    record: Annotated[str, Meta(min_length=1, max_length=200)]


def eligibility(call: Call, *, query: Asked) -> Answer:
    """Tell which conditions of a repair are met, and from which day those are that are not; or where else to go."""
    told, record = filing.eligibility_for(query.record, by=call.reader, means=call.services, now=call.now)
    look = Look(subjects=(reference_of(record.subject),), versions=((record.record_id, record.version),))
    return Answer(content=told, look=look)


def application(call: Call, *, form: Application) -> Answer:
    """Keep a draft of an application for the repair of a record of the caller's own file."""
    return answer_with_made(call, lambda: filing.apply(form, by=call.reader, means=call.services, now=call.now))


def letter(call: Call, *, number: str) -> Answer:
    """Give the letter of a repair that has ended."""
    case, told = _letter(call, number)
    return answer_about(case, told)


def letter_to_keep(call: Call, *, number: str) -> Answer:
    """Give the letter as a page, to keep or to print."""
    case, told = _letter(call, number)
    return replace(answer_about(case, page_of(told)), headers=POLICY)


def printed_letter(call: Call, *, number: str) -> Answer:
    """Send the caller to the sealed letter, or say that it is not printed yet and have it printed."""
    case, told = _letter(call, number)
    words, kept = words_of(told), call.services.repair_letters
    sha256 = fingerprint_of(words)
    is_ready = kept.has(told.number, sha256)
    answer = answer_about(case, PrintedLetter(number=told.number, is_ready=is_ready))
    if is_ready:
        return answer.sent_to(kept.link(told.number, sha256, seconds=LINK_SECONDS))
    kept.put_words(told.number, sha256, words)
    call.services.printing.send(print_order_of(told.number, sha256))
    return answer.accepted()


def revocation(call: Call, *, number: str, form: Demand) -> Answer:
    """Ask that a granted repair be taken back; what is made is a case of its own."""
    return answer_with_made(
        call, lambda: revocations.ask(number, form, by=call.reader, means=call.services, now=call.now)
    )


def hearing(call: Call, *, number: str, form: Heard) -> Answer:
    """Take what the subject says to it that its repair is to be taken back."""
    case = revocations.be_heard(number, form.statement, by=call.reader, means=call.services, now=call.now)
    return answer_with(call, case)


def _letter(call: Call, number: str) -> tuple[Case, Letter]:
    case = case_for(call.reader, number, means=call.services, now=call.now)
    return case, letter_of(case, *record_of(case, call.services))


def _of_letter(path: str, zh: str, view: View, gives: type[Struct], **more: Any) -> Route:
    return Route(
        method="GET",
        path=f"/v1/repairs/{{number}}/letter{path}",
        zh=zh,
        view=view,
        serves={OWN: SUBJECT, OFFICE: DESK},
        gives=gives,
        refuses=("letter.not_ready",),
        **more,
    )


_PRINTED = {"success": HTTPStatus.ACCEPTED, "also": (HTTPStatus.SEE_OTHER,)}
ROUTES = (
    Route(
        method="GET",
        path="/v1/repairs/eligibility",
        zh="可否申请信用修复",
        view=eligibility,
        serves={OWN: SUBJECT},
        query=Asked,
        gives=RepairEligibility,
        refuses=("resource.not_found",),
    ),
    Route(
        method="POST",
        path="/v1/repairs",
        zh="起草信用修复申请",
        view=application,
        serves={OWN: SUBJECT},
        form=Application,
        gives=CaseView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=(
            *("objection.already_open", "repair.another_door", "repair.conditions_not_met"),
            *("repair.unsound", "resource.not_found"),
        ),
    ),
    _of_letter("", "信用修复决定书", letter, Letter),
    _of_letter("/document", "信用修复决定书（可保存的页面）", letter_to_keep, LetterPage, document=answers.HTML),
    _of_letter("/pdf", "信用修复决定书（PDF）", printed_letter, PrintedLetter, **_PRINTED),
    Route(
        method="POST",
        path="/v1/repairs/{number}/revocation",
        zh="提出撤销信用修复",
        view=revocation,
        serves={OFFICE: DEPARTMENT},
        form=Demand,
        gives=CaseView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=(
            *("objection.already_open", "objection.not_your_move", "reply.certifier_may_not_answer"),
            *("revocation.ground_unknown", "revocation.not_granted", "revocation.only_once"),
            *("revocation.reason_missing", "text.unsound", "resource.not_found"),
        ),
    ),
    Route(
        method="POST",
        path="/v1/repairs/{number}/hearing",
        zh="就撤销信用修复陈述、申辩",
        view=hearing,
        serves={OWN: SUBJECT},
        form=Heard,
        gives=CaseView,
        refuses=(*guards_of(MoveName.BE_HEARD), "version.stale", *MOVE_REFUSALS),
    ),
)
