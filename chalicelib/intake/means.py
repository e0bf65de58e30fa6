"""What intake works with, as wiring puts it together and a test puts fakes in its place."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from chalicelib.catalogue.items import Catalogue
from chalicelib.intake.store import (
    AdmissionQueue,
    BatchStore,
    CrosswalkStore,
    Numbers,
    PortionQueue,
    PortionStore,
    ReceiptStore,
    SupplierStore,
    UploadStore,
)
from chalicelib.intake.systems.store import DroppedStore, FolderStore, SystemStore
from chalicelib.intake.waivers import Waivers
from chalicelib.library.changes import Change
from chalicelib.library.identities import IdentityStore
from chalicelib.library.store import LibraryStore
from chalicelib.library.supplies import SupplyStore
from chalicelib.terms.bodies import Bodies


class DocumentHashes(Protocol):
    """Makes the keyed hash of an identity document."""

    def hash_of(self, document_type: str, number: str) -> str:
        """Return the keyed hash under which a person's reference is found."""


class Sealing(Protocol):
    """Encrypts what one place alone may hold."""

    def sealed(self, text: str, *, place: str) -> str:
        """Return the text encrypted for one place."""


class Means(Protocol):
    """Stores, registers, keys and the announcing of changes; the time is an argument of its own."""

    @property
    def batches(self) -> BatchStore:
        """The table of batches."""

    @property
    def uploads(self) -> UploadStore:
        """The bucket of files."""

    @property
    def receipts(self) -> ReceiptStore:
        """The bucket of receipts."""

    @property
    def library(self) -> LibraryStore:
        """The three libraries."""

    @property
    def identities(self) -> IdentityStore:
        """Who a document belongs to."""

    @property
    def crosswalk(self) -> CrosswalkStore:
        """Old codes and what they became."""

    @property
    def supplies(self) -> SupplyStore:
        """Until when which body supplied which item."""

    @property
    def suppliers(self) -> SupplierStore:
        """How the batches of bodies are applied, and how many live records they have."""

    @property
    def systems(self) -> SystemStore:
        """The systems that send by themselves."""

    @property
    def dropped(self) -> DroppedStore:
        """The files in their folders."""

    @property
    def folder(self) -> FolderStore:
        """The folders of systems."""

    @property
    def admissions(self) -> AdmissionQueue:
        """The queue of batches to be gone on with."""

    @property
    def portions(self) -> PortionStore:
        """Where the pieces of large files lie while they are taken in."""

    @property
    def portion_queue(self) -> PortionQueue:
        """The queue of portions of large files."""

    @property
    def numbers(self) -> Numbers:
        """What makes new numbers and references."""

    @property
    def documents(self) -> DocumentHashes:
        """What makes the keyed hashes of documents."""

    @property
    def seal(self) -> Sealing:
        """What seals a document's number into its person's profile."""

    @property
    def catalogue(self) -> Catalogue:
        """The items and their fields."""

    @property
    def waivers(self) -> Waivers:
        """Who is excused from which rule, and until when."""

    @property
    def bodies(self) -> Bodies:
        """The bodies, with who is responsible today."""

    def announce(self, changes: Sequence[Change]) -> None:
        """Tell every part that reacts to changes."""

    def announce_begun(self, batch: str) -> None:
        """Tell whoever looks at many records that a batch begins to be applied: until it is whole it is not taken."""

    def announce_whole(self, batch: str, record_ids: Iterable[str]) -> None:
        """Tell whoever looks at many records that a batch is at its end, and which records it changed."""
