"""Letters: a plain document of a title, a sentence, facts and grounds, set and sealed as a report is.

What stands in it is told by who writes it; nothing here knows a case.

Shape: LetterSheet(title="信用修复决定书", number="XF…-JD", to="示例虚构甲有限公司", facts=[("结果", "准予修复")], …)
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from chalicelib.ledger.signatures import TEST_KEY
from chalicelib.reports.printing.characters import shown
from chalicelib.reports.printing.documents import Rendering, notice_of
from chalicelib.reports.printing.sealing import Seal, sealed
from chalicelib.reports.printing.typesetting import FONT, TEMPLATE, coverage, typeset
from chalicelib.reports.printing.words import words

LETTER = TEMPLATE.with_name("letter.typ")


class LetterSheet(Struct, frozen=True, kw_only=True):
    """A letter as it is printed, every text ready; `facts` and `grounds` are label and text, in order."""

    title: str
    number: str
    number_label: str
    to: str
    sentence: str
    facts: Sequence[tuple[str, str]]
    grounds: Sequence[tuple[str, str]]
    issuing_body: str
    issued_on: str


def rendered_letter(sheet: LetterSheet, *, at: datetime, is_for_tests: bool = False) -> Rendering:
    """Return the document of a letter, the same bytes each time; `at` is the instant that it says it was made.

    Raises: TypesettingError.
    """
    texts, replaced = shown(msgspec.to_builtins(sheet), coverage=coverage())
    said = words()
    more = {
        "notices": [notice_of(replaced)] if replaced else [],
        "warning": said["test_key"] if is_for_tests else "",
        "warning_why": said["test_key_why"],
        "font": FONT,
    }
    return Rendering(typeset({**texts, **more}, at=at, template=LETTER), tuple(replaced))


def printed_letter(sheet: LetterSheet, *, made_at: datetime, seal: Seal, now: datetime) -> Rendering:
    """Return the document of a letter, sealed; one that is sealed by a key for tests says so on each page.

    Raises: TypesettingError; SealError.
    """
    rendering = rendered_letter(sheet, at=made_at, is_for_tests=seal.signer.key.startswith(TEST_KEY))
    return Rendering(sealed(rendering.pdf, seal=seal, at=now), rendering.replaced)
