"""Rules: how one client of a system takes the place of another, and who is told of a silence, from `rules.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from chalicelib.catalogue.bases import bases as register
from chalicelib.errors import DataFileError
from chalicelib.terms.bodies import bodies
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "intake/systems/rules"


class Tells(StrEnum):
    """Who is told: the body whose system it is, the centre, or the body that the centre answers to."""

    OWNER = "owner"
    CENTRE = "centre"
    COMMISSION = "commission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of chasing. Units: working days behind the day that was due."""

    step: str
    zh: str
    after_working_days: int
    tells: Tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The steps in order, the two bodies that they name, and the bounds of a rotation."""

    steps: tuple[Step, ...]
    centre: str
    commission: str
    clients: int
    rotation: timedelta

    def told_by(self, step: Step, owner: str) -> str:
        """Return the body that a step tells."""
        return {Tells.OWNER: owner, Tells.CENTRE: self.centre, Tells.COMMISSION: self.commission}[step.tells]


def rules_in(raw: Table, *, file: str = FILE) -> Rules:
    """Return the rules of a table.

    Raises: DataFileError for an unknown or missing key, a basis or a body that is not in its register, a step that is
            doubled, not later than the one before or tells nobody known, and a number that is no positive whole one.
    """
    read = strict(raw, file=file, required={"basis", "confirmed", "centre", "commission", "rotation", "steps"})
    register().get(text_of(read["basis"], file=file, key="basis"), file=file, place="basis")
    flag_of(read["confirmed"], file=file, key="confirmed")
    rotation = strict(read["rotation"], file=file, key="rotation", required={"clients", "days"})
    steps: list[Step] = []
    for row in read["steps"]:
        step = _step_of(row, file=file)
        if any(step.step == one.step or step.after_working_days <= one.after_working_days for one in steps):
            raise DataFileError(file, step.step, "is doubled, or comes before the one above it")
        steps.append(step)
    return Rules(
        steps=tuple(steps),
        centre=_body_of(read, "centre", file=file),
        commission=_body_of(read, "commission", file=file),
        clients=_whole(rotation, "clients", file=file, place="rotation"),
        rotation=timedelta(days=_whole(rotation, "days", file=file, place="rotation")),
    )


@cache
def rules() -> Rules:
    """Return the platform's own; read once."""
    return rules_in(table(FILE))


def _step_of(row: object, *, file: str) -> Step:
    read = strict(row, file=file, key="steps", required={"step", "zh", "after_working_days", "tells"})
    name = text_of(read["step"], file=file, key="steps.step")
    if read["tells"] not in set(Tells):
        raise DataFileError(file, f"{name}.tells", "is not known")
    return Step(
        step=name,
        zh=text_of(read["zh"], file=file, key=f"{name}.zh"),
        after_working_days=_whole(read, "after_working_days", file=file, place=name),
        tells=Tells(read["tells"]),
    )


def _body_of(read: Mapping[str, Any], key: str, *, file: str) -> str:
    body = text_of(read[key], file=file, key=key)
    if body not in bodies():
        raise DataFileError(file, key, "is no body of the register")
    return body


def _whole(read: Mapping[str, Any], key: str, *, file: str, place: str) -> int:
    value = read[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DataFileError(file, f"{place}.{key}", "is no positive whole number")
    return value
