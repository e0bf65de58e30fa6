"""Rhythms (报送频率): how often a system sends an item, and by which day it is due again, from `rhythms.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.terms.dates import months_after
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of
from chalicelib.terms.working_days import Calendar, Deadline, Unit

FILE = "intake/systems/rhythms"
_LENGTHS = ("working_days", "days", "day_of_next_month")
_LAST_DAY_OF_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """One rhythm: exactly one of its three lengths is set.

    Units: whole working days, whole days, a day of the month.
    """

    id: str
    zh: str
    working_days: int | None = None
    days: int | None = None
    day_of_next_month: int | None = None

    def due_after(self, day: date, *, calendar: Calendar) -> Deadline:
        """Return by which day the next supply is due after one; provisional in a year that is not announced yet."""
        if self.working_days is not None:
            return calendar.provisional_last_day_of(self.working_days, after=day)
        return calendar.provisional_last_day_of(self._days_after(day), after=day, unit=Unit.DAYS)

    def _days_after(self, day: date) -> int:
        if self.days is not None:
            return self.days
        return (months_after(day.replace(day=1), 1).replace(day=self.day_of_next_month or 1) - day).days


def rhythms_in(raw: Table, *, file: str = FILE) -> Mapping[str, Rhythm]:
    """Return the rhythms of a table, by id.

    Raises: DataFileError for an unknown or missing key, an id that is doubled, a basis that is not in the register, a
            rhythm that has not exactly one length, and a length that is no whole number in range.
    """
    made: dict[str, Rhythm] = {}
    for row in strict(raw, file=file, required={"rhythms"})["rhythms"]:
        rhythm = _rhythm_of(row, file=file)
        if rhythm.id in made:
            raise DataFileError(file, rhythm.id, "is doubled")
        made[rhythm.id] = rhythm
    return made


@cache
def rhythms() -> Mapping[str, Rhythm]:
    """Return the platform's own; read once."""
    return rhythms_in(table(FILE))


def _rhythm_of(row: object, *, file: str) -> Rhythm:
    required = {"id", "zh", "basis", "confirmed"}
    read = strict(row, file=file, key="rhythms", required=required, optional=set(_LENGTHS))
    name = text_of(read["id"], file=file, key="rhythms.id")
    bases().get(text_of(read["basis"], file=file, key=f"{name}.basis"), file=file, place=f"{name}.basis")
    flag_of(read["confirmed"], file=file, key=f"{name}.confirmed")
    lengths = {length: _whole(read, length, file=file, name=name) for length in _LENGTHS if length in read}
    if len(lengths) != 1:
        raise DataFileError(file, name, "has not exactly one length")
    return Rhythm(id=name, zh=text_of(read["zh"], file=file, key=f"{name}.zh"), **lengths)


def _whole(read: Mapping[str, Any], key: str, *, file: str, name: str) -> int:
    value = read[key]
    most = _LAST_DAY_OF_EVERY_MONTH if key == "day_of_next_month" else None
    is_whole = isinstance(value, int) and not isinstance(value, bool) and value > 0
    if not is_whole or (most is not None and value > most):
        raise DataFileError(file, f"{name}.{key}", "is no whole number in range")
    return int(value)
