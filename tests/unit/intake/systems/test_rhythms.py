"""Rhythms as data: by which day an item is due again, and what no table may say."""

from datetime import date
from typing import Any

import pytest

from chalicelib.errors import DataFileError
from chalicelib.intake.systems.rhythms import rhythms, rhythms_in
from chalicelib.terms.working_days import calendar

SOUND: dict[str, Any] = {"id": "often", "zh": "常常", "days": 2, "basis": "P", "confirmed": False}


@pytest.mark.parametrize(
    ("rhythm", "supplied_on", "due_on"),
    [
        ("daily", date(2026, 11, 23), date(2026, 11, 24)),
        ("daily", date(2026, 9, 29), date(2026, 9, 30)),
        ("daily", date(2026, 9, 30), date(2026, 10, 8)),
        ("within_7_working_days", date(2026, 2, 13), date(2026, 3, 2)),
        ("within_7_working_days", date(2026, 9, 18), date(2026, 9, 29)),
        ("within_7_working_days", date(2026, 11, 20), date(2026, 12, 1)),
        ("weekly", date(2026, 11, 23), date(2026, 11, 30)),
        ("weekly", date(2026, 9, 28), date(2026, 10, 8)),
        ("monthly", date(2026, 11, 23), date(2026, 12, 10)),
        ("monthly", date(2026, 11, 30), date(2026, 12, 10)),
        ("monthly", date(2026, 9, 1), date(2026, 10, 10)),
        ("monthly", date(2026, 4, 11), date(2026, 5, 11)),
    ],
)
def test_what_was_supplied_is_due_again(rhythm: str, supplied_on: date, due_on: date) -> None:
    due = rhythms()[rhythm].due_after(supplied_on, calendar=calendar())

    assert (due.day, due.provisional) == (due_on, False)


def test_a_day_in_a_year_that_is_not_announced_is_provisional() -> None:
    due = rhythms()["monthly"].due_after(date(2026, 12, 20), calendar=calendar())

    assert (due.day, due.provisional) == (date(2027, 1, 11), True)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"id": ""}, "rhythms.id"),
        ({"zh": ""}, "often.zh"),
        ({"basis": "nowhere"}, "often.basis"),
        ({"confirmed": 1}, "often.confirmed"),
        ({"days": 0}, "often.days"),
        ({"days": True}, "often.days"),
        ({"days": "2"}, "often.days"),
        ({"working_days": 2}, "often"),
        ({"colour": 2}, "rhythms.colour"),
    ],
    ids=str,
)
def test_a_rhythm_that_is_unsound_is_refused(change: dict[str, Any], key: str) -> None:
    with pytest.raises(DataFileError) as caught:
        rhythms_in({"rhythms": [SOUND | change]})
    assert caught.value.key == key


def test_a_rhythm_has_one_length_within_every_month_and_an_id_of_its_own() -> None:
    lengthless = {name: value for name, value in SOUND.items() if name != "days"}

    for rows, key in (
        ([lengthless], "often"),
        ([lengthless | {"day_of_next_month": 29}], "often.day_of_next_month"),
        ([SOUND, SOUND], "often"),
    ):
        with pytest.raises(DataFileError) as caught:
            rhythms_in({"rhythms": rows})
        assert caught.value.key == key
