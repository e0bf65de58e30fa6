"""`python -m tests.app.recording`: asks every sample and writes what was answered down as the examples of the contract.

A test fails when one is stale. Long lists are cut: an example shows a shape, not a table.
"""

import json
import re
from typing import Any

import msgspec

from chalicelib import wiring
from chalicelib.api.openapi.examples import FILE, Example
from chalicelib.terms.resident_ids import mentions_resident_id
from tests.app import contract
from tests.app.prepared import SAMPLED, prepared_for
from tests.app.world import ROUTES, Said, World, token_for

MOST_IN_A_LIST = 2
# What is sealed or signed is another each time.
SEALED = "…"
_NEVER_THE_SAME = frozenset({"next_cursor", "handle", "token", "signature", "public_key"})
# An invented number is somebody's as far as a reader knows.
NUMBER_LETTERS, NUMBER_SHOWN = 18, "（公民身份号码）"
_ROLE = re.compile(r"Bearer a token of the role (\w+)")
_NOT_SHOWN = frozenset({"accept", "authorization", "content-type", "user-agent", "x-forwarded-for"})
ROUTE_OF = {(route.method, route.path): route for route in ROUTES}


class Context:
    """What the function is told of its call."""

    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Return more than enough."""
        return 29_000


def role_in(sample: dict[str, Any]) -> str | None:
    """Return the role of a sample's token."""
    told = _ROLE.fullmatch(sample["headers"].get("authorization", ""))
    return told[1] if told else None


def answered(world: World, sample: dict[str, Any], *, token: str | None = None) -> Said:
    """Return what the app answers to a sample, whose token becomes a real one; an empty one stands for none."""
    event, role = json.loads(json.dumps(sample)), role_in(sample)
    if token is None and role is not None:
        token = token_for(role)
    headers = {name: value for name, value in event["headers"].items() if name != "authorization"}
    event["headers"] = headers | ({"authorization": f"Bearer {token}"} if token else {})
    event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
    with wiring.using(world.services):
        answer: dict[str, Any] = world.app(event, Context())
    told = {name.lower(): value for name, value in answer["headers"].items()}
    said = Said(answer["statusCode"], told, answer["body"])
    areas = world.services.settings.areas
    contract.must_tell_of(said, method=event["httpMethod"], path=event["resource"], areas=areas)
    return said


def example_of(sample: dict[str, Any]) -> Example:
    """Return a sample with its answer as the contract shows them."""
    answer = answered(prepared_for(role_in(sample)), sample)
    return Example(
        status=answer.status,
        answer=cut(answer.json),
        role=role_in(sample),
        path=sample["pathParameters"] or {},
        query=sample["queryStringParameters"] or {},
        headers={name: value for name, value in sample["headers"].items() if name not in _NOT_SHOWN},
        form=cut(json.loads(sample["body"])) if sample["body"] else None,
    )


def cut(value: Any) -> Any:
    """Return a value with its lists cut, without what is another each time, and without numbers of persons."""
    if isinstance(value, str) and mentions_resident_id(value) and len(value) == NUMBER_LETTERS:
        return NUMBER_SHOWN
    if isinstance(value, dict):
        return {name: SEALED if name in _NEVER_THE_SAME else cut(one) for name, one in value.items()}
    return [cut(one) for one in value[:MOST_IN_A_LIST]] if isinstance(value, list) else value


def recorded() -> dict[str, Example]:
    """Return the example of every route whose answer is JSON of its own."""
    made = {}
    for sample in SAMPLED.values():
        route = ROUTE_OF[sample["httpMethod"], sample["resource"]]
        if route.document is None:
            made[route.name] = example_of(sample)
    return made


def main() -> None:
    """Write the examples anew."""
    text = msgspec.json.format(msgspec.json.encode(recorded()), indent=1)
    FILE.write_bytes(text + b"\n")
    print(FILE.name, len(text))


if __name__ == "__main__":
    main()
