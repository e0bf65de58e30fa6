"""Full statements (全量核对): a file that states everything live of an item of its body, held against what is here.

    rows ─▶ supplied as any others ─▶ records of the body that no row names ─▶ let go on by another ─▶ they end
                                                                         ─▶ what is here and there, day by day

What ends is what the plan listed and somebody let, each judged anew; what was supplied, marked or decided since stays.
If any row of the file was kept out nothing ends, for nobody knows which record it is about; a record under an open case
is left to the case. What has ended already, left its list or been repaired need not be stated. A record that ended for
this may be supplied again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from msgspec.structs import asdict

from chalicelib.catalogue.items import Item
from chalicelib.errors import StaleVersionError
from chalicelib.intake.batches import Batch, State
from chalicelib.intake.judged import Judged, Kind, counts_of
from chalicelib.intake.messages import messages
from chalicelib.intake.offers import age_of, suffix_in
from chalicelib.intake.plans import Planned
from chalicelib.intake.reconciliations import DISPUTED, KEPT_OUT, LEFT_OUT, Reconciliation, days_of
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.intake.rows import Rows
from chalicelib.intake.rulebook import finding
from chalicelib.intake.stock import answered_for_by, record_ids_of
from chalicelib.intake.taking import ROLE, TRIES, Taken, must_be_standing
from chalicelib.intake.works import FileWork, Portion
from chalicelib.library import versions
from chalicelib.library.changes import Change
from chalicelib.library.places import place_named_by
from chalicelib.library.records import RESYNC, Announced, Record, Status, Value
from chalicelib.terms.findings import Finding, Severity

_HUNDRED = 100
_REASON = "来源单位的全量核对中没有该记录"
_LISTED = frozenset({LEFT_OUT, KEPT_OUT, DISPUTED})
Take = Callable[[Batch, Rehearsal | None], Taken]


@dataclass(frozen=True, slots=True)
class ResyncWork:
    """The rows of a file, then the records that none of them names, then how both compare."""

    file: FileWork
    batch: Batch

    def portions(self, *, seam: int) -> Iterator[Portion]:
        """Yield the chunks of the file, as many records that are not in it at a time, and the comparison."""
        named, last = _Named(self.file.item), 0
        for rows in self.file.rows(seam=seam):
            named.look_at(rows)
            portion = self.file.portion_of(rows)
            last = portion.last
            yield Portion(last, _with_days(portion.take))
        for record_ids in _slices(self._lacking(named), self.file.chunk_rows):
            last += len(record_ids)
            yield Portion(last, self._ending(record_ids, named))
        yield Portion(last + 1, self._comparing(named))

    def _lacking(self, named: "_Named") -> Iterator[str]:
        """Yield the records that may be here alone; once somebody let them go, those that the plan listed."""
        batch, means = self.batch, self.file.means
        if batch.state is State.APPLYING:
            lines = Planned(batch.batch, means.receipts).lines_up_to(batch.plan)
            yield from (line.record for line in lines if line.code in _LISTED and line.record is not None)
            return
        until = batch.planned_from or self.file.now
        every = record_ids_of(batch.ticket.body, self.file.item.id, means=means, today=self.file.today, until=until)
        yield from (one for one in every if not named.has_id(one))

    def _ending(self, record_ids: Sequence[str], named: "_Named") -> Take:
        def take(batch: Batch, rehearsal: Rehearsal | None) -> Taken:
            ending = _Ending(batch, self.file, named, rehearsal)
            standing = ending.read(record_ids)
            if rehearsal is None:
                must_be_standing(batch, means=self.file.means)
            judged = [one for record in standing if (one := ending.end(record)) is not None]
            return Taken(counts_of(judged), ending.changes, judged, (), days=days_of(judged))

        return take

    def _comparing(self, named: "_Named") -> Take:
        def take(batch: Batch, rehearsal: Rehearsal | None) -> Taken:  # noqa: ARG001 -- the same for both
            compared = Planned(batch.batch, self.file.means.receipts).reconciliation(batch.plan)
            return Taken(counts_of(()), (), (), _findings_on(compared, is_kept_out=named.is_kept_out))

        return take


def _slices(several: Iterator[str], size: int) -> Iterator[Sequence[str]]:
    while taken := list(islice(several, size)):
        yield taken


def _with_days(take: Take) -> Take:
    def taken(batch: Batch, rehearsal: Rehearsal | None) -> Taken:
        done = take(batch, rehearsal)
        return replace(done, days=days_of(done.judged))

    return taken


def _findings_on(compared: Reconciliation, *, is_kept_out: bool) -> list[Finding]:
    """Return what a comparison came to in words: of all, and of each day on which the two differ."""
    said = [finding("resync.reconciled", kept_out=compared.rows_kept_out, **asdict(compared.total))]
    said += [
        finding("resync.day_differs", **asdict(one))
        for one in compared.days
        if one.different or one.only_here or one.only_there
    ]
    return [*said, finding(KEPT_OUT)] if is_kept_out and compared.total.only_here else said


@dataclass(slots=True)
class _Named:
    """What the rows of the file name; a hash of each. A row without a credit code names by what tells it apart."""

    item: Item
    with_code: set[int] = field(default_factory=set)
    without: set[int] = field(default_factory=set)
    is_kept_out: bool = False

    def look_at(self, rows: Rows) -> None:
        """Remember what the rows of a chunk name, and whether any of them was kept out."""
        codes = rows.column(self.item.subject.credit_code)
        columns = [(name, rows.column(name)) for name in self.item.dedup]
        for place in range(len(rows)):
            if place in rows.refused and place not in rows.repeated:
                self.is_kept_out = True
                continue
            values = {name: _kept(column[place]) for name, column in columns}
            suffix, code = suffix_in(values, self.item.dedup), codes[place]
            if isinstance(code, str):
                self.with_code.add(hash((code, suffix)))
            else:
                self.without.add(hash(suffix))
        self.is_kept_out |= any(one.severity is Severity.ERROR for one in rows.chunk.malformed)

    def has_id(self, record_id: str) -> bool:
        """Say whether a row names a record by what it was first admitted as."""
        subject, place = place_named_by(record_id)
        return self._has(subject.key, place.rpartition("#")[2])

    def has(self, record: Record) -> bool:
        """Say whether a row names a record, also by what a case corrected since."""
        own = suffix_in(record.content.fields, self.item.dedup)
        return self._has(record.subject.key, own) or self.has_id(record.record_id)

    def _has(self, key: str, suffix: str) -> bool:
        return hash((key, suffix)) in self.with_code or hash(suffix) in self.without


def _kept(value: object) -> Value:
    return list(value) if isinstance(value, tuple) else value  # type: ignore[return-value]


@dataclass(slots=True)
class _Ending:
    """Ends some records that the file does not name."""

    batch: Batch
    file: FileWork
    named: _Named
    rehearsal: Rehearsal | None
    changes: list[Change] = field(default_factory=list)

    def read(self, record_ids: Sequence[str]) -> list[Record]:
        """Return the records as they stand, a hundred by one request."""
        pages = _slices(iter(record_ids), _HUNDRED)
        return [record for page in pages for record in self.file.means.library.find_all(page)]

    def end(self, record: Record) -> Judged | None:
        """End a record, and say what became of it; None for one that need not be stated."""
        for _ in range(TRIES):
            done = self._done_earlier(record)
            if done is not None:
                return done
            if not self._is_to_be_stated(record):
                return None if self.rehearsal is not None else Judged(0, Kind.UNCHANGED, None, record.record_id)
            if self.named.is_kept_out or record.mark is not None:
                code = KEPT_OUT if self.named.is_kept_out else DISPUTED
                return Judged(0, Kind.HELD, code, record.record_id, record.version)
            if self._was_put(record):
                return _ended(record)
            (record,) = self.read([record.record_id])
        raise StaleVersionError

    def _is_to_be_stated(self, record: Record) -> bool:
        """Say whether a record stands, is the sender's own, and was not supplied after the file."""
        content, day = record.content, messages().day_of_end(self.file.item.id)
        is_own = content.supply.body in answered_for_by(
            self.batch.ticket.body, bodies=self.file.means.bodies, today=self.file.today
        )
        has_ended = content.ended is not None or bool(day and content.fields.get(day))
        is_older = age_of(content) < (self.batch.ticketed_at, self.batch.batch)
        return content.status is Status.LIVE and is_own and is_older and not has_ended and not self.named.has(record)

    def _done_earlier(self, record: Record) -> Judged | None:
        """Return what a run before made of it, whatever came over it since."""
        if self.rehearsal is not None or record.content.announced is None:
            return None
        known = [*self.file.means.library.history_of(record.record_id), record]
        for before, after in pairwise(known):
            if after.content.act == self.batch.batch and after.content.is_left_out:
                self._note_change(before, after)
                return _ended(before)
        return None

    def _was_put(self, record: Record) -> bool:
        if self.rehearsal is not None:
            return True
        batch, at = self.batch, self.file.now
        announced = Announced(
            message=RESYNC,
            on=self.file.today,
            reason=_REASON,
            batch=batch.batch,
            row=0,
            at=batch.ticketed_at,
            certifier=batch.ticket.certifier,
        )
        new = versions.left_out(record, announced, act=batch.batch, at=at)
        try:
            self.file.means.library.put(new, over=record)
        except StaleVersionError:
            must_be_standing(batch, means=self.file.means)
            return False
        self._note_change(record, new)
        return True

    def _note_change(self, before: Record, after: Record) -> None:
        self.changes.append(Change(before=before, after=after, by=self.batch.ticket.certifier, role=ROLE))


def _ended(record: Record) -> Judged:
    return Judged(0, Kind.EXPIRE, LEFT_OUT, record.record_id, record.version)
