"""An incident from outside: declared, listed by the sweeper, told, confirmed; a complaint becomes a record."""

import json
from datetime import timedelta
from typing import Any

import msgspec

from chalicelib import wiring
from chalicelib.objections.complaints import handling
from chalicelib.objections.complaints.complaint import State
from chalicelib.workers.sweeping import sweep
from tests.app.world import WHY, Said, World, token_for
from tests.factories import BODY, NOW, a_profile, a_record, a_subject
from tests.unit.objections.around import ABOVE
from tests.unit.objections.test_complaints import DEFAULT, accepted, by
from tests.unit.objections.test_findings import closed

LEAD, AUDITOR, CLERK, FIRM = (
    token_for("lead"),
    token_for("auditor"),
    token_for("department"),
    token_for("representative"),
)
OTHER_FIRM = token_for("representative", subject=a_subject(2).key)
SUPERIOR = token_for("department", body="government_office")
CONTENTS = {
    "cause": "账号被盗用。",
    "harm": "可能被用于冒充。",
    "remedies": "已停用账号。",
    "advice": "请留意异常来电。",
    "contact": "示例虚构信用中心",
}


def _write(world: World, path: str, move: str, body: Any, *, token: str) -> Said:
    tag = world.ask("GET", path, token=token).headers["etag"]
    return world.ask("POST", f"{path}/{move}", token=token, body=body, headers={"If-Match": tag})


def _swept(world: World) -> None:
    world.clock.now += timedelta(minutes=2)
    with wiring.using(world.services):
        sweep(world.services, now=world.clock.now)


def _declared(world: World, **changes: Any) -> str:
    since, until = world.clock.now - timedelta(hours=2), world.clock.now
    body = {"kind": "leak", "what": "账号被盗用。", "since": since.isoformat(), "until": until.isoformat()}
    said = world.ask("POST", "/v1/incidents", token=AUDITOR, body={**body, "sub": "department-1", **changes})
    assert said.status == 201, said.text
    number: str = said.json["incident"]
    return number


def test_whom_a_clerk_looked_at_is_listed_told_and_acknowledges(world: World) -> None:
    world.hold(a_profile(), a_record(), a_profile(subject=a_subject(2)))
    for token in (CLERK, token_for("department", sub="department-2")):
        subject = a_subject() if token == CLERK else a_subject(2)
        assert world.ask("GET", f"/v1/subjects/{subject.key}/records", token=token, headers=WHY).status == 200
    world.clock.now += timedelta(minutes=1)
    number = _declared(world)
    path = f"/v1/incidents/{number}"
    _swept(world)

    listed = world.ask("GET", path, token=LEAD).json
    assert (listed["state"], listed["subjects"], listed["read"]) == ("listed", 1, listed["to_read"])
    touches = world.ask("GET", f"{path}/touches", token=AUDITOR)
    assert {touch["subject"] for touch in touches.json["touches"]} == {a_subject().reference}
    assert world.looks[-1].subjects == (a_subject().reference,)
    assert _write(world, path, "notices", CONTENTS, token=LEAD).json["state"] == "telling"
    _swept(world)

    (notice,) = world.ask("GET", "/v1/notices", token=FIRM).json["notices"]
    assert (notice["template"], notice["act"]) == ("incident", number)
    assert all(text in notice["text"] for text in ("行政处罚", "市场主体登记信息", *CONTENTS.values()))
    assert world.ask("GET", "/v1/notices", token=OTHER_FIRM).json["notices"] == []
    acknowledgement = f"/v1/notices/{notice['notice']}/acknowledgement"
    assert world.ask("POST", acknowledgement, token=OTHER_FIRM).status == 404
    assert world.ask("POST", acknowledgement, token=FIRM).status == 200
    told = world.ask("GET", path, token=LEAD).json
    assert (told["state"], told["told"], told["acknowledged"]) == ("told", 1, 1)


def test_an_incident_goes_on_until_it_is_contained_and_is_listed_again_for_what_came_late(world: World) -> None:
    world.hold(a_profile(), a_record())
    path = f"/v1/incidents/{_declared(world, until=None)}"
    world.ask("GET", f"/v1/subjects/{a_subject().key}/records", token=CLERK, headers=WHY)
    world.clock.now += timedelta(minutes=5)
    _swept(world)
    listing = world.ask("GET", path, token=LEAD).json
    assert (listing["state"], listing["subjects"]) == ("listing", 1)

    future = {"until": (world.clock.now + timedelta(minutes=1)).isoformat()}
    assert _write(world, path, "containment", future, token=LEAD).json["code"] == "incident.unsound"
    contained = _write(world, path, "containment", {"until": world.clock.now.isoformat()}, token=LEAD)
    assert (contained.json["state"], contained.json["read"]) == ("listing", 0)
    _swept(world)
    again = _write(world, path, "listing", None, token=LEAD)

    assert (again.json["state"], again.json["trail"][-1]["move"]) == ("listing", "list_again")
    _swept(world)
    listed = world.ask("GET", path, token=LEAD).json
    assert (listed["state"], listed["subjects"], listed["read"]) == ("listed", 1, listed["to_read"])


def test_touches_and_incidents_come_in_pages(world: World) -> None:
    world.hold(a_profile(), a_record())
    for _ in range(3):
        world.ask("GET", f"/v1/subjects/{a_subject().key}", token=CLERK, headers=WHY)
    world.clock.now += timedelta(minutes=1)
    numbers = {_declared(world), _declared(world)}
    _swept(world)
    for path, name, many in (
        (f"/v1/incidents/{min(numbers)}/touches", "touches", 3),
        ("/v1/incidents", "incidents", 2),
    ):
        found, cursor = [], ""
        while True:
            page = world.ask("GET", f"{path}?limit=1{cursor}", token=LEAD).json
            found += page[name]
            if "next_cursor" not in page:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert len({json.dumps(one) for one in found}) == many


def test_a_long_incident_is_gone_on_with_at_the_next_run(world: World) -> None:
    number = _declared(world, since=(NOW - timedelta(days=1)).isoformat())
    _swept(world)
    first = world.ask("GET", f"/v1/incidents/{number}", token=LEAD).json
    assert (first["state"], first["read"]) == ("listing", 5 * 2000)

    _swept(world)
    _swept(world)

    assert world.ask("GET", f"/v1/incidents/{number}", token=LEAD).json["state"] == "listed"


def test_an_incident_may_be_told_to_nobody_with_reasons(world: World) -> None:
    path = f"/v1/incidents/{_declared(world)}"
    _swept(world)

    spared = _write(world, path, "no-notice", {"reasons": "数据已加密。"}, token=LEAD)

    assert (spared.json["state"], spared.json["reasons"]) == ("spared", "数据已加密。")
    again = _write(world, path, "notices", CONTENTS, token=LEAD)
    assert (again.status, again.json["code"]) == (409, "incident.move_not_allowed")


def test_a_complaint_of_a_firm_becomes_a_record_about_the_body(world: World) -> None:
    body = {"body": BODY, "kind": "contract_broken", "statement": "逾期未付工程款。"}
    headers = {"Idempotency-Key": "tap-00000001"}
    filed = [world.ask("POST", "/v1/complaints", token=FIRM, body=body, headers=headers) for _ in range(2)]
    number = filed[0].json["complaint"]
    assert [one.json["complaint"] for one in filed] == [number, number]
    path = f"/v1/desk/complaints/{number}"
    listed = world.ask("GET", "/v1/desk/complaints", token=SUPERIOR).json["complaints"]
    assert [(one["complaint"], one["due_on"]) for one in listed] == [(number, "2026-11-30")]
    assert world.ask("GET", path, token=CLERK).status == 404
    assert world.ask("GET", f"/v1/complaints/{number}", token=OTHER_FIRM).status == 404
    assert _write(world, path, "acceptance", None, token=SUPERIOR).json["state"] == "accepted"
    ruling = {
        "established": True,
        "reasons": "核对一致。",
        "facts": "未按期支付工程款。",
        "ground": "decision",
        "document": "虚构认〔2026〕1号",
    }

    decided = _write(world, path, "decision", ruling, token=SUPERIOR)

    assert decided.json["state"] == "established"
    assert world.services.library.find(decided.json["record_id"]) is not None
    own = world.ask("GET", f"/v1/complaints/{number}", token=FIRM).json
    assert own["decision"]["facts"] == ruling["facts"]
    assert own["decision"]["decided_by"] == ""
    assert all("by" not in line for line in own["trail"])
    assert [one["complaint"] for one in world.ask("GET", "/v1/complaints", token=FIRM).json["complaints"]] == [number]


def test_the_sweeper_finishes_a_default_that_was_decided_and_not_written(world: World) -> None:
    complaint = accepted(world.services)
    ended = handling.decide(
        complaint.complaint, DEFAULT, write=by(ABOVE, complaint), means=world.services, now=world.clock.now
    )
    promised = msgspec.structs.replace(ended, state=State.ESTABLISHING, record_id=None)
    world.services.complaints.kept[complaint.complaint] = msgspec.json.encode(promised)
    _swept(world)

    swept = world.services.complaints.find(complaint.complaint)

    assert (swept.state, swept.record_id) == (State.ESTABLISHED, ended.record_id)


def test_a_finding_of_liability_is_a_look_at_whose_record_was_corrected(world: World) -> None:
    world.services.cases.put(closed(), over=None)
    body = {
        "cases": ["YY20261123-aaaaaaaa"],
        "body": BODY,
        "kind": "wrong_supply",
        "reasons": "未核对。",
        "basis": "虚构责认〔2026〕1号",
    }

    noted = world.ask("POST", "/v1/desk/liability-findings", token=LEAD, body=body)

    assert noted.json["record_ids"] == [a_record().record_id]
    assert world.looks[-1].subjects == (a_subject().reference,)
    all_of_them = world.ask("GET", "/v1/desk/liability-findings?limit=1", token=AUDITOR).json
    assert [one["finding"] for one in all_of_them["findings"]] == [noted.json["finding"]]
