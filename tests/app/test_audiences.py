"""Who may call which route, in which deployment: every role at every route."""

import re

import pytest

from chalicelib.api.audiences import Audience, Role, audience_of
from chalicelib.api.routing import Route
from tests.app.world import EVERY_AREA, ROLES, ROUTES, WHY, World, a_world, token_for

DOORS = ("open", "own", "office")
WORLD = a_world()
DEPLOYMENTS = {area: a_world(frozenset({area})) for area in DOORS}
NEVER_GIVEN = {"credit_code": "91512099MA0000037R", "record": "m~0000~administrative_penalty", "item": "nothing"}


def _path_of(route: Route) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: NEVER_GIVEN.get(found[1], "never-given"), route.path)


def _status(world: World, route: Route, role: str | None) -> int:
    token = token_for(role) if role else None
    body = b"{}" if route.form else None
    return world.ask(route.method, _path_of(route), token=token, headers=WHY, body=body).status


def _expected(route: Route, role: str | None, areas: frozenset[str]) -> set[int]:
    serves = route.served_in(areas)
    audience = audience_of(Role(role)) if role else Audience.PUBLIC
    if audience in serves or Audience.PUBLIC in serves:
        # Served: whatever it then says of a thing that never was, it is not that this caller may not ask.
        return {200, 400, 404, 422, 428}
    return {401} if role is None else {403}


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_route_serves_whom_it_names_and_nobody_else(route: Route, role: str | None) -> None:
    assert _status(WORLD, route, role) in _expected(route, role, EVERY_AREA)


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


def test_no_other_role_is_known() -> None:
    assert {role.value for role in Role} == {*ROLES, "system"}
