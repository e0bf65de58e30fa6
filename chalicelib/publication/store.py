"""What publication asks of the table of listings and of the site bucket."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol


class Listed(NamedTuple):
    """That a record may stand on the page of a day. Shape: "penalties", "2025-03-02", "m~9151…"."""

    name: str
    day: str
    record_id: str


class ListingStore(Protocol):
    """Which records may stand on which page: hints, confirmed on the record."""

    def enter(self, listed: Collection[Listed]) -> None:
        """Enter records on the pages of days, and the days in the lists; what is there already stays."""

    def stamp_of(self, name: str, day: str) -> str | None:
        """Return the page's stamp by one consistent read; a file made under another stamp may show what is past."""

    def restamp(self, name: str, day: str, *, stamp: str) -> None:
        """Give the page a new, random stamp, so that every file made before is refused."""

    def days_of(self, name: str, *, after: str | None = None, limit: int) -> Sequence[str]:
        """Return the days a list has pages for, newest first, from behind `after`."""

    def records_on(self, name: str, day: str) -> Sequence[str]:
        """Return the record ids entered on a page, all of them."""

    def begin(self, batch: str) -> None:
        """Note that a batch begins to be applied, unless it is noted that it ended."""

    def end(self, batch: str) -> None:
        """Note that a batch is at its end."""

    def is_under_way(self, act: str) -> bool:
        """Say whether an act is a batch that began to be applied and is not at its end, by one consistent read."""


class SiteStore(Protocol):
    """The private bucket of public files."""

    def put(self, key: str, content: bytes) -> None:
        """Write a file."""

    def find(self, key: str) -> bytes | None:
        """Return a file."""

    def delete(self, key: str) -> None:
        """Delete a file; one that is not there is no matter."""
