"""Silence (逾期未报): by which day each item of a system is due, and for how many working days it has not come.

A supply is the body's, by whatever way it came: what is missed is the information, not the machine. It is due again
after its rhythm, counted from the last supply, or from the day on which the system was registered, resumed or given the
item where nothing came since. That there was nothing is as good as a supply, where it says so of days since the last.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from chalicelib.intake.systems.rhythms import rhythms
from chalicelib.intake.systems.system import ItemSent, System
from chalicelib.library.supplies import LastSupply, SupplyStore, ZeroReport
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence


class Punctuality(StrEnum):
    """How an item stands: its day is to come, is today, or has passed."""

    ON_TIME = "on_time"
    DUE = "due"
    SILENT = "silent"


class Standing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one item of a system stands on a day; provisional where its day rests on a year that is not announced.

    Units: silent_working_days behind the day that was due.
    """

    item: str
    rhythm: str
    due_on: date
    state: Punctuality
    last_supplied_at: datetime | None = None
    silent_working_days: int = 0
    is_provisional: bool = False


class Supplied(Protocol):
    """Knows when something was supplied last, a batch or that there was nothing."""

    def last_supplied(self, body: str, item: str) -> datetime | None:
        """Return when a body supplied an item last; None for never."""


class LastSupplies:
    """The last supplies as they are read once for many systems; who came after a body answers for what it supplied."""

    def __init__(self, supplies: SupplyStore, bodies: Bodies, *, today: date) -> None:
        """Take the store, the register of bodies and the day on which it is asked."""
        self._store, self._bodies, self._today = supplies, bodies, today
        self._read: dict[str, tuple[Sequence[LastSupply], Sequence[ZeroReport]]] = {}

    def last_supplied(self, body: str, item: str) -> datetime | None:
        """Return when a body supplied an item last; None for never."""
        if item not in self._read:
            self._read[item] = self._store.of(item), self._store.nothing_of(item)
        supplies, nothing = self._read[item]
        last = max((one.supplied_at for one in supplies if self._answers_for(body, one.body)), default=None)
        said = [
            one.reported_at
            for one in nothing
            if self._answers_for(body, one.body) and (last is None or one.last >= beijing_date(last))
        ]
        return max(said, default=last)

    def _answers_for(self, body: str, supplier: str) -> bool:
        if supplier not in self._bodies:
            return False
        now = (self._bodies.responsible(one, self._today).key for one in (body, supplier))
        return len(set(now)) == 1


def standings_of(system: System, *, supplied: Supplied, calendar: Calendar, today: date) -> tuple[Standing, ...]:
    """Return how each item of a system stands on a day; nothing for one that is not to send."""
    if not system.is_running_on(today):
        return ()
    return tuple(
        _standing_of(
            one,
            system.counted_from[one.item],
            last=supplied.last_supplied(system.registered.owner, one.item),
            calendar=calendar,
            today=today,
        )
        for one in system.registered.items
    )


def _standing_of(
    one: ItemSent, counted_from: date, *, last: datetime | None, calendar: Calendar, today: date
) -> Standing:
    since = counted_from if last is None else max(counted_from, beijing_date(last))
    due = rhythms()[one.rhythm].due_after(since, calendar=calendar)
    state = Punctuality.ON_TIME if today < due.day else Punctuality.DUE if today == due.day else Punctuality.SILENT
    return Standing(
        item=one.item,
        rhythm=one.rhythm,
        due_on=due.day,
        state=state,
        last_supplied_at=last,
        silent_working_days=_working_days(due.day, today, calendar=calendar),
        is_provisional=due.provisional,
    )


def _working_days(after: date, until: date, *, calendar: Calendar) -> int:
    """Return how many working days there are behind one day, up to another."""
    days, day = 0, calendar.provisional_last_day_of(1, after=after).day
    while day <= until:
        days, day = days + 1, calendar.provisional_last_day_of(1, after=day).day
    return days
