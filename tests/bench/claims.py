"""The desk: what claiming the next case costs among a hundred thousand, eight at once.

Requests are counted one at a time in an order that a seed decides. Nothing is compared but with what is to be kept to.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from chalicelib.objections import claims
from chalicelib.objections.cases import State
from tests.bench.measuring import Line
from tests.factories import NOW, a_case
from tests.fakes_desk import IndexedCases
from tests.faults.turns import Turns
from tests.unit.objections.standing import CLERK, FakeMeans

OPEN, CLAIMERS, EACH = 100_000, 8, 25
FIRST_DAY = date(2026, 11, 24)


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
    """Yield what a claim takes among so many."""
    average = at_once(OPEN)
    yield Line("claims_at_once", average, "<=3", ours=f"{average:.2f} requests", theirs="-")
