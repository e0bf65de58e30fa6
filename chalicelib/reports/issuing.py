"""Issuing (签发): a report gets a number, is hashed, signed and kept; the flow, read from top to bottom.

    composed ─▶ kept under its hash ─▶ ISSUED (the put of the issue is the commit) ─▶ asked to be printed

What breaks off before the commit has promised nothing; what it kept is deleted by its bucket. What breaks off behind it
is finished by the sweeper. A number is tied to the caller's idempotency key first, so that a repeat goes on under the
number that the first try took. A public report of one day that says the same is issued once, whoever asks for it.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from chalicelib.errors import StaleVersionError, UnprocessableError
from chalicelib.ledger.seen import seen_in
from chalicelib.ledger.signatures import signed
from chalicelib.library.readers import Reader
from chalicelib.reports.composition import content_of
from chalicelib.reports.issue import Form, Issue, Kind, State, statement_of
from chalicelib.reports.layout import Found, IssuedContent, ReportContent
from chalicelib.reports.means import Means
from chalicelib.reports.parts import Part, part_of
from chalicelib.reports.reading import Walk
from chalicelib.reports.special import Chosen, choice_of, found_in, kept_of
from chalicelib.reports.store import Tap
from chalicelib.reports.terms_of_issue import TermsOfIssue, terms_of_issue
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.masking import Audience, masked
from chalicelib.terms.masking import Kind as Masked
from chalicelib.terms.report_numbers import DIVISION, number_of
from chalicelib.terms.subjects import Subject

REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An idempotency key, as a hash that also names its caller, and the hash of what was asked with it."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be issued: which report, on whom, to whom; what was chosen for a special one."""

    kind: Kind
    subject: Subject
    reader: Reader
    chosen: Chosen | None = None
    verifiable_until: date | None = None
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a report is made of before it has a number."""

    part: Part
    content: ReportContent
    found: tuple[Found, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return the hash of what it says."""
        return hashlib.sha256(msgspec.json.encode(self.content)).hexdigest()


def issue(order: Order, *, means: Means, now: datetime) -> Issue:
    """Issue a report, or return the one that the same order was issued under before.

    Raises: NotFoundError where the reader may see nothing of the subject; UnprocessableError for a file that is longer
            than one report, a choice that cannot be made, and a key that came with another order.
    """
    terms, today = terms_of_issue(), beijing_date(now)
    _require_fit(order, terms=terms, today=today)
    fresh = number_of(division=DIVISION, at=now, letters=means.numbers.report_letters())
    number = _tied(order.repeat, fresh, means=means, now=now)
    standing = means.issues.find(number) if number != fresh else None
    if standing is not None:
        return standing
    made = _composed(order, means=means, terms=terms, now=now)
    if order.kind is Kind.PUBLIC and number == fresh:
        number, standing = _of_the_day(order, made, fresh, means=means, now=now)
        if standing is not None:
            return standing
    return _committed(order, made, number, means=means, now=now)


def _require_fit(order: Order, *, terms: TermsOfIssue, today: date) -> None:
    latest = today + timedelta(days=terms.verifiable_days_at_most)
    is_allowed = order.verifiable_until is None or (
        order.kind is Kind.SPECIAL and today <= order.verifiable_until <= latest
    )
    if not is_allowed:
        raise _unfit("report.verifiable_until_unfit", "可核验截止日无效。", "Not a day until which it can be verified.")
    if (order.kind is Kind.SPECIAL) is not (order.chosen is not None):
        raise _unfit("report.choice_unfit", "专项信用报告应注明所选内容。", "A choice goes with a special report.")
    if order.kind is Kind.SPECIAL and order.subject.is_person:
        raise _unfit("report.not_for_persons", "专项信用报告仅供组织申请。", "Special reports are for organisations.")


def _tied(repeat: Repeat | None, fresh: str, *, means: Means, now: datetime) -> str:
    if repeat is None:
        return fresh
    tap = means.issues.tie(repeat.key, Tap(number=fresh, fingerprint=repeat.fingerprint), expires_at=now + REMEMBERED)
    if tap.fingerprint != repeat.fingerprint:
        raise _unfit("repeat.other_body", "该幂等键已用于另一请求。", "This key came with another body before.")
    return tap.number


def _of_the_day(order: Order, made: _Made, fresh: str, *, means: Means, now: datetime) -> tuple[str, Issue | None]:
    """Return the number of what says the same today, and the issue that stands under it, if it is still kept."""
    said = f"{order.subject.library.letter}~{order.subject.key}#{beijing_date(now)}#{made.fingerprint}"
    key = hashlib.sha256(said.encode()).hexdigest()
    number = means.issues.tie(key, Tap(number=fresh, fingerprint=key), expires_at=now + REMEMBERED).number
    standing = means.issues.find(number) if number != fresh else None
    if standing is not None and not standing.is_open:
        return fresh, None
    return number, standing


def _composed(order: Order, *, means: Means, terms: TermsOfIssue, now: datetime) -> _Made:
    holdings = means.holdings
    walk = Walk(view=holdings.view_for(order.reader, today=beijing_date(now)), holdings=holdings)
    part = part_of(order.subject, walk)
    if part.after is not None:
        raise _unfit("report.too_long", "信息过多，请分页查询或申请专项报告。", "Too long to be issued as one report.")
    if order.chosen is None:
        return _Made(part=part, content=content_of(part))
    choice = choice_of(order.chosen, covered=part.items, terms=terms, today=walk.view.today)
    narrowed = part.narrowed(kept_of(part, choice=choice), choice)
    found = found_in(narrowed, supplies=means.supplies, bodies=means.bodies)
    return _Made(part=narrowed, content=content_of(narrowed), found=tuple(found))


def _committed(order: Order, made: _Made, number: str, *, means: Means, now: datetime) -> Issue:
    issued_at = now.replace(microsecond=0)
    content = IssuedContent(
        number=number,
        kind=order.kind,
        issued_at=issued_at,
        head=made.content.head,
        explanation=made.content.explanation,
        summary=made.content.summary,
        chapters=made.content.chapters,
        choice=made.part.choice,
        found=made.found,
        verifiable_until=order.verifiable_until,
    )
    sha256 = means.report_documents.put(number, msgspec.json.encode(content), form=Form.JSON)
    means.issues.point(sha256, number)
    statement = statement_of(number, kind=order.kind, issued_at=issued_at, sha256=sha256)
    new = Issue(
        number=number,
        version=1,
        state=State.LIVE,
        kind=order.kind,
        subject=order.subject,
        named=_named(order.subject, content.head.subject.name),
        reader=order.reader,
        issued_at=issued_at,
        moved_at=now,
        sha256=sha256,
        signed=signed(statement, signer=means.signer),
        seen=seen_in((shown.record_id, shown.version) for shown in made.part.seen),
        until=_last_day_of(made.part, now=now),
        verifiable_until=order.verifiable_until,
        choice=made.part.choice,
    )
    try:
        means.issues.put(new, over=None)
    except StaleVersionError:
        standing = means.issues.find(number)
        if standing is None:
            raise
        return standing
    means.printing.send(number)
    return new


def _last_day_of(part: Part, *, now: datetime) -> date:
    """Return the last day on which all of it may be shown as far as is known today, at most the days of a link."""
    latest = beijing_date(now) + timedelta(days=terms_of_issue().document_days)
    return min((shown.until for shown in part.seen if shown.until is not None and shown.until < latest), default=latest)


def _named(subject: Subject, name: str | None) -> str | None:
    """Return a subject's name as whoever has the number may know it: a person's is masked."""
    return masked(Masked.NAME, name, Audience.PUBLIC) if name and subject.is_person else name


def _unfit(code: str, zh: str, en: str) -> UnprocessableError:
    return UnprocessableError(code, zh, en)
