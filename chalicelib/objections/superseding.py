"""Superseding (记录撤下): a record that its source withdraws while it is disputed takes the case with it.

A change says that it may be so; the queue's worker looks at the record and at the case, and then moves it (`effects`).
"""

from collections.abc import Iterable, Sequence

from chalicelib.library.changes import Change
from chalicelib.library.records import Status


def cases_left_by(changes: Iterable[Change]) -> Sequence[str]:
    """Return the cases whose record no longer stands, unless the case itself took it down; each once."""
    return list(dict.fromkeys(number for change in changes if (number := _case_of(change)) is not None))


def _case_of(change: Change) -> str | None:
    content = change.after.content
    mark = change.before.mark if change.before is not None else None
    return mark if content.status is not Status.LIVE and content.act != mark else None
