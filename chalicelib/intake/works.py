"""Works: what a batch has to do, in portions that are judged for the plan and put when it is applied.

Rows of a file are one kind of work; a full statement (`resyncs`), a zero report (`zero_reports`), versions to be taken
back (`undoing`) and a record to be erased (`erasing`) are the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from chalicelib.catalogue.items import Item
from chalicelib.intake.batches import Batch
from chalicelib.intake.checks import Pace, checked_rows_in
from chalicelib.intake.means import Means
from chalicelib.intake.quotes import Quotes
from chalicelib.intake.reading.sheets import Sheet
from chalicelib.intake.rehearsals import Rehearsal
from chalicelib.intake.rows import Rows
from chalicelib.intake.sources import Sources
from chalicelib.intake.taking import Taken, take_in


@dataclass(frozen=True, slots=True)
class Portion:
    """Part of a work: how far the batch is once it is committed, and what does it.

    What does it judges alone where it is given a rehearsal, and puts where it is not.
    """

    last: int
    take: Callable[[Batch, Rehearsal | None], Taken]


class Work(Protocol):
    """What a batch has to do."""

    def portions(self, *, seam: int) -> Iterator[Portion]:
        """Yield the portions in order, from the first on; those up to the seam are committed, and not taken again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWork:
    """The rows of a file. Units: chunk_rows, rows between two commits; today is a Beijing date."""

    sheet: Sheet
    item: Item
    sources: Sources
    means: Means
    now: datetime
    today: date
    chunk_rows: int

    def portions(self, *, seam: int) -> Iterator[Portion]:
        """Yield the chunks of the file."""
        yield from map(self.portion_of, self.rows(seam=seam))

    def rows(self, *, seam: int) -> Iterator[Rows]:
        """Yield the checked rows of the file, chunk by chunk.

        Rows committed earlier are looked at all the same, for later ones to be known as repeating them.
        """
        excused = self.means.waivers.of(self.sources.ticket.body, self.item.id, on=self.today)
        pace = Pace(chunk_rows=self.chunk_rows, seam=seam, further=(self.sources.look_at,), excused=excused)
        return checked_rows_in(self.sheet, item=self.item, today=self.today, pace=pace)

    def portion_of(self, rows: Rows) -> Portion:
        """Return what takes in a chunk."""
        return Portion(rows.chunk.last, self._taking(rows))

    def _taking(self, rows: Rows) -> Callable[[Batch, Rehearsal | None], Taken]:
        def take(batch: Batch, rehearsal: Rehearsal | None) -> Taken:
            means, sources = self.means, self.sources
            taken = take_in(rows, batch=batch, means=means, sources=sources, now=self.now, rehearsal=rehearsal)
            return replace(taken, quoting=Quotes(rows, self.sheet.name).of)

        return take
