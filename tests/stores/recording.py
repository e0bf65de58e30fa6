"""Records every request the stores send, and stops one that some service would not understand.

None of the servers refuses a transaction, a scan or a batch write of current records; so it is refused here,
where the client would send it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.validate import ParamValidator

from tests.stores.expressions import hold_condition, hold_key_condition, hold_placeholders, hold_update

_LIBRARIES = ("market-entities", "persons", "organisations")
_EXPRESSIONS = {
    "ConditionExpression": hold_condition,
    "FilterExpression": hold_condition,
    "KeyConditionExpression": hold_key_condition,
    "UpdateExpression": hold_update,
}
_NAMED = ("ExpressionAttributeNames", "ExpressionAttributeValues")
_TAKEN: Mapping[str, frozenset[str]] = {
    "GetItem": frozenset({"Key", "ConsistentRead"}),
    "BatchGetItem": frozenset({"RequestItems"}),
    "PutItem": frozenset({"Item", "ConditionExpression", *_NAMED}),
    "DeleteItem": frozenset({"Key", "ConditionExpression", *_NAMED}),
    # What an update gives back only fills a header: a service that does not know the wish is not asked in vain.
    "UpdateItem": frozenset({"Key", "UpdateExpression", "ConditionExpression", "ReturnValues", *_NAMED}),
    "Query": frozenset(
        {
            "IndexName",
            "KeyConditionExpression",
            "FilterExpression",
            "ConsistentRead",
            "ScanIndexForward",
            "Limit",
            "ExclusiveStartKey",
            *_NAMED,
        }
    ),
    "BatchWriteItem": frozenset({"RequestItems"}),
}
_ALWAYS = frozenset({"TableName", "ReturnConsumedCapacity"})


class UnportableRequestError(AssertionError):
    """A request that not every service knows, or that knows no condition where one is needed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, and what came back once it has. Shape: operation "PutItem"."""

    operation: str
    request: Mapping[str, Any]
    answer: dict[str, Any] = field(default_factory=dict)


def hold_portable(operation: str, request: Mapping[str, Any]) -> None:
    """Hold a DynamoDB request to what every service knows.

    Raises: UnportableRequestError, OutsideGrammarError.
    """
    if operation not in _TAKEN:
        raise UnportableRequestError(f"{operation} is not for every service")
    unknown = set(request) - _TAKEN[operation] - _ALWAYS
    if unknown:
        raise UnportableRequestError(f"{operation} with {sorted(unknown)}")
    if operation == "BatchWriteItem":
        _hold_no_library(request["RequestItems"])
        return
    expressions = {name: request[name] for name in _EXPRESSIONS if name in request}
    for name, text in expressions.items():
        _EXPRESSIONS[name](text)
    hold_placeholders(list(expressions.values()), request.get(_NAMED[0], {}), request.get(_NAMED[1], {}))


def _hold_no_library(tables: Mapping[str, Any]) -> None:
    current = [table for table in tables if table.endswith(_LIBRARIES)]
    if current:
        raise UnportableRequestError(f"a batch write knows no condition, and {current} needs one")


class Recorder:
    """What a client sent since it was last cleared."""

    def __init__(self) -> None:
        """Start empty."""
        self.sent: list[Sent] = []

    def attach(self, client: Any) -> None:
        """Listen to a client; a request that is not portable fails where it is sent."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"provide-client-params.{service}.*", self._hear)
        client.meta.events.register(f"after-call.{service}.*", self._hear_answer)
        client.meta.events.register(f"before-send.{service}.*", self._look)

    def operations(self) -> list[str]:
        """Return the names of the operations sent, in order."""
        return [sent.operation for sent in self.sent]

    def _hear(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        if model.service_model.service_name == "dynamodb":
            hold_portable(model.name, params)
            report = ParamValidator().validate(params, model.input_shape)
            if report.has_errors():
                raise UnportableRequestError(f"{model.name}: {report.generate_report()}")
        self.sent.append(Sent(model.name, dict(params)))

    def _hear_answer(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if self.sent and self.sent[-1].operation == model.name:
            self.sent[-1].answer.update(parsed)

    def _look(self, request: Any, **_: Any) -> None:
        headers = [name.lower() for name in request.headers]
        unasked = [
            name for name in headers if name.startswith(("x-amz-checksum", "x-amz-sdk-checksum", "x-amz-trailer"))
        ]
        if unasked:
            raise UnportableRequestError(f"{unasked}: a checksum nobody asked for")
