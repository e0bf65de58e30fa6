"""Cases in DynamoDB, with their trails and with the record each is open on.

Three indexes: `desk` holds what somebody must act on, whole, so that who looks for the next case reads no other by
itself; `unsettled` what promises an effect; `opened` each case under the month in which it was opened.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from pynamodb.exceptions import DeleteError

from chalicelib.errors import NotFoundError
from chalicelib.objections.cases import Case, Move, Note
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import CaseItem, bound, instant, is_condition_failed, put_over, was_put
from chalicelib.terms.dates import beijing_date

_CASE, _OPEN, _TRAIL, _DRAFT, _NOTE = "case", "open", "trail#", "draft#", "note#"
_UNSETTLED = "case"
_NO_DUE_DAY = "9999-12-31"
_BAR = "bar#"
_OPENING_ATTEMPTS = 5
_MONTHS = 12
_case_in = msgspec.json.Decoder(Case).decode
_move_in = msgspec.json.Decoder(Move).decode
_note_in = msgspec.json.Decoder(Note).decode


class DynamoCases:
    """Cases, their trails, and which case is open on which record."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(CaseItem, client=client, table=table)

    def find(self, case: str) -> Case | None:
        """Return a case by one consistent read."""
        item = self._line(case, _CASE)
        return _case_in(item.body) if item else None

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(
            new.case, _CASE, version=new.version, body=encoded(new), opened=f"{beijing_date(new.opened_at):%Y-%m}"
        )
        if new.queue is not None:
            item.queue, item.due = new.queue, _due_of(new)
        if new.is_unsettled:
            item.unsettled, item.moved_at = _UNSETTLED, instant(new.moved_at)
        put_over(item, over=over.version if over else None)

    def add_to_trail(self, case: str, move: Move) -> None:
        """Add a move to the trail of a case; one of the same number stays as it is."""
        item = self._model(case, f"{_TRAIL}{move.number:04d}", body=encoded(move))
        was_put(item, self._model.line.does_not_exist())

    def trail_of(self, case: str) -> Sequence[Move]:
        """Return the trail, oldest move first."""
        of_the_trail = self._model.line.startswith(_TRAIL)
        return [_move_in(item.body) for item in self._model.query(case, of_the_trail, consistent_read=True)]

    def add_note(self, note: Note) -> None:
        """Add a note to its case; one of the same id stays as it is."""
        was_put(self._model(note.case, f"{_NOTE}{note.id}", body=encoded(note)), self._model.line.does_not_exist())

    def notes_on(self, case: str) -> Sequence[Note]:
        """Return the notes on a case, oldest first."""
        of_the_notes = self._model.line.startswith(_NOTE)
        return [_note_in(item.body) for item in self._model.query(case, of_the_notes, consistent_read=True)]

    def open_on(self, record_id: str) -> str | None:
        """Return the case that is open on a record, by one consistent read."""
        item = self._line(_opening(record_id), _OPEN)
        return item.open_case if item else None

    def open(self, record_id: str, case: str) -> str:
        """Make a case the open one on a record unless there is one; return the one that stands.

        Raises: RuntimeError where one case after another was opened and closed meanwhile.
        """
        item = self._model(_opening(record_id), _OPEN, open_case=case)
        for _ in range(_OPENING_ATTEMPTS):
            if was_put(item, self._model.line.does_not_exist()):
                return case
            standing = self.open_on(record_id)
            if standing is not None:
                return standing
        message = f"no case can be opened on {record_id}"
        raise RuntimeError(message)

    def add_draft(self, record_id: str, case: str) -> None:
        """Note that a case was drafted on a record; again is no matter, and it is noted for good."""
        item = self._model(_opening(record_id), f"{_DRAFT}{case}")
        was_put(item, self._model.line.does_not_exist())

    def drafts_on(self, record_id: str, *, limit: int) -> Sequence[str]:
        """Return numbers of the cases that were drafted on a record, newest day first, read consistently."""
        drafted = self._model.line.startswith(_DRAFT)
        found = self._model.query(
            _opening(record_id), drafted, consistent_read=True, scan_index_forward=False, limit=limit
        )
        return [item.line.removeprefix(_DRAFT) for item in found]

    def close(self, record_id: str, case: str) -> None:
        """Take a case off its record, if it is the open one there."""
        try:
            self._model(_opening(record_id), _OPEN).delete(condition=self._model.open_case == case)
        except DeleteError as error:
            if not is_condition_failed(error):
                raise

    def bar(self, subject: str, case: str) -> None:
        """Note a case that bars its subject from another repair for a time; noting it twice notes it once."""
        self._model(_of_subject(subject), f"{_BAR}{case}").save()

    def bars_on(self, subject: str) -> Sequence[str]:
        """Return the cases noted against a subject, by one consistent read."""
        noted = self._model.query(_of_subject(subject), self._model.line.startswith(_BAR), consistent_read=True)
        return [item.line.removeprefix(_BAR) for item in noted]

    def waiting(
        self, queue: str, *, limit: int, after: str | None = None, due_before: date | None = None
    ) -> Sequence[Case]:
        """Return the cases a queue must act on, most urgent first (an index: a hint).

        Raises: NotFoundError when there is no case `after`.
        """
        first = self._due_of(after) if after else None
        end = due_before.isoformat() if due_before else None
        if first is not None and end is not None and first >= end:
            return []
        found = self._model.by_queue.query(queue, self._between(first, end), limit=limit)
        return [_case_in(item.body) for item in found]

    def opened(self, *, first: date, last: date) -> Iterable[Case]:
        """Return the cases opened in the months from one day's to another's, month by month (an index: a hint)."""
        months = range(first.year * _MONTHS + first.month - 1, last.year * _MONTHS + last.month)
        for year, month in (divmod(month, _MONTHS) for month in months):
            for item in self._model.by_opening.query(f"{year}-{month + 1:02d}"):
                case = self.find(item.case)
                if case is not None:
                    yield case

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of cases whose promised effect was committed before an instant, oldest first."""
        earlier = self._model.moved_at < instant(before)
        return [item.case for item in self._model.by_movement.query(_UNSETTLED, earlier, limit=limit)]

    def _line(self, case: str, line: str) -> CaseItem | None:
        try:
            return self._model.get(case, line, consistent_read=True)
        except self._model.DoesNotExist:
            return None

    def _due_of(self, case: str) -> str:
        standing = self.find(case)
        if standing is None:
            raise NotFoundError
        return _due_of(standing)

    def _between(self, first: str | None, end: str | None) -> Any:
        """Return the condition for what is due behind one place and before a day; a key takes one condition."""
        if first is not None and end is not None:
            return self._model.due.between(f"{first}!", end)
        if first is not None:
            return self._model.due > first
        return self._model.due < end if end is not None else None


def _due_of(case: Case) -> str:
    day = case.due_on.isoformat() if case.due_on else _NO_DUE_DAY
    return f"{day}#{case.case}"


def _opening(record_id: str) -> str:
    return f"record:{record_id}"


def _of_subject(subject: str) -> str:
    return f"subject:{subject}"
