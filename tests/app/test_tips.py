"""A tip from outside: filed without a token, followed by its code, handled by staff; who reported is nowhere else."""

import logging
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.objections.tips.kinds import kinds
from tests.app.test_canary import Listener, _plain
from tests.app.world import COUNTY_BODY, Said, World, token_for
from tests.factories import BODY, a_subject

NAME, CONTACT = "示例举报人某某", "示例路一号信箱"
STATEMENT = "该公司夜间在未取得许可的仓库内存放危险化学品。"
TIP = {
    "kind": "work_safety",
    "reported": "示例虚构甲有限公司",
    "reported_code": a_subject().key,
    "statement": STATEMENT,
    "reporter": {"name": NAME, "contact": CONTACT},
}
OFFICER, CLERK = token_for("tips"), token_for("department")
OTHER_CLERK = token_for("department", body=COUNTY_BODY, division="512021")
FIRM = token_for("representative")
FACTS = "检查发现一处仓库不符合规定。"
# Drawn at random, as the app of who reports does.
KEY = "7d3c1e0a-5b2f-4c8d-9e6a-0f1b2c3d4e5f"
DECISION = {"established": True, "reasons": "经现场检查属实。", "facts": FACTS}


@pytest.fixture
def heard() -> Iterator[Listener]:
    listener, loggers = Listener(), (logging.getLogger(), logging.getLogger("credit-ziyang"))
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.setLevel(logging.DEBUG)
    yield listener
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(listener)
        logger.setLevel(level)


def _filed(world: World, **changes: Any) -> tuple[str, str]:
    said = world.ask("POST", "/v1/tips", body={**TIP, **changes}, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert said.status == 201
    return said.json["tip"], said.json["code"]


def _moved(world: World, number: str, move: str, body: dict[str, Any], *, token: str) -> Said:
    """Make a move of staff over the tip as it stands."""
    tag = world.ask("GET", f"/v1/desk/tips/{number}", token=token).headers.get("etag", 'W/"1.' + "0" * 32 + '"')
    return world.ask("POST", f"/v1/desk/tips/{number}/{move}", token=token, body=body, headers={"If-Match": tag})


def _kept_by(world: World) -> Iterator[tuple[str, str]]:
    """Return everything that any part of the services holds, part by part."""
    for name, part in vars(world.services).items():
        if name not in {"bodies", "settings", "signer", "documents", "seal", "cursors"}:
            yield name, _text_of(part)


def _text_of(part: Any) -> str:
    items = getattr(part, "items", None)
    if isinstance(items, dict):
        return f"{[vars(item) for item in items.values()]}"
    return f"{_plain(vars(part))}" if hasattr(part, "__dict__") else f"{part}"


def test_who_reported_is_in_no_store_no_log_no_ledger_entry_and_no_answer(world: World, heard: Listener) -> None:
    headers = {"Idempotency-Key": KEY, "User-Agent": "示例"}
    said = world.ask("POST", "/v1/tips", body=TIP, headers=headers)
    again = world.ask("POST", "/v1/tips", body=TIP, headers=headers, token=FIRM)
    number, code = said.json["tip"], said.json["code"]
    assert (again.json["tip"], again.json["code"]) == (number, code)
    answers = [said, again, world.ask("POST", f"/v1/tips/{number}/status", body={"code": code})]
    assert world.looks == []
    answers.append(_moved(world, number, "referral", {"body": BODY}, token=OFFICER))
    answers.append(_moved(world, number, "decision", DECISION, token=CLERK))
    assert [one.status for one in answers] == [201, 201, 200, 200, 200]

    opened = world.ask("POST", f"/v1/desk/tips/{number}/reporter", token=OFFICER, body={"reasons": "需核实线索。"})

    assert (opened.json["name"], opened.json["contact"]) == (NAME, CONTACT)
    kept = dict(_kept_by(world))
    assert {"tips", "tippers", "tip_tries", "ledger", "limits", "repeats", "cases", "complaints"} <= set(kept)
    assert STATEMENT in kept["tips"]
    for secret in (NAME, CONTACT, code, KEY):
        for name, text in kept.items():
            assert secret not in text, name
        assert not [line for line in heard.lines if secret in line]
    for one in answers:
        assert NAME not in one.text
        assert CONTACT not in one.text
    assert number in kept["tippers"]


def test_a_tap_of_yesterday_is_the_same_tap_and_another_body_is_refused(world: World) -> None:
    first = world.ask("POST", "/v1/tips", body=TIP, headers={"Idempotency-Key": KEY})
    world.clock.now += timedelta(hours=20)

    again = world.ask("POST", "/v1/tips", body=TIP, headers={"Idempotency-Key": KEY})
    other = world.ask("POST", "/v1/tips", body={**TIP, "statement": "另一件事。"}, headers={"Idempotency-Key": KEY})

    assert (again.status, again.json["tip"], again.json["code"]) == (201, first.json["tip"], first.json["code"])
    assert (other.status, other.json["code"]) == (422, "repeat.other_body")


def test_a_key_that_others_might_come_to_is_refused_and_nothing_filed(world: World) -> None:
    said = world.ask("POST", "/v1/tips", body=TIP, headers={"Idempotency-Key": "tap-00000001"})

    assert (said.status, said.json["code"]) == (400, "repeat.key_unfit")
    assert not dict(_kept_by(world))["tippers"].count("JB")


def test_without_a_key_nothing_is_filed_for_nothing_could_tell_that_it_came_twice(world: World) -> None:
    said = world.ask("POST", "/v1/tips", body=TIP)

    assert (said.status, said.json["code"]) == (400, "repeat.key_missing")
    assert NAME not in said.text
    assert world.services.tips.kept == world.services.tippers.kept == {}
    assert world.looks == []


def test_who_reported_reads_that_their_name_was_opened_and_the_body_sees_the_same_as_before(world: World) -> None:
    number, code = _filed(world)
    _moved(world, number, "referral", {"body": BODY}, token=OFFICER)
    before = world.ask("GET", f"/v1/desk/tips/{number}", token=CLERK)
    world.clock.now += timedelta(hours=1)

    world.ask("POST", f"/v1/desk/tips/{number}/reporter", token=OFFICER, body={"reasons": "需核实线索。"})

    after = world.ask("GET", f"/v1/desk/tips/{number}", token=CLERK)
    told = [{name: one.json[name] for name in one.json if name not in {"as_of", "trace_id"}} for one in (before, after)]
    assert told[0] == told[1]
    assert before.headers["etag"] == after.headers["etag"]
    (opened,) = world.ask("POST", f"/v1/tips/{number}/status", body={"code": code}).json["opened"]
    assert (opened["role"], opened["reason"]) == ("tips", "需核实线索。")
    tag = {"If-Match": before.headers["etag"]}
    decided = world.ask("POST", f"/v1/desk/tips/{number}/decision", token=CLERK, body=DECISION, headers=tag)
    assert decided.status == 200


def test_opening_who_reported_is_a_look_that_names_the_tip_and_nobody(world: World) -> None:
    number, _ = _filed(world)

    said = world.ask("POST", f"/v1/desk/tips/{number}/reporter", token=OFFICER, body={"reasons": "需核实线索。"})

    assert said.status == 200
    (look,) = world.looks
    assert (look.act, look.subjects, look.actor.role) == (number, (), "tips")
    assert look.route == "POST /v1/desk/tips/{number}/reporter"


def test_a_wrong_code_is_answered_as_a_number_that_never_was(world: World) -> None:
    number, code = _filed(world)

    wrong = world.ask("POST", f"/v1/tips/{number}/status", body={"code": "wrong"})
    nothing = world.ask("POST", "/v1/tips/JB20261123-nothing/status", body={"code": code})

    assert wrong.status == nothing.status == 404
    for name in ("code", "title", "detail", "errors"):
        assert wrong.json[name] == nothing.json[name]
    assert set(wrong.headers) == set(nothing.headers)


@pytest.mark.parametrize("number", ["filed", "JB20261123-nothing"])
def test_a_number_is_tried_so_often_and_then_not_for_a_while(world: World, number: str) -> None:
    filed, code = _filed(world)
    path = f"/v1/tips/{filed if number == 'filed' else number}/status"

    statuses = [world.ask("POST", path, body={"code": "wrong"}).status for _ in range(kinds().tries.size + 1)]
    limited = world.ask("POST", path, body={"code": code})

    assert statuses == [404] * kinds().tries.size + [429]
    assert limited.status == 429
    assert limited.headers["retry-after"] == str(kinds().tries.seconds)
    assert world.ask("POST", "/v1/tips/JB20261123-other/status", body={"code": code}).status == 404


def test_a_store_of_tries_that_is_silent_limits_nobody(world: World) -> None:
    number, code = _filed(world)
    world.services.tip_tries.silent = True

    statuses = [world.ask("POST", f"/v1/tips/{number}/status", body={"code": code}).status for _ in range(2)]

    assert statuses == [200, 200]


def test_a_reward_goes_to_who_shows_the_code(world: World) -> None:
    number, code = _filed(world)
    _moved(world, number, "referral", {"body": BODY}, token=OFFICER)
    _moved(world, number, "decision", DECISION, token=CLERK)
    claimed = world.ask("POST", f"/v1/tips/{number}/reward-claim", body={"code": code})
    assert claimed.json["reward"]["state"] == "claimed"
    assert [tip["tip"] for tip in world.ask("GET", "/v1/desk/tips", token=CLERK).json["tips"]] == [number]
    granted = _moved(world, number, "reward", {"reasons": "符合规定。", "amount_yuan": 2000}, token=CLERK)
    assert granted.json["reward"]["state"] == "granted"

    assert _moved(world, number, "payment", {"code": "wrong"}, token=CLERK).status == 404
    paid = _moved(world, number, "payment", {"code": code}, token=CLERK)

    assert paid.json["reward"]["state"] == "paid"
    assert world.ask("POST", f"/v1/tips/{number}/status", body={"code": code}).json["reward"]["amount_yuan"] == 2000


def test_the_reported_party_reads_facts_and_learns_of_no_look_at_the_tip(world: World) -> None:
    number, _ = _filed(world)
    _moved(world, number, "referral", {"body": BODY}, token=OFFICER)
    assert world.ask("GET", "/v1/me/established-facts", token=FIRM).json["facts"] == []
    _moved(world, number, "decision", DECISION, token=CLERK)

    told = world.ask("GET", "/v1/me/established-facts", token=FIRM)

    assert [fact["facts"] for fact in told.json["facts"]] == [FACTS]
    assert STATEMENT not in told.text
    assert number not in told.text
    assert all(
        a_subject().reference not in look.subjects for look in world.looks if look.actor.role != "representative"
    )


def test_the_lists_come_in_pages(world: World) -> None:
    numbers = {_filed(world)[0] for _ in range(3)}

    first = world.ask("GET", "/v1/desk/tips?limit=2", token=OFFICER).json
    second = world.ask("GET", f"/v1/desk/tips?limit=2&cursor={first['next_cursor']}", token=OFFICER).json

    assert {tip["tip"] for tip in first["tips"] + second["tips"]} == numbers
    assert "next_cursor" not in second


def test_another_body_is_told_nothing(world: World) -> None:
    number, _ = _filed(world)
    _moved(world, number, "referral", {"body": BODY}, token=OFFICER)

    assert world.ask("GET", f"/v1/desk/tips/{number}", token=OTHER_CLERK).status == 404
    assert _moved(world, number, "decision", DECISION, token=OTHER_CLERK).status == 404
    assert world.ask("GET", "/v1/desk/tips", token=OTHER_CLERK).json["tips"] == []


def test_a_write_that_names_no_version_or_another_is_refused(world: World) -> None:
    number, _ = _filed(world)
    path = f"/v1/desk/tips/{number}/referral"

    assert world.ask("POST", path, token=OFFICER, body={}).status == 428
    stale = world.ask("POST", path, token=OFFICER, body={}, headers={"If-Match": 'W/"7.' + "0" * 32 + '"'})
    assert (stale.status, stale.json["code"]) == (412, "version.stale")


def test_a_refused_tip_leaves_nothing_behind_and_echoes_nothing(world: World) -> None:
    said = world.ask(
        "POST", "/v1/tips", body={**TIP, "kind": "gossip", "statement": "x" * 2001}, headers={"Idempotency-Key": KEY}
    )

    assert said.status == 422
    assert {error["code"] for error in said.json["errors"]} == {"tip.kind_unknown", "text.too_long"}
    assert NAME not in said.text
    assert world.services.tips.kept == world.services.tippers.kept == {}
