"""Who calls is established by one token, in one way, for every route; what is doubtful is nobody."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from tests.app.world import CITIZEN_NUMBER, COUNTY_BODY, KEY_ID, WHY, World, claims_of, signing_key, token_for
from tests.factories import BODY, a_person, a_profile, a_subject

PAST = datetime.now(UTC) - timedelta(hours=2)


def _unsigned() -> str:
    claims = {name: value for name, value in claims_of("desk").items() if name not in {"iat", "exp"}}
    parts = [{"alg": "none", "kid": KEY_ID}, {**claims, "exp": 4_000_000_000}]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def _by_another_key() -> str:
    return jwt.encode(claims_of("desk"), signing_key("another"), algorithm="ES256", headers={"kid": KEY_ID})


def _by_an_unknown_key() -> str:
    return jwt.encode(claims_of("desk"), signing_key(), algorithm="ES256", headers={"kid": "another"})


def _by_a_shared_secret() -> str:
    return jwt.encode(claims_of("desk"), "s" * 64, algorithm="HS256", headers={"kid": KEY_ID})


def _without_a_key_id() -> str:
    return jwt.encode(claims_of("desk"), signing_key(), algorithm="ES256")


def _with(character: str = "desk", **claims: Any) -> Callable[[], str]:
    return lambda: token_for(character, **claims)


BAD: dict[str, Callable[[], str]] = {
    "unsigned": _unsigned,
    "another_key": _by_another_key,
    "unknown_key": _by_an_unknown_key,
    "shared_secret": _by_a_shared_secret,
    "no_key_id": _without_a_key_id,
    "expired": _with(exp=PAST),
    "no_expiry": _with(exp=None),
    "not_yet_good": _with(nbf=datetime.now(UTC) + timedelta(hours=2)),
    "foreign_issuer": _with(iss="https://issuer.invalid"),
    "foreign_audience": _with(aud="another"),
    "no_sub": _with(sub=None),
    "empty_sub": _with(sub=""),
    "no_role": lambda: token_for("desk", role=None),
    "unknown_role": lambda: token_for("desk", role="owner"),
    "public_role": lambda: token_for("desk", role="public"),
    "department_without_body": _with("department", body=None),
    "department_without_division": _with("department", division=None),
    "department_of_an_unknown_body": _with("department", body="nowhere"),
    "department_of_a_body_that_ended": _with("department", body="industry_commerce"),
    "department_of_a_body_that_is_none": _with("department", body="nation", division="000000"),
    "county_that_calls_itself_the_city": _with("department", body=COUNTY_BODY, division="512000"),
    "county_that_calls_itself_another": _with("department", body=COUNTY_BODY, division="512022"),
    "zone_that_calls_itself_the_city": _with("department", body="high_tech_zone", division="512000"),
    "division_of_another_shape": _with("department", division="city"),
    "citizen_without_subject": _with("citizen", subject=None),
    "citizen_not_identified": _with("citizen", identified_by=None),
    "citizen_identified_by_hearsay": _with("citizen", identified_by="hearsay"),
    "subject_that_is_no_number": _with("representative", subject="somebody"),
    "resident_id_as_sub": _with(sub=CITIZEN_NUMBER),
    "act_without_sub": _with("citizen", act={}),
    "rubbish": lambda: "rubbish",
    "too_long": lambda: "a" * 10_000,
    "three_dots": lambda: "a.b.c",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("path", ["/healthz", "/v1/catalogue", "/v1/me", "/v1/desk/cases"])
def test_a_bad_token_is_refused_everywhere_and_never_taken_for_the_public(world: World, name: str, path: str) -> None:
    said = world.ask("GET", path, token=BAD[name]())

    assert said.status == 401
    assert said.headers["content-type"] == "application/problem+json"
    assert said.headers["www-authenticate"] == "Bearer"
    assert said.json["code"].startswith("token.")
    assert world.looks == []


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer ", "bearer", "Token abc"])
def test_a_header_that_bears_no_token_is_refused(world: World, header: str) -> None:
    assert world.ask("GET", "/healthz", headers={"Authorization": header}).status == 401


def test_the_scheme_may_be_written_in_any_case(world: World) -> None:
    said = world.ask("GET", "/v1/desk/cases", headers={"Authorization": f"bearer {token_for('desk')}"})

    assert said.status == 200


def test_a_citizen_is_known_by_their_reference_alone(world: World) -> None:
    document = world.services.documents.hash_of("resident_id", CITIZEN_NUMBER)
    world.services.identities.add(document, a_person().key)

    said = world.ask("GET", "/v1/me", token=token_for("citizen"))

    assert said.json["library"] == "persons"
    assert CITIZEN_NUMBER not in said.text


def test_a_citizen_whom_nobody_reported_has_a_file_that_is_empty(world: World) -> None:
    said = world.ask("GET", "/v1/me", token=token_for("citizen"))

    assert (said.status, "file" in said.json) == (200, False)
    assert world.services.identities.references == {}


def test_who_helps_at_a_counter_is_named_in_the_ledger(world: World) -> None:
    world.ask("GET", "/v1/me", token=token_for("citizen", act={"sub": "officer-7"}))

    assert world.looks[0].actor.assisted_by == "officer-7"


def test_a_token_whose_role_a_public_route_does_not_know_sees_what_everybody_sees(world: World) -> None:
    world.hold(a_profile())
    path = f"/v1/subjects/{a_subject().key}"

    everybody, auditor = world.ask("GET", path), world.ask("GET", path, token=token_for("auditor"))

    assert everybody.json == auditor.json
    assert world.looks == []


def test_a_zone_comes_with_the_division_that_is_its_own(world: World) -> None:
    token = token_for("department", body="high_tech_zone", division="512000-GX")

    assert world.ask("GET", "/v1/desk/cases", token=token).status == 200
    assert world.looks[0].actor.division == "512000-GX"


def test_a_department_has_no_file_of_its_own_whatever_its_token_says_besides(world: World) -> None:
    world.hold(a_profile())
    token = token_for("department", subject=a_subject().key, identified_by="counter")

    said = world.ask("POST", "/v1/reports", token=token, headers=WHY, body={"kind": "full"})

    assert (said.status, said.json["code"]) == (400, "form.field_missing")


def test_a_citizen_looks_for_no_body_whatever_their_token_says_besides(world: World) -> None:
    world.ask("GET", "/v1/me", token=token_for("citizen", body=BODY, division="512000"))

    assert (world.looks[0].actor.body, world.looks[0].actor.division) == (None, None)


def test_rights_come_from_the_token_and_from_no_header(world: World) -> None:
    headers = {**WHY, "X-Role": "desk", "X-Body": "shili-zhongxin"}

    assert world.ask("GET", "/v1/desk/cases", headers=headers).status == 401
