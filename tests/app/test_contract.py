"""The contract as it is served: a valid OpenAPI document of a deployment, and a page that needs nobody else."""

import ast
import base64
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib import errors
from chalicelib.api import problems
from chalicelib.api.openapi import codes
from chalicelib.api.openapi.document import document_for
from chalicelib.api.openapi.examples import examples
from chalicelib.api.openapi.refusals import refusals_of
from chalicelib.api.problems import status_of
from chalicelib.api.routing import CORS, Route
from tests.app.test_app import ENVIRONMENT
from tests.app.world import EVERY_AREA, ROUTES, World, a_world, token_for
from tests.servers import ROOT

AREAS = [frozenset({area}) for area in ("open", "own", "office")] + [EVERY_AREA]
DOCUMENT = document_for(EVERY_AREA)
SOURCES = [path for path in sorted((ROOT / "chalicelib").rglob("*.py")) if path.parent.name != "openapi"]
# Refusals of what only our own code asks for: a caller names no body, form or field there.
ASKED_BY_OUR_OWN_CODE = {
    "body.not_found",
    "catalogue.field_unknown",
    "store.item_too_large",
}
CHINESE = re.compile(r"[\u3400-\u9fff]")


def _named(area: frozenset[str]) -> str:
    return "+".join(sorted(area))


def _operation(route: Route) -> dict[str, Any]:
    told: dict[str, Any] = DOCUMENT["paths"][route.path][route.method.lower()]
    return told


@pytest.mark.parametrize("areas", AREAS, ids=_named)
def test_the_document_is_valid_openapi_3_1(areas: frozenset[str]) -> None:
    served = a_world(areas).ask("GET", "/openapi.json").json

    OpenAPIV31SpecValidator(served).validate()
    assert served == document_for(areas)


@pytest.mark.parametrize("areas", AREAS, ids=_named)
def test_the_document_has_the_routes_of_its_areas_and_no_other(areas: frozenset[str]) -> None:
    told = {(path, method) for path, methods in document_for(areas)["paths"].items() for method in methods}

    assert told == {(route.path, route.method.lower()) for route in ROUTES if route.served_in(areas)}


@pytest.mark.parametrize("areas", AREAS, ids=_named)
def test_an_operation_names_those_whom_its_route_serves_there(areas: frozenset[str]) -> None:
    document = document_for(areas)

    for route in (one for one in ROUTES if one.served_in(areas)):
        told = document["paths"][route.path][route.method.lower()]
        serves = {one.value for one in route.served_in(areas)}
        assert set(told["tags"]) == serves
        assert ({} in told["security"]) == ("public" in serves)
        assert ({"bearer": []} in told["security"]) == (serves != {"public"})


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_declares_what_the_contract_is_made_of(route: Route) -> None:
    assert CHINESE.search(route.zh), "zh: what the route is called"
    assert route.gives is not None or route.gives_files, "gives: the shape of the answer, or gives_files"
    assert {code for code in route.refuses if code not in codes.STATUS} == set(), "refuses: codes of the closed list"
    assert route.document is not None or route.name in examples(), "an event sample, and then `make examples`"
    assert len(set(route.refuses)) == len(route.refuses)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_browser_elsewhere_may_send_every_header_and_read_every_one(route: Route) -> None:
    told = _operation(route)
    sent = {one["name"] for one in told["parameters"] if one["in"] == "header"}
    answered = {header for answer in told["responses"].values() for header in answer.get("headers", {})}
    allowed = CORS.get_access_control_headers()

    assert sent <= set(allowed["Access-Control-Allow-Headers"].split(","))
    # What a browser may always read: CORS-safelisted response headers; Vary says nothing to a page.
    assert answered - {"Cache-Control", "Vary"} <= set(allowed["Access-Control-Expose-Headers"].split(","))


def test_what_is_written_for_who_reads_code_is_not_told_to_who_calls() -> None:
    text = json.dumps(DOCUMENT, ensure_ascii=False)

    assert not re.search(r"(Shape|Raises|Source|Example): ", text)
    assert "chalicelib" not in text


def test_a_shape_has_a_short_name_and_each_reference_leads_somewhere() -> None:
    shapes = set(DOCUMENT["components"]["schemas"])
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))

    assert all(name.isidentifier() for name in shapes)
    assert referred == shapes


@pytest.mark.parametrize("route", [one for one in ROUTES if one.name in examples()], ids=lambda route: route.name)
def test_an_example_is_of_the_form_that_the_contract_asks_for(route: Route) -> None:
    example, told = examples()[route.name], _operation(route)

    given = {"path": example.path, "query": example.query, "header": example.headers}
    for parameter in told["parameters"]:
        name, place = parameter["name"], parameter["in"]
        value = given[place].get(name.lower() if place == "header" else name)
        assert value is not None or not parameter["required"], parameter["name"]
        if value is not None and parameter["schema"].get("type") != "integer":
            jsonschema_rs.validate(parameter["schema"], value)
    if route.form is not None:
        schema = told["requestBody"]["content"]["application/json"]["schema"]
        jsonschema_rs.validate({**schema, "components": DOCUMENT["components"]}, example.form)


def _refusals_in_source() -> Iterator[tuple[str, str]]:
    """Return the kind and the code of each refusal that is raised with its code written there."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield node.func.id, first.value


def test_a_code_that_is_raised_is_on_the_closed_list_with_its_status() -> None:
    known = {**vars(errors), **vars(problems)}
    kinds = {name: kind for name, kind in known.items() if _is_refusal(kind)}
    raised = {(code, int(status_of(kinds[name]))) for name, code in _refusals_in_source() if name in kinds}

    assert raised
    assert {(code, status) for code, status in raised if codes.STATUS.get(code, status) != status} == set()
    assert {code for code, _ in raised if code not in codes.STATUS} == ASKED_BY_OUR_OWN_CODE


def _is_refusal(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, errors.RefusalError)


def test_each_code_on_the_closed_list_is_raised_somewhere_and_told_of_by_some_route() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES)
    told = {code for route in ROUTES for listed in refusals_of(route, EVERY_AREA).values() for code in listed}
    # A gateway knows no route where there is none: these two are told by no operation.
    of_no_route = {"route.not_found", "route.method_not_allowed"}

    assert {code for code in codes.STATUS if f'"{code}"' not in text and f'"{code.split(".")[1]}"' not in text} == set()
    assert set(codes.STATUS) - told == of_no_route
    assert sum(map(len, codes.BY_STATUS.values())) == len(codes.STATUS)
    assert all(list(listed) == sorted(listed) for listed in codes.BY_STATUS.values())


@pytest.fixture(scope="module")
def page() -> str:
    """Return the page of a deployment with every area."""
    return a_world().ask("GET", "/docs").text


def test_the_page_needs_no_other_host_and_no_script(page: str) -> None:
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\son\w+=|javascript:", page)
    assert not re.search(r"""(?:src|href)=["'](?!#|openapi\.json)""", page)


def test_the_page_is_let_load_its_own_style_and_nothing_else(page: str, world: World) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    said = world.ask("GET", "/docs")

    assert said.headers["content-type"] == "text/html; charset=utf-8"
    policy = said.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy
    assert said.headers["x-content-type-options"] == "nosniff"


def test_the_page_has_each_route_once_and_each_place_it_leads_to(page: str) -> None:
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert {f"{one}" for one in re.findall(r'href="#([^"]+)"', page)} <= set(ids)
    assert {_operation(route)["operationId"] for route in ROUTES} <= set(ids)


def test_what_stands_in_the_page_is_escaped(page: str) -> None:
    assert page.count("<html") == page.count("</html>") == 1
    assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", page)


def test_a_page_for_people_ignores_what_others_write_on_its_address(world: World) -> None:
    plain = world.ask("GET", "/docs")
    shared = world.ask("GET", "/docs?from=singlemessage&isappinstalled=0&from=x")

    assert (shared.status, shared.text) == (200, plain.text)
    assert world.ask("GET", "/openapi.json?from=singlemessage").json["code"] == "form.parameters"


def test_what_is_held_already_is_not_sent_again(world: World) -> None:
    for path in ("/docs", "/openapi.json"):
        tag = world.ask("GET", path).headers["etag"]
        assert world.ask("GET", path, headers={"If-None-Match": tag}).status == 304


def test_a_bad_token_is_refused_here_as_everywhere(world: World) -> None:
    assert world.ask("GET", "/docs", token="no.token.atall").status == 401
    assert world.ask("GET", "/docs", token=token_for("auditor")).status == 200


def test_no_other_route_pays_for_the_contract() -> None:
    check = (
        "import sys, app; from chalice.test import Client\n"
        "said = Client(app.app).http.get('/healthz')\n"
        "print(said.status_code, [name for name in sys.modules if name.startswith('chalicelib.api.openapi')])"
    )
    environment = {**ENVIRONMENT, "AREAS": "open", "PATH": ".", "PYTHONDONTWRITEBYTECODE": "1"}

    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "200 []"
