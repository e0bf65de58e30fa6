"""Notices: what the caller was told, read and confirmed; and for those who work on a case, who was told of it."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, DESK, SUBJECT
from chalicelib.api.cases import answer_about
from chalicelib.api.cursors import Cursor
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.routing import OFFICE, OWN, Call, Route
from chalicelib.notices import reading
from chalicelib.notices.reading import NoticeView, ToldView
from chalicelib.objections.scope import case_for

_MOST = 50


class NoticesQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=_MOST)] = 20
    cursor: Cursor | None = None


class Notices(Struct, frozen=True, kw_only=True):
    """A page of notices, newest first."""

    notices: Sequence[NoticeView]


class Told(Struct, frozen=True, kw_only=True):
    """Who was told of a case, and how far each notice has come."""

    notices: Sequence[ToldView]


def my_notices(call: Call, *, query: NoticesQuery) -> Answer:
    """Give what the caller was told, newest first."""
    store = call.services.notice_store
    after = cursors.after_in(call, query)
    places = reading.places_for(call.reader, notices=store, limit=query.limit, before=after)
    return Answer(
        content=Notices(notices=[reading.view_of(one) for one in reading.notices_at(places, notices=store)]),
        look=AT_NOTHING,
        next_cursor=cursors.next_below(call, query, places),
    )


def one_notice(call: Call, *, notice: str) -> Answer:
    """Give a notice to its recipient."""
    found = reading.notice_for(call.reader, notice, notices=call.services.notice_store)
    return Answer(content=reading.view_of(found), look=AT_NOTHING)


def acknowledgement(call: Call, *, notice: str) -> Answer:
    """Confirm a notice; the same tap again answers with the same."""
    store = call.services.notice_store
    confirmed = reading.acknowledge(notice, by=call.reader, notices=store, now=call.now)
    return Answer(content=reading.view_of(confirmed), look=AT_NOTHING)


def told_of_case(call: Call, *, number: str) -> Answer:
    """Give who was told of a case, and who has confirmed."""
    case = case_for(call.reader, number, means=call.services, now=call.now)
    told = reading.told_of(case.case, notices=call.services.notice_store)
    return answer_about(case, Told(notices=told))


_RECIPIENTS = {OWN: SUBJECT, OFFICE: DEPARTMENT | DESK | AGENCY}

ROUTES = (
    Route(
        method="GET",
        path="/v1/notices",
        zh="收到的通知",
        view=my_notices,
        serves=_RECIPIENTS,
        query=NoticesQuery,
        gives=Notices,
    ),
    Route(
        method="GET",
        path="/v1/notices/{notice}",
        zh="一份通知",
        view=one_notice,
        serves=_RECIPIENTS,
        gives=NoticeView,
        refuses=("notice.not_found",),
    ),
    Route(
        method="POST",
        path="/v1/notices/{notice}/acknowledgement",
        zh="签收通知",
        view=acknowledgement,
        serves=_RECIPIENTS,
        gives=NoticeView,
        refuses=("notice.not_found", "version.stale"),
    ),
    Route(
        method="GET",
        path="/v1/desk/cases/{number}/notices",
        zh="一件异议的告知与签收情况",
        view=told_of_case,
        serves={OFFICE: DESK},
        gives=Told,
    ),
)
