"""Calls of the platform, and of storage; every failure is one of three."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

TIMEOUT_SECONDS = (10, 60)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_UNAUTHORISED, _TOO_MANY, _SERVER = 401, 429, 500


class ClientError(Exception):
    """Something that ends a command; the message is for the person at the keyboard."""


class NotSignedInError(ClientError):
    """There is no token, or the platform does not take it."""


class RefusedError(ClientError):
    """The platform understood, and does not do it. Shape: code "upload.file_too_large"."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code."""
        super().__init__(f"{message}（{code}）")
        self.code = code


class UnreachableError(ClientError):
    """The platform does not answer, or says that it cannot now; the same command may be given again.

    Units: wait_seconds, how long it asks to be left alone.
    """

    def __init__(self, message: str, *, wait_seconds: float = 0) -> None:
        """Keep how long to wait."""
        super().__init__(message)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Service:
    """The platform as one department sees it. Shape: base "https://…", without a slash at its end."""

    base: str
    token: str

    def call(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, key: str | None = None
    ) -> dict[str, Any]:
        """Call a route and return its JSON; a POST that creates carries a key, so that it may be given again.

        Raises: NotSignedInError; RefusedError; UnreachableError.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        answer = ask(method, safe(self.base) + path, json=body, headers=headers)
        return answer.json()  # type: ignore[no-any-return]

    def download(self, path: str) -> bytes:
        """Return the bytes that a route gives, wherever it sends for them. Raises: as `call`."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return bytes(ask("GET", safe(self.base) + path, headers=headers).content)


def safe(address: str) -> str:
    """Return an address to which a token or a file may be sent. Raises: ClientError for one that is not https."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address.rstrip("/")
    message = f"地址 {address} 不是 https,不发送凭据和数据。"
    raise ClientError(message)


def ask(method: str, address: str, **given: Any) -> requests.Response:
    """Return an answer that is a success.

    Raises: NotSignedInError; RefusedError; UnreachableError where nothing answers, or it is too much or a failure.
    """
    try:
        answer = requests.request(method, address, timeout=TIMEOUT_SECONDS, **given)
    except requests.RequestException as error:
        message = f"平台没有应答：{type(error).__name__}。请检查网络后重新执行，同一文件不会重复报送。"
        raise UnreachableError(message) from error
    if answer.ok:
        return answer
    code, said = _problem_in(answer)
    if answer.status_code == _UNAUTHORISED:
        message = f"登录无效或已过期，请先执行 login（{code}）。"
        raise NotSignedInError(message)
    if answer.status_code == _TOO_MANY or answer.status_code >= _SERVER:
        message = f"平台暂时不能办理：{said}（{code}）。请稍后重新执行。"
        raise UnreachableError(message, wait_seconds=_wait_in(answer))
    raise RefusedError(code, said)


def _problem_in(answer: requests.Response) -> tuple[str, str]:
    """Return the code and the words of a problem; of an answer that is none, its status."""
    try:
        problem = answer.json()
    except requests.JSONDecodeError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    said = [one.get("message_zh") for one in problem.get("errors") or [] if isinstance(one, dict)]
    words = "；".join(filter(None, said)) or problem.get("detail") or problem.get("error_description") or answer.reason
    return str(problem.get("code") or problem.get("error") or f"http.{answer.status_code}"), str(words)


def _wait_in(answer: requests.Response) -> float:
    try:
        seconds = float(answer.headers.get("Retry-After", "0"))
    except ValueError:
        return 0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0
