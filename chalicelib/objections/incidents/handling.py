"""The flow: an incident from its declaration until everybody it touched was told.

    lead, auditor    declare; the lead tell or spare, contain, list_again
    the platform     roll_forward, a portion at a time: reads the ledger, then tells

What a portion finds or sends is put first, each under a name of its own; the incident's conditional put, which says how
far it has come, is the commit. A portion that broke off is done again and changes nothing twice. The outbox alone knows
who was told: telling again tells those whom it was not told, found late or while an incident goes on.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import msgspec

from chalicelib.errors import FieldError, NotFoundError
from chalicelib.ledger.seen import versions_in
from chalicelib.library.readers import Reader
from chalicelib.notices.reading import Tally, tally_of
from chalicelib.notices.templates import Template
from chalicelib.objections.incidents.incident import ALL, Contents, Declared, Incident, State
from chalicelib.objections.incidents.means import Means
from chalicelib.objections.incidents.notices import items_in, message_of
from chalicelib.objections.incidents.touching import Touch, fits, is_within, slot_at, slots_in, touches_of
from chalicelib.objections.owners import Line, Write, faults_in, must_be_in, must_be_sound, must_stand_at

SLOTS, TOLD_AT_ONCE = 2000, 200
TEXT_LENGTH = 2000
LONGEST = timedelta(days=366)
READERS, LEAD = frozenset({"lead", "auditor"}), "lead"
NO_MOVE, UNSOUND = "incident.move_not_allowed", "incident.unsound"
_ANEW: Mapping[str, Any] = {
    "state": State.LISTING,
    "position": 0,
    "entries": 0,
    "versions": 0,
    "entries_told": 0,
    "told_through": None,
}


def declare(declared: Declared, *, by: Reader, means: Means, now: datetime) -> Incident:
    """Declare an incident; which subjects and versions it touched is listed from here on, and on if it has no end.

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

    Of an incident that goes on, whoever is touched later is told as well, until it is contained.

    Raises: NotFoundError for who is no lead; StaleVersionError; ConflictError `incident.move_not_allowed`;
            UnprocessableError `incident.unsound`.
    """
    incident = _to_move(number, write=write, means=means)
    must_be_in(incident.state, (State.LISTING,) if incident.goes_on else (State.LISTED,), code=NO_MOVE)
    texts = msgspec.structs.asdict(contents)
    # A contact is a telephone number as often as not, and it is the platform's own.
    faults = [
        fault
        for name, text in texts.items()
        for fault in faults_in(text, pointer=f"/{name}", longest=TEXT_LENGTH)
        if (name, fault.code) != ("contact", "text.mobile")
    ]
    must_be_sound(faults, code=UNSOUND)
    telling: dict[str, Any] = {"contents": contents, "state": State.TELLING, "entries_told": incident.entries}
    return _moved(incident, _line("tell", write.by, now), means=means, **telling)


def spare(number: str, reasons: str, *, write: Write, means: Means, now: datetime) -> Incident:
    """Tell nobody, with the reasons why harm was averted (个人信息保护法 art. 57). Raises: as `tell`."""
    incident = _to_move(number, write=write, means=means)
    must_be_in(incident.state, (State.LISTED,), code=NO_MOVE)
    must_be_sound(faults_in(reasons, pointer="/reasons", longest=TEXT_LENGTH), code=UNSOUND)
    said = reasons.strip()
    return _moved(incident, _line("spare", write.by, now, note=said), means=means, state=State.SPARED, reasons=said)


def contain(number: str, until: datetime, *, write: Write, means: Means, now: datetime) -> Incident:
    """Say when an incident that goes on has ended; it is listed anew to its end, and what came after is not its.

    Raises: as `tell`.
    """
    incident = _to_move(number, write=write, means=means)
    must_be_in(incident.state, (State.LISTING, State.TELLING) if incident.goes_on else (), code=NO_MOVE)
    declared = msgspec.structs.replace(incident.declared, until=until)
    must_be_sound(_faults_in_period(declared, pointer="/until", now=now), code=UNSOUND)
    return _moved(incident, _line("contain", write.by, now), means=means, **_ANEW, declared=declared)


def list_again(number: str, *, write: Write, means: Means, now: datetime) -> Incident:
    """Read the ledger again for entries that came late; whom they touch is told in the words that others were told.

    Where nobody was told, it is for the lead to say anew. Raises: as `tell`.
    """
    incident = _to_move(number, write=write, means=means)
    must_be_in(incident.state, (State.LISTED, State.TOLD, State.SPARED), code=NO_MOVE)
    return _moved(incident, _line("list_again", write.by, now), means=means, **_ANEW, reasons=None)


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


def counted(incident: Incident, *, means: Means) -> Tally:
    """Return how many subjects were told, and how many have confirmed it: what the outbox knows."""
    standings = means.outbox.notices.told_of(incident.incident)
    return tally_of(standings, of=Template.INCIDENT) or Tally(told=0, confirmed=0)


def _list_some(incident: Incident, *, means: Means, now: datetime) -> Incident:
    end = slots_in(incident.declared, now=now)
    until = min(incident.position + SLOTS, end)
    entries, versions = _entered(incident, until, means=means)
    read: dict[str, Any] = {
        "position": max(until, incident.position),
        "entries": incident.entries + entries,
        "versions": incident.versions + versions,
    }
    if entries if incident.goes_on else until == end:
        read["subjects"] = sum(1 for _ in _touched_by(incident, means=means))
    if until < end:
        return _put(incident, means=means, now=now, **read)
    if incident.goes_on:
        return _gone_on(incident, read, means=means, now=now)
    state = State.LISTED if incident.contents is None else State.TELLING
    return _moved(incident, _line("listed", None, now), means=means, state=state, **read)


def _gone_on(incident: Incident, read: dict[str, Any], *, means: Means, now: datetime) -> Incident:
    """Return an incident that goes on, read as far as the ledger is settled: told of, if new entries were found."""
    if incident.contents is not None and read["entries"] > incident.entries_told:
        telling = {"state": State.TELLING, "entries_told": read["entries"]}
        return _put(incident, means=means, now=now, **telling, **read)
    if read["position"] == incident.position:
        return incident
    return _put(incident, means=means, now=now, **read)


def _entered(incident: Incident, until: int, *, means: Means) -> tuple[int, int]:
    """Enter what the slots up to a position hold; return how many entries fitted, and versions they showed."""
    entries = versions = 0
    for position in range(incident.position, until):
        for line in means.ledger.lines_in(slot_at(incident.declared, position)):
            if not fits(incident.declared, line.told):
                continue
            entries += 1
            for touch in touches_of(line):
                means.touched.add(incident.incident, touch)
                versions += sum(1 for _ in versions_in(touch.seen))
    return entries, versions


def _touched_by(incident: Incident, *, means: Means, after: str | None = None) -> Iterator[tuple[str, list[Touch]]]:
    """Yield who was touched, with what; what was listed before it was known when it ended is left out."""
    for subject, touches in means.touched.by_subject(incident.incident, after=after):
        within = [touch for touch in touches if is_within(incident.declared, touch.at)]
        if within:
            yield subject, within


def _tell_some(incident: Incident, *, means: Means, now: datetime) -> Incident:
    some = list(islice(_touched_by(incident, means=means, after=incident.told_through), TOLD_AT_ONCE))
    for subject, touches in some:
        means.outbox.tell(message_of(incident, subject, items_in(touches), catalogue=means.catalogue, at=now))
    if len(some) == TOLD_AT_ONCE:
        return _put(incident, means=means, now=now, told_through=some[-1][0])
    if incident.goes_on:
        return _put(incident, means=means, now=now, state=State.LISTING, told_through=None)
    return _moved(incident, _line("told", None, now), means=means, state=State.TOLD)


def _to_move(number: str, *, write: Write, means: Means) -> Incident:
    _must_be_among(write.by, frozenset({LEAD}))
    incident = _incident(number, means)
    must_stand_at(incident, write.version)
    return incident


def _moved(incident: Incident, line: Line, *, means: Means, **changes: Any) -> Incident:
    return _put(incident, means=means, now=line.at, trail=(*incident.trail, line), **changes)


def _line(move: str, by: Reader | None, now: datetime, *, note: str | None = None) -> Line:
    at = now.replace(microsecond=0)
    return Line(move=move, at=at, by=by.sub, role=by.role, note=note) if by else Line(move=move, at=at, role="system")


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
    return faults + _faults_in_period(declared, pointer="/since", now=now)


def _faults_in_period(declared: Declared, *, pointer: str, now: datetime) -> list[FieldError]:
    zh, en = "时间应带时区，先始后终，不得在将来，至多366天。", "A period of the past with zones, of at most 366 days."
    since, until = declared.since, declared.until or now
    is_fit = since.tzinfo is not None and until.tzinfo is not None and since < until <= now and until - since <= LONGEST
    return [] if is_fit else [FieldError(pointer, "incident.period_unfit", zh, en)]
