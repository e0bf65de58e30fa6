"""Findings of liability: noted by the lead, read by lead and auditor."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AUDITOR, LEAD
from chalicelib.api.cursors import Cursor
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.ledger.looks import Look
from chalicelib.objections.complaints import finding as findings
from chalicelib.objections.complaints.finding import Claimed, Finding


class FindingsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


class Findings(Struct, frozen=True):
    """Shape: {"findings": [{"finding": "ZR2026…", "found": {…}, …}]}."""

    findings: Sequence[Finding]


def note(call: Call, *, form: Claimed) -> Answer:
    """Note a finding of liability, linked to the cases that it follows from."""
    number = once(call, lambda: findings.note(form, by=call.reader, means=call.services, now=call.now).finding)
    return one_finding(call, number=number)


def one_finding(call: Call, *, number: str) -> Answer:
    """Give a finding to a lead or an auditor."""
    found = findings.finding_for(call.reader, number, means=call.services)
    return Answer(content=found, look=_look_at([found]), act=found.finding)


def all_findings(call: Call, *, query: FindingsQuery) -> Answer:
    """Give all findings, oldest first."""
    after = cursors.after_in(call, query)
    found = findings.all_for(call.reader, means=call.services, limit=query.limit, after=after)
    return Answer(
        content=Findings(found),
        look=_look_at(found),
        next_cursor=cursors.next_below(call, query, [one.finding for one in found]),
    )


def _look_at(found: Sequence[Finding]) -> Look:
    records = [record_id for one in found for record_id in one.record_ids]
    return Look(subjects=tuple(dict.fromkeys("~".join(record_id.split("~")[:2]) for record_id in records)))


_PATH = "/v1/desk/liability-findings"

ROUTES = (
    Route(
        method="POST",
        path=_PATH,
        zh="记录侵权责任认定",
        view=note,
        serves={OFFICE: LEAD},
        form=Claimed,
        gives=Finding,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=("liability.unsound", "resource.not_found"),
    ),
    Route(
        method="GET",
        path=_PATH,
        zh="侵权责任认定",
        view=all_findings,
        serves={OFFICE: LEAD | AUDITOR},
        query=FindingsQuery,
        gives=Findings,
        refuses=("resource.not_found",),
    ),
    Route(
        method="GET",
        path=f"{_PATH}/{{number}}",
        zh="一项侵权责任认定",
        view=one_finding,
        serves={OFFICE: LEAD | AUDITOR},
        gives=Finding,
    ),
)
