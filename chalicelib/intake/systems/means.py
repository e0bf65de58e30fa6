"""What registrations and their silence work with; `wiring.Services` has all of it."""

from typing import Protocol

from chalicelib.catalogue.items import Catalogue
from chalicelib.intake.systems.store import SystemStore
from chalicelib.library.supplies import SupplyStore
from chalicelib.notices.outbox import Outbox
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.working_days import Calendar


class Means(Protocol):
    """Stores, registers and the outbox; the time is an argument of its own."""

    @property
    def systems(self) -> SystemStore:
        """The registrations."""

    @property
    def supplies(self) -> SupplyStore:
        """Until when which body supplied which item."""

    @property
    def catalogue(self) -> Catalogue:
        """What may be collected."""

    @property
    def bodies(self) -> Bodies:
        """The bodies."""

    @property
    def calendar(self) -> Calendar:
        """The working days."""

    @property
    def outbox(self) -> Outbox:
        """What tells."""
