"""One sample event for each route, as the gateway sends it; each is asked, and is an example of the contract."""

import re

import pytest

from chalicelib.api.openapi.examples import examples
from tests.app.prepared import SAMPLED, prepared_for
from tests.app.recording import ROUTE_OF, answered, example_of, role_in
from tests.app.world import ROUTES


def test_each_route_has_a_sample_of_its_name_and_each_sample_a_route() -> None:
    named = {_name_of(event["httpMethod"], event["resource"]): name for name, event in SAMPLED.items()}

    assert all(made == name for made, name in named.items())
    assert set(named) == {_name_of(route.method, route.path) for route in ROUTES}
    assert len(SAMPLED) == len(ROUTES)


def _name_of(method: str, path: str) -> str:
    return re.sub(r"\W+", "_", f"{method} {path}".lower()).strip("_")


@pytest.mark.parametrize("name", SAMPLED)
def test_a_sample_is_answered_with_success(name: str) -> None:
    sample = SAMPLED[name]

    answer = answered(prepared_for(role_in(sample)), sample)

    assert answer.status == int(ROUTE_OF[sample["httpMethod"], sample["resource"]].success), answer.text
    assert answer.text


@pytest.mark.parametrize("name", SAMPLED)
def test_the_contract_shows_what_is_really_answered(name: str) -> None:
    route = ROUTE_OF[SAMPLED[name]["httpMethod"], SAMPLED[name]["resource"]]

    if route.document is None:
        assert examples().get(route.name) == example_of(SAMPLED[name]), "make examples"
    else:
        assert route.name not in examples()


def test_no_example_is_of_a_route_that_is_not_there() -> None:
    assert set(examples()) <= {route.name for route in ROUTES}


@pytest.mark.parametrize(
    ("body", "code"), [("%%%", "form.not_json"), ("eyJraW5kIjoicHVibGljIn0=", "form.field_missing")]
)
def test_a_body_that_a_gateway_encoded_is_decoded(body: str, code: str) -> None:
    sample = {**SAMPLED["post_v1_reports"], "body": body, "isBase64Encoded": True}

    answer = answered(prepared_for("department"), sample)

    assert (answer.status, answer.json["code"]) == (400, code)
