"""What keeps the numbers of what was made under an Idempotency-Key; Powertools writes and reads it."""

from typing import Any

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer


def persistence(client: Any, table: str) -> DynamoDBPersistenceLayer:
    """Return Powertools' store of idempotency keys over one of our tables and our client."""
    layer = DynamoDBPersistenceLayer(table_name=table, boto3_client=client)
    # Not every service gives back the item on which a condition failed; without the wish Powertools reads it.
    layer.return_value_on_condition = {}
    return layer
