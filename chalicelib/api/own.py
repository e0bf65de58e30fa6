"""A subject's own file (信用档案): who the platform takes them for, and all that it holds on them."""

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import SUBJECT
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.routing import OWN, Call, Route
from chalicelib.api.subjects import RecordsQuery, records_page
from chalicelib.errors import NotFoundError
from chalicelib.reports.composition import profile_and_counts_of
from chalicelib.reports.layout import Overview, Records
from chalicelib.terms.subjects import Subject


class Me(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The caller, and an overview of their file; no file if nothing is held.

    Shape: {"role": "citizen", "library": "persons", "file": {"registration": […], "items": {…}}}
    """

    role: str
    library: str
    file: Overview | None = None


def me(call: Call) -> Answer:
    """Give the caller an overview of their own file."""
    subject = _own(call)
    role, library = call.reader.role, subject.library.value
    try:
        answered = profile_and_counts_of(subject, reader=call.reader, holdings=call.services.holdings, now=call.now)
    except NotFoundError:
        return Answer(content=Me(role=role, library=library), look=AT_NOTHING)
    return Answer(content=Me(role=role, library=library, file=answered.content), look=answered.look)


def my_records(call: Call, *, query: RecordsQuery) -> Answer:
    """Give the caller the records on themselves."""
    return records_page(call, _own(call), query)


def _own(call: Call) -> Subject:
    if call.reader.subject is None:
        raise NotFoundError
    return call.reader.subject


ROUTES = (
    Route(
        method="GET",
        path="/v1/me",
        zh="本人（本单位）信用档案概况",
        view=me,
        serves={OWN: SUBJECT},
        gives=Me,
        refuses=("resource.not_found",),
    ),
    Route(
        method="GET",
        path="/v1/me/records",
        zh="本人（本单位）的记录",
        view=my_records,
        serves={OWN: SUBJECT},
        query=RecordsQuery,
        gives=Records,
        refuses=("catalogue.item_unknown", "resource.not_found"),
    ),
)
