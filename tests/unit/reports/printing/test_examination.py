"""Examining offline: what is not, to its last byte, what the key sealed does not pass."""

import base64
import re
from functools import cache

import pytest

from chalicelib.reports.issue import Issue
from chalicelib.reports.printing.examination import examined
from chalicelib.reports.printing.sealing import Seal, sealed
from infra.local.certificate import self_signed
from tests.fakes import MemorySigner
from tests.mutating import APPENDED, a_document, changed, examination_of, passing_of_document, passing_of_report
from tests.printed import ISSUED_AT, a_seal, seen_by_others

EVERY = 50


@cache
def the_document() -> tuple[bytes, bytes, Issue]:
    """Return a report, its sealed document, and its issue."""
    return a_document()


def pdf() -> bytes:
    """Return the sealed document."""
    return the_document()[1]


def gap() -> tuple[int, int]:
    """Return where the seal's own digits stand."""
    first, second = examination_of(pdf()).signed
    return first[1], second[0]


def with_gap(digits: bytes) -> bytes:
    """Return the document with other digits in its seal."""
    start, end = gap()
    return pdf()[:start] + digits + pdf()[end:]


def test_a_sealed_document_is_sound_to_its_last_byte() -> None:
    found = examination_of(pdf())

    assert (found.is_sound, found.fault, found.unvouched) == (True, None, ())
    assert found.signed[0][0] == 0
    assert found.signed[1][1] == len(pdf())
    assert found.certificate == a_seal().certificates[0]


def test_no_byte_can_be_changed() -> None:
    assert passing_of_document(pdf(), every=EVERY) == []


def test_no_byte_of_the_seal_itself_can_be_changed() -> None:
    start, end = gap()
    seal = pdf()[start:end]

    passing = [place for place, _, digits in changed(seal, every=7) if examination_of(with_gap(digits)).is_sound]

    assert passing == []


def test_no_byte_of_the_report_or_of_its_signature_can_be_changed() -> None:
    report, _, issue = the_document()

    assert passing_of_report(report, issue, every=EVERY) == []


@pytest.mark.parametrize("tail", APPENDED)
def test_what_is_appended_is_refused_which_other_readers_let_pass(tail: bytes) -> None:
    assert seen_by_others(pdf() + tail).intact

    assert examination_of(pdf() + tail).fault == "file_not_covered"


def test_the_same_seal_written_otherwise_is_refused_which_other_readers_let_pass() -> None:
    start, end = gap()
    for digits in (pdf()[start:end].lower(), pdf()[start : end - 2] + b"1>"):
        assert seen_by_others(with_gap(digits)).intact

        assert examination_of(with_gap(digits)).fault == "seal_written_otherwise"


def test_a_file_without_a_seal_or_with_two_says_so() -> None:
    assert examination_of(b"%PDF-1.7").fault == "seal_missing"
    assert examination_of(pdf() + b"/ByteRange [0 1 2 3]").fault == "seal_not_alone"


def test_a_seal_of_a_key_that_nobody_gave_is_refused() -> None:
    assert examined(pdf(), public_keys=[MemorySigner().public_key()]).fault == "key_unknown"


@pytest.mark.parametrize(
    "digits",
    [b"<>", b"<30>", b"<3005>", b"<0500>", b"<3000>", b"<308100>", b"<30820001FF>", b"(3000)"],
    ids=["empty", "cut", "shorter than it says", "no sequence", "nothing in it", "long", "long length", "no digits"],
)
def test_digits_that_are_no_seal_are_refused(digits: bytes) -> None:
    start, end = gap()
    filled = digits[:-1] + b"0" * (end - start - len(digits)) + digits[-1:]

    assert not examination_of(with_gap(filled)).is_sound


def test_the_certificates_of_issuers_are_bytes_that_no_key_vouches_for() -> None:
    signer, issuer = MemorySigner(), MemorySigner()
    issuers = self_signed(issuer, now=ISSUED_AT)
    seal = Seal.of(signer, f"{self_signed(signer, now=ISSUED_AT)},{issuers}")

    made = sealed(pdf_without_a_seal(), seal=seal, at=ISSUED_AT)
    found = examined(made, public_keys=[signer.public_key()])

    assert found.is_sound
    ((start, end),) = found.unvouched
    assert bytes.fromhex(made[start:end].decode()) == base64.b64decode(issuers)


def pdf_without_a_seal() -> bytes:
    """Return the document as it was before its seal."""
    ends = [found.end() for found in re.finditer(rb"%%EOF", pdf())]
    return pdf()[: ends[0]]
