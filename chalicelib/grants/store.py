"""What is asked of the tables of grants and of assisted sessions, and of what makes their numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.grants.grant import Grant, Holder
from chalicelib.grants.sessions import Session
from chalicelib.terms.subjects import Subject


class GrantStore(Protocol):
    """Grants, found by their number, and from either side."""

    def find(self, grant: str) -> Grant | None:
        """Return a grant by one consistent read."""

    def put(self, new: Grant, *, over: Grant | None) -> None:
        """Put a grant over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def given_by(self, subject: Subject, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the grants of a subject, newest first (an index: a hint).

        Raises: NotFoundError when there is no grant `after`.
        """

    def held_by(self, holder: Holder, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the grants of a holder, newest first (an index: a hint).

        Raises: NotFoundError when there is no grant `after`.
        """


class SessionStore(Protocol):
    """Assisted sessions, found by their number, and by who is concerned."""

    def find(self, session: str) -> Session | None:
        """Return a session by one consistent read."""

    def put(self, new: Session, *, over: Session | None) -> None:
        """Put a session over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def about(self, subject: Subject, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the sessions in which somebody acted for a subject, newest first (an index: a hint).

        Of a person, those too in which they were the one present.

        Raises: NotFoundError when there is no session `after`.
        """


class GrantNumbers(Protocol):
    """Makes the numbers of grants and sessions."""

    def grant_number(self, *, at: datetime) -> str:
        """Return a new grant number. Shape: "SQ20261123-<8 characters>"."""

    def session_number(self, *, at: datetime) -> str:
        """Return a new number of an assisted session. Shape: "CK20261123-<8 characters>"."""
