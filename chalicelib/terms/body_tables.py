"""The tables of bodies, read strictly: what cannot stand together is refused with file and key.

Refused are: a doubled key or credit code; a credit code that is not sound; a name two bodies bear on one day; an end
without a successor or a successor without an end; a successor that does not exist, or a circle of them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any

from chalicelib.errors import DataFileError
from chalicelib.terms import credit_codes, divisions, tables

_FILE = "terms/bodies"
_KEY = re.compile(r"[a-z][a-z0-9_\-]{1,39}")


class Level(StrEnum):
    """Where a body stands: the city's own, a county's or district's, a zone's, or above the city."""

    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    UPSTREAM = "upstream"


class Kind(StrEnum):
    """What a body is: a department, a county or a zone as a whole, a court, a centre (信用工作机构), a partner."""

    DEPARTMENT = "department"
    COUNTY = "county"
    ZONE = "zone"
    COURT = "court"
    CENTRE = "centre"
    PARTNER = "partner"


_DEPARTMENTS = frozenset({Kind.DEPARTMENT, Kind.COUNTY, Kind.ZONE, Kind.COURT})


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name a body bore, in full and short, and the days it was good for; None is open."""

    name: str
    short: str | None
    valid_from: date | None
    valid_to: date | None

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms in which the name is looked for."""
        return tuple(dict.fromkeys(plain_name(form) for form in (self.name, self.short) if form))

    def is_good_on(self, day: date) -> bool:
        """Say whether the body bore the name on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body (机构).

    Shape: key "industry_commerce", name "资阳市工商行政管理局", division "512000", level "city", kind "department",
           valid_to 2019-03-31, successor "market_supervision", confirmed False.
    """

    key: str
    name: str
    names: tuple[BodyName, ...]
    credit_code: str | None
    division: str
    level: Level
    kind: Kind
    valid_from: date | None
    valid_to: date | None
    successor: str | None
    confirmed: bool
    source: str

    @property
    def is_department(self) -> bool:
        """Say whether it supplies and asks in its own right: a department, a county, a zone, a court."""
        return self.kind in _DEPARTMENTS

    def name_on(self, day: date) -> str:
        """Return the name the body bore on a day, or its last where none is told for that day."""
        return next((name.name for name in self.names if name.is_good_on(day)), self.name)


def plain_name(name: str) -> str:
    """Return a name as it is compared: half-width, no blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def bodies_in(*parts: Mapping[str, Any]) -> dict[str, Body]:
    """Return the bodies of all tables by key.

    Raises: DataFileError for what cannot stand together.
    """
    found: dict[str, Body] = {}
    codes: set[str] = set()
    for body in (_body_in(value) for part in parts for value in _rows_in(part)):
        if body.key in found:
            raise DataFileError(_FILE, body.key, "is doubled")
        if body.credit_code in codes:
            raise DataFileError(_FILE, f"{body.key}.credit_code", "is doubled")
        found[body.key] = body
        codes |= {body.credit_code} if body.credit_code else set()
    _refuse_broken_succession(found)
    _refuse_shared_names(found)
    return found


def _rows_in(part: Mapping[str, Any]) -> Sequence[object]:
    rows = tables.strict(part, file=_FILE, required={"bodies"})["bodies"]
    if not isinstance(rows, list):
        raise DataFileError(_FILE, "bodies", "is not a list")
    return rows


def _body_in(value: object) -> Body:
    required = {"key", "level", "kind", "division", "names", "confirmed", "source"}
    optional = {"credit_code", "valid_from", "valid_to", "successor"}
    read = tables.strict(value, file=_FILE, key="bodies", required=required, optional=optional)
    key = tables.text_of(read["key"], file=_FILE, key="bodies.key")
    if not _KEY.fullmatch(key):
        raise DataFileError(_FILE, key, "is not of the form of a key")
    if not divisions.is_division(read["division"]):
        raise DataFileError(_FILE, f"{key}.division", "is not of the form of a division's code")
    if read["level"] not in set(Level) or read["kind"] not in set(Kind):
        raise DataFileError(_FILE, key, "is of no known level or kind")
    valid_from, valid_to = _day_in(read, "valid_from", key=key), _day_in(read, "valid_to", key=key)
    names = tuple(_name_in(name, key=key, valid_from=valid_from, valid_to=valid_to) for name in read["names"])
    if not names:
        raise DataFileError(_FILE, f"{key}.names", "is empty")
    return Body(
        key=key,
        name=names[-1].name,
        names=names,
        credit_code=_credit_code_in(read, key=key),
        division=read["division"],
        level=Level(read["level"]),
        kind=Kind(read["kind"]),
        valid_from=valid_from,
        valid_to=valid_to,
        successor=read.get("successor"),
        confirmed=tables.flag_of(read["confirmed"], file=_FILE, key=f"{key}.confirmed"),
        source=tables.text_of(read["source"], file=_FILE, key=f"{key}.source"),
    )


def _name_in(value: object, *, key: str, valid_from: date | None, valid_to: date | None) -> BodyName:
    place = f"{key}.names"
    optional = {"short", "valid_from", "valid_to"}
    read = tables.strict(value, file=_FILE, key=place, required={"name"}, optional=optional)
    short = read.get("short")
    return BodyName(
        name=tables.text_of(read["name"], file=_FILE, key=f"{place}.name"),
        short=None if short is None else tables.text_of(short, file=_FILE, key=f"{place}.short"),
        valid_from=_day_in(read, "valid_from", key=place) or valid_from,
        valid_to=_day_in(read, "valid_to", key=place) or valid_to,
    )


def _credit_code_in(read: Mapping[str, Any], *, key: str) -> str | None:
    code = read.get("credit_code")
    if code is not None and not credit_codes.is_valid(str(code)):
        raise DataFileError(_FILE, f"{key}.credit_code", "is not a sound credit code")
    return code


def _day_in(read: Mapping[str, Any], field: str, *, key: str) -> date | None:
    value = read.get(field)
    return None if value is None else tables.date_of(value, file=_FILE, key=f"{key}.{field}")


def _refuse_broken_succession(found: Mapping[str, Body]) -> None:
    for body in found.values():
        if (body.valid_to is None) != (body.successor is None):
            raise DataFileError(_FILE, f"{body.key}.successor", "an end and a successor go together")
        if any(follower is body for follower in _followers_of(body, found)):
            raise DataFileError(_FILE, f"{body.key}.successor", "leads back to itself")


def _followers_of(body: Body, found: Mapping[str, Body]) -> Iterator[Body]:
    here = body
    for _ in found:
        if here.successor is None:
            return
        if here.successor not in found:
            raise DataFileError(_FILE, f"{here.key}.successor", "does not exist")
        here = found[here.successor]
        yield here


def _refuse_shared_names(found: Mapping[str, Body]) -> None:
    borne: dict[str, list[tuple[BodyName, str]]] = {}
    for body in found.values():
        for name in body.names:
            for form in name.forms:
                borne.setdefault(form, []).append((name, body.key))
    for bearers in borne.values():
        for (one, _), (other, key) in combinations(bearers, 2):
            if _overlap(one, other):
                raise DataFileError(_FILE, f"{key}.names", "is borne twice on one day")


def _overlap(one: BodyName, other: BodyName) -> bool:
    starts = [day for day in (one.valid_from, other.valid_from) if day is not None]
    ends = [day for day in (one.valid_to, other.valid_to) if day is not None]
    return not starts or not ends or max(starts) <= min(ends)
