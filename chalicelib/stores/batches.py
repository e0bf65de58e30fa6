"""Batches in DynamoDB; one that is not at rest is in the sparse index `unsettled`, ticketed and planned ones apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.intake.batches import Batch, State
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import BatchItem, bound, instant, put_over

_UNDER_WAY, _TICKETED, _WAITING = "batch", "ticket", "planned"
_batch_in = msgspec.json.Decoder(Batch).decode


class DynamoBatches:
    """The batches."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(BatchItem, client=client, table=table)

    def find(self, batch: str) -> Batch | None:
        """Return a batch by one consistent read."""
        try:
            return _batch_in(self._model.get(batch, consistent_read=True).body)
        except self._model.DoesNotExist:
            return None

    def put(self, new: Batch, *, over: Batch | None) -> None:
        """Put a batch over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(new.batch, version=new.version, body=encoded(new))
        partition = _partition_of(new)
        if partition is not None:
            item.unsettled, item.moved_at = partition, instant(new.moved_at)
        put_over(item, over=over.version if over else None)

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of batches under way that last moved before an instant, oldest first."""
        return self._in(_UNDER_WAY, before=before, limit=limit)

    def waiting(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of planned batches that have waited for a person since before an instant, oldest first."""
        return self._in(_WAITING, before=before, limit=limit)

    def awaited(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of batches that are ticketed alone, and were before an instant, oldest first."""
        return self._in(_TICKETED, before=before, limit=limit)

    def _in(self, partition: str, *, before: datetime, limit: int) -> Sequence[str]:
        earlier = self._model.moved_at < instant(before)
        found = self._model.by_movement.query(partition, earlier, limit=limit)
        return [item.batch for item in found]


def _partition_of(batch: Batch) -> str | None:
    if batch.state is State.TICKETED:
        return _TICKETED
    if batch.is_under_way:
        return _UNDER_WAY
    return _WAITING if batch.state is State.PLANNED else None
