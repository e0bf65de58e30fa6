"""A handle stands for a person, to one caller on one ground, for a quarter of an hour."""

from datetime import datetime, timedelta

import msgspec
import pytest

from chalicelib.errors import NotFoundError
from chalicelib.grants.handles import handle_for, person_behind
from chalicelib.library.identities import Seal
from chalicelib.library.readers import Granted, Reader
from tests.factories import NOW, a_person
from tests.unit.grants.standing import CLERK

SEAL = Seal(b"c" * 32)
READER = msgspec.structs.replace(CLERK, purpose="supervision", matter_number="虚构〔2026〕1号")
HANDLE = handle_for(a_person(), reader=READER, seal=SEAL, now=NOW)
GRANTED = Granted(grant="SQ20261123-aaaaaaaa", subject=a_person(), items=("person_profile",))


def opened(handle: str = HANDLE, *, reader: Reader = READER, now: datetime = NOW, seal: Seal = SEAL) -> object:
    return person_behind(handle, reader=reader, seal=seal, now=now)


def test_it_stands_for_the_person_and_says_nothing_of_them() -> None:
    assert opened() == a_person()
    assert a_person().key not in HANDLE
    assert len(HANDLE) < 256
    assert handle_for(a_person(), reader=READER, seal=SEAL, now=NOW) != HANDLE


def test_it_ends_after_a_quarter_of_an_hour() -> None:
    assert opened(now=NOW + timedelta(minutes=14, seconds=59))
    with pytest.raises(NotFoundError):
        opened(now=NOW + timedelta(minutes=15))


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "clerk-2"},
        {"purpose": "licensing"},
        {"matter_number": "另一事项"},
        {"matter_number": None},
        {"granted": GRANTED},
    ],
    ids=["caller", "purpose", "matter", "no_matter", "grant"],
)
def test_on_another_ground_it_stands_for_nobody(changes: dict[str, object]) -> None:
    with pytest.raises(NotFoundError):
        opened(reader=msgspec.structs.replace(READER, **changes))


@pytest.mark.parametrize(
    "handle",
    [
        "handle-",
        "handle-a",
        "handle-%%%",
        "handle-" + "A" * 60,
        HANDLE[:-2],
        HANDLE + "A",
        "handle-虚构",
        HANDLE[:7] + "B",
    ],
)
def test_made_up_or_altered_it_stands_for_nobody(handle: str) -> None:
    with pytest.raises(NotFoundError):
        opened(handle)


def test_each_character_of_it_counts() -> None:
    for place in range(len("handle-"), len(HANDLE) - 1):
        other = "A" if HANDLE[place] != "A" else "B"
        with pytest.raises(NotFoundError):
            opened(HANDLE[:place] + other + HANDLE[place + 1 :])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(NotFoundError):
        opened(seal=Seal(b"x" * 32))
