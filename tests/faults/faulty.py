"""Faults: a desk's means whose every call is a turn and a possible crash, and what is watched on the way."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.library.changes import Change
from chalicelib.notices.notice import Channel
from chalicelib.notices.outbox import Outbox
from chalicelib.notices.store import Letter, UndeliveredError
from chalicelib.objections.cases import Case
from chalicelib.objections.notifying import CaseNotices
from tests.factories import NOW
from tests.fakes_notices import KnownAddresses

STAFF = frozenset({"desk", "department"})


class CrashError(BaseException):
    """The worker is taken away here; nothing may catch this but who starts it anew."""


@dataclass(kw_only=True)
class Tally:
    """What was counted and what was found wrong; `finals` are the cases that have ended."""

    finals: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    crashes: int = 0
    made: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)

    @property
    def moves(self) -> int:
        """How many lines were committed."""
        return self.made.total()

    def blame(self, what: str, case: Case) -> None:
        """Note what is wrong with a case."""
        self.wrong.append(f"{what}: {case.case} at version {case.version}, {case.state.value}")


@dataclass(kw_only=True)
class Clock:
    """A clock that goes on at each look, at times by a quarter of an hour or back by minutes, and by days when told."""

    pick: random.Random
    now: datetime = NOW

    def read(self, skew: timedelta) -> datetime:
        """Return the time as one worker's clock shows it."""
        drawn = self.pick.random()
        self.now += timedelta(seconds=self.pick.randrange(1, 20))
        if drawn < 0.01:
            self.now += timedelta(minutes=16)
        elif drawn > 0.997:
            self.now -= timedelta(minutes=4)
        return self.now + skew

    def pass_a_day(self) -> None:
        """Let a day pass."""
        self.now += timedelta(days=1)


@dataclass(kw_only=True)
class Faults:
    """Crashes at one call in so many, before or after it takes effect; `turn` is taken before each call."""

    pick: random.Random
    turn: Callable[[], None]
    tally: Tally
    one_in: int = 120
    are_on: bool = True

    def around(self, really: Callable[[], Any]) -> Any:
        """Make a call, unless the worker crashes before it; or crash when it is made."""
        self.turn()
        drawn = self.pick.randrange(2 * self.one_in) if self.are_on else -1
        if drawn == 0:
            self._crash()
        answer = really()
        if drawn == 1:
            self._crash()
        return answer

    def _crash(self) -> None:
        self.tally.crashes += 1
        raise CrashError


class Faulty:
    """A store whose every call is a turn and a possible crash."""

    def __init__(self, store: Any, faults: Faults) -> None:
        """Take the store and its faults."""
        self._store, self._faults = store, faults

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        """Return the store's own method, with its faults."""
        really = getattr(self._store, verb)

        def call(*args: Any, **named: Any) -> Any:
            return self._faults.around(lambda: really(*args, **named))

        return call


class Watched:
    """Cases of which every move is looked at as it is committed."""

    def __init__(self, cases: Any, tally: Tally, *, on_mark: Callable[[Case], bool] | None = None) -> None:
        """Take the cases, and what says whether a case's record bears its mark now; None where others move beside."""
        self._cases, self._tally, self._on_mark = cases, tally, on_mark

    def __getattr__(self, verb: str) -> Any:
        """Return the store's own method."""
        return getattr(self._cases, verb)

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case, and look at what that did to what stood; where others move beside, to what was read."""
        before = self._cases.find(new.case) if self._on_mark is not None else over
        self._cases.put(new, over=over)
        # The very same put again is no second move: it changes nothing, as one that was answered and not heard.
        if before is not None and before != new:
            self._look_at(before, new)
        if new.state.is_final:
            self._tally.finals.add(new.case)

    def _look_at(self, before: Case, after: Case) -> None:
        if before.state.is_final:
            self._tally.blame("an ended case moved", after)
        if self._on_mark is not None and after.state.shows_mark and not self._on_mark(after):
            self._tally.blame("seen without its mark", after)
        if after.last.number == before.last.number:
            return
        line = after.last
        self._tally.made[line.move] += 1
        if line.role in STAFF and not self._held_it(before, line.by, line.at):
            self._tally.blame(f"{line.move} by an expired holder", after)

    def _held_it(self, before: Case, by: str, at: datetime) -> bool:
        return before.lease is not None and before.lease.holder == by and at < before.lease.until


class Post:
    """A carrier that is busy at times, and counts how often it was given each letter and how often it carried it."""

    channels = frozenset({Channel.SMS})

    def __init__(self, faults: Faults, *, busy: float) -> None:
        """Take its faults, and of how many tries it is too busy for one."""
        self._faults, self._busy = faults, busy
        self.tried: Counter[str] = Counter()
        self.carried: Counter[str] = Counter()

    def carry(self, letter: Letter) -> None:
        """Carry a letter, or crash before or after, or be busy."""
        self._faults.around(lambda: self._carry(letter))

    def _carry(self, letter: Letter) -> None:
        self.tried[letter.id] += 1
        if self._faults.are_on and self._faults.pick.random() < self._busy:
            raise UndeliveredError("post.busy", is_final=False)
        self.carried[letter.id] += 1


class Redelivered:
    """A queue that gives its messages in any order, and some of them again."""

    def __init__(self, pick: random.Random) -> None:
        """Start empty."""
        self._pick = pick
        self.messages: list[str] = []

    def send(self, case: str) -> None:
        """Take a message."""
        self.messages.append(case)

    def receive(self) -> str | None:
        """Give a message; it stays until it is done with."""
        return self._pick.choice(self.messages) if self.messages else None

    def done(self, case: str) -> None:
        """Take a message away, or forget to at times."""
        if case in self.messages and self._pick.random() < 0.8:
            self.messages.remove(case)


class FaultyMeans:
    """A desk's means, each store with its faults; it tells through an outbox."""

    def __init__(self, means: Any, faults: Faults, *, cases: Any, notice_queue: Redelivered) -> None:
        """Take the real means, the faults, the cases as they are watched, and the queue of notices."""
        self.cases, self.library = Faulty(cases, faults), Faulty(means.library, faults)
        self.casework = Faulty(means.casework, faults)
        self.notice_store: Any = Faulty(means.notice_store, faults)
        self.outbox = Outbox(notices=self.notice_store, queue=Faulty(notice_queue, faults))
        self.notices = CaseNotices(self)
        self.post = Post(faults, busy=means.busy)
        self.carriers, self.addresses = (self.post,), KnownAddresses(Channel.SMS)
        self.origins, self.numbers, self.catalogue = means.origins, means.numbers, means.catalogue
        self.bodies, self.calendar, self.deadline_regime = means.bodies, means.calendar, means.deadline_regime
        self.evidence, self.scanner = means.evidence, means.scanner
        self._announce, self._faults = means.announce, faults

    def announce(self, changes: Sequence[Change]) -> None:
        """Announce, or crash."""
        self._faults.around(lambda: self._announce(changes))
