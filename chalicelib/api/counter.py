"""The counter: an officer opens a session for who is present, and acts in it as that person; the person is told of it.

A session's token goes in `X-Assisted-Session`, beside the officer's own bearer token: every route of one's own file
then takes the officer for the subject, and names them as who helped.
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import COUNTER, SUBJECT, Audience, Caller
from chalicelib.api.cursors import Cursor
from chalicelib.api.repeats import once
from chalicelib.api.routing import OWN, Call, Route
from chalicelib.errors import ForbiddenError
from chalicelib.grants import counter
from chalicelib.grants.lookups import Presented
from chalicelib.grants.presence import Arrival
from chalicelib.grants.receipts import sha256_of, text_for_paper
from chalicelib.grants.rules import rules
from chalicelib.grants.sessions import Session, SessionReceipt, State, receipt_of
from chalicelib.ledger.looks import Look
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.identity_documents import FAULTS as NUMBER_FAULTS

if TYPE_CHECKING:
    from chalicelib.wiring import Services

AT_A_COUNTER = "counter"
_MOST = 50


class SessionView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An assisted session: what its subject takes home, and how it stands. `token` goes to who opened it alone.

    Shape: {"session": "CK20261123-…", "state": "open", "receipt": {…}, "sha256": "3f9a…", "token": "…"}
    """

    session: str
    state: State
    receipt: SessionReceipt
    sha256: str
    text_for_paper: str
    confirmed: bool
    ended_at: datetime | None = None
    ended_by_subject: bool = False
    token: str | None = None


class Sessions(Struct, frozen=True, kw_only=True):
    """A page of assisted sessions, newest first."""

    sessions: Sequence[SessionView]


class SessionsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=_MOST)] = 20
    cursor: Cursor | None = None


def assisted(caller: Caller, token: str, *, services: "Services", now: datetime) -> Caller:
    """Return an officer as the subject in whose session they act.

    Raises: ForbiddenError for who is no counter officer; what `counter.acting` does.
    """
    if caller.audience is not Audience.COUNTER:
        zh, en = "仅窗口工作人员可以协助办理。", "Only a counter officer acts in a session."
        raise ForbiddenError("assisted_session.not_counter", zh, en)
    reader = counter.acting(token, officer=caller.reader, means=services, now=now)
    return Caller(Audience.SUBJECT, reader, AT_A_COUNTER)


def open_session(call: Call, *, form: Arrival) -> Answer:
    """Open a session for who is present; the same tap again answers with the same session."""
    _must_be_an_officer(call)
    number = once(call, lambda: counter.open_session(form, by=call.reader, means=call.services, now=call.now).session)
    return one_session(call, session=number)


def one_session(call: Call, *, session: str) -> Answer:
    """Give a session to its officer, or to whom it concerns."""
    return _answer_with(call, counter.session_for(call.reader, session, sessions=call.services.sessions))


def confirmation(call: Call, *, session: str, form: Presented) -> Answer:
    """Confirm as the second officer who is present."""
    _must_be_an_officer(call)
    return _answer_with(call, counter.confirm(session, form, by=call.reader, means=call.services, now=call.now))


def end(call: Call, *, session: str) -> Answer:
    """End a session: its officer, or its subject."""
    return _answer_with(call, counter.end(session, by=call.reader, sessions=call.services.sessions, now=call.now))


def my_sessions(call: Call, *, query: SessionsQuery) -> Answer:
    """Give the sessions in which somebody acted for the caller, or in which they were the one present."""
    found = counter.sessions_about(
        call.reader, sessions=call.services.sessions, limit=query.limit, after=cursors.after_in(call, query)
    )
    return Answer(
        content=Sessions(sessions=[_view_of(one, call) for one in found]),
        look=Look(subjects=tuple(dict.fromkeys(one.subject.reference for one in found))),
        next_cursor=cursors.next_below(call, query, [one.session for one in found]),
    )


def _must_be_an_officer(call: Call) -> None:
    rules().must_be_identified(call.reader.role, call.caller.identified_by)


def _answer_with(call: Call, session: Session) -> Answer:
    return Answer(
        content=_view_of(session, call),
        look=Look(subjects=tuple(dict.fromkeys((session.subject.reference, session.present.reference)))),
        act=session.session,
        read_as=_read_as(call.reader, session),
    )


def _read_as(reader: Reader, session: Session) -> Reader:
    """Return who is written down: the subject, or the officer who acts for them."""
    return reader if reader.level is Level.SUBJECT else counter.subject_in(session, assisted_by=reader.sub)


def _view_of(session: Session, call: Call) -> SessionView:
    receipt = receipt_of(session)
    sha256 = sha256_of(receipt)
    is_its_officer = call.caller.audience is Audience.COUNTER and session.officer.sub == call.reader.sub
    return SessionView(
        session=session.session,
        state=session.state_at(call.now),
        receipt=receipt,
        sha256=sha256,
        text_for_paper=text_for_paper("assisted-session", session.session, sha256),
        confirmed=session.confirmed_by is not None,
        ended_at=session.ended_at,
        ended_by_subject=session.ended_by_subject,
        token=counter.token_of(session, seal=call.services.cursors) if is_its_officer else None,
    )


_NUMBERS = (("person", "number"), ("represented", "person", "number"))
_CONCERNED = {OWN: COUNTER | SUBJECT}

ROUTES = (
    Route(
        method="POST",
        path="/v1/assisted-sessions",
        view=open_session,
        serves={OWN: COUNTER},
        form=Arrival,
        gives=SessionView,
        success=HTTPStatus.CREATED,
        numbers_at=_NUMBERS,
        zh="窗口：开始协助办理",
        takes=("Idempotency-Key",),
        refuses=("act.contended", "identification.too_weak", "presence.unsound", "resource.not_found", *NUMBER_FAULTS),
    ),
    Route(
        method="GET",
        path="/v1/assisted-sessions/{session}",
        view=one_session,
        serves=_CONCERNED,
        gives=SessionView,
        zh="一次协助办理",
    ),
    Route(
        method="DELETE",
        path="/v1/assisted-sessions/{session}",
        view=end,
        serves=_CONCERNED,
        gives=SessionView,
        zh="结束协助办理",
        refuses=("act.contended",),
    ),
    Route(
        method="POST",
        path="/v1/assisted-sessions/{session}/confirmation",
        view=confirmation,
        serves={OWN: COUNTER},
        form=Presented,
        gives=SessionView,
        numbers_at=(("number",),),
        zh="窗口：第二名工作人员确认",
        refuses=(
            "act.contended",
            "assisted_session.document_differs",
            "assisted_session.not_awaited",
            "assisted_session.same_officer",
            "identification.too_weak",
            *NUMBER_FAULTS,
        ),
    ),
    Route(
        method="GET",
        path="/v1/me/assisted-sessions",
        view=my_sessions,
        serves={OWN: SUBJECT},
        query=SessionsQuery,
        gives=Sessions,
        zh="窗口为本人（本单位）办理过的事",
        refuses=("resource.not_found",),
    ),
)
