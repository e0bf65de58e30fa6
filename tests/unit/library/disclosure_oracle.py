"""Who may see a negative record on a day, said a second time from the rules; imports nothing of the project.

How long it is public. Read from 2026-04-01 on: minor is not shown in principle, general ends after 1 year, serious
after 3 years, counted from the day the document establishes it; at the maximum it stops by itself. Read from 2023-05-01
to 2026-03-31: at most 3 years whatever the class. Read before: serious 3 years, anything else 1 year. A record from
before the change of 2026 ends with the shorter of the two. A department may set an earlier end, never a later one. What
was removed from its list is not shown from that day on.

How long it may be queried: five years, by anybody. On the last day a record may be shown, on the day after not.

What its source could not confirm in time is not public until the dispute is decided; others who may see it are told so.

What was repaired is for its subject, its source and the desk alone. What a court shields is not public up to the day
named, that day included. Whoever else may see either is told so.

An older version may be shown if it and what stands today may both be shown today; what was found wrong is not said
again.
"""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

CHANGE = date(2026, 4, 1)
CHANGE_BEFORE = date(2023, 5, 1)
NEW_MONTHS = {"minor": 3, "general": 12, "serious": 36}
OLD_MONTHS = 36
OLDEST_MONTHS = {"minor": 12, "general": 12, "serious": 36}
QUERY_MONTHS = 60
CITY = "512000"
UNCONFIRMED = "identity.unconfirmed"
REPAIRED = "repair.granted"


class Said(NamedTuple):
    """What one version of a record says of itself; `mark` is "dispute", "repair" or nothing."""

    severity: str
    determined_on: date
    department_end: date | None
    removed_on: date | None
    status: str
    reviewed: bool
    withheld: str | None
    source_division: str
    mark: str | None
    is_suspended: bool
    shielded_until: date | None


class Case(NamedTuple):
    """One record, one reader, one day, in words of their own.

    Readers: public, subject, representative, authorised, department, appointing (a department on that ground), agency,
    desk. `is_own` says whose file, or whose grant, it is; `item_is_named` that the grant or the
    agreement is for such records; `is_listed` an entry of a list rather than a penalty.
    """

    reader: str
    today: date
    record: Said
    older: Said | None
    is_corrected: bool
    is_listed: bool
    is_person: bool
    law_opens_persons: bool
    is_own: bool
    item_is_named: bool
    agreement_is_in_force: bool
    ground_is_held: bool
    is_source: bool
    purpose_fits: bool
    reader_division: str
    registered_in: str | None


def same_day_months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day."""
    count = day.year * 12 + (day.month - 1) + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_public(said: Said, today: date) -> int | None:
    """For how many months it is public, None for never."""
    if today < CHANGE_BEFORE:
        return OLDEST_MONTHS[said.severity]
    if today < CHANGE:
        return OLD_MONTHS
    if said.severity == "minor":
        return None
    months = NEW_MONTHS[said.severity]
    return min(months, OLD_MONTHS) if said.determined_on < CHANGE else months


def last_public_day(said: Said, today: date) -> date | None:
    """The last day on which the public may see it, None for never."""
    months = months_public(said, today)
    if months is None:
        return None
    days = [same_day_months_on(said.determined_on, months), last_query_day(said)]
    if said.department_end is not None:
        days.append(said.department_end)
    if said.removed_on is not None:
        days.append(said.removed_on - timedelta(days=1))
    return min(days)


def last_query_day(said: Said) -> date:
    """The last day on which anybody may see it."""
    return same_day_months_on(said.determined_on, QUERY_MONTHS)


def is_cleared(said: Said) -> bool:
    """Reviewed, certainly about whom it names, and not repaired."""
    return said.reviewed and said.withheld not in {UNCONFIRMED, REPAIRED}


def is_published(said: Said, today: date) -> bool:
    """Reviewed, and nothing against it."""
    is_shielded = said.shielded_until is not None and said.shielded_until >= today
    return said.reviewed and said.withheld is None and not said.is_suspended and not is_shielded


def falls_to_the_department(case: Case, said: Said) -> bool:
    """A city body sees all; a county sees what comes from it, and what is about those registered there."""
    if case.is_source or case.reader_division == CITY:
        return True
    return case.reader_division in {said.source_division, case.registered_in}


def is_for_the_public(case: Case, said: Said) -> bool:
    """What is published, and of a person only what a law opens."""
    return is_published(said, case.today) and (not case.is_person or case.law_opens_persons)


def is_for_the_agency(case: Case, said: Said) -> bool:
    """What is published of organisations, within its agreement; no person without leave."""
    under_agreement = case.agreement_is_in_force and case.item_is_named and case.purpose_fits
    return under_agreement and is_published(said, case.today) and not case.is_person


def is_for_the_subject(case: Case, said: Said) -> bool:
    """Everything about itself, once it is certain that it is about it."""
    return case.is_own and said.withheld != UNCONFIRMED


def is_for_the_holder(case: Case, said: Said) -> bool:
    """What the grant names, of the subject that gave it, once cleared."""
    return case.is_own and case.item_is_named and is_cleared(said)


def is_for_the_department(case: Case, said: Said) -> bool:
    """For a purpose of the item, within its scope; what is not cleared, for its source alone."""
    return case.purpose_fits and falls_to_the_department(case, said) and (case.is_source or is_cleared(said))


def is_for_who_appoints(case: Case, said: Said) -> bool:
    """As for any department, of persons alone, and only where a law says so."""
    return case.ground_is_held and case.is_person and is_for_the_department(case, said)


def is_for_the_desk(_: Case, said: Said) -> bool:
    """Everything that is certainly about whom it names; what is not is its source's alone."""
    return said.withheld != UNCONFIRMED


RIGHTS = {
    "public": is_for_the_public,
    "agency": is_for_the_agency,
    "subject": is_for_the_subject,
    "representative": is_for_the_subject,
    "authorised": is_for_the_holder,
    "department": is_for_the_department,
    "appointing": is_for_who_appoints,
    "desk": is_for_the_desk,
}


def last_day_of(case: Case, said: Said) -> date | None:
    """The last day on which this reader may see a version, None if it is not for him at all."""
    if said.status == "erased" or (said.status == "withdrawn" and case.reader != "desk"):
        return None
    if not RIGHTS[case.reader](case, said):
        return None
    return last_public_day(said, case.today) if case.reader in {"public", "agency"} else last_query_day(said)


def last_day(case: Case) -> date | None:
    """The last day on which this reader may see what is asked for, None if it is not for him at all."""
    end = last_day_of(case, case.record)
    if case.older is None or end is None:
        return end
    before = last_day_of(case, case.older)
    return None if before is None else min(end, before)


def is_marked(case: Case, mark: str) -> bool:
    """Whether it must be shown with a mark: one that stands, or stood on the version asked for."""
    return mark in {case.record.mark, case.older.mark if case.older else None}


def is_suspended(case: Case) -> bool:
    """Whether it must be shown as what its source could not confirm."""
    return case.record.is_suspended or (case.older is not None and case.older.is_suspended)


def is_repaired(case: Case) -> bool:
    """Whether it must be shown as repaired."""
    return REPAIRED in {case.record.withheld, case.older.withheld if case.older else None}


def shielded_until(case: Case) -> date | None:
    """Until when it must be shown as shielded: as it stands today, else as it stood."""
    said = (case.record, case.older) if case.older else (case.record,)
    running = [
        one.shielded_until for one in said if one.shielded_until is not None and one.shielded_until >= case.today
    ]
    return running[0] if running else None


def is_withdrawn(case: Case) -> bool:
    """Whether it must be shown as withdrawn."""
    return "withdrawn" in {case.record.status, case.older.status if case.older else None}


def sees_what_is_shared(case: Case) -> bool:
    """Whether a field for departments and the subject is shown; a law may open it of a person."""
    if case.reader == "public":
        return case.is_person
    return case.reader not in {"agency", "authorised"}


def says_what_stands(case: Case) -> bool:
    """Whether a field is shown as it stands today; an older version says what it said, unless that was wrong."""
    return case.older is None or case.is_corrected
