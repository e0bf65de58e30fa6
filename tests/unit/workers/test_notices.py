"""The queue of notices: what a message names is gone on with; each kind of errand is kept by who knows of it."""

import json
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.grants.grant import Giver
from chalicelib.notices.errands import Errand, Kind, errand_of
from chalicelib.notices.notice import About, Notice, State
from chalicelib.notices.templates import Template
from chalicelib.objections.complaints import telling
from chalicelib.objections.complaints.complaint import Complaint, Decision, Filing
from chalicelib.objections.complaints.complaint import State as ComplaintState
from chalicelib.objections.moves import MoveName
from chalicelib.objections.notifying import errand_for
from chalicelib.wiring import Services
from chalicelib.workers import notices
from tests.app.world import a_world
from tests.factories import NOW, a_case, a_move, a_record
from tests.factories_notices import a_notice, an_access
from tests.fakes_notices import MemoryNotices
from tests.stores.test_grants import a_grant
from tests.stores.test_sessions import a_session
from tests.unit.objections.test_tips import established


def _event(*bodies: str) -> dict[str, Any]:
    records = [
        {"messageId": f"message-{place}", "body": body, "eventSource": "aws:sqs", "attributes": {}}
        for place, body in enumerate(bodies)
    ]
    return {"Records": records}


def _worked(services: Services, *bodies: str) -> list[str]:
    with wiring.using(services):
        answer = notices.work(_event(*bodies), None)  # type: ignore[arg-type]
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def _message(number: str) -> str:
    return json.dumps({"notice": number})


def _kept(services: Services) -> MemoryNotices:
    assert isinstance(services.notice_store, MemoryNotices)
    return services.notice_store


def test_a_message_delivers_its_notice_and_comes_back_to_no_effect(services: Services) -> None:
    services.outbox.tell(a_notice())
    message = _message(a_notice().notice)

    assert _worked(services, message, message) == []

    (told,) = _kept(services).all()
    assert (told.state, told.version) == (State.DELIVERED, 2)


def test_a_message_that_fails_comes_again_and_keeps_no_other_from_its_work(services: Services) -> None:
    services.outbox.tell(a_notice())

    failed = _worked(services, "no json", _message("0" * 32), _message("errand-0"), "{}", _message(a_notice().notice))

    assert failed == ["message-0", "message-1", "message-2", "message-3"]
    assert _kept(services).all()[0].state is State.DELIVERED


class OvertakenNotices(MemoryNotices):
    """A store in which somebody confirms a notice just before another version of it is put."""

    def put(self, new: Notice, *, over: Notice | None) -> None:
        if over is not None and over.version == 1:
            super().put(over.acknowledged(by="source-1", at=NOW), over=over)
        super().put(new, over=over)


def test_who_is_overtaken_leaves_it_to_the_other() -> None:
    store = OvertakenNotices()
    services = a_world(notice_store=store).services
    services.outbox.tell(a_notice())

    assert _worked(services, _message(a_notice().notice)) == []
    assert store.all()[0].state is State.ACKNOWLEDGED


def _of_case(services: Services) -> Errand:
    services.library.put(a_record(), over=None)
    case = a_case(last=a_move(1, move=MoveName.MARKED.value))
    services.cases.put(case, over=None)
    return errand_for(case)


def _of_change(services: Services) -> Errand:
    services.accesses.put(an_access(1))
    about = About(act="YY20261123-aaaaaaaa", version=2)
    return errand_of(Kind.CHANGE, about, at=NOW, record_id=a_record().record_id, reason="corrected")


def _of_grant(services: Services) -> Errand:
    grant = a_grant()
    services.grants.put(grant, over=None)
    services.grants.put(grant.revoked(Giver(sub="subject-1", role="citizen"), at=NOW), over=grant)
    return errand_of(Kind.GRANT, About(act=grant.grant, version=2), at=NOW)


def _of_session(services: Services) -> Errand:
    session = a_session()
    services.sessions.put(session, over=None)
    return errand_of(Kind.SESSION, About(act=session.session, version=1), at=NOW)


def _of_complaint(services: Services) -> Errand:
    complaint = Complaint(
        complaint="TS20261123-aaaaaaaa",
        version=1,
        state=ComplaintState.NOT_ACCEPTED,
        filing=Filing(body="transport", kind="contract_broken", statement="逾期未付工程款。"),
        complainant=a_record().subject.reference,
        filed_by="subject-1",
        filed_at=NOW,
        moved_at=NOW,
        trail=(),
        decision=Decision(reasons="不属于受理范围。", decided_by="clerk-1", decided_at=NOW),
    )
    services.complaints.put(complaint, over=None)
    errand = telling.errand_for(complaint)
    assert errand is not None
    return errand


def _of_tip(services: Services) -> Errand:
    tip, _ = established(services)  # type: ignore[arg-type]  # all that a tip's means have
    (errand,) = [one for one in _kept(services).errands() if one.about.act == tip.tip]
    return errand


@pytest.mark.parametrize(
    ("made", "template"),
    [
        (_of_case, Template.ACCEPTED),
        (_of_change, Template.RECORD_CHANGED),
        (_of_grant, Template.GRANT_REVOKED),
        (_of_session, Template.ASSISTED_ACT),
        (_of_complaint, Template.COMPLAINT_REFUSED),
        (_of_tip, Template.TIP_FACTS),
    ],
)
def test_an_errand_is_kept_by_who_knows_what_there_is_to_tell(
    services: Services, made: Any, template: Template
) -> None:
    errand = made(services)
    services.outbox.promise(errand)

    assert _worked(services, _message(errand.errand), _message(errand.errand)) == []

    assert template in {one.template for one in _kept(services).all()}


def test_an_errand_at_rest_tells_nobody_any_more(services: Services) -> None:
    errand = _of_case(services)
    services.outbox.promise(errand)
    services.outbox.rest(errand)

    assert _worked(services, _message(errand.errand)) == []
    assert _kept(services).all() == []
