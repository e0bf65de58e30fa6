"""What the handling of incidents asks of the table of what was touched."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from chalicelib.objections.incidents.touching import Touch


class TouchPage(NamedTuple):
    """Some touches, and the place to go on from."""

    touches: Sequence[Touch]
    after: str | None = None


class TouchedStore(Protocol):
    """What incidents touched."""

    def add(self, incident: str, touch: Touch) -> None:
        """Enter a touch; entered again, it stands as it does."""

    def touches(self, incident: str, *, limit: int, after: str | None = None) -> TouchPage:
        """Return touches in the order of their subjects, from behind a place."""

    def by_subject(self, incident: str, *, after: str | None = None) -> Iterator[tuple[str, Sequence[Touch]]]:
        """Yield each subject with its touches, in the order of the subjects, from behind one, read consistently."""


class IncidentNumbers(Protocol):
    """Makes the numbers of incidents."""

    def incident_number(self, *, at: datetime) -> str:
        """Return a new number. Shape: "SJ20261123-<8 characters>"."""
