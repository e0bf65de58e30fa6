"""What issuing works with, on fakes, and the sound order that the tests change one thing of."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import Record
from chalicelib.reports.issue import Issue, Kind
from chalicelib.reports.issuing import Order, issue
from chalicelib.reports.special import Chosen
from chalicelib.terms.bodies import Bodies, bodies
from tests.factories import NOW, PENALTY, a_profile, a_record, a_subject
from tests.fakes import FixedNumbers, MemoryLibrary, MemorySigner
from tests.fakes_reports import MemoryDocuments, MemoryIssues, MemoryPrinting, MemorySupplies

CASE = "YY20261123-aaaaaaaa"
OWN = Reader(level=Level.SUBJECT, sub="s", role="representative", subject=a_subject())
CITY = Reader(
    level=Level.DEPARTMENT, sub="d", role="department", body="shili-qt", division="512000", purpose="supervision"
)


@dataclass(kw_only=True)
class Means:
    """Every store of issuing, empty."""

    library: MemoryLibrary = field(default_factory=MemoryLibrary)
    issues: MemoryIssues = field(default_factory=MemoryIssues)
    report_documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    printing: MemoryPrinting = field(default_factory=MemoryPrinting)
    supplies: MemorySupplies = field(default_factory=MemorySupplies)
    numbers: FixedNumbers = field(default_factory=FixedNumbers)
    signer: MemorySigner = field(default_factory=MemorySigner)
    bodies: Bodies = field(default_factory=bodies)

    @property
    def holdings(self) -> Holdings:
        """The library, and the rules by which it is read."""
        return Holdings(library=self.library, catalogue=catalogue(), periods=periods(), bodies=self.bodies)


def means_with(*records: Record, **parts: Any) -> Means:
    """Return means whose library holds some records."""
    means = Means(**parts)
    for record in records:
        means.library.put(record, over=None)
    return means


def a_penalty(number: int, **content: Any) -> Record:
    """Return one of many penalties of a subject, each with a place of its own."""
    on = date(2026, 6, 1) + timedelta(days=number % 28)
    made = a_record(number=number, determined_on=on, **content)
    return msgspec.structs.replace(made, place=record_place(PENALTY, on=on, suffix=suffix_of(str(number))))


def some_means(**parts: Any) -> Means:
    """Return means whose library holds a registration and a penalty."""
    return means_with(a_profile(), a_record(), **parts)


def chosen(**changes: Any) -> Chosen:
    """Return a choice that can be made."""
    made = Chosen(purpose="bidding", since=date(2024, 1, 1), until=date(2026, 11, 22), items=[PENALTY])
    return msgspec.structs.replace(made, **changes)


def ordered(means: Means, kind: Kind = Kind.PUBLIC, *, reader: Reader = PUBLIC, **changes: Any) -> Issue:
    """Return what is issued to an order."""
    now = changes.pop("now", NOW)
    return issue(Order(kind=kind, subject=a_subject(), reader=reader, **changes), means=means, now=now)
