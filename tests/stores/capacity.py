"""What a request costs by DynamoDB's own rule, computed from what was sent and what came back.

No server is asked: they say 1.0 for 100 bytes and for 40 KB.

Units: 1 per KB written or begun; 1 per 4 KB read consistently or begun, half of it otherwise; a read that finds
nothing costs as much as one of up to 4 KB.
Source: Amazon DynamoDB Developer Guide, item sizes and formats; read and write operations.
"""

import math
from collections.abc import Mapping
from typing import Any

_WRITE_BYTES, _READ_BYTES = 1024, 4096
_CONTAINER_BYTES, _ELEMENT_BYTES = 3, 1
_DIGITS_A_BYTE = 2


def item_bytes(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Return the size of an item: UTF-8 of its names, and its values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def write_units(size_bytes: int) -> int:
    """Return what writing an item costs."""
    return max(1, math.ceil(size_bytes / _WRITE_BYTES))


def read_units(size_bytes: int, *, consistent: bool) -> float:
    """Return what reading so many bytes in one request costs; a Query counts its items together."""
    whole = max(1, math.ceil(size_bytes / _READ_BYTES))
    return float(whole) if consistent else whole / 2


def units_of(operation: str, request: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Return what one request cost, indexes left out. Raises: ValueError for an operation the stores do not send."""
    consistent = bool(request.get("ConsistentRead"))
    if operation == "GetItem":
        return read_units(item_bytes(answer.get("Item", {})), consistent=consistent)
    if operation == "BatchGetItem":
        return _batch_read_units(request["RequestItems"], answer["Responses"])
    if operation == "BatchWriteItem":
        puts = (put["PutRequest"]["Item"] for some in request["RequestItems"].values() for put in some)
        return float(sum(write_units(item_bytes(item)) for item in puts))
    if operation == "Query":
        return read_units(sum(item_bytes(item) for item in answer["Items"]), consistent=consistent)
    if operation == "PutItem":
        return float(write_units(item_bytes(request["Item"])))
    if operation == "DeleteItem":
        return float(write_units(item_bytes(request["Key"])))
    message = f"{operation} has no rule here"
    raise ValueError(message)


def _batch_read_units(asked: Mapping[str, Any], found: Mapping[str, Any]) -> float:
    """Return what a batch costs: each key as if it were read alone, whether an item stands there or not."""
    units = 0.0
    for table, keys in asked.items():
        consistent, items = bool(keys.get("ConsistentRead")), found.get(table, [])
        units += sum(read_units(item_bytes(item), consistent=consistent) for item in items)
        units += (len(keys["Keys"]) - len(items)) * read_units(0, consistent=consistent)
    return units


def _value_bytes(value: Mapping[str, Any]) -> int:
    kind, inner = next(iter(value.items()))
    return int(_SIZES[kind](inner))


def _number_bytes(text: str) -> int:
    mantissa = text.lower().lstrip("+-").split("e")[0]
    digits = mantissa.replace(".", "").strip("0") or "0"
    return math.ceil(len(digits) / _DIGITS_A_BYTE) + 1 + text.startswith("-")


def _inner_bytes(values: Any) -> int:
    return sum(_value_bytes(value) + _ELEMENT_BYTES for value in values)


_SIZES: Mapping[str, Any] = {
    "S": lambda text: len(text.encode()),
    "N": _number_bytes,
    "B": len,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "SS": lambda texts: sum(len(text.encode()) for text in texts),
    "NS": lambda texts: sum(_number_bytes(text) for text in texts),
    "BS": lambda blobs: sum(len(blob) for blob in blobs),
    "L": lambda values: _CONTAINER_BYTES + _inner_bytes(values),
    "M": lambda values: _CONTAINER_BYTES + _inner_bytes(values.values()) + sum(len(name.encode()) for name in values),
}
