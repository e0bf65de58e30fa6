"""Plans (入库预览): what a batch would do to the library, row by row, judged by the very code that applies it.

    portion ─▶ judged ─▶ part kept ─▶ committed … ─▶ plan kept ─▶ planned

Counts are of all rows; listed is every row but those that are merely new or the same. Nothing of a row's values is in
a plan: what changes is told by the names of its fields. The plan says from when to when it was judged, and by a hash
against which versions; what it is applied to is judged anew.

Shape: {"batch": "…", "counts": {"add": 9, "new_version": 1, …}, "judged_from": "…", "judged_until": "…",
        "standing": "<hash>", "parts": [["<name>", 120], …], "live": 4100, "withdraws_or_changes": 1, …}
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from chalicelib.intake.batches import Batch, Message
from chalicelib.intake.chains import Chain
from chalicelib.intake.judged import Judged, Kind
from chalicelib.intake.reconciliations import Reconciliation, Tallied, reconciled
from chalicelib.intake.rehearsals import Rehearsal, Remembered
from chalicelib.intake.store import ReceiptStore

_NAME_LETTERS = 32


_UNLISTED = frozenset({Kind.ADD, Kind.UNCHANGED})
# A record that another body supplied may be one that the department must not see.
_OF_OTHERS = frozenset({"library.of_another_body", "identity.contradicts_profile"})
CHANGING = (Kind.NEW_VERSION, Kind.DISPUTED, Kind.EXPIRE, Kind.REVOKE)


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a plan.

    Shape: row as the spreadsheet shows it, 0 for a record that is in no row; `fields` the names of those that change.
    """

    row: int
    verdict: Kind
    code: str | None = None
    record: str | None = None
    fields: tuple[str, ...] = ()


class PlanCounts(Struct, frozen=True, kw_only=True):
    """How many rows each verdict has; they add up to `rows`."""

    rows: int = 0
    add: int = 0
    new_version: int = 0
    unchanged: int = 0
    expire: int = 0
    revoke: int = 0
    conflict: int = 0
    disputed: int = 0
    held: int = 0
    refused: int = 0
    superseded: int = 0

    def plus(self, judged: Iterable[Judged]) -> "PlanCounts":
        """Return the counts with further rows."""
        more = Counter(one.kind.value for one in judged)
        more["rows"] = more.total()
        return PlanCounts(**{name: getattr(self, name) + more[name] for name in self.__struct_fields__})


class Part(Struct, frozen=True, kw_only=True):
    """What was judged in one chunk; `counts` and `standing` are of all parts up to it.

    `rows` are its rows by verdict, `remembered` what a later row of the file must know of them; `days` what a full
    statement's come to, day by day.
    """

    previous: str | None
    counts: PlanCounts
    standing: str
    rows: dict[Kind, tuple[int, ...]]
    lines: tuple[Line, ...]
    remembered: Remembered = Remembered()
    days: dict[str, Tallied] = {}


class Plan(Struct, frozen=True, kw_only=True):
    """A plan as it is kept; `parts` names its parts with the number of lines in each.

    `live` are the live records of its item that the department has, `withdraws_or_changes` how many of them the batch
    touches, and `is_beyond_radius` whether that is more than may go without a second approval. `reconciliation` is of a
    full statement alone.
    """

    batch: str
    item: str
    judged_from: datetime
    judged_until: datetime
    standing: str
    counts: PlanCounts
    parts: tuple[tuple[str, int], ...]
    live: int
    withdraws_or_changes: int
    is_beyond_radius: bool
    approvals_needed: int
    reconciliation: Reconciliation | None = None

    @property
    def listed(self) -> int:
        """Return how many lines there are."""
        return sum(lines for _, lines in self.parts)


def part_of(
    judged: Sequence[Judged],
    *,
    after: Part | None,
    previous: str | None,
    remembered: Remembered,
    days: Mapping[str, Tallied] | None = None,
) -> Part:
    """Return the part that a chunk makes, behind an earlier one."""
    by_kind: dict[Kind, list[int]] = {}
    for one in judged:
        by_kind.setdefault(one.kind, []).append(one.row)
    return Part(
        previous=previous,
        counts=(after.counts if after else PlanCounts()).plus(judged),
        standing=_standing(judged, after=after.standing if after else ""),
        rows={kind: tuple(rows) for kind, rows in sorted(by_kind.items())},
        lines=tuple(_line_of(one) for one in sorted(judged, key=_row_of) if one.kind not in _UNLISTED),
        remembered=remembered,
        days=dict(days or {}),
    )


def _line_of(one: Judged) -> Line:
    record = None if one.code in _OF_OTHERS else one.record_id
    return Line(row=one.row, verdict=one.kind, code=one.code, record=record, fields=one.fields)


def _row_of(one: Judged) -> int:
    return one.row


def _standing(judged: Iterable[Judged], *, after: str) -> str:
    met = [[after], *sorted([one.record_id, one.version] for one in judged if one.version is not None)]
    return hashlib.sha256(msgspec.json.encode(met)).hexdigest()


class Planned:
    """The parts of a batch's plan, as they are made and as they are read again."""

    def __init__(self, batch: str, receipts: ReceiptStore) -> None:
        """Take whose plan it is, and where it is kept."""
        self._batch, self._receipts = batch, receipts
        self._chain = Chain(batch, receipts, Part)

    def add(
        self,
        judged: Sequence[Judged],
        remembered: Remembered,
        *,
        previous: str | None,
        days: Mapping[str, Tallied] | None = None,
    ) -> str:
        """Keep what was judged in one chunk, and return the name for the batch to commit."""
        after = self._chain.get(previous) if previous else None
        return self._chain.add(part_of(judged, after=after, previous=previous, remembered=remembered, days=days))

    def counts(self, name: str | None) -> PlanCounts:
        """Return the counts up to the part named."""
        return self._chain.get(name).counts if name else PlanCounts()

    def rehearsal(self, name: str | None) -> Rehearsal:
        """Return what a run that goes on from a part has to remember."""
        # In whatever order: what an earlier row took no later one takes again.
        return Rehearsal.of(part.remembered for _, part in self._chain.backwards(name))

    def verdicts(self, name: str | None) -> dict[int, tuple[Kind, ...]]:
        """Return what was judged of each row; more than one thing where more than one record came of it."""
        verdicts: dict[int, tuple[Kind, ...]] = {}
        for _, part in self._chain.backwards(name):
            for kind, rows in part.rows.items():
                alone = (kind,)
                for row in rows:
                    had = verdicts.get(row, alone)
                    verdicts[row] = had if kind in had else (*had, kind)
        return verdicts

    def reconciliation(self, name: str | None) -> Reconciliation:
        """Return what the records of a full statement come to, up to the part named."""
        return reconciled(part.days for _, part in self._chain.backwards(name))

    def lines_up_to(self, name: str | None) -> Iterator[Line]:
        """Yield the lines of the parts up to the one named, first to last."""
        names = [name for name, _ in self._chain.backwards(name)]
        for one in reversed(names):
            yield from self._chain.get(one).lines

    def behind(self, name: str | None) -> frozenset[int]:
        """Return the rows that meet what a row of an earlier part takes, and are put after it."""
        return frozenset(row for _, part in self._chain.backwards(name) for row in part.remembered.behind)

    def put(self, batch: Batch, **told: object) -> str:
        """Keep the plan of a batch whose rows are all judged, and return its name for the batch to commit."""
        last = self._chain.get(batch.plan) if batch.plan else None
        parts = [(name, len(part.lines)) for name, part in self._chain.backwards(batch.plan)]
        plan = Plan(
            batch=batch.batch,
            item=batch.ticket.item,
            counts=last.counts if last else PlanCounts(),
            standing=last.standing if last else "",
            parts=tuple(reversed(parts)),
            reconciliation=self.reconciliation(batch.plan) if batch.ticket.message is Message.RESYNC else None,
            **told,  # type: ignore[arg-type]  # msgspec has no types for what it takes by name
        )
        raw = msgspec.json.encode(plan)
        name = f"{self._batch}.{hashlib.sha256(raw).hexdigest()[:_NAME_LETTERS]}.plan"
        self._receipts.put(name, raw)
        return name

    def find(self, name: str | None) -> Plan | None:
        """Return the plan that is kept under a name, None where there is none."""
        raw = None if name is None else self._receipts.find(name)
        return None if raw is None else msgspec.json.decode(raw, type=Plan)

    def lines(self, plan: Plan, *, after: int, limit: int) -> Sequence[Line]:
        """Return some lines of a plan from behind the first so many; only the parts that hold them are read."""
        return list(_some(self._from(plan, after), limit))

    def _from(self, plan: Plan, after: int) -> Iterator[Line]:
        for name, count in plan.parts:
            if after >= count:
                after -= count
                continue
            yield from self._chain.get(name).lines[after:]
            after = 0


def _some(lines: Iterator[Line], limit: int) -> Iterator[Line]:
    for _, line in zip(range(limit), lines, strict=False):
        yield line
