"""Working days (工作日): the calendar of holidays and make-up days, and where a period ends by it.

A period does not count the day of the event. In working days it counts working days alone; in days or months it
ends on its last day, or on the next working day if that is one of rest. A period of zero ends as it begins.

What the State Council has not announced is not guessed: a year without a table is refused by name. Where a
deadline must be shown all the same it is computed as if that year had no holiday, says that it is provisional,
and is computed again. The New Year holiday of a year to come may still take the last days of the year before.

Source: 民法典 arts. 201 to 203; the State Council's yearly notices, named in calendar/*.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from chalicelib.errors import DataFileError, UnprocessableError
from chalicelib.terms import tables
from chalicelib.terms.announced_years import FOLDER, AnnouncedYear, Notice, announced_year_in
from chalicelib.terms.dates import months_after

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_STAMP = 8


class CalendarGapError(UnprocessableError):
    """The working days of a year are asked for that are not announced yet, or lie before the calendar."""

    def __init__(self, year: int) -> None:
        """Name the year."""
        super().__init__(
            "calendar.year_not_announced",
            f"{year}年的节假日安排尚未公布，无法计算工作日。",
            f"The working days of {year} are not announced.",
        )
        self.year = year


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, and whether it rests on a year that is not announced yet."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years that are announced, in Beijing dates.

    Shape: holidays {2026-10-01: "国庆节"}, workdays {2026-10-10: "国庆节"}: the days that make up for one.
    """

    years: frozenset[int]
    holidays: Mapping[date, str]
    workdays: Mapping[date, str]
    notices: tuple[Notice, ...]
    stamps: Mapping[int, str]
    takes_weekdays_for_granted: bool = False

    @classmethod
    def from_tables(cls, *years: Mapping[str, Any]) -> "Calendar":
        """Make a calendar of one table a year.

        Shape:  {year, notices: [{title, number?, issued_on?, confirmed}],
                 holidays: [{name, first, last, workdays}]}
        Raises: DataFileError for a year that is doubled, missing between others or without a notice, a day that
                is doubled or outside its year, or a make-up day on a weekday.
        """
        announced = [announced_year_in(year) for year in years]
        numbers = [year.number for year in announced]
        if len(set(numbers)) < len(numbers):
            raise DataFileError(FOLDER, "year", "is doubled")
        if numbers and len(numbers) != max(numbers) - min(numbers) + 1:
            raise DataFileError(FOLDER, "year", "a year between others is missing")
        return cls(
            frozenset(numbers),
            {day: name for year in announced for day, name in year.holidays.items()},
            {day: name for year in announced for day, name in year.workdays.items()},
            tuple(notice for year in announced for notice in year.notices),
            {year.number: _fingerprint_of(year) for year in announced},
        )

    def stamp_of(self, first: date, last: date) -> str:
        """Return a fingerprint of the years from one day to another: another notice makes another stamp.

        Shape: "2026-5f0c1a9e 2027-none", the latter not announced
        """
        return " ".join(f"{year}-{self.stamps.get(year, 'none')}" for year in range(first.year, last.year + 1))

    def is_working_day(self, day: date) -> bool:
        """Say whether a day is a working day.

        Raises: CalendarGapError for a year that is not announced.
        """
        if day.year not in self.years and not self.takes_weekdays_for_granted:
            raise CalendarGapError(day.year)
        if day in self.workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def last_day_of(self, days: int, *, after: date) -> date:
        """Return the last day of a period of working days.

        The day the period starts on does not count; zero days end on that day.

        Units:  whole days, Beijing dates.
        Raises: CalendarGapError for a year whose holidays are not announced yet.
        """
        day = after
        for _ in range(_counted(days)):
            day = self.working_day_from(day + _ONE_DAY)
        return day

    def last_day_of_days(self, days: int, *, after: date) -> date:
        """Return the last day of a period of calendar days: the next working day if it would end on one of rest.

        Units:  whole days, Beijing dates.
        Raises: CalendarGapError for a year whose holidays are not announced yet.
        """
        return self.working_day_from(after + timedelta(days=_counted(days))) if days else after

    def last_day_of_months(self, months: int, *, after: date) -> date:
        """Return the last day of a period of months: the same-numbered day, or the next working day from it.

        Units:  whole months, Beijing dates.
        Raises: CalendarGapError for a year whose holidays are not announced yet.
        """
        return self.working_day_from(months_after(after, _counted(months))) if months else after

    def last_day_of_period(self, length: int, unit: Unit, *, after: date) -> date:
        """Return the last day of a period in any unit, as the three above.

        Raises: CalendarGapError for a year whose holidays are not announced yet.
        """
        if unit is Unit.WORKING_DAYS:
            return self.last_day_of(length, after=after)
        if unit is Unit.DAYS:
            return self.last_day_of_days(length, after=after)
        return self.last_day_of_months(length, after=after)

    def provisional_last_day_of(self, length: int, *, after: date, unit: Unit = Unit.WORKING_DAYS) -> Deadline:
        """Return a deadline that must be shown: provisional if it rests on a year that is not announced yet."""
        try:
            return Deadline(self.last_day_of_period(length, unit, after=after), provisional=False)
        except CalendarGapError:
            guessing = replace(self, takes_weekdays_for_granted=True)
            return Deadline(guessing.last_day_of_period(length, unit, after=after), provisional=True)

    def working_day_from(self, day: date) -> date:
        """Return the day itself if it is a working day, or the next one that is.

        Raises: CalendarGapError for a year whose holidays are not announced yet.
        """
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day


@cache
def calendar() -> Calendar:
    """Return the platform's own calendar; read once."""
    return Calendar.from_tables(*(tables.table(name) for name in tables.names(FOLDER)))


def _counted(length: int) -> int:
    if length < 0:
        message = "a period is not negative"
        raise ValueError(message)
    return length


def _fingerprint_of(year: AnnouncedYear) -> str:
    named = (("rest", year.holidays), ("work", year.workdays))
    days = sorted(f"{day.isoformat()} {name} {kind}" for kind, of_kind in named for day, name in of_kind.items())
    return sha256("\n".join(days).encode()).hexdigest()[:_STAMP]
