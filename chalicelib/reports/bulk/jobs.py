"""Jobs: a bulk check of a whole list, chunk by chunk, whose result is fetched until the day ends.

    awaiting ─▶ checking ◀─▶ done ─▶ gone         the list, its chunks, the result, and nothing any more
        │           │         └─ ending ─▶ gone   withdrawn by who asked
        └───────────┴──▶ refused                  no list of codes, or one that is too large

A job is owned by its item: the conditional put on its version is the commit of each step, and whoever goes on with it
(a message, the sweeper) only rolls it forward. A chunk is read, its look is entered, its part is kept, and then the job
commits the part by the name of its own hash: what a second delivery writes changes nothing that was committed, and a
look at the same chunk that showed the same is one entry.

What may be shown is judged when it is read, and a file cannot enforce that by itself: so a result is handed out while
it is fresh, and one that is fetched later is checked anew first, for its records may be marked or suspended by then. A
job is good until the end of the Beijing day on which it was asked for; then all of it is deleted.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import msgspec
from msgspec import Struct

from chalicelib.errors import GoneError, NotFoundError
from chalicelib.ledger import looks
from chalicelib.ledger.store import LedgerStore
from chalicelib.library.holdings import Holdings
from chalicelib.library.readers import Reader
from chalicelib.reports.bulk.check import AT_ONCE, MOST_VERSIONS, Checking, Detail, Line, Wish, lines_of, look_at
from chalicelib.reports.bulk.lists import LineFault, Listed, Unfit, listed_in
from chalicelib.reports.bulk.results import CONTENT_TYPES, opening_of, part_of
from chalicelib.reports.bulk.store import BulkFiles, JobStore
from chalicelib.terms.dates import beijing_date, end_of
from chalicelib.terms.subjects import Subject

CHUNK = 500
MOST_LINES = {Detail.SUMMARY: 100_000, Detail.RECORDS: 10_000}
MOST_BYTES = 64 * 1024 * 1024
TTL = timedelta(minutes=15)
LINK_SECONDS = 300
# How long a result is handed out as it is; no link to it outlives that.
FRESH = timedelta(minutes=5)
# A look that is entered again by who goes on where another broke off bears the instant of the first, for so long.
SAME_LOOK = timedelta(minutes=15)
WITHDRAWN, DAY_ENDED = "bulk.withdrawn", "bulk.day_ended"
NO_LIST, OTHER_LIST, TOO_LARGE = "bulk.list_missing", "bulk.list_differs", "bulk.result_too_large"
_ID_LETTERS = 32
_GONE = {
    WITHDRAWN: ("批量比对已撤回，结果已删除。", "It was withdrawn, and its result is gone."),
    DAY_ENDED: ("结果仅当日有效，现已删除；请重新查询。", "A result is good for its day alone; it is gone. Ask anew."),
}


class State(StrEnum):
    """How far a job has come; for the last two nothing is left to do."""

    AWAITING = "awaiting"
    CHECKING = "checking"
    DONE = "done"
    ENDING = "ending"
    REFUSED = "refused"
    GONE = "gone"

    @property
    def is_at_rest(self) -> bool:
        """Say whether nothing is left to do."""
        return self in {State.REFUSED, State.GONE}


class Job(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One bulk check of a list: who asked it in what standing, what of, and how far it has come.

    Of the `subjects` the first `checked` have been looked at; `parts` names what is kept of the result, `earlier` what
    may be left of those before it; `found` counts subjects of whom something may be seen. `ground` and `route` go into
    the entries of its looks. `reason` is why it was refused or is gone.

    Shape: job "PL-20261127-…", sha256 in lower-case hex
    Units: size_bytes of the list, result_bytes.
    """

    job: str
    version: int
    state: State
    reader: Reader
    ground: str
    route: str
    detail: Detail
    size_bytes: int
    sha256: str
    opened_at: datetime
    moved_at: datetime
    items: tuple[str, ...] = ()
    subjects: int = 0
    checked: int = 0
    found: int = 0
    faulty: int = 0
    faults: tuple[LineFault, ...] = ()
    parts: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    result_bytes: int = 0
    reason: str | None = None

    @property
    def good_until(self) -> datetime:
        """The end of the Beijing day on which it was asked for."""
        return end_of(beijing_date(self.opened_at))

    @property
    def fresh_until(self) -> datetime:
        """Until when the result of one that is done is handed out as it is."""
        return min(self.moved_at + FRESH, self.good_until)

    @property
    def ever_kept(self) -> tuple[str, ...]:
        """Name every part that may be in the bucket."""
        return tuple(dict.fromkeys((*self.earlier, *self.parts)))

    def is_fresh(self, now: datetime) -> bool:
        """Say whether there is no result that would have to be judged again before it is handed out."""
        return self.state is not State.DONE or now < self.fresh_until

    @property
    def wakes_at(self) -> datetime | None:
        """When there is something to do that nobody may have told of; None at rest."""
        if self.state.is_at_rest:
            return None
        later = {State.AWAITING: self.opened_at + TTL, State.DONE: self.good_until}
        return later.get(self.state, self.moved_at)

    def moved(self, state: State, *, at: datetime, **changes: object) -> "Job":
        """Return the job as it is put next."""
        return msgspec.structs.replace(self, version=self.version + 1, state=state, moved_at=at, **changes)


class Means(Protocol):
    """What a job works with."""

    @property
    def bulk_jobs(self) -> JobStore:
        """The jobs."""

    @property
    def bulk_files(self) -> BulkFiles:
        """Their lists and results."""

    @property
    def holdings(self) -> Holdings:
        """The libraries, and the rules by which they are read."""

    @property
    def ledger(self) -> LedgerStore:
        """The ledger."""


def opened(job: Job, listed: bytes | None, *, means: Means) -> Job:
    """Open a job; a list that came with the call is kept as if it had been sent, and is told of by its bucket."""
    _committed(job, over=None, means=means)
    if listed is not None:
        means.bulk_files.put_list(job.job, listed)
    return job


def job_of(number: str, *, sub: str, means: Means, now: datetime) -> Job:
    """Return a job to who asked for it, as long as its day lasts; to any other it does not exist.

    Raises: NotFoundError; GoneError for one that was withdrawn, or whose day has ended.
    """
    job = means.bulk_jobs.find(number)
    if job is None or job.reader.sub != sub:
        raise NotFoundError
    if job.state in {State.ENDING, State.GONE} or now >= job.good_until:
        reason = job.reason if job.reason in _GONE else DAY_ENDED
        raise GoneError(reason, *_GONE[reason])
    return job


def judged_again(job: Job, *, means: Means, now: datetime) -> Job:
    """Return a job to be fetched: as it is, or back at `checking` where its result is no longer fresh.

    Every subject is looked at again then, and each look is entered; nothing is left of the old result in the new.

    Raises: StaleVersionError where it moved meanwhile.
    """
    if job.is_fresh(now):
        return job
    anew = {"checked": 0, "found": 0, "result_bytes": 0, "parts": (), "earlier": job.ever_kept}
    return _committed(job.moved(State.CHECKING, at=now, **anew), over=job, means=means)


def withdraw(job: Job, *, means: Means, now: datetime) -> Job:
    """Withdraw a job: nobody is given its result from now on, and whoever goes on with it deletes it.

    Raises: StaleVersionError where it moved meanwhile.
    """
    return _committed(job.moved(State.ENDING, at=now, reason=WITHDRAWN), over=job, means=means)


def roll_forward(
    number: str, *, means: Means, now: Callable[[], datetime], may_go_on: Callable[[], bool], chunk: int = CHUNK
) -> Job:
    """Go on with a job as far as it can be brought, or as long as it may; return it as it stands then.

    Raises: NotFoundError; StaleVersionError where another goes on with it, who is left to it.
    """
    job = means.bulk_jobs.find(number)
    if job is None:
        raise NotFoundError
    run = _Run(means, chunk)
    while (further := run.step(job, now=now())) is not job:
        job = further
        if not may_go_on():
            break
    return job


@dataclass(slots=True)
class _Run:
    """One going on with one job; the list is read once for it."""

    means: Means
    chunk: int
    listed: Listed | None = None

    def step(self, job: Job, *, now: datetime) -> Job:
        """Return the job one step further, committed; the same where there is nothing to do now."""
        if job.state.is_at_rest:
            return job
        if job.state is State.ENDING or now >= job.good_until:
            return self._erased(job, State.GONE, job.reason or DAY_ENDED, now=now)
        if job.state is State.AWAITING:
            return self._begun(job, now=now)
        return self._checked(job, now=now) if job.state is State.CHECKING else job

    def _begun(self, job: Job, *, now: datetime) -> Job:
        content = self.means.bulk_files.find_list(job.job)
        if content is None:
            return self._erased(job, State.REFUSED, NO_LIST, now=now) if now >= job.opened_at + TTL else job
        if (len(content), hashlib.sha256(content).hexdigest()) != (job.size_bytes, job.sha256):
            return self._erased(job, State.REFUSED, OTHER_LIST, now=now)
        listed = listed_in(content, most=MOST_LINES[job.detail])
        if isinstance(listed, Unfit):
            faults = (LineFault(listed.line, listed.code),) if listed.line else ()
            return self._erased(job, State.REFUSED, listed.code, now=now, faults=faults)
        self.listed = listed
        told = {"subjects": len(listed.subjects), "faulty": listed.faulty, "faults": listed.faults}
        return _committed(job.moved(State.CHECKING, at=now, **told), over=job, means=self.means)

    def _checked(self, job: Job, *, now: datetime) -> Job:
        if job.checked >= job.subjects:
            return self._finished(job, now=now)
        wish = Wish(items=frozenset(job.items), detail=job.detail)
        checking = Checking.of(wish, reader=job.reader, holdings=self.means.holdings, now=now)
        lines = lines_of(
            self._subjects(job)[job.checked : job.checked + self.chunk], checking=checking, at_once=AT_ONCE
        )
        part = part_of(lines, detail=job.detail)
        if job.result_bytes + len(part) > MOST_BYTES:
            return self._erased(job, State.REFUSED, TOO_LARGE, now=now)
        name = hashlib.sha256(part).hexdigest()[:_ID_LETTERS]
        self._enter(job, lines, now=now)
        self.means.bulk_files.put_part(job.job, name, part)
        done = job.moved(
            State.CHECKING,
            at=now,
            checked=job.checked + len(lines),
            parts=(*job.parts, name),
            found=job.found + sum(line.content.found for line in lines),
            result_bytes=job.result_bytes + len(part),
        )
        return _committed(done, over=job, means=self.means)

    def _enter(self, job: Job, lines: Sequence[Line], *, now: datetime) -> None:
        """Enter the look at a chunk, as one entry unless it shows more than one names.

        An id is made of what the entry says, so that the same look entered again is the same entry.
        """
        at = job.moved_at if now - job.moved_at < SAME_LOOK else now
        for some in _shared_out(lines):
            told = looks.entry_of(look_at(some), reader=job.reader, entry="", at=at, route=job.route)
            entry = msgspec.structs.replace(told, ground=job.ground, act=job.job)
            said = b"%d\x1f%b" % (len(job.parts), msgspec.json.encode(entry))
            made = hashlib.sha256(said).hexdigest()[:_ID_LETTERS]
            self.means.ledger.put(msgspec.structs.replace(entry, entry=made))

    def _finished(self, job: Job, *, now: datetime) -> Job:
        """Put the result together before the job says that it is there; what it was made of is left to its end."""
        wish = Wish(items=frozenset(job.items), detail=job.detail)
        checking = Checking.of(wish, reader=job.reader, holdings=self.means.holdings, now=now)
        opening = opening_of(job.detail, columns=checking.columns)
        parts = [self.means.bulk_files.find_part(job.job, name) for name in job.parts]
        if None in parts:
            raise PartMissingError(job.job)
        result = opening + b"".join(part for part in parts if part is not None)
        self.means.bulk_files.put_result(job.job, result, content_type=CONTENT_TYPES[job.detail])
        return _committed(job.moved(State.DONE, at=now, result_bytes=len(result)), over=job, means=self.means)

    def _erased(self, job: Job, state: State, reason: str, *, now: datetime, **told: object) -> Job:
        """Delete all that is kept of a job, and say so when it is done."""
        files = self.means.bulk_files
        files.delete_result(job.job)
        files.delete_list(job.job)
        for name in job.ever_kept:
            files.delete_part(job.job, name)
        return _committed(job.moved(state, at=now, reason=reason, **told), over=job, means=self.means)

    def _subjects(self, job: Job) -> tuple[Subject, ...]:
        if self.listed is None:
            content = self.means.bulk_files.find_list(job.job)
            listed = listed_in(content, most=MOST_LINES[job.detail]) if content is not None else None
            if not isinstance(listed, Listed):
                raise PartMissingError(job.job)
            self.listed = listed
        return self.listed.subjects


class PartMissingError(Exception):
    """A failure of ours: a list or a part that a job committed is not in the bucket."""


def _shared_out(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield the lines by as many as one entry names the versions of."""
    first, versions = 0, 0
    for number, line in enumerate(lines):
        versions += len(line.versions)
        if versions > MOST_VERSIONS:
            yield lines[first:number]
            first, versions = number, len(line.versions)
    yield lines[first:]


def _committed(job: Job, *, over: Job | None, means: Means) -> Job:
    means.bulk_jobs.put(job, over=over)
    return job
