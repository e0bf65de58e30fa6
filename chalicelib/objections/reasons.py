"""Reasons (异议事由), why a record is disputed: a closed list, held as data.

Source: reasons.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/reasons"
_ROW = frozenset({"code", "zh", "number", "needs_fields", "needs_evidence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason, and whether an objection for it must name a field, or bring a piece of evidence."""

    code: str
    zh: str
    number: int
    needs_fields: bool
    needs_evidence: bool


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


def _reason_of(row: object, *, file: str) -> Reason:
    read = strict(row, file=file, key="reasons", required=_ROW)
    code = text_of(read["code"], file=file, key="reasons.code")
    if not isinstance(read["number"], int) or isinstance(read["number"], bool):
        raise DataFileError(file, f"{code}.number", "is not a number")
    return Reason(
        code=code,
        zh=text_of(read["zh"], file=file, key=f"{code}.zh"),
        number=read["number"],
        needs_fields=flag_of(read["needs_fields"], file=file, key=f"{code}.needs_fields"),
        needs_evidence=flag_of(read["needs_evidence"], file=file, key=f"{code}.needs_evidence"),
    )
