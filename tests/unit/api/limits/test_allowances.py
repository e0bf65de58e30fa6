"""Sizes and costs are data, and data that makes no bucket is refused by name."""

import copy
from typing import Any

import pytest

from chalicelib.api.audiences import Audience
from chalicelib.api.limits.allowances import FILE, allowances, allowances_of
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import table
from tests.app.world import ROUTES

SOON = {"POST /v1/person-lookups"}


@pytest.fixture
def raw() -> dict[str, Any]:
    return copy.deepcopy(table(FILE))


def test_every_known_caller_has_a_bucket() -> None:
    for audience in Audience:
        assert allowances().of(audience).size > 0


def test_a_report_costs_more_than_a_profile_and_a_person_most() -> None:
    costs = [
        allowances().cost_of(route)
        for route in ("GET /v1/bases", "GET /v1/subjects/{credit_code}", "POST /v1/reports", "POST /v1/person-lookups")
    ]

    assert costs == sorted(costs)
    assert costs[-1] == max(allowances().costs.values())


def test_what_has_a_cost_is_a_route() -> None:
    assert set(allowances().costs) <= {route.name for route in ROUTES} | SOON


@pytest.mark.parametrize(
    ("place", "value", "key"),
    [
        (("callers", "subject", "size"), 0, "callers.subject.size"),
        (("callers", "subject", "size"), True, "callers.subject.size"),
        (("callers", "subject", "per_minute"), 7, "callers.subject.per_minute"),
        (("callers", "subject", "colour"), 7, "callers.subject.colour"),
        (("costs", "default"), "1", "costs.default"),
        (("costs", "GET /v1/me"), 10_000, "costs"),
        (("watch", "codes", "each"), "week", "watch.codes.each"),
        (("watch", "codes", "from"), -1, "watch.codes.from"),
    ],
)
def test_a_number_that_makes_no_bucket_is_refused(raw: dict[str, Any], place: Any, value: object, key: str) -> None:
    inner = raw
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value

    with pytest.raises(DataFileError) as refused:
        allowances_of(raw)
    assert refused.value.key == key
