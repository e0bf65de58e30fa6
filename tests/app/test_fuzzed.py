"""A few of the calls that schemathesis makes from the contract, the same each time; `make fuzz-api` makes many."""

import pytest

from chalicelib.api.routing import Route
from tests.app.fuzzing import FEW, fuzz
from tests.app.world import ROUTES


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_nothing_fails_and_nothing_is_answered_that_the_contract_does_not_tell_of(route: Route) -> None:
    fuzz(route, examples=FEW)
