"""Which deployment has which routes; and in the public one a token changes nothing. Who may do what is the matrix."""

import re

import pytest

from chalicelib.api.routing import Route
from tests.app.world import ROLES, ROUTES, WHY, World, a_world, token_for

DOORS = ("open", "own", "office")
DEPLOYMENTS = {area: a_world(frozenset({area})) for area in DOORS}
NEVER_GIVEN = {"credit_code": "91512099MA0000037R", "record": "m~0000~administrative_penalty", "item": "nothing"}


def path_of(route: Route) -> str:
    """Return the path of a route to a thing that never was."""
    return re.sub(r"\{(\w+)\}", lambda found: NEVER_GIVEN.get(found[1], "never-given"), route.path)


def _status(world: World, route: Route, role: str | None) -> int:
    token = token_for(role) if role else None
    return world.ask(route.method, path_of(route), token=token, headers=WHY, body=b"{}" if route.form else None).status


@pytest.mark.parametrize("area", DOORS)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_deployment_has_the_routes_of_its_area_alone(route: Route, area: str) -> None:
    registered = DEPLOYMENTS[area].app.routes

    assert (route.method in registered.get(route.path, {})) == (area in route.serves)


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("route", [one for one in ROUTES if "open" in one.serves], ids=lambda route: route.name)
def test_in_the_public_deployment_everybody_is_the_public(route: Route, role: str | None) -> None:
    world = DEPLOYMENTS["open"]

    assert _status(world, route, role) == _status(world, route, None)
    assert world.looks == []
