"""`python -m tests.app.fuzzing [examples]`: calls that schemathesis makes from the contract, at every route.

They come in several roles, with what a route should take and with what it should not. Nothing may be answered with 5xx,
or with what the contract does not tell of. More than half of what is asked for is there: an id in a path, a query or a
body is often one that the samples name, else a fuzzer meets nothing but 404.
"""

import json
import sys
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from chalicelib import wiring
from chalicelib.api.routing import NoParameters, Route
from chalicelib.api.wsgi import Door
from tests.app import contract
from tests.app.prepared import SAMPLED, prepared_for
from tests.app.recording import ROUTE_OF
from tests.app.world import EVERY_AREA, ROUTES, WHY, Said, World, a_world, token_for
from tests.factories import NOW

FEW, MANY, SEED = 8, 2000, 20261123
OFTEN = 0.6
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
ROLES: tuple[str | None, ...] = (
    None,
    "citizen",
    "representative",
    "department",
    "desk",
    "counter",
    "agency",
    "auditor",
)
_TAG = {"If-Match": f'W/"2.{"0" * 32}"'}
_MILLISECOND = timedelta(milliseconds=1)


def fuzz(route: Route, *, examples: int) -> None:
    """Call a route so many times with what it should take and with what it should not; the first fault is raised."""
    _campaign(route, GenerationMode.POSITIVE, examples=examples)
    if "{" in route.path or route.query is not NoParameters or route.method != "GET":
        # What takes nothing cannot be asked wrongly, as far as a contract goes.
        _campaign(route, GenerationMode.NEGATIVE, examples=examples)


def _campaign(route: Route, mode: GenerationMode, *, examples: int) -> None:
    app, operations = _door()
    known, world_for, turns = _known(route), cache(prepared_for), count(1)

    @seed(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operations[route.path][route.method].as_strategy(generation_mode=mode),
        role=st.sampled_from(ROLES),
        choice=st.randoms(use_true_random=False),
    )
    def call(case: Any, role: str | None, choice: Any) -> None:
        _mix(case, known, choice)
        tag = _TAG if choice.random() < OFTEN else {}
        token = {} if role is None else {"Authorization": f"Bearer {token_for(role)}"}
        case.headers = {**WHY, **tag, **dict(case.headers or {}), **token}
        # Numbers are made of the instant here: another call, another instant.
        app.clock.now = NOW + next(turns) * _MILLISECOND
        with wiring.using(world_for(role).services):
            _must_be_told(route, case)

    call()


def _must_be_told(route: Route, case: Any) -> None:
    response = case.call()
    case.validate_response(response, checks=CHECKS)
    headers = {name: ", ".join(values) for name, values in response.headers.items()}
    said = Said(response.status_code, headers, response.text)
    contract.must_tell_of(said, method=route.method, path=route.path, areas=EVERY_AREA)


@cache
def _door() -> tuple[World, Any]:
    """Return the deployment that is called, and its operations; what it holds is put in its place call by call."""
    world = a_world()
    with wiring.using(world.services):
        return world, schemathesis.openapi.from_wsgi("/openapi.json", Door(world.app))


def _known(route: Route) -> Mapping[str, Mapping[str, Any]]:
    sample = next(one for one in SAMPLED.values() if ROUTE_OF[one["httpMethod"], one["resource"]] is route)
    return {
        "path_parameters": sample["pathParameters"] or {},
        "query": sample["queryStringParameters"] or {},
        "body": json.loads(sample["body"] or "{}"),
    }


def _mix(case: Any, known: Mapping[str, Mapping[str, Any]], choice: Any) -> None:
    for place, values in known.items():
        holder = getattr(case, place)
        if isinstance(holder, dict):
            holder.update({name: value for name, value in values.items() if choice.random() < OFTEN})


def main() -> int:
    """Fuzz every route at length."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    for route in ROUTES:
        fuzz(route, examples=examples)
        print(route.name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
