"""The event pump: delivers what AWS would deliver, to the handlers declared in `app.py`.

Chalice's local mode serves HTTP alone. Here each trigger of the app has a thread of its own: an SQS
trigger receives, invokes and deletes what did not fail; a stream trigger follows its table's shards in
order and repeats a failing record; a schedule fires when its rate has passed.
"""

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Chalice, Rate

from infra.local.cloud import ACCOUNT, REGION, Cloud

log = logging.getLogger("local.pump")
POLL_SECONDS = 0.25
FUNCTION_SECONDS = 300
Handler = Callable[[dict[str, Any], Any], Any]
_UNITS = {Rate.MINUTES: 60, Rate.HOURS: 3600, Rate.DAYS: 86400}


@dataclass(slots=True)
class Context:
    """What a function is told of its invocation."""

    function_name: str
    memory_limit_in_mb: int = 512
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    ends_at: float = field(default_factory=lambda: time.monotonic() + FUNCTION_SECONDS)

    @property
    def invoked_function_arn(self) -> str:
        """The function's name in full."""
        return f"arn:aws-cn:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left of the invocation. Units: milliseconds."""
        return max(0, int((self.ends_at - time.monotonic()) * 1000))


class Pump:
    """Every trigger of an app, each in a thread, until stopped."""

    def __init__(self, app: Chalice, handlers: dict[str, Handler], cloud: Cloud, *, tables: dict[str, str]) -> None:
        """Take the app, its handlers by trigger name, and the table that each stream trigger follows."""
        self._handlers, self._cloud = handlers, cloud
        self._stopped = threading.Event()
        self._threads = [self._thread_for(source, tables) for source in app.event_sources]

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Deliver nothing more; returns when no handler runs."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def fire(self, name: str) -> None:
        """Invoke a scheduled function now."""
        self._answer_of(name, _scheduled_event(name))

    def _thread_for(self, source: Any, tables: dict[str, str]) -> threading.Thread:
        kind, name = type(source).__name__, source.name
        work: Callable[..., None]
        argument: tuple[Any, ...]
        if kind == "SQSEventConfig":
            work, argument = self._follow_queue, (name, source.queue, source.batch_size)
        elif kind == "DynamoDBEventConfig":
            work, argument = self._follow_stream, (name, tables[name], source.batch_size)
        elif kind == "ScheduledEventConfig" and isinstance(source.schedule_expression, Rate):
            rate = source.schedule_expression
            work, argument = self._follow_clock, (name, rate.value * _UNITS[rate.unit])
        else:
            message = f"the pump cannot deliver to {name}, a {kind}"
            raise TypeError(message)
        return threading.Thread(target=work, args=argument, name=f"pump-{name}", daemon=True)

    def _answer_of(self, name: str, event: dict[str, Any]) -> dict[str, Any] | None:
        """Invoke a function as Lambda does: what it raises is told, and what it was given comes again."""
        try:
            return self._handlers[name](event, Context(name)) or {}
        except Exception:
            log.exception("%s failed; what it was given comes again", name)
            return None

    def _follow_queue(self, name: str, queue: str, batch_size: int) -> None:
        sqs = self._cloud.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        while not self._stopped.is_set():
            messages = sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=batch_size, WaitTimeSeconds=0, AttributeNames=["All"]
            ).get("Messages", [])
            if messages:
                self._deliver_messages(
                    name, queue, messages, lambda receipt: sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt)
                )
            else:
                self._stopped.wait(POLL_SECONDS)

    def _deliver_messages(
        self, name: str, queue: str, messages: list[dict[str, Any]], delete: Callable[[str], Any]
    ) -> None:
        answer = self._answer_of(name, _queue_event(queue, messages))
        if answer is None:
            return
        failed = {failure["itemIdentifier"] for failure in answer.get("batchItemFailures", [])}
        for message in messages:
            if message["MessageId"] not in failed:
                delete(message["ReceiptHandle"])

    def _follow_stream(self, name: str, table: str, batch_size: int) -> None:
        streams = self._cloud.client("dynamodbstreams")
        arn = self._cloud.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
        shards: dict[str, Shard] = {}
        while not self._stopped.is_set():
            for described in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
                shards.setdefault(described["ShardId"], Shard(streams, arn, described["ShardId"], batch_size))
            moved = [self._deliver_from(shard, name) for shard in shards.values()]
            if not any(moved):
                self._stopped.wait(POLL_SECONDS * 2)

    def _deliver_from(self, shard: "Shard", name: str) -> bool:
        records = shard.read()
        if not records:
            return False
        answer = self._answer_of(name, {"Records": records})
        if answer is None or answer.get("batchItemFailures"):
            return False
        shard.move_on()
        return True

    def _follow_clock(self, name: str, seconds: float) -> None:
        while not self._stopped.wait(seconds):
            self._answer_of(name, _scheduled_event(name))


@dataclass(slots=True)
class Shard:
    """A place in one shard of a table's stream; what was read is read again until it is moved on from."""

    streams: Any
    arn: str
    shard: str
    batch_size: int
    _iterator: str | None = None
    _next: str | None = None

    def read(self) -> list[dict[str, Any]]:
        """Return the next records as Lambda gives them; none where there are none, or no stream to be reached."""
        try:
            if self._iterator is None:
                self._iterator = self.streams.get_shard_iterator(
                    StreamArn=self.arn, ShardId=self.shard, ShardIteratorType="TRIM_HORIZON"
                )["ShardIterator"]
            page = self.streams.get_records(ShardIterator=self._iterator, Limit=self.batch_size)
        except (BotoCoreError, ClientError):
            return []
        self._next = page.get("NextShardIterator")
        return [
            {**record, "eventSourceARN": self.arn, "dynamodb": _lambda_form(record["dynamodb"])}
            for record in page["Records"]
        ]

    def move_on(self) -> None:
        """Go on behind what was read last."""
        self._iterator = self._next or self._iterator


def _queue_event(queue: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws-cn:sqs:{REGION}:{ACCOUNT}:{queue}",
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def _lambda_form(change: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(change, default=lambda value: value.timestamp()))  # type: ignore[no-any-return]


def _scheduled_event(name: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "region": REGION,
        "resources": [f"arn:aws-cn:events:{REGION}:{ACCOUNT}:rule/{name}"],
        "detail": {},
    }
