"""Undoing (撤回入库): what a batch made is put back as it was before, record by record, by a batch of its own.

    asked for ─▶ planning ─▶ planned ─▶ applying ─▶ (record read ─▶ batch read ─▶ version put)… ─▶ applied

Each record that still stands as the batch made it gets a new version that shows what stood before: the version before
it, or nothing where there was none. A record that was changed, marked or decided since is left alone and listed in
the receipt, for a person to settle. Last made is first undone, so that a profile which a row brought along goes after
the rows that need it; while anything else stands of that person, it stays.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import msgspec

from chalicelib.errors import ConflictError, StaleVersionError
from chalicelib.intake.approvals import batch_for, own_file, rules
from chalicelib.intake.batches import Batch, Message, State
from chalicelib.intake.chains import Chain
from chalicelib.intake.identification import IMPLIED
from chalicelib.intake.judged import Judged, Kind, counts_of
from chalicelib.intake.made import Made, Part
from chalicelib.intake.means import Means
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.intake.rulebook import finding
from chalicelib.intake.taking import TRIES, Taken, must_be_standing
from chalicelib.intake.works import Portion
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.readers import Reader
from chalicelib.library.records import Reason, Record, Status
from chalicelib.terms.findings import Finding

MOVED_SINCE = "undo.moved_since"
_LETTERS = 8


def undo(number: str, *, by: Reader, means: Means, now: datetime) -> Batch:
    """Make the batch that takes another back, and return it; asked for again, the same one.

    Raises: NotFoundError for no such batch or another body's; ConflictError for one that made nothing, or too long ago;
            ForbiddenError for who sent it.
    """
    undone = batch_for(number, by=by, means=means)
    made = means.batches.find(number_for(undone))
    if made is not None:
        return made
    if undone.ticket.certifier == by.sub:
        raise own_file()
    if not undone.state.is_an_end or undone.made is None:
        raise ConflictError("upload.nothing_to_undo", "该批次没有可撤回的内容。", "The batch has made nothing to undo.")
    if now - undone.moved_at > rules().undo:
        raise ConflictError("upload.undo_too_late", "已超过可撤回的期限。", "The time to take it back is over.")
    made = Batch(
        batch=number_for(undone),
        version=1,
        state=State.PLANNING,
        ticket=msgspec.structs.replace(undone.ticket, certifier=by.sub, message=Message.UNDO, dry_run=False),
        ticketed_at=now,
        moved_at=now,
        planned_from=now,
        undo_of=undone.batch,
    )
    try:
        means.batches.put(made, over=None)
    except StaleVersionError:
        return batch_for(made.batch, by=by, means=means)
    means.admissions.send(made.batch)
    return made


def number_for(undone: Batch) -> str:
    """Return the number of the batch that takes another back: there is one."""
    letters = hashlib.sha256(f"undo\x1f{undone.batch}".encode()).hexdigest()[:_LETTERS]
    return f"{undone.batch.rpartition('-')[0]}-{letters}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoWork:
    """The versions that a batch made, last first."""

    undone: Batch
    means: Means
    now: datetime

    def portions(self, *, seam: int) -> Iterator[Portion]:  # noqa: ARG002 -- its portions are as they were made
        """Yield what each chunk made, from the last on."""
        chain, done = Chain(self.undone.batch, self.means.receipts, Part), 0
        for _, part in chain.backwards(self.undone.made):
            done += len(part.versions)
            yield Portion(done, self._taking(part.versions[::-1]))

    def _taking(self, made: Sequence[Made]) -> Callable[[Batch, Rehearsal | None], Taken]:
        def take(batch: Batch, rehearsal: Rehearsal | None) -> Taken:
            undoing = _Undoing(batch, self.means, self.now, rehearsal)
            standing = [undoing.read(one) for one in made]
            if rehearsal is None:
                must_be_standing(batch, means=self.means)
            judged = [undoing.put_back(one, record) for one, record in zip(made, standing, strict=True)]
            return Taken(counts_of(judged), undoing.changes, judged, undoing.findings)

        return take


@dataclass(slots=True)
class _Undoing:
    """Puts back what one chunk made."""

    batch: Batch
    means: Means
    now: datetime
    rehearsal: Rehearsal | None
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def read(self, made: Made) -> Record:
        """Return a record as it stands; what was put is never gone from its place."""
        record = self.means.library.find(made.record_id)
        if record is None:
            raise RecordMissingError(made.record_id)
        return record

    def put_back(self, made: Made, record: Record) -> Judged:
        """Put back what stood before a version, and say what became of it."""
        for _ in range(TRIES):
            done = self._done_earlier(made, record)
            if done is not None:
                return done
            if not _stands_as_made(record, made):
                return self._left_alone(made, record)
            before = self._before(made)
            if before is None and self._is_needed(record):
                return Judged(made.row, Kind.UNCHANGED, None, made.record_id, record.version)
            new = versions.put_back(record, before, act=self.batch.batch, at=self.now)
            if self._was_put(new, over=record):
                return _judged(made, record, new)
            record = self.read(made)
        raise StaleVersionError

    def _done_earlier(self, made: Made, record: Record) -> Judged | None:
        """Return what a run before made of it, whatever came over it since."""
        if self.rehearsal is not None or record.version <= made.version:
            return None
        known = [*self.means.library.history_of(made.record_id), record]
        for before, after in pairwise(known):
            if after.content.reason is Reason.UNDONE and after.content.act == self.batch.batch:
                self._note_change(before, after)
                return _judged(made, before, after)
        return None

    def _left_alone(self, made: Made, record: Record) -> Judged:
        self.findings.append(finding(MOVED_SINCE, row=made.row))
        return Judged(made.row, Kind.HELD, MOVED_SINCE, made.record_id, record.version)

    def _before(self, made: Made) -> Record | None:
        """Return the version that a version was put over."""
        history = self.means.library.history_of(made.record_id) if made.version > 1 else ()
        return next((version for version in history if version.version == made.version - 1), None)

    def _is_needed(self, record: Record) -> bool:
        """Say whether a profile that a row brought along is of a person of whom something else stands."""
        if record.content.withheld != IMPLIED:
            return False
        after: str | None = None
        while True:
            page = self.means.library.file_of(record.subject, after=after)
            if any(self._stays(one) for one in page.records if one.place != record.place):
                return True
            after = page.after
            if after is None:
                return False

    def _stays(self, record: Record) -> bool:
        """Say whether a record stands, and is not one that would be withdrawn before."""
        is_going = self.rehearsal is not None and self.rehearsal.earlier(record.subject, (record.place,)) is not None
        return record.content.status is Status.LIVE and not is_going

    def _was_put(self, new: Record, *, over: Record) -> bool:
        if self.rehearsal is not None:
            if new.content.status is not Status.LIVE:
                self.rehearsal.take(new.subject, (new.place,), row=new.content.supply.row, fields={})
            return True
        try:
            self.means.library.put(new, over=over)
        except StaleVersionError:
            must_be_standing(self.batch, means=self.means)
            return False
        self._note_change(over, new)
        return True

    def _note_change(self, before: Record, after: Record) -> None:
        self.changes.append(Change(before=before, after=after, by=self.batch.ticket.certifier, role="department"))


class RecordMissingError(Exception):
    """A failure of ours: a record that a batch put is not at its place."""


def _stands_as_made(record: Record, made: Made) -> bool:
    """Say whether a record shows what a batch made, also where another batch over it was taken back."""
    content = record.content
    return record.version == made.version or (content.reason is Reason.UNDONE and content.restores == made.version)


def _judged(made: Made, before: Record, after: Record) -> Judged:
    """Return what becomes of a record: it goes, it comes back, or it shows an earlier version."""
    was, is_now = before.content.status is Status.LIVE, after.content.status is Status.LIVE
    if was != is_now:
        kind = Kind.REVOKE if was else Kind.ADD
        return Judged(made.row, kind, None, made.record_id, before.version)
    old, new = before.content.fields, after.content.fields
    fields = tuple(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))
    kind = Kind.DISPUTED if before.mark is not None else Kind.NEW_VERSION
    return Judged(made.row, kind, None, made.record_id, before.version, fields)
