"""Credit reports: read as often as anybody likes, and issued under a number that others can check.

Reading keeps nothing. Issuing keeps what was shown for the days of its link, and the issue for good.
"""

import hashlib
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from chalicelib.api import answers, cursors, grounds, repeats
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, DESK, PUBLIC, SUBJECT, refusal_for
from chalicelib.api.cursors import Cursor
from chalicelib.api.named import subject_named
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.errors import FieldError, MalformedError, NotFoundError
from chalicelib.ledger.looks import Look
from chalicelib.ledger.seen import versions_in
from chalicelib.ledger.signatures import Signed
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Granted, Level, Reader
from chalicelib.reports.composition import Asked, report_on
from chalicelib.reports.fetching import Fetched, Printed, canonical_json_of, fetched, gone, link_of
from chalicelib.reports.issue import Issue, Kind
from chalicelib.reports.issuing import Order, Repeat, issue
from chalicelib.reports.layout import IssuedContent, ReportContent
from chalicelib.reports.reading import Times
from chalicelib.reports.special import Chosen
from chalicelib.terms.credit_codes import FAULTS
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject

# A subject sees their own file, the holder of a grant that of who gave it.
_OF_ONE_SUBJECT = frozenset({Level.SUBJECT, Level.AUTHORISED})


class ReportQuery(Struct, frozen=True, kw_only=True):
    """What was known at the end of one day, what was true on another; `cursor` goes on where a long report stopped.

    Shape: ?known_on=2026-10-01&valid_on=2026-09-01
    """

    known_on: date | None = None
    valid_on: date | None = None
    cursor: Cursor | None = None


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be issued; no subject stands for the caller itself, or for who gave the grant.

    `special` goes with the kind of that name.

    Shape: {"subject": "9151…", "kind": "public"}
    """

    kind: Kind
    subject: Annotated[str, Meta(min_length=1, max_length=256)] | None = None
    special: Chosen | None = None
    verifiable_until: date | None = None


class IssuedReport(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was issued: its number, what is signed of it, until when it may be fetched, and where what is."""

    number: str
    kind: Kind
    issued_at: datetime
    sha256: str
    signed: Signed
    until: date
    report: str
    document: str
    verification: str
    verifiable_until: date | None = None


def subject_report(call: Call, *, credit_code: str, query: ReportQuery) -> Answer:
    """Give the report on an organisation as this caller may see it: of others what everybody may."""
    subject = subject_named(credit_code, reader=call.reader, call=call)
    is_other = call.reader.level is Level.SUBJECT and call.reader.subject != subject
    return _read(call, subject, query, EVERYBODY if is_other else call.reader)


def my_report(call: Call, *, query: ReportQuery) -> Answer:
    """Give the caller the report on themselves."""
    return _read(call, _own(call), query, call.reader)


def issue_report(call: Call, *, form: Wanted) -> Answer:
    """Issue a report under a number that others can check."""
    reader = _reader_for(call, form)
    order = Order(
        kind=form.kind,
        subject=_subject_for(call, form, reader),
        reader=reader,
        chosen=form.special,
        verifiable_until=form.verifiable_until,
        repeat=_repeat_of(call),
    )
    made = issue(order, means=call.services, now=call.now)
    return Answer(content=_told_of(made), look=_look_at(made), act=made.number, read_as=reader)


def issued_report(call: Call, *, number: str) -> Answer:
    """Give a report exactly as it was issued."""
    found = fetched(number, reader=call.reader, means=call.services, now=call.now)
    content = canonical_json_of(found.issue, means=call.services)
    return _fetching(call, found, content)


def issued_document(call: Call, *, number: str) -> Answer:
    """Send the caller to the printed report, or say that it is not printed yet."""
    found = fetched(number, reader=call.reader, means=call.services, now=call.now)
    link = link_of(found.issue, means=call.services)
    answer = _fetching(call, found, Printed(number=found.issue.number, is_ready=link is not None))
    return answer.sent_to(link) if link else answer.accepted()


def _read(call: Call, subject: Subject, query: ReportQuery, reader: Reader) -> Answer:
    if subject.is_person and reader.level is Level.PUBLIC:
        raise NotFoundError
    today = beijing_date(call.now)
    for name, day in (("known_on", query.known_on), ("valid_on", query.valid_on)):
        if day is not None and day > today:
            raise _unfit(f"/query/{name}", "report.day_to_come", "所选日期不得晚于今天。", "The day is still to come.")
    asked = Asked(after=cursors.after_in(call, query), times=Times(known_on=query.known_on, valid_on=query.valid_on))
    answered = report_on(subject, reader=reader, holdings=call.services.holdings, now=call.now, asked=asked)
    further = cursors.next_of(call, query, answered.after)
    return Answer(content=answered.content, look=answered.look, read_as=reader, next_cursor=further)


def _fetching(call: Call, found: Fetched, content: object) -> Answer:
    """Return the answer to who fetches what was issued, for the purpose and the matter it was issued for.

    Raises: GoneError where it was issued on a grant that its subject has revoked since.
    """
    if found.issue.kind is Kind.PUBLIC:
        return Answer(content=content, read_as=EVERYBODY)
    reader = found.read_as(call.reader)
    if reader.granted is not None and not _still_supports(call, reader.granted):
        raise gone()
    return Answer(content=content, look=found.look, act=found.issue.number, read_as=reader, uses_grant=False)


def _still_supports(call: Call, granted: Granted) -> bool:
    from chalicelib.grants.uses import still_supports

    return still_supports(granted, grants=call.services.grants)


def _reader_for(call: Call, form: Wanted) -> Reader:
    if form.kind is Kind.PUBLIC:
        return EVERYBODY
    if call.is_public:
        raise refusal_for(call.caller.audience)
    if form.kind is Kind.SPECIAL and call.reader.level is not Level.SUBJECT:
        raise refusal_for(call.caller.audience)
    return grounds.established(call)


def _subject_for(call: Call, form: Wanted, reader: Reader) -> Subject:
    """Return the subject that a caller names, or the one it stands for; what is not theirs to ask does not exist."""
    own = reader.granted.subject if reader.granted else call.reader.subject
    subject = own if form.subject is None else subject_named(form.subject, reader=reader, call=call)
    if subject is None:
        raise _unfit("/subject", "form.field_missing", "请注明查询的主体。", "Say whose report is asked for.")
    is_another_s = reader.level in _OF_ONE_SUBJECT and subject != own
    if is_another_s or (subject.is_person and reader.level is Level.PUBLIC):
        raise NotFoundError
    return subject


def _own(call: Call) -> Subject:
    if call.reader.subject is None:
        raise NotFoundError
    return call.reader.subject


def _repeat_of(call: Call) -> Repeat | None:
    header = call.incoming.headers.get(repeats.HEADER)
    if header is None:
        return None
    named = msgspec.json.encode([call.reader.role, call.reader.sub, call.route.name, repeats.key_in(header)])
    return Repeat(key=hashlib.sha256(named).hexdigest(), fingerprint=call.fingerprint)


def _told_of(made: Issue) -> IssuedReport:
    return IssuedReport(
        number=made.number,
        kind=made.kind,
        issued_at=made.issued_at,
        sha256=made.sha256,
        signed=made.signed,
        until=made.until,
        report=f"/v1/reports/{made.number}",
        document=f"/v1/reports/{made.number}/document",
        verification=f"/v1/verifications/{made.number}",
        verifiable_until=made.verifiable_until,
    )


def _look_at(made: Issue) -> Look:
    return Look(subjects=(made.subject_name,), versions=tuple(versions_in(made.seen)))


def _unfit(pointer: str, code: str, zh: str, en: str) -> MalformedError:
    return MalformedError(code, zh, en, errors=(FieldError(pointer, code, zh, en),))


_EVERYBODY_AND = {OPEN: PUBLIC, OWN: PUBLIC | SUBJECT, OFFICE: PUBLIC | DEPARTMENT | AGENCY}

ROUTES = (
    Route(
        method="GET",
        path="/v1/subjects/{credit_code}/report",
        view=subject_report,
        serves={**_EVERYBODY_AND, OFFICE: PUBLIC | DEPARTMENT | DESK | AGENCY},
        query=ReportQuery,
        gives=ReportContent,
        asks_why=True,
        zh="一个主体的信用报告",
        refuses=("report.day_to_come", *FAULTS),
    ),
    Route(
        method="GET",
        path="/v1/me/report",
        view=my_report,
        serves={OWN: SUBJECT},
        query=ReportQuery,
        gives=ReportContent,
        zh="本人（本单位）的信用报告",
        refuses=("report.day_to_come", "resource.not_found"),
    ),
    Route(
        method="POST",
        path="/v1/reports",
        view=issue_report,
        serves=_EVERYBODY_AND,
        form=Wanted,
        gives=IssuedReport,
        success=HTTPStatus.CREATED,
        zh="出具信用报告",
        takes=("Idempotency-Key", "X-Purpose", "X-Matter-Number"),
        refuses=(
            "token.missing",
            "audience.not_served",
            "resource.not_found",
            "report.choice_unfit",
            "report.fields_unfit",
            "report.items_unfit",
            "report.not_for_persons",
            "report.period_unfit",
            "report.purpose_unknown",
            "report.too_long",
            "report.verifiable_until_unfit",
            *FAULTS,
        ),
    ),
    Route(
        method="GET",
        path="/v1/reports/{number}",
        view=issued_report,
        serves=_EVERYBODY_AND,
        gives=IssuedContent,
        document=answers.JSON,
        zh="一份已出具的信用报告",
        refuses=("report.gone",),
    ),
    Route(
        method="GET",
        path="/v1/reports/{number}/document",
        view=issued_document,
        serves=_EVERYBODY_AND,
        gives=Printed,
        success=HTTPStatus.ACCEPTED,
        also=(HTTPStatus.SEE_OTHER,),
        zh="信用报告的文件（PDF）",
        refuses=("report.gone",),
    ),
)
