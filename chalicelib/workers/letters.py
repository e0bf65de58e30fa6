"""The letter of a repair as a document: what objections say, by the press that prints reports.

Neither knows the other; here their words meet. The press reads no case: it is given the words of the letter under
their hash. What is asked for twice is printed once.
"""

from datetime import datetime, time
from typing import Protocol

import msgspec

from chalicelib.errors import NotFoundError
from chalicelib.objections.repairs.letters import (
    Letter,
    LetterStore,
    facts_of,
    fingerprint_of,
    grounds_of,
    letter_words,
)
from chalicelib.reports.printing.letters import LetterSheet, printed_letter
from chalicelib.reports.printing.press import ChangedReportError
from chalicelib.reports.printing.sealing import Seal
from chalicelib.terms.dates import BEIJING

_letter_in = msgspec.json.Decoder(Letter).decode


class Means(Protocol):
    """What printing a letter works with."""

    @property
    def repair_letters(self) -> LetterStore:
        """Where letters are kept."""

    @property
    def document_seal(self) -> Seal:
        """The key that seals, with its certificate."""


def is_a_letter(order: str) -> bool:
    """Say whether it is a letter that is ordered, and no report. Shape: "XF20261123-aaaaaaaa-JD/<SHA-256>"."""
    return "/" in order


def print_letter(order: str, *, means: Means, now: datetime) -> tuple[str, ...]:
    """Print a letter that is not printed yet; return the characters that it shows by their code points.

    Raises: NotFoundError where its words are not kept; ChangedReportError where they are others; TypesettingError;
            SealError.
    """
    number, _, sha256 = order.partition("/")
    if means.repair_letters.has(number, sha256):
        return ()
    words = means.repair_letters.words(number, sha256)
    if words is None:
        raise NotFoundError
    if fingerprint_of(words) != sha256:
        raise ChangedReportError(number)
    letter = _letter_in(words)
    day = datetime.combine(letter.decided_on, time(), BEIJING)
    made = printed_letter(sheet_of(letter), made_at=day, seal=means.document_seal, now=now)
    means.repair_letters.put(number, sha256, made.pdf)
    return made.replaced


def sheet_of(letter: Letter) -> LetterSheet:
    """Return what stands on a printed letter; its number stands above its facts, not among them."""
    day, (_, *facts) = letter.decided_on, facts_of(letter)
    return LetterSheet(
        title=letter.title,
        number=letter.number,
        number_label=letter_words().words["label_number"],
        to=letter.subject,
        sentence=letter.sentence,
        facts=facts,
        grounds=list(grounds_of(letter)),
        issuing_body=letter.issued_by,
        issued_on=f"{day.year}年{day.month}月{day.day}日",
    )
