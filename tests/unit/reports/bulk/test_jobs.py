"""A job brings a list to a result whoever goes on with it and however often, and its result is good for its day."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.errors import GoneError, NotFoundError, StaleVersionError
from chalicelib.ledger.entries import Entry
from chalicelib.library import versions
from chalicelib.library.holdings import Holdings
from chalicelib.library.store import Page
from chalicelib.reports.bulk import check, jobs
from chalicelib.reports.bulk.check import Detail
from chalicelib.reports.bulk.jobs import FRESH, TTL, Job, State, job_of, judged_again, opened, roll_forward, withdraw
from chalicelib.terms.subjects import Subject
from tests.app.world import CITIZEN_NUMBER
from tests.factories import NOW, a_credit_code, a_profile, a_record, a_subject
from tests.factories_bulk import a_job, a_list
from tests.fakes import MemoryLibrary
from tests.fakes_bulk import MemoryBulkFiles, MemoryBulkJobs
from tests.fakes_ledger import MemoryLedger
from tests.journeys.killing import Counted, KilledError, Killer, Moment

NUMBER = a_job().job
CHUNK = 4
LONG = tuple(range(1, 2 * CHUNK + 3))


@dataclass
class Means:
    """What a job works with; every call to a store can be the last."""

    library: Any = field(default_factory=MemoryLibrary)
    killer: Killer = field(default_factory=Killer)

    def __post_init__(self) -> None:
        """Start empty."""
        self.entries, self.kept, self.files = MemoryLedger(), MemoryBulkJobs(), MemoryBulkFiles()
        self.bulk_jobs: Any = Counted(self.kept, lambda: self.killer)
        self.bulk_files: Any = Counted(self.files, lambda: self.killer)
        self.ledger: Any = Counted(self.entries, lambda: self.killer)
        self.holdings = Holdings(library=self.library, catalogue=catalogue(), periods=periods())

    @property
    def looks(self) -> list[Entry]:
        """Return the entries, oldest first."""
        return list(self.entries.all())

    @property
    def result(self) -> list[list[str]]:
        """Return the rows of the result that is a CSV."""
        return list(csv.reader(io.StringIO(self.files.files[f"results/{NUMBER}"].decode("utf-8-sig"))))


def _library() -> MemoryLibrary:
    library = MemoryLibrary()
    for number in (1, 2, CHUNK + 1):
        library.put(a_profile(subject=a_subject(number)), over=None)
        library.put(a_record(subject=a_subject(number)), over=None)
    return library


def _means(content: bytes = a_list(1, 2, 3), **changes: Any) -> Means:
    means = Means(library=_library())
    opened(a_job(content, **changes), content, means=means)
    means.killer = Killer()
    return means


def _go_on(means: Means, *, now: datetime = NOW, steps: int = 1000, chunk: int = CHUNK) -> Job:
    left = iter(range(steps - 1))

    def may_go_on() -> bool:
        return next(left, None) is not None

    return roll_forward(NUMBER, means=means, now=lambda: now, may_go_on=may_go_on, chunk=chunk)


def test_a_list_becomes_a_result_and_one_look_with_the_ground_and_the_job() -> None:
    means = _means()

    job = _go_on(means)

    assert (job.state, job.subjects, job.checked, job.found) == (State.DONE, 3, 3, 2)
    assert [row[0] for row in means.result[1:]] == [a_credit_code(n) for n in (1, 2, 3)]
    (look,) = means.looks
    assert look.subjects == (f"m~{a_credit_code(1)}", f"m~{a_credit_code(2)}")
    assert (look.ground, look.act, look.purpose, look.actor.sub) == (
        "statutory_duty",
        NUMBER,
        "supervision",
        "department-1",
    )


def test_records_are_given_as_lines_of_json() -> None:
    means = _means(detail=Detail.RECORDS)

    _go_on(means)

    lines = [msgspec.json.decode(line) for line in means.files.files[f"results/{NUMBER}"].splitlines()]
    assert list(lines[0]) == ["columns"]
    assert [line["found"] for line in lines[1:]] == [True, True, False]


def test_a_long_list_is_checked_by_chunks_each_of_which_is_a_look() -> None:
    means = _means(a_list(*LONG))

    job = _go_on(means)

    assert (job.checked, job.found, len(job.parts)) == (len(LONG), 3, 3)
    assert sorted(len(look.subjects) for look in means.looks) == [0, 1, 2]
    assert [row[0] for row in means.result[1:]] == [a_credit_code(n) for n in LONG]


def test_lines_that_name_nobody_are_told_and_skipped() -> None:
    means = _means(a_list(1) + b"123\n")

    job = _go_on(means)

    assert (job.faulty, job.faults[0].line) == (1, 3)
    assert len(means.result) == 2


@pytest.mark.parametrize("moment", list(Moment))
def test_killed_at_any_call_the_result_is_the_same_and_no_look_is_entered_twice(
    moment: Moment,
) -> None:
    content = a_list(*LONG)
    whole = _means(content)
    _go_on(whole)
    calls = whole.killer.calls
    assert calls > 10

    for at in range(1, calls + 1):
        means = _means(content)
        means.killer = Killer(at=at, moment=moment)
        with pytest.raises(KilledError):
            _go_on(means)
        means.killer = Killer()
        job = _go_on(means, now=NOW + timedelta(minutes=5))

        assert job.state is State.DONE, at
        assert means.result == whole.result
        assert len(means.looks) == 3


def test_two_at_once_make_one_result_and_the_slower_is_left_behind() -> None:
    means = _means(a_list(*LONG))
    _go_on(means, steps=1)
    standing = means.kept.find(NUMBER)
    assert standing is not None

    class Interrupted(MemoryBulkFiles):
        """A bucket at which another comes first."""

        def put_part(self, job: str, name: str, content: bytes) -> None:
            """Let another do the whole rest."""
            super().put_part(job, name, content)
            means.bulk_files = means.files
            _go_on(means)

    slower = Interrupted()
    slower.files = means.files.files
    means.bulk_files = slower
    with pytest.raises(StaleVersionError):
        _go_on(means)

    assert len(means.result) == len(LONG) + 1
    assert len(means.looks) == 3


def test_a_look_that_showed_something_else_is_an_entry_of_its_own() -> None:
    means = _means(detail=Detail.RECORDS)
    _go_on(means, steps=1)
    means.killer = Killer(at=4)
    with pytest.raises(KilledError):
        _go_on(means)
    means.library.put(a_record(subject=a_subject(3)), over=None)
    means.killer = Killer()

    _go_on(means, now=NOW + timedelta(minutes=1))

    assert sorted(len(look.subjects) for look in means.looks) == [2, 3]


def test_a_look_that_is_gone_on_with_much_later_bears_its_own_instant() -> None:
    means = _means()
    _go_on(means, steps=1)
    later = NOW + timedelta(hours=2)

    _go_on(means, now=later)

    assert [look.at for look in means.looks] == [later]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{a_credit_code(1)}\n{CITIZEN_NUMBER}\n".encode(), "bulk.list_resident_id"),
        (b"123\n", "bulk.list_empty"),
        ("示例".encode("gbk"), "bulk.list_not_utf8"),
    ],
)
def test_a_list_that_will_not_do_is_refused_and_not_kept(content: bytes, reason: str) -> None:
    means = _means(content)

    job = _go_on(means)

    assert (job.state, job.reason) == (State.REFUSED, reason)
    assert means.files.files == {}
    assert means.looks == []
    assert CITIZEN_NUMBER not in str(means.kept.kept)


def test_another_file_than_was_declared_is_refused() -> None:
    means = _means()
    means.files.receive(NUMBER, a_list(1, 2))

    assert _go_on(means).reason == "bulk.list_differs"


def test_a_list_that_does_not_come_is_waited_for_and_then_not_any_more() -> None:
    means = Means()
    opened(a_job(), None, means=means)

    assert _go_on(means).state is State.AWAITING
    assert _go_on(means, now=NOW + TTL).reason == "bulk.list_missing"


def test_a_result_that_would_be_too_large_is_refused() -> None:
    means = _means(a_list(*LONG))
    _go_on(means, steps=1)
    begun = means.kept.find(NUMBER)
    assert begun is not None
    means.kept.put(begun.moved(State.CHECKING, at=NOW, result_bytes=jobs.MOST_BYTES), over=begun)

    assert _go_on(means).reason == "bulk.result_too_large"
    assert means.files.files == {}


def test_one_chunk_that_shows_more_than_an_entry_names_is_several_entries() -> None:
    crowd = [a_record(number=n) for n in range(check.LINE_RECORDS)]

    class Crowded(MemoryLibrary):
        """A library in which everybody has a thousand records."""

        def file_of(self, subject: Subject, *, after: str | None = None) -> Page:
            """Return the file."""
            del after
            return Page([msgspec.structs.replace(one, subject=subject) for one in crowd])

    content = a_list(*range(1, 14))
    means = Means(library=Crowded())
    opened(a_job(content), content, means=means)

    _go_on(means, chunk=jobs.CHUNK)

    assert sorted(len(look.subjects) for look in means.looks) == [3, 10]
    assert len({look.entry for look in means.looks}) == 2


def _record(means: Means) -> Any:
    return means.library.find(a_record(subject=a_subject(1)).record_id)


def _is_marked(means: Means) -> None:
    means.library.put(versions.marked(_record(means), case="YY-1", at=NOW), over=_record(means))


def _is_suspended(means: Means) -> None:
    _is_marked(means)
    means.library.put(versions.suspended(_record(means), case="YY-1", at=NOW), over=_record(means))


def _is_withdrawn(means: Means) -> None:
    means.library.put(versions.withdrawn(_record(means), act="batch-2", at=NOW), over=_record(means))


def _told_of_the_first(means: Means) -> Any:
    """Return what the result of a job by records says of the first subject's records."""
    return msgspec.json.decode(means.files.files[f"results/{NUMBER}"].splitlines()[1])


@pytest.mark.parametrize(
    "happens", [_is_marked, _is_suspended, _is_withdrawn], ids=["mark", "suspension", "withdrawal"]
)
def test_what_happens_to_a_record_on_the_same_day_is_in_the_file_that_is_fetched_later(happens: Any) -> None:
    means, anew = _means(detail=Detail.RECORDS), _means(detail=Detail.RECORDS)
    done = _go_on(means)
    before = _told_of_the_first(means)
    for some in (means, anew):
        happens(some)
    later = NOW + FRESH

    assert judged_again(done, means=means, now=later - timedelta(seconds=1)) == done
    again = judged_again(done, means=means, now=later)
    assert (again.state, again.checked, again.found, again.parts, again.subjects) == (State.CHECKING, 0, 0, (), 3)
    assert again.wakes_at == later
    fetched = _go_on(means, now=later)

    _go_on(anew)
    assert (fetched.state, fetched.checked, fetched.found) == (State.DONE, 3, 2)
    assert _told_of_the_first(means) == _told_of_the_first(anew) != before
    assert len(means.looks) == 2
    assert _go_on(means, now=done.good_until).state is State.GONE
    assert means.files.files == {}


def test_of_two_who_fetch_at_once_one_has_it_judged_again_and_a_withdrawn_one_stays_withdrawn() -> None:
    means = _means()
    done, later = _go_on(means), NOW + FRESH
    judged_again(done, means=means, now=later)

    with pytest.raises(StaleVersionError):
        judged_again(done, means=means, now=later + timedelta(seconds=1))
    ending = withdraw(_go_on(means, now=later), means=means, now=later)
    assert judged_again(ending, means=means, now=later + FRESH) == ending


def test_what_was_killed_while_it_judged_again_is_finished_by_who_goes_on() -> None:
    means = _means(a_list(*LONG))
    judged_again(_go_on(means), means=means, now=NOW + FRESH)
    halfway = _go_on(means, now=NOW + FRESH, steps=1)

    assert (halfway.state, halfway.checked) == (State.CHECKING, CHUNK)
    assert _go_on(means, now=NOW + 2 * FRESH).state is State.DONE
    assert [row[0] for row in means.result[1:]] == [a_credit_code(n) for n in LONG]


def test_when_the_day_ends_nobody_is_given_the_result_and_it_is_deleted() -> None:
    means = _means()
    job = _go_on(means)
    evening = job.good_until

    assert job_of(NUMBER, sub="department-1", means=means, now=evening - timedelta(seconds=1)) == job
    with pytest.raises(GoneError) as gone:
        job_of(NUMBER, sub="department-1", means=means, now=evening)
    assert gone.value.code == "bulk.day_ended"
    assert list(means.kept.unsettled(before=evening, limit=10)) == []
    assert list(means.kept.unsettled(before=evening + timedelta(seconds=1), limit=10)) == [NUMBER]
    assert _go_on(means, now=evening).state is State.GONE
    assert means.files.files == {}


def test_a_job_that_is_not_done_when_its_day_ends_is_gone_too() -> None:
    means = _means(a_list(*LONG))
    job = _go_on(means, steps=2)

    assert _go_on(means, now=job.good_until).state is State.GONE
    assert means.files.files == {}


def test_a_withdrawn_job_is_shown_to_nobody_and_then_deleted() -> None:
    means = _means()
    job = withdraw(_go_on(means), means=means, now=NOW)

    with pytest.raises(GoneError) as gone:
        job_of(NUMBER, sub="department-1", means=means, now=NOW)
    assert gone.value.code == "bulk.withdrawn"
    assert _go_on(means).state is State.GONE
    assert means.files.files == {}
    assert job.wakes_at == NOW


def test_a_job_is_for_who_asked_it_alone() -> None:
    means = _means()

    for number, sub in ((NUMBER, "department-2"), ("PL-never", "department-1")):
        with pytest.raises(NotFoundError):
            job_of(number, sub=sub, means=means, now=NOW)


def test_what_is_at_rest_stays_as_it_is() -> None:
    means = _means(b"123\n")
    refused = _go_on(means)

    assert _go_on(means) == refused
    assert refused.wakes_at is None


def test_a_job_that_never_was_is_not_gone_on_with() -> None:
    with pytest.raises(NotFoundError):
        _go_on(Means())


@pytest.mark.parametrize("lost", ["lists", "parts"])
def test_what_a_job_committed_and_the_bucket_lost_is_a_failure_and_no_shorter_result(lost: str) -> None:
    means = _means(a_list(*LONG))
    _go_on(means, steps=4)
    for key in [key for key in means.files.files if key.startswith(lost)]:
        del means.files.files[key]
    if lost == "lists":
        _shorten(means)

    with pytest.raises(jobs.PartMissingError):
        _go_on(means)


def _shorten(means: Means) -> None:
    """Let one chunk be left to check, so that the list is asked for again."""
    job = means.kept.find(NUMBER)
    assert job is not None
    shorter = job.moved(State.CHECKING, at=NOW, parts=job.parts[:-1], checked=job.checked - CHUNK)
    means.kept.put(shorter, over=job)
