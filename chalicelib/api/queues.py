"""Queues: the cases that wait for the caller, listed most urgent first, and counted."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, REVIEWER
from chalicelib.api.cases import look_at_cases
from chalicelib.api.cursors import Cursor
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.objections.cases import Case, State
from chalicelib.objections.listing import Asked, Counts, counts_for, waiting_for

_Body = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_-]{1,39}$")]


class Chosen(Struct, frozen=True, kw_only=True):
    """Shape: ?state=submitted&due_before=2026-12-01&body=zy-scjgj."""

    state: State | None = None
    due_before: date | None = None
    body: _Body | None = None


class Waiting(Chosen, frozen=True, kw_only=True):
    """Shape: ?state=submitted&due_before=2026-12-01&limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


class CaseLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One case in the queue."""

    case: str
    version: int
    state: State
    record_id: str
    reason: str
    opened_at: datetime
    due_on: date | None = None
    held_until: datetime | None = None


class CaseLines(Struct, frozen=True):
    """Shape: {"cases": [{"case": "YY2026…", "state": "submitted", …}]}."""

    cases: Sequence[CaseLine]


def queue(call: Call, *, query: Waiting) -> Answer:
    """Give the cases that wait, most urgent first: for the caller, or for the body the centre asks after."""
    after = cursors.after_in(call, query)
    found = waiting_for(call.reader, _asked(query), limit=query.limit, means=call.services, after=after)
    return Answer(
        content=CaseLines([_line_of(case, now=call.now) for case in found.cases]),
        look=look_at_cases(found.cases),
        next_cursor=cursors.next_of(call, query, found.after),
    )


def counts(call: Call, *, query: Chosen) -> Answer:
    """Count the cases that wait, by state and by due day."""
    counted = counts_for(call.reader, _asked(query), means=call.services, now=call.now)
    return Answer(content=counted, look=look_at_cases([]))


def _asked(query: Chosen) -> Asked:
    return Asked(body=query.body, state=query.state, due_before=query.due_before)


def _line_of(case: Case, *, now: datetime) -> CaseLine:
    is_held = case.lease is not None and case.lease.until > now
    return CaseLine(
        case=case.case,
        version=case.version,
        state=case.state,
        record_id=case.objection.record_id,
        reason=case.objection.reason,
        opened_at=case.opened_at,
        due_on=case.due_on,
        held_until=case.lease.until if case.lease and is_held else None,
    )


_STAFF = {OFFICE: DESK | DEPARTMENT | REVIEWER}

ROUTES = (
    Route(
        method="GET",
        path="/v1/desk/cases",
        zh="待办事项",
        view=queue,
        serves=_STAFF,
        query=Waiting,
        gives=CaseLines,
        refuses=("resource.not_found",),
    ),
    Route(
        method="GET",
        path="/v1/desk/counts",
        zh="待办事项统计",
        view=counts,
        serves=_STAFF,
        query=Chosen,
        gives=Counts,
        refuses=("resource.not_found",),
    ),
)
