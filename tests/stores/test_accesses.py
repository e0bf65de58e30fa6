"""Who looked at whom: by subject, newest first, the subject's own apart."""

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from chalicelib.ledger.accesses import Access, accesses_of
from chalicelib.ledger.lines import line_of
from chalicelib.ledger.store import AccessStore
from tests.factories import NOW
from tests.factories_ledger import SUBJECT, a_look
from tests.stores.places import Stores


def an_access(number: int, **changes: object) -> Access:
    (access,) = accesses_of(line_of(a_look(number, at=NOW + timedelta(minutes=number)), salt=b"0" * 16))
    return msgspec.structs.replace(access, **changes)


@pytest.fixture
def accesses(stores: Stores) -> AccessStore:
    return stores.accesses()


def _all(accesses: AccessStore, *, own: bool, limit: int) -> Iterator[Access]:
    after = None
    while True:
        page = accesses.page(SUBJECT, own=own, limit=limit, after=after)
        assert len(page.accesses) <= limit
        yield from page.accesses
        after = page.after
        if after is None:
            return


def test_accesses_come_newest_first_page_by_page_and_each_once(accesses: AccessStore) -> None:
    made = [an_access(number) for number in range(1, 8)]
    for access in (*made, *made):
        accesses.put(access)

    for limit in (1, 3, 7, 50):
        assert list(_all(accesses, own=False, limit=limit)) == made[::-1]


def test_a_subjects_own_accesses_stand_apart_from_those_of_others(accesses: AccessStore) -> None:
    own, others = an_access(1, ground="own_record"), an_access(2)
    for access in (own, others):
        accesses.put(access)

    assert list(_all(accesses, own=True, limit=1)) == [own]
    assert list(_all(accesses, own=False, limit=1)) == [others]


def test_of_whom_nobody_looked_at_nothing_is_told(accesses: AccessStore) -> None:
    accesses.put(an_access(1, subject="m~91512099MA0000037R"))

    assert list(_all(accesses, own=False, limit=5)) == []
