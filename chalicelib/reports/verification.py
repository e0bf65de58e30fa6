"""Verification (报告核验): whether a report is genuine is told to anyone; whether it is still true, to who may know.

    number ─▶ genuine / revoked / unknown, when, which kind, hash and signature            anyone
           ─▶ unchanged / superseded / disputed / expired    of a public report             anyone
                                                             of any other, as a look        its subject; who still has
                                                                                            the ground it was issued on
                                                             until the day it allowed       whoever has the number

What is still true is new information: told to whoever once held the paper, it would let them watch its subject for
ever.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from chalicelib.ledger.looks import Look
from chalicelib.ledger.seen import versions_in
from chalicelib.ledger.signatures import Signed
from chalicelib.library.readers import Level, Reader
from chalicelib.reports.fetching import found
from chalicelib.reports.issue import Form, Issue, Kind, State
from chalicelib.reports.judgement import Standing, judgement_on
from chalicelib.reports.means import Means
from chalicelib.terms.dates import beijing_date

ALLOWED = "allowed_by_subject"


class Genuineness(StrEnum):
    """What anyone is told of a number."""

    GENUINE = "genuine"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Verified(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is told of a number. `subject` is a person's masked name, an organisation's in full.

    `signed` is the signature over the statement that number, kind, instant and hash make. `standing` is whether it is
    still true, told to who may know.
    """

    state: Genuineness
    number: str | None = None
    kind: Kind | None = None
    issued_at: datetime | None = None
    subject: str | None = None
    sha256: str | None = None
    signed: Signed | None = None
    document_sha256: str | None = None
    verifiable_until: date | None = None
    standing: Standing | None = None


class Compared(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is told of bytes: whether they are those of a report that was issued, and in which form."""

    matches: bool
    sha256: str
    form: Form | None = None
    report: Verified | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told, and where it is new information the look that it is and in what standing it was read."""

    verified: Verified
    look: Look | None = None
    read_as: Reader | None = None


UNKNOWN = Verified(state=Genuineness.UNKNOWN)


def verified(number: str, *, reader: Reader, means: Means, now: datetime) -> Told:
    """Return what this reader is told of a number."""
    issue = found(number, means)
    if issue is None:
        return Told(verified=UNKNOWN)
    told = _told_of(issue)
    standing_of = _standing_towards(issue, reader, today=beijing_date(now))
    if standing_of is None:
        return Told(verified=told)
    standing = judgement_on(issue, holdings=means.holdings, now=now).standing
    look = Look(subjects=(issue.subject_name,), versions=tuple(versions_in(issue.seen)))
    return Told(verified=msgspec.structs.replace(told, standing=standing), look=look, read_as=standing_of)


def compared(sha256: str, *, means: Means) -> Compared:
    """Return whether a hash is that of a report that was issued; the bytes are not looked into."""
    number = means.issues.number_of(sha256)
    issue = means.issues.find(number) if number else None
    form = _form_of(issue, sha256) if issue else None
    if issue is None or form is None:
        return Compared(matches=False, sha256=sha256)
    return Compared(matches=True, sha256=sha256, form=form, report=_told_of(issue))


def sha256_of(content: bytes) -> str:
    """Return the hash of bytes as they came. Shape: 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def _told_of(issue: Issue) -> Verified:
    return Verified(
        state=Genuineness.REVOKED if issue.state is State.REVOKED else Genuineness.GENUINE,
        number=issue.number,
        kind=issue.kind,
        issued_at=issue.issued_at,
        subject=issue.named,
        sha256=issue.sha256,
        signed=issue.signed,
        document_sha256=issue.document.sha256 if issue.document else None,
        verifiable_until=issue.verifiable_until,
    )


def _standing_towards(issue: Issue, reader: Reader, *, today: date) -> Reader | None:
    """Return in what standing a reader is told whether a report is still true, None where it is not theirs to know."""
    if issue.kind is Kind.PUBLIC:
        return issue.reader
    if _still_holds_its_ground(issue, reader):
        return msgspec.structs.replace(reader, purpose=issue.reader.purpose, matter_number=issue.reader.matter_number)
    if issue.verifiable_until is not None and today <= issue.verifiable_until:
        return Reader(level=Level.AUTHORISED, sub=reader.sub, role=reader.role, body=reader.body, ground=ALLOWED)
    return None


def _still_holds_its_ground(issue: Issue, reader: Reader) -> bool:
    """Say whether a reader is the subject, or comes with the very grant or duty that the report was issued on."""
    if reader.level is Level.SUBJECT:
        return reader.subject == issue.subject
    if reader.level is not issue.reader.level or reader.level is Level.PUBLIC:
        return False
    if issue.reader.granted is not None:
        return reader.granted is not None and reader.granted.grant == issue.reader.granted.grant
    return reader.body is not None and (reader.body, reader.division) == (issue.reader.body, issue.reader.division)


def _form_of(issue: Issue, sha256: str) -> Form | None:
    if sha256 == issue.sha256:
        return Form.JSON
    is_printed = issue.document is not None and issue.document.sha256 == sha256
    return Form.PDF if is_printed else None
