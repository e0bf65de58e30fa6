"""What the lead does with a system: each move, who may make it, over which version, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.errors import (
    ConflictError,
    NotFoundError,
    RefusalError,
    StaleVersionError,
    UnprocessableError,
)
from chalicelib.intake.systems import registering
from chalicelib.intake.systems.registering import Write, change, name_client, register, set_state, withdraw_client
from chalicelib.intake.systems.system import Channel, Registration, Reviewed, State, System
from chalicelib.library.readers import Level, Reader
from chalicelib.wiring import Services
from tests.factories import BODY, NOW
from tests.factories_systems import PERMIT, SYSTEM, TODAY, a_registration, a_system, an_item
from tests.unit.intake.standing import CENTRE, OLD_BODY, OTHER_BODY, REGISTRAR, some_services

LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead", body=CENTRE)
CLERK = Reader(level=Level.DESK, sub="desk-1", role="desk", body=CENTRE)
DAYS_ON = NOW + timedelta(days=3)


def _write(replaces: int = 1, *, by: Reader = LEAD, days: int = 0) -> Write:
    return Write(by, replaces, NOW + timedelta(days=days))


def _registered(services: Services, key: str = SYSTEM, **changes: Any) -> System:
    return register(key, a_registration(**changes), write=_write(0), means=services)


def _faults(caught: pytest.ExceptionInfo[UnprocessableError]) -> set[tuple[str, str]]:
    assert caught.value.code == registering.UNSOUND
    return {(fault.pointer, fault.code) for fault in caught.value.errors}


def test_a_system_is_registered_as_it_is_told_and_found_by_its_owner() -> None:
    services = some_services()
    system = _registered(services, since=TODAY + timedelta(days=2))

    assert services.systems.find(SYSTEM) == system
    assert (system.state, system.version, system.clients) == (State.ACTIVE, 1, ())
    assert system.counted_from == {"administrative_penalty": TODAY + timedelta(days=2)}
    assert [(move.move, move.by) for move in system.trail] == [("register", "lead-1")]
    assert list(services.systems.about(f"body:{BODY}", limit=5)) == [SYSTEM]


def test_the_same_registration_again_is_the_same_and_another_under_its_key_is_refused() -> None:
    services = some_services()
    first = _registered(services)

    assert register(SYSTEM, a_registration(), write=_write(0, days=1), means=services) == first
    with pytest.raises(ConflictError) as caught:
        _registered(services, name="另一个系统")
    assert caught.value.code == registering.KEY_TAKEN


def test_of_two_who_register_under_a_key_at_once_one_is_refused() -> None:
    services = some_services()
    standing = a_system(registered=a_registration(owner=OTHER_BODY))

    class Late:
        """A store that shows what another put only when it is put over."""

        def __init__(self) -> None:
            self.tried = False

        def find(self, number: str) -> System | None:
            assert number == SYSTEM
            return standing if self.tried else None

        def put(self, new: System, *, over: System | None) -> None:
            assert (new.system, over) == (SYSTEM, None)
            self.tried = True
            raise StaleVersionError

        def about(self, *_: Any, **__: Any) -> list[str]:
            return []

    services.__dict__["systems"] = Late()
    with pytest.raises(ConflictError):
        _registered(services)


@pytest.mark.parametrize("key", ["a", "Jgj", "1jgj", "jgj.1", "jgj/1", "监管", "j" * 41, ""])
def test_a_key_of_another_shape_is_refused(key: str) -> None:
    with pytest.raises(UnprocessableError):
        _registered(some_services(), key)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": " "}, ("/name", "text.length")),
        ({"name": "字" * 201}, ("/name", "text.length")),
        ({"contact": "张三 13800138000"}, ("/contact", "text.personal_number")),
        ({"certifier": "512002199003070019"}, ("/certifier", "text.personal_number")),
        ({"contact": "账号 622202123456789"}, ("/contact", "text.personal_number")),
        ({"owner": "nobody"}, ("/owner", "system.owner_unknown")),
        ({"owner": OLD_BODY}, ("/owner", "system.owner_ended")),
        ({"items": ()}, ("/items", "system.items_unfit")),
        ({"items": (an_item("nothing"),)}, ("/items/0/item", "system.item_unfit")),
        ({"items": (an_item(), an_item())}, ("/items/1/item", "system.item_unfit")),
        ({"items": (an_item("judgment_defaulter"),)}, ("/items/0/item", "system.item_not_supplied")),
        ({"items": (an_item(rhythm="yearly"),)}, ("/items/0/rhythm", "system.rhythm_unknown")),
        ({"channels": ()}, ("/channels", "system.channels_unfit")),
        ({"channels": (Channel.ROWS, Channel.ROWS)}, ("/channels", "system.channels_unfit")),
        ({"until": TODAY - timedelta(days=1)}, ("/until", "system.days_unfit")),
        (
            {"items": (an_item(review=Reviewed(reviewed_by="审查人", reviewed_on=TODAY + timedelta(days=1))),)},
            ("/items/0/review/reviewed_on", "system.review_in_the_future"),
        ),
        (
            {"items": (an_item(review=Reviewed(reviewed_by="", reviewed_on=TODAY)),)},
            ("/items/0/review/reviewed_by", "text.length"),
        ),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_unsound_is_refused_at_its_place(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    services = some_services()
    with pytest.raises(UnprocessableError) as caught:
        _registered(services, **changes)

    assert fault in _faults(caught)
    assert services.systems.find(SYSTEM) is None


def test_all_faults_are_told_at_once_and_none_repeats_what_was_sent() -> None:
    with pytest.raises(UnprocessableError) as caught:
        _registered(some_services(), name="", owner="nobody", items=(an_item(rhythm="yearly"),))

    assert len(_faults(caught)) == 3
    assert "yearly" not in str(caught.value.errors)


def test_an_item_is_sent_by_one_system_of_a_body_until_that_has_ended() -> None:
    services = some_services()
    first = _registered(services)
    with pytest.raises(UnprocessableError) as caught:
        _registered(services, "jgj-new")
    assert _faults(caught) == {("/items/0/item", "system.item_of_another")}

    _registered(services, "other", owner=OTHER_BODY)
    set_state(SYSTEM, State.ENDED, "换新系统。", write=_write(first.version), means=services)
    assert _registered(services, "jgj-new").state is State.ACTIVE


def test_a_change_keeps_the_owner_and_counts_what_is_sent_in_another_rhythm_anew() -> None:
    services = some_services()
    _registered(services, items=(an_item(), an_item(PERMIT)))
    form = a_registration(items=(an_item(), an_item(PERMIT, "daily")), until=TODAY + timedelta(days=90))

    changed = change(SYSTEM, form, write=_write(days=3), means=services)

    assert (changed.registered, changed.version, changed.trail[-1].move) == (form, 2, "change")
    assert changed.counted_from == {"administrative_penalty": TODAY, PERMIT: TODAY + timedelta(days=3)}
    with pytest.raises(UnprocessableError) as caught:
        change(SYSTEM, a_registration(owner=OTHER_BODY), write=_write(2), means=services)
    assert _faults(caught) == {("/owner", "system.owner_stays")}


def test_a_system_is_suspended_and_resumed_and_is_due_from_then_on() -> None:
    services = some_services()
    _registered(services)

    suspended = set_state(SYSTEM, State.SUSPENDED, " 升级。 ", write=_write(), means=services)
    resumed = set_state(SYSTEM, State.ACTIVE, "升级完成。", write=_write(2, days=5), means=services)

    assert (suspended.state, suspended.trail[-1].note) == (State.SUSPENDED, "升级。")
    assert (resumed.state, resumed.counted_from) == (
        State.ACTIVE,
        {"administrative_penalty": TODAY + timedelta(days=5)},
    )


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (State.ACTIVE, State.ACTIVE),
        (State.SUSPENDED, State.SUSPENDED),
        *((State.ENDED, one) for one in State),
    ],
)
def test_a_state_that_cannot_follow_is_refused(before: State, state: State) -> None:
    services = some_services()
    services.systems.put(a_system(state=before), over=None)

    with pytest.raises(ConflictError) as caught:
        set_state(SYSTEM, state, "理由。", write=_write(), means=services)
    assert caught.value.code == registering.NO_MOVE


def test_a_state_needs_a_reason() -> None:
    services = some_services()
    _registered(services)

    with pytest.raises(UnprocessableError) as caught:
        set_state(SYSTEM, State.ENDED, "  ", write=_write(), means=services)
    assert _faults(caught) == {("/reason", "text.length")}


def test_one_client_takes_the_place_of_another_and_both_are_good_meanwhile() -> None:
    services = some_services()
    _registered(services)
    until = TODAY + timedelta(days=14)

    first = name_client(SYSTEM, earlier_until=None, write=_write(), means=services).clients
    both = name_client(SYSTEM, earlier_until=until, write=_write(2), means=services).clients

    assert [one.client for one in first] == [f"{SYSTEM}.1"]
    assert [(one.client, one.since, one.until) for one in both] == [
        (f"{SYSTEM}.1", TODAY, until),
        (f"{SYSTEM}.2", TODAY, None),
    ]
    assert [one.is_good_on(until) for one in both] == [True, True]
    assert [one.is_good_on(until + timedelta(days=1)) for one in both] == [False, True]
    assert not both[1].is_good_on(TODAY - timedelta(days=1))
    with pytest.raises(ConflictError) as caught:
        name_client(SYSTEM, earlier_until=until, write=_write(3), means=services)
    assert caught.value.code == registering.CLIENTS_TOO_MANY


def test_a_client_that_was_to_end_sooner_still_does() -> None:
    services = some_services()
    _registered(services)
    name_client(SYSTEM, earlier_until=None, write=_write(), means=services)
    name_client(SYSTEM, earlier_until=TODAY, write=_write(2), means=services)

    third = name_client(SYSTEM, earlier_until=TODAY + timedelta(days=9), write=_write(3, days=1), means=services)

    assert [one.until for one in third.clients] == [TODAY, TODAY + timedelta(days=9), None]


@pytest.mark.parametrize("until", [None, TODAY - timedelta(days=1), TODAY + timedelta(days=31)], ids=str)
def test_who_replaces_a_client_says_its_last_day_within_bounds(until: date | None) -> None:
    services = some_services()
    services.systems.put(a_system(), over=None)

    with pytest.raises(UnprocessableError) as caught:
        name_client(SYSTEM, earlier_until=until, write=_write(), means=services)
    assert caught.value.code == registering.ROTATION_UNFIT


def test_where_no_client_is_good_none_is_given_a_last_day() -> None:
    services = some_services()
    services.systems.put(a_system(clients=()), over=None)

    with pytest.raises(UnprocessableError):
        name_client(SYSTEM, earlier_until=TODAY, write=_write(), means=services)


def test_a_client_is_withdrawn_at_once_and_once() -> None:
    services = some_services()
    _registered(services)
    name_client(SYSTEM, earlier_until=None, write=_write(), means=services)
    name_client(SYSTEM, earlier_until=TODAY, write=_write(2), means=services)

    gone = withdraw_client(SYSTEM, f"{SYSTEM}.1", write=_write(3), means=services)

    assert [one.is_good_on(TODAY) for one in gone.clients] == [False, True]
    assert withdraw_client(SYSTEM, f"{SYSTEM}.1", write=_write(4), means=services) == gone
    with pytest.raises(NotFoundError):
        withdraw_client(SYSTEM, f"{SYSTEM}.9", write=_write(4), means=services)


_MOVES: tuple[Callable[[Write, Services], object], ...] = (
    lambda write, means: change(SYSTEM, a_registration(), write=write, means=means),
    lambda write, means: set_state(SYSTEM, State.SUSPENDED, "理由。", write=write, means=means),
    lambda write, means: name_client(SYSTEM, earlier_until=TODAY, write=write, means=means),
    lambda write, means: withdraw_client(SYSTEM, f"{SYSTEM}.1", write=write, means=means),
)


@pytest.mark.parametrize("move", _MOVES, ids=["change", "state", "name_client", "withdraw_client"])
def test_the_lead_alone_moves_what_is_there_over_the_version_it_read(move: Callable[[Write, Services], object]) -> None:
    services = some_services()
    with pytest.raises(NotFoundError):
        move(_write(), services)
    services.systems.put(a_system(), over=None)

    with pytest.raises(NotFoundError):
        move(_write(by=CLERK), services)
    with pytest.raises(StaleVersionError):
        move(_write(2), services)
    move(_write(), services)
    with pytest.raises(StaleVersionError):
        move(_write(), services)


def test_the_lead_alone_registers() -> None:
    with pytest.raises(NotFoundError):
        register(SYSTEM, a_registration(), write=_write(0, by=CLERK), means=some_services())


def test_a_system_that_has_ended_is_not_moved() -> None:
    services = some_services()
    services.systems.put(a_system(state=State.ENDED), over=None)

    for move in _MOVES:
        with pytest.raises(RefusalError) as caught:
            move(_write(), services)
        assert caught.value.code == registering.NO_MOVE


def test_an_item_without_review_needs_none() -> None:
    form: Registration = a_registration(
        owner=REGISTRAR, items=(an_item("market_entity_registration", "daily", review=None),)
    )

    assert register("registry", form, write=_write(0), means=some_services()).registered == form
