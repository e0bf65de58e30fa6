"""What a deployment holds of tips, complaints, findings, incidents, systems: once the caller's own, once another's."""

from datetime import timedelta

import msgspec

from chalicelib.ledger.seen import seen_in
from chalicelib.objections.cases import State as CaseState
from chalicelib.objections.complaints.complaint import Complaint, Decision, Filing
from chalicelib.objections.complaints.complaint import State as ComplaintState
from chalicelib.objections.complaints.finding import Claimed, Finding
from chalicelib.objections.incidents.incident import Contents, Declared, Incident
from chalicelib.objections.incidents.incident import Kind as Happened
from chalicelib.objections.incidents.incident import State as IncidentState
from chalicelib.objections.incidents.touching import Touch
from chalicelib.objections.owners import Line
from chalicelib.objections.papers import Decision as CaseDecision
from chalicelib.objections.tips import codes
from chalicelib.objections.tips.tip import Filing as TipFiling
from chalicelib.objections.tips.tip import Outcome, Reward, RewardState, State, Tip, Tipper
from chalicelib.terms.subjects import Subject
from tests.app.world import CENTRE, World
from tests.factories import NOW, a_case, a_record, an_objection
from tests.factories_systems import OTHERS_SYSTEM, SYSTEM, a_registration, a_set_aside_file, a_system

CODE, ANOTHERS_CODE = "abcdefgh00000001", "abcdefgh00000002"
_DAY = timedelta(days=1)
_STATEMENT = "夜间在未取得许可的仓库内存放危险化学品。"
_LINE = Line(move="file", at=NOW)


def hold_acts(world: World, *, subjects: tuple[Subject, Subject], bodies: tuple[str, str]) -> None:
    """Hold each kind of act in each state that a sample speaks of, once for each of two."""
    for subject, body, code, letters in zip(subjects, bodies, (CODE, ANOTHERS_CODE), ("{}", "2{:.7}"), strict=True):
        _tips(world, subject, body=body, code=code, letters=letters)
        _complaints(world, subject, superior=body, letters=letters)
        _finding(world, subject, body=body, letters=letters)
        _incidents(world, subject, letters=letters)
    for key, body in zip((SYSTEM, OTHERS_SYSTEM), bodies, strict=True):
        world.services.systems.put(a_system(key, registered=a_registration(owner=body)), over=None)
        world.services.dropped.put(a_set_aside_file(key), over=None)


def _tips(world: World, subject: Subject, *, body: str, code: str, letters: str) -> None:
    outcome = Outcome(reasons="经现场检查属实。", facts="检查发现一处仓库不符合规定。", decided_by="x", decided_at=NOW)
    claimed, granted = (
        Reward(state=RewardState.CLAIMED, at=NOW),
        Reward(state=RewardState.GRANTED, at=NOW, amount_yuan=2000, reasons="符合规定。"),
    )
    _tip(world, letters.format("a" * 8), subject, code=code)
    for letter, state, ended, reward in (
        ("c", State.REFERRED, None, None),
        ("d", State.ESTABLISHED, outcome, claimed),
        ("e", State.ESTABLISHED, outcome, granted),
    ):
        tip = _tip(world, letters.format(letter * 8), subject, code=code, keep=False)
        stood = msgspec.structs.replace(tip, state=state, referred_to=body, outcome=ended, reward=reward)
        world.services.tips.put(stood, over=None)


def _tip(world: World, letters: str, subject: Subject, *, code: str, keep: bool = True) -> Tip:
    number = f"JB20261123-{letters}"
    reported_code = None if subject.is_person else subject.key
    salt = "5" * 32
    tip = Tip(
        tip=number,
        version=1,
        state=State.FILED,
        filing=TipFiling(kind="work_safety", reported="示例虚构", statement=_STATEMENT, reported_code=reported_code),
        filed_at=NOW,
        moved_at=NOW,
        salt=salt,
        code_sha256=codes.hash_of(code, salt=salt),
        is_named=True,
        trail=(_LINE,),
    )
    tipper = msgspec.json.encode(Tipper(name="示例举报人", contact="示例联系方式")).decode()
    world.services.tippers.add(number, world.services.tipper_vault.sealed(tipper, place=number))
    if keep:
        world.services.tips.put(tip, over=None)
    return tip


def _complaints(world: World, subject: Subject, *, superior: str, letters: str) -> None:
    for letter, state in (("a", ComplaintState.FILED), ("c", ComplaintState.ACCEPTED)):
        complaint = Complaint(
            complaint=f"TS20261123-{letters.format(letter * 8)}",
            version=1,
            state=state,
            filing=Filing(body="market_supervision", kind="contract_broken", statement="逾期未付工程款。"),
            complainant=subject.reference,
            filed_by="agent-1",
            filed_at=NOW,
            moved_at=NOW,
            trail=(_LINE,),
            superior=superior,
        )
        world.services.complaints.put(complaint, over=None)
    decision = Decision(
        reasons="核对一致。",
        facts="逾期未付工程款。",
        ground="decision",
        document="虚构认〔2026〕1号",
        decided_by="x",
        decided_at=NOW,
    )
    unrecorded = msgspec.structs.replace(
        complaint,
        complaint=f"TS20261123-{letters.format('e' * 8)}",
        state=ComplaintState.ESTABLISHED,
        filing=msgspec.structs.replace(complaint.filing, body=CENTRE),
        decision=decision,
    )
    world.services.complaints.put(unrecorded, over=None)


def _finding(world: World, subject: Subject, *, body: str, letters: str) -> None:
    """Hold a case that corrected a record of its own, and a finding that follows from it."""
    number = f"YY20261123-{letters.format('b' * 8)}"
    record = a_record(subject=subject, number=50)
    decision = CaseDecision(outcome="corrected", reasons="", decided_by="clerk-1", decided_at=NOW)
    closed = a_case(case=number, objection=an_objection(record), state=CaseState.CLOSED, decision=decision)
    world.services.cases.put(closed, over=None)
    finding = Finding(
        finding=f"ZR20261123-{letters.format('a' * 8)}",
        version=1,
        found=Claimed(cases=(number,), body=body, kind="wrong_supply", reasons="未核对。", basis="虚构责认〔2026〕2号"),
        record_ids=(record.record_id,),
        noted_by="lead-2",
        noted_at=NOW,
    )
    world.services.findings.put(finding, over=None)


def _incidents(world: World, subject: Subject, *, letters: str) -> None:
    for letter, state in (("a", IncidentState.LISTED), ("c", IncidentState.TOLD), ("d", IncidentState.LISTING)):
        number = f"SJ20261123-{letters.format(letter * 8)}"
        contents = Contents(
            cause="账号被盗用。", harm="冒充。", remedies="已停用。", advice="请留意。", contact="示例中心"
        )
        incident = Incident(
            incident=number,
            version=1,
            state=state,
            declared=Declared(
                kind=Happened.LEAK,
                what="账号被盗用。",
                since=NOW - _DAY,
                until=None if state is IncidentState.LISTING else NOW,
                sub="clerk-7",
            ),
            declared_by="lead-2",
            filed_at=NOW,
            moved_at=NOW,
            trail=(_LINE,),
            entries=1,
            subjects=1,
            versions=1,
            contents=contents if state is IncidentState.TOLD else None,
        )
        world.services.incidents.put(incident, over=None)
        seen = seen_in([(a_record(subject=subject).record_id, 1)])
        touch = Touch(subject=subject.reference, reference="0a-20261122T1905-9f0c", at=NOW, kind="look", seen=seen)
        world.services.touched.add(number, touch)
