"""The seal: by the platform's key alone, in force, in the form that other readers of PDFs know."""

import base64
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.status import SignatureCoverageLevel

from chalicelib.reports.printing.documents import rendered
from chalicelib.reports.printing.sealing import FIELD, Seal, SealError, sealed
from infra.local.certificate import self_signed
from tests.fakes import MemorySigner
from tests.printed import ISSUED_AT, a_report, a_seal, issue_of, seen_by_others

HIDDEN = 2


@cache
def unsealed() -> bytes:
    """Return a document without a seal."""
    report = a_report()
    return rendered(report, issue=issue_of(report)).pdf


def test_another_reader_of_pdfs_finds_the_seal_valid_and_over_the_whole_file() -> None:
    made = sealed(unsealed(), seal=a_seal(), at=ISSUED_AT)

    found = seen_by_others(made)
    (seal,) = PdfFileReader(BytesIO(made)).embedded_signatures

    assert (found.valid, found.intact, found.coverage) == (True, True, SignatureCoverageLevel.ENTIRE_FILE)
    assert (seal.field_name, str(seal.sig_object["/SubFilter"])) == (FIELD, "/ETSI.CAdES.detached")
    assert seal.self_reported_timestamp == ISSUED_AT


def test_nothing_may_be_changed_after_the_seal() -> None:
    made = sealed(unsealed(), seal=a_seal(), at=ISSUED_AT)

    (seal,) = PdfFileReader(BytesIO(made)).embedded_signatures

    assert seal.docmdp_level is not None
    assert seal.docmdp_level.name == "NO_CHANGES"


def test_its_field_is_hidden_and_in_nobody_s_way() -> None:
    with pikepdf.open(BytesIO(sealed(unsealed(), seal=a_seal(), at=ISSUED_AT))) as document:
        (field,) = document.Root.AcroForm.Fields

        assert int(field.F) & HIDDEN


def test_what_is_asked_of_the_key_store_is_within_what_it_signs() -> None:
    asked: list[bytes] = []

    class Listening(MemorySigner):
        def sign(self, message: bytes) -> bytes:
            """Sign, and remember."""
            asked.append(message)
            return super().sign(message)

    signer = Listening()
    seal = Seal.of(signer, self_signed(signer, now=ISSUED_AT))
    asked.clear()
    sealed(unsealed(), seal=seal, at=ISSUED_AT)

    assert len(asked) == 1
    assert len(asked[0]) < 4096


def test_the_certificate_of_another_key_seals_nothing() -> None:
    with pytest.raises(SealError, match="another key"):
        Seal.of(MemorySigner(), self_signed(MemorySigner(), now=ISSUED_AT))


@pytest.mark.parametrize("given", ["", "none yet", base64.b64encode(b"none").decode()])
def test_without_a_certificate_nothing_is_sealed(given: str) -> None:
    with pytest.raises(SealError, match="is none"):
        Seal.of(MemorySigner(), given)


@pytest.mark.parametrize("at", [datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)])
def test_a_certificate_that_is_not_in_force_seals_nothing(at: datetime) -> None:
    with pytest.raises(SealError, match="not in force"):
        sealed(unsealed(), seal=a_seal(), at=at)


def test_the_local_certificate_says_that_it_is_for_tests() -> None:
    subject = Certificate.load(a_seal().certificates[0]).subject.native

    assert all(value.startswith("TEST ") for value in subject.values())
