"""Makes single resources of the deployed definitions, so that a test waits for none it does not use."""

import copy
import time
from typing import Any

from infra.local.resources import Clients, Template, create

_READY_SECONDS = 10.0
_NAMES = ("TableName", "BucketName", "QueueName")


def create_one(template: Template, kind: str, full_name: str, clients: Clients) -> str:
    """Create the one resource of a kind and name, without what it would send to; return its name.

    Raises: KeyError where the definitions have no such resource.
    """
    named = {properties.get(name): logical for logical, properties in template.of_type(kind).items() for name in _NAMES}
    logical = named[full_name]
    single = copy.copy(template)
    definition: dict[str, Any] = copy.deepcopy(template.resources[logical])
    for elsewhere in ("NotificationConfiguration", "RedrivePolicy"):
        definition["Properties"].pop(elsewhere, None)
    single.resources = {logical: definition}
    create(single, clients, kinds=(kind,))
    if kind == "AWS::DynamoDB::Table":
        _wait_for(full_name, clients("dynamodb"))
    return full_name


def _wait_for(table: str, client: Any) -> None:
    until = time.monotonic() + _READY_SECONDS
    while client.describe_table(TableName=table)["Table"]["TableStatus"] != "ACTIVE":
        if time.monotonic() > until:
            message = f"{table} is not ready after {_READY_SECONDS} seconds"
            raise TimeoutError(message)
        time.sleep(0.02)
