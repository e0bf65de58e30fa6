"""Publication and query periods: the last day, the day after, old regimes and the way from one to the next."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue.periods import periods, periods_of
from chalicelib.catalogue.severity import Severity
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import table

TODAY = date(2026, 11, 23)
MINOR, GENERAL, SERIOUS = Severity


@pytest.mark.parametrize(
    ("severity", "determined_on", "on", "last_day"),
    [
        (MINOR, date(2026, 5, 31), TODAY, date(2026, 8, 31)),
        (GENERAL, date(2026, 4, 1), TODAY, date(2027, 4, 1)),
        (SERIOUS, date(2026, 4, 1), TODAY, date(2029, 4, 1)),
        (GENERAL, date(2024, 2, 29), TODAY, date(2025, 2, 28)),
        (GENERAL, date(2024, 6, 1), date(2025, 6, 1), date(2027, 6, 1)),
        (GENERAL, date(2020, 6, 1), date(2023, 4, 30), date(2021, 6, 1)),
        (SERIOUS, date(2016, 6, 1), date(2017, 6, 1), date(2019, 6, 1)),
        (GENERAL, date(2026, 3, 31), date(2026, 3, 31), date(2029, 3, 31)),
        (GENERAL, date(2026, 3, 31), date(2026, 4, 1), date(2027, 3, 31)),
    ],
    ids=[
        "minor three months",
        "general one year",
        "serious three years",
        "a day the month does not have",
        "judged under the former order",
        "judged under the notice before it",
        "judged in the plan's own year",
        "the last day of the former order",
        "the first day of the present one",
    ],
)
def test_the_last_day_follows_the_rule_of_the_day_of_reading(
    severity: Severity, determined_on: date, on: date, last_day: date
) -> None:
    assert periods().display_end(severity, determined_on, on=on) == last_day


def test_a_neutral_record_has_no_clock() -> None:
    assert periods().display_end(None, TODAY, on=TODAY) is None
    assert periods().query_end(None, TODAY, TODAY) is None
    assert periods().shown_at_all(None, TODAY)


def test_a_department_may_end_publication_earlier_and_never_later() -> None:
    earlier, later = date(2026, 12, 1), date(2039, 1, 1)

    assert periods().display_end(GENERAL, date(2026, 4, 1), on=TODAY, department_end=earlier) == earlier
    assert periods().display_end(GENERAL, date(2026, 4, 1), on=TODAY, department_end=later) == date(2027, 4, 1)
    assert periods().display_end(None, TODAY, on=TODAY, department_end=earlier) == earlier


def test_a_minor_record_is_not_shown_in_principle_since_the_present_order() -> None:
    assert not periods().shown_at_all(MINOR, date(2026, 4, 1))
    assert periods().shown_at_all(MINOR, date(2026, 3, 31))
    assert periods().shown_at_all(GENERAL, TODAY)


def test_repair_is_possible_after_the_least_period() -> None:
    assert periods().repairable_from(MINOR, date(2026, 5, 1), on=TODAY) == date(2026, 5, 1)
    assert periods().repairable_from(GENERAL, date(2026, 5, 1), on=TODAY) == date(2026, 8, 1)
    assert periods().repairable_from(SERIOUS, date(2026, 5, 1), on=TODAY) == date(2027, 5, 1)


def test_under_the_former_order_some_sectors_waited_a_year_for_repair() -> None:
    day, former = date(2026, 1, 5), date(2026, 3, 31)

    assert periods().repairable_from(GENERAL, day, on=former) == date(2026, 4, 5)
    assert periods().repairable_from(GENERAL, day, on=former, sector="food") == date(2027, 1, 5)
    assert periods().repairable_from(GENERAL, day, on=TODAY, sector="food") == date(2026, 4, 5)


def test_what_is_not_corrected_at_the_maximum_stops_all_the_same() -> None:
    assert table("catalogue/periods")["at_maximum"]["uncorrected"] == "stop"


def test_the_market_authorities_own_periods_are_told_and_not_applied() -> None:
    told = table("catalogue/periods")["not_applied"]

    assert {row["basis"] for row in told} == {"R45"}
    assert "R45" not in {row.basis for row in periods().publications}


def test_negative_information_may_be_queried_for_five_years() -> None:
    assert periods().query_end(SERIOUS, date(2024, 2, 29), TODAY) == date(2029, 2, 28)
    assert periods().query_on(SERIOUS, TODAY).basis == "ZXR"


def test_a_record_from_before_the_present_order_ends_with_the_shorter_of_the_two_rules() -> None:
    raw = table("catalogue/periods")
    former = [row | {"max_months": 1} if row["basis"] == "O58" else row for row in raw["publication"]]
    shortened = periods_of(raw | {"publication": former})

    assert shortened.display_end(GENERAL, date(2026, 3, 31), on=TODAY) == date(2026, 4, 30)
    assert shortened.display_end(GENERAL, date(2026, 4, 1), on=TODAY) == date(2027, 4, 1)


def test_a_day_without_a_period_is_a_failure_and_never_a_guess() -> None:
    none = periods_of(table("catalogue/periods") | {"publication": [], "query": []})

    with pytest.raises(DataFileError, match=r"publication\.general: no period is in force on 2026-11-23"):
        none.display_end(GENERAL, TODAY, on=TODAY)
    with pytest.raises(DataFileError, match=r"query\.general"):
        none.query_end(GENERAL, TODAY, TODAY)


@given(st.sampled_from(Severity), st.dates(date(2015, 1, 1), date(2026, 11, 23)), st.dates(date(2017, 1, 1), TODAY))
def test_what_is_published_may_also_be_queried(severity: Severity, determined_on: date, on: date) -> None:
    end, query_end = (
        periods().display_end(severity, determined_on, on=on),
        periods().query_end(severity, determined_on, on),
    )

    assert end is not None
    assert query_end is not None
    assert determined_on < end <= query_end
