"""What a page is, and the instant after which it may not be shown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.catalogue.items import Catalogue, catalogue
from chalicelib.catalogue.periods import Periods, periods
from chalicelib.publication import pages
from chalicelib.publication.pages import Line
from tests.factories import NOW


def a_line(*, until: date | None = None) -> Line:
    return Line(record="m~x", version=1, item="administrative_penalty", source="示例", fields={}, until=until)


def test_a_key_names_list_and_day() -> None:
    assert pages.key_of("penalties", "2026-03-02") == "lists/penalties/2026-03-02.json"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("2026-03-02", True), ("2026-3-2", False), ("20260302", False), ("2026-02-30", False), ("../manifest", False)],
)
def test_a_day_is_written_in_one_way(text: str, *, answer: bool) -> None:
    assert pages.is_day(text) is answer


def test_a_file_is_good_for_at_most_a_day() -> None:
    assert pages.valid_until([a_line(), a_line(until=date(2027, 1, 1))], now=NOW) == NOW + timedelta(hours=24)


def test_a_file_ends_with_the_last_day_of_the_first_record_that_ends() -> None:
    lines = [a_line(until=date(2026, 11, 23)), a_line(until=date(2026, 11, 24)), a_line()]

    assert pages.valid_until(lines, now=NOW) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_a_record_shown_to_the_last_day_that_can_be_written_ends_no_file() -> None:
    assert pages.valid_until([a_line(until=date.max)], now=NOW) == NOW + timedelta(hours=24)


def test_a_last_day_within_the_next_24_hours_ends_a_file_on_either_side_of_midnight_in_beijing() -> None:
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    before, tomorrow = midnight - timedelta(microseconds=1), date(2026, 11, 24)

    assert pages.valid_until([a_line(until=tomorrow - timedelta(days=1))], now=before) == midnight
    assert pages.valid_until([a_line(until=tomorrow)], now=before) == before + timedelta(hours=24)
    assert pages.valid_until([a_line(until=tomorrow)], now=midnight) == midnight + timedelta(hours=24)


def test_a_file_ends_today_where_a_rule_changes_tomorrow() -> None:
    assert pages.valid_until([a_line()], now=NOW, ends_today=True) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


def test_a_tag_is_of_what_is_shown() -> None:
    assert pages.tag_of([a_line()]) == pages.tag_of([a_line()])
    assert pages.tag_of([a_line()]) != pages.tag_of([a_line(until=date(2026, 11, 23))])


def test_rules_are_those_of_the_items_that_feed_a_list_and_of_the_periods() -> None:
    without = Catalogue((), catalogue().code_lists)
    shorter = Periods((), periods().queries, ())
    ours = pages.rules_of("penalties", catalogue(), periods())

    assert ours != pages.rules_of("permits", catalogue(), periods())
    assert ours != pages.rules_of("penalties", without, periods())
    assert ours != pages.rules_of("penalties", catalogue(), shorter)
    assert ours == pages.rules_of("penalties", catalogue(), periods())
