"""The WSGI door: where there is no API gateway, HTTP becomes the same event that one would send.

It runs the Chalice app itself, for many threads at once: Chalice keeps the current request on the app object, so that
is made to live in the thread. What a gateway answers by itself (unknown path, wrong method, preflight, a body too
large) is answered here, as a problem. It listens nowhere; a WSGI server does.

Shape: app = Door(chalice_app) for waitress, gunicorn, a container, a function with an HTTP port
"""

import base64
import threading
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, quote

from chalice.app import Chalice, Response

from chalicelib.api import routing
from chalicelib.api.incoming import LIMIT_BYTES, too_large
from chalicelib.api.problems import MethodError
from chalicelib.errors import MalformedError, NotFoundError, RefusalError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TIMEOUT_MILLISECONDS = 29_000
_LONGEST_LENGTH = 19
_THREADED: dict[type[Chalice], type[Chalice]] = {}
_GET, _HEAD, _OPTIONS = "GET", "HEAD", "OPTIONS"


class _Reads(Protocol):
    def read(self, size: int, /) -> bytes:
        """Return up to so many bytes."""


@dataclass(slots=True)
class _Node:
    """One step of the tree of paths; `route` is the pattern that ends here."""

    words: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    """What the Lambda runtime tells a function about its call."""

    aws_request_id: str
    function_name: str
    ends_at: float
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:local:000000000000:function:door"

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the call may still take."""
        return max(0, int((self.ends_at - time.monotonic()) * 1000))


class Door:
    """A Chalice app as a WSGI application."""

    def __init__(self, app: Chalice) -> None:
        """Open a door to an app; from here on the app may be called by many threads."""
        self._app = _for_threads(app)
        self._tree = _Node()
        for route in app.routes:
            _plant(self._tree, route)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        trace_id, method = str(uuid.uuid4()), str(environ["REQUEST_METHOD"]).upper()
        try:
            answer = self._answered(environ, method, trace_id)
        except RefusalError as refusal:
            answer = _plain(routing.refused(refusal, trace_id=trace_id))
        body = _bytes_in(answer)
        status = HTTPStatus(answer["statusCode"])
        start_response(f"{status.value} {status.phrase}", _headers_of(answer, body, trace_id))
        return [] if method == _HEAD else [body]

    def _answered(self, environ: "WSGIEnvironment", method: str, trace_id: str) -> dict[str, Any]:
        resource, parameters = self._found(_segments_of(environ))
        entries = self._app.routes[resource]
        known = _GET if method == _HEAD and _GET in entries else method
        if known == _OPTIONS and _OPTIONS not in entries:
            return _preflight(tuple(entries))
        if known not in entries:
            raise MethodError((*sorted(entries), _OPTIONS))
        event = _event_of(environ, method=known, resource=resource, trace_id=trace_id)
        event["pathParameters"] = parameters or None
        ends_at = time.monotonic() + TIMEOUT_MILLISECONDS / 1000
        answer: dict[str, Any] = self._app(event, _Context(trace_id, self._app.app_name, ends_at))
        return answer

    def _found(self, segments: Sequence[str]) -> tuple[str, dict[str, str]]:
        found = _matched(self._tree, segments)
        if found is None:
            raise NotFoundError("route.not_found", "没有这个地址。", "There is no such path.")
        route, given = found
        named = [step[1:-1] for step in _steps_of(route) if step.startswith("{")]
        return route, dict(zip(named, given, strict=True))


def _for_threads(app: Chalice) -> Chalice:
    """Return the app with its current request and context kept per thread."""
    kind = type(app)
    if kind not in _THREADED.values():
        if kind not in _THREADED:
            _THREADED[kind] = _threaded(kind)
        vars(app).pop("current_request", None)
        vars(app).pop("lambda_context", None)
        app.__class__ = _THREADED[kind]
    return app


def _threaded(kind: type[Chalice]) -> type[Chalice]:
    def kept(name: str) -> property:
        mine = threading.local()
        return property(lambda _app: getattr(mine, name, None), lambda _app, value: setattr(mine, name, value))

    kept_both = {"current_request": kept("current_request"), "lambda_context": kept("lambda_context")}
    return type(f"Threaded{kind.__name__}", (kind,), kept_both)


def _plant(tree: _Node, route: str) -> None:
    node = tree
    for step in _steps_of(route):
        if step.startswith("{"):
            node.parameter = node = node.parameter or _Node()
        else:
            node = node.words.setdefault(step, _Node())
    node.route = route


def _steps_of(route: str) -> list[str]:
    return route.strip("/").split("/")


def _matched(node: _Node, segments: Sequence[str]) -> tuple[str, list[str]] | None:
    """Return the pattern of a path and what stands in the place of its parameters; a word goes before a parameter."""
    if not segments:
        return (node.route, []) if node.route else None
    first, rest = segments[0], segments[1:]
    found = _matched(node.words[first], rest) if first in node.words else None
    if found is None and node.parameter and first:
        found = _matched(node.parameter, rest)
        return (found[0], [first, *found[1]]) if found else None
    return found


def _segments_of(environ: "WSGIEnvironment") -> list[str]:
    """Return the path's segments as they were sent, still percent-encoded, so that they are decoded once."""
    sent = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    if not sent.startswith("/"):
        sent = quote(str(environ.get("PATH_INFO") or "/").encode("latin-1"), safe="/~")
    path = sent.partition("?")[0].removesuffix("/")
    return path.split("/")[1:]


def _event_of(environ: "WSGIEnvironment", *, method: str, resource: str, trace_id: str) -> dict[str, Any]:
    sent = {name.removeprefix("HTTP_"): str(value) for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        sent["CONTENT_TYPE"] = str(environ["CONTENT_TYPE"])
    headers = {name.replace("_", "-").lower(): value for name, value in sent.items()}
    query = _query_in(str(environ.get("QUERY_STRING") or ""))
    body = _body_in(environ)
    return {
        "resource": resource,
        "path": resource,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "stageVariables": None,
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
        "requestContext": {
            "resourcePath": resource,
            "httpMethod": method,
            "path": resource,
            "requestId": trace_id,
            "stage": "door",
            "identity": {"sourceIp": environ.get("REMOTE_ADDR")},
        },
    }


def _query_in(sent: str) -> dict[str, list[str]]:
    try:
        pairs = parse_qsl(sent, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise MalformedError("form.parameters", "查询参数有误。", "Query parameters are wrong.") from None
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    return query


def _body_in(environ: "WSGIEnvironment") -> bytes:
    """Return the body; one that says it is too large is refused unread.

    Raises: OversizeError, MalformedError for a length that is no number.
    """
    said = str(environ.get("CONTENT_LENGTH") or "0")
    if not said.isascii() or not said.isdecimal():
        raise MalformedError("form.not_json", "请求长度有误。", "Content-Length is not a number.")
    if len(said) > _LONGEST_LENGTH or int(said) > LIMIT_BYTES:
        raise too_large()
    stream: _Reads = environ["wsgi.input"]
    return stream.read(int(said)) if int(said) else b""


def _preflight(methods: tuple[str, ...]) -> dict[str, Any]:
    allowed = ", ".join((*sorted(methods), _OPTIONS))
    headers = {**routing.CORS.get_access_control_headers(), "Access-Control-Allow-Methods": allowed, "Allow": allowed}
    return {"statusCode": int(HTTPStatus.NO_CONTENT), "headers": headers, "body": ""}


def _plain(response: Response) -> dict[str, Any]:
    headers = {**routing.CORS.get_access_control_headers(), **response.headers}
    return {"statusCode": response.status_code, "headers": headers, "body": response.body}


def _bytes_in(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body") or ""
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body if isinstance(body, bytes) else str(body).encode()


def _headers_of(answer: Mapping[str, Any], body: bytes, trace_id: str) -> list[tuple[str, str]]:
    given = [(name, str(value)) for name, value in (answer.get("headers") or {}).items()]
    has_body = answer["statusCode"] not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
    length = [("Content-Length", str(len(body)))] if has_body else []
    return [*given, *length, ("X-Request-Id", trace_id)]
