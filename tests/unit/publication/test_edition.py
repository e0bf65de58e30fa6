"""The public lists: written on schedule, and true without it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from chalicelib.catalogue.items import Catalogue, catalogue
from chalicelib.errors import NotFoundError
from chalicelib.library import versions
from chalicelib.library.records import Record
from chalicelib.publication.edition import newest, page_of, publish_due, served
from chalicelib.publication.pages import MANIFEST, Manifest, key_of
from chalicelib.publication.store import Listed
from tests.factories import NOW, a_person, a_record
from tests.unit.publication.press import CASE, LIST, City, a_penalty

ON = date(2026, 3, 2)
DAY = ON.isoformat()
HOUR = timedelta(hours=1)


@pytest.fixture
def city() -> City:
    return City()


def publish(city: City, *, now: datetime = NOW) -> Manifest:
    return publish_due(press=city.press, now=now, next_run=now + HOUR)


def test_a_page_shows_the_records_of_its_day_as_the_public_sees_them(city: City) -> None:
    record = city.put(a_penalty(1, on=ON))
    city.put(a_penalty(2, on=date(2026, 3, 3)))

    page = page_of(LIST, DAY, press=city.press, now=NOW)

    assert [line.record for line in page.entries] == [record.record_id]
    assert (page.list, page.day, page.count, page.stamp) == (LIST, DAY, 1, city.listings.stamp_of(LIST, DAY))
    assert page.entries[0].fields["doc_no"] == "虚构罚字〔2026〕1号"


@pytest.mark.parametrize("hint", ["m~x", "elsewhere", "gone"])
def test_a_hint_is_confirmed_on_the_record(city: City, hint: str) -> None:
    other_day, another_item = a_penalty(1, on=date(2026, 3, 3)), a_penalty(2, on=ON, item="unheard_of")
    city.library.put(other_day, over=None)
    city.library.put(another_item, over=None)
    hints = {"m~x": a_record().record_id, "elsewhere": other_day.record_id, "gone": another_item.record_id}
    city.listings.enter([Listed(LIST, DAY, hints[hint])])

    assert page_of(LIST, DAY, press=city.press, now=NOW).entries == ()


def test_an_edition_writes_a_file_for_each_page_and_a_manifest_of_them(city: City) -> None:
    city.put(a_penalty(1, on=ON))
    city.put(a_penalty(2, on=ON, mark=CASE))

    manifest = publish(city)

    (kept,) = manifest.pages
    assert (kept.key, kept.list, kept.day, kept.count) == (key_of(LIST, DAY), LIST, DAY, 2)
    assert set(city.site.files) == {key_of(LIST, DAY), MANIFEST}
    written = json.loads(city.site.files[MANIFEST])
    assert written["valid_until"] == written["pages"][0]["valid_until"] == "2026-11-24T02:00:00Z"


def test_the_route_shows_the_file_as_long_as_it_is_current(city: City) -> None:
    city.put(a_penalty(1, on=ON))
    publish(city)

    shown = served(LIST, DAY, press=city.press, now=NOW + HOUR)

    assert bytes(shown.body) == city.site.files[key_of(LIST, DAY)]
    assert (shown.head.count, shown.head.composed_at) == (1, NOW)


def test_a_mark_is_on_the_page_at_once(city: City) -> None:
    record = city.put(a_penalty(1, on=ON))
    publish(city)

    city.put(versions.marked(record, case=CASE, at=NOW), over=record)

    assert city.shown_on(DAY) == [(record.record_id, True)]
    assert key_of(LIST, DAY) not in city.site.files


def test_a_repair_that_was_asked_for_is_on_the_page_at_once(city: City) -> None:
    record = city.put(a_penalty(1, on=ON))
    publish(city)

    city.put(versions.marked(record, case="XF20261123-aaaaaaaa", at=NOW), over=record)

    page = city.page(DAY)
    assert page is not None
    assert [(one.disputed, one.under_repair) for one in page.entries] == [(False, True)]


def test_a_withdrawn_record_is_off_the_page_at_once_and_its_file_gone_for_good(city: City) -> None:
    record = city.put(a_penalty(1, on=ON))
    publish(city)

    city.put(versions.withdrawn(record, act=CASE, at=NOW), over=record)

    assert city.page(DAY) is None
    assert publish(city).pages == ()
    assert set(city.site.files) == {MANIFEST}


def test_a_suspended_record_is_off_the_page_at_once_and_back_with_what_decides_its_case(city: City) -> None:
    record = city.put(a_penalty(1, on=ON, mark=CASE))
    publish(city)

    suspended = city.put(versions.suspended(record, case=CASE, at=NOW), over=record)

    assert city.page(DAY) is None
    assert publish(city).pages == ()
    assert set(city.site.files) == {MANIFEST}

    city.put(versions.unmarked(suspended, case=CASE, at=NOW), over=suspended)

    page = city.page(DAY)
    assert page is not None
    assert [(one.record, one.disputed) for one in page.entries] == [(record.record_id, False)]


def test_a_stalled_edition_is_never_served(city: City) -> None:
    """It was composed before the mark, and written after it."""
    record = city.put(a_penalty(1, on=ON))
    publish(city)
    stalled = city.site.files[key_of(LIST, DAY)]

    city.put(versions.marked(record, case=CASE, at=NOW), over=record)
    city.site.put(key_of(LIST, DAY), stalled)

    assert city.shown_on(DAY) == [(record.record_id, True)]
    assert publish(city).pages[0].count == 1
    assert city.shown_on(DAY) == [(record.record_id, True)]


def test_an_edition_overtaken_while_it_is_written_takes_its_own_file_away(city: City) -> None:
    record = city.put(a_penalty(1, on=ON))
    marked = versions.marked(record, case=CASE, at=NOW)

    class Overtaken(type(city.site)):  # type: ignore[misc]  # a store, and an act that comes between compose and write
        def put(self, key: str, content: bytes) -> None:
            if key != MANIFEST:
                city.put(marked, over=record)
            super().put(key, content)

    press = replace(city.press, site=Overtaken())

    manifest = publish_due(press=press, now=NOW, next_run=NOW + HOUR)

    assert manifest.pages == ()
    assert city.shown_on(DAY) == [(record.record_id, True)]


def test_nothing_is_shown_past_its_period_with_every_schedule_stopped(city: City) -> None:
    """Records end on each of three days; the last edition ran on the first of them and never again."""
    ends = {number: date(2026, 11, 22) + timedelta(days=number) for number in (1, 2, 3)}
    for number, end in ends.items():
        city.put(a_penalty(number, on=end.replace(year=2025), severity="general"))
    city.put(a_penalty(4, on=date(2026, 10, 1), severity="general"))
    publish(city)

    for number, end in ends.items():
        midnight = datetime(end.year, end.month, end.day, 16, 0, tzinfo=UTC)
        day = end.replace(year=2025).isoformat()
        on_the_last_day = [city.shown_on(day, now=midnight - timedelta(seconds=1))]
        assert [len(shown) for shown in on_the_last_day] == [1], number
        assert city.page(day, now=midnight) is None, number
        assert city.page(day, now=midnight + timedelta(days=1)) is None, number
    after_all = newest(LIST, press=city.press, now=NOW + timedelta(days=5), limit=10)
    assert [page.head.day for page in after_all.pages] == ["2026-10-01"]


def test_a_rule_that_changes_tomorrow_ends_a_file_today(city: City) -> None:
    """On 2026-04-01 a minor penalty is no longer shown in principle."""
    eve = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
    minor = city.put(a_penalty(1, on=ON, severity="minor"))
    publish(city, now=eve)

    assert city.shown_on(DAY, now=eve + HOUR) == [(minor.record_id, False)]
    assert city.page(DAY, now=datetime(2026, 3, 31, 16, 0, tzinfo=UTC)) is None


def test_persons_stand_on_no_page(city: City) -> None:
    person = a_record(subject=a_person())
    city.put(person)
    city.listings.enter([Listed(LIST, DAY, person.record_id)])

    assert city.page(DAY) is None


def test_a_file_that_ends_before_the_next_run_is_written_anew(city: City) -> None:
    city.put(a_penalty(1, on=ON))
    publish(city)

    kept = publish(city, now=NOW + HOUR)
    later = publish(city, now=NOW + timedelta(hours=23, minutes=30))

    assert kept.pages[0].valid_until == NOW + timedelta(hours=24)
    assert later.pages[0].valid_until == NOW + timedelta(hours=47, minutes=30)


def test_a_file_that_is_missing_is_written_again(city: City) -> None:
    city.put(a_penalty(1, on=ON))
    publish(city)
    city.site.delete(key_of(LIST, DAY))

    publish(city)

    assert key_of(LIST, DAY) in city.site.files


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"{}", b'{"list": "penalties"}'],
    ids=["empty", "no_json", "no_page", "half_a_page"],
)
def test_a_damaged_file_is_passed_over(city: City, content: bytes) -> None:
    record = city.put(a_penalty(1, on=ON))
    city.site.put(key_of(LIST, DAY), content)

    assert city.shown_on(DAY) == [(record.record_id, False)]


def test_a_file_of_another_day_of_other_rules_or_of_no_time_on_earth_is_passed_over(city: City) -> None:
    record = city.put(a_penalty(1, on=ON))
    publish(city)
    written = json.loads(city.site.files[key_of(LIST, DAY)])

    for change in ({"day": "2026-03-03"}, {"rules": "0" * 16}, {"valid_until": "2026-11-30T00:00:00"}):
        city.site.put(key_of(LIST, DAY), json.dumps(written | change | {"entries": []}).encode())
        assert city.shown_on(DAY) == [(record.record_id, False)]


def test_a_page_that_was_never_stamped_is_not_written(city: City) -> None:
    record = a_penalty(1, on=ON)
    city.library.put(record, over=None)
    city.listings.enter([Listed(LIST, DAY, record.record_id)])

    assert publish(city).pages == ()
    assert city.shown_on(DAY) == [(record.record_id, False)]


def test_what_an_earlier_edition_held_and_this_one_does_not_is_taken_away(city: City) -> None:
    city.put(a_penalty(1, on=ON))
    publish(city)
    holdings = replace(city.press.holdings, catalogue=Catalogue((), catalogue().code_lists))

    publish_due(press=replace(city.press, holdings=holdings), now=NOW, next_run=NOW + HOUR)

    assert set(city.site.files) == {MANIFEST}


def test_a_day_past_every_period_is_not_composed_again_and_again(city: City) -> None:
    city.put(a_penalty(1, on=date(2023, 11, 22), severity="serious"))
    city.put(a_penalty(2, on=date(2023, 11, 23), severity="serious"))
    asked: list[str] = []

    class Asked(type(city.library)):  # type: ignore[misc]  # a library that tells what it was asked for
        def find(self, record_id: str) -> Record | None:
            asked.append(record_id)
            return city.library.find(record_id)

    press = replace(city.press, holdings=replace(city.press.holdings, library=Asked()))
    manifest = publish_due(press=press, now=NOW, next_run=NOW + HOUR)

    assert [page.day for page in manifest.pages] == ["2023-11-23"]
    assert [record_id for record_id in asked if "2023-11-22" in record_id] == []


def test_a_corrected_day_that_runs_longer_than_its_page_s_is_shown_by_the_route(city: City) -> None:
    record = city.put(a_penalty(1, on=date(2023, 1, 2), severity="serious"))
    later = msgspec.structs.replace(record.content, determined_on=date(2024, 1, 2))
    city.put(versions.supplied_again(record, later), over=record)

    assert publish(city).pages == ()
    assert city.shown_on("2023-01-02") == [(record.record_id, False)]


def test_days_of_permits_have_no_last_one(city: City) -> None:
    permit = a_penalty(1, on=date(2019, 1, 2), item="administrative_permit", severity=None, determined_on=None)
    place = permit.place.replace("administrative_penalty", "administrative_permit")
    city.put(msgspec.structs.replace(permit, place=place))

    assert [page.list for page in publish(city).pages] == ["permits"]


def test_a_kept_pledge_is_published_past_every_period_and_a_broken_one_not_at_all(city: City) -> None:
    for number, fulfilment in ((1, "全部履行"), (2, "部分履行")):
        said = {"openness": "可向社会公开", "fulfilment": fulfilment, "made_on": "2019-01-02"}
        pledge = a_penalty(number, on=date(2019, 1, 2), item="credit_pledge")
        content = msgspec.structs.replace(
            pledge.content,
            fields=pledge.content.fields | said,
            severity="neutral" if number == 1 else "general",
            determined_on=date(2019, 1, 2) if number == 1 else date(2026, 6, 1),
        )
        place = pledge.place.replace("administrative_penalty", "credit_pledge")
        city.put(msgspec.structs.replace(pledge, place=place, content=content))

    assert [(page.list, page.count) for page in publish(city).pages] == [("pledges", 1)]


def test_a_damaged_manifest_is_no_obstacle(city: City) -> None:
    city.put(a_penalty(1, on=ON))
    city.site.put(MANIFEST, b"not json")

    assert len(publish(city).pages) == 1


@pytest.mark.parametrize(
    ("name", "day"),
    [("unheard_of", DAY), (LIST, "2026-03-09"), (LIST, "../manifest"), (LIST, "")],
    ids=["no_list", "no_record", "no_day", "empty"],
)
def test_what_is_not_published_is_not_found(city: City, name: str, day: str) -> None:
    city.put(a_penalty(1, on=ON))
    publish(city)

    with pytest.raises(NotFoundError):
        served(name, day, press=city.press, now=NOW)


def test_a_list_that_is_not_published_has_no_newest_pages(city: City) -> None:
    with pytest.raises(NotFoundError):
        newest("unheard_of", press=city.press, now=NOW, limit=10)


def test_a_list_is_walked_newest_day_first_past_days_with_nothing_left(city: City) -> None:
    days = [date(2026, 4, 1) + timedelta(days=step) for step in range(40)]
    for number, on in enumerate(days):
        city.put(a_penalty(number, on=on, reviewed=number % 8 == 0))
    walked, after = [], None

    for _ in range(4):
        run = newest(LIST, press=city.press, now=NOW, limit=2, after=after)
        walked += [page.head.day for page in run.pages]
        after = run.after
        if after is None:
            break

    assert walked == [days[number].isoformat() for number in (32, 24, 16, 8, 0)]
    assert after is None


def test_an_edition_covers_every_day_of_a_long_list(city: City) -> None:
    for number in range(230):
        city.put(a_penalty(number, on=date(2026, 4, 1) + timedelta(days=number)))

    assert len(publish(city).pages) == 230
