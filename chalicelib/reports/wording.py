"""The words a report uses that its structure leaves to the issuer: explanation, marks, issuing body, labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, strict, table, text_of

FILE = "reports/wording"
_WORDS = (
    "issuing_body",
    "partial",
    "continued",
    "earlier",
    "own",
    "chosen",
    "disputed",
    "under_repair",
    "suspended",
    "repaired",
    "shielded",
    "withdrawn",
    "source",
    "found",
    "not_found",
    "never_supplied",
    "nobody_supplied",
    "anybody",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The issuer's words.

    Of the explanation `partial` is added for a reader whose right covers part of a file, `continued` for a part,
    `earlier` for an earlier day, `own` for the subject itself, `chosen` in a special report. `found` to
    `nobody_supplied` say what was looked for and what came of it. `labels` are by group of the summary.
    """

    issuing_body: str
    explanation: tuple[str, ...]
    partial: str
    continued: str
    earlier: str
    own: str
    chosen: str
    disputed: str
    under_repair: str
    suspended: str
    repaired: str
    shielded: str
    withdrawn: str
    source: str
    found: str
    not_found: str
    never_supplied: str
    nobody_supplied: str
    anybody: str
    labels: Mapping[str, str]


def wording_of(raw: Table) -> Wording:
    """Return the words made from their table.

    Raises: DataFileError for a key that is missing or unknown, and for a blank.
    """
    read = strict(raw, file=FILE, required={*_WORDS, "explanation", "labels", "basis", "confirmed"})
    lines = tuple(text_of(line, file=FILE, key="explanation") for line in read["explanation"])
    labels = {group: text_of(zh, file=FILE, key=f"labels.{group}") for group, zh in read["labels"].items()}
    words = {key: text_of(read[key], file=FILE, key=key) for key in _WORDS}
    return Wording(explanation=lines, labels=labels, **words)


@cache
def wording() -> Wording:
    """Return the platform's words; read once."""
    return wording_of(table(FILE))
