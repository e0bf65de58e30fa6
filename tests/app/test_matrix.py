"""The authorisation matrix: every role at every route, at what is theirs and at what is another's."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.audiences import Role, audience_of
from chalicelib.api.routing import Route
from tests.app.prepared import COUNTY, SAMPLED, as_citizens, as_departments, as_others, as_reviewers, prepared_for
from tests.app.recording import ROUTE_OF, answered
from tests.app.world import COUNTY_BODY, EVERY_AREA, ROUTES, WHY, World, token_for
from tests.factories import BODY

TABLE = Path(__file__).with_name("matrix.txt")
# What stands in a column beside a role, where one role alone does not say who calls.
DEPARTMENTS: dict[str, dict[str, str]] = {
    "city": {},
    "county": {"body": COUNTY_BODY, "division": COUNTY},
    "purpose": {},
}
NOT_THEIR_PURPOSE = {"X-Purpose": "commercial_loan"}


@cache
def table() -> tuple[list[str], dict[str, list[str]]]:
    """Return the columns, and the cells of each route."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    (_, *columns), *rows = ([cell.strip() for cell in line.split("|")] for line in lines)
    assert len({row[0] for row in rows}) == len(rows), "a route stands in the table twice"
    return columns, {row[0]: row[1:] for row in rows}


def test_the_table_has_every_route_and_no_other() -> None:
    assert set(table()[1]) == {route.name for route in ROUTES}


def test_the_table_has_every_role_and_no_other() -> None:
    columns, rows = table()

    assert {*columns} - {"none", *DEPARTMENTS} == {role.value for role in Role} - {"department"}
    assert {"none", *DEPARTMENTS} <= {*columns}
    assert all(len(cells) == len(columns) for cells in rows.values())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_everybody_is_answered_as_the_table_says(route: Route) -> None:
    columns, rows = table()
    sample = next(one for one in SAMPLED.values() if ROUTE_OF[one["httpMethod"], one["resource"]] is route)

    found = dict(zip(columns, (_cell(sample, column) for column in columns), strict=True))

    assert found == dict(zip(columns, rows[route.name], strict=True))


def _cell(sample: dict[str, Any], column: str) -> str:
    own, others = (_status(one, column) for one in (sample, as_others(sample)))
    return f"{own}" if own == others else f"{own}/{others}"


def _status(sample: dict[str, Any], column: str) -> int:
    role = "department" if column in DEPARTMENTS else column
    claims = DEPARTMENTS.get(column, {})
    token = "" if column == "none" else token_for(role, **claims)
    asked = {"citizen": as_citizens, "department": as_departments, "reviewer": as_reviewers}.get(role, dict)(sample)
    headers = {**sample["headers"], **_lower(WHY), **(_lower(NOT_THEIR_PURPOSE) if column == "purpose" else {})}
    asked = {**asked, "headers": headers}
    world = _world(sample, role, claims.get("body", BODY))
    return answered(world, asked, token=token).status


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _world(sample: dict[str, Any], role: str, body: str) -> World:
    """Return a deployment of its own for a call that may change it."""
    route = ROUTE_OF[sample["httpMethod"], sample["resource"]]
    is_served = role in set(Role) and audience_of(Role(role)) in route.served_in(EVERY_AREA)
    return prepared_for(role, body=body) if is_served and route.method != "GET" else _unchanged(role, body)


@cache
def _unchanged(role: str, body: str) -> World:
    return prepared_for(role, body=body)
