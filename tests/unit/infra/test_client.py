"""The departments' client against a small platform and issuer that answer as they are told to."""

import io
import json
import re
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from chalicelib.intake.batches import Counts, State
from infra.client.commands import main
from infra.client.service import ClientError, safe
from infra.client.telling import Ending, lines_of

CONTENT = "示例列\n示例值\n".encode()
COUNTS = {"rows": 3, "added": 2, "changed": 0, "unchanged": 0, "refused": 1, "held": 0, "superseded": 0}
FINDING = {
    "code": "cell.required",
    "severity": "error",
    "row": 3,
    "field": "doc_no",
    "column": "文号",
    "message_zh": "必填。",
}


@dataclass
class Platform:
    """What the small server has to say, and what it was told; an answer is (status, JSON, headers)."""

    base: str = ""
    states: list[dict[str, Any]] = field(default_factory=list)
    receipt: dict[str, Any] = field(default_factory=dict)
    failures: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)
    tokens: list[tuple[int, Any]] = field(default_factory=list)
    tickets: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    copies: list[tuple[int, Any]] = field(default_factory=list)
    parts: dict[int, bytes] = field(default_factory=dict)
    part_bytes: int = 0
    loses_parts: bool = False
    joined: list[bytes] = field(default_factory=list)
    has_it_already: bool = False
    has_device_grant: bool = True

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """Return what is said to a request."""
        if self.failures:
            return self.failures.pop(0)
        answers: dict[tuple[str, str], Callable[[Any, bytes], tuple[int, Any]]] = {
            ("POST", "/v1/uploads"): self._ticket,
            ("POST", "/store"): self._stored,
            ("GET", "/v1/uploads/B-1"): lambda *_: (200, self.states.pop(0) if self.states[1:] else self.states[0]),
            ("GET", "/v1/uploads/B-1/parts"): self._parts_to_send,
            ("POST", "/v1/uploads/B-1/parts"): self._join,
            ("POST", "/v1/uploads/B-1/execution"): lambda *_: (200, {"batch": "B-1"}),
            ("POST", "/v1/uploads/B-1/undo"): lambda *_: (200, {"batch": "B-2"}),
            ("GET", "/v1/uploads/B-2"): lambda *_: (200, _state("planned", batch="B-2")),
            ("GET", "/v1/uploads/B-2/receipt"): lambda *_: (200, _receipt("planned", batch="B-2")),
            ("GET", "/v1/uploads/B-1/receipt"): lambda *_: (200, self.receipt),
            ("GET", "/v1/uploads/B-1/annotated"): lambda *_: self.copies.pop(0),
            ("GET", "/.well-known/openid-configuration"): self._discovered,
            ("POST", "/device"): self._begun,
            ("POST", "/token"): lambda *_: self.tokens.pop(0),
        }
        if method == "PUT":
            return self._part_stored(int(path.removeprefix("/store/")), body)
        return *answers[method, path](headers, body), {}

    def _ticket(self, headers: Any, body: bytes) -> tuple[int, Any]:
        self.tickets.append((headers["Idempotency-Key"], json.loads(body)))
        if self.part_bytes and not self.has_it_already:
            return 201, {"batch": "B-1", "state": "ticketed", "in_parts": True}
        post = None if self.has_it_already else {"url": f"{self.base}/store", "fields": {"key": "incoming/B-1"}}
        return 201, {"batch": "B-1", "state": "ticketed", "post": post}

    def _parts_to_send(self, *_: object) -> tuple[int, Any]:
        """Tell of at most two missing parts."""
        size, whole = self.part_bytes, len(CONTENT)
        every = [(1 + at // size, at, min(size, whole - at)) for at in range(0, whole, size)]
        missing = [one for one in every if one[0] not in self.parts][:2]
        return 200, {
            "batch": "B-1",
            "parts": [
                {"number": number, "first": first, "size_bytes": bytes_, "url": f"{self.base}/store/{number}"}
                for number, first, bytes_ in missing
            ],
        }

    def _part_stored(self, number: int, body: bytes) -> tuple[int, Any, dict[str, str]]:
        if not self.loses_parts:
            self.parts[number] = body
        return 200, None, {}

    def _join(self, *_: object) -> tuple[int, Any]:
        self.joined.append(b"".join(self.parts[number] for number in sorted(self.parts)))
        return 200, _state("ticketed")

    def _stored(self, headers: Any, body: bytes) -> tuple[int, Any]:
        self.files.append(_file_in(headers["Content-Type"], body))
        return 204, None

    def _discovered(self, *_: object) -> tuple[int, Any]:
        device = {"device_authorization_endpoint": f"{self.base}/device"} if self.has_device_grant else {}
        return 200, {"token_endpoint": f"{self.base}/token", **device}

    def _begun(self, _: Any, body: bytes) -> tuple[int, Any]:
        assert parse_qs(body.decode())["client_id"] == ["department-client"]
        told = {"device_code": "d", "user_code": "AB-12", "verification_uri": "https://x.test/", "interval": 1}
        return 200, {**told, "expires_in": 600}


def _file_in(content_type: str, body: bytes) -> bytes:
    form = BytesParser().parse(io.BytesIO(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body))
    parts = {part.get_param("name", header="content-disposition"): part for part in form.get_payload()}  # type: ignore[union-attr]
    assert list(parts)[-1] == "file", "whatever comes after the file is not read by S3"
    return parts["file"].get_payload(decode=True)  # type: ignore[union-attr, return-value]


@contextmanager
def _served(platform: Platform) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, content, headers = platform.answer(self.command, self.path, self.headers, body)
            raw = b"" if content is None else content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(raw))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do  # noqa: N815 -- the names that http.server calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    platform.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def platform() -> Iterator[Platform]:
    known = Platform(states=[_state("applied")], receipt=_receipt("applied"))
    with _served(known):
        yield known


@pytest.fixture
def run(platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what gives the client a command, at home in a folder of its own; it never really sleeps."""
    monkeypatch.setenv("XINYONG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XINYONG_TOKEN", raising=False)
    (tmp_path / "file.csv").write_bytes(CONTENT)
    slept: list[float] = []

    def given(*words: str, typed: str = "t-1\n") -> int:
        said = [str(tmp_path / word) if word == "file.csv" else word for word in words]
        return main(said, sleep=slept.append, typed=io.StringIO(typed))

    assert given("login", "--service", platform.base, "--token", "-") == Ending.TAKEN
    given.slept = slept  # type: ignore[attr-defined]
    return given


def _state(state: str, **changed: Any) -> dict[str, Any]:
    at_rest = state in {"applied", "refused", "quarantined", "lapsed", "planned"}
    return {"batch": "B-1", "state": state, "is_at_rest": at_rest, "rows_done": 2, "counts": {}, **changed}


def _receipt(state: str, *findings: dict[str, Any], total: int | None = None, **changed: Any) -> dict[str, Any]:
    count = len(findings) if total is None else total
    totals = {"findings": count, "error": count, "warning": 0, "info": 0, "by_code": {"cell.required": count}}
    counts = {**COUNTS, "refused": 0, "rows": 2}
    rules = [{"code": "cell.required", "findings": count, "mend_zh": "请填写，虚构。"}] if count else []
    told = {"rules": rules, "waivers": [], "platform": [], "findings": findings}
    return {"batch": "B-1", "state": state, "counts": counts, "totals": totals, **told, **changed}


SEND = ("send", "file.csv", "--item", "administrative_penalty")


def test_a_sound_file_is_sent_once_waited_for_and_told(
    run: Callable[..., int], platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.states = [_state("ticketed"), _state("applying"), _state("applied")]

    assert run(*SEND, "--reviewed-by", "虚构审查人", "--reviewed-on", "2026-11-27") == Ending.TAKEN

    [(key, said)] = platform.tickets
    assert key is not None
    assert len(key) == 32
    assert (said["item"], said["file_name"], said["size_bytes"]) == ("administrative_penalty", "file.csv", len(CONTENT))
    assert said["review"]["reviewed_on"] == "2026-11-27"
    assert platform.files == [CONTENT]
    assert "没有发现问题" in capsys.readouterr().out


def test_a_large_file_goes_up_in_parts_and_is_joined(run: Callable[..., int], platform: Platform) -> None:
    platform.part_bytes = 7

    assert run("send", "file.csv", "--item", "administrative_penalty") == Ending.TAKEN

    assert platform.joined == [CONTENT]
    assert platform.files == []
    assert len(platform.parts) > 2


def test_parts_that_came_are_not_sent_again_and_one_that_fails_is_tried_again(
    run: Callable[..., int], platform: Platform
) -> None:
    platform.part_bytes, platform.parts = 7, {1: CONTENT[:7]}
    ticket = platform.answer
    tries: list[str] = []

    def answer(method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        if method == "PUT":
            tries.append(path)
            if tries.count(path) < 3:
                return 503, None, {}
        return ticket(method, path, headers, body)

    platform.answer = answer  # type: ignore[method-assign]

    assert run("send", "file.csv", "--item", "administrative_penalty") == Ending.TAKEN
    assert platform.joined == [CONTENT]
    assert "/store/1" not in tries
    assert tries.count("/store/2") == 3


def test_a_part_that_is_never_taken_ends_the_command_to_be_given_again(
    run: Callable[..., int], platform: Platform
) -> None:
    platform.part_bytes = 7
    real = platform.answer
    platform.answer = lambda method, *rest: (503, None, {}) if method == "PUT" else real(method, *rest)  # type: ignore[method-assign]

    assert run("send", "file.csv", "--item", "administrative_penalty") == Ending.UNREACHABLE
    assert platform.joined == []


def test_parts_that_are_lost_every_time_are_not_sent_for_ever(run: Callable[..., int], platform: Platform) -> None:
    platform.part_bytes, platform.loses_parts = 7, True

    assert run("send", "file.csv", "--item", "administrative_penalty") == Ending.UNREACHABLE
    assert platform.joined == []


def test_the_same_command_again_is_the_same_sending(run: Callable[..., int], platform: Platform) -> None:
    run(*SEND)
    platform.has_it_already = True

    assert run(*SEND) == Ending.TAKEN

    (first, _), (second, _) = platform.tickets
    assert first == second
    assert platform.files == [CONTENT]


def test_bad_rows_are_told_by_rule_and_one_by_one_and_end_otherwise(
    run: Callable[..., int], platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.states = [_state("applied", counts=COUNTS)]
    platform.receipt = _receipt("applied", *[FINDING] * 3, total=7)

    assert run(*SEND, "--findings", "2") == Ending.SOME_REFUSED

    told = capsys.readouterr().out
    assert "7 × cell.required  请填写，虚构。" in told
    assert told.count("错误 第3行“文号” 必填。") == 2
    assert "另有 5 条" in told


def test_where_it_stands_what_is_waived_and_what_is_the_platform_s_own_is_told(
    run: Callable[..., int], platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = {"granted_by": "示例虚构中心", "rule": "cell.advised", "until": "2026-12-31"}
    anew = {"code": "plan.decided_anew", "findings": 2, "rows": [3, 4], "message_zh": "已重新判定。"}
    found = {**FINDING, "sheet": "表一", "value": "甲乙"}
    platform.states = [_state("applied", counts=COUNTS)]
    platform.receipt = _receipt("applied", found, waivers=[{"findings": 4, "waiver": waiver}], platform=[anew])

    assert run(*SEND) == Ending.SOME_REFUSED

    told = capsys.readouterr().out
    assert "4 条已由示例虚构中心豁免（cell.advised），至2026-12-31" in told
    assert "2 × plan.decided_anew  已重新判定。" in told
    assert "错误 “表一”第3行“文号” 必填。（原值“甲乙”）" in told


@pytest.mark.parametrize("state", list(State), ids=str)
def test_every_count_and_state_of_the_platform_has_a_word(state: State) -> None:
    counts = {name: number for number, name in enumerate(Counts.__struct_fields__, start=100)}

    first, second, *_ = lines_of(_receipt(state, counts=counts), most=0)

    assert state not in first
    assert [int(number) for number in re.findall(r"\d+", second)] == list(counts.values())
    assert not re.search("[a-z]", second)


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        ("refused", Ending.REFUSED),
        ("quarantined", Ending.REFUSED),
        ("lapsed", Ending.REFUSED),
        ("planned", Ending.WAITS),
    ],
)
def test_how_it_ends_says_what_became_of_the_file(
    run: Callable[..., int], platform: Platform, state: str, ending: Ending
) -> None:
    platform.states, platform.receipt = [_state(state)], _receipt(state, reason="file.empty")

    assert run("receipt", "B-1") == ending


def test_it_is_told_that_the_file_is_only_to_be_looked_at(run: Callable[..., int], platform: Platform) -> None:
    run(*SEND, "--dry-run")

    assert platform.tickets[0][1]["dry_run"] is True


def test_it_is_told_what_the_rows_say(run: Callable[..., int], platform: Platform) -> None:
    run(*SEND, "--message", "revoke")
    run(*SEND)

    assert [body.get("message") for _, body in platform.tickets] == ["revoke", None]


def test_that_there_was_nothing_is_reported_without_a_file(run: Callable[..., int], platform: Platform) -> None:
    run("zero", "--item", "administrative_penalty", "--first", "2026-10-01", "--last", "2026-10-31")

    assert platform.tickets[0][1] == {
        "item": "administrative_penalty",
        "message": "zero_report",
        "period": {"first": "2026-10-01", "last": "2026-10-31"},
    }


def test_another_person_lets_a_batch_go_on(run: Callable[..., int]) -> None:
    assert run("execute", "B-1") == Ending.TAKEN


def test_a_batch_is_taken_back_by_one_of_its_own(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("undo", "B-1") == Ending.WAITS
    assert "批次 B-2 已核验" in capsys.readouterr().out


def test_a_refusal_says_every_fault_and_its_code(
    run: Callable[..., int], platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = [{"code": "a", "message_zh": "一。"}, {"code": "b", "message_zh": "二。"}]
    platform.failures = [(422, {"code": "invalid", "errors": errors}, {})]

    assert run(*SEND) == Ending.REFUSED
    assert "一。；二。（invalid）" in capsys.readouterr().err


def test_a_lapsed_token_asks_for_signing_in(
    run: Callable[..., int], platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.failures = [(401, {"code": "token.expired"}, {})]

    assert run(*SEND) == Ending.NOT_SIGNED_IN
    assert "login" in capsys.readouterr().err


def test_a_failure_while_waiting_is_waited_out_as_long_as_it_is_asked(
    run: Callable[..., int], platform: Platform
) -> None:
    platform.failures = [(503, b"busy", {"Retry-After": "7"}), (429, {"code": "limits.reached"}, {"Retry-After": "x"})]

    assert run("receipt", "B-1") == Ending.TAKEN
    assert run.slept[0] == 7  # type: ignore[attr-defined]


def test_it_ends_where_nothing_comes_of_it_in_time(run: Callable[..., int], platform: Platform) -> None:
    platform.states = [_state("applying")]

    assert run("receipt", "B-1", "--wait", "0") == Ending.UNREACHABLE

    platform.failures = [(503, [], {})]
    assert run("receipt", "B-1", "--wait", "0") == Ending.UNREACHABLE


def test_a_platform_that_does_not_answer_is_said_to_be_one(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    run("login", "--service", "http://127.0.0.1:1", "--token", "-")

    assert run(*SEND) == Ending.UNREACHABLE
    assert "没有应答" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("send", "/nowhere.csv", "--item", "x") == Ending.USAGE
    assert "/nowhere.csv" in capsys.readouterr().err


def test_the_token_is_kept_for_its_owner_alone_and_forgotten(
    run: Callable[..., int], tmp_path: Path, platform: Platform
) -> None:
    [kept] = (tmp_path / "home").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["token"] == "t-1"

    assert run("receipt", "B-1", "--service", platform.base + "0") == Ending.NOT_SIGNED_IN
    assert run("logout") == Ending.TAKEN
    assert run("receipt", "B-1") == Ending.NOT_SIGNED_IN
    assert run("login", "--service", platform.base, "--token", "-", typed="\n") == Ending.NOT_SIGNED_IN


def test_a_broken_file_of_the_token_is_as_if_there_were_none(run: Callable[..., int], tmp_path: Path) -> None:
    for broken in ("", "[1]"):
        (tmp_path / "home" / "session.json").write_text(broken)
        assert run("receipt", "B-1") == Ending.NOT_SIGNED_IN


def test_a_script_may_bring_its_token_along(
    run: Callable[..., int], platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("logout")
    monkeypatch.setenv("XINYONG_TOKEN", "t-2")

    assert run("receipt", "B-1", "--service", platform.base) == Ending.TAKEN


def test_signing_in_is_confirmed_by_a_person_elsewhere(
    run: Callable[..., int], platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pending, slower = {"error": "authorization_pending"}, {"error": "slow_down"}
    platform.tokens = [(400, pending), (400, slower), (500, {}), (200, {"access_token": "t-9"})]

    assert run("login", "--service", platform.base, "--issuer", platform.base) == Ending.TAKEN

    assert "AB-12" in capsys.readouterr().out
    assert json.loads((tmp_path / "home" / "session.json").read_text())["token"] == "t-9"
    assert run.slept == [1, 1, 6, 11]  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["access_denied", "expired_token"])
def test_what_a_person_denies_or_forgets_is_no_signing_in(
    run: Callable[..., int], platform: Platform, said: str
) -> None:
    platform.tokens = [(400, {"error": said})]

    assert run("login", "--service", platform.base, "--issuer", platform.base) == Ending.NOT_SIGNED_IN


def test_an_issuer_without_that_grant_is_told(
    run: Callable[..., int], platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.has_device_grant = False

    assert run("login", "--service", platform.base, "--issuer", platform.base) == Ending.NOT_SIGNED_IN
    assert "不支持" in capsys.readouterr().err


def test_nothing_goes_where_others_can_read_along() -> None:
    with pytest.raises(ClientError):
        safe("http://platform.example")
    assert safe("https://platform.example/") == "https://platform.example"


def test_a_wrong_command_ends_as_wrong_use(run: Callable[..., int]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("send")

    assert ended.value.code == Ending.USAGE


def test_a_file_with_remarks_is_saved_once_it_is_made(
    run: Callable[..., int], platform: Platform, tmp_path: Path
) -> None:
    platform.copies = [(202, {"batch": "B-1", "is_ready": False}), (200, b"PK-annotated")]

    assert run("annotated", "B-1", "-o", str(tmp_path / "批注.xlsx")) == Ending.TAKEN

    assert (tmp_path / "批注.xlsx").read_bytes() == b"PK-annotated"


def test_a_file_with_remarks_that_is_long_in_the_making_is_asked_for_later(
    run: Callable[..., int], platform: Platform, tmp_path: Path
) -> None:
    platform.copies = [(202, {"batch": "B-1", "is_ready": False})] * 60

    assert run("annotated", "B-1", "-o", str(tmp_path / "批注.xlsx")) == Ending.WAITS

    assert not (tmp_path / "批注.xlsx").exists()
