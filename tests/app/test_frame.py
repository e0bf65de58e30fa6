"""What every route has in common: problems, conditions, instants, languages, who may keep what."""

import json
import logging
import os
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from chalice.app import Chalice
from chalice.test import Client

from chalicelib import wiring
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DESK, PUBLIC
from chalicelib.api.doors import PARTS
from chalicelib.api.routing import OFFICE, OPEN, Call, Route, open_routes
from chalicelib.errors import RefusalError, ThrottledError
from chalicelib.ledger.entries import Entry
from tests import fakes, fakes_ledger
from tests.app.world import CITIZEN_NUMBER, ROUTES, WHY, Said, World, a_world, token_for
from tests.factories import a_person, a_profile, a_record, a_subject

SUBJECT = f"/v1/subjects/{a_subject().key}"
_ENCODED_NUMBER = "".join(f"%{ord(digit):02x}" for digit in CITIZEN_NUMBER)


def _problem(said: Said, status: int, code: str) -> dict[str, Any]:
    assert (said.status, said.json["status"], said.json["code"]) == (status, status, code)
    assert said.headers["content-type"] == "application/problem+json"
    assert said.headers["cache-control"] == "no-store"
    assert said.json["type"] == f"urn:credit-ziyang:problem:{code}"
    assert len(said.json["trace_id"]) > 8
    problem: dict[str, Any] = said.json
    return problem


def test_an_unknown_parameter_is_refused_by_name(world: World) -> None:
    problem = _problem(world.ask("GET", "/v1/subjects?q=ab&utm_source=x"), 400, "form.parameters")

    assert [error["pointer"] for error in problem["errors"]] == ["/query/utm_source"]


def test_a_route_that_takes_no_parameters_refuses_any(world: World) -> None:
    assert _problem(world.ask("GET", "/healthz?a=1"), 400, "form.parameters")


def test_an_unknown_field_is_refused_by_name(world: World) -> None:
    body = {"subject": a_subject().key, "kind": "public", "colour": 1}

    assert _problem(world.ask("POST", "/v1/reports", body=body), 400, "form.field_unknown")["errors"] == [
        {
            "pointer": "/colour",
            "code": "form.field_unknown",
            "message_zh": "不认识的字段。",
            "message_en": "This field is not known.",
        }
    ]


def test_a_value_that_is_not_listed_is_refused_without_it(world: World) -> None:
    said = world.ask("POST", "/v1/reports", body={"subject": a_subject().key, "kind": "secret-kind"})

    assert _problem(said, 400, "form.value_not_listed")["errors"][0]["pointer"] == "/kind"
    assert "secret-kind" not in said.text


@pytest.mark.parametrize("body", [b"{", b"[" * 50_000, b"null", b"[]", b'"text"'])
def test_what_is_no_form_is_refused(world: World, body: bytes) -> None:
    assert world.ask("POST", "/v1/reports", body=body).status == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"])
def test_another_content_type_is_refused(world: World, kind: str) -> None:
    said = world.ask("POST", "/v1/reports", body=b"{}", headers={"Content-Type": kind})

    _problem(said, 415, "form.media_type")


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]
)
def test_json_may_say_that_it_is_utf_8(world: World, kind: str) -> None:
    said = world.ask("POST", "/v1/reports", body=b"{}", headers={"Content-Type": kind})

    assert said.json["code"] == "form.field_missing"


def test_a_body_larger_than_a_mebibyte_is_refused(world: World) -> None:
    body = json.dumps({"subject": "a" * 1_048_576, "kind": "public"}).encode()

    _problem(world.ask("POST", "/v1/reports", body=body), 413, "form.too_large")


def test_who_has_no_token_is_asked_for_one_and_who_has_the_wrong_role_is_refused(world: World) -> None:
    _problem(world.ask("GET", "/v1/desk/cases"), 401, "token.missing")
    _problem(world.ask("GET", "/v1/desk/cases", token=token_for("citizen")), 403, "audience.not_served")


def test_a_department_says_why_it_looks(world: World) -> None:
    token = token_for("department")
    without_matter = {"X-Purpose": "supervision"}

    _problem(world.ask("GET", SUBJECT, token=token), 400, "purpose.missing")
    _problem(world.ask("GET", SUBJECT, token=token, headers=without_matter), 400, "matter_number.missing")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"X-Purpose": "curiosity"}, 400, "purpose.unknown"),
        ({"X-Purpose": "commercial_loan"}, 403, "purpose.not_yours"),
        ({"X-Purpose": "appointment"}, 403, "purpose.not_yours"),
        ({"X-Matter-Number": ""}, 400, "matter_number.invalid"),
        ({"X-Matter-Number": "%E8%99"}, 400, "matter_number.invalid"),
        ({"X-Matter-Number": "a" * 101}, 400, "matter_number.invalid"),
        ({"X-Matter-Number": CITIZEN_NUMBER}, 400, "matter_number.invalid"),
        ({"X-Matter-Number": "%0A1"}, 400, "matter_number.invalid"),
        ({"X-Matter-Number": quote(_ENCODED_NUMBER)}, 400, "matter_number.invalid"),
    ],
    ids=[
        "unknown",
        "not_theirs",
        "another_body_s",
        "empty",
        "no_utf8",
        "long",
        "resident_id",
        "unprintable",
        "encoded_twice",
    ],
)
def test_a_purpose_that_will_not_do_is_refused(world: World, changes: dict[str, str], status: int, code: str) -> None:
    said = world.ask("GET", SUBJECT, token=token_for("department"), headers={**WHY, **changes})

    _problem(said, status, code)
    assert CITIZEN_NUMBER not in said.text


def test_appointing_public_servants_opens_nothing_while_no_basis_carries_it(world: World) -> None:
    token = token_for("department", body="organisation_department")

    said = world.ask("GET", SUBJECT, token=token, headers={**WHY, "X-Purpose": "appointment"})

    _problem(said, 403, "purpose.not_open")


def test_the_desk_says_why_and_needs_no_matter_of_its_own(world: World) -> None:
    world.hold(a_profile())

    assert world.ask("GET", SUBJECT, token=token_for("desk")).json["code"] == "purpose.missing"
    assert world.ask("GET", SUBJECT, token=token_for("desk"), headers={"X-Purpose": "objection_check"}).status == 200


def test_every_answer_says_when_and_is_utf_8_without_escapes(world: World) -> None:
    said = world.ask("GET", "/v1/catalogue")

    assert said.json["as_of"] == "2026-11-23T02:00:00Z"
    assert "行政处罚" in said.text
    assert said.headers["content-type"] == "application/json; charset=utf-8"


def test_what_the_caller_holds_already_is_not_sent_again(world: World) -> None:
    first = world.ask("GET", "/v1/catalogue")
    world.clock.now = world.clock.now.replace(hour=5)

    again = world.ask("GET", "/v1/catalogue", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == first.headers["etag"]
    assert world.ask("GET", "/v1/catalogue", headers={"If-None-Match": 'W/"other"'}).status == 200


def test_a_look_that_is_answered_by_304_is_a_look_like_any_other(world: World) -> None:
    world.hold(a_profile())
    token = token_for("department")
    first = world.ask("GET", SUBJECT, token=token, headers=WHY)

    again = world.ask("GET", SUBJECT, token=token, headers={**WHY, "If-None-Match": first.headers["etag"]})

    assert again.status == 304
    assert len(world.looks) == 2


def test_what_everybody_sees_may_be_kept_if_asked_about_and_anything_else_by_nobody(world: World) -> None:
    world.hold(a_profile())

    assert world.ask("GET", SUBJECT).headers["cache-control"] == "no-cache"
    seen = world.ask("GET", SUBJECT, token=token_for("department"), headers=WHY)
    assert seen.headers["cache-control"] == "private, no-store"


def test_a_look_names_who_why_at_whom_and_at_which_versions(world: World) -> None:
    record = a_record()
    world.hold(a_profile(), record)

    world.ask("GET", SUBJECT, token=token_for("department"), headers=WHY)

    look: Entry = world.looks[0]
    assert (look.actor.sub, look.actor.body, look.purpose, look.matter_number, look.ground, look.route) == (
        "department-1",
        "shili-jgj",
        "supervision",
        "虚构检〔1〕",
        "statutory_duty",
        "GET /v1/subjects/{credit_code}",
    )
    assert look.subjects == (f"m~{a_subject().key}",)
    assert look.tells_of(record.record_id, 1)


class BrokenLedger(fakes_ledger.MemoryLedger):
    """A ledger that cannot be written to."""

    def put(self, entry: Entry) -> str:
        """Fail, with words that must not come out."""
        message = f"{entry.route} {CITIZEN_NUMBER}"
        raise ConnectionError(message)


@pytest.mark.parametrize("subject", [a_subject(), a_subject(2)], ids=["shown", "not_found"])
def test_without_an_entry_there_is_no_answer(subject: Any) -> None:
    world = a_world()
    world.hold(a_profile())
    world.services.ledger = BrokenLedger()

    said = world.ask("GET", f"/v1/subjects/{subject.key}", token=token_for("department"), headers=WHY)

    _problem(said, 500, "platform.failure")
    assert "示例虚构" not in said.text


def test_a_failure_is_told_by_kind_and_place_and_says_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    world = a_world()
    world.hold(a_profile())
    world.services.ledger = BrokenLedger()
    with caplog.at_level(logging.INFO):
        said = world.ask("GET", SUBJECT, token=token_for("department"), headers=WHY)

    line = caplog.records[-1].__dict__
    assert (line["errors"], line["trace_id"]) == (["builtins.ConnectionError"], said.json["trace_id"])
    assert line["places"][-2].startswith("chalicelib/api/routing.py:")
    assert CITIZEN_NUMBER not in f"{said}{[record.__dict__ for record in caplog.records]}"


def test_a_call_is_logged_by_the_pattern_of_its_route(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        world.ask("GET", f"{SUBJECT}?colour=green")

    line = caplog.records[-1].__dict__
    assert (line["route"], line["status"], line["code"]) == ("GET /v1/subjects/{credit_code}", 400, "form.parameters")
    assert a_subject().key not in f"{line}"
    assert "green" not in f"{line}"


def test_path_parameters_are_decoded_once(world: World) -> None:
    assert world.ask("GET", "/v1/records/%FF").json["code"] == "resource.not_found"
    assert world.ask("GET", "/v1/catalogue/%E4%B8%AD").json["code"] == "catalogue.item_unknown"
    assert world.ask("GET", "/v1/catalogue/administrative%5Fpenalty").status == 200
    assert world.ask("GET", "/v1/catalogue/administrative%255Fpenalty").status == 404


class _KeysOfTwoKilobytes(fakes.MemoryCases):
    """Cases whose keys are no longer than a table's may be."""

    def find(self, case: str) -> Any:
        """Return a case; a longer key is an error, as the table says."""
        if len(case.encode()) > 2048:
            raise OSError
        return super().find(case)


@pytest.mark.parametrize("number", ["a" * 3000, "%E8%99%9A" * 700])
def test_a_number_longer_than_any_is_not_found_and_no_store_is_asked_for_it(number: str) -> None:
    world = a_world(cases=_KeysOfTwoKilobytes())

    _problem(world.ask("GET", f"/v1/objections/{number}", token=token_for("desk")), 404, "resource.not_found")
    assert len(world.looks) == 1


def test_a_resident_id_in_an_address_is_refused(world: World) -> None:
    _problem(world.ask("GET", f"/v1/subjects/{CITIZEN_NUMBER}"), 400, "form.resident_id")
    _problem(world.ask("GET", f"/v1/subjects?q={CITIZEN_NUMBER}"), 400, "form.resident_id")


def test_what_may_not_be_seen_and_what_never_was_are_one_answer_for_the_same_requests() -> None:
    world = a_world()
    hidden = a_record(subject=a_person())
    world.hold(hidden)
    never = a_record(subject=a_person(2))

    for token in (None, token_for("representative")):
        answers = [world.ask("GET", f"/v1/records/{one.record_id}", token=token) for one in (hidden, never)]
        bodies = [{**said.json, "trace_id": ""} for said in answers]

        assert [said.status for said in answers] == [404, 404]
        assert bodies[0] == bodies[1]


def _served(view: Any, **route: Any) -> Client:
    app = Chalice("frame", configure_logs=False, env={})
    made = Route(**{"method": "GET", "path": "/probe", "view": view, "serves": {OPEN: PUBLIC}, **route})
    open_routes(app, (made,), areas=frozenset({OPEN, OFFICE}))
    return Client(app)


def test_a_view_that_does_not_say_what_it_shows_answers_nobody_but_the_public() -> None:
    def careless(_call: Call) -> Answer:
        return Answer(content={"secret": 1})

    client = _served(careless, serves={OFFICE: DESK})
    with wiring.using(a_world().services):
        answer = client.http.get("/probe", headers={"Authorization": f"Bearer {token_for('desk')}"})

    assert (answer.status_code, answer.json_body["code"]) == (500, "platform.failure")


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    def busy(_call: Call) -> Answer:
        raise ThrottledError(7)

    with wiring.using(a_world().services):
        answer = _served(busy).http.get("/probe")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_a_refusal_of_no_known_kind_is_a_failure() -> None:
    def strange(_call: Call) -> Answer:
        raise RefusalError("a.b", "无。", "None.")

    with wiring.using(a_world().services):
        assert _served(strange).http.get("/probe").status_code == 500


def test_a_browser_elsewhere_may_ask(world: World) -> None:
    said = world.ask("GET", "/v1/catalogue")

    assert said.headers["access-control-allow-origin"] == "*"
    assert "ETag" in said.headers["access-control-expose-headers"]


def test_every_route_serves_somebody_in_some_area_and_is_told_by_one_sentence() -> None:
    assert all(route.serves and all(route.serves.values()) for route in ROUTES)
    assert all(route.view.__doc__ for route in ROUTES)
    assert len({route.name for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_imported_for_the_areas_that_its_routes_serve(part: str) -> None:
    routes = import_module(f"chalicelib.api.{part}").ROUTES

    assert PARTS[part] == {area for route in routes for area in route.serves}


def test_a_world_leaves_the_environment_of_the_process_as_it_was() -> None:
    before = dict(os.environ)

    a_world()

    assert dict(os.environ) == before
