"""The fast parser gives what botocore's own gives."""

import base64
import json
from typing import Any

import botocore.session
import pytest
from botocore.parsers import create_parser
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.stores.dynamodb_parser import FastJSONParser, FastParserFactory

SERVICE = botocore.session.Session().get_service_model("dynamodb")
BLOB = base64.b64encode(bytes(range(256))).decode()
ATTRIBUTES: dict[str, Any] = {
    "text": {"S": '示例\n"\\𠮷'},
    "empty text": {"S": ""},
    "number": {"N": "-1.50E+2"},
    "binary": {"B": BLOB},
    "empty binary": {"B": ""},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "null": {"NULL": True},
    "texts": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2.5"]},
    "binaries": {"BS": [BLOB, ""]},
    "list": {"L": [{"S": "a"}, {"B": BLOB}, {"L": []}, {"M": {}}]},
    "map": {"M": {"a": {"N": "1"}, "b": {"M": {"c": {"B": BLOB}}}}},
    "empty list": {"L": []},
    "empty map": {"M": {}},
    "kind not known yet": {"X": "a"},
    "nothing in it": {},
    "null in it": {"S": None},
}


def parsed(parser: Any, operation: str, body: bytes, *, status: int = 200, service: Any = SERVICE) -> Any:
    response = {"status_code": status, "headers": {"x-amzn-requestid": "r-1"}, "body": body}
    return parser.parse(response, service.operation_model(operation).output_shape)


def assert_alike(operation: str, answer: Any, *, status: int = 200) -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    assert parsed(FastJSONParser(), operation, body, status=status) == parsed(
        create_parser("json"), operation, body, status=status
    )


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_every_attribute_type_is_read_alike(name: str) -> None:
    assert_alike("GetItem", {"Item": {"a": ATTRIBUTES[name]}})


def test_a_page_of_all_attribute_types_is_read_alike() -> None:
    key = {"subject": {"S": "a"}, "place": {"S": "b"}}
    assert_alike("Query", {"Items": [ATTRIBUTES, {}], "Count": 2, "ScannedCount": 2, "LastEvaluatedKey": key})


def test_other_answers_are_read_alike() -> None:
    assert_alike("Query", {"Items": [], "Count": 0, "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 0.5}})
    assert_alike("GetItem", {})
    assert_alike("GetItem", b"")
    assert_alike("PutItem", {"Attributes": ATTRIBUTES})
    assert_alike("DescribeTable", {"Table": {"TableName": "t", "CreationDateTime": 1.7e9, "KeySchema": []}})


def test_errors_are_read_alike() -> None:
    refusal = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "no"}
    assert_alike("PutItem", {**refusal, "Item": ATTRIBUTES}, status=400)
    assert_alike("PutItem", b"<html>not JSON</html>", status=503)
    assert_alike("PutItem", b'{"message": "\\ud800"}', status=400)


def test_maps_of_other_services_are_read_alike() -> None:
    queues = botocore.session.Session().get_service_model("sqs")
    body = b'{"Attributes": {"QueueArn": "arn", "DelaySeconds": "0"}}'
    fast, own = (
        parsed(parser, "GetQueueAttributes", body, service=queues)
        for parser in (FastJSONParser(), create_parser("json"))
    )

    assert fast == own


_LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.builds(lambda text: {"S": text}, st.text()),
    st.builds(lambda number: {"N": str(number)}, st.integers()),
    st.builds(lambda raw: {"B": base64.b64encode(raw).decode()}, st.binary()),
    st.builds(lambda flag: {"BOOL": flag}, st.booleans()),
    st.just({"NULL": True}),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda values: {"L": values}, st.lists(inner, max_size=3)),
        st.builds(lambda values: {"M": values}, st.dictionaries(st.text(), inner, max_size=3)),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _VALUES, max_size=5))
def test_any_item_is_read_alike(item: dict[str, Any]) -> None:
    assert_alike("GetItem", {"Item": item})


def test_the_factory_leaves_other_protocols_to_botocore() -> None:
    factory = FastParserFactory()

    assert isinstance(factory.create_parser("json"), FastJSONParser)
    assert type(factory.create_parser("rest-xml")) is type(create_parser("rest-xml"))
