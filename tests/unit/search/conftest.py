"""A city of two stores that a change reaches as it does at work: the library first, then the names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.holdings import Holdings
from chalicelib.library.records import Record
from chalicelib.search import postings
from chalicelib.search.finding import Found, Hit, Search, found
from tests.factories import a_profile, a_subject
from tests.fakes import MemoryLibrary
from tests.fakes_search import MemoryNames

TODAY = date(2026, 11, 23)


def a_company(number: int, name: str, **content: Any) -> Record:
    """Return the profile of the n-th company under a name."""
    return a_profile(subject=a_subject(number), fields={"name": name}, **content)


@dataclass(frozen=True)
class City:
    """What search is answered from, and what reaches it."""

    library: MemoryLibrary = field(default_factory=MemoryLibrary)
    names: MemoryNames = field(default_factory=MemoryNames)

    def put(self, new: Record, *, over: Record | None = None) -> Record:
        """Put a version and tell it."""
        self.library.put(new, over=over)
        self.tell(new, before=over)
        return new

    def tell(self, new: Record, *, before: Record | None = None) -> None:
        """Tell a change, perhaps once more."""
        change = Change(before=before, after=new, by="d", role="department")
        postings.react([change], names=self.names, catalogue=catalogue())

    def renamed(self, record: Record, name: str) -> Record:
        """Put the version that a supply under another name gives."""
        content = msgspec.structs.replace(record.content, fields={**record.content.fields, "name": name})
        return self.put(versions.supplied_again(record, content), over=record)

    @property
    def search(self) -> Search:
        """Return what a query is answered from."""
        holdings = Holdings(library=self.library, catalogue=catalogue(), periods=periods())
        return Search(names=self.names, holdings=holdings, today=TODAY)

    def find(self, q: str, *, limit: int = 10, after: str | None = None) -> Found:
        """Return what a query finds."""
        return found(q, search=self.search, limit=limit, after=after)

    def hits(self, q: str) -> Sequence[Hit]:
        """Return the hits of a query."""
        return self.find(q).hits

    def named(self, q: str) -> list[str]:
        """Return the names of the hits of a query."""
        return [hit.name for hit in self.hits(q)]


@pytest.fixture
def city() -> City:
    """Return an empty city."""
    return City()
