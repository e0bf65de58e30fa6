"""The desk: what claiming the next case costs among a hundred thousand, eight at once, and what each move costs.

Requests are counted as the stores send them, one at a time in an order that a seed decides; units are computed by
DynamoDB's own rule from what is sent and read, indexes left out. Nothing is compared but with what is to be kept to.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from moto import mock_aws

from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from tests.bench.measuring import Line
from tests.factories import NOW, a_case, a_record
from tests.fakes_desk import IndexedCases
from tests.faults.turns import Turns
from tests.stores.capacity import units_of
from tests.stores.places import OnServer, Server, opened
from tests.unit.objections.standing import (
    CLERK,
    CORRECTED,
    DENIED,
    SOURCE,
    SUBJECT,
    FakeMeans,
    a_filing,
    hold_of,
    with_papers,
)

OPEN, CLAIMERS, EACH = 100_000, 8, 25
FIRST_DAY = date(2026, 11, 24)
# What each move may take: the case read and put, its line copied, the record read and put where it changes; a reply and
# a decision with their claim; the three papers that go with it, each declared and looked into.
MOST = {
    "file": 4,
    "papers": 14,
    "submit": 9,
    "claim": 2,
    "accept": 11,
    "own_check": 3,
    "compare": 6,
    "refer": 4,
    "reply": 6,
    "decide": 16,
}


@dataclass(slots=True)
class Counted:
    """Cases of which every request is a turn, and counted."""

    cases: Any
    turn: Callable[[], None]
    requests: int = 0

    def __getattr__(self, verb: str) -> Any:
        """Return the store's own method, counted."""
        really = getattr(self.cases, verb)

        def call(*args: Any, **named: Any) -> Any:
            self.turn()
            self.requests += 1
            return really(*args, **named)

        return call


def at_once(count: int, *, seed: int = 1, each: int = EACH) -> float:
    """Return how many requests a claim took on average, of eight who claim the next one at once, again and again."""
    kept = IndexedCases()
    for number in range(count):
        due_on = FIRST_DAY + timedelta(days=number % 30)
        kept.put(a_case(case=f"YY-{number:06d}", queue="centre", due_on=due_on, state=State.SUBMITTED), over=None)
    turns = Turns(random.Random(seed))  # noqa: S311  the same order every time
    counted = Counted(kept, turns.next)
    means, taken = FakeMeans(cases=counted), list[str]()  # type: ignore[arg-type]

    def claimer(number: int) -> Callable[[], None]:
        by, pick = msgspec.structs.replace(CLERK, sub=f"clerk-{number}"), random.Random(seed * 100 + number)  # noqa: S311

        def claim() -> None:
            for _ in range(each):
                case = claims.claim_next(by=by, turn=pick.randrange(10**6), means=means, now=NOW)
                assert case is not None
                taken.append(case.case)
                # It is decided, and leaves the queue.
                kept.put(msgspec.structs.replace(case, version=case.version + 1, queue=None), over=case)

        return claim

    turns.run({f"claimer-{number}": claimer(number) for number in range(CLAIMERS)})
    assert len(set(taken)) == len(taken) == CLAIMERS * each
    return counted.requests / len(taken)


def lines() -> Iterator[Line]:
    """Yield what a claim takes among so many, and what each move of one case takes."""
    average = at_once(OPEN)
    yield Line("claims_at_once", average, "<=3", ours=f"{average:.2f} requests", theirs="-")
    with mock_aws(), opened(Server.at("moto", None)) as stores:
        for name, requests, units in moves_on(stores):
            yield Line(f"move_{name}", requests, f"<={MOST[name]}", ours=f"{units:.1f} units", theirs="-")


def moves_on(stores: OnServer) -> Iterator[tuple[str, int, float]]:
    """Yield each move of one case to its end, with the requests and units it took."""
    means = FakeMeans(cases=stores.cases(), library=stores.library())  # type: ignore[arg-type]
    means.library.put(a_record(), over=None)
    case: Case | None = None
    for name, move in _MOVES.items():
        stores.server.recorder.sent.clear()
        case = move(case, means)
        sent = [one for one in stores.server.recorder.sent if "TableName" in one.request]
        yield name, len(sent), sum(units_of(one.operation, one.request, one.answer) for one in sent)


def _claimed(case: Case | None, means: FakeMeans) -> Case:
    by = SOURCE if case is not None and case.state is State.REFERRED else CLERK
    found = claims.claim_next(by=by, turn=0, means=means, now=NOW)
    assert found is not None
    return found


def _with_papers(case: Case | None, means: FakeMeans) -> Case:
    assert case is not None
    with_papers(case.case, by=SUBJECT, means=means, now=NOW)
    found = means.cases.find(case.case)
    assert found is not None
    return found


def _compared(case: Case | None, means: FakeMeans) -> Case:
    """Compare, as the worker of the queue does."""
    assert case is not None
    return roll_forward(case.case, means=means, now=NOW)


def _held(move: Callable[..., Case], *said: Any) -> Callable[[Case | None, FakeMeans], Case]:
    def made(case: Case | None, means: FakeMeans) -> Case:
        assert case is not None
        return move(case.case, *said, hold=hold_of(case), means=means, now=NOW)

    return made


def _reply(case: Case | None, means: FakeMeans) -> Case:
    held = _claimed(case, means)
    return desk.reply(held.case, DENIED, hold=hold_of(held, SOURCE), means=means, now=NOW)


def _decide(case: Case | None, means: FakeMeans) -> Case:
    held = _claimed(case, means)
    return desk.decide(held.case, CORRECTED, hold=hold_of(held), means=means, now=NOW)


_MOVES: dict[str, Callable[[Case | None, FakeMeans], Case]] = {
    "file": lambda _, means: applications.file(a_filing(), by=SUBJECT, means=means, now=NOW),
    "papers": _with_papers,
    "submit": lambda case, means: applications.submit(case.case if case else "", by=SUBJECT, means=means, now=NOW),
    "claim": _claimed,
    "accept": _held(desk.accept),
    "own_check": _held(desk.own_check),
    "compare": _compared,
    "refer": _held(desk.refer, None),
    "reply": _reply,
    "decide": _decide,
}
