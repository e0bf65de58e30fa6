"""Cases in DynamoDB, with their trails and with the record each is open on.

Two sparse indexes: `desk` holds what somebody must act on, `unsettled` what promises an effect.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.exceptions import DeleteError

from chalicelib.errors import NotFoundError
from chalicelib.objections.cases import Case, Move
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import CaseItem, bound, instant, is_condition_failed, put_over, was_put

_CASE, _OPEN, _TRAIL, _UNSETTLED = "case", "open", "trail#", "case"
_NO_DUE_DAY = "9999-12-31"
_OPENING_ATTEMPTS = 5
_case_in = msgspec.json.Decoder(Case).decode
_move_in = msgspec.json.Decoder(Move).decode


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
        item = self._model(new.case, _CASE, version=new.version, body=encoded(new))
        if new.queue is not None:
            item.queue, item.due = new.queue, _due_of(new)
        if new.state.is_under_way:
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

    def close(self, record_id: str, case: str) -> None:
        """Take a case off its record, if it is the open one there."""
        try:
            self._model(_opening(record_id), _OPEN).delete(condition=self._model.open_case == case)
        except DeleteError as error:
            if not is_condition_failed(error):
                raise

    def waiting(self, queue: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the cases a queue must act on, most urgent first (an index: a hint).

        Raises: NotFoundError when there is no case `after`.
        """
        found = self._model.by_queue.query(queue, self._behind(after) if after else None, limit=limit)
        return [item.case for item in found]

    def every(self) -> Iterable[Case]:
        """Return every case there is, in no order: the whole table is read, and what moves meanwhile may be missed."""
        return (_case_in(item.body) for item in self._model.scan(self._model.line == _CASE))

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of cases whose promised effect was committed before an instant, oldest first."""
        earlier = self._model.moved_at < instant(before)
        return [item.case for item in self._model.by_movement.query(_UNSETTLED, earlier, limit=limit)]

    def _line(self, case: str, line: str) -> CaseItem | None:
        try:
            return self._model.get(case, line, consistent_read=True)
        except self._model.DoesNotExist:
            return None

    def _behind(self, case: str) -> Any:
        last = self.find(case)
        if last is None:
            raise NotFoundError
        return self._model.due > _due_of(last)


def _due_of(case: Case) -> str:
    day = case.due_on.isoformat() if case.due_on else _NO_DUE_DAY
    return f"{day}#{case.case}"


def _opening(record_id: str) -> str:
    return f"record:{record_id}"
