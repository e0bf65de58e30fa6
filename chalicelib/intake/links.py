"""Links: what a registration says of an organisation's old numbers goes into the crosswalk."""

from collections.abc import Sequence

from chalicelib.intake.store import CrosswalkStore
from chalicelib.library.changes import Change
from chalicelib.library.records import Record, Status
from chalicelib.terms import crosswalk as terms


def react(changes: Sequence[Change], *, crosswalk: CrosswalkStore) -> None:
    """Add the links that registrations give; doing it again adds nothing."""
    links = [link for change in changes for link in _links_of(change.after)]
    if links:
        crosswalk.add(list(dict.fromkeys(links)))


def _links_of(record: Record) -> tuple[terms.Link, ...]:
    content = record.content
    if not record.is_profile or record.subject.is_person or content.status is not Status.LIVE:
        return ()
    return terms.links_in({**content.fields, "credit_code": record.subject.key}, source=content.item)
