"""Who stands around a case, and what a desk works with: fakes, invented bodies, and the way to any state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.catalogue.items import Catalogue, catalogue
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record
from chalicelib.objections import applications, claims, desk, reviews
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.evidence import attaching
from chalicelib.objections.evidence.scanning import EicarScanner, Scanner
from chalicelib.objections.filings import Claimed, Filing
from chalicelib.objections.leases import Hold
from chalicelib.objections.rulings import Answer, Delay, MoreTime, Ruling
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.resident_id_form import check_character_of
from chalicelib.terms.working_days import Calendar, calendar
from tests.factories import BODY, BODY_NAME, NOW, a_record, a_subject
from tests.factories_evidence import declared, papers
from tests.fakes import FixedNumbers, MemoryCases, MemoryCasework, MemoryLibrary, MemoryNotices, MemoryOrigins
from tests.fakes_evidence import MemoryEvidence

COURT, FORMER_BODY = "shili-fy", "shili-gsj"
SUBJECT = Reader(level=Level.SUBJECT, sub="subject-1", role="citizen", subject=a_subject())
AGENT = Reader(level=Level.SUBJECT, sub="agent-1", role="representative", subject=a_subject())
ANOTHER_SUBJECT = Reader(level=Level.SUBJECT, sub="subject-2", role="citizen", subject=a_subject(2))
CLERK = Reader(level=Level.DESK, sub="clerk-1", role="desk", body="shili-zx", division="512000")
OTHER_CLERK = Reader(level=Level.DESK, sub="clerk-2", role="desk", body="shili-zx", division="512000")
REVIEWER = Reader(level=Level.DESK, sub="reviewer-1", role="reviewer", body="shili-zx", division="512000")
SOURCE = Reader(level=Level.DEPARTMENT, sub="source-1", role="department", body=BODY, division="512000")
OTHER_SOURCE = Reader(level=Level.DEPARTMENT, sub="source-2", role="department", body=COURT, division="512000")
PUBLIC = Reader(level=Level.PUBLIC)

# Region 512099 is no office's, so the number is nobody's; its check digit is sound.
AN_ID = "51209919900101001" + check_character_of("51209919900101001")

MINUTE = timedelta(minutes=1)
QUARTER = timedelta(minutes=15)
PAST_ALL_DAYS = timedelta(days=40)
# What is said of the one piece that proves something, of those that `submit` sends along.
ON_EVIDENCE = {"e1": "决定书真实，予以采信。"}
CORRECTED = Ruling(
    outcome="corrected",
    reasons="决定书载明罚款金额不同。",
    values={"fine_amount_wan": "0.5"},
    on_evidence=ON_EVIDENCE,
)
DELETED = Ruling(outcome="deleted", reasons="决定已被撤销。", on_evidence=ON_EVIDENCE)
KEPT = Ruling(outcome="record_kept", reasons="经核查，记录与决定书一致。", on_evidence=ON_EVIDENCE)
TO_A_LABORATORY = Delay(by_whom="laboratory", reason="须鉴定公章真伪。")
MORE_TIME = MoreTime(reason="须调阅档案。", approved_by="虚构负责人")
DENIED = Answer(answer="deny", reason="录入有误。", values={"fine_amount_wan": "0.5"})
CONFIRMED = Answer(answer="confirm", reason="与决定书一致。")


def a_register() -> Bodies:
    """Return invented bodies: a department, the one it followed, and a court."""
    common = {"division": "512000", "confirmed": False, "source": "虚构，仅供测试"}
    former = {"valid_to": "2019-03-31", "successor": BODY}
    rows = [
        {"key": BODY, "level": "city", "kind": "department", "names": [{"name": BODY_NAME}]},
        {"key": FORMER_BODY, "level": "city", "kind": "department", "names": [{"name": "示例市虚构旧局"}], **former},
        {"key": COURT, "level": "upstream", "kind": "court", "names": [{"name": "示例市虚构法院"}]},
    ]
    return Bodies.from_tables({"bodies": [row | common for row in rows]})


@dataclass(kw_only=True)
class FakeMeans:
    """What a desk works with, all in memory; `announced` is what it told of."""

    cases: MemoryCases = field(default_factory=MemoryCases)
    casework: MemoryCasework = field(default_factory=MemoryCasework)
    evidence: MemoryEvidence = field(default_factory=MemoryEvidence)
    scanner: Scanner | None = field(default_factory=EicarScanner)
    notices: MemoryNotices = field(default_factory=MemoryNotices)
    origins: MemoryOrigins = field(default_factory=MemoryOrigins)
    library: MemoryLibrary = field(default_factory=MemoryLibrary)
    numbers: FixedNumbers = field(default_factory=FixedNumbers)
    catalogue: Catalogue = field(default_factory=catalogue)
    bodies: Bodies = field(default_factory=a_register)
    calendar: Calendar = field(default_factory=calendar)
    deadline_regime: str = "sichuan"
    announced: list[Change] = field(default_factory=list)

    def announce(self, changes: Sequence[Change]) -> None:
        """Note the changes."""
        self.announced.extend(changes)


def means_with(*records: Record) -> FakeMeans:
    """Return a desk over a library of these records, or of one penalty."""
    means = FakeMeans()
    for record in records or (a_record(),):
        means.library.put(record, over=None)
    return means


def a_filing(record: Record | None = None, **changes: object) -> Filing:
    """Return a filing against the amount of a fine."""
    sound = {
        "record_id": (record or a_record()).record_id,
        "reason": "wrong_information",
        "statement": "罚款金额与决定书不符。",
        "fields": (Claimed(field="fine_amount_wan", claimed="0.5"),),
    }
    return Filing(**{**sound, **changes})  # type: ignore[arg-type]


def hold_of(case: Case, by: Reader = CLERK) -> Hold:
    """Return what someone shows who saw this version of the case."""
    return Hold(by=by, version=case.version, fence=case.fence)


def claimed(case: Case, means: FakeMeans, *, by: Reader = CLERK, now: datetime = NOW) -> Hold:
    """Claim a case; return what the holder shows."""
    return hold_of(claims.claim(case.case, by=by, means=means, now=now), by)


def case_in(state: State, means: FakeMeans, *, now: datetime = NOW, reason: str = "wrong_information") -> Case:
    """Bring a new objection to the penalty into a state of rest, by the moves that lead there."""
    case = applications.file(a_filing(reason=reason), by=SUBJECT, means=means, now=now)
    leaves_at, turn = _ASIDE.get(state, (state, None))
    for step in _WAY.values():
        if case.state is leaves_at:
            break
        case = step(case, means, now)
    return turn(case, means, now) if turn is not None else case


def attach(number: str, kind: str, *, by: Reader, means: Any, now: datetime) -> Case:
    """Declare a paper of a kind, have its file come, and say so."""
    content = papers()[kind]
    said = declared(content, kind=kind)
    attaching.add(number, said, by=by, means=means, now=now)
    means.evidence.receive(number, said.sha256, content)
    return attaching.add(number, said, by=by, means=means, now=now)


def with_papers(number: str, *, by: Reader, means: Any, now: datetime) -> None:
    """Declare and send what must go with an objection, where it is a draft."""
    case = means.cases.find(number)
    if case is None or case.state is not State.DRAFT:
        return
    for kind in papers():
        attach(number, kind, by=by, means=means, now=now)


def submit(number: str, *, by: Reader, means: Any, now: datetime) -> Case:
    """Submit an objection with all that must go with it."""
    with_papers(number, by=by, means=means, now=now)
    return applications.submit(number, by=by, means=means, now=now)


def review_of(case: Case, means: FakeMeans, *, now: datetime = NOW) -> Case:
    """Ask for the review of a closed case and let the queue's worker open it."""
    asked = reviews.ask(case.case, "请另行核查。", by=SUBJECT, means=means, now=now)
    return roll_forward(asked.case, means=means, now=now)


def _submit(case: Case, means: FakeMeans, now: datetime) -> Case:
    return submit(case.case, by=SUBJECT, means=means, now=now)


def _accept(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.accept(case.case, hold=claimed(case, means, now=now), means=means, now=now)


def _check(case: Case, means: FakeMeans, now: datetime) -> Case:
    desk.own_check(case.case, hold=hold_of(case), means=means, now=now)
    return roll_forward(case.case, means=means, now=now)


def _refer(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.refer(case.case, "与原始报送一致。", hold=hold_of(case), means=means, now=now)


def _reply(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.reply(case.case, DENIED, hold=claimed(case, means, by=SOURCE, now=now), means=means, now=now)


def _ask(case: Case, means: FakeMeans, now: datetime) -> Case:
    hold = claimed(case, means, now=now)
    return desk.request_supplement(case.case, ["授权委托书"], hold=hold, means=means, now=now)


def _not_accept(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.not_accept(case.case, "不属于异议范围。", hold=claimed(case, means, now=now), means=means, now=now)


def _hold(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.put_on_hold(case.case, TO_A_LABORATORY, hold=hold_of(case), means=means, now=now)


def _fall_silent(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.fell_silent(case.case, means=means, now=now + PAST_ALL_DAYS)


def _withdraw(case: Case, means: FakeMeans, now: datetime) -> Case:
    applications.withdraw(case.case, by=SUBJECT, means=means, now=now)
    return roll_forward(case.case, means=means, now=now)


def _supersede(case: Case, means: FakeMeans, now: datetime) -> Case:
    record = means.library.find(case.objection.record_id)
    assert record is not None
    means.library.put(versions.withdrawn(record, act="batch-2", at=now), over=record)
    return roll_forward(case.case, means=means, now=now)


def _decide(case: Case, means: FakeMeans, now: datetime) -> Case:
    return desk.decide(case.case, CORRECTED, hold=claimed(case, means, now=now), means=means, now=now)


_WAY = {
    State.SUBMITTED: _submit,
    State.ACCEPTED: _accept,
    State.CHECKED: _check,
    State.REFERRED: _refer,
    State.REPLIED: _reply,
    State.CLOSED: _decide,
}
# The states beside the way: where one leaves it, and by which step.
_ASIDE = {
    State.SUPPLEMENT_REQUIRED: (State.SUBMITTED, _ask),
    State.NOT_ACCEPTED: (State.SUBMITTED, _not_accept),
    State.HELD: (State.CHECKED, _hold),
    State.SUSPENDED: (State.REFERRED, _fall_silent),
    State.WITHDRAWN: (State.REFERRED, _withdraw),
    State.SUPERSEDED: (State.ACCEPTED, _supersede),
}
