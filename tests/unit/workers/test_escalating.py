"""The schedule of the desk."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.errors import StaleVersionError
from chalicelib.objections.cases import Case, State
from chalicelib.workers import escalating
from chalicelib.workers.escalating import EscalationError, escalated
from tests.fakes import MemoryCases
from tests.unit.objections.standing import FakeMeans, case_in, means_with

LATE = datetime(2026, 12, 1, 2, tzinfo=UTC)


def test_what_is_due_is_done_and_counted_and_done_once() -> None:
    means = means_with()
    case_in(State.REFERRED, means)

    assert [escalated(means, now=LATE) for _ in range(2)] == [{"escalated_to_lead": 1, "reminder": 1}, {}]


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

    with wiring.using(means_with()):  # type: ignore[arg-type]
        assert escalating.work({}, context) == {}
