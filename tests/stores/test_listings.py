"""Which records may stand on which public page, and the stamps of the pages."""

import pytest

from chalicelib.publication.store import Listed, ListingStore
from tests.factories import a_record
from tests.stores.places import OnServer, Stores

DAY, OTHER_DAY = "2026-03-02", "2026-03-03"


@pytest.fixture
def listings(stores: Stores) -> ListingStore:
    return stores.listings()


def test_a_record_stands_on_its_page_once(listings: ListingStore) -> None:
    one, two = a_record(number=1).record_id, a_record(number=2).record_id
    listings.enter([Listed("penalties", DAY, record) for record in (two, one, two)])
    listings.enter([Listed("penalties", OTHER_DAY, one), Listed("penalties", DAY, one)])
    listings.enter([])

    assert list(listings.records_on("penalties", DAY)) == sorted([one, two])
    assert list(listings.records_on("permits", DAY)) == []


def test_days_come_newest_first_in_pages(listings: ListingStore) -> None:
    days = [f"2026-03-{day:02d}" for day in range(1, 6)]
    for day in (*days, *days):
        listings.enter([Listed("penalties", day, a_record().record_id)])

    assert list(listings.days_of("penalties", limit=2)) == ["2026-03-05", "2026-03-04"]
    assert list(listings.days_of("penalties", limit=9, after="2026-03-04")) == [
        "2026-03-03",
        "2026-03-02",
        "2026-03-01",
    ]
    assert list(listings.days_of("permits", limit=9)) == []


def test_a_page_bears_its_latest_stamp_and_no_other_page_does(listings: ListingStore) -> None:
    listings.enter([Listed("penalties", DAY, a_record().record_id)])
    assert listings.stamp_of("penalties", DAY) is None

    listings.restamp("penalties", DAY, stamp="one")
    listings.restamp("penalties", DAY, stamp="two")

    assert listings.stamp_of("penalties", DAY) == "two"
    assert listings.stamp_of("penalties", OTHER_DAY) is None
    assert list(listings.records_on("penalties", DAY)) == [a_record().record_id]
    assert list(listings.days_of("penalties", limit=9)) == [DAY]


def test_records_are_entered_many_by_one_request_and_their_day_once(tables: OnServer) -> None:
    listings, records = tables.listings(), [a_record(number=number).record_id for number in range(30)]
    for some in (records, records[:3]):
        listings.enter([Listed("penalties", DAY, record) for record in some])

    sent = [one.request["RequestItems"] for one in tables.server.recorder.sent]
    assert [len(puts) for request in sent for puts in request.values()] == [25, 6, 3]
    assert list(listings.records_on("penalties", DAY)) == sorted(records)


def test_a_batch_is_under_way_from_its_beginning_to_its_end_and_never_again(listings: ListingStore) -> None:
    said = [listings.is_under_way("other")]
    listings.begin("b-1")
    listings.begin("b-1")
    said.append(listings.is_under_way("b-1"))
    listings.end("b-1")
    said.append(listings.is_under_way("b-1"))
    listings.begin("b-1")
    said.append(listings.is_under_way("b-1"))

    assert said == [False, True, False, False]


def test_what_is_known_to_be_at_its_end_is_asked_for_once(moto: OnServer) -> None:
    listings = moto.listings()
    listings.begin("b-1")
    moto.server.recorder.sent.clear()

    for _ in range(3):
        listings.is_under_way("b-1")
        listings.is_under_way("no batch")

    assert len(moto.server.recorder.sent) == 4
