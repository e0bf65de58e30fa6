"""The words a report uses that its structure leaves to the issuer: explanation, marks, issuing body."""

from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, strict, table, text_of

FILE = "reports/wording"
_WORDS = ("issuing_body", "partial", "continued", "disputed", "withdrawn", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The issuer's words; `partial` is added for a reader whose right covers part of a file, `continued` for a part."""

    issuing_body: str
    explanation: tuple[str, ...]
    partial: str
    continued: str
    disputed: str
    withdrawn: str
    source: str


def wording_of(raw: Table) -> Wording:
    """Return the words made from their table.

    Raises: DataFileError for a key that is missing or unknown, and for a blank.
    """
    read = strict(raw, file=FILE, required={*_WORDS, "explanation", "basis", "confirmed"})
    lines = tuple(text_of(line, file=FILE, key="explanation") for line in read["explanation"])
    return Wording(explanation=lines, **{key: text_of(read[key], file=FILE, key=key) for key in _WORDS})


@cache
def wording() -> Wording:
    """Return the platform's words; read once."""
    return wording_of(table(FILE))
