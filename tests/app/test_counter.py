"""An officer opens a session for who is present, and every route of one's own file works in it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.api.audiences import Audience
from chalicelib.api.routing import Route
from chalicelib.library.identities import Documents
from tests.app.leave import PERSON, know
from tests.app.test_cases import filing
from tests.app.test_grants import WISH
from tests.app.world import CITIZEN_NUMBER, ROUTES, Said, World, a_world, token_for
from tests.factories import a_person, a_profile, a_record, a_subject
from tests.unit.grants.standing import NAME, OTHER_NUMBER

OFFICER, SECOND = token_for("counter"), token_for("counter", sub="counter-2")
CITIZEN = token_for("citizen")
ARRIVAL = {"person": PERSON, "evidence": "document_read", "read_by": "reader 3"}
BY_PAPERS = {"credit_code": a_subject().key, "papers": "授权委托书 虚构〔2026〕1号"}
FOR_FIRM = {**ARRIVAL, "represented": BY_PAPERS}
OWN = [route for route in ROUTES if Audience.SUBJECT in route.serves.get("own", frozenset())]


NEVER_GIVEN = {"record": "m~0000~administrative_penalty"}


def path_of(route: Route) -> str:
    """Return the path of a route with names in it that nothing bears."""
    return re.sub(r"\{(\w+)\}", lambda found: NEVER_GIVEN.get(found[1], "never-given"), route.path)


@pytest.fixture(autouse=True)
def _held(world: World) -> None:
    know(world)
    world.hold(a_profile(), a_record())


def arrive(world: World, body: Any = ARRIVAL, *, token: str = OFFICER, **headers: str) -> Said:
    return world.ask("POST", "/v1/assisted-sessions", token=token, body=body, headers=headers)


def act(world: World, session: Said, asked: str, *, token: str = OFFICER, body: Any = None) -> Said:
    method, path = asked.split(" ")
    headers = {"X-Assisted-Session": session.json["token"]}
    return world.ask(method, path, token=token, headers=headers, body=body)


def test_a_session_is_the_person_s_and_is_written_down(world: World) -> None:
    said = arrive(world)

    assert (said.status, said.json["state"]) == (201, "open")
    assert said.json["receipt"]["subject"] == {"library": "persons", "key": a_person().key}
    assert said.json["text_for_paper"].endswith(said.json["sha256"])
    (entry,) = world.looks
    assert (entry.act, entry.actor.role, entry.actor.assisted_by) == (said.json["session"], "citizen", "counter-1")
    assert CITIZEN_NUMBER not in said.text
    assert NAME not in said.text


def test_what_a_phone_shows_a_counter_shows(world: World) -> None:
    session = arrive(world)

    by_phone = world.ask("GET", "/v1/me", token=CITIZEN)
    by_counter = act(world, session, "GET /v1/me")

    assert by_counter.json == by_phone.json
    assert (world.looks[-1].actor.assisted_by, world.looks[-1].ground) == ("counter-1", "own_record")


@pytest.mark.parametrize("route", OWN, ids=lambda route: route.name)
def test_every_route_of_one_s_own_file_takes_the_officer_for_the_subject(world: World, route: Any) -> None:
    session = arrive(world)
    body = b"{}" if route.form else None

    by_counter = act(world, session, f"{route.method} {path_of(route)}", body=body)
    by_phone = world.ask(route.method, path_of(route), token=CITIZEN, body=body)

    assert by_counter.status not in {401, 500}
    assert (by_counter.status, by_counter.json.get("code")) == (by_phone.status, by_phone.json.get("code"))


def test_a_firm_s_representative_gives_a_grant_and_objects_at_a_counter(world: World) -> None:
    session = arrive(world, FOR_FIRM)

    grant = act(world, session, "POST /v1/grants", body=WISH)
    objection = act(world, session, "POST /v1/objections", body=filing())

    assert (grant.status, grant.json["receipt"]["assisted"]) == (201, True)
    assert (objection.status, objection.json["assisted"]) == (201, True)
    own = token_for("representative")
    assert world.ask("GET", f"/v1/objections/{objection.json['case']}", token=own).status == 200
    assert world.services.grants.find(grant.json["grant"]).given_by.assisted_by == "counter-1"


def test_two_officers_are_needed_where_no_machine_read_the_document(world: World) -> None:
    session = arrive(world, {"person": PERSON, "evidence": "second_officer"})
    path = f"/v1/assisted-sessions/{session.json['session']}/confirmation"

    assert session.json["state"] == "awaited"
    assert act(world, session, "GET /v1/me").json["code"] == "assisted_session.awaited"
    assert world.ask("POST", path, token=OFFICER, body=PERSON).json["code"] == "assisted_session.same_officer"

    confirmed = world.ask("POST", path, token=SECOND, body=PERSON)

    assert (confirmed.status, confirmed.json["state"], confirmed.json["confirmed"]) == (200, "open", True)
    assert "token" not in confirmed.json
    assert world.looks[-1].actor.assisted_by == "counter-2"
    assert act(world, session, "GET /v1/me").status == 200


def test_a_session_is_its_officer_s_alone(world: World) -> None:
    session = arrive(world)

    assert act(world, session, "GET /v1/me", token=SECOND).json["code"] == "assisted_session.invalid"
    for token in (CITIZEN, token_for("desk"), token_for("department")):
        assert act(world, session, "GET /v1/me", token=token).json["code"] == "assisted_session.not_counter"
    altered = world.ask("GET", "/v1/me", token=OFFICER, headers={"X-Assisted-Session": "nothing"})
    assert (altered.status, altered.json["code"]) == (401, "assisted_session.invalid")
    assert world.ask("GET", "/v1/me", headers={"X-Assisted-Session": session.json["token"]}).status == 401
    assert world.ask("GET", "/v1/me", token=OFFICER).status == 403


def test_it_is_over_after_a_quarter_of_an_hour(world: World) -> None:
    session = arrive(world)
    world.clock.now += timedelta(minutes=15)

    said = act(world, session, "GET /v1/me")

    assert (said.status, said.json["code"]) == (401, "assisted_session.expired")


@pytest.mark.parametrize("token", [OFFICER, CITIZEN])
def test_officer_or_subject_ends_it(world: World, token: str) -> None:
    session = arrive(world)
    path = f"/v1/assisted-sessions/{session.json['session']}"

    ended = world.ask("DELETE", path, token=token)

    assert (ended.status, ended.json["state"]) == (200, "ended")
    assert ended.json["ended_by_subject"] if token == CITIZEN else "ended_by_subject" not in ended.json
    assert act(world, session, "GET /v1/me").json["code"] == "assisted_session.ended"
    assert world.ask("GET", path, token=SECOND).status == 404


def test_a_repeated_tap_opens_one_session_and_keeps_no_hash_that_can_be_tried_out(world: World) -> None:
    first, second = (arrive(world, **{"Idempotency-Key": "tap-00000001"}) for _ in range(2))

    assert first.json["session"] == second.json["session"]
    assert act(world, second, "GET /v1/me").status == 200
    other = a_world(documents=Documents("v1", b"x" * 32))
    arrive(other, **{"Idempotency-Key": "tap-00000001"})
    (kept,), (kept_under_another_key,) = (one.services.repeats.items.values() for one in (world, other))
    assert CITIZEN_NUMBER not in f"{vars(kept)}"
    assert kept.payload_hash != kept_under_another_key.payload_hash


def test_on_a_route_for_everybody_the_officer_is_everybody(world: World) -> None:
    session = arrive(world)
    looks = len(world.looks)

    assert act(world, session, f"GET /v1/subjects/{a_subject().key}").status == 200
    assert len(world.looks) == looks


def test_person_and_firm_are_told_of_it_afterwards_and_not_by_whom(world: World) -> None:
    session = arrive(world, FOR_FIRM)
    world.clock.now += timedelta(minutes=1)
    later = arrive(world)

    person = world.ask("GET", "/v1/me/assisted-sessions", token=CITIZEN)
    firm = world.ask("GET", "/v1/me/assisted-sessions", token=token_for("representative"))
    page = world.ask("GET", "/v1/me/assisted-sessions?limit=1", token=CITIZEN)
    rest = world.ask("GET", f"/v1/me/assisted-sessions?cursor={page.json['next_cursor']}&limit=1", token=CITIZEN)

    numbers = [later.json["session"], session.json["session"]]
    assert [one["session"] for one in person.json["sessions"]] == numbers
    assert [one["session"] for one in (*page.json["sessions"], *rest.json["sessions"])] == numbers
    assert [one["sha256"] for one in firm.json["sessions"]] == [session.json["sha256"]]
    assert "counter-1" not in f"{person.text}{firm.text}"
    assert "token" not in person.json["sessions"][0]


@pytest.mark.parametrize(
    "body",
    [
        {**ARRIVAL, "read_by": CITIZEN_NUMBER},
        {**FOR_FIRM, "represented": {**BY_PAPERS, "papers": CITIZEN_NUMBER}},
        {**ARRIVAL, "person": {**PERSON, "name": CITIZEN_NUMBER}},
        {**ARRIVAL, "person": CITIZEN_NUMBER},
        {**ARRIVAL, "number": CITIZEN_NUMBER},
    ],
    ids=["reader", "papers", "name", "no_object", "top"],
)
def test_a_number_stands_where_it_must_and_nowhere_else(world: World, body: Any) -> None:
    said = arrive(world, body)

    assert (said.status, said.json["code"]) == (400, "form.resident_id")


def test_who_is_represented_may_be_a_person_with_a_number_of_their_own(world: World) -> None:
    know(world, OTHER_NUMBER, n=2)
    represented = {"person": {**PERSON, "number": OTHER_NUMBER}, "papers": "监护证明 虚构1号"}

    said = arrive(world, {**ARRIVAL, "represented": represented})

    assert said.json["receipt"]["subject"]["key"] == a_person(2).key


@pytest.mark.parametrize("changes", [{"identified_by": None}, {"identified_by": "counter"}])
def test_an_officer_is_known_by_their_real_name(world: World, changes: Any) -> None:
    assert arrive(world, token=token_for("counter", **changes)).json["code"] == "identification.too_weak"


@pytest.mark.parametrize("role", ["citizen", "desk", "department", "auditor"])
def test_nobody_else_opens_one(world: World, role: str) -> None:
    assert arrive(world, token=token_for(role)).status == 403
