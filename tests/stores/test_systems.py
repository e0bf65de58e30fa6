"""Registered systems: one table, found by key, in the list of all and in the list of their owner."""

from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import StaleVersionError
from chalicelib.intake.systems.store import SystemStore
from chalicelib.intake.systems.system import ALL, Move, State, list_of
from tests.factories import BODY, NOW
from tests.factories_systems import SYSTEM, a_registration, a_system
from tests.stores.places import Stores


@pytest.fixture
def systems(stores: Stores) -> SystemStore:
    return stores.systems()


def test_a_system_is_found_as_it_was_put_over_the_version_that_was_read(systems: SystemStore) -> None:
    first = a_system()
    suspended = first.moved(Move(move="suspend", at=NOW, by="lead-1", note="升级。"), state=State.SUSPENDED)

    for new, over in ((first, None), (suspended, first)):
        systems.put(new, over=over)
        systems.put(new, over=over)
        assert systems.find(SYSTEM) == new
    with pytest.raises(StaleVersionError):
        systems.put(msgspec.structs.replace(suspended, state=State.ENDED), over=first)
    with pytest.raises(StaleVersionError):
        systems.put(a_system(registered=a_registration(name="另一个")), over=None)
    assert systems.find("nothing") is None


def test_a_system_stays_in_both_lists_whatever_its_state(systems: SystemStore) -> None:
    for number, owner in enumerate((BODY, "another", BODY)):
        filed_at = NOW + timedelta(hours=number)
        system = a_system(f"system-{number}", registered=a_registration(owner=owner), filed_at=filed_at)
        systems.put(system, over=None)
        ended = system.moved(Move(move="end", at=NOW, by="lead-1"), state=State.ENDED)
        systems.put(ended, over=system)

    assert list(systems.waiting(ALL, limit=2)) == ["system-0", "system-1"]
    assert list(systems.waiting(ALL, limit=2, after="system-1")) == ["system-2"]
    assert list(systems.about(list_of(BODY), limit=5)) == ["system-2", "system-0"]
    assert list(systems.about(list_of(BODY), limit=5, after="system-2")) == ["system-0"]
