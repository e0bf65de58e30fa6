"""The ledger at the doors: every answer that is not public names its entry, and the entry can be proved."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.ledger.entries import Entry
from chalicelib.ledger.proofs import Proof
from chalicelib.workers.sealing import sealed, signed
from tests import fakes_ledger
from tests.app.prepared import SAMPLED, prepared_for
from tests.app.recording import answered, role_in
from tests.app.world import ROUTES, WHY, Said, World, a_world, token_for
from tests.factories import NOW, a_profile, a_record, a_subject
from tests.factories_ledger import a_look, seal_a_look

SUBJECT = f"/v1/subjects/{a_subject().key}"
MINUTE = timedelta(minutes=1)
NOT_PUBLIC = [name for name, event in SAMPLED.items() if "authorization" in event["headers"]]


class BrokenLedger(fakes_ledger.MemoryLedger):
    """A ledger that can be read, and not written to."""

    def put(self, entry: Entry) -> str:
        """Fail."""
        raise ConnectionError(entry.entry)


def _look(world: World, **headers: str) -> Said:
    return world.ask("GET", SUBJECT, token=token_for("department"), headers={**WHY, **headers})


def _held() -> World:
    world = a_world()
    world.hold(a_profile(), a_record())
    return world


def _named_in(said: Said) -> tuple[str, str]:
    reference, _, told = said.headers["x-ledger-entry"].partition("; sha256=")
    return reference, told


@pytest.mark.parametrize("name", NOT_PUBLIC)
def test_without_an_entry_nothing_that_is_not_public_is_answered(name: str) -> None:
    sample = SAMPLED[name]
    whole = answered(prepared_for(role_in(sample)), sample)
    world = prepared_for(role_in(sample))
    broken = BrokenLedger()
    broken.lines = world.services.ledger.lines
    world.services.ledger = broken

    answer = answered(world, sample)

    if whole.status < 400:
        assert answer.status == 500
        assert answer.json["code"] == "platform.failure"
        assert set(answer.json) <= {"type", "title", "status", "detail", "code", "trace_id", "errors"}
        assert "x-ledger-entry" not in answer.headers


def test_every_route_that_is_not_public_is_among_the_samples_of_that() -> None:
    asked = {(SAMPLED[name]["httpMethod"], SAMPLED[name]["resource"]) for name in NOT_PUBLIC}
    open_to_all = {
        (route.method, route.path) for route in ROUTES if any("public" in served for served in route.serves.values())
    }

    assert {(route.method, route.path) for route in ROUTES} - open_to_all <= asked


def test_an_answer_names_its_entry_and_the_hash_of_it() -> None:
    world = _held()

    reference, told = _named_in(_look(world))

    line = next(line for line in world.services.ledger.lines.values() if line.reference == reference)
    assert line.sha256 == told
    assert line.told == world.looks[-1]


def test_nothing_found_names_its_entry_too() -> None:
    world = a_world()

    answer = _look(world)

    assert answer.status == 404
    assert _named_in(answer)[0] in {line.reference for line in world.services.ledger.lines.values()}
    assert "x-ledger-entry" not in world.ask("GET", SUBJECT).headers


def test_what_everybody_sees_names_none() -> None:
    world = _held()

    assert "x-ledger-entry" not in world.ask("GET", SUBJECT).headers
    assert "x-ledger-entry" not in world.ask("GET", "/v1/catalogue", token=token_for("department")).headers


def test_an_answer_that_is_not_sent_again_is_a_look_like_any_other() -> None:
    world = _held()
    first = _look(world)

    again = _look(world, **{"If-None-Match": first.headers["etag"]})

    assert (again.status, again.text) == (304, "")
    assert _named_in(again) != _named_in(first)
    assert len(world.looks) == 2


def test_a_browser_may_read_the_header() -> None:
    assert "X-Ledger-Entry" in _look(_held()).headers["access-control-expose-headers"]


def test_the_holder_of_an_answer_proves_that_its_look_is_in_the_ledger() -> None:
    world = _held()
    reference, told = _named_in(_look(world))
    path = f"/v1/ledger/proofs?entry={reference}"
    assert (world.ask("GET", path).status, world.ask("GET", path).json["code"]) == (404, "ledger.not_sealed")

    sealed(world.services, now=NOW + MINUTE)
    assert "head" not in world.ask("GET", path).json
    signed(world.services, now=NOW + MINUTE)
    said = world.ask("GET", path)

    proof = _proof_in(said)
    key = world.services.signer.public_key()
    assert (proof.entry, proof.sha256) == (reference, told)
    assert proof.holds(public_key=key)
    assert a_subject().key not in said.text


def _proof_in(said: Said) -> Proof:
    import msgspec

    return msgspec.convert({name: value for name, value in said.json.items() if name != "as_of"}, Proof)


@pytest.mark.parametrize("entry", ["x", "0a-20261123T0200-" + "0" * 31 + "f", "heads-1", "0a-1"])
def test_what_is_no_sealed_entry_has_no_proof(entry: str) -> None:
    world = a_world()
    seal_a_look(world.services)

    assert world.ask("GET", f"/v1/ledger/proofs?entry={entry}").status == 404


def test_heads_come_newest_first_page_by_page() -> None:
    world = a_world()
    assert world.ask("GET", "/v1/ledger/heads").json["heads"] == []
    for number in range(1, 4):
        world.services.ledger.put(a_look(number, at=NOW + number * MINUTE))
        sealed(world.services, now=NOW + (number + 1) * MINUTE)
        signed(world.services, now=NOW + (number + 1) * MINUTE)

    numbers, path = [], "/v1/ledger/heads?limit=2"
    while path:
        said = world.ask("GET", path).json
        numbers.append([json.loads(head["statement"])["number"] for head in said["heads"]])
        path = f"/v1/ledger/heads?limit=2&cursor={said['next_cursor']}" if "next_cursor" in said else ""

    assert numbers == [[3, 2], [1]]


def test_an_auditor_reads_an_entry_and_that_is_a_look() -> None:
    world = _held()
    reference, told = _named_in(_look(world))

    said = world.ask("GET", f"/v1/ledger/entries/{reference}", token=token_for("auditor"))

    assert said.status == 200
    assert (said.json["entry"], said.json["sha256"]) == (reference, told)
    assert json.loads(said.json["body"])["subjects"] == [f"m~{a_subject().key}"]
    look = world.looks[-1]
    assert (look.actor.role, look.act, look.subjects, look.result) == ("auditor", reference, (), "shown")


def test_an_entry_that_is_not_there_is_a_look_at_nothing() -> None:
    world = a_world()

    said = world.ask("GET", "/v1/ledger/entries/0a-20261123T0200-none", token=token_for("auditor"))

    assert said.status == 404
    assert [(look.actor.role, look.result) for look in world.looks] == [("auditor", "nothing")]


def test_nobody_but_an_auditor_reads_entries() -> None:
    world = a_world()
    reference = seal_a_look(world.services)
    path = f"/v1/ledger/entries/{reference}"

    assert world.ask("GET", path).status == 401
    assert {world.ask("GET", path, token=token_for(role)).status for role in ("desk", "lead", "department")} == {403}


def _my_accesses(world: World, query: str = "", *, role: str = "representative") -> Any:
    return world.ask("GET", f"/v1/me/accesses{query}", token=token_for(role)).json


def test_a_subject_reads_who_looked_and_why_and_no_clerks_name() -> None:
    world = _held()
    reference, _ = _named_in(_look(world))
    assert _my_accesses(world)["accesses"] == []

    sealed(world.services, now=NOW + MINUTE)
    said = world.ask("GET", "/v1/me/accesses", token=token_for("representative"))

    (access,) = said.json["accesses"]
    assert access == {
        "entry": reference,
        "at": "2026-11-23T02:00:00Z",
        "role": "department",
        "result": "shown",
        "body": "示例市虚构监督管理局",
        "purpose": "supervision",
        "purpose_zh": "监督检查",
        "ground": "statutory_duty",
        "ground_zh": "依法履行职责",
        "matter_number": "虚构检〔1〕",
        "items": access["items"],
    }
    assert {one["item"]: (one["zh"] != one["item"], one["count"]) for one in access["items"]}
    assert "department-1" not in said.text


def test_a_subjects_own_looks_stand_apart() -> None:
    world = _held()
    world.ask("GET", "/v1/me/records", token=token_for("representative"))
    sealed(world.services, now=NOW + MINUTE)

    assert _my_accesses(world)["accesses"] == []
    (own,) = _my_accesses(world, "?own=true")["accesses"]
    assert (own["role"], own["ground_zh"]) == ("representative", "查询本主体信息")


def test_reading_the_accesses_is_a_look_at_oneself() -> None:
    world = _held()
    _my_accesses(world)

    assert [(look.act, look.ground, look.subjects) for look in world.looks] == [
        ("accesses", "own_record", (f"m~{a_subject().key}",))
    ]


def test_a_look_in_an_open_inquiry_is_told_when_its_class_is() -> None:
    world = _held()
    _look(world, **{"X-Purpose": "enforcement"})
    sealed(world.services, now=NOW + MINUTE)
    assert _my_accesses(world)["accesses"] == []

    world.clock.now = NOW + timedelta(days=180)

    (access,) = _my_accesses(world)["accesses"]
    assert access["purpose_zh"] == "行政执法办案"


def test_accesses_come_in_pages_and_of_others_nobody_learns() -> None:
    world = _held()
    for _ in range(3):
        _look(world)
    sealed(world.services, now=NOW + MINUTE)

    first = _my_accesses(world, "?limit=2")
    second = _my_accesses(world, f"?limit=2&cursor={first['next_cursor']}")

    assert [len(page["accesses"]) for page in (first, second)] == [2, 1]
    assert "next_cursor" not in second
    assert _my_accesses(world, role="citizen")["accesses"] == []
