"""Problem details: how a refusal is said in HTTP.

Source: RFC 9457 (application/problem+json), RFC 9110 for the status codes, RFC 6585 for 428 and 429.
"""

from http import HTTPStatus

import msgspec
from msgspec import Struct

from chalicelib import errors
from chalicelib.errors import FieldError, RefusalError

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:credit-ziyang:problem:"


class MediaTypeError(errors.MalformedError):
    """A body that is not JSON in UTF-8."""

    kind = "media_type"


class MethodError(RefusalError):
    """The path exists, the method does not; `allowed` are those that do."""

    kind = "method"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        """Name the methods that the path takes."""
        super().__init__("route.method_not_allowed", "该地址不支持此方法。", "This path does not take this method.")
        self.allowed = allowed


STATUS: dict[type[RefusalError], HTTPStatus] = {
    errors.MalformedError: HTTPStatus.BAD_REQUEST,
    errors.UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    errors.ForbiddenError: HTTPStatus.FORBIDDEN,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    MethodError: HTTPStatus.METHOD_NOT_ALLOWED,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.GoneError: HTTPStatus.GONE,
    errors.StaleVersionError: HTTPStatus.PRECONDITION_FAILED,
    errors.OversizeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MediaTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.UnprocessableError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PreconditionMissingError: HTTPStatus.PRECONDITION_REQUIRED,
    errors.ThrottledError: HTTPStatus.TOO_MANY_REQUESTS,
}


class Problem(Struct, frozen=True, kw_only=True):
    """What a caller is told when nothing else is; zh in `detail`, en in `title`.

    Shape: {"type": "urn:credit-ziyang:problem:form.field_unknown", "title": "…", "status": 400, "detail": "…",
            "code": "form.field_unknown", "errors": [{"pointer": "/colour", …}], "trace_id": "…"}
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[FieldError, ...]
    trace_id: str


def status_of(refusal: type[RefusalError]) -> HTTPStatus:
    """Return the status of a kind of refusal: that of its nearest ancestor in the table.

    Raises: LookupError for a refusal that descends from none of them, so that it is noticed.
    """
    for ancestor in refusal.__mro__:
        if ancestor in STATUS:
            return STATUS[ancestor]
    raise LookupError(refusal.__name__)


def problem_of(refusal: RefusalError, *, trace_id: str) -> Problem:
    """Return the problem that a refusal is told as."""
    return Problem(
        type=TYPE_PREFIX + refusal.code,
        title=refusal.en,
        status=int(status_of(type(refusal))),
        detail=refusal.zh,
        code=refusal.code,
        errors=refusal.errors,
        trace_id=trace_id,
    )


def failure_problem(*, trace_id: str) -> Problem:
    """Return the problem that a failure of ours is told as: nothing but where to ask."""
    return Problem(
        type=f"{TYPE_PREFIX}platform.failure",
        title="The platform failed; nothing was answered.",
        status=int(HTTPStatus.INTERNAL_SERVER_ERROR),
        detail="平台内部错误，请稍后再试。",
        code="platform.failure",
        errors=(),
        trace_id=trace_id,
    )


def headers_of(refusal: RefusalError) -> dict[str, str]:
    """Return the headers that belong to a refusal besides its body."""
    if isinstance(refusal, errors.UnauthenticatedError):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(refusal, errors.ThrottledError):
        return {"Retry-After": str(refusal.retry_after_seconds)}
    if isinstance(refusal, MethodError):
        return {"Allow": ", ".join(refusal.allowed)}
    return {}


def encoded(problem: Problem) -> str:
    """Return a problem as JSON, in UTF-8 and without ASCII escapes."""
    return msgspec.json.encode(problem).decode()
