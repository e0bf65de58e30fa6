"""What the desk asks of the table of cases, of the queue of machine steps, and of who tells what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from chalicelib.catalogue.items import Item
from chalicelib.library.records import Supply, Value
from chalicelib.objections.cases import Case, Move, Note


class CaseStore(Protocol):
    """Cases, their trails, and which case is open on which record."""

    def find(self, case: str) -> Case | None:
        """Return a case by one consistent read."""

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def add_to_trail(self, case: str, move: Move) -> None:
        """Add a move to the trail of a case; one of the same number stays as it is."""

    def trail_of(self, case: str) -> Sequence[Move]:
        """Return the trail, oldest move first."""

    def add_note(self, note: Note) -> None:
        """Add a note to its case; one of the same id stays as it is."""

    def notes_on(self, case: str) -> Sequence[Note]:
        """Return the notes on a case, oldest first."""

    def open_on(self, record_id: str) -> str | None:
        """Return the case that is open on a record, by one consistent read."""

    def open(self, record_id: str, case: str) -> str:
        """Make a case the open one on a record unless there is one; return the one that stands."""

    def add_draft(self, record_id: str, case: str) -> None:
        """Note that a case was drafted on a record; again is no matter, and it is noted for good."""

    def drafts_on(self, record_id: str, *, limit: int) -> Sequence[str]:
        """Return numbers of the cases that were drafted on a record, newest day first, read consistently."""

    def close(self, record_id: str, case: str) -> None:
        """Take a case off its record, if it is the open one there."""

    def bar(self, subject: str, case: str) -> None:
        """Note a case that bars its subject from another repair for a time; noting it twice notes it once.

        Shape: subject "m~9151…", as the ledger names it
        """

    def bars_on(self, subject: str) -> Sequence[str]:
        """Return the cases noted against a subject, by one consistent read."""

    def waiting(
        self, queue: str, *, limit: int, after: str | None = None, due_before: date | None = None
    ) -> Sequence[Case]:
        """Return the cases a queue must act on, most urgent first, as an index holds them: a hint, perhaps late.

        A page goes on from behind the case `after`; a case without a due day comes last, and is due before no day.

        Raises: NotFoundError when there is no case `after`.
        """

    def opened(self, *, first: date, last: date) -> Iterable[Case]:
        """Return the cases opened in the months from one day's to another's, month by month (an index: a hint)."""

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of cases whose promised effect was committed before an instant, oldest first."""


class CaseNumbers(Protocol):
    """Makes the numbers of cases."""

    def case_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return a new case number, of one tap and day the same. Shape: "YY20261123-<8 characters>"."""

    def repair_number(self, *, at: datetime) -> str:
        """Return a new number of a repair. Shape: "XF20261123-<8 characters>"."""


class Notices(Protocol):
    """Tells those concerned what became of a case."""

    def promise(self, after: Case) -> None:
        """Keep the promise to tell of the newest move of a case, before it is committed."""

    def hasten(self, after: Case) -> None:
        """Ask that the promise be kept, now that the move is committed."""

    def tell(self, case: Case) -> None:
        """Put what the newest move of a case has to tell in the outbox; done again, it changes nothing."""


class CaseworkQueue(Protocol):
    """The queue of machine steps."""

    def send(self, case: str) -> None:
        """Ask that a case be rolled forward; only makes it faster than the sweeper."""


class Origins(Protocol):
    """What sources really sent."""

    def values_sent(self, supply: Supply, *, item: Item) -> Mapping[str, Value] | None:
        """Return the values of the row of a supply, read again; None where its file is not kept any more."""
