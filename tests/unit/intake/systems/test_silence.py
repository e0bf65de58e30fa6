"""By which day an item is due, for how many working days it is late, who is told of it, and that each is told once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.intake.systems.chasing import act_of, chase
from chalicelib.intake.systems.listing import all_systems, may_see, systems_for
from chalicelib.intake.systems.silence import LastSupplies, Punctuality, Standing, standings_of
from chalicelib.intake.systems.system import State, System
from chalicelib.library.readers import Level, Reader
from chalicelib.library.supplies import LastSupply, ZeroReport
from chalicelib.notices.notice import the_body
from chalicelib.notices.outbox import Outbox
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.working_days import calendar
from chalicelib.wiring import Services
from tests.app.world import invented_bodies
from tests.factories import BODY, BODY_NAME, NOW, PENALTY
from tests.factories_systems import PERMIT, SYSTEM, TODAY, a_registration, a_system, an_item
from tests.journeys.killing import Counted, KilledError, Killer, Moment
from tests.unit.intake.standing import CENTRE, OLD_BODY, OTHER_BODY, some_services

DUE = date(2026, 12, 2)  # seven working days behind a Monday
CENTRE_OF_THE_TABLE, COMMISSION = "credit_centre", "development_reform"


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


def _supply(services: Services, day: date, *, body: str = BODY, item: str = PENALTY) -> None:
    services.supplies.note(LastSupply(item=item, body=body, named=BODY_NAME, supplied_at=_at(day)))


def _standings(services: Services, system: System, day: date) -> tuple[Standing, ...]:
    supplied = LastSupplies(services.supplies, services.bodies, today=day)
    return standings_of(system, supplied=supplied, calendar=calendar(), today=day)


def _standing(services: Services, day: date, **changes: Any) -> Standing:
    (standing,) = _standings(services, a_system(**changes), day)
    return standing


@pytest.mark.parametrize(
    ("day", "state", "late"),
    [
        (TODAY, Punctuality.ON_TIME, 0),
        (date(2026, 12, 1), Punctuality.ON_TIME, 0),
        (DUE, Punctuality.DUE, 0),
        (date(2026, 12, 3), Punctuality.SILENT, 1),
        (date(2026, 12, 5), Punctuality.SILENT, 2),
        (date(2026, 12, 7), Punctuality.SILENT, 3),
        (date(2026, 12, 9), Punctuality.SILENT, 5),
    ],
)
def test_where_nothing_came_an_item_is_counted_from_its_registration(day: date, state: Punctuality, late: int) -> None:
    standing = _standing(some_services(), day)

    assert (standing.due_on, standing.state, standing.silent_working_days) == (DUE, state, late)
    assert (standing.last_supplied_at, standing.is_provisional) == (None, False)


def test_what_was_supplied_is_due_again_after_its_rhythm() -> None:
    services = some_services()
    _supply(services, date(2026, 12, 4))

    standing = _standing(services, date(2026, 12, 9))

    assert (standing.due_on, standing.state) == (date(2026, 12, 15), Punctuality.ON_TIME)
    assert standing.last_supplied_at == _at(date(2026, 12, 4))


@pytest.mark.parametrize(
    ("supplied", "nothing_until", "counted"),
    [
        (None, date(2026, 12, 3), date(2026, 12, 8)),
        (date(2026, 12, 4), date(2026, 12, 7), date(2026, 12, 8)),
        (date(2026, 12, 4), date(2026, 12, 3), date(2026, 12, 4)),
    ],
    ids=["nothing ever came", "since the last supply", "of days before the last supply"],
)
def test_that_there_was_nothing_counts_where_it_is_said_of_days_since_the_last_supply(
    supplied: date | None, nothing_until: date, counted: date
) -> None:
    services = some_services()
    if supplied is not None:
        _supply(services, supplied)
    services.supplies.note_nothing(
        ZeroReport(
            item=PENALTY,
            body=BODY,
            named=BODY_NAME,
            first=date(2026, 12, 1),
            last=nothing_until,
            reported_at=_at(date(2026, 12, 8)),
            batch="b-1",
        )
    )

    assert _standing(services, date(2026, 12, 9)).last_supplied_at == _at(counted)


def test_a_supply_of_before_it_was_resumed_does_not_make_it_late_at_once() -> None:
    services = some_services()
    _supply(services, date(2026, 6, 1))

    assert _standing(services, TODAY).due_on == DUE


def test_what_another_body_or_another_item_supplied_does_not_count_and_a_predecessor_s_does() -> None:
    services = some_services()
    for body, item in ((OTHER_BODY, PENALTY), (BODY, PERMIT), ("unknown", PENALTY)):
        _supply(services, date(2026, 12, 4), body=body, item=item)
    assert _standing(services, date(2026, 12, 9)).state is Punctuality.SILENT

    _supply(services, date(2026, 12, 4), body=OLD_BODY)
    assert _standing(services, date(2026, 12, 9)).state is Punctuality.ON_TIME


def test_what_rests_on_a_year_that_is_not_announced_says_so_and_is_late_all_the_same() -> None:
    services = some_services()
    _supply(services, date(2026, 12, 28))

    standing = _standing(services, date(2027, 1, 11))

    assert (standing.due_on, standing.is_provisional, standing.state) == (
        date(2027, 1, 6),
        True,
        Punctuality.SILENT,
    )
    assert standing.silent_working_days == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.SUSPENDED},
        {"state": State.ENDED},
        {"registered": a_registration(since=date(2027, 1, 1))},
        {"registered": a_registration(until=date(2026, 12, 1))},
    ],
    ids=str,
)
def test_a_system_that_is_not_to_send_is_not_late(changes: dict[str, Any]) -> None:
    assert _standings(some_services(), a_system(**changes), date(2026, 12, 9)) == ()


def test_the_supplies_of_an_item_are_read_once_for_many_systems() -> None:
    services = some_services()
    supplied = LastSupplies(services.supplies, services.bodies, today=TODAY)
    assert supplied.last_supplied(BODY, PENALTY) is None
    _supply(services, TODAY)

    assert supplied.last_supplied(BODY, PENALTY) is None


def _chased(services: Services, day: date, system: System | None = None) -> tuple[str, ...]:
    now = _at(day)
    supplied = LastSupplies(services.supplies, services.bodies, today=beijing_date(now))
    return chase(system or a_system(), supplied=supplied, means=services, now=now)


def _services(**parts: Any) -> Services:
    """Return services whose bodies are the platform's and the invented ones, as the rules name some of the former."""
    return some_services(**{"bodies": invented_bodies(), **parts})


def _told(services: Services, body: str) -> list[str]:
    places = services.notice_store.told_to(the_body(body), limit=10)
    notices = (services.notice_store.find(place.rpartition("#")[2]) for place in reversed(places))
    return [notice.template.value for notice in notices if notice is not None]


def test_the_owner_is_told_on_the_first_day_and_others_as_the_silence_lasts_each_once() -> None:
    services = _services()
    days = [DUE + timedelta(days=n) for n in range(9)]

    taken = {day: steps for day in days if (steps := _chased(services, day))}

    assert taken == {
        date(2026, 12, 3): ("reminder",),
        date(2026, 12, 7): ("escalated_to_centre",),
        date(2026, 12, 9): ("escalated_to_commission",),
    }
    assert _told(services, BODY) == ["supply_silent"]
    assert _told(services, CENTRE_OF_THE_TABLE) == _told(services, COMMISSION) == ["supply_silent_escalated"]


def test_what_was_missed_is_made_up_for_in_order() -> None:
    assert _chased(_services(), date(2027, 1, 11)) == ("reminder", "escalated_to_centre", "escalated_to_commission")


def test_a_notice_names_the_system_the_item_and_the_day_and_nobody() -> None:
    services = _services()
    _chased(services, date(2026, 12, 3))
    (standing,) = services.notice_store.told_of(act_of(SYSTEM, PENALTY, DUE))
    notice = services.notice_store.find(standing.notice)

    assert notice is not None
    for word in ("行政处罚业务系统", SYSTEM, "“行政处罚”", "2026-12-02", "2026-12-03"):
        assert word in notice.text.body
    assert "法规科" not in notice.text.body


def test_a_silence_that_ends_and_begins_anew_is_told_anew() -> None:
    services = _services()
    _chased(services, date(2026, 12, 3))
    _supply(services, date(2026, 12, 4))
    assert _chased(services, date(2026, 12, 15)) == ()

    assert _chased(services, date(2026, 12, 16)) == ("reminder",)
    assert _told(services, BODY) == ["supply_silent", "supply_silent"]


def test_two_items_of_a_system_are_chased_each_by_itself() -> None:
    services = _services()
    form = a_registration(items=(an_item(), an_item(PERMIT, "monthly")))
    system = a_system(registered=form)

    assert _chased(services, date(2026, 12, 3), system) == ("reminder",)
    assert _chased(services, date(2026, 12, 11), system)[-1] == "reminder"


def _counted(killer: Killer) -> Services:
    """Return services whose stores count their calls with a killer that may be changed under them."""
    plain = _services()
    names = ("notice_store", "supplies", "notice_queue")
    counted = {name: Counted(getattr(plain, name), lambda: killer) for name in names}
    outbox = Outbox(notices=counted["notice_store"], queue=counted["notice_queue"])
    return _services(**counted, outbox=outbox)


def _calls_of_a_run() -> int:
    killer = Killer()
    _chased(_counted(killer), date(2026, 12, 9))
    return killer.calls


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("point", range(1, _calls_of_a_run() + 1))
def test_a_run_that_is_killed_at_any_store_call_is_made_up_for_and_tells_nobody_twice(
    point: int, moment: Moment
) -> None:
    killer = Killer(point, moment)
    services = _counted(killer)
    with pytest.raises(KilledError):
        _chased(services, date(2026, 12, 9))
    killer.at = None

    _chased(services, date(2026, 12, 9))

    assert _told(services, BODY) == ["supply_silent"]
    assert _told(services, CENTRE_OF_THE_TABLE) == _told(services, COMMISSION) == ["supply_silent_escalated"]
    assert _chased(services, date(2026, 12, 9)) == ()


CITY = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY)
LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead", body=CENTRE)


def _listed(services: Services, by: Reader) -> list[str]:
    return [system.system for system in systems_for(by, means=services, today=TODAY)]


def test_the_centre_sees_all_systems_and_a_body_those_it_answers_for() -> None:
    services = some_services()
    for number, owner in enumerate((BODY, OTHER_BODY, OLD_BODY)):
        filed_at = NOW + timedelta(minutes=number)
        system = a_system(f"system-{number}", registered=a_registration(owner=owner), filed_at=filed_at)
        services.systems.put(system, over=None)

    assert _listed(services, LEAD) == ["system-0", "system-1", "system-2"]
    assert may_see(LEAD, OTHER_BODY, means=services, today=TODAY)
    assert sorted(_listed(services, CITY)) == ["system-0", "system-2"]
    assert _listed(services, Reader(level=Level.DEPARTMENT, sub="x", role="department", body="nobody")) == []
    assert _listed(services, Reader(level=Level.DEPARTMENT, sub="x", role="department")) == []


def test_what_an_index_tells_and_is_not_there_is_left_out() -> None:
    class Hinting:
        """A store whose index is ahead of it."""

        def waiting(self, queue: str, *, limit: int, after: str | None = None) -> list[str]:
            assert (queue, limit) == ("systems", 100)
            return [] if after else ["gone"]

        def find(self, number: str) -> None:
            assert number == "gone"

    assert list(all_systems(means=some_services(systems=Hinting()))) == []
