"""What came in: the one shape that every call is read into from an API Gateway event (REST, payload version 1).

Path parameters are decoded here, once: neither the gateway nor Chalice does it, and record ids hold `~`, names hold
Chinese.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from chalicelib.api.problems import MediaTypeError
from chalicelib.errors import MalformedError, NotFoundError, OversizeError

LIMIT_BYTES = 1_048_576
LONGEST_NAME = 256
_TRACE = re.compile(r"[A-Za-z0-9-]{1,64}")
_JSON = re.compile(r"application/json(\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One call as it came; header names in lower case, a header given several times joined by commas.

    Shape: path {"credit_code": "9151…"}, query {"limit": ["20"]}
    """

    headers: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    path: Mapping[str, str]
    body: bytes
    trace_id: str


def incoming_of(event: Mapping[str, Any], *, trace_id: str) -> Incoming:
    """Return what came in an event; the body as bytes, whatever it is."""
    several: Mapping[str, Sequence[str]] = event.get("multiValueHeaders") or {}
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    headers |= {name.lower(): ", ".join(values) for name, values in several.items()}
    return Incoming(
        headers=headers,
        query=event.get("multiValueQueryStringParameters") or {},
        path=event.get("pathParameters") or {},
        body=_body_in(event),
        trace_id=trace_id,
    )


def trace_id_of(event: Mapping[str, Any], context: Any) -> str:
    """Return the gateway's own id of the call, or the function's; what has not the form of one is not repeated."""
    given = str(event.get("requestContext", {}).get("requestId") or getattr(context, "aws_request_id", ""))
    return given if _TRACE.fullmatch(given) else "-"


def decoded_path(path: Mapping[str, str]) -> dict[str, str]:
    """Return the path parameters, decoded once.

    Raises: NotFoundError for what is no UTF-8 or longer than any name is: nothing is called so.
    """
    try:
        decoded = {name: unquote(value, errors="strict") for name, value in path.items()}
    except UnicodeDecodeError:
        raise NotFoundError from None
    if any(len(value) > LONGEST_NAME for value in decoded.values()):
        raise NotFoundError
    return decoded


def require_json(incoming: Incoming) -> None:
    """Refuse a body that is too large, or no JSON in UTF-8.

    Raises: OversizeError, MediaTypeError.
    """
    if len(incoming.body) > LIMIT_BYTES:
        raise too_large()
    if incoming.body and not _JSON.fullmatch(incoming.headers.get("content-type", "")):
        raise MediaTypeError("form.media_type", "请求内容应为application/json。", "The body must be application/json.")


def media_type_of(incoming: Incoming) -> str:
    """Return what the body says to be, in lower case and without parameters."""
    return incoming.headers.get("content-type", "").partition(";")[0].strip().lower()


def file_in(incoming: Incoming) -> bytes:
    """Return a file that came as the body, as it is.

    Raises: OversizeError.
    """
    if len(incoming.body) > LIMIT_BYTES:
        raise too_large()
    return incoming.body


def too_large() -> OversizeError:
    """Return the refusal of a body that is larger than is taken."""
    return OversizeError("form.too_large", "请求内容不得超过1 MiB；文件请用上传凭证。", "The body exceeds 1 MiB.")


def _body_in(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body if isinstance(body, bytes) else str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise MalformedError("form.not_json", "请求内容不是有效的JSON。", "The body is not valid JSON.") from None
