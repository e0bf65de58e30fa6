"""The clocks of a case (办理时限): from `deadlines.toml` and the working-day calendar.

A day that lies in a year not announced yet is provisional and says so; filing and accepting go on.

Source: deadlines.toml, each row with its basis; 民法典 arts. 201 and 203 for the counting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chalicelib.catalogue.bases import OWN, bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import Deadline, State
from chalicelib.objections.moves import MoveName
from chalicelib.terms.tables import Table, date_of, flag_of, strict, table, text_of
from chalicelib.terms.working_days import Calendar, Unit

FILE = "objections/deadlines"
_REQUIRED = frozenset({"act", "zh", "length", "unit", "start", "binds_in", "basis", "valid_from", "proposal", "after"})
_OPTIONAL = frozenset({"may_extend_to", "valid_to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long one act may take.

    Units: length and may_extend_to in `unit`; the latter is the whole length after the one extension.
    """

    act: str
    zh: str
    length: int
    unit: Unit
    start: MoveName
    binds_in: frozenset[State]
    basis: str
    valid_from: date
    valid_to: date | None
    proposal: bool
    after: str
    may_extend_to: int | None

    def is_in_force(self, day: date) -> bool:
        """Say whether the rule holds for a clock that starts on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules; of one act at most one is in force on a day."""

    rules: tuple[Rule, ...]

    def started_by(self, move: MoveName, *, on: date) -> Sequence[Rule]:
        """Return the rules in force whose clock a move starts."""
        return [rule for rule in self.rules if rule.start is move and rule.is_in_force(on)]

    def binding(self, act: str, state: State) -> bool:
        """Say whether the day for an act is still to be met in a state."""
        return any(rule.act == act and state in rule.binds_in for rule in self.rules)


def rules_in(raw: Table, *, file: str = FILE) -> Rules:
    """Return the rules of a table.

    Raises: DataFileError for an unknown or missing key, an unknown unit, move or state, a length that is no positive
            number, an extension that extends nothing, two rules for one act on one day or none from some day on, a
            basis that does not resolve or cannot carry a deadline, and a proposal that calls itself law.
    """
    strict(raw, file=file, required={"deadlines"})
    found: list[Rule] = []
    for row in raw["deadlines"]:
        rule = _rule_of(row, file=file)
        if any(_overlap(rule, other) for other in found):
            raise DataFileError(file, rule.act, "has two rules for the same days")
        found.append(rule)
    _must_not_end(found, file=file)
    return Rules(tuple(found))


@cache
def rules() -> Rules:
    """Return the platform's own rules; read once."""
    return rules_in(table(FILE))


def deadlines_from(move: MoveName, *, started_on: date, calendar: Calendar) -> tuple[Deadline, ...]:
    """Return the days that a move binds the platform to, of every clock it starts."""
    started = rules().started_by(move, on=started_on)
    return tuple(_deadline_of(rule, started_on=started_on, calendar=calendar) for rule in started)


def due_in(state: State, deadlines: Iterable[Deadline]) -> date | None:
    """Return the earliest day still to be met in a state, None where nothing is due."""
    return min((deadline.on for deadline in deadlines if rules().binding(deadline.act, state)), default=None)


def day_for(deadlines: Iterable[Deadline], act: str) -> date | None:
    """Return the day that binds for an act, None where no clock of it was started."""
    return next((deadline.on for deadline in deadlines if deadline.act == act), None)


def extended(deadlines: Iterable[Deadline], act: str, *, started_on: date, calendar: Calendar) -> tuple[Deadline, ...]:
    """Return the deadlines with the day of one act put off to where its rule may extend it."""
    found = [rule for rule in rules().rules if rule.act == act and rule.is_in_force(started_on)]
    later = {rule.act: _deadline_of(rule, started_on=started_on, calendar=calendar, is_extended=True) for rule in found}
    return tuple(later.get(deadline.act, deadline) for deadline in deadlines)


def _deadline_of(rule: Rule, *, started_on: date, calendar: Calendar, is_extended: bool = False) -> Deadline:
    length = (is_extended and rule.may_extend_to) or rule.length
    last = calendar.provisional_last_day_of(length, after=started_on, unit=rule.unit)
    return Deadline(act=rule.act, on=last.day, basis=rule.basis, provisional=last.provisional, proposal=rule.proposal)


def _rule_of(row: object, *, file: str) -> Rule:
    read = strict(row, file=file, key="deadlines", required=_REQUIRED, optional=_OPTIONAL)
    act = text_of(read["act"], file=file, key="deadlines.act")
    length = _length_of(read["length"], file=file, key=f"{act}.length")
    return Rule(
        act=act,
        zh=text_of(read["zh"], file=file, key=f"{act}.zh"),
        length=length,
        may_extend_to=_extension_in(read, length=length, file=file, act=act),
        valid_from=date_of(read["valid_from"], file=file, key=f"{act}.valid_from"),
        valid_to=date_of(read["valid_to"], file=file, key=f"{act}.valid_to") if "valid_to" in read else None,
        after=text_of(read["after"], file=file, key=f"{act}.after"),
        **_carried_by(read, file=file, act=act),
        **_named_in(read, file=file, act=act),
    )


def _carried_by(read: Table, *, file: str, act: str) -> Table:
    key = text_of(read["basis"], file=file, key=f"{act}.basis")
    proposal = flag_of(read["proposal"], file=file, key=f"{act}.proposal")
    basis = bases().must_support(key, "deadline", file=file, place=f"{act}.basis")
    if proposal != (basis.rank_here == OWN):
        raise DataFileError(file, f"{act}.proposal", "is true exactly for what no document obliges us to")
    return {"basis": key, "proposal": proposal}


def _named_in(read: Table, *, file: str, act: str) -> Table:
    try:
        return {
            "unit": Unit(read["unit"]),
            "start": MoveName(read["start"]),
            "binds_in": frozenset(State(name) for name in read["binds_in"]),
        }
    except (ValueError, TypeError) as error:
        raise DataFileError(file, act, f"its unit, start or binds_in is not known: {error}") from error


def _extension_in(read: Table, *, length: int, file: str, act: str) -> int | None:
    if "may_extend_to" not in read:
        return None
    extended = _length_of(read["may_extend_to"], file=file, key=f"{act}.may_extend_to")
    if extended <= length:
        raise DataFileError(file, f"{act}.may_extend_to", "extends nothing")
    return extended


def _length_of(value: object, *, file: str, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DataFileError(file, key, "is no positive number")
    return value


def _overlap(one: Rule, other: Rule) -> bool:
    first, second = sorted((one, other), key=lambda rule: rule.valid_from)
    return one.act == other.act and (first.valid_to is None or second.valid_from <= first.valid_to)


def _must_not_end(rules: Sequence[Rule], *, file: str) -> None:
    starts = {(rule.act, rule.valid_from) for rule in rules}
    for rule in rules:
        if rule.valid_to is not None and (rule.act, after := rule.valid_to + timedelta(days=1)) not in starts:
            raise DataFileError(file, rule.act, f"has no rule from {after.isoformat()} on")
