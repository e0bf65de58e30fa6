"""The schedule of the clocks: deadlines anew where a notice of holidays was loaded, and the open figures of the year.

Nothing is kept of what was done before: a deadline that the calendar changed is told by its stamp, and the figures are
counted from the trails. So a run that was missed is made up for by the next.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.objections import figures
from chalicelib.objections.recounting import cases_stale, recount
from chalicelib.objections.statistics import figures_of, last_day_told
from chalicelib.terms.dates import beijing_date
from chalicelib.workers import logs

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.wiring import Services


class ReckoningError(Exception):
    """Some cases could not be reckoned anew; the schedule's alarm hears of it, and the next run tries again."""


def work(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Reckon and count, when the schedule says so."""
    return reckon(wiring.services(), now=datetime.now(UTC))


def reckon(services: "Services", *, now: datetime) -> dict[str, int]:
    """Reckon anew what the calendar changed, and make the figures of the year whose last month is over.

    Shape:  {"recounted": 2, "months": 10}
    Raises: ReckoningError at the end where any case could not be reckoned anew.
    """
    done = failures = 0
    for number in list(cases_stale(means=services, now=now)):
        try:
            done += recount(number, means=services, now=now)
        except Exception as error:  # noqa: BLE001 -- the per-message loop: one case keeps no other waiting
            logs.failed("reckoning", error, owner=number)
            failures += 1
    through = last_day_told(beijing_date(now))
    made = figures_of(through.year, cases=services.cases, bodies=services.bodies, through=through)
    figures.put(made, into=services.site)
    if failures:
        message = f"{failures} cases could not be reckoned anew"
        raise ReckoningError(message)
    return {"recounted": done, "months": len(made.months)}
