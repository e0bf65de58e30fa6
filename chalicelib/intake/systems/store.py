"""What is asked of the tables of systems and exchange files, and of the folders."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from chalicelib.intake.arrivals import Arrival
from chalicelib.intake.systems.dropped import Dropped
from chalicelib.intake.systems.system import System


class SystemStore(Protocol):
    """The registrations of systems, found by key; in their lists through an index, which is a hint."""

    def find(self, number: str) -> System | None:
        """Return a registration by one consistent read."""

    def put(self, new: System, *, over: System | None) -> None:
        """Put a registration over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def waiting(self, queue: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return keys of the systems in the list of all, oldest first, from behind one.

        Raises: NotFoundError when there is no system `after`.
        """

    def about(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return keys of the systems in the list of a body, newest first, from behind one.

        Raises: NotFoundError when there is no system `after`.
        """


class DroppedStore(Protocol):
    """The exchange files, found by their number; what was set aside through an index, which is a hint."""

    def find(self, number: str) -> Dropped | None:
        """Return a file by one consistent read."""

    def put(self, new: Dropped, *, over: Dropped | None) -> None:
        """Put a file over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def about(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of what was set aside, newest first, from behind one.

        Raises: NotFoundError when there is no file `after`.
        """


class FolderStore(Protocol):
    """The folders of systems in the bucket of uploads: what they drop, and what they are answered."""

    def place_in(self, key: str) -> tuple[str, str] | None:
        """Return the system and the name that an object key names, None for a key of no folder."""

    def size_of(self, system: str, name: str) -> int | None:
        """Return the size of a file that was dropped, None when there is none. Units: bytes."""

    def opened(self, system: str, name: str) -> AbstractContextManager[Arrival]:
        """Keep a file open for a block. Raises: NotFoundError on entering it, when there is none."""

    def answer(self, system: str, name: str, content: bytes) -> None:
        """Put an answer into the folder of a system, in place of an earlier one of that name."""
