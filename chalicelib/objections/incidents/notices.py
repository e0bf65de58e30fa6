"""Notices of an incident: one to each subject, with what the law demands, until it is acknowledged."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.catalogue.items import Catalogue
from chalicelib.notices.notice import About, Party, Standing, notice_of, the_subject
from chalicelib.notices.notice import Notice as Message
from chalicelib.notices.notice import State as MessageState
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections.incidents.incident import Contents, Incident
from chalicelib.objections.incidents.touching import Touch


class NoticeState(StrEnum):
    """Where a notice stands."""

    LISTED = "listed"
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one notice: to whom, of what kinds of information (items of the catalogue), and how it stands."""

    incident: str
    subject: str
    version: int
    state: NoticeState
    items: tuple[str, ...] = ()
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None

    @property
    def told_to(self) -> str | None:
        """Return who finds it among the notices to them; nobody before it is told."""
        return None if self.state is NoticeState.LISTED else self.subject


class NoticeView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A notice as its subject reads it: all that 个人信息保护法 art. 57 demands."""

    incident: str
    state: NoticeState
    what: str
    information: tuple[str, ...]
    cause: str
    harm: str
    remedies: str
    advice: str
    contact: str
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None


def items_in(touches: Iterable[Touch]) -> tuple[str, ...]:
    """Return the items of the catalogue that were seen or changed, in order."""
    return tuple(sorted({seen.item for touch in touches for seen in touch.seen}))


def view_of(notice: Notice, incident: Incident, *, catalogue: Catalogue) -> NoticeView:
    """Return a notice for its subject. Raises: ValueError for an incident of which nothing is told."""
    contents = _contents_of(incident)
    return NoticeView(
        incident=notice.incident,
        state=notice.state,
        what=incident.declared.kind.value,
        information=named_in(notice.items, catalogue=catalogue),
        cause=contents.cause,
        harm=contents.harm,
        remedies=contents.remedies,
        advice=contents.advice,
        contact=contents.contact,
        told_at=notice.told_at,
        acknowledged_at=notice.acknowledged_at,
    )


def message_of(
    incident: Incident, subject: str, items: Sequence[str], *, catalogue: Catalogue, at: datetime
) -> Message:
    """Return the message that goes out to a subject: once for an incident, however often it is told.

    Raises: ValueError for an incident of which nothing is told.
    """
    contents = _contents_of(incident)
    facts = {
        Part.CATEGORIES: "、".join(named_in(items, catalogue=catalogue)),
        Part.CAUSE: contents.cause,
        Part.HARM: contents.harm,
        Part.TAKEN: contents.remedies,
        Part.ADVICE: contents.advice,
        Part.CONTACT: contents.contact,
    }
    about = About(act=incident.incident, version=1)
    text = templates().text_of(Template.INCIDENT, facts)
    return notice_of(about, to=the_subject(subject), text=text, at=at)


def confirmed_in(standings: Iterable[Standing]) -> set[str]:
    """Return the subjects that have confirmed the message itself, among their other notices."""
    prefix = f"{Party.SUBJECT.value}:"
    confirmed = [one.recipient for one in standings if one.state == MessageState.ACKNOWLEDGED]
    return {recipient.removeprefix(prefix) for recipient in confirmed}


def named_in(items: Sequence[str], *, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the kinds of information in words; where no record was seen, that it is held at all was."""
    return tuple(catalogue.get(item).zh for item in items) or ("是否有信用记录",)


def _contents_of(incident: Incident) -> Contents:
    if incident.contents is None:
        message = "nothing is told of this incident"
        raise ValueError(message)
    return incident.contents
