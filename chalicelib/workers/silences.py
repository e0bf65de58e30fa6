"""The schedule of sending systems: chases what is silent; one system that cannot be chased keeps no other from it.

Nothing is kept of a run: a notice that was told is there, so that a run that was missed is made up for by the next.
"""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.intake.systems.chasing import chase
from chalicelib.intake.systems.listing import all_systems
from chalicelib.intake.systems.silence import LastSupplies
from chalicelib.terms.dates import beijing_date
from chalicelib.workers import logs

if TYPE_CHECKING:
    from chalicelib.intake.systems.means import Means


class SilenceError(Exception):
    """Some systems could not be chased; the schedule's alarm hears of it, and the next run tries again."""


def chased(services: "Means", *, now: datetime) -> dict[str, int]:
    """Tell of every silence what is to be told by an instant, and count the steps.

    Shape:  {"silence_escalated_to_centre": 1, "silence_reminder": 2}
    Raises: SilenceError at the end where any system could not be chased.
    """
    supplied = LastSupplies(services.supplies, services.bodies, today=beijing_date(now))
    done: Counter[str] = Counter()
    failures = 0
    for system in list(all_systems(means=services)):
        try:
            done.update(f"silence_{step}" for step in chase(system, supplied=supplied, means=services, now=now))
        except Exception as error:  # noqa: BLE001 -- the per-message loop: one system keeps no other waiting
            logs.failed("silences", error, owner=system.system)
            failures += 1
    if failures:
        message = f"{failures} systems could not be chased"
        raise SilenceError(message)
    return dict(sorted(done.items()))
