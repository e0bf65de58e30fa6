"""Listings: which records may stand on which page, kept current by the changes themselves.

What is entered is a hint. A change to a record of a list first enters the hint, then gives the page a new stamp, then
deletes its file: whoever composed the page before holds an old stamp, whoever reads the stamp after finds the change.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from chalicelib.catalogue.items import Catalogue, Item
from chalicelib.catalogue.lists import PublicList, public_lists
from chalicelib.library.changes import Change
from chalicelib.library.places import day_of, item_of, place_named_by
from chalicelib.library.records import Record, Status
from chalicelib.library.settled import is_of_a_batch
from chalicelib.publication.pages import key_of
from chalicelib.publication.store import Listed, ListingStore, SiteStore


class Stamps(Protocol):
    """Makes stamps that are new every time."""

    def entry(self) -> str:
        """Return 32 random hex digits."""


def lists_of(catalogue: Catalogue) -> Sequence[PublicList]:
    """Return the public lists that some item feeds, in order."""
    return [one for one in public_lists() if catalogue.feeding(one.id)]


def react(
    changes: Iterable[Change], *, listings: ListingStore, site: SiteStore, catalogue: Catalogue, numbers: Stamps
) -> None:
    """Enter what changes bring to the public lists, and refuse every file made before them; once for each page.

    What a batch that is under way brings stands on no page yet: its pages are refused once, when it is whole (`renew`).
    """
    is_under_way = cache(listings.is_under_way)
    stale: dict[tuple[str, str], None] = {}
    entered: list[Listed] = []
    for change in changes:
        pages, content = pages_of(change.after, catalogue=catalogue), change.after.content
        if content.status is Status.LIVE:
            entered += [Listed(name, day, change.after.record_id) for name, day in pages]
        if pages and not (is_of_a_batch(content) and is_under_way(content.act)):
            stale |= dict.fromkeys(pages)
    listings.enter(entered)
    for name, day in stale:
        listings.restamp(name, day, stamp=numbers.entry())
        site.delete(key_of(name, day))


def renew(
    record_ids: Iterable[str], *, listings: ListingStore, site: SiteStore, catalogue: Catalogue, numbers: Stamps
) -> None:
    """Refuse the files of all pages on which some records may stand: from now on another version of them counts."""
    pages = {page: None for record_id in record_ids for page in _pages_named_by(record_id, catalogue=catalogue)}
    for name, day in pages:
        listings.restamp(name, day, stamp=numbers.entry())
        site.delete(key_of(name, day))


def pages_of(record: Record, *, catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Return the pages a record may stand on: none for a person's, unless the item names the law that opens it."""
    item, day = catalogue.find(record.content.item), day_of(record.place)
    if item is None or day is None or not _may_list(record, item):
        return ()
    return [(name, day) for name in item.publishes]


def _pages_named_by(record_id: str, *, catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Return the pages on which a record may stand by its place alone."""
    _, place = place_named_by(record_id)
    item, day = catalogue.find(item_of(place)), day_of(place)
    return () if item is None or day is None else [(name, day) for name in item.publishes]


def _may_list(record: Record, item: Item) -> bool:
    return not record.subject.is_person or item.public_for_person is not None
