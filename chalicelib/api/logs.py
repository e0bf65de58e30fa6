"""Logs: one JSON line a call, by the pattern of its route; no path, no parameter, no body, no message of an error.

Metrics are counted from these lines, off the way of the answer.

Shape: {"level": "INFO", "message": "answered", "route": "GET /v1/records/{record}", "status": 404,
        "code": "resource.not_found", "trace_id": "…", "milliseconds": 12}
"""

from dataclasses import dataclass

from chalicelib.logs import logger, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is logged of one call."""

    route: str
    status: int
    trace_id: str
    milliseconds: int
    code: str | None = None


def answered(line: Line) -> None:
    """Log a call that was answered or refused."""
    logger().info("answered", extra=_told(line))


def reported(code: str, *, batch: str) -> None:
    """Report what somebody must look at, by its code and the batch's number alone."""
    logger().warning("reported", extra={"code": code, "batch": batch})


def abused(code: str, *, caller: str, number: int) -> None:
    """Report a caller who walks through codes or looks at many persons, by the opaque name their token gives them.

    Shape: code "abuse.codes", caller "department~clerk-7", number about how many
    """
    logger().warning("reported", extra={"code": code, "caller": caller, "number": number})


def unlimited(route: str, error: BaseException) -> None:
    """Log that a call was answered without a limit, because the store of limits was silent."""
    logger().error("unlimited", extra={"code": "limit.store_silent", "route": route, **told(error)})


def failed(line: Line, error: BaseException) -> None:
    """Log a failure by the kinds of its errors and the places in our code, never by what they say."""
    logger().error("failed", extra=_told(line) | told(error))


def _told(line: Line) -> dict[str, object]:
    said: dict[str, object] = {
        "route": line.route,
        "status": line.status,
        "trace_id": line.trace_id,
        "milliseconds": line.milliseconds,
    }
    return said | ({"code": line.code} if line.code else {})
