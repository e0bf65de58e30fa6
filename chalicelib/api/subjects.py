"""Organisations, their registration, and what is held on them, each as this reader may see it."""

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, PUBLIC, SUBJECT
from chalicelib.api.cursors import Cursor
from chalicelib.api.named import subject_named
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.library.places import place_named_by
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.composition import Selection, profile_and_counts_of, record_shown, records_of
from chalicelib.reports.layout import Overview, RecordContent, Records
from chalicelib.terms.credit_codes import FAULTS
from chalicelib.terms.subjects import Subject

_MOST_RECORDS = 200


class RecordsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?item=administrative_penalty&limit=50."""

    item: Annotated[str, Meta(min_length=1, max_length=64)] | None = None
    limit: Annotated[int, Meta(ge=1, le=_MOST_RECORDS)] = 50
    cursor: Cursor | None = None


def profile(call: Call, *, credit_code: str) -> Answer:
    """Give an organisation's registration, and how many records of each item there are for this reader."""
    subject = subject_named(credit_code, reader=call.reader, call=call)
    answered = profile_and_counts_of(subject, reader=call.reader, holdings=call.services.holdings, now=call.now)
    return Answer(content=answered.content, look=answered.look)


def records(call: Call, *, credit_code: str, query: RecordsQuery) -> Answer:
    """Give the records on an organisation, of one item or of all."""
    return records_page(call, subject_named(credit_code, reader=call.reader, call=call), query)


def records_page(call: Call, subject: Subject, query: RecordsQuery) -> Answer:
    """Give a page of the records on a subject."""
    if query.item is not None:
        call.services.catalogue.get(query.item)
    selection = Selection(item=query.item, limit=query.limit, after=cursors.after_in(call, query))
    answered = records_of(
        subject, reader=call.reader, holdings=call.services.holdings, now=call.now, selection=selection
    )
    further = cursors.next_of(call, query, answered.after)
    return Answer(content=answered.content, look=answered.look, next_cursor=further)


def one_record(call: Call, *, record: str) -> Answer:
    """Give one record; what this reader may not see does not exist for them."""
    subject, _ = place_named_by(record)
    reader = _standing_towards(subject, call)
    if subject.is_person and reader.level is Level.PUBLIC:
        # The public deployment has no right to the persons' table: it asks nothing, whoever it may be.
        raise NotFoundError
    answered = record_shown(record, reader=reader, holdings=call.services.holdings, now=call.now)
    return Answer(content=answered.content, look=answered.look, read_as=reader)


def _standing_towards(subject: Subject, call: Call) -> Reader:
    """Return in what standing the caller looks at a subject: a subject sees of others what everybody sees."""
    is_other = call.reader.level is Level.SUBJECT and call.reader.subject != subject
    return EVERYBODY if is_other else call.reader


_ORGANISATIONS = {OPEN: PUBLIC, OFFICE: DEPARTMENT | DESK}

ROUTES = (
    Route(
        method="GET",
        path="/v1/subjects/{credit_code}",
        zh="登记信息与记录条数",
        view=profile,
        serves=_ORGANISATIONS,
        gives=Overview,
        asks_why=True,
        refuses=tuple(FAULTS),
    ),
    Route(
        method="GET",
        path="/v1/subjects/{credit_code}/records",
        zh="一个主体的记录",
        view=records,
        serves=_ORGANISATIONS,
        query=RecordsQuery,
        gives=Records,
        asks_why=True,
        refuses=("catalogue.item_unknown", *FAULTS),
    ),
    Route(
        method="GET",
        path="/v1/records/{record}",
        zh="一条记录",
        view=one_record,
        serves={**_ORGANISATIONS, OWN: SUBJECT},
        gives=RecordContent,
        asks_why=True,
    ),
)
