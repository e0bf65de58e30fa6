"""The whole way on the local cloud, as a newcomer starts it: upload, report, objection, correction, publication."""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
import urllib3

from infra.local.demonstration.organisations import companies, persons
from tests.factories_evidence import PDF
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops everything."
SOURCE = "示例虚构生态环境局"
LOADS_WITHIN_SECONDS = 170


@dataclass(frozen=True)
class Running:
    """The local cloud as the person at the keyboard sees it."""

    process: "subprocess.Popen[str]"
    base: str
    printed: str
    tokens: dict[str, str]

    @property
    def commands(self) -> list[str]:
        """The commands it printed to try."""
        return [line.strip() for line in self.printed.splitlines() if line.startswith("   curl")]

    def ask(
        self, method: str, path: str, *, who: str = "", body: Any = None, **headers: str
    ) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Call a route; return status, content and headers."""
        request = urllib.request.Request(self.base + path, method=method)  # noqa: S310 -- only http to loopback
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if who:
            request.add_header("Authorization", f"Bearer {self.tokens[who]}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 -- only http to loopback
                return answer.status, json.loads(answer.read() or b"{}"), _named(answer.headers)
        except HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}"), _named(error.headers)


@pytest.fixture(scope="module")
def local_cloud() -> Iterator[Running]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.local", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    printed = _read_until_ready(process)
    tokens = dict(re.findall(r"^export (\w+)=(\S+)$", printed, flags=re.MULTILINE))
    with process:
        yield Running(process, f"http://127.0.0.1:{port}", printed, tokens)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)


def _named(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read_until_ready(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    lines: list[str] = []
    watchdog = threading.Timer(LOADS_WITHIN_SECONDS, process.kill)
    watchdog.start()
    for line in process.stdout:
        lines.append(line)
        if READY in line:
            break
    watchdog.cancel()
    printed = "".join(lines)
    assert READY in printed, printed
    return printed


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
    assert len(local_cloud.commands) == 6

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

    states = [json.loads(line).get("state") for line in done.stdout.splitlines()]
    assert states == ["accepted", "checked", "referred", "replied", "closed"], done.stdout


def _the_firms_penalty(cloud: Running) -> dict[str, Any]:
    _, records, _ = cloud.ask("GET", "/v1/me/records?item=administrative_penalty", who="FIRM")
    found: dict[str, Any] = next(one for one in records["records"] if one["source"] == SOURCE)
    return found


def _published(cloud: Running, record: str) -> Any:
    cursor = ""
    while True:
        status, page, _ = cloud.ask("GET", f"/v1/publications/penalties?limit=100{cursor}")
        assert status == HTTPStatus.OK
        for entry in (entry for day in page["pages"] for entry in day["entries"]):
            if entry["record"] == record:
                return entry
        if not page.get("next_cursor"):
            return None
        cursor = f"&cursor={page['next_cursor']}"


def test_an_objection_marks_at_once_and_corrects_everywhere(local_cloud: Running) -> None:
    cloud, right = local_cloud, "0.5"
    penalty = _the_firms_penalty(cloud)
    record = penalty["record"]
    assert _published(cloud, record)

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
    assert _handed_in(cloud, number, PDF) == "kept"
    status, case, _ = cloud.ask("POST", f"/v1/objections/{number}/submission", who="FIRM")
    assert (status, case["state"]) == (HTTPStatus.OK, "submitted")
    status, receipt, _ = cloud.ask("GET", f"/v1/objections/{number}/receipt", who="FIRM")
    assert (status, [one["kind"] for one in receipt["evidence"]]) == (HTTPStatus.OK, ["decision"])
    assert _opened_by_the_desk(cloud, number) == PDF

    case = _moved(cloud, number, "acceptance", {})
    assert case["state"] == "accepted"
    assert _the_firms_penalty(cloud)["disputed"] is True
    shown = _published(cloud, record)
    assert shown is not None
    assert shown["disputed"] is True

    case = _moved(cloud, number, "own-check", {})
    assert (case["state"], case["own_check"]["agrees"], case["own_check"]["read_again"]) == ("checked", True, True)
    case = _moved(cloud, number, "referral", {"note": "请核实罚款金额。"})
    assert case["state"] == "referred"
    case = _moved(
        cloud,
        number,
        "reply",
        {"answer": "deny", "reason": "录入有误。", "values": {"fine_amount_wan": right}},
        who="DEPARTMENT",
    )
    assert case["state"] == "replied"
    case = _moved(
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

    penalty = _the_firms_penalty(cloud)
    assert penalty["fields"]["fine_amount_wan"] == right
    assert not penalty.get("disputed")
    shown = _published(cloud, record)
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


def _handed_in(cloud: Running, number: str, content: bytes) -> str:
    """Declare a file, send it by the form that is given, and say so; return what became of it."""
    said = {
        "kind": "decision",
        "type": "pdf",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    path = f"/v1/objections/{number}/attachments"
    _, declared, _ = cloud.ask("POST", path, who="FIRM", body=said)
    form = declared["form"]
    fields = {**form["fields"], "file": ("decision.pdf", content, "application/pdf")}
    assert urllib3.request("POST", form["url"], fields=fields).status in {200, 201, 204}
    _, sent, _ = cloud.ask("POST", path, who="FIRM", body=said)
    state: str = sent["piece"]["state"]
    return state


def _opened_by_the_desk(cloud: Running, number: str) -> bytes:
    status, download, headers = cloud.ask("GET", f"/v1/objections/{number}/attachments/e1", who="DESK")
    assert (status, headers["x-content-type-options"]) == (HTTPStatus.OK, "nosniff")
    answer = urllib3.request("GET", download["link"])
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return answer.data


def _moved(cloud: Running, number: str, move: str, body: dict[str, Any], *, who: str = "DESK") -> dict[str, Any]:
    status, case, headers = cloud.ask("POST", "/v1/desk/claims", who=who, body={"case": number})
    assert status == HTTPStatus.CREATED, case
    status, moved, _ = cloud.ask(
        "POST",
        f"/v1/desk/cases/{number}/{move}",
        who=who,
        body={"fence": case["fence"], **body},
        If_Match=headers["etag"],
    )
    assert status == HTTPStatus.OK, moved
    return moved


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
