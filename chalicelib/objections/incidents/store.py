"""What the handling of incidents asks of the table of what was touched."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from chalicelib.objections.incidents.notices import Notice
from chalicelib.objections.incidents.touching import Touch


class TouchPage(NamedTuple):
    """Some touches, and the place to go on from."""

    touches: Sequence[Touch]
    after: str | None = None


class TouchedStore(Protocol):
    """What an incident touched, and the notices to those it touched."""

    def add(self, incident: str, touch: Touch) -> None:
        """Enter a touch; entered again, it stands as it does."""

    def touches(self, incident: str, *, limit: int, after: str | None = None) -> TouchPage:
        """Return touches in the order of their subjects, from behind a place."""

    def touches_of(self, incident: str, subject: str) -> Iterator[Touch]:
        """Yield the touches of one subject, read consistently."""

    def notice(self, incident: str, subject: str) -> Notice | None:
        """Return the notice to a subject, by one consistent read."""

    def put_notice(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def notices(self, incident: str, *, after: str | None = None) -> Iterator[Notice]:
        """Yield the notices of an incident in the order of their subjects, from behind one subject, consistently."""

    def notices_to(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the incidents that a subject was told of, newest first (an index: a hint)."""


class IncidentNumbers(Protocol):
    """Makes the numbers of incidents."""

    def incident_number(self, *, at: datetime) -> str:
        """Return a new number. Shape: "SJ20261123-<8 characters>"."""
