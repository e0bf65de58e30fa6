"""What the handling of incidents works with."""

from typing import Protocol

from chalicelib.catalogue.items import Catalogue
from chalicelib.ledger.store import LedgerStore
from chalicelib.notices.outbox import Outbox
from chalicelib.objections.incidents.incident import Incident
from chalicelib.objections.incidents.store import IncidentNumbers, TouchedStore
from chalicelib.objections.owners import ActStore


class Means(Protocol):
    """Stores and the catalogue."""

    @property
    def incidents(self) -> ActStore[Incident]:
        """The incidents."""

    @property
    def touched(self) -> TouchedStore:
        """What they touched, and the notices."""

    @property
    def outbox(self) -> Outbox:
        """What carries notices out."""

    @property
    def ledger(self) -> LedgerStore:
        """The entries."""

    @property
    def numbers(self) -> IncidentNumbers:
        """The numbers."""

    @property
    def catalogue(self) -> Catalogue:
        """The items."""
