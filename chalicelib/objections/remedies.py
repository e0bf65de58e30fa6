"""Remedies (救济途径) against a refusal: a closed list, held as data.

Source: remedies.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import CaseKind
from chalicelib.objections.moves import MoveName
from chalicelib.objections.outcomes import outcomes
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/remedies"
REVIEW = "review"
_REVIEWED = frozenset({CaseKind.OBJECTION, CaseKind.REVOCATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One remedy; `against_review` says that it stands open against a review too."""

    code: str
    zh: str
    against_review: bool


def remedies_in(raw: Table, *, file: str = FILE) -> Mapping[str, Remedy]:
    """Return the remedies of a table by their codes, in its order.

    Raises: DataFileError for an unknown or missing key, a doubled code, a basis that carries no list.
    """
    strict(raw, file=file, required={"basis", "confirmed", "note", "remedies"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    found: dict[str, Remedy] = {}
    for row in raw["remedies"]:
        read = strict(row, file=file, key="remedies", required={"code", "zh", "against_review"})
        code = text_of(read["code"], file=file, key="remedies.code")
        if code in found:
            raise DataFileError(file, code, "is doubled")
        zh = text_of(read["zh"], file=file, key=f"{code}.zh")
        flag = flag_of(read["against_review"], file=file, key=f"{code}.against_review")
        found[code] = Remedy(code=code, zh=zh, against_review=flag)
    return found


@cache
def remedies() -> Mapping[str, Remedy]:
    """Return the platform's own list; read once."""
    return remedies_in(table(FILE))


def remedies_against(outcome: str, *, kind: CaseKind) -> tuple[str, ...]:
    """Return the codes of what stands open against an outcome, none where it follows the objection.

    What was never accepted has no review: it may be filed again.
    """
    ended = outcomes()[outcome]
    if ended.in_favour:
        return ()
    reviewable = kind in _REVIEWED and ended.move is MoveName.DECIDE
    return tuple(one.code for one in remedies().values() if one.against_review or reviewable)
