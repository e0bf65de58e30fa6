"""The schedule of the desk: reminds, escalates, lapses and suspends what comes near its day or has passed it.

A case that somebody moves meanwhile is left to the next run; one that cannot be escalated keeps no other from it.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.errors import StaleVersionError
from chalicelib.objections.escalation import cases_due, escalate
from chalicelib.workers import logs

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.objections.means import Means

AT_ONCE = 500


class EscalationError(Exception):
    """Some cases could not be escalated; the schedule's alarm hears of it, and the next run tries again."""


def work(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Do what is due now, when the schedule says so."""
    return escalated(wiring.services(), now=datetime.now(UTC))


def escalated(services: "Means", *, now: datetime) -> dict[str, int]:
    """Do what is due at an instant, and count it.

    Shape:  {"reminder": 3, "fall_silent": 1}
    Raises: EscalationError at the end where any case could not be escalated.
    """
    done: Counter[str] = Counter()
    failures = 0
    numbers = [number for number, _ in zip(cases_due(means=services, now=now), range(AT_ONCE), strict=False)]
    for number in numbers:
        try:
            done.update(escalate(number, means=services, now=now))
        except StaleVersionError:
            continue
        except Exception as error:  # noqa: BLE001 -- the per-message loop: one case keeps no other waiting
            logs.failed("escalating", error, owner=number)
            failures += 1
    if failures:
        message = f"{failures} cases could not be escalated"
        raise EscalationError(message)
    return dict(sorted(done.items()))
