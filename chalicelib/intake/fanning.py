"""Fanning out (分发并行): a large file that many functions take in ahead, and that is joined once.

    planning ─▶ split into `pieces` ─▶ committed ─▶ portions sent ─▶ (judged ahead ─▶ kept)… in parallel, in any order
             ─▶ all there ─▶ joined as any file is planned: portion by portion, each committed
    applying ─▶ split anew ─▶ … ─▶ (put ahead ─▶ announced ─▶ kept)… ─▶ all there ─▶ joined as any file is applied

What is joined is what one run alone would have come to. A portion is judged ahead as if none were before it, and says
what it asked of earlier rows; where an earlier portion has an answer to that, it is judged again as it is joined. So
the plan knows the rows that meet what a row of an earlier portion takes; when it is applied, these are left, and their
portion is taken once more as it is joined. What such rows would have to know of persons, the walk through the
whole file tells (`pieces.Firsts`).

What came of a portion is kept under one name, whoever took it. So nothing is counted, and it does not matter how often
or in which order portions come. What is lost is sent again, as long as anything is missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

import msgspec
from msgspec import Struct

from chalicelib.intake.batches import Batch, Fan, State
from chalicelib.intake.checks import Checks, Pace, Told
from chalicelib.intake.judged import Judged, counts_of
from chalicelib.intake.made import Made, live_by, made_in
from chalicelib.intake.means import Means
from chalicelib.intake.messages import SUCCESSOR, form_of
from chalicelib.intake.pieces import Firsts, Index, Piece, PieceMissingError, keep, read
from chalicelib.intake.plans import Planned
from chalicelib.intake.quotes import Quotes
from chalicelib.intake.rehearsals import Rehearsal, Remembered
from chalicelib.intake.rows import Rows
from chalicelib.intake.sources import Sources
from chalicelib.intake.taking import Taken, must_be_standing, take_in
from chalicelib.intake.works import FileWork, Portion
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Fanning:
    """Which files are fanned out: above how many rows, None for none. How many rows a portion has.

    What is missing so long after it was sent is sent again.
    """

    above_rows: int | None = None
    portion_rows: int = 2000
    sent_again_after: timedelta = timedelta(minutes=20)


NEVER = Fanning()
_Kept = TypeVar("_Kept", bound=Struct)


class Ahead(Struct, frozen=True, kw_only=True):
    """What came of a portion that was taken ahead.

    Judged: what it remembers, and what it asked of earlier rows. Put: the versions it made, by how many live records
    there are more, and whether rows of it are left (`is_in_part`).
    """

    judged: tuple[Judged, ...]
    findings: tuple[Finding, ...]
    remembered: Remembered = Remembered()
    asked: tuple[str, ...] = ()
    made: tuple[Made, ...] = ()
    live: int = 0
    is_in_part: bool = False


def is_large(work: FileWork, fanning: Fanning) -> bool:
    """Say whether a file is fanned out: never a merger or a division, of which several rows change one profile."""
    if fanning.above_rows is None or work.item.has_field(SUCCESSOR):
        return False
    return work.sheet.has_more_than(fanning.above_rows)


def split(batch: Batch, work: FileWork, *, size: int) -> Fan:
    """Cut the file of a batch into pieces, and return the portions for the batch to commit. Units: size in rows."""
    means, names, last = work.means, list[str](), 0
    behind = Planned(batch.batch, means.receipts).behind(batch.plan) if batch.state is State.APPLYING else frozenset()
    firsts = Firsts(work.sources, means=means)
    for rows in replace(work, chunk_rows=size).rows(seam=0):
        piece = Piece(
            chunk=rows.chunk,
            repeats=rows.repeated,
            firsts=firsts.before(rows, today=work.today),
            behind=tuple(place for place, row in enumerate(rows.chunk.rows) if row in behind),
        )
        names.append(keep(batch.batch, piece, beginning=_phase_of(batch), portions=means.portions))
        last = rows.chunk.last
    index = Index(header=work.sheet.header, sheet=work.sheet.name, pieces=tuple(names))
    name = keep(batch.batch, index, beginning=_phase_of(batch), portions=means.portions)
    return Fan(index=name, rows=last, size=size, split_at=work.now)


def missing_in(batch: Batch, *, means: Means) -> list[int]:
    """Return the portions of a batch that nothing came of yet; none of one that has none, or is being joined."""
    if batch.fan is None or batch.rows_done:
        return []
    there = means.portions.names(batch.batch, beginning=_name_of(batch.fan, ""))
    return [one for one in range(batch.fan.portions) if _name_of(batch.fan, one) not in there]


def take_ahead(number: str, portion: int, *, means: Means, now: datetime) -> bool:
    """Take in one portion of a batch ahead, unless it was, or is not waited for any more: that is said.

    Whoever brings the last asks that they be joined. Raises: OvertakenError; StaleVersionError.
    """
    batch = means.batches.find(number)
    if batch is None or batch.fan is None or batch.rows_done or not 0 <= portion < batch.fan.portions:
        return False
    if portion in missing_in(batch, means=means):
        work = FannedWork(batch, batch.fan, means=means, now=now)
        ahead = work.judged_ahead(portion) if batch.state is State.PLANNING else work.put_ahead(portion)
        means.portions.put(number, _name_of(batch.fan, portion), msgspec.json.encode(ahead))
    if not missing_in(batch, means=means):
        means.admissions.send(number)
    return True


def clear(batch: Batch, *, means: Means) -> None:
    """Delete the pieces of a batch, and what came of them, once all are joined.

    A run that stalled here while others went on to apply the batch deletes nothing of what they need for that.
    """
    if batch.fan is not None:
        means.portions.delete_all(batch.batch, beginning=_phase_of(batch))


def _phase_of(batch: Batch) -> str:
    return f"{batch.state.value}-"


def _name_of(fan: Fan, portion: int | str) -> str:
    """Return the name of what came of a portion, or how the names of all begin."""
    return f"{fan.index}-{portion}"


@dataclass
class FannedWork:
    """The portions of a large file: one of them taken ahead, or all of them joined."""

    batch: Batch
    fan: Fan
    means: Means = field(kw_only=True)
    now: datetime = field(kw_only=True)

    def portions(self, *, seam: int) -> Iterator[Portion]:  # noqa: ARG002  nothing is walked again
        """Yield the portions, each as it was taken ahead."""
        for portion in range(self.fan.portions):
            yield Portion(self.fan.last_of(portion), self._joining(portion))

    def _joining(self, portion: int) -> Callable[[Batch, Rehearsal | None], Taken]:
        def take(batch: Batch, rehearsal: Rehearsal | None) -> Taken:
            ahead = self._read(_name_of(self.fan, portion), Ahead, batch)
            if ahead.is_in_part or (rehearsal is not None and rehearsal.knows_any(ahead.asked)):
                return self._taken(self._rows_of(portion), batch, rehearsal)
            if rehearsal is not None:
                rehearsal.add(ahead.remembered)
            counts, made = counts_of(ahead.judged), (ahead.made, ahead.live)
            return Taken(counts, (), ahead.judged, ahead.findings, ahead=made)

        return take

    def judged_ahead(self, portion: int) -> Ahead:
        """Judge a portion as if no other were before it."""
        rehearsal = Rehearsal()
        taken = self._taken(self._rows_of(portion), self.batch, rehearsal)
        asked = tuple(rehearsal.asked)
        remembered = rehearsal.taken()
        return Ahead(judged=tuple(taken.judged), findings=tuple(taken.findings), remembered=remembered, asked=asked)

    def put_ahead(self, portion: int) -> Ahead:
        """Put what a portion offers and announce it, but for the rows that others must come before."""
        rows = self._rows_of(portion, is_ahead=True)
        taken = self._taken(rows, self.batch, None)
        if taken.changes:
            self.means.announce(taken.changes)
        return Ahead(
            judged=tuple(taken.judged),
            findings=tuple(taken.findings),
            made=made_in(taken.changes),
            live=live_by(taken.changes, taken.judged, ticket=self.batch.ticket),
            is_in_part=bool(rows.left),
        )

    def _taken(self, rows: Rows, batch: Batch, rehearsal: Rehearsal | None) -> Taken:
        means, sources = self.means, self._sources
        taken = take_in(rows, batch=batch, means=means, sources=sources, now=self.now, rehearsal=rehearsal)
        return replace(taken, findings=list(map(Quotes(rows, self._index.sheet).of, taken.findings)))

    def _rows_of(self, portion: int, *, is_ahead: bool = False) -> Rows:
        """Return the rows of a portion, checked as they were on the day when the file was split."""
        piece = self._read(self._index.pieces[portion], Piece, self.batch)
        rows = self._checks.rows_of(piece.chunk, repeats=Told(piece.repeats))
        rows.firsts = piece.firsts
        if is_ahead:
            rows.left = piece.behind
        return rows

    @cached_property
    def _index(self) -> Index:
        return self._read(self.fan.index, Index, self.batch)

    def _read(self, name: str, kind: type[_Kept], batch: Batch) -> _Kept:
        """Return what is kept under a name. Raises: OvertakenError where others have joined it, and deleted it."""
        try:
            return read(batch.batch, name, kind=kind, portions=self.means.portions)
        except PieceMissingError:
            must_be_standing(batch, means=self.means)
            raise

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self.batch.ticket, self.means.bodies)

    @cached_property
    def _checks(self) -> Checks:
        ticket, day = self.batch.ticket, beijing_date(self.fan.split_at)
        item = form_of(self.means.catalogue.get(ticket.item), ticket.message)
        excused = self.means.waivers.of(ticket.body, item.id, on=day)
        pace = Pace(further=(self._sources.look_at,), excused=excused)
        return Checks(self._index.header, item=item, today=day, repeats=Told({}), pace=pace)
