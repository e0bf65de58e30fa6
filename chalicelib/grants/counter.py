"""The flow at a counter (窗口): an officer acts for who is present, and the act is that person's own.

    arrival ─▶ evidence ─▶ session (▶ second officer) ─▶ the subject's acts, each named as assisted ─▶ over

A session is one item: opened, confirmed and ended by conditional puts, and read anew for every act in it. Its token is
a sealed string that only the officer who opened it can use, beside a token of their own; no key of the issuer is here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RefusalError,
    UnauthenticatedError,
    UnprocessableError,
)
from chalicelib.grants.commits import committed
from chalicelib.grants.grant import REPRESENTATIVE
from chalicelib.grants.handles import opened, url_safe
from chalicelib.grants.lookups import Presented, person_presented
from chalicelib.grants.means import Means
from chalicelib.grants.presence import Arrival, attendance_of
from chalicelib.grants.rules import rules
from chalicelib.grants.sessions import Session, State, officer_in
from chalicelib.grants.store import SessionStore
from chalicelib.grants.telling import errand_for_session
from chalicelib.library.identities import Seal
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.dates import beijing_date

CITIZEN = "citizen"
_SHUT: Mapping[State, tuple[type[RefusalError], str, str, str]] = {
    State.AWAITED: (ForbiddenError, "awaited", "等待另一名工作人员确认。", "A second officer has yet to confirm."),
    State.ENDED: (UnauthenticatedError, "ended", "该次协助办理已结束。", "The session has ended."),
    State.EXPIRED: (UnauthenticatedError, "expired", "该次协助办理已超时。", "The session is over."),
}


def open_session(arrival: Arrival, *, by: Reader, means: Means, now: datetime) -> Session:
    """Keep a session in which an officer acts for who is present; who is acted for is told.

    Raises: UnprocessableError for an arrival that is not whole.
    """
    attendance = attendance_of(arrival, means=means, today=beijing_date(now))
    opened_at = now.replace(microsecond=0)
    session = Session(
        session=means.numbers.session_number(at=now),
        version=1,
        officer=officer_in(by),
        subject=attendance.subject,
        present=attendance.present,
        role=REPRESENTATIVE if arrival.represented else CITIZEN,
        evidence=arrival.evidence,
        opened_at=opened_at,
        until=opened_at + timedelta(minutes=rules().session_minutes),
        read_by=arrival.read_by,
        papers=arrival.represented.papers if arrival.represented else None,
    )
    errand = errand_for_session(session, at=now)
    means.outbox.promise(errand)
    means.sessions.put(session, over=None)
    means.outbox.hasten(errand)
    return session


def confirm(number: str, presented: Presented, *, by: Reader, means: Means, now: datetime) -> Session:
    """Let a second officer confirm who is present, by what they themselves read off the document. Twice is once.

    Raises: NotFoundError for no such session; ForbiddenError for the officer who opened it;
            ConflictError where nobody is waited for; UnprocessableError where the document is another's.
    """
    session = _session(number, means.sessions)
    if session.officer.sub == by.sub:
        raise ForbiddenError("assisted_session.same_officer", "须由另一名工作人员确认。", "Another officer confirms.")
    if session.confirmed_by == officer_in(by):
        return session
    if session.state_at(now) is not State.AWAITED:
        raise ConflictError("assisted_session.not_awaited", "该办理无须或不能再确认。", "Nobody is waited for.")
    if person_presented(presented, means=means, today=beijing_date(now)) != session.present:
        zh, en = "两次登记的证件不一致。", "The two entries of the document differ."
        raise UnprocessableError("assisted_session.document_differs", zh, en)
    confirmed = session.confirmed(officer_in(by))
    means.sessions.put(confirmed, over=session)
    return confirmed


def end(number: str, *, by: Reader, sessions: SessionStore, now: datetime) -> Session:
    """End a session: its officer when done, or its subject at any time. Twice is once.

    Raises: NotFoundError for anybody else; ConflictError `act.contended`.
    """
    return committed(lambda: _end(number, by=by, sessions=sessions, now=now))


def session_for(by: Reader, number: str, *, sessions: SessionStore) -> Session:
    """Return a session to the officer who opened it, and to whom it concerns.

    Raises: NotFoundError for anybody else, as for one that never was.
    """
    session = _session(number, sessions)
    if not concerns(session, by) and session.officer.sub != by.sub:
        raise NotFoundError
    return session


def concerns(session: Session, by: Reader) -> bool:
    """Say whether a subject was acted for in a session, or was the one present."""
    return by.level is Level.SUBJECT and by.subject in {session.subject, session.present}


def token_of(session: Session, *, seal: Seal) -> str:
    """Return what the officer sends with each act of the session, beside a token of their own."""
    return url_safe(seal.sealed(session.session, place=_place_of(session.officer.sub)))


def acting(token: str, *, officer: Reader, means: Means, now: datetime) -> Reader:
    """Return the subject in whose name an officer acts, with the officer named.

    Raises: UnauthenticatedError `assisted_session.invalid`, `assisted_session.expired` or `assisted_session.ended`;
            ForbiddenError `assisted_session.awaited` before the second officer has confirmed.
    """
    number = opened(token, place=_place_of(officer.sub), seal=means.cursors)
    session = means.sessions.find(number) if number is not None else None
    if session is None:
        raise UnauthenticatedError("assisted_session.invalid", "协助办理凭证无效。", "Not a token of your session.")
    _must_be_open(session.state_at(now))
    return subject_in(session, assisted_by=session.officer.sub)


def subject_in(session: Session, *, assisted_by: str) -> Reader:
    """Return the subject of a session as a reader, with the officer who helps; the session is their name."""
    return Reader(
        level=Level.SUBJECT, sub=session.session, role=session.role, subject=session.subject, assisted_by=assisted_by
    )


def sessions_about(by: Reader, *, sessions: SessionStore, limit: int, after: str | None = None) -> Sequence[Session]:
    """Return the sessions that concern a subject, newest first: so are they told what was done for them.

    Raises: NotFoundError for who has no file of their own.
    """
    if by.subject is None:
        raise NotFoundError
    numbers = sessions.about(by.subject, limit=limit, after=after)
    return [session for number in numbers if (session := sessions.find(number)) is not None]


def _end(number: str, *, by: Reader, sessions: SessionStore, now: datetime) -> Session:
    session = session_for(by, number, sessions=sessions)
    if session.ended_at is not None:
        return session
    is_subject = by.level is Level.SUBJECT and by.assisted_by is None
    ended = session.ended(at=now, by_subject=is_subject)
    sessions.put(ended, over=session)
    return ended


def _must_be_open(state: State) -> None:
    if state is not State.OPEN:
        refusal, code, zh, en = _SHUT[state]
        raise refusal(f"assisted_session.{code}", zh, en)


def _session(number: str, sessions: SessionStore) -> Session:
    session = sessions.find(number)
    if session is None:
        raise NotFoundError
    return session


def _place_of(officer: str) -> str:
    return f"assisted-session:{officer}"
