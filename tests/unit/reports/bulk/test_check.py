"""A bulk check shows of each subject what this reader may see of it by itself, in order, and no more than fits."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.holdings import Holdings
from chalicelib.library.readers import PUBLIC, Level, Reader
from chalicelib.library.records import Record
from chalicelib.library.store import Page
from chalicelib.reports.bulk import check as bulk_check
from chalicelib.reports.bulk.check import Checked, CheckedLine, Checking, Detail, Wish, check
from chalicelib.terms.subjects import Subject
from tests.factories import BODY, DIVISION, NOW, PENALTY, a_profile, a_record, a_subject
from tests.fakes import MemoryLibrary

CLERK = Reader(
    level=Level.DEPARTMENT, sub="clerk-1", role="department", body=BODY, division=DIVISION, purpose="supervision"
)
COUNTY = msgspec.structs.replace(CLERK, body="other", division="512021")
FIRMS = [a_subject(n) for n in range(1, 6)]
EVERYTHING = Wish()


def _library(*records: Record, page_bytes: int = 1_000_000) -> MemoryLibrary:
    library = MemoryLibrary(page_bytes=page_bytes)
    for record in records:
        library.put(record, over=None)
    return library


def _checked(
    library: MemoryLibrary, subjects: Sequence[Subject], *, wish: Wish = EVERYTHING, reader: Reader = CLERK
) -> Checked:
    holdings = Holdings(library=library, catalogue=catalogue(), periods=periods())
    return check(subjects, checking=Checking.of(wish, reader=reader, holdings=holdings, now=NOW))


def _lines(checked: Checked) -> list[CheckedLine]:
    return [msgspec.json.decode(line.written, type=CheckedLine) for line in checked.lines]


def test_each_subject_has_a_line_in_the_order_asked_with_its_name_counts_and_records() -> None:
    library = _library(
        a_profile(fields={"reg_status": "存续"}), a_record(), a_record(number=2), a_record(subject=FIRMS[2])
    )

    lines = _lines(_checked(library, [FIRMS[2], FIRMS[0]]))

    assert [line.subject for line in lines] == [FIRMS[2].key, FIRMS[0].key]
    assert (lines[1].name, lines[1].labels, lines[1].counts) == ("示例虚构甲有限公司", ("存续",), {"administration": 2})
    assert [record.item for record in lines[1].records] == ["market_entity_registration", PENALTY, PENALTY]
    assert (lines[0].name, lines[0].counts) == (None, {"administration": 1})


def test_what_never_was_and_what_may_not_be_seen_are_the_same_line() -> None:
    library = _library(
        a_record(subject=FIRMS[0], reviewed=False), a_record(subject=FIRMS[1], determined_on=date(2000, 1, 1))
    )

    checked = _checked(library, FIRMS[:3], reader=COUNTY)

    assert [line.written.replace(line.subject.key.encode(), b"-") for line in checked.lines] == [
        b'{"subject":"-","found":false}'
    ] * 3
    assert (checked.look.subjects, checked.look.versions) == ((), ())


def test_the_look_names_every_version_shown_of_every_subject_found() -> None:
    first, second = a_record(), a_record(subject=FIRMS[2])
    library = _library(a_profile(), first, second)

    look = _checked(library, FIRMS[:3]).look

    assert look.subjects == (f"m~{FIRMS[0].key}", f"m~{FIRMS[2].key}")
    assert set(look.versions) == {(a_profile().record_id, 1), (first.record_id, 1), (second.record_id, 1)}


def test_a_summary_holds_no_record_and_is_a_look_at_all_that_it_counts() -> None:
    library = _library(a_profile(), a_record())

    checked = _checked(library, FIRMS[:1], wish=Wish(detail=Detail.SUMMARY))

    (line,) = _lines(checked)
    assert (len(line.records), line.counts) == (0, {"administration": 1})
    assert len(checked.look.versions) == 2


def test_of_items_that_were_not_asked_for_nothing_is_looked_at_but_the_registration_for_its_name() -> None:
    library = _library(a_profile(), a_record())

    (line,) = _lines(_checked(library, FIRMS[:1], wish=Wish(items=frozenset({"administrative_permit"}))))

    assert (line.name, line.counts, len(line.records)) == ("示例虚构甲有限公司", {}, 0)


def test_a_record_of_an_item_that_the_catalogue_no_longer_has_is_passed_over() -> None:
    library = _library(a_profile(), a_record(item="formerly_collected"))

    (line,) = _lines(_checked(library, FIRMS[:1]))

    assert line.counts == {}


def test_a_county_is_shown_of_many_what_falls_to_it_by_the_registration() -> None:
    here, there = a_profile(subject_division="512021"), a_profile(subject=FIRMS[1], subject_division="512002")
    library = _library(here, a_record(subject_division=None), there, a_record(subject=FIRMS[1], subject_division=None))

    lines = _lines(_checked(library, FIRMS[:2], reader=COUNTY))

    assert [line.found for line in lines] == [True, False]
    assert lines[0].counts == {"administration": 1}


def test_a_file_of_several_pages_is_read_to_its_end() -> None:
    library = _library(a_profile(), *(a_record(number=n) for n in range(9)), page_bytes=2000)

    (line,) = _lines(_checked(library, FIRMS[:1]))

    assert line.counts == {"administration": 9}
    assert not line.more


def test_one_subject_with_very_many_records_is_cut_off_and_says_so() -> None:
    library = _library(*(a_record(number=n) for n in range(bulk_check.LINE_RECORDS + 1)))

    (line,) = _lines(_checked(library, FIRMS[:1]))

    assert (len(line.records), line.more) == (bulk_check.LINE_RECORDS, True)


def test_one_subject_with_very_long_records_is_cut_off_and_says_so() -> None:
    long = "虚构的事实。" * 20_000
    library = _library(*(a_record(number=n, fields={"violation_fact": long}) for n in range(6)))

    checked = _checked(library, FIRMS[:1])

    assert checked.lines[0].content.more
    assert len(checked.lines[0].written) < 2 * bulk_check.LINE_BYTES


def test_an_answer_holds_as_many_lines_as_fit_and_at_least_one() -> None:
    long = "虚构的事实。" * 18_000
    records = [a_record(subject=firm, number=n, fields={"violation_fact": long}) for firm in FIRMS for n in range(5)]
    library = _library(*records)

    checked = _checked(library, FIRMS)

    assert 1 <= len(checked.lines) < len(FIRMS)
    assert sum(len(line.written) for line in checked.lines) <= bulk_check.LIMIT_BYTES


def test_an_answer_shows_no_more_versions_than_one_entry_names() -> None:
    class Crowded(MemoryLibrary):
        """A library in which everybody has a thousand records."""

        def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
            """Return the file."""
            del after
            return Page([msgspec.structs.replace(one, subject=subject) for one in RECORDS])

    checked = _checked(Crowded(), [a_subject(n) for n in range(1, 14)], wish=Wish(detail=Detail.SUMMARY))

    assert len(checked.look.versions) == bulk_check.MOST_VERSIONS


RECORDS = [a_record(number=n) for n in range(bulk_check.LINE_RECORDS)]


def test_what_cannot_be_read_fails_the_whole() -> None:
    class Broken(MemoryLibrary):
        """A library of which one file cannot be read."""

        def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
            """Fail for one."""
            if subject == FIRMS[3]:
                raise TimeoutError
            return super().file_of(subject, after=after)

    with pytest.raises(TimeoutError):
        _checked(Broken(), FIRMS)


def test_the_public_would_see_what_is_public() -> None:
    library = _library(a_profile(), a_record(), a_record(number=2, reviewed=False))

    (line,) = _lines(_checked(library, FIRMS[:1], reader=PUBLIC))

    assert line.counts == {"administration": 1}
