"""What an incident touched is entered once, and walked in the order of its subjects."""

import pytest

from chalicelib.ledger.seen import seen_in
from chalicelib.objections.incidents.store import TouchedStore
from chalicelib.objections.incidents.touching import Touch
from tests.factories import NOW, a_person, a_record, a_subject
from tests.stores.places import Stores

FIRST, SECOND = "SJ20261123-aaaaaaaa", "SJ20261123-bbbbbbbb"
FIRM, PERSON, OTHER = a_subject().reference, a_person().reference, a_subject(2).reference


def a_touch(subject: str = FIRM, reference: str = "0a-20261123T0100-9f0c") -> Touch:
    """Return a look at one record of a subject."""
    seen = seen_in([(a_record().record_id, 1)])
    return Touch(subject=subject, reference=reference, at=NOW, kind="look", route="GET /x", seen=seen)


@pytest.fixture
def touched(stores: Stores) -> TouchedStore:
    return stores.touched()


def test_a_touch_is_entered_once(touched: TouchedStore) -> None:
    for _ in range(2):
        touched.add(FIRST, a_touch())
    touched.add(SECOND, a_touch(OTHER))

    page = touched.touches(FIRST, limit=5)
    assert (list(page.touches), page.after) == ([a_touch()], None)


def test_touches_come_in_pages_in_the_order_of_their_subjects(touched: TouchedStore) -> None:
    touches = [a_touch(PERSON), a_touch(FIRM, "0b-1"), a_touch(FIRM, "0a-1"), a_touch(OTHER)]
    for touch in touches:
        touched.add(FIRST, touch)

    found: list[Touch] = []
    after: str | None = None
    while True:
        page = touched.touches(FIRST, limit=1, after=after)
        found += page.touches
        after = page.after
        if after is None:
            break

    assert found == [touches[2], touches[1], touches[3], touches[0]]


def test_touches_are_walked_by_subject_from_behind_one(touched: TouchedStore) -> None:
    touches = [a_touch(FIRM, "0a-1"), a_touch(FIRM, "0b-1"), a_touch(OTHER), a_touch(PERSON)]
    for touch in reversed(touches):
        touched.add(FIRST, touch)
    touched.add(SECOND, a_touch(OTHER))

    assert list(touched.by_subject(FIRST)) == [(FIRM, touches[:2]), (OTHER, touches[2:3]), (PERSON, touches[3:])]
    assert [subject for subject, _ in touched.by_subject(FIRST, after=FIRM)] == [OTHER, PERSON]
    assert list(touched.by_subject(FIRST, after=PERSON)) == []
    assert list(touched.by_subject("SJ20261123-nothing")) == []
