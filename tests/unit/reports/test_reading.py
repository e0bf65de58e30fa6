"""Reading a file as it is, as it was known, as it was true; and what it costs who may see nothing."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.errors import NotFoundError
from chalicelib.library import versions
from chalicelib.library.places import replaced_place
from chalicelib.library.readers import PUBLIC
from chalicelib.library.records import Record
from chalicelib.library.store import Page
from chalicelib.reports.composition import Asked, report_on
from chalicelib.reports.reading import PRESENT, Times, was_true
from chalicelib.terms.subjects import Subject
from tests.factories import NOW, PENALTY, REGISTRATION, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary
from tests.unit.reports.standing import CASE, Means, a_penalty, means_with

BEFORE = date(2026, 11, 22)


class Counting(MemoryLibrary):
    """A library that tells which requests it was sent."""

    def __init__(self, **pages: int) -> None:
        """Start empty, with nothing asked."""
        super().__init__(**pages)
        self.asked: list[str] = []

    def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
        """Count."""
        self.asked.append("file_of")
        return super().file_of(subject, after=after)

    def replaced(self, subject: Subject, *, first: str, last: str) -> Iterable[Record]:
        """Count."""
        self.asked.append("replaced")
        return super().replaced(subject, first=first, last=last)


def _versions(means: Means, times: Times) -> dict[str, int]:
    content = report_on(a_subject(), reader=PUBLIC, holdings=means.holdings, now=NOW, asked=Asked(times=times)).content
    lines = [line for chapter in content.chapters for one in chapter.sections for line in one.records]
    return {str(line.fields.get("doc_no", "profile"))[-3:]: line.version for line in lines}


def _moved(means: Means, record: Record, *, at: datetime, times: int) -> None:
    for _ in range(times):
        following = versions.supplied_again(record, msgspec.structs.replace(record.content, known_at=at))
        means.library.put(following, over=record)
        record = following


def test_an_earlier_day_gives_the_versions_that_were_known_then() -> None:
    profile, first, second = a_profile(), a_record(number=1), a_record(number=2, known_at=NOW)
    means = means_with(profile, first, second)
    _moved(means, first, at=datetime(2026, 11, 21, tzinfo=UTC), times=2)
    _moved(means, profile, at=NOW, times=1)

    assert _versions(means, PRESENT) == {"profile"[-3:]: 2, "〕1号": 3, "〕2号": 1}
    assert _versions(means, Times(known_on=BEFORE)) == {"profile"[-3:]: 1, "〕1号": 3}
    assert _versions(means, Times(known_on=date(2026, 11, 20))) == {"profile"[-3:]: 1, "〕1号": 1}


def test_the_end_of_a_beijing_day_counts_and_the_moment_after_does_not() -> None:
    last = datetime(2026, 11, 22, 15, 59, 59, 999_999, UTC)
    first = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    means = means_with(a_record(number=1, known_at=last), a_record(number=2, known_at=first))

    assert _versions(means, Times(known_on=BEFORE)) == {"〕1号": 1}


def test_the_past_may_be_known_and_not_shown_again() -> None:
    record = a_record(number=1)
    means = means_with(a_profile(), record)
    means.library.put(versions.withdrawn(record, act=CASE, at=NOW), over=record)

    assert set(_versions(means, Times(known_on=BEFORE))) == {"ile"}


def test_a_day_gives_what_was_true_on_it_as_far_as_it_is_known_today() -> None:
    means = means_with(a_profile(), a_penalty(1))

    assert set(_versions(means, Times(valid_on=date(2026, 6, 1)))) == {"ile"}
    assert set(_versions(means, Times(valid_on=date(2026, 6, 2)))) == {"ile", "〕1号"}
    assert set(_versions(means, Times(valid_on=date(2026, 6, 2), known_on=BEFORE))) == {"ile", "〕1号"}


@pytest.mark.parametrize(
    ("item", "fields", "on", "is_true"),
    [
        (PENALTY, {"penalty_valid_to": "2026-05-01"}, date(2026, 5, 1), True),
        (PENALTY, {"penalty_valid_to": "2026-05-01"}, date(2026, 5, 2), False),
        ("serious_dishonesty_list", {"removed_on": "2026-05-01"}, date(2026, 4, 30), True),
        ("serious_dishonesty_list", {"removed_on": "2026-05-01"}, date(2026, 5, 1), False),
        (PENALTY, {}, date(2026, 3, 1), False),
        (REGISTRATION, {}, date(1999, 1, 1), True),
    ],
    ids=["its last day", "the day after", "before it was removed", "removed", "not begun", "a registration"],
)
def test_what_was_true_on_a_day(item: str, fields: dict[str, Any], on: date, is_true: bool) -> None:  # noqa: FBT001
    made = a_profile() if item == REGISTRATION else a_record(fields=fields, item=item)

    assert was_true(made, item=catalogue().get(item), on=on) is is_true


def test_without_a_day_of_its_own_the_day_of_its_place_counts() -> None:
    made = a_record(determined_on=None)

    assert not was_true(made, item=catalogue().get(PENALTY), on=date(2026, 3, 1))
    assert was_true(made, item=catalogue().get(PENALTY), on=date(2026, 3, 2))


def test_what_a_finding_determined_later_had_begun_when_it_was_made() -> None:
    made = a_record(item="credit_pledge", fields={"made_on": "2026-03-02"}, determined_on=date(2026, 6, 1))
    pledge = catalogue().get("credit_pledge")

    assert not was_true(made, item=pledge, on=date(2026, 3, 1))
    assert was_true(made, item=pledge, on=date(2026, 3, 2))


@pytest.mark.parametrize("times", [PRESENT, Times(known_on=BEFORE), Times(valid_on=BEFORE)])
def test_a_forbidden_file_of_several_pages_costs_what_a_code_never_given_costs(times: Times) -> None:
    hidden, empty = Counting(page_bytes=1), Counting(page_bytes=1)
    for number in range(5):
        hidden.put(a_penalty(number, reviewed=False), over=None)

    for library in (hidden, empty):
        with pytest.raises(NotFoundError):
            _versions(Means(library=library), times)

    assert hidden.asked == empty.asked


def test_a_file_is_read_page_by_page_with_the_versions_of_each_page() -> None:
    library = Counting(page_bytes=1)
    means = Means(library=library)
    for record in (a_profile(), *map(a_penalty, range(3))):
        means.library.put(record, over=None)

    assert len(_versions(means, Times(known_on=BEFORE))) == 4
    assert library.asked == ["file_of", "replaced"] * 5


@pytest.mark.parametrize(
    ("kept_at", "place"),
    [("H#administrative_penalty#2025-03-02#k3f9#000001", "C#administrative_penalty#2025-03-02#k3f9"),
     ("H#institution_registration#000002", "A#institution_registration")],
)  # fmt: skip
def test_a_history_key_names_the_place_that_it_is_of(kept_at: str, place: str) -> None:
    assert replaced_place(kept_at) == place
