"""What intake asks of tables, buckets and keys."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import IO, TYPE_CHECKING, Protocol

from msgspec import Struct

from chalicelib.intake.arrivals import Arrival
from chalicelib.intake.batches import Batch
from chalicelib.terms.crosswalk import Link, OldCode

if TYPE_CHECKING:
    from chalicelib.intake.approvals import Practice, Tally
    from chalicelib.intake.stock import Noted


class Post(Struct, frozen=True):
    """A presigned POST: where to send the file, and the form fields that go with it."""

    url: str
    fields: dict[str, str]


class SentPart(Struct, frozen=True):
    """A part of a large file that came, with the tag that the bucket gave it. Units: bytes."""

    number: int
    size_bytes: int
    tag: str


class BatchStore(Protocol):
    """The batches; one that is not at rest is found by `unsettled`."""

    def find(self, batch: str) -> Batch | None:
        """Return a batch by one consistent read."""

    def put(self, new: Batch, *, over: Batch | None) -> None:
        """Put a batch over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of batches under way that last moved before an instant, oldest first.

        Neither merely ticketed ones are among them, nor planned ones that wait for a person.
        """

    def waiting(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of planned batches that have waited for a person since before an instant, oldest first."""

    def awaited(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of batches that are ticketed alone, and were before an instant, oldest first."""


class UploadStore(Protocol):
    """The bucket that departments send their files to; the key of a file is made from its batch alone."""

    def post_for(self, batch: str, *, size_bytes: int, ttl_seconds: int) -> Post:
        """Return a presigned POST for exactly one file of exactly that size."""

    def put(self, batch: str, content: bytes) -> None:
        """Put what a batch sent in a call, as if its file had come."""

    def keep(self, batch: str, file: IO[bytes]) -> None:
        """Put a file that came another way, as if it had been sent; it is read from its beginning."""

    def begin_parts(self, batch: str) -> str:
        """Begin to take a file in parts, and return the name of that upload."""

    def link_to_part(self, batch: str, upload: str, number: int, *, seconds: int) -> str:
        """Return a presigned link to which one part is put."""

    def parts_of(self, batch: str, upload: str) -> Sequence[SentPart] | None:
        """Return the parts that came, None where the upload was joined or dropped."""

    def join_parts(self, batch: str, upload: str, parts: Sequence[SentPart]) -> None:
        """Make one file of parts; an upload that is there no more is no matter."""

    def drop_parts(self, batch: str, upload: str) -> None:
        """Drop the parts of an upload; one that is there no more is no matter."""

    def batch_in(self, key: str) -> str | None:
        """Return the batch an object key belongs to, None for a key of no batch."""

    def size_of(self, batch: str) -> int | None:
        """Return the size of the file that came, None when there is none. Units: bytes."""

    def opened(self, batch: str) -> AbstractContextManager[Arrival]:
        """Keep the file open for a block. Raises: NotFoundError on entering it, when there is none."""


class ReceiptStore(Protocol):
    """The bucket of receipts, and of the parts they are put together from: named "<batch>.<hash>", see `receipts`."""

    def put(self, batch: str, receipt: bytes) -> None:
        """Keep a receipt, in place of an earlier one of the same batch."""

    def find(self, batch: str) -> bytes | None:
        """Return a receipt."""


class PortionStore(Protocol):
    """Where the pieces of a large file lie while it is taken in, and what came of each: a folder a batch."""

    def put(self, batch: str, name: str, content: bytes) -> None:
        """Keep something of a batch, in place of what has the name."""

    def find(self, batch: str, name: str) -> bytes | None:
        """Return what has a name."""

    def names(self, batch: str, *, beginning: str) -> frozenset[str]:
        """Return the names in a batch's folder that begin in some way."""

    def delete_all(self, batch: str, *, beginning: str) -> None:
        """Delete whatever in a batch's folder begins in some way; where nothing does, it is no matter."""


class PortionQueue(Protocol):
    """The queue of portions to be taken in ahead. What is sent may be lost, come twice, and come in any order."""

    def send(self, batch: str, portions: Iterable[int]) -> None:
        """Ask that portions of a batch be taken in, counted from 0."""


class SupplierStore(Protocol):
    """What is noted of bodies as suppliers: how their batches are applied, what these made, how much of it lives."""

    def practice_of(self, body: str) -> "Practice | None":
        """Return how a body's batches are applied, by one consistent read; None where nothing is noted."""

    def put_practice(self, new: "Practice", *, over: "Practice | None") -> None:
        """Put a practice over the version that was read, or as new. Raises: StaleVersionError."""

    def tally_of(self, body: str, item: str) -> "Tally | None":
        """Return how many live records a body has of an item, by one consistent read; None where none was counted."""

    def put_tally(self, new: "Tally", *, over: "Tally | None") -> None:
        """Put a tally over the version that was read, or as new. Raises: StaleVersionError."""

    def note_made(self, body: str, item: str, noted: "Noted") -> None:
        """Note what a batch of a body made of an item; noted again, it stays."""

    def made_of(self, body: str, item: str) -> "Sequence[Noted]":
        """Return what is noted of a body's batches of an item, in the order of their numbers; read consistently."""


class AdmissionQueue(Protocol):
    """The queue of batches to be gone on with."""

    def send(self, batch: str) -> None:
        """Ask that a batch be gone on with; only makes it faster than the sweeper."""

    def ask_for_copy(self, batch: str) -> None:
        """Ask that the annotated copy of a batch's file be made; one that is lost is asked for again."""


class CrosswalkStore(Protocol):
    """Old codes and the credit codes they belong to, with the days they are good for."""

    def links_of(self, old: OldCode) -> Sequence[Link]:
        """Return what is known of an old code."""

    def add(self, links: Sequence[Link]) -> None:
        """Add links; one that is there already stays."""


class Numbers(Protocol):
    """Makes what must be new: `purpose` and `of` say what for, so that a test can hold it."""

    def batch_number(self, *, body: str, at: datetime) -> str:
        """Return a new batch number. Shape: "<body key>-20261123-<8 characters>"."""

    def case_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return a new case number, of one tap and day the same. Shape: "YY20261123-<8 characters>"."""

    def repair_number(self, *, at: datetime) -> str:
        """Return a new number of a repair. Shape: "XF20261123-<8 characters>"."""

    def grant_number(self, *, at: datetime) -> str:
        """Return a new grant number. Shape: "SQ20261123-<8 characters>"."""

    def session_number(self, *, at: datetime) -> str:
        """Return a new number of an assisted session. Shape: "CK20261123-<8 characters>"."""

    def tip_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return a new number of a tip, of one tap and day the same. Shape: "JB20261123-<8 characters>"."""

    def tip_code(self, *, tap: str | None = None) -> str:
        """Return a new secret code of a tip, of one tap the same. Shape: 16 letters and digits, 80 random bits."""

    def complaint_number(self, *, at: datetime) -> str:
        """Return a new number of a complaint. Shape: "TS20261123-<8 characters>"."""

    def finding_number(self, *, at: datetime) -> str:
        """Return a new number of a finding of liability. Shape: "ZR20261123-<8 characters>"."""

    def incident_number(self, *, at: datetime) -> str:
        """Return a new number of an incident. Shape: "SJ20261123-<8 characters>"."""

    def entry(self) -> str:
        """Return a new random ledger entry id. Shape: 32 hex digits."""

    def report_letters(self) -> str:
        """Return eight new characters of the credit code's alphabet, for the number of a report."""

    def person_reference(self, *, document: str) -> str:
        """Return a new random reference for the person of a keyed document hash."""
