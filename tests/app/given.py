"""What a deployment holds of consent, counters, lists and the ledger: once the caller's own, once another's."""

from datetime import date
from typing import Any

import msgspec

from chalicelib.grants.grant import Holder, Party
from chalicelib.grants.presence import Evidence
from chalicelib.grants.sessions import Officer
from chalicelib.notices.notice import About, Seen, notice_of, the_account
from chalicelib.notices.templates import Part, Template, templates
from chalicelib.objections import figures
from chalicelib.objections.statistics import Event, figured
from chalicelib.terms.subjects import Subject
from tests.app.world import World
from tests.factories import NOW, a_person, a_record, a_subject
from tests.factories_bulk import a_job
from tests.factories_ledger import seal_a_look
from tests.stores.test_grants import a_grant
from tests.stores.test_sessions import a_session
from tests.unit.grants.standing import a_person_profile

OWN_NOTICE, OTHERS_NOTICE = "1" * 32, "2" * 32
_GRANT, _SESSION, _JOB = "SQ20261123-{}", "CK20261123-{}", "PL-20261123-{}"


def hold_what_is_given(
    world: World, role: str | None, *, subjects: tuple[Subject, Subject], bodies: tuple[str, str]
) -> None:
    """Hold a grant, sessions at a counter and a list of the caller's, and the same of another; and a sealed look."""
    world.hold(a_person_profile(1))
    officers = (f"{role}-1", "another-1")
    for number, letters in enumerate(("a" * 8, "2" + "a" * 7)):
        _grant(world, letters, subject=subjects[number], holder=_holder(role, number, body=bodies[number]))
        _session(world, letters, subject=subjects[number], officer=officers[number], present=a_person(number + 1))
        _job(world, letters, sub=officers[number])
    # One waits to be confirmed by the caller, one was opened by them: nobody confirms what they opened.
    for letters, officer in (("c" * 8, "another-1"), ("2" + "c" * 7, officers[0])):
        _session(world, letters, subject=subjects[0], officer=officer, evidence=Evidence.SECOND_OFFICER, read_by=None)
    seal_a_look(world.services)
    _count(world)
    _tell(world, OWN_NOTICE, sub=officers[0])
    _tell(world, OTHERS_NOTICE, sub=officers[1])


def _count(world: World) -> None:
    """Make the figures of the year that is running: seven were filed in August and closed in September."""
    filed = [Event("filed", date(2026, 8, day), "shili-jgj", "wrong_information") for day in range(3, 10)]
    closed = [
        Event("closed", date(2026, 9, day), "shili-jgj", "wrong_information", days=day + 20) for day in range(3, 10)
    ]
    made = figured(2026, [*filed, *closed], bodies=world.services.bodies, through=date(2026, 10, 31))
    figures.put(made, into=world.services.site)


def _tell(world: World, number: str, *, sub: str) -> None:
    """Tell one account that what it saw was changed by the case that the samples name."""
    about = About(act="YY20261123-aaaaaaaa", version=2)
    seen = Seen(record_id=a_record().record_id, at=NOW, entry="0a-20261123T0200-1")
    facts = {Part.RECORD: seen.record_id, Part.SEEN_ON: "2026-11-23", Part.ENTRY: seen.entry}
    text = templates().text_of(Template.RECORD_CHANGED, facts)
    notice = notice_of(about, to=the_account(sub), text=text, at=NOW, seen=seen)
    world.services.outbox.tell(msgspec.structs.replace(notice, notice=number))


def _holder(role: str | None, number: int, *, body: str) -> Holder:
    if role == "department":
        return Holder(party=Party.BODY, key=body)
    return Holder(party=Party.ORGANISATION, key=a_subject(7 + number).key)


def _grant(world: World, letters: str, *, subject: Subject, holder: Holder) -> None:
    items = ("administrative_penalty", "market_entity_registration")
    world.services.grants.put(a_grant(_GRANT.format(letters), subject=subject, holder=holder, items=items), over=None)


def _session(world: World, letters: str, *, subject: Subject, officer: str, **changes: Any) -> None:
    opened = a_session(
        _SESSION.format(letters),
        officer=Officer(sub=officer, body="shili-zhongxin", division="512000"),
        subject=subject,
        **{"present": a_person(), **changes},
    )
    world.services.sessions.put(opened, over=None)


def _job(world: World, letters: str, *, sub: str) -> None:
    job = a_job()
    reader = msgspec.structs.replace(job.reader, sub=sub)
    world.services.bulk_jobs.put(msgspec.structs.replace(job, job=_JOB.format(letters), reader=reader), over=None)
