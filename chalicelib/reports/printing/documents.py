"""The flow: an issued report and its canonical JSON become a document, sealed, with what it could not show.

canonical JSON ─▶ sheet ─▶ characters that the font has ─▶ PDF ─▶ seal
"""

from dataclasses import dataclass

import msgspec

from chalicelib.reports.issue import Issue
from chalicelib.reports.layout import IssuedContent
from chalicelib.reports.printing.characters import code_point_of, shown
from chalicelib.reports.printing.sheets import sheet_of
from chalicelib.reports.printing.typesetting import FONT, coverage, typeset
from chalicelib.reports.printing.words import words

_report_in = msgspec.json.Decoder(IssuedContent).decode


@dataclass(frozen=True, slots=True)
class Rendering:
    """A PDF, and the characters that the font lacks, which it shows by their code points."""

    pdf: bytes
    replaced: tuple[str, ...]


def rendered(report: bytes, *, issue: Issue, reader_named: str | None = None, base: str = "") -> Rendering:
    """Return the document of a report, from its canonical JSON; the same bytes each time.

    `base` is the platform's address, where it has one that its readers can open.

    Raises: TypesettingError; msgspec.ValidationError for bytes that are no report.
    """
    sheet = sheet_of(_report_in(report), issue, reader_named=reader_named, base=base)
    texts, replaced = shown(msgspec.to_builtins(sheet), coverage=coverage())
    notices = [notice_of(replaced)] if replaced else []
    return Rendering(typeset({**texts, "notices": notices, "font": FONT}, at=issue.issued_at), tuple(replaced))


def notice_of(replaced: list[str]) -> str:
    """Return what the first page says of the characters that the font lacks."""
    return words()["replaced"].format(characters="、".join(code_point_of(one) for one in replaced))
