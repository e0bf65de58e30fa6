"""Reasons (异议事由), why a record is disputed: a closed list, held as data.

Source: reasons.toml.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.outcomes import Effect
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/reasons"
_ROW = frozenset({"code", "zh", "number", "needs_fields", "needs_evidence", "why"})
_OWN = frozenset({"alone", "alone_if_differing"})
_TAKES_DOWN = frozenset({Effect.WITHDRAW, Effect.END_PUBLICATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason, whether an objection for it must name a field, or bring a piece of evidence, and why or why not.

    `alone` is what the platform may do for it without its source, since it answers for it itself; `alone_if_differing`
    what it may do where its own check found that it shows otherwise than the source sent.
    """

    code: str
    zh: str
    number: int
    needs_fields: bool
    needs_evidence: bool
    why: str
    alone: frozenset[Effect] = frozenset()
    alone_if_differing: frozenset[Effect] = frozenset()


def reasons_in(raw: Table, *, file: str = FILE) -> Mapping[str, Reason]:
    """Return the reasons of a table by their codes, in its order.

    Raises: DataFileError for an unknown or missing key, a doubled code or number, a basis that carries no list.
    """
    strict(raw, file=file, required={"basis", "confirmed", "note", "reasons"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    found: dict[str, Reason] = {}
    for row in raw["reasons"]:
        reason = _reason_of(row, file=file)
        if reason.code in found or any(reason.number == other.number for other in found.values()):
            raise DataFileError(file, reason.code, "is doubled, it or its number")
        found[reason.code] = reason
    return found


@cache
def reasons() -> Mapping[str, Reason]:
    """Return the platform's own list; read once."""
    return reasons_in(table(FILE))


def platforms_own(code: str, *, is_differing: bool) -> frozenset[Effect]:
    """Return what the platform may do to a record for a reason before its source was asked; mostly nothing."""
    reason = reasons().get(code)
    if reason is None:
        return frozenset()
    return reason.alone | reason.alone_if_differing if is_differing else reason.alone


def _reason_of(row: object, *, file: str) -> Reason:
    read = strict(row, file=file, key="reasons", required=_ROW, optional=_OWN)
    code = text_of(read["code"], file=file, key="reasons.code")
    if not isinstance(read["number"], int) or isinstance(read["number"], bool):
        raise DataFileError(file, f"{code}.number", "is not a number")
    return Reason(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        number=read["number"],
        needs_fields=flag_of(read["needs_fields"], file=file, key=f"{code}.needs_fields"),
        needs_evidence=flag_of(read["needs_evidence"], file=file, key=f"{code}.needs_evidence"),
        why=text_of(read["why"], file=file, key=f"{code}.why"),
        alone=_effects(read.get("alone", ()), file=file, key=f"{code}.alone"),
        alone_if_differing=_effects(read.get("alone_if_differing", ()), file=file, key=f"{code}.alone_if_differing"),
    )


def _effects(named: Collection[object], *, file: str, key: str) -> frozenset[Effect]:
    found = frozenset(effect for effect in _TAKES_DOWN if effect.value in named)
    if len(found) != len(named):
        raise DataFileError(file, key, "names what is no taking down, or doubles it")
    return found
