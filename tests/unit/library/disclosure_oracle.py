"""Who may see a negative record on a day, said a second time from the rules; imports nothing of the project.

In force from 2026-04-01: minor is not shown in principle and ends after 3 months, general after 1 year, serious after
3 years, counted from the day the document establishes it; at the maximum it stops by itself. From 2023-05-01 to
2026-03-31: at most 3 years whatever the class. A record from before the change ends with the shorter of the two.
A department may set an earlier end, never a later one. After five years nobody queries it any more.
On the last day a record may be shown, on the day after not.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

CHANGE = date(2026, 4, 1)
NEW_MONTHS = {"minor": 3, "general": 12, "serious": 36}
OLD_MONTHS = 36
QUERY_MONTHS = 60
CITY = "512000"
COUNTIES_OF_THE_CITY = {"512002", "512021", "512022"}


class Case(NamedTuple):
    """One record, one reader, one day, in words of their own."""

    reader: str
    today: date
    severity: str
    determined_on: date
    department_end: date | None
    status: str
    reviewed: bool
    withheld: str | None
    is_person: bool
    law_opens_persons: bool
    is_own: bool
    is_source: bool
    purpose_fits: bool
    reader_division: str
    source_division: str
    registered_in: str | None
    removed_on: date | None


def same_day_months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    count = day.year * 12 + (day.month - 1) + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_public_day(case: Case) -> date | None:
    """The last day on which the public may see it, None for never."""
    if case.today >= CHANGE:
        if case.severity == "minor":
            return None
        months = NEW_MONTHS[case.severity]
        if case.determined_on < CHANGE:
            months = min(months, OLD_MONTHS)
    else:
        months = OLD_MONTHS
    days = [same_day_months_on(case.determined_on, months), last_query_day(case)]
    if case.department_end is not None:
        days.append(case.department_end)
    if case.removed_on is not None:
        days.append(case.removed_on - timedelta(days=1))
    return min(days)


def last_query_day(case: Case) -> date:
    """The last day on which anybody may see it."""
    return same_day_months_on(case.determined_on, QUERY_MONTHS)


def falls_to_the_department(case: Case) -> bool:
    """A city body sees all; a county sees what comes from it, and what is about those registered there."""
    if case.is_source or case.reader_division == CITY:
        return True
    return case.reader_division in {case.source_division, case.registered_in}


def last_day(case: Case) -> date | None:
    """The last day on which this reader may see it, None if it is not for him at all."""
    if case.status == "erased" or (case.status == "withdrawn" and case.reader != "desk"):
        return None
    if case.reader == "public":
        return last_public_day(case) if may_be_public(case) else None
    right = {"subject": is_for_the_subject, "department": is_for_the_department, "desk": is_for_the_desk}
    return last_query_day(case) if case.reader in right and right[case.reader](case) else None


def may_be_public(case: Case) -> bool:
    """Reviewed, nothing against it, and of a person only what a law opens."""
    return case.reviewed and not case.withheld and (not case.is_person or case.law_opens_persons)


def is_for_the_subject(case: Case) -> bool:
    """Everything about itself, once it is certain that it is about it."""
    return case.is_own and case.withheld != "identity.unconfirmed"


def is_for_the_department(case: Case) -> bool:
    """For a purpose of the item, within its scope; what is not cleared, for its source alone."""
    is_cleared = case.reviewed and case.withheld != "identity.unconfirmed"
    return case.purpose_fits and falls_to_the_department(case) and (case.is_source or is_cleared)


def is_for_the_desk(_: Case) -> bool:
    """Everything that may be queried."""
    return True


def may_see(case: Case) -> bool:
    """Whether this reader may see it today."""
    end = last_day(case)
    return end is not None and case.today <= end
