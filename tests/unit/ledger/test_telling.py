"""What a subject is told of who looked: at once, later, or never; and how long the ledger is kept."""

import copy
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.purposes import purposes
from chalicelib.errors import DataFileError
from chalicelib.ledger.accesses import Access, accesses_of
from chalicelib.ledger.lines import line_of
from chalicelib.ledger.telling import FILE, Asked, telling, telling_in, told_page
from chalicelib.terms.tables import table
from tests.factories import NOW, a_record
from tests.factories_ledger import SUBJECT, a_look, a_look_at_many
from tests.fakes_ledger import MemoryAccesses

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def an_access(number: int = 1, **changes: Any) -> Access:
    (access,) = accesses_of(line_of(a_look(number, at=NOW + number * MINUTE), salt=b"0" * 16))
    return msgspec.structs.replace(access, **changes)


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"purpose": "supervision"}, timedelta()),
        ({"purpose": None}, timedelta()),
        ({"purpose": "enforcement"}, 180 * DAY),
        ({"purpose": "enforcement", "ground": "own_record"}, timedelta()),
        ({"role": "tips"}, None),
        ({"role": "tips", "purpose": "enforcement"}, None),
    ],
    ids=["supervision", "none", "enforcement", "own", "tips", "both"],
)
def test_an_access_is_told_when_the_strictest_of_its_classes_is(changes: Any, after: timedelta | None) -> None:
    access = an_access(**changes)

    if after is None:
        assert not telling().is_told(access, now=access.at + 20_000 * DAY)
    else:
        assert telling().is_told(access, now=access.at + after)
        assert not after or not telling().is_told(access, now=access.at + after - MINUTE)


def test_what_is_named_is_a_purpose_of_the_catalogue() -> None:
    assert set(telling().purposes) <= set(purposes().purposes)
    assert telling().kept_years == 10


def _page(kept: MemoryAccesses, *, limit: int, after: str | None = None, own: bool = False) -> tuple[list[int], Any]:
    asked = Asked(subject=SUBJECT, own=own, limit=limit, after=after)
    page = told_page(asked, accesses=kept, telling=telling(), now=NOW + DAY)
    return [int((access.at - NOW) / MINUTE) for access in page.accesses], page.after


def test_pages_are_full_and_say_nothing_of_what_is_kept_back() -> None:
    kept = MemoryAccesses()
    for number in range(1, 21):
        kept.put(an_access(number, purpose="enforcement" if number % 3 else "supervision"))

    first, after = _page(kept, limit=4)
    second, end = _page(kept, limit=4, after=after)

    assert (first, second, end) == ([18, 15, 12, 9], [6, 3], None)
    assert _page(kept, limit=6) == ([18, 15, 12, 9, 6, 3], None)


def test_own_accesses_are_apart() -> None:
    kept = MemoryAccesses()
    kept.put(an_access(1, ground="own_record"))
    kept.put(an_access(2))

    assert _page(kept, limit=9, own=True) == ([1], None)
    assert _page(kept, limit=9) == ([2], None)


def test_a_look_at_many_is_told_to_each_of_itself_alone() -> None:
    accesses = list(accesses_of(line_of(a_look_at_many(30, records=2), salt=b"0" * 16)))

    assert len({access.subject for access in accesses}) == len(accesses) == 30
    assert all({seen.subject for seen in access.seen} == {access.subject} for access in accesses)


def test_accesses_say_who_saw_a_version() -> None:
    record = a_record().record_id

    assert an_access().tells_of(record, 2)
    assert not an_access().tells_of(record, 1)


def _broken(path: str, value: Any) -> dict[str, Any]:
    raw = copy.deepcopy(table(FILE))
    *outer, last = path.split(".")
    place: Any = raw
    for name in outer:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("kept", None, "kept"),
        ("kept.years", "ten", "kept.years"),
        ("kept.years", -1, "kept.years"),
        ("kept.years", True, "kept.years"),
        ("classes.open", None, "classes.open"),
        ("classes.inquiry.after_days", 1.5, "classes.inquiry.after_days"),
        ("classes.inquiry.confirmed", "no", "classes.inquiry.confirmed"),
        ("classes.inquiry.zh", "", "classes.inquiry.zh"),
        ("classes.inquiry.basis", None, "classes.inquiry.basis"),
        ("purposes.enforcement.class", "secret", "purposes.enforcement.class"),
        ("roles.tips.colour", "red", "roles.tips.colour"),
    ],
)
def test_a_table_that_breaks_its_rules_is_refused_by_its_place(path: str, value: Any, place: str) -> None:
    with pytest.raises(DataFileError) as caught:
        telling_in(_broken(path, value))

    assert place in str(caught.value)
