"""A person is looked up on a ground; a handle stands for them after it; a number is seen by nothing else."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.app.leave import BANK, LOAN, PERSON, hold_grant, know
from tests.app.world import CITIZEN_NUMBER, WHY, Said, World, token_for
from tests.factories import BODY, PENALTY, a_person, a_record, a_subject
from tests.unit.grants.standing import NAME, NUMBER, OTHER_NUMBER

CLERK = token_for("department")
GRANTED = {**LOAN, "X-Grant": "SQ20261123-aaaaaaaa"}
LICENSING = {"X-Purpose": "licensing", "X-Matter-Number": quote("虚构许〔2026〕1号")}


def lookup(world: World, *, token: str = CLERK, headers: Any = WHY, **changes: Any) -> Said:
    return world.ask("POST", "/v1/person-lookups", token=token, headers=headers, body={**PERSON, **changes})


def a_person_s_penalty() -> Any:
    fields = {"party_name": NAME, "party_type": "自然人", "party_credit_code": None}
    return a_record(subject=a_person(), fields=fields)


@pytest.fixture(autouse=True)
def _person(world: World) -> None:
    know(world)
    world.hold(a_person_s_penalty())


@pytest.mark.parametrize(
    ("role", "headers"),
    [("department", WHY), ("desk", WHY), ("lead", WHY), ("agency", GRANTED), ("department", GRANTED)],
    ids=["department", "desk", "lead", "agency_with_grant", "department_with_grant"],
)
def test_who_stands_on_a_ground_is_given_a_handle(world: World, role: str, headers: dict[str, str]) -> None:
    body = {"party": "body", "key": BODY}
    hold_grant(world, subject=a_person(), **({"holder": body} if role == "department" else {}))

    said = lookup(world, token=token_for(role), headers=headers)

    assert said.status == 200, said.text
    assert said.json["handle"].startswith("handle-")
    assert said.json["until"] == "2026-11-23T02:15:00Z"
    assert world.looks[-1].subjects == (f"p~{a_person().key}",)
    assert world.looks[-1].result == "shown"


def test_a_firm_looks_its_customer_up_by_grant_and_uses_none_of_it(world: World) -> None:
    grant = hold_grant(world, subject=a_person(), holder={"party": "organisation", "key": a_subject().key})

    assert lookup(world, token=token_for("representative"), headers=GRANTED).status == 200
    assert world.services.grants.find(grant.grant).times == 0


@pytest.mark.parametrize("changes", [{"number": NUMBER}, {"name": "另一人"}], ids=["unknown", "misnamed"])
def test_unknown_and_misnamed_are_one_answer_and_one_look_at_nobody(world: World, changes: dict[str, str]) -> None:
    said = lookup(world, **changes)

    assert (said.status, said.json["code"]) == (404, "resource.not_found")
    assert said.json | {"trace_id": ""} == lookup(world, number=OTHER_NUMBER).json | {"trace_id": ""}
    assert {entry.subjects for entry in world.looks} == {()}


def test_a_grant_of_another_person_finds_nobody(world: World) -> None:
    hold_grant(world, subject=a_person(2))

    assert lookup(world, token=BANK, headers=GRANTED).json["code"] == "resource.not_found"


@pytest.mark.parametrize(
    ("token", "headers", "code"),
    [
        (CLERK, {}, "purpose.missing"),
        (CLERK, {"X-Purpose": "supervision"}, "matter_number.missing"),
        (token_for("desk"), {"X-Purpose": "supervision"}, "matter_number.missing"),
        (BANK, LOAN, "grant.missing"),
        (token_for("representative"), LOAN, "grant.missing"),
        (token_for("citizen"), LOAN, "grant.missing"),
        (BANK, GRANTED, "grant.not_found"),
        (CLERK, {**WHY, "X-Purpose": "commercial_loan"}, "purpose.not_yours"),
    ],
)
def test_without_a_ground_nobody_is_looked_up(world: World, token: str, headers: dict[str, str], code: str) -> None:
    assert lookup(world, token=token, headers=headers).json["code"] == code


@pytest.mark.parametrize("role", ["department", "desk", "agency", "citizen"])
def test_who_is_not_known_well_enough_looks_nobody_up(world: World, role: str) -> None:
    hold_grant(world, subject=a_person())
    weak = token_for(role, identified_by="counter" if role != "citizen" else "business licence")

    said = lookup(world, token=weak, headers=GRANTED if role == "agency" else WHY)

    assert (said.status, said.json["code"]) == (403, "identification.too_weak")


@pytest.mark.parametrize("token", [None, token_for("auditor"), token_for("counter")])
def test_nobody_else_may_ask(world: World, token: str | None) -> None:
    assert lookup(world, token=token or "").status in {401, 403}
    assert world.ask("GET", "/v1/person-lookups", token=CLERK).status == 405


def test_a_handle_stands_for_the_person_in_later_calls_on_the_same_ground(world: World) -> None:
    handle = lookup(world, headers=LICENSING).json["handle"]

    profile = world.ask("GET", f"/v1/subjects/{handle}", token=CLERK, headers=LICENSING)
    records = world.ask("GET", f"/v1/subjects/{handle}/records?item={PENALTY}", token=CLERK, headers=LICENSING)
    report = world.ask("POST", "/v1/reports", token=CLERK, headers=LICENSING, body={"kind": "full", "subject": handle})

    read = world.ask("GET", f"/v1/subjects/{handle}/report", token=CLERK, headers=LICENSING)

    assert (profile.status, records.status, report.status, read.status) == (200, 200, 201, 200)
    assert [one["item"] for one in records.json["records"]] == [PENALTY]
    assert world.looks[-1].subjects == (f"p~{a_person().key}",)
    assert CITIZEN_NUMBER not in f"{profile.text}{records.text}{report.text}{read.text}"


def test_it_is_one_answer_to_anybody_else_on_another_ground_and_later(world: World) -> None:
    handle = lookup(world, headers=LICENSING).json["handle"]
    other = token_for("department", sub="another-clerk")
    path = f"/v1/subjects/{handle}"

    answers = [
        world.ask("GET", path, token=other, headers=LICENSING),
        world.ask("GET", path, token=CLERK, headers={**LICENSING, "X-Purpose": "supervision"}),
        world.ask("GET", path, token=CLERK, headers={**LICENSING, "X-Matter-Number": "2"}),
        world.ask("GET", path, token=token_for("desk"), headers=LICENSING),
        world.ask("GET", path),
        world.ask("GET", f"{path[:-4]}AAAA", token=CLERK, headers=LICENSING),
    ]
    world.clock.now += timedelta(minutes=15)
    answers.append(world.ask("GET", path, token=CLERK, headers=LICENSING))

    assert {(said.status, said.json["code"]) for said in answers} == {(404, "resource.not_found")}


def test_a_handle_opens_no_public_report_on_a_person(world: World) -> None:
    handle = lookup(world, headers=LICENSING).json["handle"]

    said = world.ask("POST", "/v1/reports", token=CLERK, headers=LICENSING, body={"kind": "public", "subject": handle})

    assert said.status == 404


def test_a_bank_reads_its_customer_by_handle_and_uses_the_grant_once(world: World) -> None:
    grant = hold_grant(world, subject=a_person())
    handle = lookup(world, token=BANK, headers=GRANTED).json["handle"]
    body = {"kind": "full", "subject": handle}

    first = world.ask("POST", "/v1/reports", token=BANK, headers=GRANTED, body=body)
    second = world.ask("POST", "/v1/reports", token=BANK, headers=GRANTED, body=body)

    assert (first.status, second.json["code"]) == (201, "grant.used")
    assert world.services.grants.find(grant.grant).times == 1


@pytest.mark.parametrize(
    "changes",
    [{"name": CITIZEN_NUMBER}, {"remark": CITIZEN_NUMBER}, {CITIZEN_NUMBER: "1"}],
    ids=["name", "unknown_field", "field_name"],
)
def test_a_number_anywhere_else_in_the_body_is_refused(world: World, changes: dict[str, str]) -> None:
    said = lookup(world, **changes)

    assert (said.status, said.json["code"]) == (400, "form.resident_id")
    assert CITIZEN_NUMBER not in said.text


@pytest.mark.parametrize("number", [CITIZEN_NUMBER[:-1] + "0", [CITIZEN_NUMBER], int(CITIZEN_NUMBER)])
def test_a_number_that_is_wrong_is_not_repeated(world: World, number: Any) -> None:
    said = lookup(world, number=number)

    assert said.status in {400, 422}
    assert CITIZEN_NUMBER[:-1] not in said.text


def test_the_number_is_in_no_log_and_no_entry(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for changes in ({}, {"name": "另一人"}, {"number": CITIZEN_NUMBER[:-1] + "0"}):
        lookup(world, **changes)

    logged = capsys.readouterr()
    told = f"{logged.out}{logged.err}{world.services.ledger.all()}"
    assert "person-lookups" in told
    assert CITIZEN_NUMBER[:-1] not in told
    assert NAME not in told
