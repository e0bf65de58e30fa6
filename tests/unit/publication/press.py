"""A small city with its public lists: stores, the reactions of an act, and what the public is served."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

import msgspec

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import NotFoundError
from chalicelib.library.changes import Change
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.records import Record
from chalicelib.publication import listings
from chalicelib.publication.edition import Press, served
from chalicelib.publication.pages import Page
from tests.factories import BODY, NOW, PENALTY, a_record, a_subject
from tests.fakes import MemoryLibrary, MemoryListings, MemorySite

LIST = "penalties"
CASE = "YY20261123-aaaaaaaa"


class Counted:
    """Stamps that can be told apart."""

    def __init__(self) -> None:
        """Begin with one."""
        self._numbers = count(1)

    def entry(self) -> str:
        return f"{next(self._numbers):032x}"


@dataclass(frozen=True)
class City:
    """The stores that an act reaches, in the order in which it reaches them."""

    library: MemoryLibrary = field(default_factory=MemoryLibrary)
    listings: MemoryListings = field(default_factory=MemoryListings)
    site: MemorySite = field(default_factory=MemorySite)
    stamps: Counted = field(default_factory=Counted)

    @property
    def press(self) -> Press:
        holdings = Holdings(library=self.library, catalogue=catalogue(), periods=periods())
        return Press(holdings=holdings, listings=self.listings, site=self.site)

    def put(self, new: Record, *, over: Record | None = None) -> Record:
        self.library.put(new, over=over)
        self.announce(Change(before=over, after=new, by="d", role="department"))
        return new

    def announce(self, *changes: Change) -> None:
        listings.react(changes, listings=self.listings, site=self.site, catalogue=catalogue(), numbers=self.stamps)

    def page(self, day: str, *, now: datetime = NOW, name: str = LIST) -> Page | None:
        try:
            return msgspec.json.decode(served(name, day, press=self.press, now=now).body, type=Page)
        except NotFoundError:
            return None

    def shown_on(self, day: str, *, now: datetime = NOW) -> Sequence[tuple[str, bool]]:
        page = self.page(day, now=now)
        return [(line.record, line.disputed) for line in page.entries] if page else []


def a_penalty(number: int, *, on: date, **content: Any) -> Record:
    """Return a penalty of its own organisation, decided on a day."""
    given = {"determined_on": on} | content
    made = a_record(subject=a_subject(number), number=number, fields={"decision_date": on.isoformat()}, **given)
    return msgspec.structs.replace(made, place=record_place(PENALTY, on=on, suffix=suffix_of(BODY, str(number))))
