"""Every byte of an issued report changed in turn: `python -m tests.mutating` walks them all, a test every fiftieth.

Each byte is flipped, counted up, and changed in its case. Online, no changed file has the hash of one that was issued;
offline, every change within the signed ranges fails, and so does whatever is appended. A byte that no key vouches for
is one that the examination lists.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence

from chalicelib.ledger.signatures import Signed, is_genuine
from chalicelib.reports.issue import Issue, statement_of
from chalicelib.reports.printing.documents import rendered
from chalicelib.reports.printing.examination import Examination, examined
from chalicelib.reports.printing.sealing import sealed
from tests.printed import ISSUED_AT, a_report, a_seal, issue_of

CHANGES: dict[str, Callable[[int], int]] = {
    "flipped": lambda byte: byte ^ 1,
    "counted up": lambda byte: (byte + 1) % 256,
    "in the other case": lambda byte: byte ^ 0x20,
}
APPENDED = (b"\n", b"\0", b" ", b"% a remark\n", b"1 0 obj\n<<>>\nendobj\n")


def a_document() -> tuple[bytes, bytes, Issue]:
    """Return a report, its sealed document, and its issue."""
    report = a_report()
    issue = issue_of(report, signer=a_seal().signer)
    return report, sealed(rendered(report, issue=issue).pdf, seal=a_seal(), at=ISSUED_AT), issue


def changed(content: bytes, *, every: int = 1) -> Iterator[tuple[int, str, bytes]]:
    """Give each changed file, with the place and kind of its change."""
    for place in range(0, len(content), every):
        for name, change in CHANGES.items():
            yield place, name, content[:place] + bytes([change(content[place])]) + content[place + 1 :]


def examination_of(pdf: bytes) -> Examination:
    """Examine a document with the key that sealed it."""
    return examined(pdf, public_keys=[a_seal().signer.public_key()])


def passing_of_document(pdf: bytes, *, every: int = 1) -> list[str]:
    """Return which changes of a document pass, and are not of a byte that nobody vouches for."""
    sound = examination_of(pdf)
    unvouched = {place for start, end in sound.unvouched for place in range(start, end)}
    issued = hashlib.sha256(pdf).hexdigest()
    passing = [
        f"{name} at {place}"
        for place, name, file in changed(pdf, every=every)
        if hashlib.sha256(file).hexdigest() == issued or (examination_of(file).is_sound and place not in unvouched)
    ]
    return passing + [f"appended {tail!r}" for tail in APPENDED if examination_of(pdf + tail).is_sound]


def passing_of_report(report: bytes, issue: Issue, *, every: int = 1) -> list[str]:
    """Return which changes of the canonical JSON and of its signature pass."""
    key = a_seal().signer.public_key()
    passing = [
        f"{name} at {place}"
        for place, name, file in changed(report, every=every)
        if is_genuine(_statement_over(file, issue), issue.signed, public_key=key)
    ]
    written = issue.signed.signature.encode()
    return passing + [
        f"signature {name} at {place}"
        for place, name, text in changed(written)
        if is_genuine(issue.statement, _with_signature(issue, text), public_key=key)
    ]


def _statement_over(report: bytes, issue: Issue) -> bytes:
    sha256 = hashlib.sha256(report).hexdigest()
    return statement_of(issue.number, kind=issue.kind, issued_at=issue.issued_at, sha256=sha256)


def _with_signature(issue: Issue, text: bytes) -> Signed:
    return Signed(key=issue.signed.key, suite=issue.signed.suite, signature=text.decode("latin-1"))


def main() -> int:
    """Walk every byte of a document, of its report and of that one's signature."""
    report, pdf, issue = a_document()
    walks: Sequence[tuple[str, int, Callable[[], list[str]]]] = (
        ("canonical JSON and signature", len(report), lambda: passing_of_report(report, issue)),
        ("PDF", len(pdf), lambda: passing_of_document(pdf)),
    )
    failed = 0
    for name, size, walk in walks:
        passing = walk()
        failed += len(passing)
        print(f"{name}: {size} bytes, {len(CHANGES)} changes of each, {len(passing)} pass", *passing[:10], flush=True)
    print(f"bytes of the PDF that no key vouches for: {examination_of(pdf).unvouched or 'none'}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
