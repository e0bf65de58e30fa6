"""Messages of a queue, each handled by itself: one that fails holds up no other.

Shape: out {"batchItemFailures": [{"itemIdentifier": "<message id>"}]}
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext


def worked_off(
    event: dict[str, Any], context: "LambdaContext", handle: "Callable[[SQSRecord], object]"
) -> dict[str, Any]:
    """Handle every message of a batch; name those that failed, which come again, and at last go to the dead letters.

    The one parameter of `handle` is called `record`: Powertools names it.
    """
    from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

    processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)
    return {**process_partial_response(event=event, record_handler=handle, processor=processor, context=context)}
