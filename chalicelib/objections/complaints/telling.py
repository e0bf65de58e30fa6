"""Telling who complained what became of it: the promise is put before the complaint ends, and kept once it has."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.notice import About, notice_of, the_subject
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections.complaints.complaint import Complaint, State
from chalicelib.objections.ladder import ladder
from chalicelib.objections.owners import ActStore
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date


class _Result(NamedTuple):
    template: Template
    zh: str


RESULTS: Mapping[State, _Result] = {
    State.ESTABLISHED: _Result(Template.COMPLAINT_ESTABLISHED, "认定失信"),
    State.NOT_ESTABLISHED: _Result(Template.COMPLAINT_REFUSED, "不认定失信"),
    State.NOT_ACCEPTED: _Result(Template.COMPLAINT_REFUSED, "不予受理"),
}


def errand_for(after: Complaint) -> Errand | None:
    """Return the promise to tell what became of a complaint; None in a state that tells nothing."""
    if after.state not in RESULTS:
        return None
    return errand_of(Kind.COMPLAINT, About(act=after.complaint, version=after.version), at=after.moved_at)


def keep_promise(
    errand: Errand, *, complaints: ActStore[Complaint], bodies: Bodies, outbox: Outbox, now: datetime
) -> None:
    """Tell who complained, once the move of an errand is committed; one in its place that ends nothing is not told."""
    complaint = complaints.find(errand.about.act)
    if complaint is None or complaint.version < errand.about.version:
        outbox.wait(errand, now=now)
        return
    result, decision = RESULTS.get(complaint.state), complaint.decision
    if result is not None and decision is not None:
        body = bodies.responsible(complaint.superior or ladder().centre, beijing_date(decision.decided_at))
        facts = {
            Part.ACT: complaint.complaint,
            Part.ON: beijing_date(complaint.moved_at).isoformat(),
            Part.OUTCOME: result.zh,
            Part.REASONS: decision.reasons,
            Part.SOURCE: body.name,
        }
        text = templates().text_of(result.template, facts)
        to = the_subject(complaint.complainant)
        outbox.tell(notice_of(errand.about, to=to, text=text, at=complaint.moved_at))
    outbox.rest(errand)
