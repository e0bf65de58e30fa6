"""What requests cost by DynamoDB's own rule."""

from typing import Any

import pytest

from tests.stores.capacity import item_bytes, read_units, units_of, write_units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "示例"}, 6),
        ({"S": ""}, 0),
        ({"N": "1"}, 2),
        ({"N": "123"}, 3),
        ({"N": "-100"}, 3),
        ({"B": b"123"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["a", "bc"]}, 3),
        ({"L": []}, 3),
        ({"L": [{"S": "ab"}]}, 6),
        ({"M": {"k": {"S": "ab"}}}, 7),
    ],
)
def test_an_item_is_its_names_and_values_in_bytes(value: dict[str, Any], size: int) -> None:
    assert item_bytes({"name": value}) == len("name") + size


def test_a_kilobyte_is_written_and_four_are_read_for_one_unit() -> None:
    assert [write_units(size) for size in (1, 1024, 1025)] == [1, 1, 2]
    assert [read_units(size, consistent=True) for size in (0, 4096, 4097)] == [1.0, 1.0, 2.0]
    assert [read_units(size, consistent=False) for size in (0, 4096, 4097)] == [0.5, 0.5, 1.0]


def test_a_query_counts_its_items_together() -> None:
    items = [{"body": {"S": "x" * 1020}}] * 5

    assert units_of("Query", {"ConsistentRead": True}, {"Items": items}) == 2.0
    assert units_of("Query", {}, {"Items": items}) == 1.0
    assert units_of("GetItem", {}, {}) == 0.5
    assert units_of("PutItem", {"Item": {"body": {"S": "x" * 2048}}}, {}) == 3.0
    assert units_of("DeleteItem", {"Key": {"a": {"S": "b"}}}, {}) == 1.0
    assert units_of("BatchWriteItem", {"RequestItems": {"t": [{"PutRequest": {"Item": items[0]}}] * 3}}, {}) == 3.0
    with pytest.raises(ValueError, match="Scan"):
        units_of("Scan", {}, {})


def test_a_batch_reads_each_key_as_if_alone_and_pays_for_those_that_find_nothing() -> None:
    keys = {"Keys": [{}] * 3, "ConsistentRead": True}
    found = {"Responses": {"t": [{"body": {"S": "x" * 5000}}, {"body": {"S": "x"}}]}}

    assert units_of("BatchGetItem", {"RequestItems": {"t": keys}}, found) == 4.0
    assert units_of("BatchGetItem", {"RequestItems": {"t": {**keys, "ConsistentRead": False}}}, found) == 2.0
