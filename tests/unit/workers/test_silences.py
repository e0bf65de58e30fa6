"""The schedule of sending systems, and that it runs with the schedule of the desk whatever became of the cases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.wiring import Services
from chalicelib.workers import escalating
from chalicelib.workers.escalating import EscalationError
from chalicelib.workers.silences import SilenceError, chased
from tests.app.world import invented_bodies
from tests.factories import PENALTY
from tests.factories_systems import a_registration, a_system, an_item
from tests.fakes import MemoryCases
from tests.unit.intake.standing import some_services

LATE = datetime(2026, 12, 3, 2, tzinfo=UTC)


def _services(**parts: Any) -> Services:
    services = some_services(**{"bodies": invented_bodies(), "cases": MemoryCases(), **parts})
    services.systems.put(a_system(), over=None)
    return services


def test_every_silence_is_told_and_counted_once() -> None:
    services = _services()

    assert [chased(services, now=LATE) for _ in range(2)] == [{"silence_reminder": 1}, {}]


def test_a_system_that_cannot_be_chased_keeps_no_other_waiting_and_the_alarm_hears_of_it() -> None:
    services = _services()
    unknown = a_registration(items=(an_item("an-item-that-is-no-more"),))
    services.systems.put(a_system("jgj-broken", registered=unknown), over=None)

    with pytest.raises(SilenceError, match="1 systems"):
        chased(services, now=LATE)
    assert services.notice_store.told_of("jgj-aaaaaaaa#administrative_penalty#2026-12-02")


def test_systems_are_chased_by_the_schedule_of_the_desk_whatever_became_of_the_cases() -> None:
    class Broken(MemoryCases):
        """A table of cases that does not answer."""

        def waiting(self, *_: Any, **__: Any) -> Any:
            message = "no answer"
            raise EscalationError(message)

    long_ago = a_system("jgj-long-ago", counted_from={PENALTY: date(2026, 1, 5)})
    act = "jgj-long-ago#administrative_penalty#2026-01-14"
    services = some_services(bodies=invented_bodies(), cases=Broken())
    services.systems.put(long_ago, over=None)
    with wiring.using(services), pytest.raises(EscalationError):
        escalating.work({}, None)  # type: ignore[arg-type]
    assert len(services.notice_store.told_of(act)) == 3

    services = some_services(bodies=invented_bodies(), cases=MemoryCases())
    services.systems.put(long_ago, over=None)
    with wiring.using(services):
        assert escalating.work({}, None)["silence_reminder"] == 1  # type: ignore[arg-type]
