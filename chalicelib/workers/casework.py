"""The queue of machine steps: each message names a case, whose promised effect is rolled forward.

Shape: message {"case": "YY20261123-…"}
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib import wiring
from chalicelib.objections.effects import roll_forward
from chalicelib.workers import logs
from chalicelib.workers.messages import worked_off

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a message says."""

    case: str


def work(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Roll forward every case of a batch of messages; those that failed come again, and at last to the dead letters.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
    """
    return worked_off(event, context, _roll_forward)


def _roll_forward(record: "SQSRecord") -> None:
    number = None
    try:
        number = msgspec.json.decode(record.body, type=Message).case
        roll_forward(number, means=wiring.services(), now=datetime.now(UTC))
    except Exception as error:
        logs.failed("casework", error, owner=number)
        raise
