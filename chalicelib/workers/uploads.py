"""The queue of uploads: each message tells of files that came; each file's batch is brought to rest.

Shape: an SQS record whose body is an S3 notification {"Records": [{"s3": {"object": {"key": "incoming/<batch>"}}}]},
       or {"Event": "s3:TestEvent"} when the notification was set up. Keys are URL-encoded.
       A key "inbound/<system>/<name>" is a file in the folder of a system (`inbound`).
       {"Annotate": "<batch>"} asks for the annotated copy of a file.

One file that cannot be taken in keeps no other that the message names waiting.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib import wiring
from chalicelib.intake.admission import admit
from chalicelib.intake.annotating import make_copy
from chalicelib.intake.approvals import rules
from chalicelib.intake.fanning import Fanning
from chalicelib.workers import inbound, logs
from chalicelib.workers.messages import worked_off

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


_SWEPT_BYTES = 256 * 1024


class Object(msgspec.Struct, frozen=True):
    """The object a notification names."""

    key: str


class Place(msgspec.Struct, frozen=True):
    """Where it lies."""

    object: Object


class Notice(msgspec.Struct, frozen=True):
    """One object that came."""

    s3: Place


class Notification(msgspec.Struct, frozen=True):
    """What S3 tells, of one object or of several; of none when it only tries the way. Or whose copy is asked for."""

    records: tuple[Notice, ...] = msgspec.field(name="Records", default=())
    event: str | None = msgspec.field(name="Event", default=None)
    annotate: str | None = msgspec.field(name="Annotate", default=None)

    @property
    def is_one(self) -> bool:
        """Say whether S3 told something; an envelope of another make would hide a file that came."""
        return bool(self.records) or self.event == "s3:TestEvent" or self.annotate is not None


class UnknownMessageError(Exception):
    """A failure: a message that is no notification of S3; it goes to the dead letters, and says nothing of itself."""


def take_in(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Bring the batches of some messages to rest; messages that failed come again, and at last to the dead letters.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
    """
    return worked_off(event, context, _take_in)


def finish(services: wiring.Services, number: str, now: datetime) -> object:
    """Bring one batch to rest, or as far as it comes before its portions, for a message."""
    settings = services.settings
    fanning = Fanning(above_rows=settings.fanned_above_rows, portion_rows=settings.portion_rows)
    return admit(number, means=services, now=now, chunk_rows=settings.chunk_rows, fanning=fanning)


def go_on(services: wiring.Services, number: str, now: datetime) -> None:
    """Bring one batch to rest for the sweeper; one whose file may be large is left to the queue, which has time."""
    batch = services.batches.find(number)
    if batch is not None and (batch.fan is not None or batch.ticket.size_bytes > _SWEPT_BYTES):
        services.admissions.send(number)
    else:
        admit(number, means=services, now=now, chunk_rows=services.settings.chunk_rows)


def unsettled(services: wiring.Services, before: datetime, *, limit: int) -> Iterable[str]:
    """Return the batches under way that last moved before an instant."""
    return services.batches.unsettled(before=before, limit=limit)


def awaited(services: wiring.Services, before: datetime, *, limit: int) -> Iterable[str]:
    """Return the batches whose file may have come without a message, or will never come."""
    return services.batches.awaited(before=before, limit=limit)


def waiting(services: wiring.Services, before: datetime, *, limit: int) -> Iterable[str]:
    """Return the plans that have waited for a person so long that they lapse."""
    return services.batches.waiting(before=before - rules().planned, limit=limit)


def _take_in(record: "SQSRecord") -> None:
    services = wiring.services()
    try:
        told = _told_in(record.body)
        places, keys = inbound.split([unquote_plus(notice.s3.object.key) for notice in told.records], services)
        numbers = _batches_in(keys, services)
        if told.annotate is not None:
            _annotate(services, told.annotate)
    except Exception as error:
        logs.failed("uploads", error)
        raise
    tried = [*(_failure_of(services, number) for number in numbers)]
    tried += (inbound.failure_of(services, place) for place in places)
    failures = [failure for failure in tried if failure is not None]
    if failures:
        raise failures[0]


def _failure_of(services: wiring.Services, number: str) -> Exception | None:
    try:
        _finish_if_ticketed(services, number)
    except Exception as error:  # noqa: BLE001  the per-message loop: one bad file must not hold up the others
        logs.failed("uploads", error, owner=number)
        return error
    return None


def _finish_if_ticketed(services: wiring.Services, number: str) -> None:
    if services.batches.find(number) is None:
        logs.ignored("uploads", "upload.no_such_batch")
        return
    finish(services, number, datetime.now(UTC))


def _annotate(services: wiring.Services, number: str) -> None:
    batch = services.batches.find(number)
    if batch is None:
        logs.ignored("uploads", "upload.no_such_batch")
        return
    make_copy(batch, kept=services.annotated, means=services)


def _told_in(body: str) -> Notification:
    """Return what a message tells. Raises: DecodeError; UnknownMessageError."""
    told = msgspec.json.decode(body, type=Notification)
    if not told.is_one:
        raise UnknownMessageError
    return told


def _batches_in(keys: Iterable[str], services: wiring.Services) -> list[str]:
    """Return the batches that object keys name, each once; what is no upload of ours is said without its key."""
    numbers = [services.uploads.batch_in(key) for key in keys]
    if None in numbers:
        logs.ignored("uploads", "upload.foreign_key")
    return list(dict.fromkeys(number for number in numbers if number is not None))
