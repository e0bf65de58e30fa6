"""Verifies a report without the platform: `make verify-report FILE=… KEYS=… CODE=…`.

FILE is a report as PDF or as JSON. KEYS is what `GET /v1/signing-keys` answered, saved; a key that it names for tests
proves nothing and is said to be one. CODE is the text of the QR code on the paper: a JSON has its signature there, and
a PDF carries its own besides. What is wrong is said line by line, and the end is 1; it is 2 for what could be neither
proved nor refuted.
"""

import argparse
import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import msgspec

from chalicelib.ledger.signatures import is_genuine
from chalicelib.reports.printing.codes import Carried, carried_by
from chalicelib.reports.printing.examination import examined
from infra.client.ending import run

PDF = b"%PDF-"


class PublicKey(msgspec.Struct, frozen=True):
    """A key as the platform publishes it. Shape: public_key is base64 of DER, SubjectPublicKeyInfo."""

    key: str
    public_key: str
    is_for_tests: bool = False


class PublicKeys(msgspec.Struct, frozen=True):
    """The keys as the platform publishes them."""

    keys: Sequence[PublicKey]


class _Numbered(msgspec.Struct, frozen=True):
    number: str


class Verdict(IntEnum):
    """What is said of a report in the end, and how the command ends."""

    SOUND = 0
    NOT_SOUND = 1
    NOT_VERIFIED = 2

    @property
    def words(self) -> str:
        """The verdict as it is printed."""
        return _WORDS[self]


_WORDS = {Verdict.SOUND: "sound", Verdict.NOT_SOUND: "NOT SOUND", Verdict.NOT_VERIFIED: "not verified"}
# What is wrong outweighs what could not be looked at.
_GRAVEST = (Verdict.NOT_SOUND, Verdict.NOT_VERIFIED)


@dataclass(frozen=True, slots=True)
class Said:
    """One line of what was found, and what it makes of the whole."""

    text: str
    verdict: Verdict = Verdict.NOT_SOUND


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify; 0 for a report that is sound, 1 for one that is not, 2 where its code is missing."""
    options = _options(arguments)
    try:
        keys = {key.key: key for key in msgspec.json.decode(options.keys.read_bytes(), type=PublicKeys).keys}
        found = list(found_in(options.file.read_bytes(), keys=keys, code=options.code))
    except (msgspec.MsgspecError, OSError, binascii.Error) as error:
        found = [Said(f"cannot be read: {error}")]
    for said in found:
        print(said.text)
    verdicts = {said.verdict for said in found}
    verdict = next((one for one in _GRAVEST if one in verdicts), Verdict.SOUND)
    print(verdict.words)
    return int(verdict)


def found_in(content: bytes, *, keys: Mapping[str, PublicKey], code: str | None) -> Iterator[Said]:
    """Give what is found of a report, as PDF or as JSON."""
    is_pdf = content.startswith(PDF)
    if is_pdf:
        yield from _found_in_document(content, keys)
    elif not code:
        yield Said("a report as JSON is verified with the text of its QR code: CODE=", Verdict.NOT_VERIFIED)
    if code:
        yield from _found_in_code(code, keys, report=None if is_pdf else content)


def _found_in_document(pdf: bytes, keys: Mapping[str, PublicKey]) -> Iterator[Said]:
    examination = examined(pdf, public_keys=[_bytes_of(key) for key in keys.values()])
    if examination.fault is not None:
        yield Said(f"seal: {examination.fault}")
        return
    for start, end in examination.signed:
        yield Said(f"signed: bytes {start} to {end}", Verdict.SOUND)
    for start, end in examination.unvouched:
        yield Said(f"nobody vouches for bytes {start} to {end}: the certificate of an issuer", Verdict.SOUND)
    by = next(key for key in keys.values() if _bytes_of(key) in examination.certificate)
    yield from _about(by)


def _found_in_code(code: str, keys: Mapping[str, PublicKey], *, report: bytes | None) -> Iterator[Said]:
    try:
        carried = carried_by(code)
    except ValueError:
        yield Said("code: not the code of a report")
        return
    key = keys.get(carried.signed.key)
    if key is None:
        yield Said(f"code: KEYS has no key {carried.signed.key}")
    elif not is_genuine(carried.statement, carried.signed, public_key=_bytes_of(key)):
        yield Said("code: its signature is wrong")
    else:
        yield Said(f"code: report {carried.number} was issued with the hash {carried.sha256}", Verdict.SOUND)
        yield from _about(key)
    if report is not None:
        yield from _compared(report, carried)


def _compared(report: bytes, carried: Carried) -> Iterator[Said]:
    if hashlib.sha256(report).hexdigest() != carried.sha256:
        yield Said("report: it is not the one that was issued")
    elif msgspec.json.decode(report, type=_Numbered).number != carried.number:
        yield Said("report: it has another number than its code")
    else:
        yield Said("report: it is, to its last byte, the one that was issued", Verdict.SOUND)


def _about(key: PublicKey) -> Iterator[Said]:
    if key.is_for_tests:
        yield Said(f"the key {key.key} is for tests: it proves nothing (测试签名，不具效力)", Verdict.SOUND)


def _bytes_of(key: PublicKey) -> bytes:
    return base64.b64decode(key.public_key, validate=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make verify-report", description=__doc__)
    parser.add_argument("file", type=Path, help="the report, as PDF or as JSON")
    parser.add_argument("--keys", type=Path, required=True, help="the answer of GET /v1/signing-keys, saved")
    parser.add_argument("--code", help="the text of the QR code")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run(main)
