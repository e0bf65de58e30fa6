"""The ladder (督办升级): what is done when the day of a case comes near or has passed, from `escalation.toml`.

When who must act is reminded is told by the clocks (`deadlines.toml`, `remind_before`), and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple, TypeVar

from chalicelib.catalogue.bases import OWN, bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import Case
from chalicelib.objections.clocks import reminder_of
from chalicelib.objections.deadline_rules import rules
from chalicelib.objections.steps import SUBJECT_QUEUE, Aside, body_queue
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of
from chalicelib.terms.working_days import Calendar

FILE = "objections/escalation"
_ROW = frozenset({"step", "zh", "tells", "subjects"})
_STEPS = frozenset({Aside.REMINDER, Aside.ESCALATED_TO_LEAD, Aside.ESCALATED_TO_COMMISSION})
_Name = TypeVar("_Name", bound=StrEnum)


class Tells(StrEnum):
    """Who is told: who must act, the lead of the centre, or the body the centre answers to."""

    WHO_MUST_ACT = "who_must_act"
    LEAD = "lead"
    COMMISSION = "commission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; `subjects` says that it is taken too while the subject must act.

    Units: working_days behind the day that binds; None for the day on which its clock reminds.
    """

    step: Aside
    zh: str
    working_days: int | None
    tells: Tells
    subjects: bool

    def day_for(self, case: Case, due_on: date, *, calendar: Calendar) -> date:
        """Return the day from which it is time for the step; a year not announced yet counts by its weekdays."""
        if self.working_days is None:
            return reminder_of(case, due_on, calendar=calendar)
        return calendar.provisional_last_day_of(self.working_days, after=due_on).day


class Due(NamedTuple):
    """A step to be taken for a day that binds. Shape: told is a queue, as "centre" or "body:shili-jgj"; or "lead"."""

    step: Aside
    due_on: date
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The steps in order, the body that is the centre, and the one that it answers to."""

    steps: tuple[Step, ...]
    centre: str
    commission: str

    def due_for(self, case: Case, *, today: date, calendar: Calendar) -> Iterator[Due]:
        """Yield the steps that are to be taken for a case today, those taken for its due day left out."""
        due_on, queue = case.due_on, case.queue
        if due_on is None or queue is None:
            return
        taken = {one.step for one in case.escalations if one.due_on == due_on}
        for step in self.steps:
            is_meant = step.subjects or queue != SUBJECT_QUEUE
            if is_meant and step.step not in taken and step.day_for(case, due_on, calendar=calendar) <= today:
                yield Due(step.step, due_on, self._told_by(step, queue))

    def horizon(self, today: date, *, calendar: Calendar) -> date:
        """Return the latest due day for which a step can be taken today."""
        reminds = any(step.working_days is None for step in self.steps)
        return calendar.provisional_last_day_of(rules().longest_reminder if reminds else 0, after=today).day

    def _told_by(self, step: Step, queue: str) -> str:
        if step.tells is Tells.COMMISSION:
            return body_queue(self.commission)
        return queue if step.tells is Tells.WHO_MUST_ACT else step.tells.value


def ladder_in(raw: Table, *, file: str = FILE) -> Ladder:
    """Return the ladder of a table.

    Raises: DataFileError for an unknown or missing key, a step that is unknown or doubled, days that are no positive
            number, a body that is not in the register, a basis that does not resolve, and a proposal that calls
            itself law.
    """
    strict(raw, file=file, required={"centre", "commission", "basis", "proposal", "steps"})
    basis = bases().must_support(text_of(raw["basis"], file=file, key="basis"), "deadline", file=file, place="basis")
    if flag_of(raw["proposal"], file=file, key="proposal") != (basis.rank_here == OWN):
        raise DataFileError(file, "proposal", "is true exactly for what no document obliges us to")
    centre, commission = (_body_of(raw[name], file=file, key=name) for name in ("centre", "commission"))
    steps: dict[Aside, Step] = {}
    for row in raw["steps"]:
        step = _step_of(row, file=file)
        if step.step in steps:
            raise DataFileError(file, step.step, "is doubled")
        steps[step.step] = step
    return Ladder(steps=tuple(steps.values()), centre=centre, commission=commission)


@cache
def ladder() -> Ladder:
    """Return the platform's own ladder; read once."""
    return ladder_in(table(FILE))


def _body_of(value: object, *, file: str, key: str) -> str:
    body = text_of(value, file=file, key=key)
    if body not in bodies():
        raise DataFileError(file, key, "is no body of the register")
    return body


def _step_of(row: object, *, file: str) -> Step:
    read = strict(row, file=file, key="steps", required=_ROW, optional={"working_days"})
    step = _one_of(Aside, read["step"], file=file, key="steps.step")
    if step not in _STEPS:
        raise DataFileError(file, step, "is no step of a ladder")
    days = read.get("working_days")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 1):
        raise DataFileError(file, f"{step}.working_days", "is no positive number")
    return Step(
        step=step,
        zh=text_of(read["zh"], file=file, key=f"{step}.zh"),
        working_days=days,
        tells=_one_of(Tells, read["tells"], file=file, key=f"{step}.tells"),
        subjects=flag_of(read["subjects"], file=file, key=f"{step}.subjects"),
    )


def _one_of(names: type[_Name], value: object, *, file: str, key: str) -> _Name:
    try:
        return names(str(value))
    except ValueError as error:
        raise DataFileError(file, key, "is not known") from error
