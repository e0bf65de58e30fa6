"""The letter of a repair as a document: what objections say, by the press that prints reports.

Neither knows the other; here their words meet. What is asked for twice is printed once.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from chalicelib.errors import NotFoundError
from chalicelib.objections.repairs.letters import (
    ENDING,
    Letter,
    LetterStore,
    facts_of,
    fingerprint_of,
    grounds_of,
    letter_of,
    letter_words,
)
from chalicelib.reports.printing.letters import LetterSheet, printed_letter
from chalicelib.reports.printing.sealing import Seal

if TYPE_CHECKING:
    from chalicelib.catalogue.items import Catalogue
    from chalicelib.library.store import LibraryStore
    from chalicelib.objections.store import CaseStore


class Means(Protocol):
    """What printing a letter works with."""

    @property
    def cases(self) -> "CaseStore":
        """The table of cases."""

    @property
    def library(self) -> "LibraryStore":
        """The three libraries."""

    @property
    def catalogue(self) -> "Catalogue":
        """The items."""

    @property
    def repair_letters(self) -> LetterStore:
        """Where printed letters are kept."""

    @property
    def document_seal(self) -> Seal:
        """The key that seals, with its certificate."""


def is_a_letter(number: str) -> bool:
    """Say whether a number is that of a letter. Shape: "XF20261123-aaaaaaaa-JD"."""
    return number.endswith(ENDING)


def print_letter(number: str, *, means: Means, now: datetime) -> tuple[str, ...]:
    """Print a letter that is not printed yet; return the characters that it shows by their code points.

    Raises: NotFoundError where there is no such case, or it has no letter; TypesettingError; SealError.
    """
    case = means.cases.find(number.removesuffix(ENDING))
    record = means.library.find(case.objection.record_id) if case else None
    if case is None or record is None or case.decision is None:
        raise NotFoundError
    letter = letter_of(case, record, means.catalogue.get(record.content.item))
    sha256 = fingerprint_of(letter)
    if means.repair_letters.has(number, sha256):
        return ()
    made = printed_letter(sheet_of(letter), made_at=case.decision.decided_at, seal=means.document_seal, now=now)
    means.repair_letters.put(number, sha256, made.pdf)
    return made.replaced


def sheet_of(letter: Letter) -> LetterSheet:
    """Return what stands on a printed letter."""
    day = letter.decided_on
    facts = list(facts_of(letter))
    return LetterSheet(
        title=letter.title,
        number=letter.number,
        number_label=letter_words().words["label_number"],
        to=letter.subject,
        sentence=letter.sentence,
        facts=facts[1:],
        grounds=list(grounds_of(letter)),
        issuing_body=letter.issued_by,
        issued_on=f"{day.year}年{day.month}月{day.day}日",
    )
