"""A file of ten thousand records is given part by part, and no part costs more memory for what comes behind it."""

import tracemalloc

import msgspec

from chalicelib.library.places import record_place, suffix_of
from chalicelib.library.readers import PUBLIC
from chalicelib.library.records import Record
from chalicelib.library.store import Page
from chalicelib.reports.composition import Asked, report_on
from chalicelib.reports.parts import MOST_RECORDS
from chalicelib.terms.subjects import Subject
from tests.factories import DECIDED_ON, NOW, PENALTY, a_record, a_subject
from tests.fakes import MemoryLibrary
from tests.unit.reports.standing import Means

A_PAGE = 700  # records of a kilobyte and a half in one Query
MEGABYTE = 1_000_000


class Endless(MemoryLibrary):
    """A file that is made while it is read, so that nobody but the reader keeps any of it."""

    def __init__(self, records: int) -> None:
        """Take how many records the file has."""
        super().__init__()
        suffixes = sorted(suffix_of(str(number)) for number in range(records))
        self._places = [record_place(PENALTY, on=DECIDED_ON, suffix=suffix) for suffix in suffixes]
        self._body = msgspec.json.encode(a_record())

    def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
        """Make a page."""
        first = self._places.index(after) + 1 if after else 0
        places = self._places[first : first + A_PAGE]
        made = [msgspec.json.decode(self._body, type=Record) for _ in places]
        records = [
            msgspec.structs.replace(one, subject=subject, place=at) for one, at in zip(made, places, strict=True)
        ]
        return Page(records, places[-1] if first + A_PAGE < len(self._places) else None)


def _read(records: int) -> tuple[int, list[int]]:
    """Read a file to its end; return how many records were given, and the peak of memory of each part in bytes."""
    holdings, given, peaks, after = Means(library=Endless(records)).holdings, 0, [], None
    tracemalloc.start()
    while True:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        part = report_on(a_subject(), reader=PUBLIC, holdings=holdings, now=NOW, asked=Asked(after=after))
        body, after = msgspec.json.encode(part.content), part.after
        given += body.count(b'"record":')
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
        del part, body
        if after is None:
            tracemalloc.stop()
            return given, peaks


def test_no_part_of_a_long_report_costs_more_than_a_short_one() -> None:
    _read(50)  # what is made once is made
    _, (alone,) = _read(MOST_RECORDS)

    given, peaks = _read(10_000)

    print(f"a part of {MOST_RECORDS} records: {alone / MEGABYTE:.1f} MB; of 10,000: {max(peaks) / MEGABYTE:.1f} MB")
    assert (given, len(peaks)) == (10_000, 5)
    assert max(peaks) < 1.25 * alone
