"""A repeated tap answers with what the first one made, on every server; all sent is portable."""

import pytest
from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyValidationError
from aws_lambda_powertools.utilities.idempotency.persistence.dynamodb import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.typing import LambdaContext

from chalicelib.stores.repeats import persistence
from tests.stores.places import OnServer


@pytest.fixture
def layer(tables: OnServer) -> DynamoDBPersistenceLayer:
    return persistence(tables.dynamodb, tables.table("idempotency"))


class Context(LambdaContext):
    """What a function is told of the time it has left."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 10_000


def tap(layer: DynamoDBPersistenceLayer, made: list[str], *, key: str, body: str) -> str:
    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        hash_function="sha256",
        raise_on_no_idempotency_key=True,
        lambda_context=Context(),
    )

    @idempotent_function(  # type: ignore[untyped-decorator]
        data_keyword_argument="tapped", persistence_store=layer, config=config, key_prefix="test"
    )
    def make(*, tapped: dict[str, str]) -> str:
        made.append(tapped["body"])
        return f"YY-{len(made)}"

    return str(make(tapped={"key": key, "body": body}))


def test_a_repeated_tap_makes_nothing_new(layer: DynamoDBPersistenceLayer) -> None:
    made: list[str] = []

    assert [tap(layer, made, key="k", body="a"), tap(layer, made, key="k", body="a")] == ["YY-1", "YY-1"]
    assert tap(layer, made, key="other", body="a") == "YY-2"
    assert made == ["a", "a"]


def test_the_same_key_for_something_else_is_refused(layer: DynamoDBPersistenceLayer) -> None:
    made: list[str] = []
    tap(layer, made, key="k", body="a")

    with pytest.raises(IdempotencyValidationError):
        tap(layer, made, key="k", body="b")

    assert made == ["a"]
