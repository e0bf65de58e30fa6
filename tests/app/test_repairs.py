"""A repair as it is called from outside, from the question whether to the letter, and who is sent elsewhere."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from chalicelib.objections.effects import roll_forward
from chalicelib.objections.repairs.letters import Letter, fingerprint_of, letter_of, words_of
from chalicelib.publication.edition import publish_due
from tests.app.test_cases import CLERK, FIRM, OTHER_FIRM, SOURCE, Story, hand_in
from tests.app.world import World, token_for
from tests.factories import BODY, NOW, a_profile, a_record, a_subject
from tests.factories_evidence import PDF, declared, papers

PENALTY, MARKETS = a_record(), a_record(number=2, fields={"authority_name": "示例市虚构市场监督管理局"})
NEXT_RUN = NOW.replace(hour=23)


@pytest.fixture(autouse=True)
def _records(world: World) -> None:
    world.hold(a_profile(), PENALTY, MARKETS)


def _application(record_id: str = PENALTY.record_id, **changes: Any) -> dict[str, Any]:
    return {"record_id": record_id, "kind": "early_end", "statement": "罚款已缴清，申请终止公示。", **changes}


def _eligibility(world: World, record_id: str) -> Any:
    return world.ask("GET", f"/v1/repairs/eligibility?record={record_id}", token=FIRM)


def _attach(world: World, number: str, kind: str) -> str:
    """Send one file of a kind and return what became of it."""
    content = PDF + f"\n% {kind}".encode()
    said: dict[str, Any] = msgspec.to_builtins(declared(content, kind=kind))
    world.ask("POST", f"/v1/objections/{number}/attachments", token=FIRM, body=said)
    world.services.evidence.receive(number, said["sha256"], content)
    state: str = world.ask("POST", f"/v1/objections/{number}/attachments", token=FIRM, body=said).json["piece"]["state"]
    return state


def _published(world: World) -> list[tuple[str, bool]]:
    """Return what the public list of penalties shows, and of which it says that they are under repair."""
    pages = world.ask("GET", "/v1/publications/penalties").json["pages"]
    return [(one["record"], one.get("under_repair", False)) for page in pages for one in page["entries"]]


def _is_reported(world: World, token: str | None = None) -> bool:
    """Say whether the penalty stands in the public report on the firm, or in its own on itself."""
    path = f"/v1/subjects/{a_subject().key}/report" if token is None else "/v1/me/report"
    said = world.ask("GET", path, token=token)
    assert said.status == 200
    return PENALTY.record_id in said.text


def _publish(world: World) -> None:
    """Write the public files as the schedule does."""
    publish_due(press=world.services.press, now=NOW, next_run=NEXT_RUN)


def _repair(world: World, *material: str, **changes: Any) -> Story:
    """Bring an application with its pledge and proof to the desk."""
    made = world.ask("POST", "/v1/repairs", token=FIRM, body=_application(**changes))
    assert (made.status, made.json["kind"], made.json["state"]) == (201, "repair", "draft")
    story = Story(world, made.json["case"])
    needed = material or ("repair_pledge", "fulfilment_proof")
    assert {_attach(world, story.number, kind) for kind in needed} == {"kept"}
    assert story.of_the_subject("/submission").json["state"] == "submitted"
    return story


def test_a_firm_ends_the_publication_of_its_penalty_and_it_is_gone_at_once_from_everything_public(world: World) -> None:
    told = _eligibility(world, PENALTY.record_id).json
    assert [(one["kind"], one["may_apply"]) for one in told["offers"]] == [("early_end", True), ("restructuring", True)]
    _publish(world)
    assert (PENALTY.record_id, False) in _published(world)
    assert _is_reported(world)
    repair = _repair(world)

    repair.claim()
    assert repair.move("acceptance").json["state"] == "accepted"
    assert (PENALTY.record_id, True) in _published(world)
    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}").json["under_repair"]
    assert repair.move("referral").json["referred_to"] == BODY
    repair.claim(SOURCE)
    repair.move("reply", SOURCE, answer="grant", reason="罚款已缴清，违法行为已改正。")
    repair.claim()
    overridden = repair.move("decision", outcome="repair_refused", reasons="中心不同意。")
    assert (overridden.status, overridden.json["code"]) == (409, "repair.not_what_was_answered")
    assert repair.move("decision", outcome="repair_granted").json["state"] == "closed"

    assert [record for record, _ in _published(world)] == [MARKETS.record_id]
    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}").status == 404
    assert not _is_reported(world)
    public = world.ask("GET", f"/v1/subjects/{a_subject().key}/records?item=administrative_penalty").json["records"]
    assert [one["record"] for one in public] == [MARKETS.record_id]
    _publish(world)
    assert [record for record, _ in _published(world)] == [MARKETS.record_id]
    assert _is_reported(world, FIRM)
    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}", token=FIRM).json["repaired"]


def test_its_letter_is_for_the_firm_and_the_desk_as_json_and_as_a_page(world: World) -> None:
    repair = _repair(world)
    path = f"/v1/repairs/{repair.number}/letter"
    assert world.ask("GET", path, token=FIRM).json["code"] == "letter.not_ready"
    repair.claim()
    repair.move("non-acceptance", reasons="承诺书未盖章。")

    letter = world.ask("GET", path, token=FIRM).json
    page = world.ask("GET", f"{path}/document", token=CLERK)

    assert (letter["number"], letter["reasons"]) == (f"{repair.number}-JD", "承诺书未盖章。")
    assert [one["code"] for one in letter["remedies"]][-1] == "complaint"
    assert page.headers["content-type"].startswith("text/html")
    assert letter["number"] in page.text
    assert world.ask("GET", path, token=OTHER_FIRM).status == 404
    assert world.ask("GET", path, token=SOURCE).status == 403


def test_its_letter_is_printed_when_it_is_asked_for_and_fetched_as_a_download(world: World) -> None:
    repair = _repair(world)
    path = f"/v1/repairs/{repair.number}/letter/pdf"
    assert world.ask("GET", path, token=FIRM).json["code"] == "letter.not_ready"
    repair.claim()
    repair.move("non-acceptance", reasons="承诺书未盖章。")
    number = f"{repair.number}-JD"

    asked = world.ask("GET", path, token=FIRM)
    sha256 = fingerprint_of(words_of(_letter_kept(world, repair.number)))
    world.services.repair_letters.put(number, sha256, b"%PDF")
    fetched = world.ask("GET", path, token=FIRM)

    assert (asked.status, asked.json["number"], asked.json["is_ready"]) == (202, number, False)
    assert world.services.printing.sent == [f"{number}/{sha256}"]
    assert world.services.repair_letters.words(number, sha256) is not None
    assert fetched.status == 303
    assert f"{number}/{sha256}.pdf" in fetched.headers["location"]
    assert world.ask("GET", path, token=CLERK).status == 303
    assert world.ask("GET", path, token=OTHER_FIRM).status == 404
    assert world.ask("GET", path, token=SOURCE).status == 403


def _letter_kept(world: World, number: str) -> Letter:
    case, record = world.services.cases.find(number), world.services.library.find(PENALTY.record_id)
    return letter_of(case, record, world.services.catalogue.get(record.content.item))


def test_a_record_of_market_supervision_is_sent_to_its_own_door(world: World) -> None:
    told = _eligibility(world, MARKETS.record_id).json
    refused = world.ask("POST", "/v1/repairs", token=FIRM, body=_application(MARKETS.record_id))

    assert (told["door"]["goes_to"], told["door"]["answers_within"]) == ("国家企业信用信息公示系统", 7)
    assert (told["door"]["confirmed"], told["may_apply"], told["offers"]) == (False, False, [])
    assert (refused.status, refused.json["code"]) == (409, "repair.another_door")
    assert "国家企业信用信息公示系统" in refused.json["detail"]
    assert (MARKETS.record_id, False) in _published(world)


def test_a_repeated_tap_makes_one_application(world: World) -> None:
    tap = {"Idempotency-Key": "tap-00000001"}

    first, second = (world.ask("POST", "/v1/repairs", token=FIRM, body=_application(), headers=tap) for _ in range(2))

    assert (first.status, first.json["case"]) == (second.status, second.json["case"])


def test_it_is_not_submitted_without_its_material_and_says_which(world: World) -> None:
    number = world.ask("POST", "/v1/repairs", token=FIRM, body=_application()).json["case"]
    _attach(world, number, "repair_pledge")

    said = world.ask("POST", f"/v1/objections/{number}/submission", token=FIRM)

    assert (said.status, said.json["code"]) == (422, "repair.material_missing")
    assert [one["code"] for one in said.json["errors"]] == ["evidence.fulfilment_proof"]


def test_what_is_false_bars_the_next_application_and_tells_until_when(world: World) -> None:
    repair = _repair(world)
    repair.claim()
    repair.move("acceptance")
    repair.move("referral")
    repair.claim(SOURCE)
    repair.move("reply", SOURCE, answer="refuse", reason="缴款凭证系伪造。", finding="false_material")
    repair.claim()
    assert repair.move("decision", outcome="repair_refused").json["state"] == "closed"

    refused = world.ask("POST", "/v1/repairs", token=FIRM, body=_application())

    assert (refused.status, refused.json["code"]) == (409, "repair.conditions_not_met")
    assert [one["code"] for one in refused.json["errors"]] == ["repair.not_barred"]
    assert (PENALTY.record_id, False) in _published(world)


def test_an_open_dispute_stands_in_its_way_and_is_named(world: World) -> None:
    filing = {"record_id": PENALTY.record_id, "reason": "wrong_information", "statement": "金额不符。"}
    dispute = world.ask(
        "POST",
        "/v1/objections",
        token=FIRM,
        body={**filing, "fields": [{"field": "fine_amount_wan", "claimed": "0.5"}]},
    ).json["case"]
    hand_in(world, dispute, papers())
    world.ask("POST", f"/v1/objections/{dispute}/submission", token=FIRM)

    refused = world.ask("POST", "/v1/repairs", token=FIRM, body=_application())

    assert (refused.status, refused.json["code"]) == (409, "objection.already_open")
    assert dispute in refused.json["detail"]
    assert _eligibility(world, PENALTY.record_id).json["open_case"] == dispute


def test_its_clock_shows_its_working_by_the_rules_of_repairs(world: World) -> None:
    repair = _repair(world)

    clocks = world.ask("GET", f"/v1/objections/{repair.number}/clock", token=FIRM)
    receipt = world.ask("GET", f"/v1/objections/{repair.number}/receipt", token=FIRM)

    assert clocks.status == 200
    assert '"O36"' in clocks.text
    assert {one["act"]: one["on"] for one in receipt.json["deadlines"]} == {
        "acceptance": "2026-11-26",
        "repair_answer": "2026-12-07",
    }


def _granted(world: World, repair: Story, outcome: str = "repair_granted") -> None:
    """Have the body grant what was asked for, and the centre carry it out."""
    repair.claim()
    repair.move("acceptance")
    repair.move("referral")
    repair.claim(SOURCE)
    repair.move("reply", SOURCE, answer="grant", reason="罚款已缴清，违法行为已改正。")
    repair.claim()
    assert repair.move("decision", outcome=outcome).json["state"] == "closed"
    assert [record for record, _ in _published(world)] == [MARKETS.record_id]


def test_a_repair_that_was_had_by_false_material_is_taken_back_and_its_subject_heard_first(world: World) -> None:
    repair = _repair(world)
    _granted(world, repair)
    path, demand = f"/v1/repairs/{repair.number}/revocation", {"ground": "false_material", "reason": "缴款凭证系伪造。"}
    assert world.ask("POST", path, token=FIRM, body=demand).status == 403
    assert world.ask("POST", path, token=CLERK, body=demand).status == 403
    unfounded = world.ask("POST", path, token=SOURCE, body={**demand, "ground": "bad_mood"})
    assert (unfounded.status, unfounded.json["code"]) == (422, "revocation.ground_unknown")

    asked = world.ask("POST", path, token=SOURCE, body=demand)
    assert (asked.status, asked.json["kind"], asked.json["review_of"]) == (201, "revocation", repair.number)
    against = Story(world, asked.json["case"])
    roll_forward(against.number, means=world.services, now=world.clock())
    assert against.of_the_subject().json["state"] == "accepted"
    assert [record for record, _ in _published(world)] == [MARKETS.record_id]

    colleague = token_for("desk", sub="another-clerk")
    against.claim(colleague)
    early = against.move("decision", colleague, outcome="repair_revoked", reasons="凭证系伪造。")
    assert (early.status, early.json["code"]) == (409, "revocation.not_heard")
    heard = world.ask(
        "POST", f"/v1/repairs/{against.number}/hearing", token=FIRM, body={"statement": "凭证由银行出具，属实。"}
    )
    assert heard.json["hearing"]["statement"] == "凭证由银行出具，属实。"
    assert world.ask("GET", f"/v1/desk/cases/{against.number}", token=colleague).json["hearing"]
    against.claim(colleague)
    ended = against.move("decision", colleague, outcome="repair_revoked", reasons="凭证经核系伪造，申辩不成立。")

    assert ended.json["state"] == "closed"
    assert (PENALTY.record_id, False) in _published(world)
    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}").status == 200
    assert _is_reported(world)
    letter = world.ask("GET", f"/v1/repairs/{against.number}/letter", token=FIRM).json
    assert (letter["title"], letter["remedies"][0]["code"]) == ("撤销信用修复决定书", "review")
    barred = world.ask("POST", "/v1/repairs", token=FIRM, body=_application())
    assert [one["code"] for one in barred.json["errors"]] == ["repair.not_barred"]
    review = world.ask(
        "POST", f"/v1/objections/{against.number}/review", token=FIRM, body={"statement": "凭证属实，请复核。"}
    )
    assert (review.status, review.json["kind"]) == (201, "review")


def test_what_a_court_shields_is_gone_from_everything_public_up_to_its_last_day_and_no_longer(world: World) -> None:
    ruling = {
        "court": "示例市虚构中级人民法院",
        "doc_no": "（2026）虚构破1号",
        "ruled_on": "2026-10-01",
        "until": "2026-12-31",
    }
    unruled = world.ask("POST", "/v1/repairs", token=FIRM, body=_application(kind="restructuring"))
    assert (unruled.status, unruled.json["errors"][0]["code"]) == (422, "repair.ruling_misplaced")
    repair = _repair(world, "repair_pledge", "restructuring_ruling", kind="restructuring", ruling=ruling)
    _publish(world)

    _granted(world, repair, "shielded")

    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}").status == 404
    assert not _is_reported(world)
    assert _is_reported(world, FIRM)
    own = world.ask("GET", f"/v1/records/{PENALTY.record_id}", token=FIRM).json
    assert (own["shielded_until"], own.get("repaired", False)) == ("2026-12-31", False)
    letter = world.ask("GET", f"/v1/repairs/{repair.number}/letter", token=FIRM).json
    assert (letter["until"], "2026-12-31" in letter["sentence"]) == ("2026-12-31", True)

    world.clock.now = NOW.replace(month=12, day=31)
    assert [record for record, _ in _published(world)] == [MARKETS.record_id]
    world.clock.now = datetime(2027, 1, 1, 2, 0, tzinfo=UTC)
    assert (PENALTY.record_id, False) in _published(world)
    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}").status == 200
    world.clock.now = datetime(2027, 3, 3, 2, 0, tzinfo=UTC)
    assert world.ask("GET", f"/v1/records/{PENALTY.record_id}").status == 404
