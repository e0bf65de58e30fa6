"""Recounting (期限重算): when a notice of holidays is loaded, the deadlines that rested on the years it tells of.

A deadline carries the stamp of the years it was reckoned by; where the calendar has another, it is reckoned again and
the case says what it was and what it is; a move that comes before the schedule does the same. Done twice, or by two at
once, it comes to the same: the second finds nothing stale. No case is too old for it, for a right to ask for a review
outlives the close.
"""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from chalicelib.errors import StaleVersionError
from chalicelib.objections.cases import Case
from chalicelib.objections.clocks import by_calendar, due_of, is_stale
from chalicelib.objections.means import Means
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import Calendar

TRIES = 8
YEARS_BACK = 2


def cases_stale(*, means: Means, now: datetime) -> Iterator[str]:
    """Yield the numbers of the cases that have a deadline the calendar has changed."""
    today = beijing_date(now)
    opened = means.cases.opened(first=date(today.year - YEARS_BACK, 1, 1), last=today)
    return (case.case for case in opened if _has_stale(case, means.calendar))


def recount(number: str, *, means: Means, now: datetime) -> bool:
    """Reckon anew what the calendar has changed in a case; say whether there was anything.

    Raises: StaleVersionError where others moved the case at every try.
    """
    for _ in range(TRIES):
        case = means.cases.find(number)
        if case is None:
            return False
        after = recounted(case, calendar=means.calendar, now=now)
        if after is case:
            return False
        try:
            means.cases.put(after, over=case)
        except StaleVersionError:
            continue
        return True
    raise StaleVersionError


def recounted(case: Case, *, calendar: Calendar, now: datetime) -> Case:
    """Return the next version, with every stale deadline reckoned by this calendar; the same case where none is."""
    anew = by_calendar(case, calendar=calendar, at=now)
    if anew is case:
        return case
    return msgspec.structs.replace(anew, version=case.version + 1, due_on=due_of(anew))


def _has_stale(case: Case, calendar: Calendar) -> bool:
    return any(is_stale(one, calendar) for one in case.deadlines)
