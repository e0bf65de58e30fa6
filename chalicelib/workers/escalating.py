"""The schedule of the desk: reminds, escalates, lapses and suspends what comes near its day or has passed it.

Systems that have fallen silent are chased by the same schedule (`silences`), whatever became of the cases.

A case that somebody moves meanwhile is left to the next run; one that cannot be escalated keeps no other from it. A run
ends when it did something for as many cases as one may (what did nothing or failed does not count, else it would starve
those behind it day by day); it says how many are left, and the next begins with them, as what is done is due no more.
"""

from collections import Counter, deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.errors import StaleVersionError
from chalicelib.objections.escalation import cases_due, escalate
from chalicelib.workers import logs
from chalicelib.workers.silences import chased

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.objections.means import Means

AT_ONCE = 500


class EscalationError(Exception):
    """Some cases could not be escalated; the schedule's alarm hears of it, and the next run tries again."""


def work(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Do what is due now, when the schedule says so."""
    services, now = wiring.services(), datetime.now(UTC)
    try:
        done = escalated(services, now=now)
    finally:
        told = chased(services, now=now)
    return {**done, **told}


def escalated(services: "Means", *, now: datetime, most: int = AT_ONCE) -> dict[str, int]:
    """Do what is due at an instant, for so many cases at most, and count it; `left` are those not come to.

    Shape:  {"fall_silent": 1, "left": 12, "reminder": 3}
    Raises: EscalationError at the end where any case could not be escalated.
    """
    done: Counter[str] = Counter()
    failures = moved = 0
    # Gathered before any is moved: a page of a queue begins behind a case, which must stand where it stood.
    waiting = deque(cases_due(means=services, now=now))
    while waiting and moved < most:
        number = waiting.popleft()
        try:
            steps = escalate(number, means=services, now=now)
        except StaleVersionError:
            continue
        except Exception as error:  # noqa: BLE001 -- the per-message loop: one case keeps no other waiting
            logs.failed("escalating", error, owner=number)
            failures += 1
            continue
        done.update(steps)
        moved += bool(steps)
    if waiting:
        logs.remarked("escalating", "escalation.cases_left", owner=waiting[0])
        done["left"] = len(waiting)
    if failures:
        message = f"{failures} cases could not be escalated"
        raise EscalationError(message)
    return dict(sorted(done.items()))
