"""What is asked of the table of systems."""

from collections.abc import Sequence
from typing import Protocol

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
