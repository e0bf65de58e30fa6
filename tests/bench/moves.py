"""What each move of a case costs: requests as the stores send them, and units by DynamoDB's own rule, indexes left out.

Scenes walk every row of the table of moves that somebody makes or that comes by itself; what the platform then does to
keep what was promised belongs to the move. The library, the cases and the outbox stand on moto; the file from which the
own check reads a row again, and the evidence, are in memory. Nothing is compared but with what is to be kept to.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from moto import mock_aws

from chalicelib.library import versions
from chalicelib.notices.outbox import Outbox
from chalicelib.objections import applications, claims, desk, reviews, statements
from chalicelib.objections.cases import Case
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.escalation import escalate
from chalicelib.objections.leases import Handover
from chalicelib.objections.notifying import CaseNotices
from chalicelib.objections.repairs import filing, revocations
from chalicelib.objections.repairs.rules import rules
from tests.bench.measuring import Line
from tests.factories import NOW, a_record
from tests.fakes_notices import MemoryNoticeQueue, an_outbox
from tests.stores.capacity import units_of
from tests.stores.places import OnServer, Server, opened
from tests.unit.objections.repairing import FALSE, GRANT, GRANTED, REVOKED, an_application, with_material
from tests.unit.objections.standing import (
    CLERK,
    CORRECTED,
    DENIED,
    KEPT,
    MORE_TIME,
    OTHER_CLERK,
    REVIEWER,
    SOURCE,
    SUBJECT,
    TO_A_LABORATORY,
    FakeMeans,
    a_filing,
    claimed,
    hold_of,
    with_papers,
)

LONG_AFTER = timedelta(days=40)
Made = Callable[[Case, "Means"], Case]


@dataclass(kw_only=True)
class Means(FakeMeans):
    """A desk's means that tells through an outbox."""

    outbox: Outbox = field(default_factory=an_outbox)
    notices: Any = None

    def __post_init__(self) -> None:
        """Let the desk tell through the outbox."""
        self.notices = CaseNotices(self)


def lines() -> Iterator[Line]:
    """Yield what each move takes, each once."""
    measured: dict[str, tuple[int, float]] = {}
    for scene in SCENES.values():
        with _a_desk() as (stores, means):
            for name, requests, units in _walked(scene, stores, means):
                measured.setdefault(name, (requests, units))
    for name, (requests, units) in measured.items():
        yield Line(f"move_{name}", requests, f"<={MOST[name]}", ours=f"{units:.1f} units", theirs="-")


@contextmanager
def _a_desk() -> Iterator[tuple[OnServer, Means]]:
    with mock_aws(), opened(Server.at("moto", None)) as stores:
        outbox = Outbox(notices=stores.notices(), queue=MemoryNoticeQueue())
        means = Means(cases=stores.cases(), library=stores.library(), outbox=outbox)  # type: ignore[arg-type]
        means.library.put(a_record(), over=None)
        yield stores, means


def _walked(scene: Sequence[str], stores: OnServer, means: Means) -> Iterator[tuple[str, int, float]]:
    recorder = stores.server.recorder
    for name in walked(scene, means, at_each=recorder.sent.clear):
        sent = [one for one in recorder.sent if {"TableName", "RequestItems"} & one.request.keys()]
        yield name, len(sent), sum(units_of(one.operation, one.request, one.answer) for one in sent)


def walked(scene: Sequence[str], means: Means, *, at_each: Callable[[], object] = lambda: None) -> Iterator[str]:
    """Make the moves of a scene on a desk with a penalty in its library, and yield the name of each as it is made."""
    case = None
    for name in scene:
        if name in _BEFORE and case is not None:
            case = _BEFORE[name](case, means)
        at_each()
        case = _filed(name, means) if case is None else _MADE_BY[name](case, means)
        yield name


def _filed(name: str, means: Means) -> Case:
    if name == "apply":
        return filing.apply(an_application(), by=SUBJECT, means=means, now=NOW)
    return applications.file(a_filing(), by=SUBJECT, means=means, now=NOW)


def _held(move: Callable[..., Case], *said: Any) -> Made:
    """Return a move by the clerk who holds the case, with what the queue then does."""

    def made(case: Case, means: Means) -> Case:
        after = move(case.case, *said, hold=hold_of(case), means=means, now=NOW)
        return roll_forward(case.case, means=means, now=NOW) if after.state.is_under_way else after

    return made


def _claimed(move: Callable[..., Case], *said: Any, by: Any = CLERK, after: timedelta = timedelta()) -> Made:
    """Return a move by who claims the case first; the claim is counted with it."""

    def made(case: Case, means: Means) -> Case:
        now = NOW + after
        hold = claimed(case, means, by=by, now=now)
        return move(case.case, *said, hold=hold, means=means, now=now)

    return made


def _own(move: Callable[..., Case], *said: Any) -> Made:
    """Return a move of the subject, with what the queue then does."""

    def made(case: Case, means: Means) -> Case:
        after = move(case.case, *said, by=SUBJECT, means=means, now=NOW)
        return roll_forward(after.case, means=means, now=NOW) if after.is_unsettled else after

    return made


def _claim_next(_: Case, means: Means) -> Case:
    found = claims.claim_next(by=CLERK, turn=0, means=means, now=NOW)
    assert found is not None
    return found


def _remind(case: Case, means: Means) -> Case:
    assert escalate(case.case, means=means, now=NOW + timedelta(days=1)) == ("reminder",)
    return _standing(case, means)


def _ask_revocation(case: Case, means: Means) -> Case:
    asked = revocations.ask(case.case, FALSE, by=SOURCE, means=means, now=NOW)
    return roll_forward(asked.case, means=means, now=NOW)


def _withdraw_the_record(case: Case, means: Means) -> Case:
    record = means.library.find(case.objection.record_id)
    assert record is not None
    means.library.put(versions.withdrawn(record, act="batch-2", at=NOW), over=record)
    return case


def _with_papers(case: Case, means: Means) -> Case:
    with_papers(case.case, by=SUBJECT, means=means, now=NOW)
    return _standing(case, means)


def _standing(case: Case, means: Means) -> Case:
    found = means.cases.find(case.case)
    assert found is not None
    return found


# What comes about before a move is counted.
_BEFORE: Mapping[str, Made] = {
    "submit": _with_papers,
    "repair_submit": lambda case, means: with_material(case, means, *rules().kinds["early_end"].needs),
    "supersede": _withdraw_the_record,
}
_MADE_BY: Mapping[str, Made] = {
    "submit": _own(applications.submit),
    "claim": _claim_next,
    "renew": lambda case, means: claims.renew(case.case, hold=hold_of(case), means=means, now=NOW),
    "transfer": _held(claims.transfer, Handover(to="clerk-2", reason="调配。")),
    "give_back": lambda case, means: claims.give_back(case.case, hold=hold_of(case), means=means, now=NOW),
    "reminder": _remind,
    "request_supplement": _held(desk.request_supplement, ["营业执照"]),
    "supplement": _own(applications.supplement, "已补交。"),
    "lapse": lambda case, means: desk.lapsed(case.case, means=means, now=NOW + LONG_AFTER),
    "not_accept": _held(desk.not_accept, "不属于异议范围。"),
    "accept": _held(desk.accept),
    "own_check": _held(desk.own_check),
    "refer": _held(desk.refer, None),
    "extend": _claimed(desk.extend, MORE_TIME, by=SOURCE),
    "reply": _claimed(desk.reply, DENIED, by=SOURCE),
    "fall_silent": lambda case, means: desk.fell_silent(case.case, means=means, now=NOW + LONG_AFTER),
    "reply_after_silence": _claimed(desk.reply, DENIED, by=SOURCE, after=LONG_AFTER),
    "hold": _held(desk.put_on_hold, TO_A_LABORATORY),
    "resume": _claimed(desk.resume, "鉴定无误。"),
    "decide": _claimed(desk.decide, CORRECTED),
    "decide_kept": _claimed(desk.decide, KEPT),
    "withdraw": _own(applications.withdraw),
    "supersede": lambda case, means: roll_forward(case.case, means=means, now=NOW),
    "ask_review": _own(reviews.ask, "请另行核查。"),
    "review_decide": _claimed(desk.review_decide, KEPT, by=REVIEWER),
    "state": _own(statements.state, "本公司已缴清罚款。"),
    "take_statement_back": _own(statements.take_back),
    "repair_submit": _own(applications.submit),
    "repair_reply": _claimed(desk.reply, GRANT, by=SOURCE),
    "repair_decide": _claimed(desk.decide, GRANTED),
    "ask_revocation": _ask_revocation,
    "be_heard": _own(revocations.be_heard, "凭证属实。"),
    "revocation_decide": _claimed(desk.decide, REVOKED, by=OTHER_CLERK),
}
_OPENED = ("file", "submit", "claim")
_REFERRED = (*_OPENED, "accept", "own_check", "refer")
SCENES: Mapping[str, Sequence[str]] = {
    "the whole way": (*_REFERRED, "extend", "reply", "decide", "ask_review", "review_decide"),
    "something is missing": (*_OPENED, "request_supplement", "supplement", "claim", "accept", "withdraw"),
    "it lapses": (*_OPENED, "request_supplement", "lapse"),
    "not accepted": (*_OPENED, "not_accept"),
    "handed about": (*_OPENED, "renew", "give_back", "claim", "transfer", "reminder"),
    "an expert": (*_OPENED, "accept", "own_check", "hold", "resume"),
    "silence": (*_REFERRED, "fall_silent", "reply_after_silence"),
    "superseded": (*_OPENED, "accept", "supersede"),
    "it stays": (*_REFERRED, "reply", "decide_kept", "state", "take_statement_back"),
    "a repair": (
        "apply",
        "repair_submit",
        "claim",
        "accept",
        "refer",
        "repair_reply",
        "repair_decide",
        "ask_revocation",
        "be_heard",
        "revocation_decide",
    ),
}
# What each move may take: the case read and put, its line copied, what is told promised, the record read and put where
# it changes; and where a claim is counted with it, that.
MOST: Mapping[str, int] = {
    "file": 4,
    "submit": 10,
    "apply": 4,
    "repair_submit": 11,
    "claim": 2,
    "renew": 2,
    "give_back": 2,
    "transfer": 3,
    "reminder": 5,
    "request_supplement": 4,
    "supplement": 3,
    "lapse": 10,
    "not_accept": 10,
    "accept": 12,
    "own_check": 9,
    "refer": 5,
    "extend": 6,
    "reply": 6,
    "repair_reply": 7,
    "hold": 4,
    "resume": 6,
    "fall_silent": 13,
    "reply_after_silence": 6,
    "withdraw": 12,
    "supersede": 13,
    "decide": 20,
    "decide_kept": 20,
    "repair_decide": 21,
    "state": 9,
    "take_statement_back": 9,
    "ask_review": 19,
    "review_decide": 20,
    "ask_revocation": 16,
    "be_heard": 3,
    "revocation_decide": 22,
}
