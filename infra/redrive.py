"""`make redrive QUEUE=notices`: moves what failed every time from a queue's dead letters back to the queue.

For after what made them fail was mended: a message is worked off as if it had come just now, and may come twice, which
changes nothing. It is sent before it is deleted, so that a run that breaks off loses none. Messages hold numbers alone,
and what was moved is printed; what the queue's worker refuses again comes back to the dead letters.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.stores.clients import Clients
from infra.client.ending import run
from infra.packaging.templates import read

RESOURCES = Path(__file__).resolve().parent / "resources.yaml"
_AT_ONCE = 10
_DEAD = "-dead"


@dataclass(frozen=True, slots=True)
class Moved:
    """A message that was moved: how it was called among the dead letters, and what it says."""

    message: str
    body: str


def queues() -> list[str]:
    """Return the queues of the platform that have dead letters, as `infra/resources.yaml` defines them."""
    resources = read(RESOURCES)["Resources"].values()
    of_queues = (each["Properties"] for each in resources if each["Type"] == "AWS::SQS::Queue")
    names = (each["QueueName"]["Fn::Sub"] for each in of_queues if "RedrivePolicy" in each)
    return sorted(name.removeprefix("${Prefix}-") for name in names)


def redriven(sqs: Any, queue: str) -> Iterator[Moved]:
    """Move the messages of a queue's dead letters back, and yield each; a queue is named in full."""
    dead, alive = (sqs.get_queue_url(QueueName=name)["QueueUrl"] for name in (queue + _DEAD, queue))
    # As many as lie there now: what fails again meanwhile is left for another time.
    told = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["ApproximateNumberOfMessages"])
    left = int(told["Attributes"]["ApproximateNumberOfMessages"])
    while left > 0:
        received = sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=min(left, _AT_ONCE))
        messages = received.get("Messages", [])
        if not messages:
            return
        for message in messages:
            sqs.send_message(QueueUrl=alive, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            yield Moved(message["MessageId"], message["Body"])
        left -= len(messages)


def main(argv: Sequence[str] | None = None) -> int:
    """Redrive one queue of one deployment, which AWS_REGION and the SDK's own variables lead to."""
    parser = argparse.ArgumentParser(prog="make redrive", description="Move a queue's dead letters back to it.")
    parser.add_argument("queue", choices=queues(), help="which queue")
    parser.add_argument("--prefix", required=True, help="what the names of the queues begin with")
    options = parser.parse_args(argv)
    sqs, count = Clients(region=os.environ["AWS_REGION"], environ=os.environ).get("sqs"), 0
    for moved in redriven(sqs, f"{options.prefix}-{options.queue}"):
        print(f"{moved.message}  {moved.body}")
        count += 1
    print(f"{count} messages moved back to {options.prefix}-{options.queue}")
    return 0


if __name__ == "__main__":
    run(main)
