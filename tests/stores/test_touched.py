"""What an incident touched is entered once, in the order of subjects; a notice is found by its subject once told."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.ledger.seen import seen_in
from chalicelib.objections.incidents.notices import Notice, NoticeState
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


def a_notice(incident: str = FIRST, subject: str = FIRM, **changes: Any) -> Notice:
    """Return a notice that is not told yet."""
    notice = Notice(incident=incident, subject=subject, version=1, state=NoticeState.LISTED)
    return msgspec.structs.replace(notice, **changes)


def told(notice: Notice, *, hours: int = 0) -> Notice:
    """Return the next version of a notice, told."""
    at = NOW + timedelta(hours=hours)
    return msgspec.structs.replace(notice, version=notice.version + 1, state=NoticeState.TOLD, told_at=at)


@pytest.fixture
def touched(stores: Stores) -> TouchedStore:
    return stores.touched()


def test_a_touch_is_entered_once(touched: TouchedStore) -> None:
    for _ in range(2):
        touched.add(FIRST, a_touch())
    touched.add(SECOND, a_touch(OTHER))

    assert list(touched.touches_of(FIRST, FIRM)) == [a_touch()]
    assert list(touched.touches_of(FIRST, OTHER)) == []
    page = touched.touches(FIRST, limit=5)
    assert (list(page.touches), page.after) == ([a_touch()], None)


def test_touches_come_in_pages_in_the_order_of_their_subjects(touched: TouchedStore) -> None:
    touches = [a_touch(PERSON), a_touch(FIRM, "0b-1"), a_touch(FIRM, "0a-1"), a_touch(OTHER)]
    for touch in touches:
        touched.add(FIRST, touch)
    touched.put_notice(a_notice(), over=None)

    found: list[Touch] = []
    after: str | None = None
    while True:
        page = touched.touches(FIRST, limit=1, after=after)
        found += page.touches
        after = page.after
        if after is None:
            break

    assert found == [touches[2], touches[1], touches[3], touches[0]]


def test_a_notice_is_put_over_the_version_that_was_read(touched: TouchedStore) -> None:
    touched.put_notice(a_notice(), over=None)
    touched.put_notice(told(a_notice()), over=a_notice())

    assert touched.notice(FIRST, FIRM) == told(a_notice())
    assert touched.notice(FIRST, OTHER) is None
    with pytest.raises(StaleVersionError):
        touched.put_notice(told(a_notice(), hours=1), over=a_notice())


def test_notices_are_walked_in_order_from_behind_a_subject(touched: TouchedStore) -> None:
    for subject in (PERSON, OTHER, FIRM):
        touched.put_notice(a_notice(subject=subject), over=None)
        touched.add(FIRST, a_touch(subject))

    assert [notice.subject for notice in touched.notices(FIRST)] == [FIRM, OTHER, PERSON]
    assert [notice.subject for notice in touched.notices(FIRST, after=FIRM)] == [OTHER, PERSON]
    assert list(touched.notices(FIRST, after=PERSON)) == []
    assert list(touched.notices(SECOND)) == []


def test_a_subject_finds_what_it_was_told_newest_first(touched: TouchedStore) -> None:
    for incident, hours in ((FIRST, 0), (SECOND, 1)):
        touched.put_notice(a_notice(incident), over=None)
        assert incident not in touched.notices_to(FIRM, limit=5)
        touched.put_notice(told(a_notice(incident), hours=hours), over=a_notice(incident))

    assert list(touched.notices_to(FIRM, limit=5)) == [SECOND, FIRST]
    assert list(touched.notices_to(FIRM, limit=5, after=SECOND)) == [FIRST]
    assert list(touched.notices_to(OTHER, limit=5)) == []


@pytest.mark.parametrize("listed", [FIRST, SECOND])
def test_behind_a_notice_that_was_not_told_there_is_nothing(touched: TouchedStore, listed: str) -> None:
    touched.put_notice(a_notice(listed), over=None)

    with pytest.raises(NotFoundError):
        touched.notices_to(FIRM, limit=1, after=FIRST)
