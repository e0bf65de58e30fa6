"""The rules of the clocks (办理时限规则), as data: what each clock runs for, and how long by which regime.

A regime is one place's set of day counts; a setting selects it and a case keeps it. An act that it neither names nor
takes over from the platform's own has no day by it.

Source: deadlines.toml, each row with its basis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from chalicelib.catalogue.bases import OWN, bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import State
from chalicelib.objections.moves import MoveName
from chalicelib.terms.tables import Table, date_of, flag_of, strict, table, text_of
from chalicelib.terms.working_days import Unit

FILE = "objections/deadlines"
OWN_REGIME = "sichuan"
_REQUIRED = frozenset({"regime", "act", "length", "unit", "basis", "confirmed", "valid_from", "proposal", "after"})
_OPTIONAL = frozenset({"hard_length", "may_extend_to", "remind_before", "valid_to"})
_ACT = frozenset({"zh", "en", "start", "binds_in", "paused_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a clock runs for: the move that starts it, the states in which its day is to be met, what pauses it."""

    key: str
    zh: str
    en: str
    start: MoveName
    binds_in: frozenset[State]
    paused_by: frozenset[MoveName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long one act may take by one regime, and what says so.

    `confirmed`: the number was read in the text of its basis. Units: length, hard_length and may_extend_to in `unit`,
    the last being the whole length after the one extension; remind_before in working days.
    """

    regime: str
    act: Act
    length: int
    unit: Unit
    basis: str
    confirmed: bool
    valid_from: date
    valid_to: date | None
    proposal: bool
    after: str
    hard_length: int | None
    may_extend_to: int | None
    remind_before: int | None

    def is_in_force(self, day: date) -> bool:
        """Say whether the rule holds for a clock that starts on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules; by one regime at most one is in force for an act on a day.

    Shape: by_regime {"sichuan": (…), "shanghai": its own and those it takes over}; names {"shanghai": "上海"}
    """

    acts: Mapping[str, Act]
    names: Mapping[str, str]
    by_regime: Mapping[str, tuple[Rule, ...]]

    @property
    def longest_reminder(self) -> int:
        """Return how long before its day the earliest reminder is. Units: working days."""
        every = (rule.remind_before or 0 for own in self.by_regime.values() for rule in own)
        return max(every, default=0)

    def started_by(self, move: MoveName, *, on: date, regime: str) -> Sequence[Rule]:
        """Return the rules in force whose clock a move starts."""
        return [rule for rule in self.by_regime[regime] if rule.act.start is move and rule.is_in_force(on)]

    def rule_of(self, act: str, *, on: date, regime: str) -> Rule:
        """Return the rule by which a clock runs that started on a day.

        Raises: DataFileError for a clock that no rule started.
        """
        for rule in self.by_regime[regime]:
            if rule.act.key == act and rule.is_in_force(on):
                return rule
        raise DataFileError(FILE, f"{regime}.{act}", f"has no rule on {on.isoformat()}")

    def binding(self, act: str, state: State) -> bool:
        """Say whether the day for an act is still to be met in a state."""
        return state in self.acts[act].binds_in


def rules_in(raw: Table, *, file: str = FILE) -> Rules:
    """Return the rules of a table.

    Raises: DataFileError for an unknown or missing key, an unknown unit, move, state, act or regime, a length that is
            no number or does not grow from one kind to the next, two rules for one act on one day or none from some
            day on, a basis that does not resolve or cannot carry a deadline, a proposal that calls itself law, a
            number confirmed by a basis that was not read, an act both named and taken over, or taken over from none.
    """
    strict(raw, file=file, required={"acts", "regimes", "deadlines"})
    acts = {key: _act_of(key, row, file=file) for key, row in raw["acts"].items()}
    found: dict[str, list[Rule]] = {regime: [] for regime in raw["regimes"]}
    for row in raw["deadlines"]:
        rule = _rule_of(row, acts=acts, regimes=found, file=file)
        if any(_overlap(rule, other) for other in found[rule.regime]):
            raise DataFileError(file, f"{rule.regime}.{rule.act.key}", "has two rules for the same days")
        found[rule.regime].append(rule)
    for rules_of_one in found.values():
        _must_not_end(rules_of_one, file=file)
    names, by_regime = {}, {}
    for key, row in raw["regimes"].items():
        read = strict(row, file=file, key=key, required={"zh", "takes_over"})
        names[key] = text_of(read["zh"], file=file, key=f"{key}.zh")
        by_regime[key] = (*found[key], *_taken_over(read["takes_over"], key, found, file=file))
    return Rules(acts, names, by_regime)


@cache
def rules() -> Rules:
    """Return the platform's own rules; read once."""
    return rules_in(table(FILE))


def _act_of(key: str, row: object, *, file: str) -> Act:
    read = strict(row, file=file, key=key, required=_ACT)
    try:
        return Act(
            key=key,
            zh=text_of(read["zh"], file=file, key=f"{key}.zh"),
            en=text_of(read["en"], file=file, key=f"{key}.en"),
            start=MoveName(read["start"]),
            binds_in=frozenset(State(name) for name in read["binds_in"]),
            paused_by=frozenset(MoveName(name) for name in read["paused_by"]),
        )
    except (ValueError, TypeError) as error:
        raise DataFileError(file, key, f"its start, binds_in or paused_by is not known: {error}") from error


def _rule_of(row: object, *, acts: Mapping[str, Act], regimes: Mapping[str, object], file: str) -> Rule:
    read = strict(row, file=file, key="deadlines", required=_REQUIRED, optional=_OPTIONAL)
    act = text_of(read["act"], file=file, key="deadlines.act")
    regime = text_of(read["regime"], file=file, key="deadlines.regime")
    if act not in acts or regime not in regimes:
        raise DataFileError(file, f"{regime}.{act}", "its act or its regime is not known")
    key = f"{regime}.{act}"
    return Rule(
        regime=regime,
        act=acts[act],
        unit=_unit_of(read["unit"], file=file, key=f"{key}.unit"),
        valid_from=date_of(read["valid_from"], file=file, key=f"{key}.valid_from"),
        valid_to=date_of(read["valid_to"], file=file, key=f"{key}.valid_to") if "valid_to" in read else None,
        after=text_of(read["after"], file=file, key=f"{key}.after"),
        **_lengths_in(read, file=file, key=key),
        **_carried_by(read, file=file, key=key),
    )


def _carried_by(read: Table, *, file: str, key: str) -> Table:
    named = text_of(read["basis"], file=file, key=f"{key}.basis")
    proposal = flag_of(read["proposal"], file=file, key=f"{key}.proposal")
    confirmed = flag_of(read["confirmed"], file=file, key=f"{key}.confirmed")
    basis = bases().must_support(named, "deadline", file=file, place=f"{key}.basis")
    if proposal != (basis.rank_here == OWN):
        raise DataFileError(file, f"{key}.proposal", "is true exactly for what no document obliges us to")
    if confirmed and not basis.confirmed:
        raise DataFileError(file, f"{key}.confirmed", "a basis that was not read confirms no number")
    return {"basis": named, "proposal": proposal, "confirmed": confirmed}


def _lengths_in(read: Table, *, file: str, key: str) -> Table:
    length = _number_of(read["length"], file=file, key=f"{key}.length", least=0)
    further = {
        name: _number_of(read[name], file=file, key=f"{key}.{name}", least=length + 1) if name in read else None
        for name in ("hard_length", "may_extend_to")
    }
    reminded = read.get("remind_before")
    if reminded is not None and _number_of(reminded, file=file, key=f"{key}.remind_before", least=1) >= length:
        raise DataFileError(file, f"{key}.remind_before", "does not lie within the period")
    return {"length": length, "remind_before": reminded, **further}


def _number_of(value: object, *, file: str, key: str, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise DataFileError(file, key, f"is no number from {least} on")
    return value


def _unit_of(value: object, *, file: str, key: str) -> Unit:
    try:
        return Unit(str(value))
    except ValueError as error:
        raise DataFileError(file, key, "is no unit") from error


def _taken_over(acts: Sequence[str], regime: str, found: Mapping[str, Sequence[Rule]], *, file: str) -> list[Rule]:
    named = {rule.act.key for rule in found[regime]}
    taken: list[Rule] = []
    for act in acts:
        own = [rule for rule in found.get(OWN_REGIME, ()) if rule.act.key == act]
        if act in named or not own:
            raise DataFileError(file, f"{regime}.takes_over", f"{act} is named by itself too, or by no rule of our own")
        taken += own
    return taken


def _overlap(one: Rule, other: Rule) -> bool:
    first, second = sorted((one, other), key=lambda rule: rule.valid_from)
    return one.act == other.act and (first.valid_to is None or second.valid_from <= first.valid_to)


def _must_not_end(rules: Sequence[Rule], *, file: str) -> None:
    starts = {(rule.act.key, rule.valid_from) for rule in rules}
    for rule in rules:
        if rule.valid_to is not None and (rule.act.key, after := rule.valid_to + timedelta(days=1)) not in starts:
            raise DataFileError(file, f"{rule.regime}.{rule.act.key}", f"has no rule from {after.isoformat()} on")
