"""Incidents: declared by lead or auditor, listed from the ledger, told to each subject among its notices."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AUDITOR, LEAD
from chalicelib.api.cursors import Cursor
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.api.writes import a_write, write_of
from chalicelib.ledger.looks import Look
from chalicelib.objections.incidents import handling
from chalicelib.objections.incidents.incident import Contents, Declared, Incident, Kind, State
from chalicelib.objections.incidents.touching import Touch, is_within, slots_in
from chalicelib.objections.owners import Line


class Reasoned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"reasons": "…"}."""

    reasons: Annotated[str, Meta(max_length=4000)]


class Contained(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"until": "2026-11-23T02:00:00Z"}."""

    until: datetime


class IncidentsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


class IncidentView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An incident as lead and auditor see it; `acknowledged` of those `told` have confirmed their notice.

    Units: read and to_read in slots of the ledger (a shard and minute); of one that goes on, as far as it is settled.
    """

    incident: str
    version: int
    state: State
    declared: Declared
    declared_by: str
    filed_at: datetime
    moved_at: datetime
    trail: tuple[Line, ...]
    read: int
    to_read: int
    entries: int = 0
    subjects: int = 0
    versions: int = 0
    told: int = 0
    acknowledged: int = 0
    contents: Contents | None = None
    reasons: str | None = None


class IncidentLine(Struct, frozen=True, kw_only=True):
    """One incident in the list."""

    incident: str
    version: int
    state: State
    kind: Kind
    filed_at: datetime


class IncidentLines(Struct, frozen=True):
    """Shape: {"incidents": [{"incident": "SJ2026…", "state": "listing", …}]}."""

    incidents: Sequence[IncidentLine]


class Touches(Struct, frozen=True):
    """What an incident touched, in the order of the subjects."""

    touches: Sequence[Touch]


def declaration(call: Call, *, form: Declared) -> Answer:
    """Declare an incident; what it touched is listed from here on."""
    number = once(call, lambda: handling.declare(form, by=call.reader, means=call.services, now=call.now).incident)
    return one_incident(call, number=number)


def all_incidents(call: Call, *, query: IncidentsQuery) -> Answer:
    """Give the incidents, newest first."""
    after = cursors.after_in(call, query)
    found = handling.all_for(call.reader, means=call.services, limit=query.limit, after=after)
    lines = [
        IncidentLine(
            incident=one.incident,
            version=one.version,
            state=one.state,
            kind=one.declared.kind,
            filed_at=one.filed_at,
        )
        for one in found
    ]
    return Answer(
        content=IncidentLines(lines),
        look=AT_NOTHING,
        next_cursor=cursors.next_below(call, query, [one.incident for one in found]),
    )


def one_incident(call: Call, *, number: str) -> Answer:
    """Give an incident: how far the ledger was read, what was found, how many were told and have acknowledged it."""
    return _answer_with(call, handling.incident_for(call.reader, number, means=call.services))


def touches(call: Call, *, number: str, query: IncidentsQuery) -> Answer:
    """Give what an incident touched, subject by subject: a look at each of them."""
    incident = handling.incident_for(call.reader, number, means=call.services)
    page = call.services.touched.touches(incident.incident, limit=query.limit, after=cursors.after_in(call, query))
    shown = [touch for touch in page.touches if is_within(incident.declared, touch.at)]
    return Answer(
        content=Touches(shown),
        look=Look(subjects=tuple(dict.fromkeys(touch.subject for touch in shown))),
        act=incident.incident,
        next_cursor=cursors.next_of(call, query, page.after),
    )


def telling(call: Call, *, number: str, form: Contents) -> Answer:
    """Tell everybody who was touched; the notices leave from here on."""
    return _answer_with(call, handling.tell(number, form, write=write_of(call), means=call.services, now=call.now))


def sparing(call: Call, *, number: str, form: Reasoned) -> Answer:
    """Tell nobody, with the reasons why harm was averted."""
    return _answer_with(
        call, handling.spare(number, form.reasons, write=write_of(call), means=call.services, now=call.now)
    )


def containment(call: Call, *, number: str, form: Contained) -> Answer:
    """Say when an incident that goes on has ended; it is listed anew, up to its end."""
    return _answer_with(
        call, handling.contain(number, form.until, write=write_of(call), means=call.services, now=call.now)
    )


def listing(call: Call, *, number: str) -> Answer:
    """Read the ledger again for what came late; whom it touches is told as the others were."""
    return _answer_with(call, handling.list_again(number, write=write_of(call), means=call.services, now=call.now))


def _answer_with(call: Call, incident: Incident) -> Answer:
    tally = handling.counted(incident, means=call.services)
    view = IncidentView(
        incident=incident.incident,
        version=incident.version,
        state=incident.state,
        declared=incident.declared,
        declared_by=incident.declared_by,
        filed_at=incident.filed_at,
        moved_at=incident.moved_at,
        trail=incident.trail,
        read=incident.position,
        to_read=slots_in(incident.declared, now=call.now),
        entries=incident.entries,
        subjects=incident.subjects,
        versions=incident.versions,
        told=tally.told,
        acknowledged=tally.confirmed,
        contents=incident.contents,
        reasons=incident.reasons,
    )
    return Answer(content=view, look=AT_NOTHING, act=incident.incident, version=incident.version)


_WATCHING = {OFFICE: LEAD | AUDITOR}
_ONE = "/v1/incidents/{number}"
_MOVED = ("incident.move_not_allowed", "incident.unsound")

ROUTES = (
    Route(
        method="POST",
        path="/v1/incidents",
        zh="登记泄露、篡改、丢失事件",
        view=declaration,
        serves=_WATCHING,
        form=Declared,
        gives=IncidentView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=("incident.unsound", "resource.not_found"),
    ),
    Route(
        method="GET",
        path="/v1/incidents",
        zh="泄露、篡改、丢失事件",
        view=all_incidents,
        serves=_WATCHING,
        query=IncidentsQuery,
        gives=IncidentLines,
        refuses=("resource.not_found",),
    ),
    Route(method="GET", path=_ONE, zh="一起事件", view=one_incident, serves=_WATCHING, gives=IncidentView),
    Route(
        method="GET",
        path=f"{_ONE}/touches",
        zh="事件涉及的主体和记录版本",
        view=touches,
        serves=_WATCHING,
        query=IncidentsQuery,
        gives=Touches,
    ),
    a_write(
        f"{_ONE}/notices",
        "通知事件涉及的主体",
        telling,
        serves={OFFICE: LEAD},
        form=Contents,
        gives=IncidentView,
        refuses=_MOVED,
    ),
    a_write(
        f"{_ONE}/no-notice",
        "不通知事件涉及的主体",
        sparing,
        serves={OFFICE: LEAD},
        form=Reasoned,
        gives=IncidentView,
        refuses=_MOVED,
    ),
    a_write(
        f"{_ONE}/containment",
        "登记事件已经控制",
        containment,
        serves={OFFICE: LEAD},
        form=Contained,
        gives=IncidentView,
        refuses=_MOVED,
    ),
    a_write(
        f"{_ONE}/listing",
        "再次查询事件涉及的主体",
        listing,
        serves={OFFICE: LEAD},
        gives=IncidentView,
        refuses=("incident.move_not_allowed",),
    ),
)
