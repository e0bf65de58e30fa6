"""What a worker logs: what failed, by the kinds of its errors and the places in our code, never by what they say.

Shape: {"level": "ERROR", "message": "failed", "worker": "casework", "owner": "YY20261123-…",
        "errors": ["chalicelib.errors.NotFoundError"], "places": ["chalicelib/objections/effects.py:41 roll_forward"]}
"""

from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger

SERVICE = "credit-ziyang"
_OURS = str(Path(__file__).resolve().parents[2])


@cache
def logger() -> "Logger":
    """Return the platform's logger; made when something is first logged."""
    from aws_lambda_powertools.logging import Logger

    return Logger(service=SERVICE)


def failed(worker: str, error: BaseException, *, owner: str | None = None) -> None:
    """Log a failure of a worker and the number of the owner it worked on, where there is one."""
    told = {"worker": worker, "owner": owner, "errors": kinds_of(error), "places": places_of(error)}
    logger().error("failed", extra=told)


def kinds_of(error: BaseException) -> list[str]:
    """Return the class of an error and of those it came from, the last first."""
    kinds, current = [], error
    while current is not None:
        kinds.append(f"{type(current).__module__}.{type(current).__qualname__}")
        current = current.__cause__ or current.__context__  # type: ignore[assignment]
    return kinds


def places_of(error: BaseException) -> list[str]:
    """Return the lines of our own code that an error passed through, outermost first.

    Shape: "chalicelib/objections/effects.py:41 roll_forward"
    """
    return [
        f"{frame.filename.removeprefix(_OURS).lstrip('/')}:{frame.lineno} {frame.name}"
        for frame in extract_tb(error.__traceback__)
        if frame.filename.startswith(_OURS)
    ]
