"""Items of one table through the low-level client: what every page reads and every look writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.exceptions import ClientError

Item: TypeAlias = dict[str, dict[str, Any]]


def item_of(**attributes: str | int | bytes | None) -> Item:
    """Return an item; a number is an integer, and what is None is left out."""
    return {name: _attribute_of(value) for name, value in attributes.items() if value is not None}


def _attribute_of(value: str | int | bytes) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    return {"B": value} if isinstance(value, bytes) else {"N": str(value)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A condition on the sort key. Shape: operator "<", "begins_with" or "BETWEEN", ends included."""

    name: str
    operator: str
    value: str
    up_to: str | None = None

    @property
    def expression(self) -> str:
        """Return the condition, with placeholders for name and values."""
        if self.up_to is not None:
            return "#range BETWEEN :range AND :up_to"
        return "begins_with(#range, :range)" if self.operator == "begins_with" else f"#range {self.operator} :range"


class Items:
    """The items of one table, its keys and its conditions."""

    def __init__(self, client: Any, table: str, *, key: str) -> None:
        """Take the client, the table's full name and the name of its partition key."""
        self._client, self._table, self._key = client, table, key

    def find(self, **key: str) -> Item | None:
        """Return an item by one consistent read."""
        found = self._client.get_item(TableName=self._table, Key=item_of(**key), ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    def put(self, item: Item) -> None:
        """Put an item, whatever stands there."""
        self._client.put_item(TableName=self._table, Item=item)

    def add(self, item: Item) -> bool:
        """Put an item unless its key is there; say whether it was put."""
        return self._put_if(item, "attribute_not_exists(#key)", {"#key": self._key})

    def put_later(self, item: Item, *, by: str) -> bool:
        """Put an item unless its key is there with as late a value of an attribute; say whether it was put."""
        names = {"#key": self._key, "#by": by}
        condition = "attribute_not_exists(#key) OR #by < :by"
        return self._put_if(item, condition, names, ExpressionAttributeValues={":by": item[by]})

    def put_over(self, item: Item, *, by: str, value: str) -> bool:
        """Put an item over one whose attribute has a value; say whether it was put."""
        return self._put_if(item, "#by = :by", {"#by": by}, ExpressionAttributeValues={":by": {"S": value}})

    def replace(self, item: Item, *, version: int) -> bool:
        """Put an item over one version; say whether it was the one that stood."""
        values = {":version": {"N": str(version)}}
        return self._put_if(item, "#version = :version", {"#version": "version"}, ExpressionAttributeValues=values)

    def put_unless_within(self, item: Item, name: str, bounds: tuple[int, int]) -> bool:
        """Put an item unless a number of the one that stands lies within bounds; say whether it was put."""
        first, last = bounds
        condition = "attribute_not_exists(#number) OR #number < :first OR #number > :last"
        values = {":first": {"N": str(first)}, ":last": {"N": str(last)}}
        return self._put_if(item, condition, {"#number": name}, ExpressionAttributeValues=values)

    def move(self, key: Mapping[str, str], name: str, *, by: int, within: tuple[int, int], expires: int) -> Item | None:
        """Add to a number of an item that lies within bounds; return the item as it is then, None where it did not.

        Not every service tells how it is then; the item is empty there.
        """
        first, last = within
        try:
            done = self._client.update_item(
                TableName=self._table,
                Key=item_of(**key),
                UpdateExpression="SET #number = #number + :by, #expires = :expires",
                ConditionExpression="#number BETWEEN :first AND :last",
                ExpressionAttributeNames={"#number": name, "#expires": "expires"},
                ExpressionAttributeValues=item_of(**{":by": by, ":expires": expires, ":first": first, ":last": last}),
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            _hold_condition_failed(error)
            return None
        item: Item = done.get("Attributes", {})
        return item

    def _put_if(self, item: Item, condition: str, names: Mapping[str, str], **values: Any) -> bool:
        try:
            self._client.put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                **values,
            )
        except ClientError as error:
            _hold_condition_failed(error)
            return False
        return True

    def page(
        self, partition: str, within: Range | None = None, *, after: Item | None = None, **how: Any
    ) -> tuple[list[Item], Item | None]:
        """Return the items of one partition in one Query, and the key to go on from.

        Shape: how is ConsistentRead, Limit, ScanIndexForward as the service names them.
        """
        names, values, condition = {"#key": self._key}, {":key": {"S": partition}}, "#key = :key"
        if within is not None:
            names["#range"], values[":range"] = within.name, {"S": within.value}
            values |= {":up_to": {"S": within.up_to}} if within.up_to is not None else {}
            condition = f"{condition} AND {within.expression}"
        if after is not None:
            how["ExclusiveStartKey"] = after
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            **how,
        )
        return found["Items"], found.get("LastEvaluatedKey")

    def all(
        self, partition: str, within: Range | None = None, *, after: Item | None = None, **how: Any
    ) -> Iterator[Item]:
        """Yield the items of one partition, page after page."""
        while True:
            items, after = self.page(partition, within, after=after, **how)
            yield from items
            if after is None:
                return


def _hold_condition_failed(error: ClientError) -> None:
    """Let nothing pass but a condition that did not hold."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
