"""What the desk works with; `wiring.Services` has all of it."""

from collections.abc import Sequence
from typing import Protocol

from chalicelib.catalogue.items import Catalogue
from chalicelib.library.changes import Change
from chalicelib.library.store import LibraryStore
from chalicelib.objections.evidence.scanning import Scanner
from chalicelib.objections.evidence.store import EvidenceStore
from chalicelib.objections.store import CaseNumbers, CaseStore, CaseworkQueue, Notices, Origins
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.working_days import Calendar


class Means(Protocol):
    """Stores, registers and the announcing of changes; the time is an argument of its own."""

    @property
    def cases(self) -> CaseStore:
        """The table of cases."""

    @property
    def casework(self) -> CaseworkQueue:
        """The queue of machine steps."""

    @property
    def evidence(self) -> EvidenceStore:
        """The bucket of evidence."""

    @property
    def scanner(self) -> Scanner | None:
        """What looks for malware in evidence; None where nothing does."""

    @property
    def notices(self) -> Notices:
        """What tells those concerned."""

    @property
    def origins(self) -> Origins:
        """What sources really sent."""

    @property
    def library(self) -> LibraryStore:
        """The three libraries."""

    @property
    def numbers(self) -> CaseNumbers:
        """What makes the numbers of cases."""

    @property
    def catalogue(self) -> Catalogue:
        """The items and their fields."""

    @property
    def bodies(self) -> Bodies:
        """The bodies, with who is responsible today."""

    @property
    def calendar(self) -> Calendar:
        """The working days."""

    @property
    def deadline_regime(self) -> str:
        """Whose day counts bind a case that is filed now."""

    def announce(self, changes: Sequence[Change]) -> None:
        """Tell every part that reacts to changes."""
