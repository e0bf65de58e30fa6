"""The platform's logger, and how a failure is told: by the kinds of its errors and the places in our code.

What an error says is never logged, for it may carry a value.
"""

from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.logging import Logger

SERVICE = "credit-ziyang"
_OURS = str(Path(__file__).resolve().parents[1])


@cache
def logger() -> "Logger":
    """Return the platform's logger; made when something is first logged."""
    from aws_lambda_powertools.logging import Logger

    return Logger(service=SERVICE)


def told(error: BaseException) -> dict[str, object]:
    """Return what is logged of an error. Shape: {"errors": ["builtins.KeyError"], "places": ["app.py:41 uploads"]}."""
    return {"errors": kinds_of(error), "places": places_of(error)}


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
    return [
        f"{frame.filename.removeprefix(_OURS).lstrip('/')}:{frame.lineno} {frame.name}"
        for frame in extract_tb(error.__traceback__)
        if frame.filename.startswith(_OURS)
    ]
