"""Reading notices: a recipient reads what they say, staff of an act who has confirmed, its subject how many have.

Whoever is not the recipient is told what is told of a notice that never was.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.library.readers import Level, Reader
from chalicelib.notices.notice import (
    Delivery,
    Notice,
    Recipient,
    Seen,
    Standing,
    State,
    the_account,
    the_body,
    the_subject,
)
from chalicelib.notices.store import NoticeStore
from chalicelib.notices.templates import MAY_NOT_SAY, Part, Template

_TRIES = 5
_STAFF = frozenset({Level.DEPARTMENT, Level.DESK})


class NoticeView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice as its recipient reads it; `act` is left out where it may not be told.

    Shape: {"notice": "9f0c…", "template": "accepted", "title": "…", "text": "…", "told_at": "…", "act": "YY…"}
    """

    notice: str
    template: Template
    title: str
    text: str
    told_at: datetime
    act: str | None = None
    seen: Seen | None = None
    acknowledged_at: datetime | None = None


class ToldView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice as staff see it who work on its act: to whom it went, and how far it has come; never its text.

    Shape: {"notice": "9f0c…", "template": "record_changed", "version": 3, "recipient": "body:shili-jgj",
            "state": "acknowledged"}
    """

    notice: str
    template: str
    version: int
    recipient: str
    state: str
    channels: tuple[Delivery, ...] = ()


class Tally(Struct, frozen=True, kw_only=True):
    """How many were told, of a record that has changed or of an incident, and how many have confirmed.

    Shape: {"told": 11, "confirmed": 9}
    """

    told: int
    confirmed: int


def recipients_in(reader: Reader) -> tuple[Recipient, ...]:
    """Return as whom a reader is told: staff as their body, a subject or an agency as itself, both by their account."""
    told: list[Recipient] = []
    if reader.level in _STAFF and reader.body is not None:
        told.append(the_body(reader.body))
    elif reader.subject is not None:
        told.append(the_subject(reader.subject))
    # An officer who acts for somebody at a counter reads what is theirs, and nothing of the officer's own.
    if reader.sub and reader.assisted_by is None:
        told.append(the_account(reader.sub))
    return tuple(told)


def places_for(reader: Reader, *, notices: NoticeStore, limit: int, before: str | None = None) -> Sequence[str]:
    """Return places of the notices to a reader, newest first, from behind a place."""
    places = [place for one in recipients_in(reader) for place in notices.told_to(one, limit=limit, before=before)]
    return sorted(places, reverse=True)[:limit]


def notices_at(places: Sequence[str], *, notices: NoticeStore) -> Sequence[Notice]:
    """Return the notices that stand at places."""
    found = (notices.find(place.rpartition("#")[2]) for place in places)
    return [notice for notice in found if notice is not None]


def notice_for(reader: Reader, number: str, *, notices: NoticeStore) -> Notice:
    """Return a notice to its recipient.

    Raises: NotFoundError `notice.not_found` for anybody else, as for a notice that never was.
    """
    notice = notices.find(number)
    if notice is None or notice.recipient not in recipients_in(reader):
        raise NotFoundError("notice.not_found", "没有这份通知。", "There is no such notice for you.")
    return notice


def acknowledge(number: str, *, by: Reader, notices: NoticeStore, now: datetime) -> Notice:
    """Confirm a notice (签收); twice is once.

    Raises: NotFoundError as `notice_for`; StaleVersionError where it was moved at every try.
    """
    for _ in range(_TRIES):
        notice = notice_for(by, number, notices=notices)
        if notice.acknowledged_at is not None:
            return notice
        after = notice.acknowledged(by=by.sub, at=now)
        try:
            notices.put(after, over=notice)
        except StaleVersionError:
            continue
        return after
    raise StaleVersionError


def view_of(notice: Notice) -> NoticeView:
    """Return a notice as its recipient reads it."""
    return NoticeView(
        notice=notice.notice,
        template=notice.template,
        title=notice.text.title,
        text=notice.text.body,
        told_at=notice.told_at,
        act=None if Part.ACT in MAY_NOT_SAY.get(notice.template, ()) else notice.about.act,
        seen=notice.seen,
        acknowledged_at=notice.acknowledged_at,
    )


def told_of(act: str, *, notices: NoticeStore) -> Sequence[ToldView]:
    """Return who was told of an act and how far each notice has come, those about changed records among them."""
    views = []
    for standing in notices.told_of(act):
        notice = notices.find(standing.notice)
        if notice is not None:
            views.append(_told_view_of(notice))
    return views


def tally_of(standings: Sequence[Standing], *, of: Template = Template.RECORD_CHANGED) -> Tally | None:
    """Return how many were told of the newest change and how many have confirmed; None before anybody was told."""
    changed = [one for one in standings if one.template == of]
    if not changed:
        return None
    newest = max(one.version for one in changed)
    told = [one for one in changed if one.version == newest]
    return Tally(told=len(told), confirmed=sum(one.state == State.ACKNOWLEDGED for one in told))


def _told_view_of(notice: Notice) -> ToldView:
    return ToldView(
        notice=notice.notice,
        template=notice.template.value,
        version=notice.about.version,
        recipient=notice.recipient.reference,
        state=notice.state.value,
        channels=notice.channels,
    )
