"""Three seeds of the campaign in every run (the whole is `make faults`); and broken desks, which it must find out."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.library.records import Reason, Record
from chalicelib.notices.errands import Errand
from chalicelib.notices.notice import Channel, Delivered, Delivery, Notice
from chalicelib.objections.cases import Case
from chalicelib.objections.moves import MoveName
from chalicelib.objections.steps import Aside
from tests.fakes import MemoryLibrary
from tests.fakes_notices import MemoryNotices
from tests.faults.campaign import MOST_TRIES, Means, Outcome, by_turns, in_threads
from tests.stores.places import OnServer

CASES = 60
# What a clerk, a source, a subject and the platform do to objections; reviews, what takes a repair back, what only a
# lead does, and a merger of bodies are not here.
NOT_HERE = {
    MoveName.FILE,
    MoveName.ASK_REVIEW,
    MoveName.REVIEW_OPENED,
    MoveName.REVIEW_DECIDE,
    MoveName.NOT_OPENED,
    MoveName.ASK_REVOCATION,
    MoveName.REVOCATION_OPENED,
    MoveName.BE_HEARD,
    Aside.REASSIGNMENT,
    Aside.TAKEN_OVER,
}


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    """Return the campaigns of three seeds."""
    return [by_turns(seed, cases=CASES) for seed in (1, 2, 3)]


def test_nothing_is_lost_decided_twice_moved_by_who_does_not_hold_it_or_left_untold(outcomes: list[Outcome]) -> None:
    assert [outcome.wrong for outcome in outcomes] == [[], [], []]
    assert [sum(outcome.ended.values()) for outcome in outcomes] == [CASES] * 3
    assert all(outcome.tally.crashes > CASES for outcome in outcomes)


def test_the_campaign_makes_every_move_there_is(outcomes: list[Outcome]) -> None:
    made = sum((outcome.tally.made for outcome in outcomes), Counter[str]())

    assert set(made) == {name.value for name in (*MoveName, *Aside)} - {name.value for name in NOT_HERE}


def test_a_seed_gives_the_same_run_every_time(outcomes: list[Outcome]) -> None:
    again = by_turns(1, cases=CASES)

    assert (again.turns, again.tally, again.ended) == (outcomes[0].turns, outcomes[0].tally, outcomes[0].ended)


class _Between:
    """Stands between the desk and its cases."""

    def __init__(self, cases: Any) -> None:
        """Take the cases."""
        self._cases = cases

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._cases, verb)


class _LastOneWins(_Between):
    """A put wins whatever stands there."""

    def put(self, new: Case, *, over: Case | None) -> None:
        """Put a case as if nobody had moved it meanwhile."""
        standing = self._cases.find(new.case)
        if standing is not None and over is not None and standing.version != over.version:
            new, over = msgspec.structs.replace(new, version=standing.version + 1), standing
        self._cases.put(new, over=over)


class _EndlessLeases(_Between):
    """No lease ever seems to run out."""

    def find(self, case: str) -> Case | None:
        """Return a case with its lease a day longer."""
        found: Case | None = self._cases.find(case)
        if found is None or found.lease is None:
            return found
        longer = msgspec.structs.replace(found.lease, until=found.lease.until + timedelta(days=1))
        return msgspec.structs.replace(found, lease=longer)


class _WithoutMarks(MemoryLibrary):
    """Records on which no mark is ever put."""

    def put(self, new: Record, *, over: Record | None) -> None:
        """Put a version, unless it is to carry a mark."""
        if new.content.reason is not Reason.MARKED:
            super().put(new, over=over)


class _Careless(MemoryNotices):
    """Promises that are taken for kept as soon as they are given."""

    def put_errand(self, new: Errand, *, over: Errand | None) -> None:
        """Put an errand that is at rest."""
        super().put_errand(msgspec.structs.replace(new, wakes_at=None), over=over)


class _GivesUp(MemoryNotices):
    """Notices whose letters are said to have failed, as often as the rules would try them, and never were tried."""

    def put(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice whose letters have failed."""
        channels = tuple(_given_up(one) for one in new.channels)
        super().put(msgspec.structs.replace(new, channels=channels), over=over)


class _SaysSent(MemoryNotices):
    """Notices whose letters are said to be delivered, and never were carried."""

    def put(self, new: Notice, *, over: Notice | None) -> None:
        """Put a notice that is said to have arrived everywhere."""
        channels = tuple(Delivery(channel=one.channel, state=Delivered.DELIVERED, attempts=1) for one in new.channels)
        super().put(msgspec.structs.replace(new, channels=channels), over=over)


def _given_up(one: Delivery) -> Delivery:
    if one.channel is not Channel.SMS:
        return one
    return Delivery(channel=one.channel, state=Delivered.FAILED, attempts=MOST_TRIES, why="post.busy")


@pytest.mark.parametrize(
    ("means", "breaking", "wrong"),
    [
        (Means(), _LastOneWins, "a broken trail"),
        (Means(), _EndlessLeases, "by an expired holder"),
        (Means(library=_WithoutMarks()), lambda kept: kept, "seen without its mark"),
        (Means(notice_store=_Careless()), lambda kept: kept, "somebody was not told"),
        (Means(notice_store=_GivesUp()), lambda kept: kept, "somebody was not told"),
        (Means(notice_store=_SaysSent()), lambda kept: kept, "somebody was not told"),
    ],
    ids=["the last one wins", "endless leases", "no marks", "careless promises", "failed untried", "sent unsent"],
)
def test_a_desk_that_is_broken_is_found_out(means: Means, breaking: Callable[[Any], Any], wrong: str) -> None:
    outcome = by_turns(1, cases=CASES, means=means, breaking=breaking)

    assert any(wrong in one for one in outcome.wrong)


def test_a_letter_that_nobody_would_carry_however_often_it_was_tried_is_told_as_failed_and_is_no_loss() -> None:
    means = Means(busy=0.8)

    outcome = by_turns(1, cases=40, means=means)

    states = Counter(one.state for notice in means.notice_store.all() for one in notice.channels)
    assert outcome.wrong == []
    assert states[Delivered.FAILED] > 0
    assert states[Delivered.PENDING] == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_holds_in_real_threads_on_a_server_that_is_exact(ministack: OnServer, seed: int) -> None:
    means = Means(cases=ministack.cases(), library=ministack.library(), notice_store=ministack.notices())

    outcome = in_threads(seed, means, cases=8, seconds=180)

    print(outcome)
    assert outcome.wrong == []
    assert sum(outcome.ended.values()) == 8
