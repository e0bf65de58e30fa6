"""Jobs of bulk checks in DynamoDB; one that something is left to do for is in the sparse index `unsettled`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from chalicelib.reports.bulk.jobs import Job
from chalicelib.stores.contents import encoded
from chalicelib.stores.tables import BulkJobItem, bound, instant, put_over

_PARTITION = "job"
_job_in = msgspec.json.Decoder(Job).decode


class DynamoBulkJobs:
    """The jobs."""

    def __init__(self, client: Any, table: str) -> None:
        """Take the client and the table's full name."""
        self._model = bound(BulkJobItem, client=client, table=table)

    def find(self, job: str) -> Job | None:
        """Return a job by one consistent read."""
        try:
            return _job_in(self._model.get(job, consistent_read=True).body)
        except self._model.DoesNotExist:
            return None

    def put(self, new: Job, *, over: Job | None) -> None:
        """Put a job over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there;
                ValueError for a version that does not follow the one it is put over.
        """
        item = self._model(new.job, version=new.version, body=encoded(new))
        if new.wakes_at is not None:
            item.unsettled, item.wakes_at = _PARTITION, instant(new.wakes_at)
        put_over(item, over=over.version if over else None)

    def unsettled(self, *, before: datetime, limit: int) -> Sequence[str]:
        """Return numbers of jobs that were to be gone on with before an instant, oldest first."""
        earlier = self._model.wakes_at < instant(before)
        return [item.job for item in self._model.by_waking.query(_PARTITION, earlier, limit=limit)]
