"""What issuing works with; `wiring.Services` has all of it."""

from typing import Protocol

from chalicelib.ledger.signatures import Signer
from chalicelib.library.holdings import Holdings
from chalicelib.library.supplies import SupplyStore
from chalicelib.reports.store import DocumentStore, IssueStore, PrintQueue, ReportNumbers
from chalicelib.terms.bodies import Bodies


class Means(Protocol):
    """Stores, rules and the key that signs; the time is an argument of its own."""

    @property
    def holdings(self) -> Holdings:
        """The libraries, and the rules by which they are read."""

    @property
    def bodies(self) -> Bodies:
        """The bodies, and what they are called."""

    @property
    def issues(self) -> IssueStore:
        """The issued reports."""

    @property
    def report_documents(self) -> DocumentStore:
        """The documents of issued reports."""

    @property
    def printing(self) -> PrintQueue:
        """The queue of reports to be printed."""

    @property
    def numbers(self) -> ReportNumbers:
        """What makes the numbers of reports."""

    @property
    def signer(self) -> Signer:
        """What holds the key that signs."""

    @property
    def supplies(self) -> SupplyStore:
        """When which body last supplied which item."""
