"""The offline verifier, as whoever has the paper and the published keys uses it."""

import base64
import json
from pathlib import Path

import pytest

from chalicelib.reports.printing.codes import text_for
from chalicelib.reports.printing.documents import rendered
from chalicelib.reports.printing.sealing import Seal, sealed
from infra.local.certificate import self_signed
from infra.verify_report import main
from tests.fakes import MemorySigner
from tests.printed import ISSUED_AT, NUMBER, a_report, issue_of

SIGNER, ISSUER = MemorySigner(), MemorySigner()
REPORT = a_report()
ISSUE = issue_of(REPORT, signer=SIGNER)
CODE = text_for(ISSUE, base="https://platform.invalid")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Give the published keys as they were saved."""
    published = {
        "key": SIGNER.key,
        "suite": "ES256",
        "public_key": base64.b64encode(SIGNER.public_key()).decode(),
        "is_for_tests": True,
    }
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [published]}))
    return path


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Give the sealed document, by a certificate with that of an issuer behind it."""
    certificates = ",".join(self_signed(signer, now=ISSUED_AT) for signer in (SIGNER, ISSUER))
    return sealed(rendered(REPORT, issue=ISSUE).pdf, seal=Seal.of(SIGNER, certificates), at=ISSUED_AT)


def _said(file: Path, content: bytes, keys: Path, *more: str) -> int:
    file.write_bytes(content)
    return main([str(file), "--keys", str(keys), *more])


def test_a_document_is_sound_and_says_what_its_seal_covers(
    tmp_path: Path, keys: Path, pdf: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _said(tmp_path / "a.pdf", pdf, keys, "--code", CODE) == 0

    told = capsys.readouterr().out
    for text in ("signed: bytes 0 to ", f"to {len(pdf)}\n", "the certificate of an issuer", "测试签名，不具效力"):
        assert text in told
    assert told.endswith("sound\n")


def test_a_document_with_anything_appended_is_not_sound(
    tmp_path: Path, keys: Path, pdf: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _said(tmp_path / "a.pdf", pdf + b"\n", keys) == 1
    assert capsys.readouterr().out == "seal: file_not_covered\nNOT SOUND\n"


def test_a_report_as_json_is_proved_by_its_code(tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _said(tmp_path / "a.json", REPORT, keys, "--code", CODE) == 0
    assert f"report {NUMBER} was issued" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (REPORT + b" ", CODE, "not the one that was issued"),
        (REPORT, "https://elsewhere.invalid/", "not the code of a report"),
        (REPORT, CODE.replace("k=full", "k=public"), "its signature is wrong"),
        (REPORT, CODE.replace(SIGNER.key, "TEST-another"), "no key TEST-another"),
        (REPORT, CODE.replace(NUMBER, NUMBER[:-1] + "0"), "another number than its code"),
    ],
    ids=["changed", "another code", "another kind", "another key", "another number"],
)
def test_whatever_is_wrong_is_said(
    keys: Path, capsys: pytest.CaptureFixture[str], *, content: bytes, code: str, told: str
) -> None:
    assert _said(keys.with_name("a.json"), content, keys, "--code", code) == 1

    said = capsys.readouterr().out
    assert told in said
    assert said.endswith("NOT SOUND\n")


def test_a_report_as_json_without_its_code_is_neither_proved_nor_refuted(
    tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _said(tmp_path / "a.json", REPORT, keys) == 2

    said = capsys.readouterr().out
    assert "CODE=" in said
    assert said.endswith("\nnot verified\n")


def test_what_cannot_be_read_is_not_sound(tmp_path: Path, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "absent"), "--keys", str(keys)]) == 1
    assert capsys.readouterr().out.startswith("cannot be read: ")
