"""The queue of portions: each message names one of a large file, which is taken in ahead of being joined.

A portion that was taken, or that nobody waits for any more, is passed over: messages may come twice, late, or never.

Shape: message {"batch": "shili-20261127-…", "portion": 3}
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib import wiring
from chalicelib.intake.fanning import take_ahead
from chalicelib.intake.taking import OvertakenError
from chalicelib.workers import logs
from chalicelib.workers.messages import worked_off

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


class Message(msgspec.Struct, frozen=True):
    """A portion of a batch, counted from 0."""

    batch: str
    portion: int


def take_in(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Take in the portions of some messages; those that failed come again, and at last to the dead letters.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
    """
    return worked_off(event, context, _take_in)


def _take_in(record: "SQSRecord") -> None:
    number = None
    try:
        told = msgspec.json.decode(record.body, type=Message)
        number = told.batch
        if not take_ahead(number, told.portion, means=wiring.services(), now=datetime.now(UTC)):
            logs.ignored("portions", "portion.not_awaited")
    except OvertakenError:
        logs.ignored("portions", "portion.not_awaited")
    except Exception as error:
        logs.failed("portions", error, owner=number)
        raise
