"""Reports: read by who may, as it is and as it was known; issued, fetched and verified by number."""

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import Record
from chalicelib.reports.closing import keep_document
from chalicelib.terms.report_numbers import number_of
from tests.app.world import CITIZEN_NUMBER, WHY, Said, World, token_for
from tests.factories import DIVISION, NOW, PENALTY, a_credit_code, a_person, a_profile, a_record, a_subject, an_issue

FIRM = a_subject()
REPORT = f"/v1/subjects/{FIRM.key}/report"
NEVER = number_of(division=DIVISION, at=NOW, letters="YYYYYYYY")
CASE = "YY20261123-aaaaaaaa"
SPECIAL = {"purpose": "bidding", "since": "2024-01-01", "until": "2026-11-22", "items": [PENALTY]}


def _known_citizen(world: World) -> str:
    document = world.services.documents.hash_of("resident_id", CITIZEN_NUMBER)
    world.services.identities.add(document, a_person().key)
    return token_for("citizen")


def _issued(world: World, kind: str = "public", *, token: str | None = None, **body: Any) -> Said:
    headers = {**WHY, **body.pop("headers", {})}
    asked = {"kind": kind, **body} if kind == "special" else {"subject": FIRM.key, "kind": kind, **body}
    return world.ask("POST", "/v1/reports", body=asked, token=token, headers=headers)


def _change(world: World, before: Record, after: Record) -> None:
    world.services.library.put(after, over=before)
    world.services.announce([Change(before=before, after=after, by="desk-1", role="desk")])


def test_anybody_reads_the_public_report(world: World) -> None:
    world.hold(a_profile(), a_record())

    said = world.ask("GET", REPORT)

    assert (said.status, said.json["head"]["reader"], said.json["head"]["level"]) == (200, "public", "L0")
    assert "next_cursor" not in said.json
    assert world.looks == []


def test_the_full_report_is_for_its_subject_and_for_departments(world: World) -> None:
    world.hold(a_profile(), a_record(reviewed=False))

    own = world.ask("GET", "/v1/me/report", token=token_for("representative"))
    same = world.ask("GET", REPORT, token=token_for("representative"))
    department = world.ask("GET", REPORT, token=token_for("department"), headers=WHY)

    assert [one.json["head"]["level"] for one in (own, same, department)] == ["L1", "L1", "L3"]
    assert own.json["head"]["accesses"] == "/v1/me/accesses"
    assert [look.ground for look in world.looks] == ["own_record", "own_record", "statutory_duty"]
    assert world.looks[2].purpose == "supervision"
    assert world.ask("GET", REPORT, token=token_for("department")).json["code"] == "purpose.missing"


def test_of_another_a_subject_reads_what_everybody_reads(world: World) -> None:
    world.hold(a_profile(subject=a_subject(2)))

    said = world.ask("GET", f"/v1/subjects/{a_credit_code(2)}/report", token=token_for("representative"))

    assert (said.status, said.json["head"]["reader"]) == (200, "public")
    assert world.looks == []


def test_a_report_as_of_an_earlier_day_says_what_was_known_then(world: World) -> None:
    first = a_record()
    world.hold(a_profile(), first)
    _change(world, first, versions.marked(first, case=CASE, at=NOW))

    now, then = world.ask("GET", REPORT).json, world.ask("GET", f"{REPORT}?known_on=2026-11-22").json

    lines = [report["chapters"][1]["sections"] for report in (now, then)]
    penalties = [next(one for one in sections if one["item"] == PENALTY)["records"] for sections in lines]
    assert [penalty[0]["version"] for penalty in penalties] == [2, 1]
    assert [penalty[0].get("disputed") for penalty in penalties] == [True, True]
    assert then["head"]["known_on"] == "2026-11-22"
    assert world.ask("GET", f"{REPORT}?known_on=2026-11-19").status == 404
    assert world.ask("GET", f"{REPORT}?valid_on=2026-11-24").json["code"] == "report.day_to_come"


def test_there_is_no_report_on_a_person_for_the_public(world: World) -> None:
    world.hold(a_record(subject=a_person()))
    token = _known_citizen(world)

    assert world.ask("POST", "/v1/reports", body={"kind": "public"}, token=token).status == 404
    assert world.ask("GET", "/v1/me/report", token=token).json["head"]["subject"]["library"] == "persons"
    assert world.ask("POST", "/v1/reports", body={"kind": "full"}, token=token).status == 201


def test_an_order_says_whose(world: World) -> None:
    said = world.ask("POST", "/v1/reports", body={"kind": "public"})

    assert said.json["errors"][0]["pointer"] == "/subject"


def test_a_report_is_issued_fetched_and_verified_by_its_number(world: World) -> None:
    world.hold(a_profile(), a_record())

    issued = _issued(world)
    fetched = world.ask("GET", issued.json["report"])
    verified = world.ask("GET", issued.json["verification"]).json

    assert (issued.status, fetched.status) == (201, 200)
    assert hashlib.sha256(fetched.text.encode()).hexdigest() == issued.json["sha256"] == verified["sha256"]
    assert list(fetched.json)[:3] == ["number", "kind", "issued_at"]
    assert (verified["state"], verified["standing"], verified["subject"]) == (
        "genuine",
        "unchanged",
        "示例虚构甲有限公司",
    )
    assert verified["signed"] == issued.json["signed"]
    assert world.services.printing.sent == [issued.json["number"]]
    assert world.looks == []


def test_the_printed_report_is_elsewhere_once_it_is_printed(world: World) -> None:
    world.hold(a_profile(), a_record())
    issued = _issued(world).json

    before = world.ask("GET", issued["document"])
    stores = {"issues": world.services.issues, "documents": world.services.report_documents}
    keep_document(issued["number"], b"%PDF-1.7", **stores, now=NOW)
    after = world.ask("GET", issued["document"])

    assert (before.status, before.json["is_ready"]) == (202, False)
    assert (after.status, after.json["is_ready"]) == (303, True)
    assert after.headers["location"].endswith(".pdf?seconds=300")
    told = world.ask("POST", "/v1/verifications", body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    assert (told.json["matches"], told.json["form"], told.json["report"]["number"]) == (True, "pdf", issued["number"])


def test_the_same_public_report_of_a_day_is_issued_once(world: World) -> None:
    world.hold(a_profile(), a_record())

    numbers = [_issued(world).json["number"] for _ in range(2)]
    world.hold(a_record(number=2))
    numbers.append(_issued(world).json["number"])
    world.clock.now += timedelta(days=1)
    numbers.append(_issued(world).json["number"])

    assert len(set(numbers)) == 3
    assert numbers[0] == numbers[1]


def test_a_repeated_tap_is_answered_with_the_same_number_and_is_a_look(world: World) -> None:
    world.hold(a_profile(), a_record())
    token, key = token_for("representative"), {"headers": {"Idempotency-Key": "tap-00000001"}}

    first, second = (_issued(world, "full", token=token, **key) for _ in range(2))
    other = _issued(world, "special", token=token, special=SPECIAL, **key)

    assert first.json == second.json
    assert (other.status, other.json["code"]) == (422, "repeat.other_body")
    assert [look.act for look in world.looks] == [first.json["number"]] * 2
    assert _issued(world, headers={"Idempotency-Key": "?"}).json["code"] == "repeat.key_unfit"


def test_a_report_that_is_not_public_is_for_who_issued_it_and_its_subject(world: World) -> None:
    world.hold(a_profile(), a_record())
    clerk = token_for("department")
    issued = _issued(world, "full", token=clerk).json
    others = [None, token_for("department", sub="clerk-2"), token_for("representative", subject=a_credit_code(2))]

    assert world.ask("GET", issued["report"], token=clerk).status == 200
    assert world.ask("GET", issued["report"], token=token_for("representative")).status == 200
    assert [world.ask("GET", issued["report"], token=token).status for token in others] == [404] * 3
    assert world.ask("GET", f"/v1/reports/{NEVER}").status == 404
    assert world.looks[1].purpose == "supervision"
    assert {look.act for look in world.looks[:3]} == {issued["number"]}


def test_nobody_is_issued_what_is_not_public_without_a_token_or_a_ground(world: World) -> None:
    world.hold(a_profile())

    assert [_issued(world, kind, special=SPECIAL).status for kind in ("full", "special")] == [401, 401]
    assert _issued(world, "special", special=SPECIAL, token=token_for("department")).status == 403
    assert _issued(world, "full", token=token_for("agency")).status == 404


def test_a_subject_is_issued_no_full_report_of_another(world: World) -> None:
    world.hold(a_profile(subject=a_subject(2)))
    token = token_for("representative")

    said = [
        world.ask("POST", "/v1/reports", body={"subject": a_credit_code(n), "kind": "full"}, token=token)
        for n in (2, 3)
    ]

    assert [one.status for one in said] == [404, 404]
    assert {**said[0].json, "trace_id": ""} == {**said[1].json, "trace_id": ""}


def test_a_report_of_what_changed_since_is_gone_and_its_document_deleted(world: World) -> None:
    record = a_record()
    world.hold(a_profile(), record)
    issued = _issued(world).json

    _change(world, record, versions.marked(record, case=CASE, at=NOW))

    said = world.ask("GET", issued["report"])
    assert (said.status, said.json["code"]) == (410, "report.gone")
    assert world.ask("GET", issued["document"]).status == 410
    assert world.services.report_documents.files == {}
    verified = world.ask("GET", issued["verification"]).json
    assert (verified["state"], verified["standing"]) == ("genuine", "disputed")


def test_a_report_in_which_something_proved_wrong_is_revoked(world: World) -> None:
    record = a_record()
    world.hold(a_profile(), record)
    issued = _issued(world, "full", token=token_for("department")).json

    _change(world, record, versions.corrected(record, {"fine_amount_wan": "0.5"}, case=CASE, at=NOW))

    told = world.ask("GET", issued["verification"]).json
    assert (told["state"], told.get("standing")) == ("revoked", None)


def test_with_every_schedule_dead_a_report_is_gone_on_the_day_after(world: World) -> None:
    world.hold(a_profile(), a_record(publish_until=NOW.date()))
    issued = _issued(world).json
    assert issued["until"] == "2026-11-23"

    world.clock.now += timedelta(days=1)

    assert world.ask("GET", issued["report"]).status == 410
    assert world.services.report_documents.files


def test_whether_a_report_is_still_true_is_told_to_who_holds_its_ground(world: World) -> None:
    world.hold(a_profile(), a_record())
    issued = _issued(world, "full", token=token_for("department")).json
    path = issued["verification"]

    told = {
        who: world.ask("GET", path, token=token).json.get("standing")
        for who, token in {
            "anybody": None,
            "its body": token_for("department", sub="clerk-2"),
            "its subject": token_for("representative"),
            "another subject": token_for("representative", subject=a_credit_code(2)),
            "the desk": token_for("desk"),
        }.items()
    }

    assert told == {
        "anybody": None,
        "its body": "unchanged",
        "its subject": "unchanged",
        "another subject": None,
        "the desk": None,
    }
    assert [look.act for look in world.looks] == [issued["number"]] * 3


def test_a_buyer_asks_of_a_special_report_until_the_day_its_subject_allowed_and_is_on_the_ledger(world: World) -> None:
    world.hold(a_profile(), a_record())
    allowed = {"special": SPECIAL, "verifiable_until": "2026-12-31"}
    issued = _issued(world, "special", token=token_for("representative"), **allowed)
    path = issued.json["verification"]

    during = world.ask("GET", path)
    world.clock.now += timedelta(days=39)
    after = world.ask("GET", path)

    assert issued.status == 201, issued.json
    assert (during.json["standing"], during.headers["cache-control"]) == ("unchanged", "private, no-store")
    assert (after.json["state"], after.json.get("standing")) == ("genuine", None)
    assert [(look.ground, look.actor.role) for look in world.looks[1:]] == [("allowed_by_subject", "public")]


def test_an_unknown_number_is_unknown_however_it_is_written(world: World) -> None:
    for number in (NEVER, NEVER.lower(), "ZY", "nothing", quote("编号")):
        assert world.ask("GET", f"/v1/verifications/{number}").json["state"] == "unknown"


def test_a_number_that_looks_like_a_resident_id_within_is_taken(world: World) -> None:
    at = NOW + timedelta(days=4, hours=7, minutes=34, seconds=56)
    issue = an_issue(number=number_of(division=DIVISION, at=at, letters="00000000"))
    world.services.issues.put(issue, over=None)

    for seconds in range(40):
        number = number_of(division=DIVISION, at=at + timedelta(seconds=seconds), letters="00000000")
        assert world.ask("GET", f"/v1/verifications/{number}").status == 200


def test_a_hash_or_a_file_is_compared_with_what_was_issued(world: World) -> None:
    world.hold(a_profile(), a_record())
    issued = _issued(world).json
    content = world.ask("GET", issued["report"]).text.encode()
    octets = {"Content-Type": "application/octet-stream"}

    by_hash = world.ask("POST", "/v1/verifications", body={"sha256": issued["sha256"]}).json
    by_file = world.ask("POST", "/v1/verifications", body=content, headers=octets).json
    altered = world.ask("POST", "/v1/verifications", body=content + b" ", headers=octets).json

    assert by_hash == by_file
    assert (by_hash["matches"], by_hash["form"], by_hash["report"]["state"]) == (True, "json", "genuine")
    assert (altered["matches"], altered.get("report")) == (False, None)
    assert world.ask("POST", "/v1/verifications", body=b"", headers=octets).json["code"] == "form.field_missing"
    assert world.ask("POST", "/v1/verifications", body=b"x" * 1_048_577, headers=octets).status == 413
    assert world.ask("POST", "/v1/verifications", body={"sha256": "x"}).status == 400


def test_a_hint_that_leads_elsewhere_matches_nothing(world: World) -> None:
    world.services.issues.put(an_issue(), over=None)
    for sha256, number in (("a" * 64, an_issue().number), ("b" * 64, NEVER)):
        world.services.issues.point(sha256, number)

        assert world.ask("POST", "/v1/verifications", body={"sha256": sha256}).json["matches"] is False


def test_the_public_keys_are_there_for_everybody(world: World) -> None:
    (key,) = world.ask("GET", "/v1/signing-keys").json["keys"]

    assert (key["key"], key["suite"], key["is_for_tests"]) == ("TEST-memory", "ES256", True)


def test_a_person_s_name_is_masked_for_who_holds_the_number(world: World) -> None:
    world.hold(a_record(subject=a_person()))
    issued = world.ask("POST", "/v1/reports", body={"kind": "full"}, token=_known_citizen(world)).json
    issue = world.services.issues.find(issued["number"])
    assert issue is not None
    named = msgspec.structs.replace(issue, version=2, named="张*")
    world.services.issues.put(named, over=issue)

    assert world.ask("GET", issued["verification"]).json["subject"] == "张*"
