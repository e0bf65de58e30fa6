"""Makes single resources of the deployed definitions, so that a test waits for none it does not use."""

import copy
from typing import Any

from infra.local.resources import Clients, Template, create

_NAMES = ("TableName", "BucketName", "QueueName")


def create_one(template: Template, kind: str, full_name: str, clients: Clients) -> str:
    """Create the one resource of a kind and name, without what it would send to; return its name.

    Raises: KeyError where the definitions have no such resource.
    """
    named = {properties.get(name): logical for logical, properties in template.of_type(kind).items() for name in _NAMES}
    logical = named[full_name]
    single = copy.copy(template)
    definition: dict[str, Any] = copy.deepcopy(template.resources[logical])
    definition["Properties"].pop("NotificationConfiguration", None)
    single.resources = {logical: definition}
    create(single, clients, kinds=(kind,))
    return full_name
