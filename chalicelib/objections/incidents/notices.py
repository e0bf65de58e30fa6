"""Notices of an incident: one to each subject, with what the law demands, until it is acknowledged."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.catalogue.items import Catalogue
from chalicelib.objections.incidents.incident import Incident
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
    contents = incident.contents
    if contents is None:
        message = "nothing is told of this incident"
        raise ValueError(message)
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


def named_in(items: Sequence[str], *, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the kinds of information in words; where no record was seen, that it is held at all was."""
    return tuple(catalogue.get(item).zh for item in items) or ("是否有信用记录",)
