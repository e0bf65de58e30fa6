"""Settled versions: what somebody who looks at many records takes of one, while a batch is being applied to them.

A batch changes its records one after the other, and each reader of a single record sees it before or after. Whoever
looks at many (a public list, a feed, an exchange) would see half of the batch: they take what stood before it, until it
says that it is applied. What a case does to a record counts at once, whatever batch the record came by.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from chalicelib.library.records import Content, Reason, Record

_OF_BATCHES = frozenset({Reason.SUPPLIED, Reason.ANNOUNCED, Reason.UNDONE})


class Acts(Protocol):
    """What is known of the acts that records came by."""

    def is_under_way(self, act: str) -> bool:
        """Say whether an act is a batch that has begun to be applied and is not yet."""


def settled(record: Record, *, acts: Acts, history: Callable[[str], Sequence[Record]]) -> Record | None:
    """Return a record as it stood before a batch that is under way, None where it did not; else the record itself.

    The history is asked for only where it is needed.
    """
    if not _is_under_way(record, acts):
        return record
    earlier = reversed(history(record.record_id))
    return next((version for version in earlier if not _is_under_way(version, acts)), None)


def _is_under_way(record: Record, acts: Acts) -> bool:
    return is_of_a_batch(record.content) and acts.is_under_way(record.content.act)


def is_of_a_batch(content: Content) -> bool:
    """Say whether a version came by a batch, by its rows, its message or its undoing, rather than by a case."""
    is_announced = content.announced is not None and content.announced.batch == content.act
    return is_announced or content.reason in _OF_BATCHES
