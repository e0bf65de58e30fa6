"""Notices of an incident: one to each subject in the outbox, with what the law demands; it is confirmed there alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.catalogue.items import Catalogue
from chalicelib.notices.notice import About, Notice, notice_of, the_subject
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections.incidents.incident import Contents, Incident
from chalicelib.objections.incidents.touching import Touch


def items_in(touches: Iterable[Touch]) -> tuple[str, ...]:
    """Return the items of the catalogue that were seen or changed, in order."""
    return tuple(sorted({seen.item for touch in touches for seen in touch.seen}))


def message_of(incident: Incident, subject: str, items: Sequence[str], *, catalogue: Catalogue, at: datetime) -> Notice:
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


def named_in(items: Sequence[str], *, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the kinds of information in words; where no record was seen, that it is held at all was."""
    return tuple(catalogue.get(item).zh for item in items) or ("是否有信用记录",)


def _contents_of(incident: Incident) -> Contents:
    if incident.contents is None:
        message = "nothing is told of this incident"
        raise ValueError(message)
    return incident.contents
