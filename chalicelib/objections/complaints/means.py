"""What complaints and findings of liability work with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.catalogue.items import Catalogue
from chalicelib.library.changes import Change
from chalicelib.library.store import LibraryStore
from chalicelib.notices.outbox import Outbox
from chalicelib.objections.complaints.complaint import Complaint
from chalicelib.objections.complaints.finding import Finding
from chalicelib.objections.owners import ActStore
from chalicelib.objections.store import CaseStore
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.working_days import Calendar


class Numbers(Protocol):
    """Makes the numbers of complaints and findings."""

    def complaint_number(self, *, at: datetime) -> str:
        """Return a new number. Shape: "TS20261123-<8 characters>"."""

    def finding_number(self, *, at: datetime) -> str:
        """Return a new number. Shape: "ZR20261123-<8 characters>"."""


class Means(Protocol):
    """Stores, registers and the announcing of changes."""

    @property
    def complaints(self) -> ActStore[Complaint]:
        """The complaints."""

    @property
    def library(self) -> LibraryStore:
        """The libraries, for the record of an established default."""

    @property
    def numbers(self) -> Numbers:
        """The numbers."""

    @property
    def catalogue(self) -> Catalogue:
        """The items."""

    @property
    def bodies(self) -> Bodies:
        """The bodies."""

    @property
    def outbox(self) -> Outbox:
        """What tells who complained."""

    @property
    def calendar(self) -> Calendar:
        """The working days."""

    def announce(self, changes: Sequence[Change]) -> None:
        """Tell every part that reacts to changes."""


class LiabilityMeans(Protocol):
    """What findings of liability work with."""

    @property
    def findings(self) -> ActStore[Finding]:
        """The findings."""

    @property
    def cases(self) -> CaseStore:
        """The cases that they follow from."""

    @property
    def numbers(self) -> Numbers:
        """The numbers."""

    @property
    def bodies(self) -> Bodies:
        """The bodies."""
