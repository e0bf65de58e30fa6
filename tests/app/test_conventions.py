"""What the contract says of every route is so at every route: each convention of the interface, over all of them."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.api import answers, problems
from chalicelib.api.forms import EACH
from chalicelib.api.incoming import LIMIT_BYTES
from chalicelib.api.routing import NoParameters, Route
from chalicelib.api.wsgi import Door
from tests.app.prepared import SAMPLED, prepared_for
from tests.app.recording import ROUTE_OF, answered, cut, role_in
from tests.app.test_wsgi import knock
from tests.app.world import CITIZEN_NUMBER, ROUTES, Said, World, a_world, token_for
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE_OF = {ROUTE_OF[one["httpMethod"], one["resource"]].name: one for one in SAMPLED.values()}
ANSWERING = [route for route in ROUTES if route.document is None]
READING = [route for route in ROUTES if route.method == "GET"]
WRITING = [route for route in ROUTES if route.method != "GET"]
PAGING = [route for route in ROUTES if "cursor" in route.query.__struct_fields__]
KNOWN = [route for route in ROUTES if role_in(SAMPLE_OF[route.name]) is not None]
INSTANT = NOW.isoformat().replace("+00:00", "Z")


def _every(routes: "Sequence[Route]") -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", routes, ids=lambda route: route.name)


def _world_for(route: Route) -> World:
    return prepared_for(role_in(SAMPLE_OF[route.name]))


def _asked(route: Route, world: World | None = None, **changes: Any) -> Said:
    """Return the answer to a route's sample, some of it changed; headers are added, or left out where None."""
    sample = SAMPLE_OF[route.name]
    headers = {**sample["headers"], **changes.pop("headers", {})}
    kept = {name: value for name, value in headers.items() if value is not None}
    token = changes.pop("token", None)
    return answered(world or _world_for(route), {**sample, **changes, "headers": kept}, token=token)


def _sent(route: Route, **further: Any) -> dict[str, Any]:
    """Return the changes that send a body with further fields."""
    form = json.loads(SAMPLE_OF[route.name]["body"] or "{}")
    return {"body": json.dumps({**form, **further}), "headers": {"content-type": "application/json"}}


def _query(route: Route, **further: str) -> dict[str, Any]:
    given: dict[str, str] = SAMPLE_OF[route.name]["queryStringParameters"] or {}
    return {"multiValueQueryStringParameters": {name: [value] for name, value in {**given, **further}.items()}}


def _is_problem(said: Said, status: int, code: str) -> bool:
    told = said.json
    return (
        (said.status, told["status"], told["code"]) == (status, status, code)
        and said.headers["content-type"] == problems.CONTENT_TYPE
        and said.headers["cache-control"] == "no-store"
        and told["type"] == problems.TYPE_PREFIX + code
        and told["trace_id"] != "-"
        and bool(told["title"] and told["detail"])
    )


@_every(ANSWERING)
def test_every_answer_says_when_it_was_given(route: Route) -> None:
    said = _asked(route)

    assert said.json["as_of"] == INSTANT
    assert said.headers["content-type"] == answers.JSON


@_every(ROUTES)
def test_every_answer_says_who_may_keep_it(route: Route) -> None:
    said, is_known = _asked(route), route in KNOWN

    assert said.headers["cache-control"] == ("private, no-store" if is_known else "no-cache")
    assert said.headers["vary"] == ("Accept, Authorization" if len(route.gives_files) > 1 else "Authorization")


@_every(ROUTES)
def test_every_answer_and_every_refusal_may_be_read_by_a_page_from_elsewhere(route: Route) -> None:
    for said in (_asked(route), _asked(route, token="no.token.atall")):
        assert said.headers["access-control-allow-origin"] == "*"
        assert "ETag" in said.headers["access-control-expose-headers"]


@_every(READING)
def test_every_reading_has_a_tag_and_what_is_unchanged_is_not_sent_again(route: Route) -> None:
    world = _world_for(route)
    kept = len(world.looks)
    first = _asked(route, world)
    seen = len(world.looks) - kept

    again = _asked(route, world, headers={"if-none-match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert len(world.looks) - kept == 2 * seen


@_every(KNOWN)
def test_whoever_is_shown_what_is_not_public_is_in_the_ledger(route: Route) -> None:
    world = _world_for(route)
    kept = {look.entry for look in world.looks}

    _asked(route, world)

    assert [look.route for look in world.looks if look.entry not in kept] == [route.name]


@_every([route for route in ROUTES if not route.is_for_people])
def test_every_route_refuses_a_parameter_that_it_does_not_know(route: Route) -> None:
    said = _asked(route, **_query(route, utm_source="x"))

    assert _is_problem(said, 400, "form.parameters")
    assert [one["pointer"] for one in said.json["errors"]] == ["/query/utm_source"]


@_every(WRITING)
def test_every_write_refuses_a_field_that_it_does_not_know(route: Route) -> None:
    said = _asked(route, **_sent(route, colour="green"))

    assert _is_problem(said, 400, "form.field_unknown")
    assert [one["pointer"] for one in said.json["errors"]] == ["/colour"]


@_every(WRITING)
def test_every_write_takes_json_alone_and_no_more_than_a_mebibyte(route: Route) -> None:
    as_text: dict[str, Any] = {"body": "{}", "headers": {"content-type": "text/plain"}}
    too_much: dict[str, Any] = {"body": " " * (LIMIT_BYTES + 1), "headers": {"content-type": "application/json"}}
    broken: dict[str, Any] = {"body": "{", "headers": {"content-type": "application/json"}}

    assert _is_problem(_asked(route, **as_text), 415, "form.media_type")
    assert _is_problem(_asked(route, **too_much), 413, "form.too_large")
    assert _is_problem(_asked(route, **broken), 400, "form.not_json")


@_every([route for route in ROUTES if "{" in route.path or route.query is not NoParameters or route.form])
def test_no_route_takes_a_resident_id_in_an_address_or_a_body(route: Route) -> None:
    places: list[dict[str, Any]] = []
    if "{" in route.path:
        named = SAMPLE_OF[route.name]["pathParameters"]
        places.append({"pathParameters": dict.fromkeys(named, CITIZEN_NUMBER)})
    if route.query is not NoParameters:
        (name, *_) = route.query.__struct_fields__
        places.append(_query(route, **{name: CITIZEN_NUMBER}))
    if route.form is not None:
        # Where a number is what a route is asked with, it is asked for there, and nowhere else. In rows
        # it is their cells that may hold one.
        asked = {place[0] for place in route.numbers_at if EACH not in place}
        (name, *_) = [one for one in route.form.__struct_fields__ if one not in asked]
        places.append(_sent(route, **{name: CITIZEN_NUMBER}))

    for place in places:
        assert _is_problem(_asked(route, **place), 400, "form.resident_id")


@_every(ROUTES)
def test_a_token_that_is_none_is_refused_at_every_route(route: Route) -> None:
    said = _asked(route, token="no.token.atall")

    assert _is_problem(said, 401, "token.malformed")
    assert said.headers["www-authenticate"] == "Bearer"


@_every(PAGING)
def test_a_cursor_that_was_not_given_here_is_refused(route: Route) -> None:
    said = _asked(route, **_query(route, cursor="bm90LWEtY3Vyc29y"))

    assert _is_problem(said, 400, "cursor.invalid")


@_every([route for route in ROUTES if route.success == 201])
def test_every_post_that_creates_takes_an_idempotency_key(route: Route) -> None:
    assert "Idempotency-Key" in route.takes


@_every(WRITING)
def test_a_key_that_is_unfit_is_refused_where_the_contract_says_that_one_is_taken(route: Route) -> None:
    said = _asked(route, headers={"idempotency-key": "a b"})

    assert (said.status == 400) == ("Idempotency-Key" in route.takes)
    assert said.status == route.success or _is_problem(said, 400, "repeat.key_unfit")


@_every([route for route in ROUTES if "Idempotency-Key" in route.takes])
def test_the_second_tap_makes_nothing_and_is_answered_like_the_first(route: Route) -> None:
    world = _world_for(route)
    key = {"idempotency-key": "7d3c1e0a-5b2f-4c8d-9e6a-0f1b2c3d4e5f"}

    first, second = (_asked(route, world, headers=key) for _ in range(2))

    assert (second.status, cut(second.json)) == (first.status, cut(first.json))
    other = _asked(route, world, headers=key, body=SAMPLE_OF[route.name]["body"] + " ")
    assert _is_problem(other, 422, "repeat.other_body")


@_every(WRITING)
def test_a_write_of_staff_names_what_it_replaces_where_the_contract_says_so(route: Route) -> None:
    said = _asked(route, headers={"if-match": None})

    assert (said.status == 428) == ("If-Match" in route.takes)
    assert said.status == route.success or _is_problem(said, 428, "version.if_match_missing")


@_every([route for route in ROUTES if "If-Match" in route.takes])
def test_a_write_over_another_version_than_stands_is_refused(route: Route) -> None:
    said = _asked(route, headers={"if-match": f'W/"7.{"0" * 32}"'})

    assert _is_problem(said, 412, "version.stale")


@_every([route for route in ROUTES if route.asks_why])
def test_who_looks_at_others_says_why(route: Route) -> None:
    world, token = prepared_for("department"), token_for("department")

    said = _asked(route, world, token=token, headers={"x-purpose": None})

    assert _is_problem(said, 400, "purpose.missing")


@pytest.fixture(scope="module")
def door() -> Door:
    """Return the door of a deployment with every area."""
    return Door(a_world().app)


@pytest.mark.parametrize("path", sorted({route.path for route in ROUTES}))
def test_a_method_that_a_path_has_not_is_refused_as_a_problem(path: str, door: Door) -> None:
    heard = knock(door, "PATCH", path.replace("{", "").replace("}", ""))

    assert (heard.status, heard.headers["content-type"]) == (405, problems.CONTENT_TYPE)
    assert heard.json["code"] == "route.method_not_allowed"
    allowed = {route.method for route in ROUTES if route.path == path}
    assert set(heard.headers["allow"].split(", ")) == allowed | {"OPTIONS"}
