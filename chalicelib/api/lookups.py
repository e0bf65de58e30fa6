"""Persons looked up by exact name and document number: never by an address, never by half of it, never in a list."""

from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, DESK, SUBJECT
from chalicelib.api.grounds import GRANT
from chalicelib.api.purposes import MATTER_NUMBER
from chalicelib.api.routing import OFFICE, OWN, Call, Route
from chalicelib.errors import FieldError, MalformedError, NotFoundError
from chalicelib.grants.handles import handle_for
from chalicelib.grants.lookups import Presented, person_named
from chalicelib.grants.rules import rules
from chalicelib.ledger.looks import Look
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.identity_documents import FAULTS as NUMBER_FAULTS

_ON_DUTY = frozenset({Level.DEPARTMENT, Level.DESK})


class Found(Struct, frozen=True, kw_only=True):
    """What stands for the person in later calls on the same ground.

    Shape: {"handle": "handle-…", "until": "2026-11-23T02:15:00Z"}
    """

    handle: str
    until: datetime


def person_lookup(call: Call, *, form: Presented) -> Answer:
    """Find a person on a ground; unknown, nothing held and another name are one answer.

    What it shows is that name and number belong together here, so it is a look at the profile; it uses no grant.
    """
    reader = call.reader
    rules().must_be_identified(reader.role, call.caller.identified_by)
    _must_stand_on_a_ground(reader)
    profile = person_named(form, means=call.services, today=beijing_date(call.now))
    person = profile.subject
    if reader.granted is not None and reader.granted.subject != person:
        raise NotFoundError
    handle = handle_for(person, reader=reader, seal=call.services.cursors, now=call.now)
    look = Look(subjects=(person.reference,), versions=((profile.record_id, profile.version),))
    until = call.now.replace(microsecond=0) + timedelta(minutes=rules().handle_minutes)
    return Answer(content=Found(handle=handle, until=until), look=look, uses_grant=False)


def _must_stand_on_a_ground(reader: Reader) -> None:
    if reader.granted is None and reader.level not in _ON_DUTY:
        zh, en = "请在 X-Grant 中注明信用主体的授权。", "Name the subject's grant in X-Grant."
        raise _missing("grant.missing", GRANT, zh, en)
    if reader.granted is None and reader.matter_number is None:
        zh, en = "请在 X-Matter-Number 中注明事项编号。", "Say for which matter in X-Matter-Number."
        raise _missing("matter_number.missing", MATTER_NUMBER, zh, en)


def _missing(code: str, header: str, zh: str, en: str) -> MalformedError:
    return MalformedError(code, zh, en, errors=(FieldError(f"/headers/{header}", code, zh, en),))


ROUTES = (
    Route(
        method="POST",
        path="/v1/person-lookups",
        view=person_lookup,
        serves={OWN: SUBJECT, OFFICE: DEPARTMENT | DESK | AGENCY},
        form=Presented,
        gives=Found,
        asks_why=True,
        numbers_at=(("number",),),
        zh="凭姓名、证件号码查找自然人",
        refuses=(
            "grant.missing",
            "identification.too_weak",
            "resource.not_found",
            "matter_number.missing",
            *NUMBER_FAULTS,
        ),
    ),
)
