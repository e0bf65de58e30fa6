"""Sends files in as a department's program would: ask for a ticket, send by presigned POST, wait for the receipt."""

import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

WAITS_SECONDS = 600
POLLS_SECONDS = 0.2


class FrontDoorError(Exception):
    """The service did not take something; the message says what it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A file, who sends it and who lets it be applied, with the review it was given. Units: content in bytes."""

    item: str
    file_name: str
    content: bytes
    token: str
    checker: str
    reviewer: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """The service as seen from outside. Shape: base "http://127.0.0.1:8000"."""

    base: str

    def send(self, sending: Sending, *, progress: Callable[[int], None]) -> dict[str, Any]:
        """Send one file and return its receipt; `progress` is told of the rows done.

        Raises: FrontDoorError where a step is refused or does not end.
        """
        ticket = self.call(
            "POST",
            "/v1/uploads",
            token=sending.token,
            headers={"Idempotency-Key": secrets.token_hex(16)},
            body={
                "item": sending.item,
                "file_name": sending.file_name,
                "size_bytes": len(sending.content),
                "sha256": hashlib.sha256(sending.content).hexdigest(),
                "review": {
                    "reviewed_by": sending.reviewer,
                    "reviewed_on": sending.reviewed_on.isoformat(),
                    "item": sending.item,
                },
            },
        )
        _post(ticket["post"], sending.content, name=sending.file_name, media_type="text/csv")
        self._wait(ticket["batch"], sending, progress)
        return self.call("GET", f"/v1/uploads/{ticket['batch']}/receipt", token=sending.token)

    def hand_in(self, case: str, kind: str, content: bytes, *, token: str) -> str:
        """Declare a PDF to go with a case, send it, say so, and return what became of it.

        Raises: FrontDoorError where a step is refused.
        """
        path = f"/v1/objections/{case}/attachments"
        sha256 = hashlib.sha256(content).hexdigest()
        said = {"kind": kind, "type": "pdf", "size_bytes": len(content), "sha256": sha256}
        form = self.call("POST", path, token=token, body=said)["form"]
        _post(form, content, name=f"{kind}.pdf", media_type="application/pdf")
        return str(self.call("POST", path, token=token, body=said)["piece"]["state"])

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Call a route and return its JSON. Raises: FrontDoorError with the problem it answered."""
        request = urllib.request.Request(self.base + path, method=method, headers=dict(headers or {}))  # noqa: S310
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body, ensure_ascii=False).encode()
        return json.loads(_answer_to(request))  # type: ignore[no-any-return]

    def _wait(self, batch: str, sending: Sending, progress: Callable[[int], None]) -> None:
        """Wait until a batch is at its end; let it be applied once it is planned."""
        ends = time.monotonic() + WAITS_SECONDS
        while time.monotonic() < ends:
            state = self.call("GET", f"/v1/uploads/{batch}", token=sending.token)
            progress(state.get("rows_done", 0))
            if state["is_at_rest"] and state["state"] != "planned":
                return
            if state["is_at_rest"]:
                self.call("POST", f"/v1/uploads/{batch}/execution", token=sending.checker)
            time.sleep(POLLS_SECONDS)
        message = f"batch {batch} was not taken in within {WAITS_SECONDS} seconds"
        raise FrontDoorError(message)


def _answer_to(request: urllib.request.Request) -> bytes:
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- only http to loopback
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        message = f"{request.method} {request.selector.split('?')[0]}: {error.code} {error.read().decode()}"
        raise FrontDoorError(message) from error


def _post(post: Mapping[str, Any], content: bytes, *, name: str, media_type: str) -> None:
    boundary = secrets.token_hex(16)
    lines = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in post["fields"].items()
    ]
    lines.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    body = "".join(lines).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(post["url"], data=body, method="POST")  # noqa: S310 -- only http to loopback
    request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
    _answer_to(request)
