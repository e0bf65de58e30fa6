"""A grant from outside: given by a firm, looked on by a bank, used once, revoked at once; nobody else ever sees it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.app.leave import BANK, FIRM, LOAN, OTHER_BANK, hold_grant
from tests.app.world import Said, World, token_for
from tests.factories import BODY, a_profile, a_record, a_subject

WISH: dict[str, Any] = {
    "holder": {"credit_code": a_subject(7).key},
    "purpose": "commercial_loan",
    "items": ["administrative_penalty", "market_entity_registration"],
    "uses": "single",
    "valid_until": "2026-12-31",
}
KEY = {"Idempotency-Key": "look-00000001"}


@pytest.fixture(autouse=True)
def _records(world: World) -> None:
    world.hold(a_profile(), a_record(), a_record(subject=a_subject(2)))


def give(world: World, *, token: str = FIRM, headers: Any = None, **changes: Any) -> Said:
    return world.ask("POST", "/v1/grants", token=token, body={**WISH, **changes}, headers=headers)


def given(world: World, **changes: Any) -> str:
    number: str = give(world, **changes).json["grant"]
    return number


def look(world: World, grant: str, *, token: str = BANK, body: Any = None, **headers: str) -> Said:
    """Read the report on the firm or, with a body, have one issued."""
    stated = {**LOAN, "X-Grant": grant, **headers}
    if body is not None:
        return world.ask("POST", "/v1/reports", token=token, body=body, headers=stated)
    return world.ask("GET", f"/v1/subjects/{a_subject().key}/report", token=token, headers=stated)


def test_giver_and_holder_hold_the_same_receipt(world: World) -> None:
    said = give(world)
    by_holder = world.ask("GET", f"/v1/grants/{said.json['grant']}", token=BANK)

    assert (said.status, by_holder.status) == (201, 200)
    assert said.json["receipt"] == by_holder.json["receipt"]
    assert said.json["sha256"] == by_holder.json["sha256"]
    assert said.json["text_for_paper"].endswith(said.json["sha256"])
    assert said.json["state"] == "in_force"


def test_what_was_given_and_read_is_on_the_ledger(world: World) -> None:
    number = given(world)
    world.ask("GET", f"/v1/grants/{number}", token=BANK)

    assert [(one.act, one.ground, one.actor.role) for one in world.looks] == [
        (number, "own_record", "representative"),
        (number, "authorisation", "agency"),
    ]
    assert world.looks[0].subjects == (f"m~{a_subject().key}",)


def test_the_second_tap_gives_no_second_grant(world: World) -> None:
    first, second = give(world, headers=KEY), give(world, headers=KEY)

    assert first.json["grant"] == second.json["grant"]
    assert len(world.ask("GET", "/v1/grants", token=FIRM).json["grants"]) == 1


@pytest.mark.parametrize("by", ["real-name", "counter"])
def test_a_firm_gives_a_grant_by_its_licence_or_at_a_counter_alone(world: World, by: str) -> None:
    said = give(world, token=token_for("representative", identified_by=by))

    assert (said.status, said.json.get("code")) == (
        (201, None) if by == "counter" else (403, "identification.too_weak")
    )


def test_a_wish_with_faults_is_refused_and_each_is_named(world: World) -> None:
    said = give(world, purpose="supervision", valid_until="2020-01-01")

    assert (said.status, said.json["code"]) == (422, "grant.unsound")
    assert {fault["pointer"] for fault in said.json["errors"]} == {"/purpose", "/valid_until"}


def test_a_holder_looks_on_a_grant_and_sees_what_it_names(world: World) -> None:
    number = given(world)

    said = look(world, number)

    assert (said.status, said.json["head"]["reader"]) == (200, "authorised")
    entry = world.looks[-1]
    assert (entry.ground, entry.purpose, entry.actor.sub) == ("authorisation", "commercial_loan", "agency-1")
    (used,) = world.ask("GET", f"/v1/grants/{number}", token=FIRM).json["uses"]
    assert used == {"at": "2026-11-23T02:00:00Z", "entry": entry.entry}


def test_who_names_no_subject_looks_at_who_gave_the_grant(world: World) -> None:
    issued = look(world, given(world), body={"kind": "full"}).json
    fetched = world.ask("GET", issued["report"], token=BANK)

    assert fetched.json["head"]["subject"]["credit_code"] == a_subject().key
    assert [(one.ground, one.purpose) for one in world.looks[-2:]] == [("authorisation", "commercial_loan")] * 2


def test_a_grant_opens_its_subject_alone(world: World) -> None:
    number = given(world)

    assert look(world, number, body={"kind": "full", "subject": a_subject(2).key}).status == 404
    assert world.services.grants.find(number).times == 0


def test_a_look_that_finds_nothing_uses_nothing(world: World) -> None:
    number = hold_grant(world, subject=a_subject(3)).grant

    assert look(world, number, body={"kind": "full"}).status == 404
    assert world.services.grants.find(number).times == 0


def test_a_public_report_needs_no_grant_and_uses_none(world: World) -> None:
    number = given(world)

    assert look(world, number, body={"kind": "public", "subject": a_subject().key}).status == 201
    assert world.services.grants.find(number).times == 0


def test_a_grant_for_one_look_is_used_once(world: World) -> None:
    number = given(world)

    first, second = look(world, number), look(world, number)

    assert (first.status, second.status, second.json["code"]) == (200, 403, "grant.used")
    assert len([one for one in world.looks if one.ground == "authorisation"]) == 1


def test_the_same_tap_again_is_the_same_use_and_the_same_entry(world: World) -> None:
    number = given(world)

    first = look(world, number, **KEY)
    world.clock.now += timedelta(minutes=5)
    second = look(world, number, **KEY)

    assert (first.status, second.status) == (200, 200)
    assert first.json["chapters"] == second.json["chapters"]
    assert world.services.grants.find(number).times == 1
    assert len([one for one in world.looks if one.ground == "authorisation"]) == 1


def test_the_same_tap_that_is_shown_something_else_is_another_entry(world: World) -> None:
    number = given(world)
    look(world, number, **KEY)
    world.hold(a_record(number=2))

    assert look(world, number, **KEY).status == 200
    assert world.services.grants.find(number).times == 1
    assert len([one for one in world.looks if one.ground == "authorisation"]) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"Idempotency-Key": "look-00000002"},
        {"X-Matter-Number": "LOAN-2"},
        {"body": {"kind": "full"}},
    ],
    ids=["key", "matter", "body"],
)
def test_another_question_is_another_look(world: World, changes: dict[str, Any]) -> None:
    number = given(world)
    look(world, number, **KEY)

    assert look(world, number, **{**KEY, **changes}).json["code"] == "grant.used"


def test_the_pages_of_one_answer_are_one_look(world: World) -> None:
    world.hold(*(a_record(number=n) for n in range(2, 5)))
    number, token = given(world, holder={"body": BODY}), token_for("department")
    headers, seen = {**LOAN, **KEY, "X-Grant": number}, 0
    cursor: str | None = ""
    while cursor is not None:
        page = world.ask(
            "GET", f"/v1/subjects/{a_subject().key}/records?limit=2{cursor}", token=token, headers=headers
        ).json
        seen += len(page["records"])
        cursor = f"&cursor={page['next_cursor']}" if "next_cursor" in page else None

    assert seen == 5
    assert world.services.grants.find(number).times == 1


def test_an_unfit_key_is_refused(world: World) -> None:
    assert look(world, given(world), **{"Idempotency-Key": "?"}).json["code"] == "repeat.key_unfit"


def test_what_is_no_json_under_a_key_is_refused_and_uses_nothing(world: World) -> None:
    number = given(world)

    assert look(world, number, body=b"{", **KEY).status == 400
    assert world.services.grants.find(number).times == 0


def test_a_revoked_grant_is_closed_at_once_for_repeated_taps_too(world: World) -> None:
    number = given(world)
    look(world, number, **KEY)

    revoked = world.ask("DELETE", f"/v1/grants/{number}", token=FIRM)

    assert (revoked.status, revoked.json["state"]) == (200, "revoked")
    assert look(world, number, **KEY).json["code"] == "grant.revoked"
    assert world.ask("DELETE", f"/v1/grants/{number}", token=FIRM).json == revoked.json


def test_an_expired_grant_is_closed(world: World) -> None:
    number = given(world)
    world.clock.now += timedelta(days=60)

    assert look(world, number).json["code"] == "grant.expired"
    assert world.ask("GET", f"/v1/grants/{number}", token=BANK).json["state"] == "expired"


def test_a_grant_is_for_its_purpose_which_must_be_stated(world: World) -> None:
    number = given(world)

    assert look(world, number, **{"X-Purpose": "credit_investigation"}).json["code"] == "grant.other_purpose"
    unstated = world.ask("POST", "/v1/reports", token=BANK, body={"kind": "full"}, headers={"X-Grant": number})
    assert (unstated.status, unstated.json["code"]) == (400, "purpose.missing")


ELSEWHERE = {
    "another_bank": OTHER_BANK,
    "another_firm": token_for("representative", subject=a_subject(2).key),
    "a_citizen": token_for("citizen"),
    "a_department": token_for("department"),
    "a_bank_without_a_code": token_for("agency", subject=None),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_for_anybody_else_it_never_was(world: World, name: str) -> None:
    number, never = given(world), "SQ20261123-nothing"
    before = len(world.looks)

    answers = [world.ask("GET", f"/v1/grants/{asked}", token=ELSEWHERE[name]) for asked in (number, never)]
    looks = [look(world, asked, token=ELSEWHERE[name]) for asked in (number, never, "x" * 65, "")]

    assert {(said.status, said.json["code"]) for said in (*answers, *looks)} == {(404, "grant.not_found")}
    assert all(entry.subjects == () for entry in world.looks[before:])


def test_a_report_issued_on_a_grant_is_closed_to_its_holder_when_the_grant_is_revoked(world: World) -> None:
    grant = given(world)
    number = look(world, grant, body={"subject": a_subject().key, "kind": "full"}).json["number"]
    before = world.ask("GET", f"/v1/reports/{number}", token=BANK)

    world.ask("DELETE", f"/v1/grants/{grant}", token=FIRM)

    after = world.ask("GET", f"/v1/reports/{number}", token=BANK)
    assert (before.status, after.status, after.json["code"]) == (200, 410, "report.gone")
    assert world.ask("GET", f"/v1/reports/{number}/document", token=BANK).status == 410
    assert world.ask("GET", f"/v1/reports/{number}", token=FIRM).status == 200


def test_nobody_but_its_giver_revokes_it(world: World) -> None:
    number = given(world)

    assert world.ask("DELETE", f"/v1/grants/{number}", token=ELSEWHERE["another_firm"]).status == 404
    assert world.ask("DELETE", f"/v1/grants/{number}", token=BANK).status == 403
    assert look(world, number).status == 200


def test_a_firm_may_hold_a_grant_and_a_department_too(world: World) -> None:
    firm = token_for("representative", subject=a_subject(2).key, sub="buyer")
    to_firm = given(world, holder={"credit_code": a_subject(2).key})
    to_body = given(world, holder={"body": BODY})

    assert look(world, to_firm, token=firm).json["head"]["reader"] == "authorised"
    assert look(world, to_body, token=token_for("department")).json["head"]["reader"] == "authorised"


def test_the_public_and_the_desk_stand_on_no_grant(world: World) -> None:
    number = given(world)
    path = f"/v1/subjects/{a_subject().key}"

    everybody = world.ask("GET", path)
    with_grant = world.ask("GET", path, headers={**LOAN, "X-Grant": number})

    assert everybody.json == with_grant.json
    desk = world.ask("GET", path, token=token_for("desk"), headers={"X-Purpose": "objection_check", "X-Grant": number})
    assert desk.status == 200
    assert world.looks[-1].ground == "statutory_duty"
    assert world.services.grants.find(number).times == 0


def test_each_side_finds_its_grants_newest_first_by_pages(world: World) -> None:
    first = given(world)
    world.clock.now += timedelta(minutes=1)
    second = given(world, uses="repeated")

    page = world.ask("GET", "/v1/grants?limit=1", token=BANK)
    rest = world.ask("GET", f"/v1/grants?limit=1&cursor={page.json['next_cursor']}", token=BANK)
    own = world.ask("GET", "/v1/grants?side=given", token=FIRM)
    held = world.ask("GET", "/v1/grants?side=held", token=FIRM)

    assert [one["grant"] for one in (*page.json["grants"], *rest.json["grants"])] == [second, first]
    assert [one["grant"] for one in own.json["grants"]] == [second, first]
    assert held.json["grants"] == []
    assert world.ask("GET", "/v1/grants?side=given", token=OTHER_BANK).json["grants"] == []


def test_a_number_that_is_no_agency_s_is_no_agency(world: World) -> None:
    person = token_for("agency", subject="512002199003070019")

    assert world.ask("GET", "/v1/grants", token=person).json["code"] == "token.claim_invalid"
