"""Doors (其他途径): where somebody goes with what is no objection, held as data.

Source: doors.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/doors"
_ROW = frozenset({"code", "zh", "en", "goes_to", "needs_negative", "source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way that is no objection: when it is the right one, and where it leads."""

    code: str
    zh: str
    en: str
    goes_to: str
    needs_negative: bool
    source: str


def doors_in(raw: Table, *, file: str = FILE) -> Sequence[Door]:
    """Return the doors of a table, in its order.

    Raises: DataFileError for an unknown or missing key, a doubled code, a basis that carries no list, a source that is
            not in the register.
    """
    strict(raw, file=file, required={"basis", "confirmed", "doors"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    found = tuple(_door_of(row, file=file) for row in raw["doors"])
    if len({door.code for door in found}) != len(found):
        raise DataFileError(file, "doors.code", "is doubled")
    return found


@cache
def doors() -> Sequence[Door]:
    """Return the platform's own doors; read once."""
    return doors_in(table(FILE))


def doors_beside(*, is_negative: bool) -> Sequence[Door]:
    """Return the doors beside an objection to a record."""
    return tuple(door for door in doors() if is_negative or not door.needs_negative)


def _door_of(row: object, *, file: str) -> Door:
    read = strict(row, file=file, key="doors", required=_ROW)
    code = text_of(read["code"], file=file, key="doors.code")
    texts = {name: text_of(read[name], file=file, key=f"{code}.{name}") for name in ("zh", "en", "goes_to", "source")}
    bases().get(texts["source"], file=file, place=f"{code}.source")
    return Door(
        code=code, needs_negative=flag_of(read["needs_negative"], file=file, key=f"{code}.needs_negative"), **texts
    )
