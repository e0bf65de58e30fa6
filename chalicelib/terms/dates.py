"""Beijing days (北京时间): which day an instant falls on there, and the arithmetic of months.

China keeps one time all year, eight hours ahead of UTC, so no time-zone tables are needed.
"""

import calendar
from datetime import UTC, date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
_MONTHS_A_YEAR = 12


def beijing_date(at: datetime) -> date:
    """Return the day an instant falls on in Beijing.

    Raises: ValueError for a time that does not say where on earth it is meant.
    """
    if at.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    return at.astimezone(BEIJING).date()


def end_of(day: date) -> datetime:
    """Return the instant at which a Beijing day is over (24:00), in UTC: what a deadline on that day runs to."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """Return the same-numbered day some months later (earlier if negative), or that month's last day.

    Source: 民法典 art. 202.
    """
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
