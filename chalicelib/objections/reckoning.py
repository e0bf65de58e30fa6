"""Reckoning (期限计算): the days of a period one by one, each counted or skipped, and why.

The day of the event does not count, and neither does the day on which a pause ends; the day on which one begins does,
for the clock ran that day. A paused day counts in no unit. In days or months a period that would end on a day of rest
goes on to the next working day. A year whose holidays are not announced is taken by its weekdays, and every day that
rests on this says so.

Source: 民法典 arts. 201 to 203; domain of the calendar: `terms.working_days`.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from chalicelib.terms.dates import months_after
from chalicelib.terms.working_days import Calendar, Unit

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class Stop(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A pause as a period meets it: no day behind `since` counts, up to and with `until`.

    `goes_on`: it has no end yet, and `until` is the day of looking.

    Shape: kind "request_supplement" or "hold", the move that stopped the clock
    """

    kind: str
    since: date
    until: date
    reason: str = ""
    goes_on: bool = False

    def covers(self, day: date) -> bool:
        """Say whether a day is paused."""
        return self.since < day <= self.until


class DayLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One day of a period: counted as its `number`-th, or skipped, and why, for people in two languages."""

    on: date
    why: str
    zh: str
    en: str
    number: int | None = None
    provisional: bool = False

    @property
    def counts(self) -> bool:
        """Say whether the day is one of the period's."""
        return self.number is not None


class Reckoned(Struct, frozen=True, kw_only=True):
    """A period with its working; its last line is its last day.

    `stands_still`: a pause goes on, so it may end later.
    """

    lines: tuple[DayLine, ...]
    provisional: bool
    stands_still: bool = False

    @property
    def last_on(self) -> date:
        """Return the period's last day."""
        return self.lines[-1].on


def reckoned(length: int, unit: Unit, *, started_on: date, calendar: Calendar, stops: Sequence[Stop] = ()) -> Reckoned:
    """Return a period day by day; one that stands still is counted as if it ran on from the day of looking."""
    lines = tuple(_lines(length, unit, started_on=started_on, calendar=calendar, stops=stops))
    return Reckoned(
        lines=lines,
        provisional=any(line.provisional for line in lines),
        stands_still=any(stop.goes_on and stop.since < lines[-1].on for stop in stops),
    )


def _lines(
    length: int, unit: Unit, *, started_on: date, calendar: Calendar, stops: Sequence[Stop]
) -> Iterator[DayLine]:
    yield DayLine(on=started_on, why="start_day", zh="起算当日，不计入", en="The day of the event does not count.")
    in_working_days = unit is Unit.WORKING_DAYS
    left = length if unit is not Unit.MONTHS else (months_after(started_on, length) - started_on).days
    day, number = started_on, 0
    while number < left:
        day += _ONE_DAY
        stop = _stop_on(day, stops)
        if stop is not None:
            yield _paused(day, stop)
        elif in_working_days and not is_worked(day, calendar):
            yield _of_rest(day, calendar)
        elif number + 1 == left and not is_worked(day, calendar):
            number += 1
            yield _last_of_rest(day, number, calendar)
            yield from _up_to_work(day + _ONE_DAY, calendar, stops)
        else:
            number += 1
            yield _counted(day, number, calendar, by_the_calendar=in_working_days or number == left)


def _up_to_work(day: date, calendar: Calendar, stops: Sequence[Stop]) -> Iterator[DayLine]:
    """Go on from a period's end on a day of rest to the working day that takes its place."""
    while True:
        stop = _stop_on(day, stops)
        if stop is not None:
            yield _paused(day, stop)
        elif is_worked(day, calendar):
            yield _in_place_of_rest(day, calendar)
            return
        else:
            yield _of_rest(day, calendar)
        day += _ONE_DAY


def is_worked(day: date, calendar: Calendar) -> bool:
    """Say whether a day is worked, by its weekday where its year is not announced."""
    return calendar.is_working_day(day) if _is_announced(day, calendar) else day.weekday() < _SATURDAY


def _is_announced(day: date, calendar: Calendar) -> bool:
    return day.year in calendar.years


def _stop_on(day: date, stops: Sequence[Stop]) -> Stop | None:
    return next((stop for stop in stops if stop.covers(day)), None)


_KINDS = {
    "request_supplement": ("等待补正", "waiting for what is missing"),
    "hold": ("专家鉴定或者检验", "with an expert or a laboratory"),
}


def _paused(day: date, stop: Stop) -> DayLine:
    zh, en = _KINDS[stop.kind]
    of = f"：{stop.reason}" if stop.reason else ""
    return DayLine(on=day, why="paused", zh=f"期限中止（{zh}{of}），不计入", en=f"The clock stands still: {en}.")


def _of_rest(day: date, calendar: Calendar) -> DayLine:
    if not _is_announced(day, calendar):
        zh = f"周末，不计入（{day.year}年放假安排尚未公布，暂定）"
        en = f"A weekend; provisional, for the holidays of {day.year} are not announced."
        return DayLine(on=day, why="weekend", zh=zh, en=en, provisional=True)
    name = calendar.holidays.get(day)
    if name is None:
        return DayLine(on=day, why="weekend", zh="周末，不计入", en="A weekend.")
    return DayLine(on=day, why="holiday", zh=f"{name}放假，不计入", en=f"A public holiday ({name}).")


def _counted(day: date, number: int, calendar: Calendar, *, by_the_calendar: bool) -> DayLine:
    if not by_the_calendar:
        return DayLine(on=day, why="calendar_day", number=number, zh=f"第{number}日", en=f"Day {number}.")
    if not _is_announced(day, calendar):
        zh = f"第{number}日（{day.year}年放假安排尚未公布，暂按工作日计）"
        en = f"Day {number}; provisional, for the holidays of {day.year} are not announced."
        return DayLine(on=day, why="weekday_not_announced", number=number, zh=zh, en=en, provisional=True)
    name = calendar.workdays.get(day)
    if name is None:
        zh, en = f"第{number}日，工作日", f"Day {number}, a working day."
        return DayLine(on=day, why="working_day", number=number, zh=zh, en=en)
    zh, en = f"第{number}日，{name}调休上班", f"Day {number}, worked to make up for a holiday ({name})."
    return DayLine(on=day, why="make_up_workday", number=number, zh=zh, en=en)


def _last_of_rest(day: date, number: int, calendar: Calendar) -> DayLine:
    rest = _of_rest(day, calendar)
    zh = f"第{number}日，期限届满日为休息日，顺延"
    en = f"Day {number}, the last; a day of rest, so the period goes on to the next working day."
    return DayLine(on=day, why="last_day_of_rest", number=number, zh=zh, en=en, provisional=rest.provisional)


def _in_place_of_rest(day: date, calendar: Calendar) -> DayLine:
    zh, en = "顺延后的届满日，工作日", "The next working day, on which the period ends."
    return DayLine(on=day, why="next_working_day", zh=zh, en=en, provisional=not _is_announced(day, calendar))
