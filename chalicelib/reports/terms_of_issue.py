"""How long what was issued is kept and may be asked about, and what a special report is limited to, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "reports/issuing"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfIssue:
    """Units: days and years, whole; `purposes` are those of special reports, with their names."""

    document_days: int
    verifiable_days_at_most: int
    special_years_at_most: int
    purposes: Mapping[str, str]


def terms_in(raw: Table) -> TermsOfIssue:
    """Return the terms made from their table.

    Raises: DataFileError for a key that is missing or unknown, a blank, and a term that is no positive number.
    """
    read = strict(raw, file=FILE, required={"document", "verification", "special"})
    document = strict(read["document"], file=FILE, key="document", required={"days", "basis"})
    verification = strict(read["verification"], file=FILE, key="verification", required={"days_at_most", "basis"})
    known = {"years_at_most", "purposes", "basis", "source", "confirmed"}
    special = strict(read["special"], file=FILE, key="special", required=known)
    flag_of(special["confirmed"], file=FILE, key="special.confirmed")
    purposes = {key: text_of(zh, file=FILE, key=f"purposes.{key}") for key, zh in special["purposes"].items()}
    return TermsOfIssue(
        document_days=_whole(document["days"], key="document.days"),
        verifiable_days_at_most=_whole(verification["days_at_most"], key="verification.days_at_most"),
        special_years_at_most=_whole(special["years_at_most"], key="special.years_at_most"),
        purposes=purposes,
    )


def _whole(value: object, *, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DataFileError(FILE, key, "is no positive number")
    return value


@cache
def terms_of_issue() -> TermsOfIssue:
    """Return the platform's terms; read once."""
    return terms_in(table(FILE))
