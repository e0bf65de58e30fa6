"""Where records stand, and the ids that name the places."""

from datetime import date

import pytest

from chalicelib.errors import NotFoundError
from chalicelib.library import places
from tests.factories import a_person, a_profile, a_record, a_subject

DAY = date(2026, 3, 2)


def test_a_record_id_names_its_place_and_subject() -> None:
    record = a_record()

    assert places.place_named_by(record.record_id) == (record.subject, record.place)


def test_a_profile_id_names_its_place() -> None:
    profile = a_profile()

    assert places.place_named_by(profile.record_id) == (profile.subject, profile.place)


def test_a_person_s_record_id_holds_the_reference() -> None:
    record = a_record(subject=a_person())

    assert places.place_named_by(record.record_id)[0] == a_person()


@pytest.mark.parametrize(
    "record_id",
    [
        pytest.param("", id="empty"),
        pytest.param("x~91512099MA00000153~administrative_penalty", id="no_such_library"),
        pytest.param("m~91512099MA00000153", id="no_item"),
        pytest.param("m~91512099MA00000153~administrative_penalty~2026-03-02", id="no_suffix"),
        pytest.param("m~91512099MA00000153~administrative_penalty~2026-03-02~short", id="short_suffix"),
        pytest.param("m~91512099MA00000153~H#administrative_penalty", id="a_history_key"),
    ],
)
def test_what_is_no_record_id_is_not_found(record_id: str) -> None:
    with pytest.raises(NotFoundError):
        places.place_named_by(record_id)


def test_the_suffix_tells_two_decisions_of_a_day_apart_and_is_the_same_again() -> None:
    first, second = (places.suffix_of("shili-jgj", number) for number in ("虚构1号", "虚构2号"))

    assert first != second
    assert first == places.suffix_of("shili-jgj", "虚构1号")


def test_parts_of_a_suffix_do_not_run_together() -> None:
    assert places.suffix_of("ab", "c") != places.suffix_of("a", "bc")


def test_history_sorts_behind_everything_current() -> None:
    current = places.record_place("administrative_penalty", on=DAY, suffix="a" * 16)

    assert places.profile_place("market_entity_registration") < current < places.history_place(current, 1)


def test_versions_of_a_record_sort_by_number() -> None:
    current = places.record_place("administrative_penalty", on=DAY, suffix="a" * 16)

    assert places.history_place(current, 9) < places.history_place(current, 10)


def test_a_record_has_a_day_and_a_profile_has_none() -> None:
    assert places.day_of(a_record().place) == "2026-03-02"
    assert places.day_of(a_profile().place) is None


def test_places_of_two_subjects_have_two_ids() -> None:
    one, other = (places.record_id_of(a_subject(number), a_profile().place) for number in (1, 2))

    assert one != other
