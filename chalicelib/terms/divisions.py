"""Administrative divisions (行政区划): which lies within which.

A division says what a body answers for, and is told by the register of bodies and by a record's own field; it is
never read out of a credit code, whose digits name the authority at the time of registration. A code that is not
in the table is taken as it is, and lies within its city and province as GB/T 2260 builds it.

Source: GB/T 2260; zones have no code there and carry one that the platform made ("512000-GX").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from chalicelib.errors import DataFileError
from chalicelib.terms import tables

NATION = "000000"
_FILE = "terms/divisions"
_CODE = re.compile(r"[0-9]{6}(-[A-Z0-9]{2})?")
_NATIONAL_CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Division:
    """One division.

    Shape: code "512081", name "简阳市", parent "512000", valid_to 2016-12-31, successor "510185".
    """

    code: str
    name: str
    parent: str | None
    valid_to: date | None
    successor: str | None
    confirmed: bool


@cache
def divisions() -> Mapping[str, Division]:
    """Return the divisions of the platform's table by code; read once."""
    return divisions_in(tables.table(_FILE))


def divisions_in(table: Mapping[str, Any]) -> dict[str, Division]:
    """Return the divisions of a table by code; a parent stands before what lies in it, so there is no circle.

    Raises: DataFileError for a code that is doubled or of no known form, or a parent that does not stand before.
    """
    found: dict[str, Division] = {}
    for value in tables.strict(table, file=_FILE, required={"basis", "divisions"})["divisions"]:
        division = _division_in(value)
        if division.code in found:
            raise DataFileError(_FILE, division.code, "is doubled")
        if division.parent is not None and division.parent not in found:
            raise DataFileError(_FILE, f"{division.code}.parent", "does not stand before it")
        found[division.code] = division
    return found


def is_division(code: str) -> bool:
    """Say whether a text has the form of a division's code; not whether there is one."""
    return bool(_CODE.fullmatch(code))


def national_code_of(division: str) -> str:
    """Return the six digits that go upward for a division: a zone's are its city's."""
    return division[:_NATIONAL_CODE_LENGTH]


def within(division: str, of: str) -> bool:
    """Say whether a division is, or lies in, another; one that has ended lies where it lay. Nothing lies in a blank."""
    if not is_division(of):
        return False
    here: str | None = division
    while here is not None and here != of:
        here = _parent_of(here)
    return here == of


def _parent_of(code: str) -> str | None:
    known = divisions().get(code)
    if known is not None:
        return known.parent
    if not is_division(code):
        return None
    national = national_code_of(code)
    above = (national, f"{national[:4]}00", f"{national[:2]}0000", NATION)
    ladder = list(dict.fromkeys((code, *above)))
    return ladder[1] if len(ladder) > 1 else None


def _division_in(value: object) -> Division:
    optional = {"parent", "valid_to", "successor"}
    read = tables.strict(value, file=_FILE, key="divisions", required={"code", "name", "confirmed"}, optional=optional)
    code = tables.text_of(read["code"], file=_FILE, key="divisions.code")
    if not is_division(code):
        raise DataFileError(_FILE, code, "is not of the form of a division's code")
    ended = read.get("valid_to")
    return Division(
        code=code,
        name=tables.text_of(read["name"], file=_FILE, key=f"{code}.name"),
        parent=read.get("parent"),
        valid_to=None if ended is None else tables.date_of(ended, file=_FILE, key=f"{code}.valid_to"),
        successor=read.get("successor"),
        confirmed=tables.flag_of(read["confirmed"], file=_FILE, key=f"{code}.confirmed"),
    )
