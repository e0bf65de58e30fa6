"""The trail (办理轨迹) of a case and the case itself, as each of those concerned may see them.

The subject and the source are shown what was done, when and why, never which clerk did it; the centre sees all.
A value is shown to who is shown its field in full; what the subject saw and claimed, to who is shown the field at all.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import msgspec
from msgspec import Struct

from chalicelib.catalogue.fields import FULL
from chalicelib.catalogue.items import Catalogue
from chalicelib.library.places import item_of, place_named_by
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Value
from chalicelib.notices.reading import Tally
from chalicelib.objections.cases import Case, CaseKind, Deadline, Lease, Move, Pause, State
from chalicelib.objections.chain import Verified, verified
from chalicelib.objections.papers import (
    Agent,
    Applicant,
    Decision,
    Disputed,
    Evidence,
    ExpertHold,
    Extension,
    Hearing,
    OwnCheck,
    OwnStatement,
    Repair,
    Reply,
    Supplement,
)
from chalicelib.objections.steps import Aside
from chalicelib.objections.store import CaseStore
from chalicelib.terms.subjects import SubjectKind

_STAFF = frozenset({Level.DESK, Level.DEPARTMENT})
_Said = TypeVar("_Said", Supplement | None, Extension | None, ExpertHold | None, Hearing | None)
HANDED_ON = frozenset({Aside.TRANSFER.value, Aside.REASSIGNMENT.value})


class CaseView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case as one of those concerned sees it. `fence` and `lease` are for staff; `version` goes into the ETag.

    `chase` says how many past recipients were told that the record has changed, and how many have confirmed.
    `chain` says whether each line of the trail follows from the one before. The centre alone is shown the hashes, for
    what is left out of a line for others is part of what was hashed, and could be guessed from it.
    """

    case: str
    version: int
    state: State
    record_id: str
    record_version: int
    reason: str
    statement: str
    fields: tuple[Disputed, ...]
    opened_at: datetime
    moved_at: datetime
    trail: tuple[Move, ...]
    chain: Verified
    kind: CaseKind = CaseKind.OBJECTION
    review_of: str | None = None
    repair: Repair | None = None
    hearing: Hearing | None = None
    representative: bool = False
    requested_outcome: str | None = None
    applicant: Applicant | None = None
    agent: Agent | None = None
    agency: str | None = None
    assisted: bool = False
    evidence: tuple[Evidence, ...] = ()
    own_statement: OwnStatement | None = None
    due_on: date | None = None
    deadlines: tuple[Deadline, ...] = ()
    pauses: tuple[Pause, ...] = ()
    supplement: Supplement | None = None
    own_check: OwnCheck | None = None
    referred_to: str | None = None
    extension: Extension | None = None
    hold: ExpertHold | None = None
    silent_since: datetime | None = None
    reply: Reply | None = None
    decision: Decision | None = None
    queue: str | None = None
    fence: int | None = None
    lease: Lease | None = None
    chase: Tally | None = None


def lines_of(case: Case, cases: CaseStore) -> tuple[Move, ...]:
    """Return the whole trail: the copies, and the newest line, which the case itself carries."""
    kept = {line.number: line for line in cases.trail_of(case.case) if line.number < case.last.number}
    return (*(kept[number] for number in sorted(kept)), case.last)


def view_of(case: Case, lines: Sequence[Move], *, reader: Reader, catalogue: Catalogue) -> CaseView:
    """Return a case as a reader sees it who may see it (`scope.case_for`)."""
    shown = _fields_shown(case, reader=reader, catalogue=catalogue)
    sees = frozenset(name for name, treatment in shown.items() if treatment == FULL)
    is_staff = reader.level in _STAFF
    return CaseView(
        case=case.case,
        version=case.version,
        state=case.state,
        record_id=case.objection.record_id,
        record_version=case.objection.record_version,
        reason=case.objection.reason,
        statement=case.objection.statement,
        fields=tuple(one for one in case.objection.fields if one.field in shown),
        opened_at=case.opened_at,
        moved_at=case.moved_at,
        trail=tuple(_line_for(reader, line) for line in lines),
        chain=verified(lines),
        kind=case.kind,
        review_of=case.review_of,
        repair=case.repair,
        hearing=_without_name(reader, case.hearing, "by"),
        representative=case.objection.representative,
        requested_outcome=case.objection.requested_outcome,
        applicant=case.objection.applicant,
        agent=None if reader.level is Level.DEPARTMENT else case.objection.agent,
        agency=case.objection.agency,
        assisted=case.objection.assisted_by is not None,
        own_statement=_statement_for(reader, case.own_statement),
        evidence=tuple(_piece_for(reader, one) for one in case.objection.evidence),
        due_on=case.due_on,
        deadlines=case.deadlines,
        pauses=case.pauses,
        supplement=_without_name(reader, case.supplement, "requested_by"),
        own_check=_own_check_for(reader, case.own_check, sees),
        referred_to=case.referred_to,
        extension=_without_name(reader, case.extension, "extended_by", "approved_by"),
        hold=_without_name(reader, case.hold, "held_by"),
        silent_since=case.silent_since,
        reply=_reply_for(reader, case.reply, sees),
        decision=_decision_for(reader, case.decision, sees),
        queue=case.queue if is_staff else None,
        fence=case.fence if is_staff else None,
        lease=_lease_for(reader, case.lease),
    )


def _statement_for(reader: Reader, statement: OwnStatement | None) -> OwnStatement | None:
    if statement is None:
        return None
    return msgspec.structs.replace(statement, by=_name_for(reader, statement.by))


def _piece_for(reader: Reader, piece: Evidence) -> Evidence:
    return msgspec.structs.replace(piece, added_by=_name_for(reader, piece.added_by))


def _line_for(reader: Reader, line: Move) -> Move:
    if reader.level is Level.DESK:
        return line
    return msgspec.structs.replace(
        line,
        by=_name_for(reader, line.by),
        note=line.note if _may_read_the_note(reader, line) else None,
        to=_name_for(reader, line.to) if line.to is not None and line.move in HANDED_ON else line.to,
        previous=None,
        days=(),
    )


def _may_read_the_note(reader: Reader, line: Move) -> bool:
    """A source reads what the centre notes to a move for it; why a clerk handed a case on is no concern of it."""
    return reader.level is Level.DEPARTMENT and (line.move not in HANDED_ON or line.role == reader.role)


def _reply_for(reader: Reader, reply: Reply | None, sees: frozenset[str]) -> Reply | None:
    if reply is None:
        return None
    values = _values_for(reply.values, sees)
    return msgspec.structs.replace(reply, values=values, replied_by=_name_for(reader, reply.replied_by))


def _decision_for(reader: Reader, decision: Decision | None, sees: frozenset[str]) -> Decision | None:
    if decision is None:
        return None
    values = _values_for(decision.values, sees)
    return msgspec.structs.replace(decision, values=values, decided_by=_name_for(reader, decision.decided_by))


def _own_check_for(reader: Reader, check: OwnCheck | None, sees: frozenset[str]) -> OwnCheck | None:
    """Return what the check found in the fields that a reader sees; batch and row are for the centre."""
    if check is None:
        return None
    is_centre = reader.level is Level.DESK
    return msgspec.structs.replace(
        check,
        differing=tuple(one for one in check.differing if one.field in sees),
        checked_by=_name_for(reader, check.checked_by),
        batch=check.batch if is_centre else "",
        row=check.row if is_centre else 0,
    )


def _without_name(reader: Reader, said: _Said, by: str, leave: str | None = None) -> _Said:
    """Return what somebody said without the name of who said it, unless the reader may know it.

    Whose leave it took is told to staff.
    """
    if said is None:
        return said
    names = {by: _name_for(reader, getattr(said, by))}
    if leave is not None and reader.level is Level.SUBJECT:
        names[leave] = ""
    return msgspec.structs.replace(said, **names)


def _lease_for(reader: Reader, lease: Lease | None) -> Lease | None:
    if lease is None or reader.level not in _STAFF:
        return None
    return msgspec.structs.replace(lease, holder=_name_for(reader, lease.holder))


def _name_for(reader: Reader, name: str) -> str:
    """Return a name for the centre, and for oneself; else nothing."""
    return name if reader.level is Level.DESK or name == reader.sub else ""


def _values_for(values: Mapping[str, Value], sees: frozenset[str]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name in sees}


def _fields_shown(case: Case, *, reader: Reader, catalogue: Catalogue) -> Mapping[str, str]:
    subject, place = place_named_by(case.objection.record_id)
    kind = SubjectKind.PERSON if subject.is_person else SubjectKind.LEGAL
    shown = catalogue.get(item_of(place)).disclosure_for(reader.level, kind=kind)
    return {one.field: one.treatment for one in shown}
