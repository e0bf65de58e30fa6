"""Whether what was issued still holds, judged on the file as it is now."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.library import versions
from chalicelib.library.records import Record
from chalicelib.reports.issue import Issue, Kind
from chalicelib.reports.judgement import Standing, judgement_on
from tests.factories import NOW, a_profile, a_record
from tests.unit.reports.standing import CASE, CITY, OWN, Means, a_penalty, chosen, means_with, ordered, some_means

RECORD = a_record()


def _standing(issue: Issue, means: Means, *, days: int = 0) -> tuple[Standing, bool]:
    judged = judgement_on(issue, holdings=means.holdings, now=NOW + timedelta(days=days))
    return judged.standing, judged.may_be_shown


@pytest.mark.parametrize(
    ("become", "standing"),
    [
        (lambda record: versions.marked(record, case=CASE, at=NOW), Standing.DISPUTED),
        (lambda record: versions.marked(record, case="XF20261123-aaaaaaaa", at=NOW), Standing.SUPERSEDED),
        (lambda record: versions.corrected(record, {}, case=CASE, at=NOW), Standing.SUPERSEDED),
        (lambda record: versions.withdrawn(record, act=CASE, at=NOW), Standing.SUPERSEDED),
        (lambda record: versions.supplied_again(record, record.content), Standing.SUPERSEDED),
    ],
    ids=["disputed", "under repair", "corrected", "withdrawn", "supplied again"],
)
def test_a_version_that_no_longer_stands_ends_the_report(
    become: Callable[[Record], Record], standing: Standing
) -> None:
    means = some_means()
    issue = ordered(means)
    assert _standing(issue, means) == (Standing.UNCHANGED, True)

    means.library.put(become(RECORD), over=RECORD)

    assert _standing(issue, means) == (standing, False)


def test_a_record_that_ran_out_ends_the_report_though_nothing_was_changed() -> None:
    means = means_with(a_profile(), a_record(publish_until=date(2026, 11, 24)))
    issue = ordered(means)

    assert _standing(issue, means, days=1) == (Standing.UNCHANGED, True)
    assert _standing(issue, means, days=2) == (Standing.EXPIRED, False)


def test_a_record_that_came_since_makes_it_untrue_and_lets_it_be_shown() -> None:
    means = some_means()
    issue = ordered(means)

    means.library.put(a_record(number=2), over=None)

    assert _standing(issue, means) == (Standing.SUPERSEDED, True)


@pytest.mark.parametrize("unseen", [{"reviewed": False}, {"item": "unheard_of"}], ids=["hidden", "of no item"])
def test_what_came_since_and_its_reader_does_not_see_changes_nothing(unseen: dict[str, Any]) -> None:
    means = some_means()
    issue = ordered(means)

    means.library.put(a_record(number=2, **unseen), over=None)

    assert _standing(issue, means) == (Standing.UNCHANGED, True)


def test_a_record_that_is_not_there_any_more_ends_the_report() -> None:
    issue = ordered(some_means())

    assert _standing(issue, means_with(a_profile())) == (Standing.SUPERSEDED, False)


def test_a_department_s_report_is_judged_with_its_eyes() -> None:
    means = some_means()
    county = msgspec.structs.replace(CITY, division="512002")
    issue = ordered(means, Kind.FULL, reader=county)

    assert _standing(issue, means) == (Standing.UNCHANGED, True)


def test_a_special_report_is_not_touched_by_what_was_not_chosen() -> None:
    means = some_means()
    special = ordered(means, Kind.SPECIAL, reader=OWN, chosen=chosen(until=date(2026, 5, 1)))

    means.library.put(a_penalty(2), over=None)

    assert _standing(special, means) == (Standing.UNCHANGED, True)
    means.library.put(a_record(number=3), over=None)
    assert _standing(special, means) == (Standing.SUPERSEDED, True)


def test_a_registration_that_came_since_touches_a_special_report() -> None:
    means = means_with(a_record())
    special = ordered(means, Kind.SPECIAL, reader=OWN, chosen=chosen())

    means.library.put(a_profile(), over=None)

    assert _standing(special, means) == (Standing.SUPERSEDED, True)


def test_a_long_file_is_judged_page_after_page() -> None:
    means = some_means(library=type(some_means().library)(page_bytes=1))
    for number in range(2, 6):
        means.library.put(a_penalty(number), over=None)

    assert _standing(ordered(means), means) == (Standing.UNCHANGED, True)
