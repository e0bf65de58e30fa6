"""Rules of complaints: the closed lists of kinds and grounds, who is above whom, and by when.

Source: rules.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.complaints.complaint import Due
from chalicelib.terms.bodies import Bodies, Body, Kind, Level, bodies
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of
from chalicelib.terms.working_days import Calendar
from chalicelib.terms.working_days import Deadline as LastDay

FILE = "objections/complaints/rules"
STARTS = ("file", "accept")
_SAID = ("source", "confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """How long one act may take. Units: working days."""

    act: str
    start: str
    working_days: int
    basis: str
    proposal: bool

    def due_on(self, last: LastDay) -> Due:
        """Return the day as a complaint carries it."""
        return Due(act=self.act, on=last.day, basis=self.basis, proposal=self.proposal, provisional=last.provisional)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """Kinds and grounds with their Chinese, superiors by level and by key, and deadlines."""

    kinds: Mapping[str, str]
    grounds: Mapping[str, str]
    by_level: Mapping[Level, str]
    by_key: Mapping[str, str]
    deadlines: tuple[Deadline, ...]

    def superior_of(self, body: Body, *, of: Bodies, today: date) -> str | None:
        """Return the key of the department above a body today; None for a court, and where none is known."""
        if body.kind is Kind.COURT:
            return None
        above = self.by_key.get(body.key, self.by_level.get(body.level))
        if above is None:
            return None
        superior = of.responsible(above, today)
        return superior.key if superior.is_department and superior.key != body.key else None

    def due_from(self, start: str, *, on: date, calendar: Calendar) -> tuple[Due, ...]:
        """Return the days that a move starts to count."""
        found = []
        for rule in self.deadlines:
            if rule.start == start:
                last = calendar.provisional_last_day_of(rule.working_days, after=on)
                found.append(rule.due_on(last))
        return tuple(found)


def rules_in(raw: Table, *, file: str = FILE) -> Rules:
    """Return what a table says.

    Raises: DataFileError for an unknown or missing key, a doubled code, a body or level that is not known, a start that
            is no move, a number that is none, a basis that carries no deadline.
    """
    strict(raw, file=file, required={"basis", "confirmed", "kinds", "grounds", "superiors", "deadlines"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    flag_of(raw["confirmed"], file=file, key="confirmed")
    above = strict(raw["superiors"], file=file, key="superiors", required={"levels", "bodies"})
    levels = _superiors_in(above["levels"], known={one.value for one in Level}, key="superiors.levels", file=file)
    keys = {body.key for body in bodies()}
    return Rules(
        kinds=_codes_in(raw["kinds"], key="kinds", file=file),
        grounds=_codes_in(raw["grounds"], key="grounds", file=file),
        by_level={Level(name): superior for name, superior in levels.items()},
        by_key=_superiors_in(above["bodies"], known=keys, key="superiors.bodies", file=file),
        deadlines=tuple(_deadline_of(row, file=file) for row in raw["deadlines"]),
    )


@cache
def rules() -> Rules:
    """Return the platform's own; read once."""
    return rules_in(table(FILE))


def _codes_in(rows: object, *, key: str, file: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else [rows]:
        read = strict(row, file=file, key=key, required={"code", "zh"})
        code = text_of(read["code"], file=file, key=f"{key}.code")
        if code in found:
            raise DataFileError(file, f"{key}.{code}", "is doubled")
        found[code] = text_of(read["zh"], file=file, key=f"{key}.{code}.zh")
    return found


def _superiors_in(rows: Table, *, known: set[str], key: str, file: str) -> dict[str, str]:
    strict(rows, file=file, key=key, required=_SAID, optional=known)
    found = {name: superior for name, superior in rows.items() if name not in _SAID}
    for name, superior in found.items():
        if superior not in bodies():
            raise DataFileError(file, f"{key}.{name}", "is no body")
    return found


def _deadline_of(row: object, *, file: str) -> Deadline:
    required = {"act", "start", "working_days", "basis", "proposal"}
    read = strict(row, file=file, key="deadlines", required=required)
    act = text_of(read["act"], file=file, key="deadlines.act")
    if read["start"] not in STARTS:
        raise DataFileError(file, f"{act}.start", "is no move that starts a clock")
    days = read["working_days"]
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise DataFileError(file, f"{act}.working_days", "is no positive number")
    basis = text_of(read["basis"], file=file, key=f"{act}.basis")
    bases().must_support(basis, "deadline", file=file, place=f"{act}.basis")
    return Deadline(
        act=act,
        start=read["start"],
        working_days=days,
        basis=basis,
        proposal=flag_of(read["proposal"], file=file, key=f"{act}.proposal"),
    )
