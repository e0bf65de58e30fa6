"""Masking (脱敏): what each onlooker sees of a name, a number or an address that says something of a person.

The table is masks.toml; this module is its few rules. What is masked is never longer than what was, and what does
not have the form a rule was made for is hidden wholly. Whether a datum may be shown at all is decided elsewhere.

Example: masked(Kind.NAME, "张三", Audience.PUBLIC) -> "张*"
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from chalicelib.errors import DataFileError
from chalicelib.terms import tables

_FILE = "terms/masks"
_STAR = "*"
_DOTS = "·•‧・."
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
# A street, village or house in front of 区 or 县 is no county: what could be one is not taken for a place's name.
_PLACE = r"[^\s0-9A-Za-z省市区县旗州盟路街道巷镇乡村组社号栋楼弄]"
_COUNTY = (
    rf"({_PLACE}{{2,6}}?(?:省|自治区))?"
    rf"({_PLACE}{{1,7}}?(?:市|自治州|州|盟|地区))?"
    rf"({_PLACE}{{1,7}}?(?:(?<![小园校厂院景库矿片业宅])区|县|旗|市))?"
)


class Kind(StrEnum):
    """What a masked datum is."""

    NAME = "name"
    SELF_EMPLOYED_NAME = "self_employed_name"
    RESIDENT_ID = "resident_id"
    RESIDENT_ID_IDENTIFIER = "resident_id_identifier"
    PASSPORT = "passport"
    MOBILE = "mobile"
    ADDRESS = "address"
    BANK_ACCOUNT = "bank_account"


class Audience(StrEnum):
    """Who looks: anybody, an authorised third party, the subject, or the officer of the case (logged)."""

    PUBLIC = "public"
    THIRD_PARTY = "third_party"
    SUBJECT = "subject"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Mask:
    """One cell of the table: a rule, and for a number how much of it stays."""

    rule: str
    head: int = 0
    tail: int = 0
    shortest: int = 0


@dataclass(frozen=True, slots=True)
class Masks:
    """The masking table and the words its rules need."""

    cells: Mapping[tuple[Kind, Audience], Mask]
    unconfirmed: frozenset[Kind]
    surnames: frozenset[str]
    no_trade_name: tuple[str, ...]


def masked(kind: Kind | str, value: str, audience: Audience | str, *, operator: str | None = None) -> str | None:
    """Return what an onlooker sees of a datum, or None for nothing at all.

    The name of a self-employed business is looked at beside its operator's name; where that is not
    known, a name as short as a person's is taken for one.

    Raises: ValueError for a kind or an audience that the table does not have: unknown is not shown.
    """
    table = masks()
    cell = table.cells[Kind(kind), Audience(audience)]
    if cell.rule == "never":
        return None
    if cell.rule == "operator":
        return _business_name(value, operator, table)
    return _RULES[cell.rule](value, cell, table)


@cache
def masks() -> Masks:
    """Return the platform's masking table; read once."""
    return masks_in(tables.table(_FILE))


def masks_in(table: Mapping[str, Any]) -> Masks:
    """Return the masking table that a data file holds.

    Raises: DataFileError for a kind that is unknown, doubled or missing, or a rule that does not exist.
    """
    read = tables.strict(table, file=_FILE, required={"basis", "masks", "words"})
    words = tables.strict(read["words"], file=_FILE, key="words", required={"surnames", "no_trade_name"})
    cells: dict[tuple[Kind, Audience], Mask] = {}
    unconfirmed = set()
    for value in read["masks"]:
        row = tables.strict(value, file=_FILE, key="masks", required={"kind", "confirmed", *Audience})
        name = tables.text_of(row["kind"], file=_FILE, key="masks.kind")
        if name not in set(Kind) or (Kind(name), Audience.PUBLIC) in cells:
            raise DataFileError(_FILE, name, "is not a known kind, or is doubled")
        if not tables.flag_of(row["confirmed"], file=_FILE, key=f"{name}.confirmed"):
            unconfirmed.add(Kind(name))
        for audience in Audience:
            cells[Kind(name), audience] = _mask_in(row[audience], key=f"{name}.{audience}")
    missing = sorted(set(Kind) - {kind for kind, _ in cells})
    if missing:
        raise DataFileError(_FILE, missing[0], "is missing")
    longest_first = tuple(sorted(words["no_trade_name"], key=len, reverse=True))
    return Masks(cells, frozenset(unconfirmed), frozenset(words["surnames"]), longest_first)


def _mask_in(value: object, *, key: str) -> Mask:
    read = tables.strict(value, file=_FILE, key=key, required={"rule"}, optional={"head", "tail", "shortest"})
    mask = Mask(**read)
    if mask.rule not in {"never", "operator", *_RULES}:
        raise DataFileError(_FILE, key, "is not a known rule")
    if mask.rule == "head_and_tail" and not 0 <= mask.head + mask.tail < mask.shortest:
        raise DataFileError(_FILE, key, "would show a whole value")
    return mask


def _head_and_tail(value: str, mask: Mask, _: Masks) -> str:
    if len(value) < mask.shortest:
        return _STAR * len(value)
    hidden = len(value) - mask.head - mask.tail
    return value[: mask.head] + _STAR * hidden + value[len(value) - mask.tail :]


def _person_name(value: str, _: Mask, table: Masks) -> str:
    shown = 2 if len(value) > 2 and value[:2] in table.surnames else 1  # noqa: PLR2004 - a surname of two characters
    if sum(letter not in _DOTS for letter in value) <= shown:
        return _STAR * len(value)
    return value[:shown] + "".join(letter if letter in _DOTS else _STAR for letter in value[shown:])


def _business_name(value: str, operator: str | None, table: Masks) -> str:
    person = operator or _without_generic_words(value, table)
    if not operator and not re.fullmatch(rf"{_HAN}{{1,4}}", person):
        return value
    if person not in value or _without_generic_words(value.replace(person, ""), table):
        return value
    return value.replace(person, _person_name(person, Mask("surname"), table))


def _without_generic_words(text: str, table: Masks) -> str:
    for word in table.no_trade_name:
        text = text.replace(word, "")
    return re.sub(r"[\W_]", "", text)


def _county(value: str, _: Mask, __: Masks) -> str:
    found = re.match(_COUNTY, value)
    return (found.group() if found else "") or _STAR * min(len(value), 3)


_RULES: Mapping[str, Callable[[str, Mask, Masks], str]] = {
    "full": lambda value, _, __: value,
    "head_and_tail": _head_and_tail,
    "surname": _person_name,
    "county": _county,
}
