"""What the flows ask of the three library tables."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from chalicelib.library.records import Record
from chalicelib.terms.subjects import Subject


class Page(Struct, frozen=True):
    """Part of one subject's file; `after` is the place to go on from, None at the end."""

    records: Sequence[Record]
    after: str | None = None


class LibraryStore(Protocol):
    """The three libraries, each in its table; the subject says which."""

    def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
        """Return a subject's profile and current records, in one Query a page (at most 1 MB read)."""

    def records_of(self, subject: Subject, item: str) -> Sequence[Record]:
        """Return a subject's current records of one item, read consistently, all pages; a profile is no such record."""

    def find(self, record_id: str) -> Record | None:
        """Return a record's current version by one consistent read.

        Raises: NotFoundError for what is no record id.
        """

    def find_all(self, record_ids: Sequence[str]) -> Sequence[Record]:
        """Return the current versions of the records that exist, read consistently, up to a hundred by one request.

        Raises: NotFoundError for what is no record id.
        """

    def history_of(self, record_id: str) -> Sequence[Record]:
        """Return a record's replaced versions, oldest first; the current one is not among them."""

    def replaced(self, subject: Subject, *, first: str, last: str) -> Iterable[Record]:
        """Yield the replaced versions of all records of a subject whose places lie between two, ends included.

        In order of item, day and suffix, oldest version first; read consistently, page after page.
        """

    def put(self, new: Record, *, over: Record | None) -> None:
        """Put a version over the one that was read, or as the first.

        `over` is copied to its history key first (idempotent), then `new` is put on its version.

        Raises: StaleVersionError when another version stands there.
        """

    def overwrite_replaced(self, version: Record) -> None:
        """Put what is left of a replaced version once it is erased, over its content; doing it again changes nothing.

        Only for a version whose record stands erased: nothing else ever changes a version.
        """
