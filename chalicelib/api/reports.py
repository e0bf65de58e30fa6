"""Credit reports: the public one for everybody, the full one for its subject and for departments."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors, grounds
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, PUBLIC, SUBJECT, refusal_for
from chalicelib.api.cursors import Cursor
from chalicelib.api.named import subject_named
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.errors import FieldError, MalformedError, NotFoundError
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.composition import report_on
from chalicelib.terms.subjects import Subject

# A subject sees their own file, the holder of a grant that of who gave it.
_OF_ONE_SUBJECT = frozenset({Level.SUBJECT, Level.AUTHORISED})


class Kind(StrEnum):
    """Which report: what everybody may see, or all that this reader may see."""

    PUBLIC = "public"
    FULL = "full"


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for; no subject stands for the caller's own file, or for that of who gave the grant.

    `cursor` goes on where a long report stopped.

    Shape: {"subject": "9151…", "kind": "public"}
    """

    kind: Kind
    subject: Annotated[str, Meta(min_length=1, max_length=256)] | None = None
    cursor: Cursor | None = None


def report(call: Call, *, form: Wanted) -> Answer:
    """Give the report on a subject as this reader may see it."""
    reader = _reader_for(call, form)
    subject = _subject_for(call, form, reader)
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
    return grounds.established(call)


def _subject_for(call: Call, form: Wanted, reader: Reader) -> Subject:
    own = reader.granted.subject if reader.granted else call.reader.subject
    if form.subject is None:
        if own is None:
            raise _no_subject()
        return own
    subject = subject_named(form.subject, reader=reader, call=call)
    if reader.level in _OF_ONE_SUBJECT and subject != own:
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
        serves={OPEN: PUBLIC, OWN: PUBLIC | SUBJECT, OFFICE: PUBLIC | DEPARTMENT | AGENCY},
        form=Wanted,
    ),
)
