"""A deployment in which every thing that a sample addresses is there: once the caller's own, once another's.

What the samples name is the caller's own; `as_others` turns a sample to the same thing of another. The caller's own is
what their role has: a subject's records and cases, a body's batches and what was referred to it, a county's subjects,
a clerk's leases.
"""

import json
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.intake.batches import Sending
from chalicelib.intake.batches import State as BatchState
from chalicelib.intake.chains import Chain
from chalicelib.intake.judged import Judged
from chalicelib.intake.judged import Kind as Verdict
from chalicelib.intake.made import Made
from chalicelib.intake.made import Part as MadePart
from chalicelib.intake.plans import Planned
from chalicelib.intake.receipts import name_of, receipt_for
from chalicelib.intake.rehearsals import Remembered
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record
from chalicelib.objections.cases import Case, CaseKind, Deadline, Lease, State
from chalicelib.objections.effects import TAKEN_BACK
from chalicelib.objections.papers import Decision, Evidence, Repair, Reply
from chalicelib.objections.steps import queue_of
from chalicelib.reports.issue import Kind
from chalicelib.reports.issuing import Order, issue
from chalicelib.terms.report_numbers import number_of
from chalicelib.terms.subjects import Subject
from chalicelib.wiring import Services
from tests.app.given import OTHERS_NOTICE, OWN_NOTICE, hold_what_is_given
from tests.app.given_acts import hold_acts
from tests.app.world import CITIZEN_NUMBER, COUNTY_BODY, World, a_world, around
from tests.copying import Mould
from tests.factories import (
    BODY,
    DIVISION,
    NOW,
    a_batch,
    a_case,
    a_move,
    a_person,
    a_profile,
    a_record,
    a_subject,
    a_ticket,
    an_objection,
)
from tests.factories_systems import CLIENT, SYSTEM
from tests.fakes import MemoryUploads

SAMPLES = Path(__file__).resolve().parents[2] / "events" / "http"
SAMPLED: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SAMPLES.glob("*.json"))
}
CITIZEN = "citizen"
COUNTY, ELSEWHERE = "512021", "512002"
STATES = {
    "aaaaaaaa": State.SUBMITTED,
    "cccccccc": State.ACCEPTED,
    "dddddddd": State.DRAFT,
    "eeeeeeee": State.REPLIED,
    "ffffffff": State.REFERRED,
    "gggggggg": State.CHECKED,
    "hhhhhhhh": State.HELD,
    "jjjjjjjj": State.SUPPLEMENT_REQUIRED,
    "kkkkkkkk": State.CLOSED,
    "mmmmmmmm": State.ACCEPTED,
}
REVIEW = "mmmmmmmm"
_OF_STAFF = frozenset(
    {"/v1/desk/claims", *(f"/v1/desk/cases/{{number}}/{what}" for what in ("lease", "transfer", "notes"))}
)
_NUMBERED = re.compile(r"-([a-z])\1{7}\b")
_NUMBER = "YY20261123-{}"
# Of the cases that the samples of evidence name.
_PIECE = Evidence(
    id="e1", name="e1-decision.pdf", media_type="application/pdf", bytes=20480, sha256="1" * 64, kind="decision"
)
_PAPERS = tuple(
    msgspec.structs.replace(_PIECE, id=f"e{n}", name=f"e{n}-{kind}.pdf", sha256=str(n) * 64, kind=kind)
    for n, kind in enumerate(("decision", "pledge", "authorisation"), start=1)
)
_EVIDENCE = {State.DRAFT: _PAPERS, State.SUPPLEMENT_REQUIRED: _PAPERS, State.REFERRED: (_PIECE,)}
_KEPT = Decision(outcome="record_kept", reasons="经核查，记录与决定书一致。", decided_by="desk-9", decided_at=NOW)
_REPAIR = "XF20261123-{}"
_REFUSED = Decision(outcome="repair_refused", reasons="罚款尚未缴清。", decided_by="desk-9", decided_at=NOW)
_SUBMITTED = a_move(move="submit", state=State.SUBMITTED)
_DUE = Deadline(act="acceptance", on=date(2026, 11, 24), basis="P", started_on=date(2026, 11, 23), proposal=True)
_REPLY_DUE = Deadline(act="reply", on=date(2026, 11, 30), basis="P", started_on=date(2026, 11, 23), proposal=True)
_DUES = {State.SUBMITTED: (_DUE,), State.REFERRED: (_REPLY_DUE,)}
_BATCH = "shili-jgj-20261120-{}"


def prepared_for(role: str | None, *, body: str = BODY) -> World:
    """Return a deployment in which what the samples name is that of a caller of this role, of this body."""
    return around(_mould(role, body).copy())


@cache
def _mould(role: str | None, body: str) -> Mould[Services]:
    world = a_world()
    world.services.identities.add(world.services.documents.hash_of("resident_id", CITIZEN_NUMBER), a_person().key)
    for subject in (a_subject(), a_subject(2), a_person(), a_person(2)):
        is_of_a_county = body == COUNTY_BODY and subject == a_subject()
        _hold_file(world, subject, division=COUNTY if is_of_a_county else ELSEWHERE)
    _open_cases(world, _own_subject(role), body=body, holder=f"{role}-1", letters="{}")
    _open_cases(world, _others_subject(role), body=_another(body), holder="another-1", letters="2{:.7}")
    _end_repair(world, _own_subject(role), letters="{}")
    _end_repair(world, _others_subject(role), letters="2{:.7}")
    _take_back_repairs(world, _own_subject(role), body=body, letters="{}")
    _take_back_repairs(world, _others_subject(role), body=_another(body), letters="2{:.7}")
    sender = {"system": SYSTEM, "certifier": CLIENT} if role == "system" else {"certifier": "department-1"}
    _send_file(world, _BATCH.format("aaaaaaaa"), body=body, **sender)
    _send_file(world, _BATCH.format("2aaaaaaa"), body=_another(body))
    for letters, owner in (("{0}" * 8, body), ("2" + "{0}" * 7, _another(body))):
        _plan_file(world, _BATCH.format(letters.format("b")), body=owner)
        _apply_file(world, _BATCH.format(letters.format("c")), body=owner)
        _await_rows(world, _BATCH.format(letters.format("d")), body=owner, **sender)
        _await_parts(world, _BATCH.format(letters.format("e")), body=owner, came=1, **sender)
        _await_parts(world, _BATCH.format(letters.format("f")), body=owner, came=3, **sender)
    subjects = (_own_subject(role), _others_subject(role))
    _issue_reports(world, subjects)
    hold_what_is_given(world, role, subjects=subjects, bodies=(body, _another(body)))
    hold_acts(world, subjects=subjects, bodies=(body, _another(body)))
    return Mould.of(world.services)


def as_others(sample: dict[str, Any]) -> dict[str, Any]:
    """Return a sample as it asks for the same thing of another, whose numbers end in 2 and seven letters."""
    own, others = a_subject(), a_subject(2)
    changes = {
        own.key: others.key,
        a_record().record_id: a_record(subject=others).record_id,
        _report(1): _report(2),
        OWN_NOTICE: OTHERS_NOTICE,
    }
    text = json.dumps(_with(sample, changes), ensure_ascii=False)
    changed: dict[str, Any] = json.loads(_NUMBERED.sub(lambda found: f"-2{found[1] * 7}", text))
    return changed


def as_citizens(sample: dict[str, Any]) -> dict[str, Any]:
    """Return a sample as a citizen asks it: for records of persons, and for their own report without saying whose."""
    changes = {a_record(subject=a_subject(n)).record_id: a_record(subject=a_person(n)).record_id for n in (1, 2)}
    return _with(sample, {**changes, f'\\"subject\\": \\"{a_subject().key}\\", ': ""})


def as_departments(sample: dict[str, Any]) -> dict[str, Any]:
    """Return a sample as a department asks it: for a case that was referred to it, where leases are spoken of."""
    if sample["resource"] not in _OF_STAFF:
        return sample
    return _with(sample, {"YY20261123-aaaaaaaa": "YY20261123-ffffffff", "YY20261123-2aaaaaaa": "YY20261123-2fffffff"})


def as_reviewers(sample: dict[str, Any]) -> dict[str, Any]:
    """Return a sample as a reviewer asks it: for a review, where leases are spoken of."""
    if sample["resource"] not in {"/v1/desk/claims", "/v1/desk/cases/{number}/lease"}:
        return sample
    return _with(sample, {"YY20261123-aaaaaaaa": "YY20261123-mmmmmmmm", "YY20261123-2aaaaaaa": "YY20261123-2mmmmmmm"})


def _report(number: int) -> str:
    return number_of(division=DIVISION, at=NOW, letters=f"{number:08d}")


def _with(sample: dict[str, Any], changes: dict[str, str]) -> dict[str, Any]:
    # A record's id holds its subject's code: what is longer is changed first.
    text = json.dumps(sample, ensure_ascii=False)
    for own in sorted(changes, key=len, reverse=True):
        text = text.replace(own, changes[own])
    changed: dict[str, Any] = json.loads(text)
    return changed


def _own_subject(role: str | None) -> Subject:
    return a_person() if role == CITIZEN else a_subject()


def _others_subject(role: str | None) -> Subject:
    return a_person(2) if role == CITIZEN else a_subject(2)


def _another(body: str) -> str:
    return COUNTY_BODY if body == BODY else BODY


def _hold_file(world: World, subject: Subject, *, division: str) -> None:
    """Put a profile, and one record more than there are states of a case: the first is disputed by nobody."""
    if not subject.is_person:
        world.hold(a_profile(subject=subject, subject_division=division))
    numbers = range(1, len(STATES) + 2)
    world.hold(*(a_record(subject=subject, number=number, subject_division=division) for number in numbers))


def _open_cases(world: World, subject: Subject, *, body: str, holder: str, letters: str) -> None:
    for number, (own, state) in enumerate(STATES.items(), 2):
        case = _NUMBER.format(letters.format(own))
        record = world.services.library.find(a_record(subject=subject, number=number).record_id)
        if state.shows_mark:
            record = _marked(world, record, case)
        drafted = a_case(case=case, objection=an_objection(record, evidence=_EVIDENCE.get(state, ())))
        world.services.cases.put(drafted, over=None)
        if state is not State.DRAFT:
            drafted_as = _as_review(drafted) if own == REVIEW else drafted
            world.services.cases.put(_stood(drafted_as, state, body=body, holder=holder), over=drafted)
        if state is not State.DRAFT and not state.is_final:
            world.services.cases.open(record.record_id, case)


def _end_repair(world: World, subject: Subject, *, letters: str) -> None:
    """Put a repair that its authority refused; the record, which is disputed again since, bears nothing of it."""
    asked = an_objection(a_record(subject=subject, number=2), reason="early_end", fields=())
    case = a_case(
        case=_REPAIR.format(letters.format("bbbbbbbb")),
        state=State.CLOSED,
        kind=CaseKind.REPAIR,
        repair=Repair(kind="early_end"),
        regime="repair",
        objection=asked,
        decision=_REFUSED,
    )
    world.services.cases.put(case, over=None)


def _take_back_repairs(world: World, subject: Subject, *, body: str, letters: str) -> None:
    """Put a repair that was granted, and another that is to be taken back, whose subject was not heard yet."""
    granted = a_case(
        case=_REPAIR.format(letters.format("gggggggg")),
        state=State.CLOSED,
        kind=CaseKind.REPAIR,
        repair=Repair(kind="early_end"),
        regime="repair",
        objection=an_objection(a_record(subject=subject), reason="early_end", fields=()),
        decision=msgspec.structs.replace(_REFUSED, outcome="repair_granted", reasons="罚款已缴清。"),
        referred_to=body,
    )
    asked = Reply(
        answer="revoke", reason="凭证系伪造。", finding="false_material", replied_by="source-9", replied_at=NOW
    )
    number = _REPAIR.format(letters.format("hhhhhhhh"))
    against = msgspec.structs.replace(
        granted,
        case=f"{number}{TAKEN_BACK}",
        state=State.ACCEPTED,
        kind=CaseKind.REVOCATION,
        regime="revocation",
        review_of=number,
        reply=asked,
        decision=None,
    )
    for case in (granted, msgspec.structs.replace(against, queue=queue_of(against))):
        world.services.cases.put(case, over=None)


def _marked(world: World, record: Record, case: str) -> Record:
    marked = msgspec.structs.replace(record, version=2, mark=case)
    world.services.library.put(marked, over=record)
    return marked


def _as_review(drafted: Case) -> Case:
    return msgspec.structs.replace(drafted, kind=CaseKind.REVIEW, review_of=_NUMBER.format("kkkkkkkk"))


def _stood(drafted: Case, state: State, *, body: str, holder: str) -> Case:
    answer = Reply(answer="partial", reason="录入有误。", replied_by="source-1", replied_at=NOW)
    stood = msgspec.structs.replace(
        drafted,
        version=2,
        state=state,
        fence=1,
        lease=Lease(holder=holder, until=NOW + timedelta(minutes=15)),
        last=_SUBMITTED if state is State.SUBMITTED else drafted.last,
        deadlines=_DUES.get(state, ()),
        referred_to=body if state in {State.REFERRED, State.REPLIED} else None,
        decision=_KEPT if state is State.CLOSED else None,
        reply=answer if state is State.REPLIED else None,
    )
    return msgspec.structs.replace(stood, queue=queue_of(stood))


def _issue_reports(world: World, subjects: tuple[Subject, Subject]) -> None:
    """Issue the public report that the samples name, and a full one of another that is nobody's but theirs."""
    issue(Order(kind=Kind.PUBLIC, subject=a_subject(), reader=EVERYBODY), means=world.services, now=NOW)
    another = Reader(level=Level.SUBJECT, sub="another-1", role="representative", subject=subjects[1])
    issue(Order(kind=Kind.FULL, subject=subjects[1], reader=another), means=world.services, now=NOW)


def _send_file(world: World, number: str, *, body: str, **sender: str) -> None:
    sent = a_batch(batch=number, ticket=a_ticket(body=body, **sender))
    world.services.batches.put(sent, over=None)
    taken = sent.moved(BatchState.APPLIED, at=NOW)
    world.services.batches.put(taken, over=sent)
    world.services.receipts.put(name_of(taken), receipt_for(taken, []))


def _await_rows(world: World, number: str, *, body: str, **sender: str) -> None:
    """Give a ticket for rows to the department's clerk, or to its system."""
    ticket = a_ticket(body=body, file_name="", size_bytes=0, sha256="", is_of_rows=True, **sender)
    world.services.batches.put(a_batch(batch=number, ticket=ticket, ticketed_at=NOW, moved_at=NOW), over=None)


def _await_parts(world: World, number: str, *, body: str, came: int, **sender: str) -> None:
    """Give a ticket for a file of three parts, some of which came."""
    uploads = world.services.uploads
    assert isinstance(uploads, MemoryUploads)
    sending = Sending(upload=uploads.begin_parts(number), part_bytes=1000)
    ticket = a_ticket(body=body, size_bytes=2500, **sender)
    batch = a_batch(batch=number, ticket=ticket, ticketed_at=NOW, moved_at=NOW, sending=sending)
    world.services.batches.put(batch, over=None)
    for part, size in enumerate((1000, 1000, 500)[:came], start=1):
        uploads.receive_part(number, part, b"x" * size)


def _plan_file(world: World, number: str, *, body: str) -> None:
    """Plan a file of three rows that waits for a second person: one is new, one changes a record, one is refused."""
    sent = a_batch(batch=number, ticket=a_ticket(body=body))
    world.services.batches.put(sent, over=None)
    standing = a_record()
    judged = [
        Judged(2, Verdict.ADD, record_id=a_record(number=99).record_id, version=0),
        Judged(3, Verdict.NEW_VERSION, None, standing.record_id, 1, ("fine_amount_wan",)),
        Judged(4, Verdict.REFUSED, "cell.required"),
    ]
    plan = Planned(number, world.services.receipts)
    name = plan.add(judged, Remembered(), previous=None)
    planned = sent.moved(BatchState.PLANNED, at=NOW, plan=name, approvals_needed=1, rows_done=3)
    planned_as = plan.put(
        planned,
        judged_from=NOW,
        judged_until=NOW,
        live=412,
        withdraws_or_changes=1,
        is_beyond_radius=False,
        approvals_needed=1,
    )
    world.services.batches.put(msgspec.structs.replace(planned, planned_as=planned_as), over=sent)


def _apply_file(world: World, number: str, *, body: str) -> None:
    """Apply a file that added one record."""
    sent = a_batch(batch=number, ticket=a_ticket(body=body))
    world.services.batches.put(sent, over=None)
    made = Chain(number, world.services.receipts, MadePart)
    name = made.add(MadePart(previous=None, versions=(Made(a_record().record_id, 1, 2),)))
    world.services.batches.put(sent.moved(BatchState.APPLIED, at=NOW, made=name), over=sent)
