"""The campaign: eight workers on so many cases, by turns that a seed decides or in real threads; and what must hold.

Nothing is lost, nothing decided twice, nobody moves what they no longer hold, every case reaches an end, every notice
is sent at least once and recorded once; one that nobody would carry, however often it was tried, says so.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Thread
from typing import Any

import msgspec

from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Reason, Record, Status
from chalicelib.notices.delivery import PAUSES
from chalicelib.notices.notice import Channel, Delivered, Delivery
from chalicelib.notices.outbox import Outbox
from chalicelib.objections import applications
from chalicelib.objections.cases import Case, Move
from chalicelib.objections.chain import verified
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.notifying import tell
from chalicelib.objections.trail import lines_of
from tests.factories import NOW, a_record, a_subject
from tests.fakes import MemoryLibrary
from tests.fakes_desk import IndexedCases
from tests.fakes_notices import MemoryNotices, an_outbox
from tests.faults.faulty import Clock, Faults, FaultyMeans, Redelivered, Tally, Watched
from tests.faults.turns import Turns
from tests.faults.workers import Town, finish_notices, going_on, workers
from tests.unit.objections.standing import FakeMeans, a_filing

DECISIONS = frozenset({"decide", "review_decide"})
ENDINGS = frozenset({Reason.CORRECTED, Reason.WITHDRAWN, Reason.MARK_REMOVED})
MOST_TURNS_A_CASE = 6000
MOST_TRIES = 1 + len(PAUSES)


@dataclass(kw_only=True)
class Means(FakeMeans):
    """A desk's means with the store of its outbox; any of them may stand on a server.

    Units: busy, the part of all tries for which the carrier of letters is too busy.
    """

    cases: Any = field(default_factory=IndexedCases)
    library: Any = field(default_factory=MemoryLibrary)
    casework: Any = None
    notice_store: Any = field(default_factory=MemoryNotices)
    busy: float = 0.1


@dataclass(frozen=True)
class _Telling:
    """What telling works with, into another outbox."""

    means: Means
    outbox: Outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self.means, name)


@dataclass(kw_only=True)
class Outcome:
    """What became of one campaign; `wrong` says what should not be, and is empty."""

    seed: int
    cases: int
    turns: int
    tally: Tally
    seconds: float
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def wrong(self) -> list[str]:
        """What should not be."""
        return self.tally.wrong

    def __str__(self) -> str:
        """Say it in one line."""
        ended = " ".join(f"{name}={count}" for name, count in sorted(self.ended.items()))
        return (
            f"FAULTS seed={self.seed} cases={self.cases} calls={self.turns} moves={self.tally.moves} "
            f"crashes={self.tally.crashes} refusals={self.tally.refusals.total()} {ended} "
            f"wrong={len(self.wrong)} {self.seconds:.1f}s"
        )


def by_turns(
    seed: int, *, cases: int, means: "Means | None" = None, breaking: Callable[[Any], Any] = lambda kept: kept
) -> Outcome:
    """Run a campaign on the fakes, one call at a time in the order of the seed.

    `breaking` puts something between the desk and its cases, to see that it is found out.
    """
    pick = random.Random(seed)  # noqa: S311  the same run every time
    means = means or Means()
    turns = Turns(pick)
    most = cases * MOST_TURNS_A_CASE
    campaign = _Campaign(seed=seed, means=means, pick=pick, turn=turns.next, breaking=breaking)
    town = campaign.town_of(cases, is_late=lambda: turns.calls > most)
    acts = workers()
    skews = {name: timedelta(seconds=pick.randrange(-90, 90)) for name in acts}
    began = time.monotonic()
    turns.run({name: going_on(town, act, skew=skews[name]) for name, act in acts.items()})
    return campaign.outcome(began, turns=turns.calls)


def in_threads(seed: int, means: "Means", *, cases: int, seconds: float) -> Outcome:
    """Run a campaign on stores that stand anywhere, in as many threads as there are workers, at most so long."""
    pick = random.Random(seed)  # noqa: S311  it only says what each worker tries
    campaign = _Campaign(seed=seed, means=means, pick=pick, turn=lambda: None, breaking=None)
    began = time.monotonic()
    town = campaign.town_of(cases, is_late=lambda: time.monotonic() - began > seconds)
    # Nobody hammers the server with nothing to do, and the days go by.
    town.hurry, town.turn = 60, lambda: time.sleep(0.05)
    failures: list[BaseException] = []
    threads = [Thread(target=_noting(going_on(town, act, skew=timedelta()), failures)) for act in workers().values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for failure in failures:
        raise failure
    return campaign.outcome(began, turns=0)


def _noting(work: Callable[[], None], failures: list[BaseException]) -> Callable[[], None]:
    def noted() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  it is raised where the threads were begun
            failures.append(error)

    return noted


class _Campaign:
    """One run; with nothing that could be `breaking`, others move beside, and marks are looked at in the end alone."""

    def __init__(
        self,
        *,
        seed: int,
        means: Means,
        pick: random.Random,
        turn: Callable[[], None],
        breaking: Callable[[Any], Any] | None,
    ) -> None:
        self._seed, self._means, self._pick, self._turn = seed, means, pick, turn
        self._tally = Tally()
        self._casework, self._notices = Redelivered(pick), Redelivered(pick)
        self._means.casework = self._casework
        self._faults = Faults(pick=pick, turn=turn, tally=self._tally)
        self._watched = Watched(means.cases, self._tally, on_mark=self._is_marked if breaking else None)
        self._numbers: list[str] = []
        self._faulty = FaultyMeans(
            means,
            self._faults,
            cases=breaking(self._watched) if breaking else self._watched,
            notice_queue=self._notices,
        )

    def town_of(self, cases: int, *, is_late: Callable[[], bool]) -> Town:
        """Return a town in which so many subjects have each drafted an objection to a record of their own."""
        subjects: dict[str, Reader] = {}
        for number in range(1, cases + 1):
            record = a_record(subject=a_subject(number))
            by = Reader(level=Level.SUBJECT, sub=f"subject-{number}", role="citizen", subject=record.subject)
            self._means.library.put(record, over=None)
            at = NOW - timedelta(minutes=number)
            # Every fifth is about what the platform answers for itself, and may be decided without its source.
            filing = a_filing(record, reason="wrong_information" if number % 5 else "published_twice")
            subjects[applications.file(filing, by=by, means=self._means, now=at).case] = by
        self._numbers = list(subjects)
        return Town(
            means=self._faulty,
            casework=self._casework,
            notices=self._notices,
            clock=Clock(pick=self._pick),
            pick=self._pick,
            tally=self._tally,
            subjects=subjects,
            turn=self._turn,
            is_late=is_late,
        )

    def outcome(self, began: float, *, turns: int) -> Outcome:
        """Deliver everything once more, and return what stands then."""
        self._faults.are_on, self._faults.turn = False, lambda: None
        late = NOW + timedelta(days=400)
        finish_notices(self._faulty, now=late)
        ended = self._looked_at()
        before = self._all()
        for number in self._numbers:
            roll_forward(number, means=self._faulty, now=late)
        if self._all() != before:
            self._tally.wrong.append("what had ended was changed by a late repeat")
        return Outcome(
            seed=self._seed,
            cases=len(self._numbers),
            turns=turns,
            tally=self._tally,
            seconds=time.monotonic() - began,
            ended=ended,
        )

    def _looked_at(self) -> dict[str, int]:
        ended: dict[str, int] = {}
        for number in self._numbers:
            case = self._means.cases.find(number)
            if case is None:
                self._tally.wrong.append(f"lost: {number}")
                continue
            ended[case.state.value] = ended.get(case.state.value, 0) + 1
            for what in self._faults_of(case):
                self._tally.blame(what, case)
        return ended

    def _faults_of(self, case: Case) -> Sequence[str]:
        lines = lines_of(case, self._means.cases)
        record = self._record_of(case)
        history = [*self._means.library.history_of(record.record_id), record]
        endings = [one for one in history if one.content.act == case.case and one.content.reason in ENDINGS]
        marks = [one for one in history if one.content.act == case.case and one.content.reason is Reason.MARKED]
        faults = {
            "reached no end": not case.state.is_final,
            "a broken trail": verified(lines).broken_at is not None or len(lines) != case.last.number,
            "decided twice": len([line for line in lines if line.move in DECISIONS]) > 1 or len(endings) > 1,
            "marked twice": len(marks) > 1,
            "its mark stayed": record.mark is not None or record.content.suspended_by is not None,
            "a version is missing": [one.version for one in history] != list(range(1, record.version + 1)),
            "somebody was not told, or twice": bool(self._notices_missing(case, lines)),
            "still open": self._means.cases.open_on(record.record_id) == case.case,
        }
        return [what for what, holds in faults.items() if holds]

    def _notices_missing(self, case: Case, lines: Sequence[Move]) -> Sequence[str]:
        """Return the notices that the trail demands and that are not there, were told twice, or never sent."""
        demanded = an_outbox()
        for line in lines:
            tell(case, line, means=_Telling(self._means, demanded))
        expected = {one.notice for one in demanded.notices.all()}  # type: ignore[attr-defined]
        told = [one.notice for one in self._means.notice_store.told_of(case.case)]
        unsent = [one for one in expected.intersection(told) if not self._is_sent(one)]
        return sorted(expected.symmetric_difference(told)) + unsent + [one for one in told if told.count(one) > 1]

    def _is_sent(self, number: str) -> bool:
        """Say whether the site message of a notice stands, and each other channel came to its end honestly."""
        notice = self._means.notice_store.find(number)
        states = {one.channel: one.state for one in notice.channels}
        outside = [one for one in notice.channels if one.channel is not Channel.SITE]
        return states.get(Channel.SITE) is Delivered.DELIVERED and all(self._has_ended(number, one) for one in outside)

    def _has_ended(self, number: str, one: Delivery) -> bool:
        """Say whether a channel was carried or is said to have failed; the post's own count says how often it tried."""
        post, letter = self._faulty.post, f"{number}-{one.channel.value}"
        match one.state:
            case Delivered.DELIVERED:
                return post.carried[letter] > 0
            case Delivered.FAILED:
                return one.attempts == MOST_TRIES <= post.tried[letter]
            case Delivered.SKIPPED:
                return one.channel not in post.channels
            case _:
                return False

    def _is_marked(self, case: Case) -> bool:
        """Say whether everybody sees that the record is disputed; one that its source took back, nobody is shown."""
        record = self._record_of(case)
        return record.mark == case.case or record.content.status is not Status.LIVE

    def _record_of(self, case: Case) -> Record:
        record: Record | None = self._means.library.find(case.objection.record_id)
        assert record is not None
        return record

    def _all(self) -> Sequence[bytes]:
        cases = [self._means.cases.find(number) for number in self._numbers]
        return [msgspec.json.encode((case, self._record_of(case))) for case in cases if case is not None]
