"""What goes with an objection: may I and how, evidence, the receipt, and a statement of one's own afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from chalicelib.api.acting import TAKES, acting, answered
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, DESK, REVIEWER, SUBJECT
from chalicelib.api.cases import answer_about, answer_with
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, OWN, Call, Route
from chalicelib.ledger.looks import Look
from chalicelib.objections import statements
from chalicelib.objections.cases import Case
from chalicelib.objections.eligibility import Eligibility, eligibility_for
from chalicelib.objections.evidence import attaching
from chalicelib.objections.evidence.attaching import Declared
from chalicelib.objections.evidence.store import Form
from chalicelib.objections.filings import reference_of
from chalicelib.objections.papers import Evidence
from chalicelib.objections.receipts import Receipt, receipt_of
from chalicelib.objections.scope import case_for
from chalicelib.objections.trail import CaseView

_NOTHING_SNIFFED = {"X-Content-Type-Options": "nosniff"}


class Asked(Struct, frozen=True, kw_only=True):
    """Shape: ?record=m~9151…~administrative_penalty~2026-03-02~k3f9…."""

    record: Annotated[str, Meta(min_length=1, max_length=200)]


class Piece(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A piece of evidence, and as long as its file is awaited the presigned POST to send it with.

    Once it was sent the same call is made again: the file is looked into, and the piece is `kept`, or says by `fault`
    why not.

    Units: ttl_seconds, how long the POST is good for.
    """

    case: str
    version: int
    piece: Evidence
    form: Form | None = None
    ttl_seconds: int | None = None


class Pieces(Struct, frozen=True, kw_only=True):
    """The evidence of a case, as it stands."""

    case: str
    version: int
    evidence: Sequence[Evidence]


class Download(Struct, frozen=True, kw_only=True):
    """A link to the file of a piece: it is saved, never shown. Units: ttl_seconds, how long the link is good for."""

    case: str
    piece: Evidence
    link: str
    ttl_seconds: int


class Stated(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands beside the record: 1 to 300 characters, no ID number and no telephone. Shape: {"text": "…"}."""

    text: str


def eligibility(call: Call, *, query: Asked) -> Answer:
    """Say whether an objection to a record may be filed, to what of it, and where else to go."""
    call = acting(call)
    told, record = eligibility_for(query.record, by=call.reader, means=call.services, now=call.now)
    look = Look(subjects=(reference_of(record.subject),), versions=((record.record_id, record.version),))
    return answered(call, Answer(content=told, look=look))


def attachment(call: Call, *, number: str, form: Declared) -> Answer:
    """Declare a file as evidence, or say that it was sent: the same call for both."""
    call = acting(call)
    once(call, lambda: number)
    case = attaching.add(number, form, by=call.reader, means=call.services, now=call.now)
    piece = next(one for one in case.objection.evidence if one.sha256 == form.sha256)
    post = attaching.form_for(case, piece, means=call.services)
    return _answer(
        call,
        case,
        Piece(
            case=number,
            version=case.version,
            piece=_without_names(piece),
            form=post,
            ttl_seconds=attaching.FORM_SECONDS if post else None,
        ),
    )


def removal(call: Call, *, number: str, piece: str) -> Answer:
    """Take a piece of evidence away again."""
    call = acting(call)
    case = attaching.remove(number, piece, by=call.reader, means=call.services, now=call.now)
    left = [_without_names(one) for one in case.objection.evidence]
    return _answer(call, case, Pieces(case=number, version=case.version, evidence=left))


def one_attachment(call: Call, *, number: str, piece: str) -> Answer:
    """Give a link to a kept piece of evidence; by staff it is a look at the record it speaks of."""
    case, found, link = attaching.link_to(number, piece, by=call.reader, means=call.services, now=call.now)
    download = Download(case=number, piece=_without_names(found), link=link, ttl_seconds=attaching.LINK_SECONDS)
    return replace(answer_about(case, download), headers=_NOTHING_SNIFFED)


def receipt(call: Call, *, number: str) -> Answer:
    """Give the receipt of a submission, with the days that bind the platform."""
    call = acting(call)
    case = case_for(call.reader, number, means=call.services, now=call.now)
    return _answer(call, case, receipt_of(case, means=call.services))


def statement(call: Call, *, number: str, form: Stated) -> Answer:
    """State something beside a record that stayed; it stands there with the next step."""
    call = acting(call)
    case = statements.state(number, form.text, by=call.reader, means=call.services, now=call.now)
    return answered(call, answer_with(call, case))


def retraction(call: Call, *, number: str) -> Answer:
    """Take a statement back; it is gone with the next step."""
    call = acting(call)
    case = statements.take_back(number, by=call.reader, means=call.services, now=call.now)
    return answered(call, answer_with(call, case))


def _without_names(piece: Evidence) -> Evidence:
    """Return a piece without who added it; the case tells that to the centre."""
    return msgspec.structs.replace(piece, added_by="")


def _answer(call: Call, case: Case, content: Struct) -> Answer:
    return answered(call, answer_about(case, content))


FILERS = {OWN: SUBJECT, OFFICE: AGENCY}
_CLOSED = ("objection.already_closed", "objection.evidence_closed", "objection.step_under_way", "version.stale")
_OF_STATEMENTS = ("objection.step_under_way", "statement.record_not_kept", "version.stale")

ROUTES = (
    Route(
        method="GET",
        path="/v1/objections/eligibility",
        zh="可否对一条记录提出异议，以及其他途径",
        view=eligibility,
        serves=FILERS,
        query=Asked,
        gives=Eligibility,
        takes=TAKES,
        refuses=("resource.not_found",),
    ),
    Route(
        method="POST",
        path="/v1/objections/{number}/attachments",
        zh="添加一件证明材料：取得上传凭证，送达后再次提交即核对",
        view=attachment,
        serves=FILERS,
        form=Declared,
        gives=Piece,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key", *TAKES),
        refuses=("evidence.unsound", *_CLOSED),
    ),
    Route(
        method="GET",
        path="/v1/objections/{number}/attachments/{piece}",
        zh="下载一件证明材料",
        view=one_attachment,
        serves={OWN: SUBJECT, OFFICE: DESK | DEPARTMENT | REVIEWER},
        gives=Download,
    ),
    Route(
        method="DELETE",
        path="/v1/objections/{number}/attachments/{piece}",
        zh="移除一件证明材料",
        view=removal,
        serves=FILERS,
        gives=Pieces,
        takes=TAKES,
        refuses=_CLOSED,
    ),
    Route(
        method="GET",
        path="/v1/objections/{number}/receipt",
        zh="异议申请回执",
        view=receipt,
        serves=FILERS,
        gives=Receipt,
        takes=TAKES,
        refuses=("receipt.not_ready",),
    ),
    Route(
        method="POST",
        path="/v1/objections/{number}/statement",
        zh="记录维持或者无法核实后，附加本主体声明",
        view=statement,
        serves=FILERS,
        form=Stated,
        gives=CaseView,
        takes=TAKES,
        refuses=(*_OF_STATEMENTS, "statement.unsound"),
    ),
    Route(
        method="DELETE",
        path="/v1/objections/{number}/statement",
        zh="撤回本主体声明",
        view=retraction,
        serves=FILERS,
        gives=CaseView,
        takes=TAKES,
        refuses=_OF_STATEMENTS,
    ),
)
