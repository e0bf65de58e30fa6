"""Every route says whom it serves, and each stage has the routes of its area and no other."""

import pytest

from chalicelib.api.audiences import PUBLIC
from chalicelib.api.doors import routes_in
from chalicelib.api.routing import OFFICE, OPEN, OWN, Route
from infra.packaging.stages import DOORS
from tests.architecture.conftest import Packaged

ROUTES = routes_in(frozenset(DOORS))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_route_has_an_audience_in_some_area(route: Route) -> None:
    assert route.serves
    assert set(route.serves) <= {OPEN, OWN, OFFICE}
    assert all(route.serves.values())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_open_area_serves_the_public_alone(route: Route) -> None:
    assert route.serves.get(OPEN, PUBLIC) == PUBLIC


@pytest.mark.parametrize("area", DOORS)
def test_no_area_lacks_a_route_for_want_of_its_part(area: str) -> None:
    opened = frozenset({area})

    assert {route.name for route in routes_in(opened) if route.served_in(opened)} == {
        route.name for route in ROUTES if route.served_in(opened)
    }


def test_no_route_is_declared_twice() -> None:
    names = [route.name for route in ROUTES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("stage", DOORS)
def test_a_stage_opens_the_routes_of_its_area(packages: dict[str, Packaged], stage: str) -> None:
    (api,) = packages[stage].of_type("AWS::Serverless::Api").values()
    opened = {
        f"{method.upper()} {path}"
        for path, methods in api["DefinitionBody"]["paths"].items()
        for method in methods
        if method != "options"
    }

    assert opened == {route.name for route in ROUTES if route.served_in(frozenset({stage}))}
