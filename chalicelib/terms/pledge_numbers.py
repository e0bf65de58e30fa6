"""The number of a pledge (承诺编码): six digits of a region, eight of the day it was made on, six of a serial.

Cut in the wrong place it looks like a resident ID, of somebody born on the day of the pledge; one in eleven has even
its check. What is told apart here is told by the day: nobody of full age was born on it.

Shape: "51209920260302000001"
Source: 信用承诺数据模板（全国）.
"""

import re
from datetime import date

from chalicelib.terms.dates import months_after

_FORM = re.compile(r"[0-9]{6}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{6}")
_FULL_AGE_IN_MONTHS = 18 * 12


def day_in(number: str) -> date | None:
    """Return the day that a pledge's number holds, None where it has not the form or there is no such day."""
    parts = _FORM.fullmatch(number)
    if parts is None:
        return None
    try:
        return date(*(int(part) for part in parts.groups()))
    except ValueError:
        return None


def holds_nobodys_number(number: str, *, today: date) -> bool:
    """Say whether a pledge's number can hide no resident ID of somebody of full age: its day is too young for that."""
    day = day_in(number)
    return day is not None and today < months_after(day, _FULL_AGE_IN_MONTHS)
