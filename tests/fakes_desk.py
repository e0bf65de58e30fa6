"""Cases in memory for many of them: a queue is kept in order instead of being put in order each time it is asked."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from chalicelib.errors import NotFoundError
from chalicelib.objections.cases import Case
from tests.fakes import NO_DUE_DAY, MemoryCases

_Place: TypeAlias = tuple[str, str]


class IndexedCases(MemoryCases):
    """Cases with an index of those that somebody must act on, by due day and number."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._queues: dict[str, list[_Place]] = {}

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case over the version that was read, and in its queue."""
        before = self.find(new.case)
        super().put(new, over=over)
        if before is not None and before.queue is not None:
            self._queues[before.queue].remove(_place_of(before))
        if new.queue is not None:
            insort(self._queues.setdefault(new.queue, []), _place_of(new))

    def waiting(
        self, queue: str, *, limit: int, after: str | None = None, due_before: date | None = None
    ) -> Sequence[Case]:
        """Return the cases a queue must act on, most urgent first."""
        places = self._queues.get(queue, [])
        first, end = self._behind(after, places), len(places)
        if due_before is not None:
            end = bisect_left(places, (due_before.isoformat(), ""))
        found = (self.find(number) for _, number in places[first : min(first + limit, end)])
        return [case for case in found if case is not None]

    def _behind(self, after: str | None, places: Sequence[_Place]) -> int:
        if after is None:
            return 0
        case = self.find(after)
        if case is None:
            raise NotFoundError
        return bisect_right(places, _place_of(case))


def _place_of(case: Case) -> _Place:
    return (case.due_on.isoformat() if case.due_on else NO_DUE_DAY, case.case)
