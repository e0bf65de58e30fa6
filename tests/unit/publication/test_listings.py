"""How a change reaches the pages of the public lists."""

from datetime import date

from chalicelib.catalogue.items import Catalogue, catalogue
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.records import Record, Status
from chalicelib.publication.listings import lists_of, pages_of, renew
from chalicelib.publication.pages import key_of
from tests.factories import NOW, a_person, a_profile, a_record
from tests.unit.publication.press import CASE, LIST, City, a_penalty

DAY = "2026-03-02"


def a_change(after: Record) -> Change:
    return Change(before=None, after=after, by="d", role="department")


def test_a_record_of_a_published_item_is_entered_on_its_day() -> None:
    city, record = City(), a_record()

    city.announce(a_change(record))

    assert city.listings.records_on(LIST, DAY) == [record.record_id]


def test_every_change_gives_the_page_a_new_stamp_and_takes_its_file_away() -> None:
    city, record = City(), a_record()
    city.announce(a_change(record))
    before = city.listings.stamp_of(LIST, DAY)
    city.site.put(key_of(LIST, DAY), b"{}")

    city.announce(a_change(versions.marked(record, case=CASE, at=NOW)))

    assert city.listings.stamp_of(LIST, DAY) not in {None, before}
    assert not city.site.files


def test_a_page_is_stamped_once_for_many_changes() -> None:
    city, on = City(), date(2026, 3, 2)

    city.announce(*[a_change(a_penalty(number, on=on)) for number in range(1, 6)])

    assert len(city.listings.records_on(LIST, DAY)) == 5
    assert city.listings.stamp_of(LIST, DAY) == f"{1:032x}"


def test_what_a_batch_under_way_brings_is_entered_and_its_page_stamped_when_it_is_whole() -> None:
    city, record = City(), a_record()
    city.listings.begin(record.content.act)

    city.announce(a_change(record))
    assert city.listings.records_on(LIST, DAY) == [record.record_id]
    assert city.listings.stamp_of(LIST, DAY) is None

    city.announce(a_change(versions.marked(record, case=CASE, at=NOW)))
    assert city.listings.stamp_of(LIST, DAY) == f"{1:032x}"

    city.listings.end(record.content.act)
    renew([record.record_id], listings=city.listings, site=city.site, catalogue=catalogue(), numbers=city.stamps)
    assert city.listings.stamp_of(LIST, DAY) == f"{2:032x}"


def test_a_withdrawn_record_is_not_entered_but_its_page_is_stamped() -> None:
    city = City()

    city.announce(a_change(a_record(status=Status.WITHDRAWN)))

    assert not city.listings.records_on(LIST, DAY)
    assert city.listings.stamp_of(LIST, DAY)


def test_a_change_told_twice_enters_once() -> None:
    city, record = City(), a_record()

    city.announce(a_change(record))
    city.announce(a_change(record))

    assert city.listings.records_on(LIST, DAY) == [record.record_id]


def test_what_stands_on_no_list_reaches_no_page() -> None:
    others = [a_profile(), a_record(subject=a_person()), a_record(item="unheard_of")]

    assert [page for record in others for page in pages_of(record, catalogue=catalogue())] == []


def test_only_lists_that_an_item_feeds_are_published() -> None:
    published = [one.id for one in lists_of(catalogue())]

    assert published[:3] == ["permits", "penalties", "serious_list"]
    assert set(published) == {name for item in catalogue().items for name in item.publishes}
    assert not lists_of(Catalogue((), catalogue().code_lists))
