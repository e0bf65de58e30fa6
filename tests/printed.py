"""What tests of printing start from: the issue of a report and its canonical JSON, composed as the platform does.

And what they look at: the words on the pages of a PDF, and what its QR code says to a decoder.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import msgspec
import pypdfium2
import zxingcpp
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.ledger.signatures import Signer, signed
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record, Value
from chalicelib.reports.composition import report_on
from chalicelib.reports.issue import Issue, Kind, State, statement_of
from chalicelib.reports.layout import IssuedContent, ReportContent
from chalicelib.reports.printing.sealing import Seal
from chalicelib.terms.report_numbers import number_of
from chalicelib.terms.subjects import Subject
from infra.local.certificate import self_signed
from tests.factories import NOW, PENALTY, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary, MemorySigner

ISSUED_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NUMBER = number_of(division="512000", at=ISSUED_AT, letters="0000ABCD")


def a_penalty(number: int, *, fields: Mapping[str, Value] | None = None, **content: Any) -> Record:
    """Return one of many penalties of a subject, each in a place of its own."""
    on = date(2026, 6, 1 + number % 28)
    made = a_record(number=number, fields=fields, determined_on=on, **content)
    return msgspec.structs.replace(made, place=record_place(PENALTY, on=on, suffix=suffix_of(str(number))))


def content_of(*records: Record, reader: Reader | None = None) -> ReportContent:
    """Return the report on the subject of some records, for itself unless for another reader."""
    library = MemoryLibrary()
    for record in records:
        library.put(record, over=None)
    subject = records[0].subject
    own = Reader(level=Level.SUBJECT, sub="s", role="citizen", subject=subject)
    holdings = Holdings(library=library, catalogue=catalogue(), periods=periods())
    return report_on(subject, reader=reader or own, holdings=holdings, now=NOW).content


def canonical(content: ReportContent, **changes: Any) -> bytes:
    """Return the canonical JSON of an issued report."""
    whole = IssuedContent(number=NUMBER, kind=Kind.FULL, issued_at=ISSUED_AT, **msgspec.structs.asdict(content))
    return msgspec.json.encode(msgspec.structs.replace(whole, **changes))


def a_report(*records: Record) -> bytes:
    """Return the canonical JSON of a report on a firm with one penalty, or on other records."""
    return canonical(content_of(*(records or (a_profile(), a_record()))))


def issue_of(report: bytes, *, signer: Signer | None = None, subject: Subject | None = None, **changes: Any) -> Issue:
    """Return the issue of a report, signed."""
    sha256 = hashlib.sha256(report).hexdigest()
    statement = statement_of(NUMBER, kind=Kind.FULL, issued_at=ISSUED_AT, sha256=sha256)
    issue = Issue(
        number=NUMBER,
        version=1,
        state=State.LIVE,
        kind=Kind.FULL,
        subject=subject or a_subject(),
        named="示例虚构甲有限公司",
        reader=Reader(level=Level.SUBJECT, sub="subject-1", role="representative", purpose=None),
        issued_at=ISSUED_AT,
        moved_at=ISSUED_AT,
        sha256=sha256,
        signed=signed(statement, signer=signer or MemorySigner()),
        seen=(),
        until=date(2026, 12, 23),
    )
    return msgspec.structs.replace(issue, **changes)


@cache
def a_seal() -> Seal:
    """Return the seal of a key made for this run, by a certificate that says that it is for tests."""
    signer = MemorySigner()
    return Seal.of(signer, self_signed(signer, now=ISSUED_AT))


def seen_by_others(pdf: bytes) -> PdfSignatureStatus:
    """Return what pyHanko, as any reader of PDFs, finds of a document's seal."""
    (seal,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    root = Certificate.load(a_seal().certificates[0])
    context = ValidationContext(trust_roots=[root], moment=ISSUED_AT + timedelta(hours=1), allow_fetching=False)
    return validate_pdf_signature(seal, signer_validation_context=context)


def texts_of(pdf: bytes) -> list[str]:
    """Return the words on each page, as they are copied out of a reader of PDFs; line ends are left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_bounded().split("\r\n")) for page in document]


def code_on(pdf: bytes) -> str:
    """Return what a decoder reads from the picture of the first page, at the resolution of a cheap printer."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def font_folder() -> Path:
    """Return where the font lies that reports are set in."""
    return Path(str(manimgx_fonts_cjk.__file__)).parent
