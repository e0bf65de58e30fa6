"""The platform's calendar with a year taken out, or put in by a notice of the test's own."""

from chalicelib.terms import tables
from chalicelib.terms.working_days import Calendar


def without(year: int) -> Calendar:
    """Return the calendar as it was before a year, and all that follow, were announced."""
    names = [name for name in tables.names("terms/calendar") if int(name.rpartition("/")[2]) < year]
    return Calendar.from_tables(*(tables.table(name) for name in names))


def with_2027() -> Calendar:
    """Return the calendar with a made-up notice of 2027: the first three days rest, the Sunday before is worked."""
    notice = {"title": "示例", "confirmed": False}
    rest = {"name": "元旦", "first": "2027-01-01", "last": "2027-01-03", "workdays": ["2027-01-09"]}
    named = [tables.table(name) for name in tables.names("terms/calendar")]
    return Calendar.from_tables(*named, {"year": 2027, "notices": [notice], "holidays": [rest]})
