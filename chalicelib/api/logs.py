"""Logs: one JSON line a call, by the pattern of its route; no path, no parameter, no body, no message of an error.

Metrics are counted from these lines, off the way of the answer.

Shape: {"level": "INFO", "message": "answered", "route": "GET /v1/records/{record}", "status": 404,
        "code": "resource.not_found", "trace_id": "…", "milliseconds": 12}
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger

SERVICE = "credit-ziyang"
_OURS = str(Path(__file__).resolve().parents[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is logged of one call."""

    route: str
    status: int
    trace_id: str
    milliseconds: int
    code: str | None = None


@cache
def logger() -> "Logger":
    """Return the platform's logger; made when something is first logged."""
    from aws_lambda_powertools.logging import Logger

    return Logger(service=SERVICE)


def answered(line: Line) -> None:
    """Log a call that was answered or refused."""
    logger().info("answered", extra=_told(line))


def failed(line: Line, error: BaseException) -> None:
    """Log a failure by the kinds of its errors and the places in our code, never by what they say."""
    logger().error("failed", extra={**_told(line), "errors": kinds_of(error), "places": places_of(error)})


def kinds_of(error: BaseException) -> list[str]:
    """Return the class of an error and of those it came from, the last first."""
    kinds = []
    current: BaseException | None = error
    while current is not None:
        kinds.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or current.__context__
    return kinds


def places_of(error: BaseException) -> list[str]:
    """Return the lines of our own code that an error passed through, outermost first.

    Shape: "chalicelib/reports/composition.py:41 report_on"
    """
    frames = extract_tb(error.__traceback__)
    return [
        f"{frame.filename.removeprefix(_OURS).lstrip('/')}:{frame.lineno} {frame.name}"
        for frame in frames
        if frame.filename.startswith(_OURS)
    ]


def _told(line: Line) -> dict[str, object]:
    told: dict[str, object] = {
        "route": line.route,
        "status": line.status,
        "trace_id": line.trace_id,
        "milliseconds": line.milliseconds,
    }
    return told | ({"code": line.code} if line.code else {})
