"""Outcomes (异议结果), how a case ends: a closed list, and what each one does to the record.

Source: outcomes.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import CaseKind
from chalicelib.objections.moves import MoveName
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/outcomes"
ENDINGS = frozenset({MoveName.DECIDE, MoveName.WITHDRAW, MoveName.NOT_ACCEPT, MoveName.SUPERSEDE})
NOT_DECIDED = frozenset({MoveName.WITHDRAW, MoveName.SUPERSEDE})
_ROW = frozenset({"code", "zh", "move", "effect", "in_favour", "needs_reasons"})
_DISPUTES = (CaseKind.OBJECTION.value, CaseKind.REVIEW.value)
_Name = TypeVar("_Name", bound=StrEnum)


class Effect(StrEnum):
    """What becomes of the record; in all but the last its mark goes with the same version."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    END_PUBLICATION = "end_publication"
    REPAIR = "repair"
    SHIELD = "shield"
    TAKE_BACK = "take_back"
    REINSTATE = "reinstate"
    REMOVE_MARK = "remove_mark"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One outcome: the move that ends so, what it does, and whether it must give reasons.

    `in_favour` says that it follows the objection. `kinds` are the cases that may be decided so.
    """

    code: str
    zh: str
    move: MoveName
    effect: Effect
    in_favour: bool
    needs_reasons: bool
    kinds: frozenset[CaseKind]


def outcomes_in(raw: Table, *, file: str = FILE) -> Mapping[str, Outcome]:
    """Return the outcomes of a table by their codes, in its order.

    Raises: DataFileError for an unknown or missing key, a doubled code, an unknown move or effect, a basis that
            carries no list of codes, a refusal that needs no reasons.
    """
    strict(raw, file=file, required={"basis", "confirmed", "note", "outcomes"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    found: dict[str, Outcome] = {}
    for row in raw["outcomes"]:
        outcome = _outcome_of(row, file=file)
        if outcome.code in found:
            raise DataFileError(file, outcome.code, "is doubled")
        found[outcome.code] = outcome
    return found


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Return the platform's own list; read once."""
    return outcomes_in(table(FILE))


def _outcome_of(row: object, *, file: str) -> Outcome:
    read = strict(row, file=file, key="outcomes", required=_ROW, optional={"kinds"})
    code = text_of(read["code"], file=file, key="outcomes.code")
    outcome = Outcome(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        move=_one_of(MoveName, str(read["move"]), file=file, key=f"{code}.move"),
        effect=_one_of(Effect, str(read["effect"]), file=file, key=f"{code}.effect"),
        in_favour=flag_of(read["in_favour"], file=file, key=f"{code}.in_favour"),
        needs_reasons=flag_of(read["needs_reasons"], file=file, key=f"{code}.needs_reasons"),
        kinds=frozenset(
            _one_of(CaseKind, str(kind), file=file, key=f"{code}.kinds") for kind in read.get("kinds", _DISPUTES)
        ),
    )
    _must_be_sound(outcome, file=file)
    return outcome


def _must_be_sound(outcome: Outcome, *, file: str) -> None:
    if outcome.move not in ENDINGS:
        raise DataFileError(file, f"{outcome.code}.move", "ends no case")
    if (outcome.effect is Effect.NONE) != (outcome.move is MoveName.NOT_ACCEPT):
        raise DataFileError(file, f"{outcome.code}.effect", "only a case that was not accepted leaves its record alone")
    if not (outcome.in_favour or outcome.needs_reasons or outcome.move in NOT_DECIDED):
        raise DataFileError(file, f"{outcome.code}.needs_reasons", "a refusal needs reasons")


def _one_of(names: type[_Name], value: str, *, file: str, key: str) -> _Name:
    try:
        return names(value)
    except ValueError as error:
        raise DataFileError(file, key, "is not known") from error
