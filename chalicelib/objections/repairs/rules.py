"""The rules of repair (信用修复规则), as data: kinds, conditions, the doors of authorities, bars on applying again.

Source: conditions.toml, each row with its basis; the least periods are those of catalogue/periods.toml.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.items import Item
from chalicelib.errors import DataFileError
from chalicelib.objections.evidence.rules import rules as rules_of_evidence
from chalicelib.objections.outcomes import Effect, outcomes
from chalicelib.terms.bodies import Body, Kind, Level
from chalicelib.terms.dates import months_after
from chalicelib.terms.tables import Table, date_of, flag_of, strict, table, text_of
from chalicelib.terms.working_days import Unit

FILE = "objections/repairs/conditions"
_KIND = frozenset(
    {"code", "zh", "items", "conditions", "needs", "needs_ruling", "outcome", "basis", "confirmed", "ends"}
)
_CONDITION = frozenset({"code", "zh", "en", "basis", "confirmed"})
_DOOR = frozenset(
    {
        *("code", "zh", "en", "goes_to", "bodies", "names", "levels", "kinds"),
        *("basis", "confirmed", "valid_from", "note"),
    }
)
_BAR = frozenset({"finding", "zh", "months", "basis", "also", "confirmed", "proposal", "valid_from", "note"})
_REVOCATION = frozenset({"code", "zh", "outcomes", "basis", "confirmed", "proposal", "note"})
_ENDS = frozenset({"day", "reason", "body"})
_Row = TypeVar("_Row")
_GRANTING = frozenset({Effect.REPAIR, Effect.SHIELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairKind:
    """One thing that may be asked for; `ends` are the fields that end an entry of a list, by what they hold."""

    code: str
    zh: str
    items: frozenset[str]
    conditions: tuple[str, ...]
    needs: tuple[str, ...]
    needs_ruling: bool
    outcome: str
    basis: str
    confirmed: bool
    ends: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One condition of repair, in words, and what says so."""

    code: str
    zh: str
    en: str
    basis: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDoor:
    """Where an authority repairs what it determined, if not here, and how long it takes by its own rule, if known."""

    code: str
    zh: str
    en: str
    goes_to: str
    bodies: frozenset[str]
    names: tuple[str, ...]
    levels: frozenset[Level]
    kinds: frozenset[Kind]
    basis: str
    confirmed: bool
    valid_from: date
    answers_within: int | None
    unit: Unit | None

    def is_that_of(self, body: Body, *, named: str, on: date) -> bool:
        """Say whether it is the door of a body on a day; `named` is the authority as the record names it."""
        if on < self.valid_from:
            return False
        is_one = body.key in self.bodies or body.level in self.levels or body.kind in self.kinds
        return is_one or named.strip().endswith(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """For how long an application that was found so bars another; `proposal` says that the length is our own.

    Units: months from the day it was found.
    """

    finding: str
    zh: str
    months: int
    basis: str
    confirmed: bool
    proposal: bool
    valid_from: date

    def free_from(self, found_on: date) -> date | None:
        """Return the first day on which an application may be made again; None for what was found before its time."""
        return months_after(found_on, self.months) if found_on >= self.valid_from else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationGround:
    """For what a granted repair is taken back; `outcomes` are how the repair had ended."""

    code: str
    zh: str
    outcomes: frozenset[str]
    basis: str
    confirmed: bool
    proposal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRules:
    """All of it, by code and in the order of the table."""

    kinds: Mapping[str, RepairKind]
    conditions: Mapping[str, Requirement]
    doors: Sequence[OwnDoor]
    bars: Mapping[str, Bar]
    revocations: Mapping[str, RevocationGround]

    def kinds_for(self, item: Item) -> tuple[RepairKind, ...]:
        """Return what may be asked for about records of an item: nothing where the item is neutral.

        A kind without items is for every item that no other kind of the same outcome names.
        """
        if item.severity_rule is None:
            return ()
        named = {kind.outcome for kind in self.kinds.values() if item.id in kind.items}
        return tuple(
            kind
            for kind in self.kinds.values()
            if item.id in kind.items or (not kind.items and kind.outcome not in named)
        )


def rules_in(raw: Table, *, file: str = FILE) -> RepairRules:
    """Return the rules of a table.

    Raises: DataFileError for an unknown or missing key, a doubled code, a condition, a kind of evidence or an outcome
            that is not known, a basis that does not resolve or cannot carry its row, a bar that is no period.
    """
    strict(
        raw, file=file, required={"basis", "confirmed", "note", "kinds", "conditions", "doors", "bars", "revocations"}
    )
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    conditions = _by_code((_condition_of(row, file=file) for row in raw["conditions"]), "code", file=file)
    return RepairRules(
        conditions=conditions,
        kinds=_by_code((_kind_of(row, conditions, file=file) for row in raw["kinds"]), "code", file=file),
        doors=tuple(_by_code((_door_of(row, file=file) for row in raw["doors"]), "code", file=file).values()),
        bars=_by_code((_bar_of(row, file=file) for row in raw["bars"]), "finding", file=file),
        revocations=_by_code((_ground_of(row, file=file) for row in raw["revocations"]), "code", file=file),
    )


@cache
def rules() -> RepairRules:
    """Return the platform's own rules; read once."""
    return rules_in(table(FILE))


def _by_code(rows: Iterable[_Row], name: str, *, file: str) -> dict[str, _Row]:
    found: dict[str, _Row] = {}
    for row in rows:
        code = str(getattr(row, name))
        if code in found:
            raise DataFileError(file, code, "is doubled")
        found[code] = row
    return found


def _kind_of(row: object, conditions: Mapping[str, Requirement], *, file: str) -> RepairKind:
    read = strict(row, file=file, key="kinds", required=_KIND)
    code = text_of(read["code"], file=file, key="kinds.code")
    kind = RepairKind(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        items=frozenset(read["items"]),
        conditions=tuple(read["conditions"]),
        needs=tuple(read["needs"]),
        needs_ruling=flag_of(read["needs_ruling"], file=file, key=f"{code}.needs_ruling"),
        outcome=text_of(read["outcome"], file=file, key=f"{code}.outcome"),
        basis=_basis_of(read, "item", file=file, key=code),
        confirmed=flag_of(read["confirmed"], file=file, key=f"{code}.confirmed"),
        ends=strict(read["ends"], file=file, key=f"{code}.ends", required=(), optional=_ENDS),
    )
    if not set(kind.conditions) <= set(conditions):
        raise DataFileError(file, f"{code}.conditions", "one of them is not known")
    if not set(kind.needs) <= set(rules_of_evidence().kinds):
        raise DataFileError(file, f"{code}.needs", "one of them is no kind of evidence")
    if kind.outcome not in outcomes() or outcomes()[kind.outcome].effect not in _GRANTING:
        raise DataFileError(file, f"{code}.outcome", "grants no repair")
    return kind


def _condition_of(row: object, *, file: str) -> Requirement:
    read = strict(row, file=file, key="conditions", required=_CONDITION)
    code = text_of(read["code"], file=file, key="conditions.code")
    return Requirement(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        en=text_of(read["en"], file=file, key=f"{code}.en"),
        basis=_basis_of(read, "item", file=file, key=code),
        confirmed=flag_of(read["confirmed"], file=file, key=f"{code}.confirmed"),
    )


def _door_of(row: object, *, file: str) -> OwnDoor:
    read = strict(row, file=file, key="doors", required=_DOOR, optional={"answers_within", "unit"})
    code = text_of(read["code"], file=file, key="doors.code")
    if ("answers_within" in read) != ("unit" in read):
        raise DataFileError(file, f"{code}.answers_within", "a period has a length and a unit")
    try:
        levels, kinds = frozenset(map(Level, read["levels"])), frozenset(map(Kind, read["kinds"]))
        unit = Unit(read["unit"]) if "unit" in read else None
    except ValueError as error:
        raise DataFileError(file, code, f"names what is not known: {error}") from error
    return OwnDoor(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        en=text_of(read["en"], file=file, key=f"{code}.en"),
        goes_to=text_of(read["goes_to"], file=file, key=f"{code}.goes_to"),
        bodies=frozenset(read["bodies"]),
        names=tuple(read["names"]),
        levels=levels,
        kinds=kinds,
        basis=_basis_of(read, "deadline", file=file, key=code),
        confirmed=flag_of(read["confirmed"], file=file, key=f"{code}.confirmed"),
        valid_from=date_of(read["valid_from"], file=file, key=f"{code}.valid_from"),
        answers_within=read.get("answers_within"),
        unit=unit,
    )


def _bar_of(row: object, *, file: str) -> Bar:
    read = strict(row, file=file, key="bars", required=_BAR)
    finding, months = text_of(read["finding"], file=file, key="bars.finding"), read["months"]
    if not isinstance(months, int) or isinstance(months, bool) or months < 1:
        raise DataFileError(file, f"{finding}.months", "is no number of months")
    for key in read["also"]:
        bases().get(key, file=file, place=f"{finding}.also")
    return Bar(
        finding=finding,
        zh=text_of(read["zh"], file=file, key=f"{finding}.zh"),
        months=months,
        basis=_basis_of(read, "period", file=file, key=finding),
        confirmed=flag_of(read["confirmed"], file=file, key=f"{finding}.confirmed"),
        proposal=flag_of(read["proposal"], file=file, key=f"{finding}.proposal"),
        valid_from=date_of(read["valid_from"], file=file, key=f"{finding}.valid_from"),
    )


def _ground_of(row: object, *, file: str) -> RevocationGround:
    read = strict(row, file=file, key="revocations", required=_REVOCATION)
    code = text_of(read["code"], file=file, key="revocations.code")
    ended = frozenset(read["outcomes"])
    if not ended or any(one not in outcomes() or outcomes()[one].effect not in _GRANTING for one in ended):
        raise DataFileError(file, f"{code}.outcomes", "one of them grants no repair")
    return RevocationGround(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        outcomes=ended,
        basis=_basis_of(read, "own_rule", file=file, key=code),
        confirmed=flag_of(read["confirmed"], file=file, key=f"{code}.confirmed"),
        proposal=flag_of(read["proposal"], file=file, key=f"{code}.proposal"),
    )


def _basis_of(read: Table, use: str, *, file: str, key: str) -> str:
    named = text_of(read["basis"], file=file, key=f"{key}.basis")
    bases().must_support(named, use, file=file, place=f"{key}.basis")
    return named
