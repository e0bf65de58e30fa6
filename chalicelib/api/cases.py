"""A case as it is answered: what the caller may see of it, the version it stands at, and the look that this is."""

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from chalicelib.api.answers import Answer
from chalicelib.api.repeats import once
from chalicelib.ledger.looks import Look
from chalicelib.notices.reading import tally_of
from chalicelib.objections.scope import case_for
from chalicelib.objections.trail import lines_of, view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from chalicelib.api.routing import Call
    from chalicelib.objections.cases import Case

MOVE_REFUSALS = (
    "objection.already_closed",
    "objection.move_not_allowed",
    "objection.not_your_move",
    "objection.step_under_way",
)
LEASE_REFUSALS = ("lease.expired", "lease.fence_stale", "lease.held", "lease.not_holder")


def answer_with(call: "Call", case: "Case") -> Answer:
    """Return the answer that shows a case to who may see it."""
    services = call.services
    view = view_of(case, lines_of(case, services.cases), reader=call.reader, catalogue=services.catalogue)
    view = msgspec.structs.replace(view, chase=tally_of(services.notice_store.told_of(case.case)))
    return replace(answer_about(case, view), version=case.version)


def answer_about(case: "Case", content: "msgspec.Struct | str") -> Answer:
    """Return the answer that tells something of a case: a look at it, and no part of it that a write could replace."""
    return Answer(content=content, look=look_at_cases([case]), act=case.case)


def answer_with_made(call: "Call", make: "Callable[[], Case]") -> Answer:
    """Return the answer that shows the case which a call makes, or made when it came before."""
    number = once(call, lambda: make().case)
    return answer_with(call, case_for(call.reader, number, means=call.services, now=call.now))


def look_at_cases(cases: "Sequence[Case]") -> Look:
    """Return the look at cases: their subjects, and the record versions that are disputed."""
    records = [(case.objection.record_id, case.objection.record_version) for case in cases]
    return Look(
        subjects=tuple(dict.fromkeys(case.objection.subject for case in cases)),
        versions=tuple(dict.fromkeys(records)),
    )
