"""The flow: the way of a complaint from filing to its end, one function a move.

    organisation     file, withdraw
    superior body    accept, not_accept, decide; the centre, where no superior is known
    the platform     roll_forward, for the record that an established default becomes
    the centre       record, where the body's credit code was not known then

Every move is one conditional put; of one that ends a complaint who made it is told (`telling`). Who may not see a
complaint is answered as if there were none; nobody decides on a complaint about their own body.
"""

from datetime import datetime
from typing import Any

import msgspec

from chalicelib.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from chalicelib.library.readers import Level, Reader
from chalicelib.objections.complaints.complaint import (
    CENTRE_QUEUE,
    OPEN_STATES,
    Complaint,
    Decision,
    Filing,
    State,
)
from chalicelib.objections.complaints.defaults import put_record
from chalicelib.objections.complaints.means import Means
from chalicelib.objections.complaints.rules import rules
from chalicelib.objections.complaints.telling import errand_for
from chalicelib.objections.owners import (
    Line,
    Write,
    faults_in,
    must_be_in,
    must_be_sound,
    must_stand_at,
    own_body,
    own_subject,
)
from chalicelib.terms.dates import beijing_date

STATEMENT_LENGTH, TEXT_LENGTH, DOCUMENT_LENGTH = 2000, 2000, 100
# A default that rests on nothing but what the body above found.
SUPERIORS_GROUND = "decision"
NO_MOVE, UNSOUND = "complaint.move_not_allowed", "complaint.unsound"


class Ruling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the superior body decides.

    Shape: {"established": true, "reasons": "…", "facts": "…", "ground": "decision", "document": "…",
            "reviewed_by": "…"}; without a secrecy review the record is neither published nor shared
    """

    established: bool
    reasons: str
    facts: str | None = None
    ground: str | None = None
    document: str | None = None
    reviewed_by: str | None = None


def file(filing: Filing, *, by: Reader, means: Means, now: datetime) -> Complaint:
    """Keep a complaint of an organisation, and send it to the body above the one complained of.

    Raises: ForbiddenError `complaint.not_an_organisation`; UnprocessableError `complaint.unsound` with every fault.
    """
    complainant = own_subject(by)
    if by.subject is not None and by.subject.is_person:
        zh, en = "仅限企业等组织提出。", "Only an organisation may complain of this here."
        raise ForbiddenError("complaint.not_an_organisation", zh, en)
    must_be_sound(_faults_in(filing, means=means, now=now), code=UNSOUND)
    today, at = beijing_date(now), now.replace(microsecond=0)
    body = means.bodies.responsible(filing.body, today)
    complaint = Complaint(
        complaint=means.numbers.complaint_number(at=now),
        version=1,
        state=State.FILED,
        filing=msgspec.structs.replace(filing, body=body.key),
        complainant=complainant,
        filed_by=by.sub,
        filed_at=at,
        moved_at=at,
        trail=(Line(move="file", at=at, by=by.sub, role=by.role),),
        superior=rules().superior_of(body, of=means.bodies, today=today),
        due=rules().due_from("file", on=today, calendar=means.calendar),
    )
    means.complaints.put(complaint, over=None)
    return complaint


def complaint_for(by: Reader, number: str, *, means: Means, now: datetime) -> Complaint:
    """Return a complaint to who made it, to the superior body, or to the centre. Raises: NotFoundError for others."""
    complaint = means.complaints.find(number)
    if complaint is None or not _may_see(by, complaint, means=means, now=now):
        raise NotFoundError
    return complaint


def own(by: Reader, *, means: Means, limit: int, after: str | None = None) -> list[Complaint]:
    """Return the caller's own complaints, newest first. Raises: NotFoundError."""
    subject = own_subject(by)
    found = (means.complaints.find(number) for number in means.complaints.about(subject, limit=limit, after=after))
    return [complaint for complaint in found if complaint is not None]


def waiting_for(by: Reader, *, means: Means, limit: int, after: str | None = None) -> list[Complaint]:
    """Return the complaints that wait for someone, oldest first; a page may be short. Raises: NotFoundError."""
    queue = CENTRE_QUEUE if by.level is Level.DESK else f"body:{own_body(by)}"
    found = (means.complaints.find(number) for number in means.complaints.waiting(queue, limit=limit, after=after))
    return [complaint for complaint in found if complaint is not None and complaint.queue == queue]


def withdraw(number: str, *, by: Reader, means: Means, now: datetime) -> Complaint:
    """Withdraw a complaint before it is decided. Twice is once.

    Raises: NotFoundError; ConflictError `complaint.move_not_allowed`; StaleVersionError.
    """
    complaint = complaint_for(by, number, means=means, now=now)
    own_subject(by)
    if complaint.state is State.WITHDRAWN:
        return complaint
    must_be_in(complaint.state, OPEN_STATES, code=NO_MOVE)
    return _moved(complaint, _line("withdraw", by, now), means=means, state=State.WITHDRAWN)


def accept(number: str, *, write: Write, means: Means, now: datetime) -> Complaint:
    """Accept a complaint; the day for its decision begins to count.

    Raises: NotFoundError; StaleVersionError; ConflictError `complaint.move_not_allowed`.
    """
    complaint = _to_move(number, State.FILED, write=write, means=means, now=now)
    due = rules().due_from("accept", on=beijing_date(now), calendar=means.calendar)
    line = _line("accept", write.by, now)
    return _moved(complaint, line, means=means, state=State.ACCEPTED, due=(*complaint.due, *due))


def not_accept(number: str, reasons: str, *, write: Write, means: Means, now: datetime) -> Complaint:
    """Refuse to accept a complaint, with reasons. Raises: as `accept`; UnprocessableError `complaint.unsound`."""
    complaint = _to_move(number, State.FILED, write=write, means=means, now=now)
    must_be_sound(faults_in(reasons, pointer="/reasons", longest=TEXT_LENGTH), code=UNSOUND)
    decision = Decision(reasons=reasons.strip(), decided_by=write.by.sub, decided_at=now.replace(microsecond=0))
    line = _line("not_accept", write.by, now)
    return _moved(complaint, line, means=means, state=State.NOT_ACCEPTED, decision=decision)


def decide(number: str, ruling: Ruling, *, write: Write, means: Means, now: datetime) -> Complaint:
    """Decide a complaint, with reasons; of an established default the record is written before anyone sees it so.

    Raises: as `accept`; UnprocessableError `complaint.unsound`.
    """
    complaint = _to_move(number, State.ACCEPTED, write=write, means=means, now=now)
    must_be_sound([*_faults_in_ruling(ruling), *_faults_in_ground(ruling, complaint)], code=UNSOUND)
    decision = Decision(
        reasons=ruling.reasons.strip(),
        facts=ruling.facts,
        ground=ruling.ground,
        document=ruling.document,
        reviewed_by=ruling.reviewed_by,
        decided_by=write.by.sub,
        decided_at=now.replace(microsecond=0),
    )
    state = State.ESTABLISHING if ruling.established else State.NOT_ESTABLISHED
    decided = _moved(complaint, _line("decide", write.by, now), means=means, state=state, decision=decision)
    return roll_forward(decided.complaint, means=means, now=now)


def roll_forward(number: str, *, means: Means, now: datetime) -> Complaint:
    """Do what a complaint promises, and return it at rest; done again, nothing is done twice.

    Raises: NotFoundError where there is no such complaint; StaleVersionError where another moved it meanwhile.
    """
    complaint = means.complaints.find(number)
    if complaint is None:
        raise NotFoundError
    if complaint.state is not State.ESTABLISHING:
        return complaint
    record_id = put_record(complaint, means=means, known_at=complaint.moved_at)
    line = Line(move="established", at=now.replace(microsecond=0), role="system")
    return _moved(complaint, line, means=means, state=State.ESTABLISHED, record_id=record_id)


def record(number: str, *, write: Write, means: Means, now: datetime) -> Complaint:
    """Put the record of an established default once the register knows the body's credit code. Twice is once.

    Raises: NotFoundError; StaleVersionError; ForbiddenError `complaint.not_yours` for who is not of the centre;
            ConflictError `complaint.move_not_allowed`, or `complaint.code_unknown` while the register knows none.
    """
    complaint = complaint_for(write.by, number, means=means, now=now)
    if write.by.level is not Level.DESK:
        raise ForbiddenError("complaint.not_yours", "应由信用中心办理。", "It is for the centre.")
    must_be_in(complaint.state, (State.ESTABLISHED,), code=NO_MOVE)
    if not complaint.missing:
        return complaint
    must_stand_at(complaint, write.version)
    record_id = put_record(complaint, means=means, known_at=now.replace(microsecond=0))
    if record_id is None:
        zh, en = (
            "机构名录中仍无该机构的统一社会信用代码。",
            "The register of bodies has no credit code of the body yet.",
        )
        raise ConflictError("complaint.code_unknown", zh, en)
    return _moved(complaint, _line("record", write.by, now), means=means, record_id=record_id)


def _to_move(number: str, state: State, *, write: Write, means: Means, now: datetime) -> Complaint:
    complaint = complaint_for(write.by, number, means=means, now=now)
    if not _decides(write.by, complaint, means=means, now=now):
        raise ForbiddenError("complaint.not_yours", "应由上级机关办理。", "It is for the superior body.")
    must_stand_at(complaint, write.version)
    must_be_in(complaint.state, (state,), code=NO_MOVE)
    return complaint


def _may_see(by: Reader, complaint: Complaint, *, means: Means, now: datetime) -> bool:
    if by.level is Level.SUBJECT:
        return by.subject is not None and by.subject.reference == complaint.complainant
    return by.level is Level.DESK or _decides(by, complaint, means=means, now=now)


def _decides(by: Reader, complaint: Complaint, *, means: Means, now: datetime) -> bool:
    if complaint.superior is None:
        return by.level is Level.DESK
    superior = means.bodies.responsible(complaint.superior, beijing_date(now)).key
    return by.level is Level.DEPARTMENT and by.body == superior != complaint.filing.body


def _moved(complaint: Complaint, line: Line, *, means: Means, **changes: Any) -> Complaint:
    trail = (*complaint.trail, line)
    moved = msgspec.structs.replace(complaint, version=complaint.version + 1, moved_at=line.at, trail=trail, **changes)
    errand = errand_for(moved) if moved.state is not complaint.state else None
    if errand is not None:
        means.outbox.promise(errand)
    means.complaints.put(moved, over=complaint)
    if errand is not None:
        means.outbox.hasten(errand)
    return moved


def _line(move: str, by: Reader, now: datetime) -> Line:
    return Line(move=move, at=now.replace(microsecond=0), by=by.sub, role=by.role)


def _faults_in(filing: Filing, *, means: Means, now: datetime) -> list[FieldError]:
    faults = faults_in(filing.statement, pointer="/statement", longest=STATEMENT_LENGTH)
    for pointer, text in (("/document", filing.document), ("/wanted", filing.wanted)):
        if text is not None:
            faults += faults_in(text, pointer=pointer, longest=DOCUMENT_LENGTH)
    if filing.kind not in rules().kinds:
        faults.append(FieldError("/kind", "complaint.kind_unknown", "不属于可投诉的事项。", "Not what is taken here."))
    is_public = filing.body in means.bodies and means.bodies.responsible(filing.body, beijing_date(now)).is_department
    if not is_public:
        faults.append(FieldError("/body", "complaint.body_unknown", "没有这个部门。", "There is no such public body."))
    return faults


def _faults_in_ruling(ruling: Ruling) -> list[FieldError]:
    faults = faults_in(ruling.reasons, pointer="/reasons", longest=TEXT_LENGTH)
    told = (ruling.facts, ruling.ground, ruling.document, ruling.reviewed_by)
    if not ruling.established:
        zh, en = "未认定的不得填写事实、依据或文号。", "Facts, ground and document are told of what was established."
        return [*faults, *([FieldError("/facts", "complaint.facts_unfit", zh, en)] if any(told) else [])]
    faults += faults_in(ruling.facts or "", pointer="/facts", longest=TEXT_LENGTH)
    faults += faults_in(ruling.document or "", pointer="/document", longest=DOCUMENT_LENGTH)
    if ruling.reviewed_by is not None:
        faults += faults_in(ruling.reviewed_by, pointer="/reviewed_by", longest=DOCUMENT_LENGTH)
    if ruling.ground not in rules().grounds:
        faults.append(FieldError("/ground", "complaint.ground_unknown", "认定依据不在列。", "Not a listed ground."))
    return faults


def _faults_in_ground(ruling: Ruling, complaint: Complaint) -> list[FieldError]:
    """Return a fault where the centre would find a default of a court or a government: it is above neither.

    What a court or an arbitration found it may note.
    """
    if complaint.superior is not None or not ruling.established or ruling.ground != SUPERIORS_GROUND:
        return []
    zh, en = (
        "没有上级机关认定，信用工作机构不得自行认定。",
        "The centre is no superior body: it may not find it itself.",
    )
    return [FieldError("/ground", "complaint.ground_not_ours", zh, en)]
