"""The flow: an incident from its declaration until everybody it touched was told.

    lead, auditor    declare; the lead tell or spare
    the platform     roll_forward, a portion at a time: reads the ledger, then tells
    subject          notices_to, acknowledge

What a portion finds or sends is put first, each under a name of its own; the incident's conditional put, which says how
far it has come, is the commit. A portion that broke off is done again and changes nothing twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import msgspec

from chalicelib.errors import FieldError, NotFoundError, StaleVersionError
from chalicelib.ledger.seen import versions_in
from chalicelib.library.readers import Reader
from chalicelib.objections.incidents.incident import ALL, Contents, Declared, Incident, State
from chalicelib.objections.incidents.means import Means
from chalicelib.objections.incidents.notices import Notice, NoticeState, confirmed_in, items_in, message_of
from chalicelib.objections.incidents.touching import Touch, fits, slot_at, slots_in, touches_of
from chalicelib.objections.owners import Line, Write, faults_in, must_be_in, must_be_sound, must_stand_at, own_subject

SLOTS, TOLD_AT_ONCE = 2000, 200
TEXT_LENGTH = 2000
LONGEST = timedelta(days=366)
READERS, LEAD = frozenset({"lead", "auditor"}), "lead"
NO_MOVE, UNSOUND = "incident.move_not_allowed", "incident.unsound"


def declare(declared: Declared, *, by: Reader, means: Means, now: datetime) -> Incident:
    """Declare an incident; which subjects and versions it touched is listed from here on.

    Raises: NotFoundError for who is neither lead nor auditor; UnprocessableError `incident.unsound`.
    """
    _must_be_among(by, READERS)
    must_be_sound(_faults_in(declared, now=now), code=UNSOUND)
    at = now.replace(microsecond=0)
    incident = Incident(
        incident=means.numbers.incident_number(at=now),
        version=1,
        state=State.LISTING,
        declared=declared,
        declared_by=by.sub,
        filed_at=at,
        moved_at=at,
        trail=(Line(move="declare", at=at, by=by.sub, role=by.role),),
    )
    means.incidents.put(incident, over=None)
    return incident


def incident_for(by: Reader, number: str, *, means: Means) -> Incident:
    """Return an incident to a lead or an auditor. Raises: NotFoundError for any other."""
    _must_be_among(by, READERS)
    return _incident(number, means)


def all_for(by: Reader, *, means: Means, limit: int, after: str | None = None) -> list[Incident]:
    """Return the incidents to a lead or an auditor, newest first. Raises: NotFoundError for any other."""
    _must_be_among(by, READERS)
    found = (means.incidents.find(number) for number in means.incidents.about(ALL, limit=limit, after=after))
    return [incident for incident in found if incident is not None]


def tell(number: str, contents: Contents, *, write: Write, means: Means, now: datetime) -> Incident:
    """Tell everybody who was touched, in these words; the notices leave from here on.

    Raises: NotFoundError for who is no lead; StaleVersionError; ConflictError `incident.move_not_allowed`;
            UnprocessableError `incident.unsound`.
    """
    incident = _to_move(number, write=write, means=means)
    texts = msgspec.structs.asdict(contents)
    # A contact is a telephone number as often as not, and it is the platform's own.
    faults = [
        fault
        for name, text in texts.items()
        for fault in faults_in(text, pointer=f"/{name}", longest=TEXT_LENGTH)
        if (name, fault.code) != ("contact", "text.mobile")
    ]
    must_be_sound(faults, code=UNSOUND)
    return _moved(incident, "tell", by=write.by, now=now, means=means, state=State.TELLING, contents=contents)


def spare(number: str, reasons: str, *, write: Write, means: Means, now: datetime) -> Incident:
    """Tell nobody, with the reasons why harm was averted (个人信息保护法 art. 57). Raises: as `tell`."""
    incident = _to_move(number, write=write, means=means)
    must_be_sound(faults_in(reasons, pointer="/reasons", longest=TEXT_LENGTH), code=UNSOUND)
    return _moved(incident, "spare", by=write.by, now=now, means=means, state=State.SPARED, reasons=reasons.strip())


def roll_forward(number: str, *, means: Means, now: datetime) -> Incident:
    """Do one portion of what an incident promises; at rest it does nothing.

    Raises: NotFoundError; StaleVersionError where another did the portion meanwhile.
    """
    incident = _incident(number, means)
    if incident.state is State.LISTING:
        return _list_some(incident, means=means, now=now)
    if incident.state is State.TELLING:
        return _tell_some(incident, means=means, now=now)
    return incident


def counted(incident: Incident, *, means: Means) -> tuple[int, int]:
    """Return how many subjects were told, and how many have acknowledged it, here or among their other notices."""
    told = {one.subject: one.state for one in means.touched.notices(incident.incident) if one.told_to is not None}
    elsewhere = confirmed_in(means.outbox.notices.told_of(incident.incident))
    here = {subject for subject, state in told.items() if state is NoticeState.ACKNOWLEDGED}
    return len(told), len(here | (elsewhere & set(told)))


def notices_to(by: Reader, *, means: Means, limit: int, after: str | None = None) -> Iterator[tuple[Notice, Incident]]:
    """Yield the notices to the caller with what they are of, newest first. Raises: NotFoundError."""
    subject = own_subject(by)
    for number in means.touched.notices_to(subject, limit=limit, after=after):
        notice, incident = means.touched.notice(number, subject), means.incidents.find(number)
        if notice is not None and incident is not None:
            yield notice, incident


def acknowledge(number: str, *, by: Reader, means: Means, now: datetime) -> tuple[Notice, Incident]:
    """Acknowledge a notice to the caller. Twice is once. Raises: NotFoundError where they were told of none."""
    subject = own_subject(by)
    notice, incident = means.touched.notice(number, subject), means.incidents.find(number)
    if notice is None or incident is None or notice.told_to is None:
        raise NotFoundError
    if notice.state is NoticeState.ACKNOWLEDGED:
        return notice, incident
    acknowledged = msgspec.structs.replace(
        notice,
        version=notice.version + 1,
        state=NoticeState.ACKNOWLEDGED,
        acknowledged_at=now.replace(microsecond=0),
    )
    means.touched.put_notice(acknowledged, over=notice)
    return acknowledged, incident


def _list_some(incident: Incident, *, means: Means, now: datetime) -> Incident:
    declared, end = incident.declared, slots_in(incident.declared)
    until = min(incident.position + SLOTS, end)
    entries = versions = 0
    for position in range(incident.position, until):
        for line in means.ledger.lines_in(slot_at(declared, position)):
            if not fits(declared, line.told):
                continue
            entries += 1
            for touch in touches_of(line):
                _enter(incident.incident, touch, means)
                versions += sum(1 for _ in versions_in(touch.seen))
    changes: dict[str, Any] = {"entries": incident.entries + entries, "versions": incident.versions + versions}
    if until < end:
        return _put(incident, means=means, now=now, position=until, **changes)
    subjects = sum(1 for _ in means.touched.notices(incident.incident))
    changes |= {"position": until, "subjects": subjects, "state": State.LISTED}
    return _moved(incident, "listed", by=None, now=now, means=means, **changes)


def _enter(number: str, touch: Touch, means: Means) -> None:
    means.touched.add(number, touch)
    if means.touched.notice(number, touch.subject) is not None:
        return
    notice = Notice(incident=number, subject=touch.subject, version=1, state=NoticeState.LISTED)
    means.touched.put_notice(notice, over=None)


def _tell_some(incident: Incident, *, means: Means, now: datetime) -> Incident:
    some = list(islice(means.touched.notices(incident.incident, after=incident.told_through), TOLD_AT_ONCE))
    for notice in some:
        if notice.state is NoticeState.LISTED:
            _tell(notice, incident, means=means, now=now)
    if len(some) == TOLD_AT_ONCE:
        return _put(incident, means=means, now=now, told_through=some[-1].subject)
    return _moved(incident, "told", by=None, now=now, means=means, state=State.TOLD)


def _tell(notice: Notice, incident: Incident, *, means: Means, now: datetime) -> None:
    """Put the message into the outbox, where a second one is the first, and only then say that it is told."""
    items = items_in(means.touched.touches_of(incident.incident, notice.subject))
    means.outbox.tell(message_of(incident, notice.subject, items, catalogue=means.catalogue, at=now))
    told = msgspec.structs.replace(
        notice,
        version=notice.version + 1,
        state=NoticeState.TOLD,
        items=items,
        told_at=now.replace(microsecond=0),
    )
    try:
        means.touched.put_notice(told, over=notice)
    except StaleVersionError:
        # Another worker told it a moment ago; it is told.
        return


def _to_move(number: str, *, write: Write, means: Means) -> Incident:
    _must_be_among(write.by, frozenset({LEAD}))
    incident = _incident(number, means)
    must_stand_at(incident, write.version)
    must_be_in(incident.state, (State.LISTED,), code=NO_MOVE)
    return incident


def _moved(
    incident: Incident, move: str, *, by: Reader | None, now: datetime, means: Means, **changes: Any
) -> Incident:
    who = {"by": by.sub, "role": by.role} if by else {"role": "system"}
    line = Line(move=move, at=now.replace(microsecond=0), **who)
    return _put(incident, means=means, now=now, trail=(*incident.trail, line), **changes)


def _put(incident: Incident, *, means: Means, now: datetime, **changes: Any) -> Incident:
    at = now.replace(microsecond=0)
    after = msgspec.structs.replace(incident, version=incident.version + 1, moved_at=at, **changes)
    means.incidents.put(after, over=incident)
    return after


def _incident(number: str, means: Means) -> Incident:
    incident = means.incidents.find(number)
    if incident is None:
        raise NotFoundError
    return incident


def _must_be_among(by: Reader, roles: frozenset[str]) -> None:
    if by.role not in roles:
        raise NotFoundError


def _faults_in(declared: Declared, *, now: datetime) -> list[FieldError]:
    faults = faults_in(declared.what, pointer="/what", longest=TEXT_LENGTH)
    zh, en = "时间应带时区，先始后终，不得在将来，至多366天。", "A period of the past with zones, of at most 366 days."
    naive = declared.since.tzinfo is None or declared.until.tzinfo is None
    if naive or not declared.since < declared.until <= now or declared.until - declared.since > LONGEST:
        faults.append(FieldError("/since", "incident.period_unfit", zh, en))
    return faults
