"""Notices and errands, sound by default."""

from datetime import datetime
from typing import Any

from chalicelib.ledger.accesses import Access
from chalicelib.ledger.seen import seen_in
from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.notice import About, Notice, Recipient, notice_of, the_body
from chalicelib.notices.templates import Template, Text
from tests.factories import BODY, NOW, a_record

CASE = "YY20261123-aaaaaaaa"
TO_BODY = the_body(BODY)


def a_text(template: Template = Template.ACCEPTED) -> Text:
    """Return what a notice says."""
    return Text(template=template, title="虚构通知", short="您有一份虚构通知。", body="虚构的正文。")


def a_notice(
    to: Recipient = TO_BODY,
    *,
    template: Template = Template.ACCEPTED,
    act: str = CASE,
    version: int = 4,
    at: datetime = NOW,
) -> Notice:
    """Return a new notice."""
    return notice_of(About(act=act, version=version), to=to, text=a_text(template), at=at)


def an_errand(kind: Kind = Kind.CASE, *, at: datetime = NOW, **changes: Any) -> Errand:
    """Return a new errand."""
    return errand_of(kind, About(act=CASE, version=3), at=at, **changes)


def an_access(number: int = 1, *, version: int = 1, **changes: Any) -> Access:
    """Return a look of a department at the penalty, at one of its versions."""
    record = a_record()
    standing: dict[str, Any] = {
        "subject": record.subject.reference,
        "reference": f"0a-20261123T0100-{number:032x}",
        "at": NOW.replace(hour=1, minute=number % 60),
        "route": "GET /v1/records/{record}",
        "role": "department",
        "result": "shown",
        "body": BODY,
        "purpose": "supervision",
        "ground": "duty",
        "matter_number": "虚检〔2026〕1号",
        "seen": seen_in([(record.record_id, version)]),
    }
    return Access(**{**standing, **changes})
