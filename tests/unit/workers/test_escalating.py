"""The schedule of the desk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from chalicelib import wiring
from chalicelib.errors import StaleVersionError
from chalicelib.objections.cases import Case, State
from chalicelib.objections.escalation import cases_due
from chalicelib.workers import escalating
from chalicelib.workers.escalating import EscalationError, escalated
from tests.factories import BODY
from tests.fakes import MemoryCases
from tests.unit.intake.standing import some_services
from tests.unit.objections.standing import COURT, FakeMeans, case_in, means_with

LATE = datetime(2026, 12, 1, 2, tzinfo=UTC)
BEFORE_THE_CAP, PAST_THE_CAP = datetime(2026, 12, 14, 2, tzinfo=UTC), datetime(2026, 12, 15, 2, tzinfo=UTC)


def test_what_is_due_is_done_and_counted_and_done_once() -> None:
    means = means_with()
    case_in(State.REFERRED, means)

    assert [escalated(means, now=LATE) for _ in range(2)] == [{"escalated_to_lead": 1, "reminder": 1}, {}]


def _many(means: FakeMeans, first: Case, *, of: str, count: int, source: str) -> None:
    """Put cases like one, about records that another body supplied, which wait in its queue from the day before."""
    assert first.due_on is not None
    queue, due_on = f"body:{source}", first.due_on - timedelta(days=1)
    for number in range(count):
        like = structs.replace(first, case=f"{of}-{number:02d}", version=1, source=source, referred_to=source)
        means.cases.put(structs.replace(like, queue=queue, due_on=due_on), over=None)


def test_a_run_ends_with_as_many_as_it_may_says_how_many_are_left_and_the_next_goes_on_with_them() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    _many(means, case, of="YY", count=6, source=BODY)

    runs = [escalated(means, now=LATE, most=3) for _ in range(4)]

    assert [(run.get("reminder", 0), run.get("left", 0)) for run in runs] == [(3, 4), (3, 1), (1, 0), (0, 0)]


def test_what_comes_from_upstream_starves_nobody_though_it_is_more_than_two_runs_worth_and_stands_first() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    _many(means, case, of="UP", count=11, source=COURT)
    while escalated(means, now=BEFORE_THE_CAP, most=100):
        pass
    assert list(cases_due(means=means, now=BEFORE_THE_CAP)) == []

    assert list(cases_due(means=means, now=PAST_THE_CAP)) == [case.case]
    assert escalated(means, now=PAST_THE_CAP, most=5) == {"fall_silent": 1}
    assert escalated(means, now=PAST_THE_CAP, most=5).keys().isdisjoint({"fall_silent", "left"})


def test_what_fails_again_and_again_starves_nobody_behind_it() -> None:
    means = means_with()
    case = case_in(State.REFERRED, means)
    _many(means, case, of="UP", count=11, source=COURT)
    stuck = _StuckForSome()
    vars(stuck).update(vars(means.cases))
    means.cases = stuck

    with pytest.raises(EscalationError, match="11 cases"):
        escalated(means, now=LATE, most=5)

    after = stuck.find(case.case)
    assert after is not None
    assert [one.step for one in after.escalations] == ["reminder", "escalated_to_lead"]


class _StuckForSome(MemoryCases):
    """Cases of which those from upstream cannot be put."""

    def put(self, new: Case, *, over: Case | None) -> None:
        """Fail for some."""
        if new.case.startswith("UP"):
            raise RuntimeError
        super().put(new, over=over)


class _Failing(MemoryCases):
    """Cases that cannot be put, for one reason or another."""

    reason: Exception = StaleVersionError()

    def put(self, new: Case, *, over: Case | None) -> None:  # noqa: ARG002  as the store has it
        """Fail."""
        raise self.reason


def _failing(reason: Exception) -> FakeMeans:
    means, failing = means_with(), _Failing()
    case_in(State.REFERRED, means)
    vars(failing).update(vars(means.cases))
    failing.reason = reason
    means.cases = failing
    return means


def test_a_case_that_somebody_moves_meanwhile_is_left_to_the_next_run() -> None:
    assert escalated(_failing(StaleVersionError()), now=LATE) == {}


def test_a_case_that_cannot_be_escalated_is_told_of_at_the_end() -> None:
    with pytest.raises(EscalationError, match="1 cases"):
        escalated(_failing(RuntimeError("broken")), now=LATE)


def test_the_trigger_looks_at_the_services_of_this_deployment() -> None:
    context: Any = None

    with wiring.using(some_services(cases=MemoryCases())):
        assert escalating.work({}, context) == {}
