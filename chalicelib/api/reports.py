"""Credit reports: the public one for everybody, the full one for its subject and for departments."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors, purposes
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, PUBLIC, SUBJECT, refusal_for
from chalicelib.api.cursors import Cursor
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.catalogue.purposes import purposes as listed_purposes
from chalicelib.errors import FieldError, MalformedError, NotFoundError
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.composition import report_on
from chalicelib.reports.layout import ReportContent
from chalicelib.terms.credit_codes import FAULTS
from chalicelib.terms.subjects import Subject, subject_of


class Kind(StrEnum):
    """Which report: what everybody may see, or all that this reader may see."""

    PUBLIC = "public"
    FULL = "full"


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for; no subject stands for the caller's own file. `cursor` goes on where a long report stopped.

    Shape: {"subject": "9151…", "kind": "public"}
    """

    kind: Kind
    subject: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    cursor: Cursor | None = None


def report(call: Call, *, form: Wanted) -> Answer:
    """Give the report on a subject as this reader may see it."""
    reader = _reader_for(call, form)
    subject = _subject_for(call, form)
    if subject.is_person and reader.level is Level.PUBLIC:
        raise NotFoundError
    answered = report_on(
        subject, reader=reader, holdings=call.services.holdings, now=call.now, after=cursors.after_in(call, form)
    )
    further = cursors.next_of(call, form, answered.after)
    return Answer(content=answered.content, look=answered.look, read_as=reader, next_cursor=further)


def _reader_for(call: Call, form: Wanted) -> Reader:
    if form.kind is Kind.PUBLIC:
        return EVERYBODY
    if call.is_public:
        raise refusal_for(call.caller.audience)
    return purposes.stated(call.reader, call.incoming.headers, purposes=listed_purposes())


def _subject_for(call: Call, form: Wanted) -> Subject:
    own = call.reader.subject
    if form.subject is None:
        if own is None:
            raise _no_subject()
        return own
    subject = subject_of(form.subject)
    if form.kind is Kind.FULL and call.reader.level is Level.SUBJECT and subject != own:
        raise NotFoundError
    return subject


def _no_subject() -> MalformedError:
    code, zh, en = "form.field_missing", "请注明查询的主体。", "Say whose report is asked for."
    return MalformedError(code, zh, en, errors=(FieldError("/subject", code, zh, en),))


ROUTES = (
    Route(
        method="POST",
        path="/v1/reports",
        view=report,
        serves={OPEN: PUBLIC, OWN: PUBLIC | SUBJECT, OFFICE: PUBLIC | DEPARTMENT},
        form=Wanted,
        gives=ReportContent,
        zh="信用报告",
        takes=("X-Purpose", "X-Matter-Number"),
        refuses=("token.missing", "audience.not_served", "resource.not_found", *FAULTS),
    ),
)
