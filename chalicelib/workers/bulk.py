"""The queue of bulk checks: each message names a job, or tells of a list that came; the job is gone on with.

A job that is not done when the function's time runs out is told of again, by a message of its own.

Shape: message {"job": "PL-20261127-…"}, or an S3 notification {"Records": [{"s3": {"object": {"key": "lists/<job>"}}}]}
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib import wiring
from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.reports.bulk.jobs import Job, State, roll_forward
from chalicelib.workers import logs
from chalicelib.workers.messages import worked_off
from chalicelib.workers.uploads import Notification, UnknownMessageError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

# A chunk of five hundred subjects takes seconds; one is begun only where there is time to end it.
ENOUGH_MS = 60_000
SWEPT_STEPS = 20


class Message(Notification, frozen=True):
    """What a message says: a job that is to be gone on with, or what S3 tells."""

    job: str | None = None


def work(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Go on with the jobs of some messages; those that failed come again, and at last to the dead letters.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
    """

    def has_time() -> bool:
        return context is None or context.get_remaining_time_in_millis() > ENOUGH_MS

    def handle(record: "SQSRecord") -> None:
        _take(record.body, has_time)

    return worked_off(event, context, handle)


def finish(services: wiring.Services, number: str, now: datetime) -> object:
    """Go on with one job by some steps, for the sweeper; what is left is told to the queue."""
    steps = iter(range(SWEPT_STEPS))
    return _gone_on(services, number, clock=lambda: now, may_go_on=lambda: next(steps, None) is not None)


def unsettled(services: wiring.Services, before: datetime, *, limit: int) -> Iterable[str]:
    """Return the jobs that were to be gone on with before an instant."""
    return services.bulk_jobs.unsettled(before=before, limit=limit)


def _take(body: str, has_time: Callable[[], bool]) -> None:
    services, number = wiring.services(), None
    try:
        for number in _jobs_in(body, services):
            _gone_on(services, number, clock=lambda: datetime.now(UTC), may_go_on=has_time)
    except NotFoundError:
        logs.ignored("bulk", "bulk.no_such_job")
    except StaleVersionError:
        # Another goes on with it, or it was withdrawn: either way it is told of by who moved it.
        logs.ignored("bulk", "bulk.moved_meanwhile")
    except Exception as error:
        logs.failed("bulk", error, owner=number)
        raise


def _gone_on(
    services: wiring.Services, number: str, *, clock: Callable[[], datetime], may_go_on: Callable[[], bool]
) -> Job:
    job = roll_forward(number, means=services, now=clock, may_go_on=may_go_on)
    if job.state in {State.CHECKING, State.ENDING}:
        services.bulk_queue.send(number)
    return job


def _jobs_in(body: str, services: wiring.Services) -> list[str]:
    """Return the jobs a message names; what is no list of ours is said without its key.

    Raises: DecodeError; UnknownMessageError.
    """
    told = msgspec.json.decode(body, type=Message)
    if told.job is not None:
        return [told.job]
    if not told.is_one:
        raise UnknownMessageError
    numbers = [services.bulk_files.job_in(unquote_plus(notice.s3.object.key)) for notice in told.records]
    if None in numbers:
        logs.ignored("bulk", "bulk.foreign_key")
    return [number for number in numbers if number is not None]
