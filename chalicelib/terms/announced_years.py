"""One announced year (节假日安排): its holidays, its make-up days, and the notices that arranged them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.errors import DataFileError
from chalicelib.terms import tables

FOLDER = "terms/calendar"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice that arranged a year's holidays; `number` is None where it could not be read."""

    title: str
    number: str | None
    issued_on: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class AnnouncedYear:
    """The days of one year that are not as their weekday says, each with the holiday it belongs to."""

    number: int
    notices: tuple[Notice, ...]
    holidays: Mapping[date, str]
    workdays: Mapping[date, str]


def announced_year_in(table: Mapping[str, Any]) -> AnnouncedYear:
    """Return the year that one table announces.

    Shape:  {year, notices: [{title, number?, issued_on?, confirmed}], holidays: [{name, first, last, workdays}]}
    Raises: DataFileError for a year without a notice, a day doubled or outside the year, a make-up day on a weekday.
    """
    read = tables.strict(table, file=f"{FOLDER}/{table.get('year', '-')}", required={"year", "notices", "holidays"})
    number = read["year"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise DataFileError(FOLDER, "year", "is not a number")
    file = f"{FOLDER}/{number}"
    notices = tuple(_notice_in(notice, file=file) for notice in read["notices"])
    if not notices:
        raise DataFileError(file, "notices", "no notice is named")
    holidays: dict[date, str] = {}
    workdays: dict[date, str] = {}
    named: list[date] = []
    for value in read["holidays"]:
        name, rest, worked = _holiday_in(value, file=file)
        named += [*rest, *worked]
        holidays |= dict.fromkeys(rest, name)
        workdays |= dict.fromkeys(worked, name)
    for day in named:
        if day.year != number or named.count(day) > 1:
            raise DataFileError(file, day.isoformat(), "is named twice, or lies outside the year")
    return AnnouncedYear(number, notices, holidays, workdays)


def _notice_in(value: object, *, file: str) -> Notice:
    read = tables.strict(
        value, file=file, key="notices", required={"title", "confirmed"}, optional={"number", "issued_on"}
    )
    number, issued_on = read.get("number"), read.get("issued_on")
    confirmed = tables.flag_of(read["confirmed"], file=file, key="notices.confirmed")
    if confirmed and number is None:
        raise DataFileError(file, "notices.number", "a notice without a number is not confirmed")
    return Notice(
        title=tables.text_of(read["title"], file=file, key="notices.title"),
        number=None if number is None else tables.text_of(number, file=file, key="notices.number"),
        issued_on=None if issued_on is None else tables.date_of(issued_on, file=file, key="notices.issued_on"),
        confirmed=confirmed,
    )


def _holiday_in(value: object, *, file: str) -> tuple[str, list[date], list[date]]:
    read = tables.strict(value, file=file, key="holidays", required={"name", "first", "last", "workdays"})
    name = tables.text_of(read["name"], file=file, key="holidays.name")
    first = tables.date_of(read["first"], file=file, key=f"holidays.{name}.first")
    last = tables.date_of(read["last"], file=file, key=f"holidays.{name}.last")
    if last < first:
        raise DataFileError(file, f"holidays.{name}.last", "lies before the first day")
    worked = [tables.date_of(day, file=file, key=f"holidays.{name}.workdays") for day in read["workdays"]]
    for day in worked:
        if day.weekday() < _SATURDAY:
            raise DataFileError(file, day.isoformat(), "a make-up day on a weekday is none")
    return name, [first + timedelta(days=passed) for passed in range((last - first).days + 1)], worked
