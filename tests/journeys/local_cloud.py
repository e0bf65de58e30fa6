"""The local cloud for tests that speak to it over HTTP as people do: one start, everybody's tokens, steps of a case.

What no person can do, it does by the stores of the same cloud: `later` lends the services, for a schedule whose day
is to come. Nothing waits for that day, and the clock of the local cloud itself goes on as it does.
"""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from chalicelib.objections.cases import State
from chalicelib.settings import Settings
from chalicelib.wiring import Services
from infra.local.tokens import Mint
from tests.factories_evidence import papers
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
READY = "Ctrl-C stops everything."
LOADS_WITHIN_SECONDS = 170
CITY = "512000"
_WAITS_SECONDS, _POLLS_SECONDS = 20, 0.1


@dataclass(frozen=True)
class Running:
    """The local cloud as the person at the keyboard sees it; `tokens` by the names that it printed, or by ours."""

    process: "subprocess.Popen[str]"
    base: str
    printed: str
    tokens: dict[str, str]
    mint: Mint
    environment: dict[str, str]

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

    def told(self, path: str, *, who: str = "", **headers: str) -> dict[str, Any]:
        """Read what must be there."""
        status, content, _ = self.ask("GET", path, who=who, **headers)
        assert status == HTTPStatus.OK, content
        return content

    def made(self, path: str, *, who: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """Post what must be taken."""
        status, content, _ = self.ask("POST", path, who=who, body=body, **headers)
        assert status in {HTTPStatus.OK, HTTPStatus.CREATED}, content
        return content

    def newcomer(self, name: str, *, role: str, subject: str) -> str:
        """Let a person or an organisation log in, and return the name to speak under."""
        how = "real-name" if role == "citizen" else "business licence"
        self.tokens[name] = self.mint.token(sub=name.lower(), role=role, subject=subject, identified_by=how)
        return name

    def clerk(self, name: str, *, body: str, role: str = "department") -> str:
        """Let a clerk of a body of the city log in, and return the name to speak under."""
        self.tokens[name] = self.mint.token(
            sub=name.lower(), role=role, body=body, division=CITY, identified_by="real-name"
        )
        return name

    @contextmanager
    def later(self) -> Iterator[Services]:
        """Lend the services of this cloud, so that a schedule runs in the test by whatever time it is given."""
        before = dict(os.environ)
        os.environ.update(self.environment)
        try:
            yield Services(Settings.from_environment(self.environment))
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def started(folder: Path) -> Iterator[Running]:
    """Start it as `make run` does, on a free port, until the end of the block."""
    port, known = free_port(), folder / "known_cloud.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.known_cloud", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "KNOWN_CLOUD": str(known)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    printed = _read_until_ready(process)
    tokens = dict(re.findall(r"^export (\w+)=(\S+)$", printed, flags=re.MULTILINE))
    told = json.loads(known.read_text("utf-8"))
    key = load_pem_private_key(told["key"].encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    with process:
        yield Running(process, f"http://127.0.0.1:{port}", printed, tokens, Mint(key), told["environment"])
        if process.poll() is None:
            process.send_signal(signal.SIGINT)


def awaited(found: Callable[[], Any], *, what: str) -> Any:
    """Return what is found, once it is: what queues do, they do soon, and not at once."""
    ends = time.monotonic() + _WAITS_SECONDS
    while time.monotonic() < ends:
        if result := found():
            return result
        time.sleep(_POLLS_SECONDS)
    message = f"not within {_WAITS_SECONDS} seconds: {what}"
    raise AssertionError(message)


def published(cloud: Running, record: str) -> Any:
    """Return a record as it stands on the public list of penalties; None where it does not."""
    cursor = ""
    while True:
        page = cloud.told(f"/v1/publications/penalties?limit=100{cursor}")
        for entry in (entry for day in page["pages"] for entry in day["entries"]):
            if entry["record"] == record:
                return entry
        if not page.get("next_cursor"):
            return None
        cursor = f"&cursor={page['next_cursor']}"


def own_penalty(cloud: Running, *, who: str, source: str) -> dict[str, Any]:
    """Return the penalty from a source that somebody reads in their own file."""
    records = cloud.told("/v1/me/records?item=administrative_penalty", who=who)
    found: dict[str, Any] = next(one for one in records["records"] if one["source"] == source)
    return found


def handed_in(cloud: Running, number: str, content: bytes, *, who: str = "FIRM", kind: str = "decision") -> str:
    """Declare a file, send it by the form that is given, and say so; return what became of it."""
    said = {
        "kind": kind,
        "type": "pdf",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    path = f"/v1/objections/{number}/attachments"
    form = cloud.made(path, who=who, body=said)["form"]
    fields = {**form["fields"], "file": ("decision.pdf", content, "application/pdf")}
    assert urllib3.request("POST", form["url"], fields=fields).status in {200, 201, 204}
    state: str = cloud.made(path, who=who, body=said)["piece"]["state"]
    return state


def authorised(cloud: Running, number: str, *, who: str = "FIRM") -> None:
    """Hand in what a firm's representative must bring with every objection: the firm's pledge, and its authority."""
    for kind in ("pledge", "authorisation"):
        assert handed_in(cloud, number, papers()[kind], who=who, kind=kind) == "kept"


def opened_by(cloud: Running, number: str, *, who: str) -> bytes:
    """Return a case's first piece of evidence, as somebody who works on it downloads it."""
    status, download, headers = cloud.ask("GET", f"/v1/objections/{number}/attachments/e1", who=who)
    assert (status, headers["x-content-type-options"]) == (HTTPStatus.OK, "nosniff")
    answer = urllib3.request("GET", download["link"])
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return answer.data


def moved(cloud: Running, number: str, move: str, body: dict[str, Any], *, who: str = "DESK") -> dict[str, Any]:
    """Claim a case, make one move, and return the case once what the move promised is done."""
    status, case, headers = cloud.ask("POST", "/v1/desk/claims", who=who, body={"case": number})
    assert status == HTTPStatus.CREATED, case
    held = {"fence": case["fence"], **body}
    case = cloud.made(f"/v1/desk/cases/{number}/{move}", who=who, body=held, If_Match=headers["etag"])
    if not State(case["state"]).is_under_way:
        return case

    def at_rest() -> dict[str, Any] | None:
        seen = cloud.told(f"/v1/desk/cases/{number}", who=who)
        return None if State(seen["state"]).is_under_way else seen

    done: dict[str, Any] = awaited(at_rest, what=move)
    return done


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
