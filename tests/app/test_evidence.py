"""What goes with an objection, as it is called from outside: eligibility, evidence, receipt, a statement afterwards."""

from typing import Any

import msgspec
import pytest

from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.papers import Decision
from tests.app.leave import BANK, OTHER_BANK
from tests.app.test_cases import CLERK, FIRM, OTHER_FIRM, filing, hand_in
from tests.app.world import WHY, Said, World, token_for
from tests.factories import NOW, a_case, a_profile, a_record, a_subject, an_objection
from tests.factories_evidence import PDF, declared, papers
from tests.fakes import MemoryCases

RECORD = a_record().record_id
AUTHORISED = {kind: papers()[kind] for kind in ("pledge", "authorisation")}
KEY = {"Idempotency-Key": "tap-00000001"}
ON_BEHALF = {"X-Purpose": "objection_on_behalf"}
TEXT = "该处罚已于当月缴清，并已完成整改。"
# What differs between two answers to calls that are answered alike.
_OF_THE_CALL = {"trace_id", "as_of"}


@pytest.fixture(autouse=True)
def _records(world: World) -> None:
    world.hold(a_profile(), a_record())


def _said(content: bytes = PDF, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(declared(content, **changes))
    return made


def _draft(world: World, **changes: Any) -> str:
    number: str = world.ask("POST", "/v1/objections", token=FIRM, body=filing(**changes)).json["case"]
    return number


def _attach(world: World, number: str, said: dict[str, Any], *, token: str = FIRM, headers: Any = None) -> Said:
    return world.ask("POST", f"/v1/objections/{number}/attachments", token=token, body=said, headers=headers)


def _alike(one: Said, other: Said) -> bool:
    """Say whether two refusals tell the same, to the letter, save whose call they answer."""
    first, second = (
        {key: value for key, value in said.json.items() if key not in _OF_THE_CALL} for said in (one, other)
    )
    return (one.status, first) == (other.status, second)


def test_an_annulled_penalty_is_objected_to_with_its_paper_and_a_receipt_is_taken_away(world: World) -> None:
    told = world.ask("GET", f"/v1/objections/eligibility?record={RECORD}", token=FIRM).json
    assert (told["may_object"], told["record_version"]) == (True, 1)
    assert [(one["kind"], one.get("met_by")) for one in told["papers"]] == [("pledge", None), ("authorisation", None)]
    assert all(one["why"] for one in told["reasons"])
    number = _draft(world, reason="decision_annulled", fields=[], requested_outcome="deleted")
    said = _said(kind="annulment")

    awaited = _attach(world, number, said, headers=KEY)
    assert (awaited.status, awaited.json["piece"]["state"]) == (201, "awaited")
    assert awaited.json["form"]["fields"]["key"] == f"incoming/{number}/{said['sha256']}"
    world.services.evidence.receive(number, said["sha256"], PDF)
    kept = _attach(world, number, said, headers=KEY)
    assert (kept.json["piece"]["state"], "form" in kept.json) == ("kept", False)

    hand_in(world, number, AUTHORISED)
    assert world.ask("GET", f"/v1/objections/{number}/receipt", token=FIRM).json["code"] == "receipt.not_ready"
    submitted = world.ask("POST", f"/v1/objections/{number}/submission", token=FIRM)
    receipt = world.ask("GET", f"/v1/objections/{number}/receipt", token=FIRM).json

    assert submitted.json["evidence"][0]["id"] == "e1"
    assert [one["kind"] for one in receipt["evidence"]] == ["annulment", "pledge", "authorisation"]
    assert receipt["evidence"][:1] == [
        {"kind": "annulment", "media_type": "application/pdf", "bytes": len(PDF), "sha256": said["sha256"]}
    ]
    assert {due["act"]: due["on"] for due in receipt["deadlines"]}["acceptance"] == "2026-11-24"


def test_without_its_paper_it_is_refused_and_the_draft_stays(world: World) -> None:
    number = _draft(world, reason="decision_annulled", fields=[])

    said = world.ask("POST", f"/v1/objections/{number}/submission", token=FIRM)

    assert (said.status, said.json["code"]) == (422, "objection.evidence_missing")
    assert [one["code"] for one in said.json["errors"]] == [
        "objection.evidence_missing",
        "evidence.pledge",
        "evidence.authorisation",
    ]
    assert world.ask("GET", f"/v1/objections/{number}", token=FIRM).json["state"] == "draft"


def test_200_mb_are_refused_before_anything_is_sent(world: World) -> None:
    said = _attach(world, _draft(world), _said(size_bytes=200 * 1024 * 1024))

    assert (said.status, said.json["code"]) == (422, "evidence.unsound")
    assert said.json["errors"][0]["code"] == "evidence.too_large"


def test_an_executable_named_pdf_is_refused_and_taken_away(world: World) -> None:
    number, program = _draft(world), b"MZ" + PDF
    said = _said(program)
    _attach(world, number, said)
    world.services.evidence.receive(number, said["sha256"], program)

    refused = _attach(world, number, said).json["piece"]
    assert (refused["state"], refused["fault"]) == ("refused", "evidence.executable")
    assert world.ask("POST", f"/v1/objections/{number}/submission", token=FIRM).status == 422
    left = world.ask("DELETE", f"/v1/objections/{number}/attachments/e1", token=FIRM)

    assert (left.status, left.json["evidence"]) == (200, [])
    hand_in(world, number, papers())
    assert world.ask("POST", f"/v1/objections/{number}/submission", token=FIRM).json["state"] == "submitted"


@pytest.mark.parametrize(("letters", "status"), [("𠮷" * 300, 201), ("a" * 301, 422)], ids=["1200 bytes", "301 bytes"])
def test_a_statement_is_measured_in_characters(world: World, letters: str, status: int) -> None:
    assert world.ask("POST", "/v1/objections", token=FIRM, body=filing(statement=letters)).status == status


def test_a_record_of_someone_else_is_answered_as_one_that_does_not_exist(world: World) -> None:
    never = a_record(subject=a_subject(9)).record_id

    def ask(record: str) -> list[Said]:
        filed = world.ask("POST", "/v1/objections", token=OTHER_FIRM, body=filing(record_id=record))
        return [world.ask("GET", f"/v1/objections/eligibility?record={record}", token=OTHER_FIRM), filed]

    for theirs, nobodys in zip(ask(RECORD), ask(never), strict=True):
        assert theirs.status == 404
        assert _alike(theirs, nobodys)


def test_a_second_objection_names_the_open_case_to_its_subject_alone(world: World) -> None:
    first, second = _draft(world), None
    world.clock.now = NOW.replace(minute=1)
    second = _draft(world)
    for number in (first, second):
        hand_in(world, number, papers())
    world.ask("POST", f"/v1/objections/{first}/submission", token=FIRM)

    refused = [
        world.ask("POST", "/v1/objections", token=FIRM, body=filing()),
        world.ask("POST", f"/v1/objections/{second}/submission", token=FIRM),
    ]
    stranger = world.ask("POST", "/v1/objections", token=OTHER_FIRM, body=filing())

    assert {(said.status, said.json["code"]) for said in refused} == {(409, "objection.already_open")}
    assert all(first in said.json["detail"] for said in refused)
    assert (stranger.status, first in stranger.text) == (404, False)


class _Dying(MemoryCases):
    """A table after whose next new case the process dies."""

    dies = True

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case, and die."""
        super().put(new, over=over)
        if self.dies:
            self.dies = False
            raise ProcessDiedError


class ProcessDiedError(BaseException):
    """The process is gone."""


def test_a_process_that_dies_between_making_and_answering_makes_no_second_draft(world: World) -> None:
    world.services.cases = _Dying()
    with pytest.raises(ProcessDiedError):
        world.ask("POST", "/v1/objections", token=FIRM, body=filing(), headers=KEY)
    world.services.repeats.items.clear()  # after half a minute the next tap is let through
    world.clock.now = NOW.replace(minute=5)

    said = world.ask("POST", "/v1/objections", token=FIRM, body=filing(), headers=KEY)

    assert said.status == 201
    assert list(world.services.cases.drafts_on(RECORD, limit=10)) == [said.json["case"]]


def _grant(world: World, **changes: Any) -> dict[str, str]:
    """Let the firm grant the bank to object for it; return what the bank sends."""
    wish = {
        "holder": {"credit_code": a_subject(7).key},
        "purpose": "objection_on_behalf",
        "items": ["administrative_penalty"],
        "uses": "repeated",
        "valid_until": "2026-12-31",
    }
    number: str = world.ask("POST", "/v1/grants", token=FIRM, body={**wish, **changes}).json["grant"]
    return {**ON_BEHALF, "X-Grant": number}


def test_an_agency_objects_for_who_granted_it_to_and_each_call_is_a_use(world: World) -> None:
    headers, said = _grant(world), _said()
    agent = {"name": "示例经办人", "phone": "13800000000"}
    told = world.ask("GET", f"/v1/objections/eligibility?record={RECORD}", token=BANK, headers=headers)
    filed = world.ask("POST", "/v1/objections", token=BANK, body=filing(agent=agent), headers={**headers, **KEY})
    number = filed.json["case"]

    assert (told.status, filed.status, filed.json["applicant"]) == (200, 201, "agency")
    assert filed.json["agency"] == a_subject(7).key
    assert [(one["kind"], one.get("met_by")) for one in told.json["papers"]] == [
        ("pledge", None),
        ("authorisation", "grant"),
    ]
    assert _attach(world, number, said, token=BANK, headers=headers).status == 201
    world.services.evidence.receive(number, said["sha256"], PDF)
    pledge = {"pledge": papers()["pledge"]}
    assert [one.status for one in hand_in(world, number, pledge, token=BANK, headers=headers)] == [201]
    submitted = world.ask("POST", f"/v1/objections/{number}/submission", token=BANK, headers=headers)
    assert submitted.json["state"] == "submitted"
    assert world.ask("GET", f"/v1/objections/{number}/receipt", token=BANK, headers=headers).status == 200
    assert world.ask("GET", f"/v1/objections/{number}/clock", token=BANK, headers=headers).json["case"] == number
    assert world.ask("GET", f"/v1/objections/{number}", token=FIRM).json["agency"] == a_subject(7).key
    grant = world.services.grants.find(headers["X-Grant"])
    assert grant.times == 7
    assert {(one.actor.role, one.ground, one.grant) for one in world.looks if one.actor.role == "agency"} == {
        ("agency", "authorisation", headers["X-Grant"])
    }

    world.ask("DELETE", f"/v1/grants/{headers['X-Grant']}", token=FIRM)
    assert world.ask("GET", f"/v1/objections/{number}", token=BANK, headers=headers).json["code"] == "grant.revoked"


def test_without_a_grant_for_it_an_agency_is_told_of_nothing(world: World) -> None:
    headers, number = _grant(world), _draft(world)

    assert world.ask("POST", "/v1/objections", token=BANK, body=filing()).status == 404
    assert world.ask("GET", f"/v1/objections/{number}", token=BANK, headers=headers).status == 404
    other = world.ask("POST", "/v1/objections", token=OTHER_BANK, body=filing(), headers=headers)
    assert (other.status, other.json["code"]) == (404, "grant.not_found")
    loan = _grant(world, purpose="commercial_loan") | {"X-Purpose": "commercial_loan"}
    assert world.ask("POST", "/v1/objections", token=BANK, body=filing(), headers=loan).status == 404


def test_each_look_of_staff_at_a_piece_is_on_the_ledger_and_gives_a_link_to_be_saved(world: World) -> None:
    number, said = _draft(world), _said()
    _attach(world, number, said)
    world.services.evidence.receive(number, said["sha256"], PDF)
    hand_in(world, number, AUTHORISED)
    world.ask("POST", f"/v1/objections/{number}/submission", token=FIRM)
    before = len(world.looks)

    path = f"/v1/objections/{number}/attachments/e1"
    by_clerk = world.ask("GET", path, token=CLERK)
    by_source, by_stranger = (
        world.ask("GET", path, token=token_for("department")),
        world.ask("GET", path, token=OTHER_FIRM),
    )

    assert (by_clerk.status, by_source.status, by_stranger.status) == (200, 404, 404)
    assert by_clerk.headers["x-content-type-options"] == "nosniff"
    assert by_clerk.json["link"].startswith("https://evidence.invalid/kept/")
    look = world.looks[before]
    assert (look.actor.role, look.act, look.subjects) == ("desk", number, (f"m~{a_subject().key}",))
    assert look.tells_of(RECORD, 1)


def _kept(world: World) -> str:
    decision = Decision(outcome="record_kept", reasons="经核查属实。", decided_by="desk-9", decided_at=NOW)
    case = a_case(state=State.CLOSED, objection=an_objection(), decision=decision)
    world.services.cases.put(case, over=None)
    return case.case


def test_a_statement_stands_beside_the_record_wherever_it_is_shown_and_is_taken_back(world: World) -> None:
    number = _kept(world)
    path = f"/v1/objections/{number}/statement"

    assert world.ask("POST", path, token=FIRM, body={"text": TEXT}).json["own_statement"]["is_placed"] is False
    roll_forward(number, means=world.services, now=world.clock())

    assert world.ask("GET", f"/v1/records/{RECORD}").json["statement"] == TEXT
    places = [
        f"/v1/records/{RECORD}",
        f"/v1/subjects/{a_subject().key}/records",
        f"/v1/subjects/{a_subject().key}/report",
    ]
    assert all(TEXT in world.ask("GET", place).text for place in places)
    assert TEXT in world.ask("GET", "/v1/me/report", token=FIRM).text
    wanted = {"subjects": [a_subject().key], "detail": "records"}
    bulk = world.ask("POST", "/v1/bulk-checks", token=token_for("department"), body=wanted, headers=WHY)
    assert (bulk.status, TEXT in bulk.text) == (200, True)

    assert world.ask("DELETE", path, token=FIRM).status == 200
    roll_forward(number, means=world.services, now=world.clock())
    assert not any(TEXT in world.ask("GET", place).text for place in places)


def test_a_statement_with_a_telephone_or_of_301_characters_is_refused(world: World) -> None:
    path = f"/v1/objections/{_kept(world)}/statement"

    for text, code in (("联系电话13800000000", "text.mobile"), ("字" * 301, "text.too_long")):
        said = world.ask("POST", path, token=FIRM, body={"text": text})
        assert (said.status, said.json["errors"][0]["code"]) == (422, code)
    assert world.ask("POST", path, token=OTHER_FIRM, body={"text": TEXT}).status == 404
