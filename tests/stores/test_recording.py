"""The recorder refuses what no server does."""

from typing import Any

import pytest

from tests.stores.expressions import OutsideGrammarError
from tests.stores.places import OnServer
from tests.stores.recording import UnportableRequestError, hold_portable


@pytest.mark.parametrize(
    "operation",
    ["TransactWriteItems", "TransactGetItems", "Scan", "ExecuteStatement", "ExecuteTransaction"],
)
def test_an_operation_that_is_not_for_every_service_is_refused(operation: str) -> None:
    with pytest.raises(UnportableRequestError):
        hold_portable(operation, {})


@pytest.mark.parametrize("library", ["market-entities", "persons", "organisations"])
def test_a_batch_write_of_current_records_is_refused_and_another_is_not(library: str) -> None:
    hold_portable("BatchWriteItem", {"RequestItems": {"ziyang-names": []}})
    with pytest.raises(UnportableRequestError):
        hold_portable("BatchWriteItem", {"RequestItems": {f"ziyang-{library}": []}})


def test_a_parameter_of_old_or_new_services_alone_is_refused() -> None:
    for parameter in ("Expected", "ReturnValuesOnConditionCheckFailure", "ReturnValues", "ReturnItemCollectionMetrics"):
        with pytest.raises(UnportableRequestError):
            hold_portable("PutItem", {"TableName": "t", "Item": {}, parameter: {}})


def test_an_expression_outside_the_grammar_is_refused_where_it_is_sent(tables: OnServer) -> None:
    request: dict[str, Any] = {
        "TableName": "some-table",
        "Item": {"a": {"S": "a"}},
        "ConditionExpression": "size(#a) > :a",
        "ExpressionAttributeNames": {"#a": "a"},
        "ExpressionAttributeValues": {":a": {"N": "1"}},
    }

    with pytest.raises(OutsideGrammarError):
        tables.dynamodb.put_item(**request)


def test_a_request_the_model_does_not_know_is_refused(tables: OnServer) -> None:
    with pytest.raises(UnportableRequestError):
        tables.dynamodb.get_item(TableName="some-table", Key={"a": {"S": 1}})
