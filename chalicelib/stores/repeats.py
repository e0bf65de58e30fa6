"""What keeps the numbers of what was made under an Idempotency-Key; Powertools writes and reads it."""

from typing import Any

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer


def persistence(client: Any, table: str) -> DynamoDBPersistenceLayer:
    """Return Powertools' store of idempotency keys over one of our tables and our client."""
    return DynamoDBPersistenceLayer(table_name=table, boto3_client=client)
