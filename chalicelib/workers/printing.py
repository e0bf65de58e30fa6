"""The queue of what is to be printed: each message names an issued report that awaits its document, or a letter.

Shape: message {"number": "ZY512000…"} or {"number": "XF20261123-…-JD/<SHA-256>"}
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib import wiring
from chalicelib.reports.printing.press import print_report
from chalicelib.workers import logs
from chalicelib.workers.letters import is_a_letter, print_letter
from chalicelib.workers.messages import worked_off

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

REPLACED = "characters_replaced"


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a message says."""

    number: str


def work(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """Print all that a batch of messages asks for; those that failed come again, and at last to the dead letters.

    Shape: {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
    """
    return worked_off(event, context, _print)


def _print(record: "SQSRecord") -> None:
    number = None
    try:
        number = msgspec.json.decode(record.body, type=Message).number
        made_by = print_letter if is_a_letter(number) else print_report
        replaced = made_by(number, means=wiring.services(), now=datetime.now(UTC))
    except Exception as error:
        logs.failed("printing", error, owner=number)
        raise
    if replaced:
        logs.remarked("printing", REPLACED, owner=number)
