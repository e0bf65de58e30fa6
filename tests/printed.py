"""What tests of printing start from: the issue of a report and its canonical JSON, composed as the platform does."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

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
from chalicelib.terms.subjects import Subject
from tests.factories import NOW, PENALTY, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary, MemorySigner

NUMBER = "ZY51200020261123100000ABCDEFGHX"
ISSUED_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


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
