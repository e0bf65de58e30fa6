"""What giving grants, looking persons up and the counter work with; `wiring.Services` has all of it."""

from typing import Protocol

from chalicelib.catalogue.items import Catalogue
from chalicelib.grants.store import GrantNumbers, GrantStore, SessionStore
from chalicelib.library.identities import Documents, IdentityStore, Seal
from chalicelib.library.store import LibraryStore
from chalicelib.notices.outbox import Outbox
from chalicelib.terms.bodies import Bodies


class Means(Protocol):
    """Stores, registers and keys; the time is an argument of its own."""

    @property
    def grants(self) -> GrantStore:
        """The table of grants."""

    @property
    def sessions(self) -> SessionStore:
        """The table of assisted sessions."""

    @property
    def outbox(self) -> Outbox:
        """What tells."""

    @property
    def numbers(self) -> GrantNumbers:
        """What makes the numbers of grants and sessions."""

    @property
    def catalogue(self) -> Catalogue:
        """The items and their fields."""

    @property
    def bodies(self) -> Bodies:
        """The bodies."""

    @property
    def library(self) -> LibraryStore:
        """The three libraries."""

    @property
    def identities(self) -> IdentityStore:
        """Who a document belongs to."""

    @property
    def documents(self) -> Documents:
        """Makes the keyed hashes of identity documents."""

    @property
    def cursors(self) -> Seal:
        """Seals what a caller carries away and brings back."""
