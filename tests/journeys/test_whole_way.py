"""The whole way on the local cloud, as a newcomer starts it: upload, report, objection, correction, publication.

One start serves every test here. What people do goes over HTTP; two things are simulated, for nobody waits for them
in a test, and each journey says where: that the ledger's next minute has come (`_minutes_later`), and that days have
passed for the schedule of the desk (`_on`). Both run the schedule itself, by the stores of the running cloud.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import urllib3

from chalicelib.ledger.entries import SHARD_NAMES
from chalicelib.ledger.progress import Progress
from chalicelib.ledger.sealing import FIRST, MINUTE, WORK
from chalicelib.terms.dates import BEIJING
from chalicelib.workers import escalating, sealing
from infra.client.telling import Ending
from infra.local.demonstration.files import files
from infra.local.demonstration.loading import body_codes
from infra.local.demonstration.organisations import companies, persons
from tests.factories_evidence import PDF
from tests.journeys.local_cloud import (
    ROOT,
    Running,
    authorised,
    awaited,
    handed_in,
    moved,
    opened_by,
    own_penalty,
    published,
    started,
)
from tests.printed import texts_of

SOURCE = "示例虚构生态环境局"
MARKET = "示例虚构市场监督管理局"


@pytest.fixture(scope="module")
def local_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("cloud")) as running:
        yield running


def test_a_department_s_client_sends_a_file_and_its_exit_code_says_how_it_went(
    local_cloud: Running, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    today = datetime.now(BEIJING).date()
    sent = next(one for one in files(today=today, codes=body_codes()) if one.item == "administrative_penalty")
    sound, spoilt = tmp_path / "处罚.csv", tmp_path / "处罚_错.csv"
    sound.write_bytes(sent.content)
    spoilt.write_bytes(sent.content.replace(f"{today.year}-".encode(), b"x", 1))
    clerks = [local_cloud.clerk(name, body=sent.body) for name in ("CLIENT", "CLIENT-CHECKER")]

    def client(*words: str, clerk: int = 0) -> int:
        told = {**os.environ, "XINYONG_TOKEN": local_cloud.tokens[clerks[clerk]], "XINYONG_HOME": str(tmp_path)}
        command = [sys.executable, "-m", "infra.client", *words, "--service", local_cloud.base]
        return subprocess.run(command, cwd=ROOT, env=told, check=False, timeout=60).returncode

    def batch() -> str:
        told = capfd.readouterr().out
        print(told)
        return told.splitlines()[0].removeprefix("批次 ")

    declared = ("--item", sent.item, "--reviewed-by", "虚构审查人")
    assert client("send", str(sound), *declared) == Ending.WAITS
    assert client("execute", batch(), clerk=1) == Ending.TAKEN
    assert f"无变化 {sent.rows}" in capfd.readouterr().out
    assert client("send", str(spoilt), *declared) == Ending.WAITS
    number = batch()
    assert "cell.date_shape" in capfd.readouterr().out
    assert client("execute", number) == Ending.REFUSED, "who sent it does not let it go"
    assert client("execute", number, clerk=1) == Ending.SOME_REFUSED
    assert client("undo", number) == Ending.REFUSED, "it changed nothing that could be taken back"
    assert client("send", str(sound), "--item", "administrative_permit", *declared[2:]) == Ending.REFUSED
    assert "行政处罚" in capfd.readouterr().out


def test_it_says_what_was_loaded_and_is_ready(local_cloud: Running) -> None:
    status, _, _ = local_cloud.ask("GET", "/readyz")

    assert status == HTTPStatus.OK
    assert "行政处罚" in local_cloud.printed
    assert set(local_cloud.tokens) >= {"CITIZEN", "DEPARTMENT", "DESK"}


def test_it_listens_on_loopback_alone(local_cloud: Running) -> None:
    own = {str(pid) for pid in _processes_of(local_cloud.process.pid)}
    sockets = {str(link.readlink()) for pid in own for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    listening = [line[1] for line in lines if line[3] == "0A" and f"socket:[{line[9]}]" in sockets]

    assert listening
    assert all(address.startswith("0100007F:") for address in listening)


def test_the_printed_commands_answer(local_cloud: Running) -> None:
    assert len(local_cloud.commands) == 10

    for command in local_cloud.commands:
        done = subprocess.run(
            ["bash", "-c", command.replace("curl -s", "curl -sS --fail-with-body", 1)],
            env={**os.environ, **local_cloud.tokens},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert json.loads(done.stdout)


def test_a_newcomer_sends_the_kept_file_with_the_printed_commands(local_cloud: Running, tmp_path: Path) -> None:
    printed = local_cloud.printed.partition("by the departments' client")[2].partition("A department's system")[0]
    login, send, execute, annotated = [line.strip() for line in printed.splitlines() if line.startswith("   ")]
    here = {"XINYONG_HOME=.work/client": f"XINYONG_HOME={tmp_path}", ".venv/bin/python": sys.executable}
    steps = [login, f"said=$({send})", 'batch=$(echo "$said" | sed -n "1s/批次 //p")', execute, annotated]
    script = (
        "\n".join(steps).replace("<the batch that it told>", "$batch").replace("remarks.xlsx", f"{tmp_path}/r.xlsx")
    )
    for named, ours in here.items():
        script = script.replace(named, ours)
    told = {**os.environ, **local_cloud.tokens}
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=told, capture_output=True, timeout=120, check=False)

    assert done.returncode == 0, done
    assert "已入库" in done.stdout.decode()
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")


def test_a_newcomer_decides_the_open_case_with_the_printed_commands(local_cloud: Running) -> None:
    printed = local_cloud.printed.partition("An objection is open")[2].partition("\n\n")[0]
    steps = [line.strip() for line in printed.splitlines() if line.startswith("   move")]
    done = subprocess.run(
        ["bash", "-c", "\n".join(steps)],
        env={**os.environ, **local_cloud.tokens},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    states = re.findall(r'"state":"(\w+)"', done.stdout)
    assert states == ["accepted", "checking", "referred", "replied", "closed"], done.stdout
    assert len(done.stdout.splitlines()) == len(states)


def test_an_objection_marks_at_once_and_corrects_everywhere(local_cloud: Running) -> None:
    cloud, right = local_cloud, "0.5"
    penalty = own_penalty(cloud, who="FIRM", source=SOURCE)
    record = penalty["record"]
    assert published(cloud, record)

    status, case, _ = cloud.ask(
        "POST",
        "/v1/objections",
        who="FIRM",
        body={
            "record_id": record,
            "reason": "wrong_information",
            "statement": "罚款金额与决定书不符。",
            "fields": [{"field": "fine_amount_wan", "claimed": right}],
        },
        Idempotency_Key="objection-0001",
    )
    assert status == HTTPStatus.CREATED, case
    number = case["case"]
    assert handed_in(cloud, number, PDF) == "kept"
    authorised(cloud, number)
    status, case, _ = cloud.ask("POST", f"/v1/objections/{number}/submission", who="FIRM")
    assert (status, case["state"]) == (HTTPStatus.OK, "submitted")
    status, receipt, _ = cloud.ask("GET", f"/v1/objections/{number}/receipt", who="FIRM")
    assert status == HTTPStatus.OK
    assert [one["kind"] for one in receipt["evidence"]] == ["decision", "pledge", "authorisation"]
    assert opened_by(cloud, number, who="DESK") == PDF

    case = moved(cloud, number, "acceptance", {})
    assert case["state"] == "accepted"
    assert own_penalty(cloud, who="FIRM", source=SOURCE)["disputed"] is True
    shown = published(cloud, record)
    assert shown is not None
    assert shown["disputed"] is True

    case = moved(cloud, number, "own-check", {})
    assert (case["state"], case["own_check"]["agrees"], case["own_check"]["read_again"]) == ("checked", True, True)
    case = moved(cloud, number, "referral", {"note": "请核实罚款金额。"})
    assert case["state"] == "referred"
    case = moved(
        cloud,
        number,
        "reply",
        {"answer": "deny", "reason": "录入有误。", "values": {"fine_amount_wan": right}},
        who="DEPARTMENT",
    )
    assert case["state"] == "replied"
    case = moved(
        cloud,
        number,
        "decision",
        {
            "outcome": "corrected",
            "reasons": "信源单位确认录入有误。",
            "values": {"fine_amount_wan": right},
            "on_evidence": {"e1": "决定书所载金额与异议一致，予以采信。"},
        },
    )
    assert case["state"] == "closed"

    penalty = own_penalty(cloud, who="FIRM", source=SOURCE)
    assert penalty["fields"]["fine_amount_wan"] == right
    assert not penalty.get("disputed")
    shown = published(cloud, record)
    assert shown is not None
    assert shown["fields"]["fine_amount_wan"] == right


def test_a_repair_is_told_from_which_day_it_may_be_asked_for_or_at_which_door(local_cloud: Running) -> None:
    _, told, _ = local_cloud.ask("GET", "/v1/me/records?item=administrative_penalty", who="FIRM")
    by_source = {one["source"]: one["record"] for one in told["records"]}
    early, markets = by_source[SOURCE], by_source["示例虚构市场监督管理局"]

    _, eligibility, _ = local_cloud.ask("GET", f"/v1/repairs/eligibility?record={early}", who="FIRM")
    conditions = {one["code"]: one for one in eligibility["offers"][0]["conditions"]}
    body = {"record_id": early, "kind": "early_end", "statement": "罚款已缴清。"}
    too_early, refused, _ = local_cloud.ask("POST", "/v1/repairs", who="FIRM", body=body)
    _, elsewhere, _ = local_cloud.ask("GET", f"/v1/repairs/eligibility?record={markets}", who="FIRM")

    assert conditions["minimum_period"]["state"] == "not_met"
    assert (too_early, refused["code"]) == (HTTPStatus.CONFLICT, "repair.conditions_not_met")
    assert conditions["minimum_period"]["from_on"] in refused["errors"][0]["message_zh"]
    assert elsewhere["door"]["goes_to"] == "国家企业信用信息公示系统"


def test_a_firm_lets_a_bank_look_once(local_cloud: Running) -> None:
    cloud, bank = local_cloud, companies(3)[2].code
    wish = {
        "holder": {"credit_code": bank},
        "purpose": "commercial_loan",
        "items": ["administrative_penalty", "market_entity_registration"],
        "uses": "single",
        "valid_until": (datetime.now(UTC) + timedelta(days=30)).date().isoformat(),
    }
    status, grant, _ = cloud.ask("POST", "/v1/grants", who="FIRM", body=wish, Idempotency_Key="grant-0001")
    assert status == HTTPStatus.CREATED, grant
    number = grant["grant"]

    def looked() -> tuple[int, dict[str, Any]]:
        how = {"X_Purpose": "commercial_loan", "X_Grant": number}
        return cloud.ask("GET", f"/v1/subjects/{companies(2)[1].code}/report", who="BANK", **how)[:2]

    assert looked()[0] == HTTPStatus.OK
    status, refused = looked()
    assert (status, refused["code"]) == (HTTPStatus.FORBIDDEN, "grant.used")
    _, held, _ = cloud.ask("GET", "/v1/grants", who="BANK")
    _, given, _ = cloud.ask("GET", f"/v1/grants/{number}", who="FIRM")
    assert held["grants"][0]["receipt"] == given["receipt"] == grant["receipt"]
    assert (given["state"], given["times"]) == ("used", 1)


def test_a_person_is_looked_up_and_helped_at_a_counter_and_told_of_it(local_cloud: Running) -> None:
    cloud, person = local_cloud, persons(1)[0]
    named = {"name": person.name, "document_type": "resident_id", "number": person.number}
    why = {"X_Purpose": "supervision", "X_Matter_Number": "2026-1"}
    status, found, _ = cloud.ask("POST", "/v1/person-lookups", who="DEPARTMENT", body=named, **why)
    assert status == HTTPStatus.OK, found
    status, _, _ = cloud.ask("GET", f"/v1/subjects/{found['handle']}/records", who="DEPARTMENT", **why)
    assert status == HTTPStatus.OK
    misnamed = {**named, "name": "虚构人某"}
    assert cloud.ask("POST", "/v1/person-lookups", who="DEPARTMENT", body=misnamed, **why)[0] == HTTPStatus.NOT_FOUND

    arrival = {"person": named, "evidence": "document_read", "read_by": "reader 1"}
    status, session, _ = cloud.ask("POST", "/v1/assisted-sessions", who="COUNTER", body=arrival)
    assert status == HTTPStatus.CREATED, session
    _, by_counter, _ = cloud.ask("GET", "/v1/me", who="COUNTER", X_Assisted_Session=session["token"])
    _, by_phone, _ = cloud.ask("GET", "/v1/me", who="CITIZEN")
    assert {**by_counter, "as_of": ""} == {**by_phone, "as_of": ""}
    _, told, _ = cloud.ask("GET", "/v1/me/assisted-sessions", who="CITIZEN")
    assert [one["session"] for one in told["sessions"]] == [session["session"]]


def test_a_firm_proves_that_a_penalty_was_annulled(local_cloud: Running) -> None:
    cloud, firm = local_cloud, companies(13)[12]
    cloud.newcomer("ANNULLED", role="representative", subject=firm.code)
    record = own_penalty(cloud, who="ANNULLED", source=SOURCE)["record"]

    # Eleven looked at the firm before anybody doubted: nine departments by their duty, two banks by the firm's leave.
    readers = [*_departments_look(cloud, firm.code), *_banks_look(cloud, firm.code, by_leave_of="ANNULLED")]
    _minutes_later(cloud, 1)
    looks = cloud.told("/v1/me/accesses?limit=100", who="ANNULLED")["accesses"]
    assert len(readers) == len(looks) == 11

    # It files, and hands in the judgment; what is disputed is still there for everybody, and says that it is disputed.
    number = _filed(
        cloud, record, who="ANNULLED", reason="decision_annulled", statement="处罚决定已被判决撤销（虚构）。"
    )
    unproved, refused, _ = cloud.ask("POST", f"/v1/objections/{number}/submission", who="ANNULLED")
    assert (unproved, refused["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "objection.evidence_missing")
    assert {one["code"] for one in refused["errors"]} == {
        "objection.evidence_missing",
        "evidence.pledge",
        "evidence.authorisation",
    }
    assert handed_in(cloud, number, PDF, who="ANNULLED") == "kept"
    authorised(cloud, number, who="ANNULLED")
    assert cloud.made(f"/v1/objections/{number}/submission", who="ANNULLED")["state"] == "submitted"
    assert moved(cloud, number, "acceptance", {})["state"] == "accepted"
    assert published(cloud, record)["disputed"] is True

    # The centre shows what was sent, so the source is asked; it reads the evidence, and denies its own record.
    check = moved(cloud, number, "own-check", {})["own_check"]
    assert (check["agrees"], check["read_again"]) == (True, True)
    assert moved(cloud, number, "referral", {"note": "请核实处罚决定的效力。"})["state"] == "referred"
    assert opened_by(cloud, number, who="DEPARTMENT") == PDF
    denied = {"answer": "deny", "reason": "该处罚决定已被判决撤销。"}
    assert moved(cloud, number, "reply", denied, who="DEPARTMENT")["state"] == "replied"

    # The decision says what was made of each piece of evidence, or is none.
    ruling: dict[str, Any] = {"outcome": "deleted", "reasons": "信源单位确认决定已被撤销。"}
    assert _refusal_of(cloud, number, "decision", ruling) == "decision.evidence_not_answered"
    ruling["on_evidence"] = {"e1": "判决书真实，与信源单位答复一致，予以采信。"}
    began = datetime.now(UTC)
    case = moved(cloud, number, "decision", ruling)
    assert (case["state"], case["decision"]["on_evidence"]) == ("closed", ruling["on_evidence"])

    # Once that is answered the record is nowhere: nothing is waited for here, and no page is made anew.
    assert published(cloud, record) is None
    assert cloud.ask("GET", f"/v1/records/{record}")[0] == HTTPStatus.NOT_FOUND
    for path in ("", "/report", "/records"):
        assert record not in json.dumps(cloud.told(f"/v1/subjects/{firm.code}{path}"))
    assert cloud.told(f"/v1/subjects/{firm.code}")["items"]["administrative_penalty"] == 0
    assert cloud.told(f"/v1/subjects?q={quote(firm.name)}")["subjects"][0]["credit_code"] == firm.code
    gone_within = datetime.now(UTC) - began
    assert gone_within < timedelta(minutes=1)

    # The eleven are told that something has changed, and not what; nine confirm, and the firm reads so.
    told = {who: _told_of_change(cloud, record, who=who, since=began) for who in readers}
    for notice in told.values():
        assert "已有变动" in notice["text"]
        assert not any(word in notice["text"] for word in ("删除", "撤销", "撤回", number))
        assert "act" not in notice
    for who, notice in list(told.items())[:9]:
        cloud.made(f"/v1/notices/{notice['notice']}/acknowledgement", who=who)
    assert cloud.told(f"/v1/objections/{number}", who="ANNULLED")["chase"] == {"told": 11, "confirmed": 9}
    decided = _notice(cloud, "decided_in_favour", who="ANNULLED")
    assert "处理结果：删除" in decided["text"]
    assert ruling["reasons"] in decided["text"]
    assert "。。" not in decided["text"]
    passed_on = cloud.told(f"/v1/desk/cases/{number}/notices", who="DESK")["notices"]
    assert "exchange_revoke" in {one["template"] for one in passed_on}
    print(f"gone for everybody {gone_within.total_seconds():.1f} s after the decision was sent; 9 of 11 have confirmed")


def test_a_department_stays_silent_to_the_hard_cap(local_cloud: Running) -> None:
    cloud, firm = local_cloud, companies(15)[14]
    cloud.newcomer("UNHEARD", role="representative", subject=firm.code)
    cloud.clerk("COMMISSION", body="development_reform")
    cloud.clerk("LEAD", body="credit_centre", role="lead")
    record = own_penalty(cloud, who="UNHEARD", source=SOURCE)["record"]
    disputed = {"fields": [{"field": "fine_amount_wan", "claimed": "0.5"}]}
    number = _filed(
        cloud, record, who="UNHEARD", reason="wrong_information", statement="罚款金额不符（虚构）。", **disputed
    )
    assert handed_in(cloud, number, PDF, who="UNHEARD") == "kept"
    authorised(cloud, number, who="UNHEARD")
    cloud.made(f"/v1/objections/{number}/submission", who="UNHEARD")
    for move in ("acceptance", "own-check"):
        moved(cloud, number, move, {})
    case = moved(cloud, number, "referral", {"note": "请核实罚款金额。"})
    days = {one["act"]: date.fromisoformat(one["on"]) for one in case["deadlines"]}
    due, cap = days["reply"], days["absolute"]
    assert date.fromisoformat(case["due_on"]) == due

    # Simulated: the schedule of the desk runs as if these days had come. The department does nothing on any of them.
    with cloud.later() as services:
        first, third = (services.calendar.provisional_last_day_of(count, after=due).day for count in (1, 3))
    assert due < first < third < cap
    taken = [(day, _on(cloud, day, number)) for day in (due, first, third, cap, cap + timedelta(days=1))]
    assert taken == [
        (due, ["reminder"]),
        (first, ["escalated_to_lead"]),
        (third, ["escalated_to_commission"]),
        (cap, []),
        (cap + timedelta(days=1), ["fall_silent", "suspended"]),
    ]
    for who, template in (("DEPARTMENT", "reminder"), ("LEAD", "escalated"), ("COMMISSION", "escalated")):
        assert number in _notice(cloud, template, who=who, act=number)["text"]

    # What its source cannot confirm is no longer public; its subject and whoever looks by duty see it, and why.
    assert published(cloud, record) is None
    assert cloud.ask("GET", f"/v1/records/{record}")[0] == HTTPStatus.NOT_FOUND
    assert record not in json.dumps(cloud.told(f"/v1/subjects/{firm.code}/report"))
    why = {"X_Purpose": "supervision", "X_Matter_Number": "2026-1"}
    for seen in (
        own_penalty(cloud, who="UNHEARD", source=SOURCE),
        cloud.told(f"/v1/records/{record}", who="COMMISSION", **why),
    ):
        assert (seen["record"], seen["suspended"], seen["disputed"]) == (record, True, True)
    for who in ("UNHEARD", "DEPARTMENT"):
        assert "暂停公开展示，标注“待核实”" in _notice(cloud, "suspended", who=who, act=number)["text"]

    # Then the case waits for the centre, which decides without the department.
    ruling = {"outcome": "deleted", "reasons": "信源单位逾期未能确认其记录。", "on_evidence": {"e1": "予以采信。"}}
    case = moved(cloud, number, "decision", ruling)
    assert (case["state"], case["silent_since"][:10]) == ("closed", (cap + timedelta(days=1)).isoformat())
    assert record not in json.dumps(cloud.told("/v1/me/records", who="UNHEARD"))
    assert published(cloud, record) is None
    assert "处理结果：删除" in _notice(cloud, "decided_in_favour", who="UNHEARD")["text"]
    print(f"silent for {(cap - date.fromisoformat(case['opened_at'][:10])).days} days: told 3 times, then suspended")


def test_a_persons_record_that_is_not_theirs(local_cloud: Running) -> None:
    cloud, (person, other) = local_cloud, persons(6)[4:]
    cloud.newcomer("MISTAKEN", role="citizen", subject=person.number)
    cloud.newcomer("STRANGER", role="citizen", subject=other.number)
    cloud.clerk("MARKET", body="demo-market")
    cloud.clerk("CLERK-OF-CIVIL", body="civil_affairs")
    record = own_penalty(cloud, who="MISTAKEN", source=MARKET)["record"]
    assert person.number not in record

    # A department had looked them up, by name and number, for a matter of its own.
    why = {"X_Purpose": "supervision", "X_Matter_Number": "2026-7"}
    named = {"name": person.name, "document_type": "resident_id", "number": person.number}
    handle = cloud.made("/v1/person-lookups", who="CLERK-OF-CIVIL", body=named, **why)["handle"]
    theirs = f"/v1/subjects/{handle}/records"
    assert record in json.dumps(cloud.told(theirs, who="CLERK-OF-CIVIL", **why))

    # The person objects: it is another's of the same name (张冠李戴). Once accepted, every view says so.
    number = _filed(
        cloud, record, who="MISTAKEN", reason="not_ours", statement="同名之人的处罚，被记在我名下（虚构）。"
    )
    assert cloud.made(f"/v1/objections/{number}/submission", who="MISTAKEN")["state"] == "submitted"
    assert moved(cloud, number, "acceptance", {})["state"] == "accepted"
    views = [
        own_penalty(cloud, who="MISTAKEN", source=MARKET),
        cloud.told(f"/v1/records/{record}", who="MISTAKEN"),
        _in_report(cloud.told("/v1/me/report", who="MISTAKEN"), record),
        next(one for one in cloud.told(theirs, who="CLERK-OF-CIVIL", **why)["records"] if one["record"] == record),
        cloud.told(f"/v1/records/{record}", who="CLERK-OF-CIVIL", **why),
        cloud.told(f"/v1/records/{record}", who="DESK", X_Purpose="objection_check", X_Matter_Number=number),
    ]
    assert [view["disputed"] for view in views] == [True] * len(views)
    _nobody_else_finds(cloud, number=number, record=record, named=named)
    _minutes_later(cloud, 3)

    # The centre shows what was sent, the source finds its own mistake, the decision deletes the record.
    assert moved(cloud, number, "own-check", {})["own_check"]["agrees"] is True
    moved(cloud, number, "referral", {"note": "请核实当事人身份。"})
    moved(cloud, number, "reply", {"answer": "deny", "reason": "身份证件号码录入错误，系同名之人。"}, who="MARKET")
    began = datetime.now(UTC)
    ruling = {"outcome": "deleted", "reasons": "信源单位确认该处罚的当事人另有其人。"}
    assert moved(cloud, number, "decision", ruling)["state"] == "closed"
    assert record not in json.dumps(cloud.told("/v1/me/report", who="MISTAKEN"))
    assert record not in json.dumps(cloud.told(theirs, who="CLERK-OF-CIVIL", **why))
    assert cloud.ask("GET", f"/v1/records/{record}", who="MISTAKEN")[0] == HTTPStatus.NOT_FOUND

    # The person reads who had looked, for what; and the answer, with its reasons. Who had looked is told to look again.
    looks = cloud.told("/v1/me/accesses?limit=100", who="MISTAKEN")["accesses"]
    by_civil = [one for one in looks if one.get("matter_number") == why["X_Matter_Number"]]
    assert {(one["body"], one["purpose_zh"]) for one in by_civil} == {("资阳市民政局", "监督检查")}
    assert not any(clerk in json.dumps(looks) for clerk in ("clerk-of-civil", "desk-1"))
    assert ruling["reasons"] in _notice(cloud, "decided_in_favour", who="MISTAKEN")["text"]
    assert "已有变动" in _told_of_change(cloud, record, who="CLERK-OF-CIVIL", since=began)["text"]
    _nobody_else_finds(cloud, number=number, record=record, named=named)
    print(
        f"marked in {len(views)} views, {len(by_civil)} looks of a department told to the person, found by nobody else"
    )


def test_a_firm_has_the_publication_of_its_penalty_ended_early(local_cloud: Running) -> None:
    cloud, firm = local_cloud, companies(18)[16]
    cloud.newcomer("REPAIRED", role="representative", subject=firm.code)
    cloud.clerk("CLERK-OF-ENVIRONMENT", body="demo-environment")
    record = own_penalty(cloud, who="REPAIRED", source=SOURCE)["record"]
    assert published(cloud, record)

    # A bank had looked by the firm's leave, a department by its duty.
    readers = [cloud.clerk("CLERK-OF-JUSTICE", body="justice"), *_banks_look(cloud, firm.code, by_leave_of="REPAIRED")]
    why = {"X_Purpose": "supervision", "X_Matter_Number": "2026-9"}
    cloud.told(f"/v1/subjects/{firm.code}/report", who=readers[0], **why)
    _minutes_later(cloud, 5)

    # It is told that it may ask, and what it needs; without pledge and proof nothing is submitted.
    told = cloud.told(f"/v1/repairs/eligibility?record={record}", who="REPAIRED")
    offer = next(one for one in told["offers"] if one["kind"] == "early_end")
    assert (told["decided_by"], offer["may_apply"]) == (SOURCE, True)
    body = {"record_id": record, "kind": "early_end", "statement": "罚款已缴清，违法行为已改正（虚构）。"}
    number = cloud.made("/v1/repairs", who="REPAIRED", body=body, Idempotency_Key="journey-of-repair")["case"]
    bare, refused, _ = cloud.ask("POST", f"/v1/objections/{number}/submission", who="REPAIRED")
    assert (bare, refused["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "repair.material_missing")
    for need in offer["needs"]:
        paper = PDF + f"\n% {need['code']}".encode()
        assert handed_in(cloud, number, paper, who="REPAIRED", kind=need["code"]) == "kept"
    assert cloud.made(f"/v1/objections/{number}/submission", who="REPAIRED")["state"] == "submitted"

    # The centre accepts within three working days; everybody sees that it is under repair, and the body is asked.
    case = moved(cloud, number, "acceptance", {})
    with cloud.later() as services:
        opened = datetime.fromisoformat(case["opened_at"]).astimezone(BEIJING).date()
        third = services.calendar.provisional_last_day_of(3, after=opened).day
    days = {one["act"]: date.fromisoformat(one["on"]) for one in case["deadlines"]}
    assert days["acceptance"] == third
    assert datetime.fromisoformat(case["moved_at"]).astimezone(BEIJING).date() <= third
    shown = published(cloud, record)
    assert (shown["under_repair"], shown.get("disputed", False)) == (True, False)
    assert moved(cloud, number, "referral", {})["referred_to"] == "demo-environment"
    granted = {"answer": "grant", "reason": "罚款已缴清，整改经复查合格（虚构）。"}
    assert moved(cloud, number, "reply", granted, who="CLERK-OF-ENVIRONMENT")["state"] == "replied"
    assert cloud.ask("GET", f"/v1/repairs/{number}/letter/pdf", who="REPAIRED")[1]["code"] == "letter.not_ready"
    began = datetime.now(UTC)
    assert moved(cloud, number, "decision", {"outcome": "repair_granted"})["state"] == "closed"

    # It is gone for every reader at once; the firm, the desk and its source still see it, and that it is repaired.
    assert published(cloud, record) is None
    assert cloud.ask("GET", f"/v1/records/{record}")[0] == HTTPStatus.NOT_FOUND
    for path in ("", "/report", "/records"):
        assert record not in json.dumps(cloud.told(f"/v1/subjects/{firm.code}{path}"))
        assert record not in json.dumps(cloud.told(f"/v1/subjects/{firm.code}{path}", who=readers[0], **why))
    assert cloud.told(f"/v1/records/{record}", who="REPAIRED")["repaired"] is True
    gone_within = datetime.now(UTC) - began

    # Who had looked is told that something has changed; the firm why, and fetches its letter, sealed.
    for who in readers:
        assert "已有变动" in _told_of_change(cloud, record, who=who, since=began)["text"]
    assert (
        granted["reason"].removesuffix("。") in _notice(cloud, "decided_in_favour", who="REPAIRED", act=number)["text"]
    )
    pdf = _letter(cloud, number, who="REPAIRED")
    words = "".join(texts_of(pdf))
    for text in ("信用修复决定书", f"{number}-JD", firm.name, granted["reason"], SOURCE, "测试签名，不具效力"):
        assert text in words
    assert b"/ByteRange" in pdf
    assert cloud.ask("GET", f"/v1/repairs/{number}/letter/pdf", who="FIRM")[0] == HTTPStatus.NOT_FOUND
    print(f"gone for everybody {gone_within.total_seconds():.1f} s after the decision; {len(readers)} readers told")


def _letter(cloud: Running, number: str, *, who: str) -> bytes:
    """Fetch the printed letter of a repair as a download, once the press has it."""

    def link() -> str | None:
        request = urllib3.request(
            "GET",
            f"{cloud.base}/v1/repairs/{number}/letter/pdf",
            headers={"Authorization": f"Bearer {cloud.tokens[who]}"},
            redirect=False,
        )
        assert request.status in {HTTPStatus.ACCEPTED, HTTPStatus.SEE_OTHER}
        return request.headers.get("location")

    answer = urllib3.request("GET", awaited(link, what="the letter"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}-JD.pdf"'
    return answer.data


def _filed(cloud: Running, record: str, *, who: str, reason: str, statement: str, **more: Any) -> str:
    body = {"record_id": record, "reason": reason, "statement": statement, **more}
    case = cloud.made("/v1/objections", who=who, body=body, Idempotency_Key=f"journey-of-{who.lower()}")
    return str(case["case"])


def _departments_look(cloud: Running, code: str) -> Sequence[str]:
    bodies = (
        *("development_reform", "market_supervision", "public_security", "civil_affairs", "justice"),
        *("government_office", "establishment_office", "publicity_department", "demo-market"),
    )
    clerks = [cloud.clerk(f"CLERK-OF-{body}", body=body) for body in bodies]
    for number, clerk in enumerate(clerks):
        why = {"X_Purpose": "supervision", "X_Matter_Number": f"2026-{number}"}
        cloud.told(f"/v1/subjects/{code}/report", who=clerk, **why)
    return clerks


def _banks_look(cloud: Running, code: str, *, by_leave_of: str) -> Sequence[str]:
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    banks = companies(20)[18:]
    names = [cloud.newcomer(f"BANK-{bank.code}", role="agency", subject=bank.code) for bank in banks]
    for name, bank in zip(names, banks, strict=True):
        wish = {
            "holder": {"credit_code": bank.code},
            "purpose": "commercial_loan",
            "items": ["administrative_penalty", "market_entity_registration"],
            "uses": "single",
            "valid_until": until,
        }
        grant = cloud.made("/v1/grants", who=by_leave_of, body=wish, Idempotency_Key=f"leave-for-{bank.code}")["grant"]
        cloud.told(f"/v1/subjects/{code}/report", who=name, X_Purpose="commercial_loan", X_Grant=grant)
    return names


def _minutes_later(cloud: Running, count: int) -> None:
    """Simulated: seal the ledger as if so many minutes had passed, so that the looks until now can be told.

    An earlier journey may have sealed these very minutes before anything lay in them, so they are gone through again;
    and again where the cloud's own sealer was at a shard just then, for of two sealers at once one stops.
    """
    now = datetime.now(UTC)
    since = now.replace(second=0, microsecond=0) - FIRST
    over = now + timedelta(minutes=count)
    with cloud.later() as services:
        for _ in range(5):
            for shard in SHARD_NAMES:
                settled = services.chain.progress(shard, WORK).settled
                services.chain.note(shard, WORK, Progress(through=since, settled=settled))
            sealing.sealed(services, now=over)
            reached = [services.chain.progress(shard, WORK).through for shard in SHARD_NAMES]
            if all(through is not None and through > over - MINUTE for through in reached):
                return
    pytest.fail(f"other sealers were at it five times: {reached}")


def _on(cloud: Running, day: date, number: str) -> Sequence[str]:
    """Simulated: run the schedule of the desk as if a day had come; return what is new in the trail of a case."""
    before = len(_trail(cloud, number))
    with cloud.later() as services:
        escalating.escalated(services, now=datetime.combine(day, time(10), BEIJING).astimezone(UTC))
    return [line["move"] for line in _trail(cloud, number)[before:]]


def _trail(cloud: Running, number: str) -> Sequence[dict[str, Any]]:
    trail: list[dict[str, Any]] = cloud.told(f"/v1/objections/{number}", who="UNHEARD")["trail"]
    return trail


def _refusal_of(cloud: Running, number: str, move: str, body: dict[str, Any]) -> str:
    _, case, headers = cloud.ask("POST", "/v1/desk/claims", who="DESK", body={"case": number})
    held = {"fence": case["fence"], **body}
    _, refused, _ = cloud.ask(
        "POST", f"/v1/desk/cases/{number}/{move}", who="DESK", body=held, If_Match=headers["etag"]
    )
    return str(refused["code"])


def _notice(cloud: Running, template: str, *, who: str, act: str | None = None) -> dict[str, Any]:
    """Return the newest notice of a kind to somebody, once it is there."""

    def found() -> Any:
        notices = cloud.told("/v1/notices?limit=50", who=who)["notices"]
        return [one for one in notices if one["template"] == template and act in {None, one.get("act")}]

    notice: dict[str, Any] = awaited(found, what=f"{template} to {who}")[0]
    return notice


def _told_of_change(cloud: Running, record: str, *, who: str, since: datetime) -> dict[str, Any]:
    """Return the one notice of a change of a record that somebody got since an instant."""

    def found() -> Any:
        notices = cloud.told("/v1/notices?limit=50", who=who)["notices"]
        return [one for one in notices if _is_of_change(one) and datetime.fromisoformat(one["told_at"]) >= since]

    def _is_of_change(notice: dict[str, Any]) -> bool:
        return bool(notice["template"] == "record_changed" and notice["seen"]["record_id"] == record)

    (notice,) = awaited(found, what=f"the change of {record} to {who}")
    told: dict[str, Any] = notice
    return told


def _in_report(report: dict[str, Any], record: str) -> dict[str, Any]:
    sections = [section for chapter in report["chapters"] for section in chapter["sections"]]
    found: dict[str, Any] = next(one for section in sections for one in section["records"] if one["record"] == record)
    return found


def _nobody_else_finds(cloud: Running, *, number: str, record: str, named: dict[str, str]) -> None:
    """Whoever else asks gets the very answer that is given of what does not exist."""
    no_record = f"{record[:-4]}{'aaaa' if record[-4:] != 'aaaa' else 'bbbb'}"
    no_case = f"{number[:-4]}{'aaaa' if number[-4:] != 'aaaa' else 'bbbb'}"
    nobody = persons(50)[-1]
    not_held = {**named, "name": nobody.name, "number": nobody.number}
    for who, why in (("STRANGER", {}), ("FIRM", {}), ("BANK", {"X_Purpose": "commercial_loan"})):

        def answer(method: str, path: str, body: Any = None, who: str = who, why: dict[str, str] = why) -> Any:
            status, content, _ = cloud.ask(method, path, who=who, body=body, **why)
            assert status >= HTTPStatus.BAD_REQUEST, content
            return {**content, "trace_id": ""}

        assert answer("GET", f"/v1/records/{record}") == answer("GET", f"/v1/records/{no_record}")
        assert answer("GET", f"/v1/objections/{number}") == answer("GET", f"/v1/objections/{no_case}")
        assert answer("POST", "/v1/person-lookups", named) == answer("POST", "/v1/person-lookups", not_held)
        if who != "BANK":
            tried = ({"record_id": one, "reason": "not_ours", "statement": "试探。"} for one in (record, no_record))
            real, invented = (answer("POST", "/v1/objections", one) for one in tried)
            assert real == invented
    assert cloud.ask("GET", f"/v1/records/{record}")[0] == HTTPStatus.NOT_FOUND
    assert cloud.told(f"/v1/subjects?q={quote(named['name'])}")["subjects"] == []
    assert published(cloud, record) is None


def test_a_port_in_use_is_one_clear_line(local_cloud: Running) -> None:
    port = local_cloud.base.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "infra.local", "--port", port], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {port} is in use" in done.stderr


def test_interrupting_it_leaves_nothing_running(local_cloud: Running) -> None:
    processes = _processes_of(local_cloud.process.pid)
    assert len(processes) > 1

    local_cloud.process.send_signal(signal.SIGINT)

    assert local_cloud.process.wait(timeout=30) == 0
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


def _processes_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    tasks = Path(f"/proc/{pid}/task").iterdir()
    further = {child for task in tasks for child in (task / "children").read_text("ascii").split()}
    return [pid, *(int(child) for child in {*children, *further})]
