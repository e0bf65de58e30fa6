"""Registered systems and exchange files in their tables, and the folders of systems in the bucket of uploads."""

import hashlib
from datetime import timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.intake.systems.dropped import SET_ASIDE, DroppedState, Taken
from chalicelib.intake.systems.store import SystemStore
from chalicelib.intake.systems.system import ALL, Move, State, list_of
from tests.factories import BODY, NOW, a_ticket
from tests.factories_systems import SYSTEM, a_registration, a_set_aside_file, a_system
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


def test_what_was_set_aside_is_listed_newest_first_until_it_is_taken(stores: Stores) -> None:
    dropped = stores.dropped()
    files = [a_set_aside_file(f"system-{n}", dropped=f"{n}" * 32, filed_at=NOW + timedelta(hours=n)) for n in range(3)]
    for file in files:
        dropped.put(file, over=None)
    taken = msgspec.structs.replace(
        files[1],
        version=2,
        state=DroppedState.TAKEN,
        reason=None,
        taken=Taken(batch="shili-jgj-20261123-abcd2345", ticket=a_ticket(is_exchanged=True)),
    )
    dropped.put(taken, over=files[1])

    assert dropped.find(files[1].dropped) == taken
    assert list(dropped.about(SET_ASIDE, limit=5)) == [files[2].dropped, files[0].dropped]
    assert list(dropped.about(SET_ASIDE, limit=5, after=files[2].dropped)) == [files[0].dropped]
    with pytest.raises(StaleVersionError):
        dropped.put(a_set_aside_file("another", dropped=files[0].dropped), over=None)


def test_a_file_in_a_folder_is_read_as_it_was_dropped_and_an_answer_is_put_beside(stores_with_buckets: Stores) -> None:
    folder, place = stores_with_buckets.folder(), (SYSTEM, "处罚 +1%.csv")
    assert folder.size_of(*place) is None
    with pytest.raises(NotFoundError), folder.opened(*place):
        pass
    content = bytes(range(256)) * 40_000
    stores_with_buckets.drop(folder, place, content)

    assert folder.size_of(*place) == len(content)
    with folder.opened(*place) as arrival:
        assert (arrival.size_bytes, arrival.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert arrival.file.read() == content
    for answer in (b"{}", b'{"state":"applied"}'):
        folder.answer(SYSTEM, "b-1_feedback.json", answer)
        assert stores_with_buckets.answered(folder, f"outbound/{SYSTEM}/b-1_feedback.json") == answer


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (f"inbound/{SYSTEM}/a.csv", (SYSTEM, "a.csv")),
        ("inbound/jgj/", None),
        ("inbound//a.csv", None),
        ("inbound/jgj/a/b.csv", None),
        ("inbound/a.csv", None),
        ("outbound/jgj/a.csv", None),
        ("incoming/shili-jgj-20261123-abcd2345", None),
        ("", None),
    ],
)
def test_a_key_names_a_place_in_a_folder_or_none(
    stores_with_buckets: Stores, key: str, place: tuple[str, str] | None
) -> None:
    assert stores_with_buckets.folder().place_in(key) == place
