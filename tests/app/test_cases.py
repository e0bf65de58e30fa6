"""An objection from draft to close as it is called from outside: subject, desk, source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.objections.effects import roll_forward
from tests.app.world import COUNTY_BODY, Said, World, token_for
from tests.factories import BODY, a_profile, a_record, a_subject
from tests.factories_evidence import declared, papers

FIRM, OTHER_FIRM = token_for("representative"), token_for("representative", subject=a_subject(2).key, sub="other-firm")
CLERK, OTHER_CLERK = token_for("desk"), token_for("desk", sub="desk-2")
SOURCE, REVIEWER = token_for("department"), token_for("reviewer")
DISPUTED = a_record()
ON_EVIDENCE = {"e1": "决定书真实，予以采信。"}
CORRECTED: dict[str, Any] = {
    "outcome": "corrected",
    "reasons": "信源单位确认。",
    "values": {"fine_amount_wan": "0.5"},
    "on_evidence": ON_EVIDENCE,
}


def filing(**changes: Any) -> dict[str, Any]:
    """Return what a firm files against the amount of its penalty."""
    claimed = [{"field": "fine_amount_wan", "claimed": "0.5"}]
    sound = {
        "record_id": DISPUTED.record_id,
        "reason": "wrong_information",
        "statement": "金额不符。",
        "fields": claimed,
    }
    return {**sound, **changes}


def hand_in(
    world: World, number: str, files: Mapping[str, bytes], *, token: str = FIRM, headers: Any = None
) -> list[Said]:
    """Declare files of these kinds and have them come, so that they are looked into with the submission."""
    answers = []
    for kind, content in files.items():
        said = msgspec.to_builtins(declared(content, kind=kind))
        path = f"/v1/objections/{number}/attachments"
        answers.append(world.ask("POST", path, token=token, body=said, headers=headers))
        world.services.evidence.receive(number, said["sha256"], content)
    return answers


@dataclass
class Story:
    """One case, and how it is moved."""

    world: World
    number: str
    tag: str = ""
    fence: int = 0

    def move(self, path: str, token: str = CLERK, *, method: str = "POST", **body: Any) -> Said:
        """Make a move of staff, by the version and the token it last saw."""
        said = self.world.ask(
            method,
            f"/v1/desk/cases/{self.number}/{path}",
            token=token,
            headers={"If-Match": self.tag},
            body={"fence": self.fence, **body},
        )
        self.seen(said)
        return said

    def check(self) -> Said:
        """Have the platform check itself, as the worker of the queue does; return what the clerk then sees."""
        assert self.move("own-check").json["state"] == "checking"
        roll_forward(self.number, means=self.world.services, now=self.world.clock())
        said = self.world.ask("GET", f"/v1/desk/cases/{self.number}", token=CLERK)
        self.seen(said)
        return said

    def claim(self, token: str = CLERK) -> Said:
        """Claim the case."""
        said = self.world.ask("POST", "/v1/desk/claims", token=token, body={"case": self.number})
        self.seen(said)
        return said

    def seen(self, said: Said) -> None:
        """Keep what a later move must show."""
        if said.status < 300:
            self.tag, self.fence = said.headers["etag"], said.json.get("fence", self.fence)

    def of_the_subject(self, path: str = "", **body: Any) -> Said:
        """Return the case as its subject sees it, after a move of theirs if one is named."""
        method = "POST" if path else "GET"
        return self.world.ask(method, f"/v1/objections/{self.number}{path}", token=FIRM, body=body or None)

    def hand_in_papers(self) -> None:
        """Hand in what must go with the objection of a firm's representative."""
        hand_in(self.world, self.number, papers())

    @property
    def is_marked(self) -> bool:
        """Say whether everybody sees the record with its mark."""
        return bool(self.world.ask("GET", f"/v1/records/{DISPUTED.record_id}").json.get("disputed"))


@pytest.fixture
def story(world: World) -> Story:
    world.hold(a_profile(), DISPUTED)
    said = world.ask("POST", "/v1/objections", token=FIRM, body=filing())
    assert said.status == 201
    return Story(world, said.json["case"])


@pytest.fixture
def submitted(story: Story) -> Story:
    story.hand_in_papers()
    assert story.of_the_subject("/submission").json["state"] == "submitted"
    return story


def test_a_founded_objection_goes_its_whole_way(submitted: Story) -> None:
    case = submitted
    assert case.claim().status == 201
    assert case.move("acceptance").json["state"] == "accepted"
    assert case.is_marked
    assert case.check().json["own_check"]["agrees"]
    assert case.move("referral", note="请核对决定书。").json["referred_to"] == BODY

    assert case.claim(SOURCE).status == 201
    said = case.move("reply", SOURCE, answer="partial", reason="录入有误。", values={"fine_amount_wan": "0.5"})
    assert said.json["state"] == "replied"

    case.claim()
    closed = case.move("decision", **CORRECTED)

    assert (closed.status, closed.json["state"]) == (200, "closed")
    assert not case.is_marked
    record = case.world.ask("GET", f"/v1/records/{DISPUTED.record_id}").json
    assert (record["fields"]["fine_amount_wan"], record["version"]) == ("0.5", 3)
    assert case.of_the_subject().json["decision"]["outcome"] == "corrected"


def test_what_is_missing_is_asked_for_once_and_the_subject_answers(submitted: Story) -> None:
    submitted.claim()
    asked = submitted.move("supplement-request", missing=["加盖公章的授权委托书"])
    assert (asked.status, asked.json["state"]) == (200, "supplement_required")
    assert submitted.of_the_subject().json["supplement"]["missing"] == ["加盖公章的授权委托书"]

    given = submitted.of_the_subject("/supplement", answer="已补齐。")
    assert (given.status, given.json["state"]) == (200, "submitted")
    assert [pause["why"] for pause in given.json["pauses"]] == ["request_supplement"]

    submitted.claim()
    assert submitted.move("supplement-request", missing=["又一份"]).json["code"] == "supplement.already_requested"


def test_a_source_is_given_more_time_once_and_the_centre_waits_for_an_expert(submitted: Story) -> None:
    submitted.claim()
    submitted.move("acceptance")
    submitted.check()
    submitted.move("referral")
    submitted.claim(SOURCE)
    more = {"reason": "须调阅档案。", "approved_by": "虚构负责人"}
    assert submitted.move("extension", SOURCE, **more).json["extension"]["approved_by"] == "虚构负责人"
    assert submitted.move("extension", SOURCE, **more).json["code"] == "extension.already_granted"
    submitted.move("reply", SOURCE, answer="confirm", reason="一致。")

    submitted.claim()
    held = submitted.move("hold", by_whom="laboratory", reason="须鉴定公章真伪。")
    assert (held.json["state"], held.json["hold"]["by_whom"]) == ("held", "laboratory")
    submitted.claim()
    assert submitted.move("resume", finding="公章属实。").json["state"] == "checked"
    kept = submitted.move("decision", outcome="record_kept", reasons="属实。", on_evidence=ON_EVIDENCE)
    assert kept.json["state"] == "closed"


def test_a_subject_asks_for_a_review_and_another_person_decides_it(submitted: Story) -> None:
    submitted.claim()
    submitted.move("acceptance")
    submitted.check()
    submitted.move("referral")
    submitted.claim(SOURCE)
    submitted.move("reply", SOURCE, answer="confirm", reason="一致。")
    submitted.claim()
    refused = submitted.move("decision", outcome="record_kept", reasons="一致。", on_evidence=ON_EVIDENCE).json[
        "decision"
    ]
    assert "review" in refused["remedies"]

    asked = submitted.of_the_subject("/review", statement="请另行核查。")
    assert (asked.status, asked.json["kind"], asked.json["state"]) == (201, "review", "submitting")
    again = submitted.of_the_subject("/review", statement="请另行核查。")
    assert (again.status, again.json["case"], again.json["state"]) == (201, asked.json["case"], "submitting")
    assert submitted.of_the_subject("/review", statement="再次申请。").json["code"] == "review.only_once"
    roll_forward(asked.json["case"], means=submitted.world.services, now=submitted.world.clock())
    review = Story(submitted.world, asked.json["case"])
    assert review.is_marked
    assert review.claim().json["code"] == "objection.not_waiting"
    assert review.claim(REVIEWER).status == 201
    decided = review.move("review-decision", REVIEWER, outcome="deleted", reasons="应予删除。", on_evidence=ON_EVIDENCE)

    assert (decided.status, decided.json["state"]) == (200, "closed")
    assert not review.is_marked


def test_an_objection_is_not_accepted_with_reasons_and_leaves_no_mark(submitted: Story) -> None:
    submitted.claim()

    assert submitted.move("non-acceptance", reasons=" ").json["code"] == "decision.reasons_missing"
    assert submitted.move("non-acceptance", reasons="不属本平台记录。").json["state"] == "not_accepted"
    assert not submitted.is_marked


def test_a_subject_withdraws_and_the_mark_goes(submitted: Story) -> None:
    submitted.claim()
    submitted.move("acceptance")
    assert submitted.is_marked

    assert submitted.of_the_subject("/withdrawal").json["state"] == "withdrawing"
    roll_forward(submitted.number, means=submitted.world.services, now=submitted.world.clock())
    assert submitted.of_the_subject().json["state"] == "withdrawn"
    assert not submitted.is_marked


def test_the_subject_is_not_told_which_clerk_or_which_token(submitted: Story) -> None:
    submitted.claim()
    submitted.move("acceptance")

    said = submitted.of_the_subject()

    assert "desk-1" not in said.text
    assert "fence" not in said.json
    assert [line["move"] for line in said.json["trail"]][:2] == ["file", "submit"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"reason": "no-such-reason"}, 422, "objection.unsound"),
        ({"statement": ""}, 422, "objection.unsound"),
        ({"statement": "长" * 301}, 422, "objection.unsound"),
        ({"fields": [{"field": "no_such_field"}]}, 422, "objection.unsound"),
        ({"record_id": "m~0000~administrative_penalty"}, 404, "resource.not_found"),
        ({"record_id": "rubbish"}, 404, "resource.not_found"),
        ({"record_id": None}, 400, "form.value_type"),
        ({"colour": 1}, 400, "form.field_unknown"),
    ],
    ids=["reason", "no_statement", "long_statement", "field", "no_record", "no_id", "null", "unknown"],
)
def test_an_objection_that_will_not_do_is_refused(
    world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    world.hold(a_profile(), DISPUTED)

    said = world.ask("POST", "/v1/objections", token=FIRM, body=filing(**changes))

    assert (said.status, said.json["code"]) == (status, code)


def test_nobody_objects_to_the_record_of_another(world: World) -> None:
    world.hold(a_profile(), DISPUTED)

    assert world.ask("POST", "/v1/objections", token=OTHER_FIRM, body=filing()).status == 404


def test_of_two_objections_to_one_record_the_second_is_refused(submitted: Story) -> None:
    said = submitted.world.ask("POST", "/v1/objections", token=FIRM, body=filing())

    assert (said.status, said.json["code"]) == (409, "objection.already_open")


def test_a_case_of_another_does_not_exist(submitted: Story) -> None:
    world = submitted.world
    for path, method in (("", "GET"), ("/submission", "POST"), ("/withdrawal", "POST")):
        answers = [
            world.ask(method, f"/v1/objections/{number}{path}", token=OTHER_FIRM)
            for number in (submitted.number, "YY20261123-never000")
        ]
        assert [said.status for said in answers] == [404, 404]
        assert {**answers[0].json, "trace_id": ""} == {**answers[1].json, "trace_id": ""}


def test_a_source_that_was_not_asked_does_not_see_the_case(submitted: Story) -> None:
    path = f"/v1/desk/cases/{submitted.number}"
    county = token_for("department", body=COUNTY_BODY, division="512021")

    assert submitted.world.ask("GET", path, token=SOURCE).status == 404
    submitted.claim()
    submitted.move("acceptance")
    submitted.check()
    submitted.move("referral")
    assert submitted.world.ask("GET", path, token=SOURCE).status == 200
    assert submitted.world.ask("GET", path, token=county).status == 404


def test_a_write_of_staff_names_the_version_it_replaces(submitted: Story) -> None:
    submitted.claim()
    path = f"/v1/desk/cases/{submitted.number}/acceptance"
    body = {"fence": submitted.fence}

    missing = submitted.world.ask("POST", path, token=CLERK, body=body)
    stale = submitted.world.ask("POST", path, token=CLERK, body=body, headers={"If-Match": 'W/"1.' + "0" * 32 + '"'})

    assert (missing.status, missing.json["code"]) == (428, "version.if_match_missing")
    assert (stale.status, stale.json["code"]) == (412, "version.stale")
    assert not submitted.is_marked


def test_a_second_tap_on_a_move_is_stale(submitted: Story) -> None:
    submitted.claim()
    tag = submitted.tag
    assert submitted.move("acceptance").status == 200
    submitted.tag = tag

    assert submitted.move("acceptance").status in {409, 412}


def test_the_tag_of_a_move_is_the_tag_of_what_is_then_read(submitted: Story) -> None:
    claimed = submitted.claim()

    read = submitted.world.ask("GET", f"/v1/desk/cases/{submitted.number}", token=CLERK)

    assert claimed.headers["etag"] == read.headers["etag"]


def test_who_does_not_hold_the_case_cannot_move_it(submitted: Story) -> None:
    submitted.claim()

    assert submitted.move("acceptance", OTHER_CLERK).json["code"] == "lease.not_holder"
    assert (
        submitted.world.ask("POST", "/v1/desk/claims", token=OTHER_CLERK, body={"case": submitted.number}).json["code"]
        == "lease.held"
    )


def test_a_lease_is_renewed_given_back_and_runs_out(submitted: Story) -> None:
    submitted.claim()
    until = submitted.move("lease", method="PUT").json["lease"]["until"]
    submitted.world.clock.now += timedelta(minutes=1)
    assert submitted.move("lease", method="PUT").json["lease"]["until"] > until

    given_back = submitted.world.ask(
        "DELETE",
        f"/v1/desk/cases/{submitted.number}/lease?fence={submitted.fence}",
        token=CLERK,
        headers={"If-Match": submitted.tag},
    )
    assert "lease" not in given_back.json

    assert submitted.claim(OTHER_CLERK).status == 201
    submitted.world.clock.now += timedelta(hours=1)
    assert submitted.move("acceptance", OTHER_CLERK).json["code"] == "lease.expired"
    assert submitted.claim(CLERK).json["fence"] > 1


def test_the_queue_gives_what_waits_and_the_next_is_claimed_from_it(submitted: Story) -> None:
    world = submitted.world
    queue = world.ask("GET", "/v1/desk/cases", token=CLERK).json

    assert [one["case"] for one in queue["cases"]] == [submitted.number]
    assert "next_cursor" not in queue
    full = world.ask("GET", "/v1/desk/cases?limit=1", token=CLERK).json
    end = world.ask("GET", f"/v1/desk/cases?limit=1&cursor={full['next_cursor']}", token=CLERK).json
    assert (end["cases"], "next_cursor" in end) == ([], False)
    assert world.ask("GET", "/v1/desk/cases?state=replied", token=CLERK).json["cases"] == []
    assert world.ask("GET", "/v1/desk/cases?due_before=2026-11-24", token=CLERK).json["cases"] == []
    assert world.ask("GET", "/v1/desk/cases?due_before=2027-11-24", token=CLERK).json["cases"] != []
    assert world.ask("POST", "/v1/desk/claims", token=CLERK, body={}).json["case"] == submitted.number
    nothing = world.ask("POST", "/v1/desk/claims", token=OTHER_CLERK, body={})
    assert (nothing.status, nothing.json["code"]) == (404, "objection.nothing_waiting")


def test_what_waits_is_counted_for_who_must_act_and_a_body_asks_for_its_own_alone(submitted: Story) -> None:
    world = submitted.world
    submitted.claim()

    counted = world.ask("GET", "/v1/desk/counts", token=CLERK).json
    of_the_body = world.ask("GET", f"/v1/desk/counts?body={BODY}", token=SOURCE).json
    anothers = world.ask("GET", f"/v1/desk/cases?body={COUNTY_BODY}", token=SOURCE)

    assert (counted["waiting"], counted["held"], counted["by_state"]) == (1, 1, {"submitted": 1})
    assert (of_the_body["waiting"], anothers.status) == (0, 404)


def test_the_centre_asks_for_the_queue_of_any_body_of_the_register(submitted: Story) -> None:
    world = submitted.world

    for body in ("market_supervision", "yanjiang_district"):
        for asked in ("cases", "counts"):
            assert world.ask("GET", f"/v1/desk/{asked}?body={body}", token=CLERK).status == 200
    assert world.ask("GET", "/v1/desk/cases?body=Market", token=CLERK).status == 400


def test_a_case_is_handed_to_a_colleague_and_taken_back_by_a_lead(submitted: Story) -> None:
    submitted.claim()

    handed = submitted.move("transfer", to="desk-2", reason="回避。")
    stale = submitted.move("acceptance")
    taken = submitted.world.ask(
        "POST",
        f"/v1/desk/cases/{submitted.number}/reassignment",
        token=token_for("lead"),
        headers={"If-Match": submitted.tag},
        body={"to": "desk-3", "reason": "调配。"},
    )

    assert (handed.status, handed.json["lease"]["holder"], handed.json["fence"]) == (200, "desk-2", 2)
    assert (stale.status, stale.json["code"]) == (409, "lease.not_holder")
    assert (taken.status, taken.json["lease"]["holder"], taken.json["fence"]) == (200, "desk-3", 3)
    assert [line["move"] for line in taken.json["trail"]][-2:] == ["transfer", "reassignment"]
    assert "desk-2" not in str(submitted.of_the_subject().json)


def test_a_note_is_read_by_staff_alone(submitted: Story) -> None:
    path = f"/v1/desk/cases/{submitted.number}/notes"
    said = submitted.world.ask("POST", path, token=CLERK, body={"text": "已电话联系。"})

    assert (said.status, [note["text"] for note in said.json["notes"]]) == (201, ["已电话联系。"])
    assert submitted.world.ask("GET", path, token=OTHER_CLERK).json["notes"] == said.json["notes"]
    assert submitted.world.ask("GET", path, token=FIRM).status == 403
    assert "已电话联系" not in str(submitted.of_the_subject().json)


def test_every_sight_of_a_case_is_a_look_that_names_it(submitted: Story) -> None:
    before = len(submitted.world.looks)

    submitted.world.ask("GET", f"/v1/desk/cases/{submitted.number}", token=CLERK)

    look = submitted.world.looks[-1]
    assert len(submitted.world.looks) == before + 1
    assert (look.act, look.subjects, look.result) == (submitted.number, (f"m~{a_subject().key}",), "shown")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("acceptance", {}),
        ("acceptance", {"fence": -1}),
        ("acceptance", {"fence": "1"}),
        ("acceptance", {"fence": 1, "colour": 1}),
        ("non-acceptance", {"fence": 1}),
        ("decision", {"fence": 1}),
    ],
)
def test_a_move_of_another_form_is_refused(submitted: Story, path: str, body: dict[str, Any]) -> None:
    said = submitted.world.ask(
        "POST", f"/v1/desk/cases/{submitted.number}/{path}", token=CLERK, body=body, headers={"If-Match": submitted.tag}
    )

    assert said.status == 400
