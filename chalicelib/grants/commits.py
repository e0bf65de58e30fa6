"""An act is done again where another came between its reading and its put; its owner's version decides."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from chalicelib.errors import ConflictError, StaleVersionError

_ATTEMPTS = 20
_Made = TypeVar("_Made")


def committed(act: Callable[[], _Made]) -> _Made:
    """Return what an act made; it reads its owner anew each time it is done.

    Raises: ConflictError `act.contended` where another came between every time.
    """
    for _ in range(_ATTEMPTS):
        with suppress(StaleVersionError):
            return act()
    raise ConflictError("act.contended", "该事项正被他人操作，请稍后重试。", "Others are at it; try again.")
