"""Open statistics (统计公开) of objections, counted anew from the cases and their trails whenever they are made.

    every case ─▶ its trail ─▶ what happened on which day ─▶ counts ─▶ small ones hidden ─▶ a file for the year

Nothing is kept between two runs, so the figures are what the trails say and nothing else: whoever counts again, in
whatever order, comes to the same. Counted are objections, by the body that supplied the record and by the reason; a
review is not counted again.

Source: statistics.toml for what is hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from math import ceil
from statistics import median
from typing import NamedTuple

from chalicelib.catalogue.bases import OWN, bases
from chalicelib.errors import DataFileError
from chalicelib.objections.cases import Case, CaseKind, Move, State
from chalicelib.objections.clocks import day_for
from chalicelib.objections.figures import Counts, FigureLine, Figures, PeriodFigures
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.reasons import reasons
from chalicelib.objections.store import CaseStore
from chalicelib.objections.suppression import suppressed
from chalicelib.objections.trail import lines_of
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/statistics"
MEASURES = ("filed", "accepted", "not_accepted", "withdrawn", "closed", "overturned", "overdue")
_REACHED = {
    State.SUBMITTED: "filed",
    State.ACCEPTED: "accepted",
    State.NOT_ACCEPTED: "not_accepted",
    State.WITHDRAWN: "withdrawn",
    State.CLOSED: "closed",
}
_TOTAL, _DEPARTMENT, _REASON = "total", "department", "reason"
_MONTHS, _QUARTER = 12, 3
_P90 = 0.9


class Event(NamedTuple):
    """One thing that happened to one objection. `days`, of a close, is how long it took."""

    measure: str
    on: date
    department: str
    reason: str
    days: int | None = None


class CellOf(NamedTuple):
    """One cell of the figures. Shape: period "2026-10" or "2026-Q4", kind "reason", key "wrong_information"."""

    period: str
    kind: str
    key: str


class Limits(NamedTuple):
    """Which counts are too small to be told, and what says so."""

    smallest_cell: int
    basis: str
    proposal: bool


def limits_in(raw: Table, *, file: str = FILE) -> Limits:
    """Return what a table says of small counts.

    Raises: DataFileError for an unknown or missing key, a number below two, a basis that carries no rule of our own,
            a proposal that calls itself law.
    """
    strict(raw, file=file, required={"smallest_cell", "basis", "confirmed", "proposal", "note"})
    least, basis = raw["smallest_cell"], text_of(raw["basis"], file=file, key="basis")
    if not isinstance(least, int) or isinstance(least, bool) or least <= 1:
        raise DataFileError(file, "smallest_cell", "hides nothing")
    proposal = flag_of(raw["proposal"], file=file, key="proposal")
    if proposal != (bases().must_support(basis, "own_rule", file=file, place="basis").rank_here == OWN):
        raise DataFileError(file, "proposal", "is true exactly for what no document obliges us to")
    return Limits(least, basis, proposal)


@cache
def limits() -> Limits:
    """Return the platform's own; read once."""
    return limits_in(table(FILE))


def last_day_told(today: date) -> date:
    """Return the last day of the last month that is over."""
    return today.replace(day=1) - timedelta(days=1)


def figures_of(year: int, *, cases: CaseStore, bodies: Bodies, through: date) -> Figures:
    """Return the figures of a year, of its months and quarters that are over by `through`."""
    events = [event for case in cases.every() if _may_tell_of(case, year) for event in events_of(case, cases)]
    return figured(year, events, bodies=bodies, through=through)


def events_of(case: Case, cases: CaseStore) -> Iterator[Event]:
    """Tell what happened to an objection, each thing once, from its trail."""
    lines = lines_of(case, cases)
    filed_on = _first_in(State.SUBMITTED, lines)
    if case.kind is not CaseKind.OBJECTION or filed_on is None:
        return
    named = (case.source or "-", case.objection.reason)
    for state, measure in _REACHED.items():
        on = _first_in(state, lines)
        if on is None:
            continue
        if state is not State.CLOSED:
            yield Event(measure, on, *named)
            continue
        yield Event(measure, on, *named, days=(on - filed_on).days)
        if case.decision is not None and outcomes()[case.decision.outcome].in_favour:
            yield Event("overturned", on, *named)
        if _is_behind(case, on):
            yield Event("overdue", on, *named)


def figured(year: int, events: Iterable[Event], *, bodies: Bodies, through: date) -> Figures:
    """Return the figures that events make: counted by month and quarter, with what is small hidden."""
    months = [f"{year}-{month:02d}" for month in range(1, _MONTHS + 1) if _end_of_month(year, month) <= through]
    kept = [event for event in events if f"{event.on:%Y-%m}" in months]
    told = Told(kept, months)
    rule = limits()
    return Figures(
        year=year,
        through=min(through, date(year, _MONTHS, 31)),
        smallest_cell=rule.smallest_cell,
        basis=rule.basis,
        proposal=rule.proposal,
        periods=[_period(period, told, bodies) for period in told.periods],
    )


class Told:
    """What is told of some events: each count by cell and measure, None where it is hidden."""

    def __init__(self, events: Sequence[Event], months: Sequence[str]) -> None:
        """Count the events of some months from January on, and hide what is small."""
        chunks = [months[at : at + _QUARTER] for at in range(0, len(months), _QUARTER)]
        whole = {_quarter_of(chunk): chunk for chunk in chunks if len(chunk) == _QUARTER}
        self.periods = (*months, *whole)
        self.departments = sorted({event.department for event in events})
        self.reasons = sorted({event.reason for event in events})
        self._within = {month: (month,) for month in months} | whole
        self._days: dict[CellOf, list[int]] = defaultdict(list)
        self._counts = {measure: dict.fromkeys(self._cells(), 0) for measure in MEASURES}
        for event in events:
            self._count(event)
        self._hidden = {measure: frozenset(self._hidden_in(measure, chunks)) for measure in MEASURES}

    def counts_of(self, cell: CellOf) -> Counts:
        """Return what is told of a cell."""
        told = {measure: self._told(measure, cell) for measure in MEASURES}
        days = sorted(self._days[cell])
        is_told = told["closed"] is not None and len(days) >= limits().smallest_cell
        return Counts(
            **told,
            median_days=float(median(days)) if is_told else None,
            p90_days=days[ceil(_P90 * len(days)) - 1] if is_told else None,
        )

    def holds(self, cell: CellOf) -> bool:
        """Say whether anything was counted in a cell."""
        return any(of[cell] for of in self._counts.values())

    def _told(self, measure: str, cell: CellOf) -> int | None:
        return None if cell in self._hidden[measure] else self._counts[measure][cell]

    def _lines(self) -> Sequence[tuple[str, str]]:
        departments = [(_DEPARTMENT, key) for key in self.departments]
        return ((_TOTAL, ""), *departments, *((_REASON, key) for key in self.reasons))

    def _cells(self) -> Iterator[CellOf]:
        return (CellOf(period, *line) for period in self.periods for line in self._lines())

    def _count(self, event: Event) -> None:
        month = f"{event.on:%Y-%m}"
        for period, months in self._within.items():
            if month not in months:
                continue
            for line in ((_TOTAL, ""), (_DEPARTMENT, event.department), (_REASON, event.reason)):
                cell = CellOf(period, *line)
                self._counts[event.measure][cell] += 1
                if event.days is not None:
                    self._days[cell].append(event.days)

    def _hidden_in(self, measure: str, chunks: Sequence[Sequence[str]]) -> Iterator[CellOf]:
        """Return what is hidden of a measure; no sum goes beyond a quarter, so each is looked at by itself."""
        counts, least = self._counts[measure], limits().smallest_cell
        for chunk in chunks:
            sums = self._sums(chunk)
            yield from suppressed({cell: counts[cell] for one in sums for cell in one}, sums, least=least)

    def _sums(self, months: Sequence[str]) -> Sequence[Sequence[CellOf]]:
        """Return every sum that a reader knows: of departments and of reasons in a period, of months in a quarter."""
        quarter = _quarter_of(months)
        periods = (*months, quarter) if quarter in self.periods else months
        sums = [
            (CellOf(period, _TOTAL, ""), *(CellOf(period, kind, key) for key in keys))
            for period in periods
            for kind, keys in ((_DEPARTMENT, self.departments), (_REASON, self.reasons))
        ]
        if quarter in self.periods:
            sums += [(CellOf(quarter, *line), *(CellOf(month, *line) for month in months)) for line in self._lines()]
        return sums


def _quarter_of(months: Sequence[str]) -> str:
    year, _, month = months[0].partition("-")
    return f"{year}-Q{(int(month) - 1) // _QUARTER + 1}"


def _period(period: str, told: Told, bodies: Bodies) -> PeriodFigures:
    def lines(kind: str, names: Mapping[str, str]) -> list[FigureLine]:
        cells = [CellOf(period, kind, key) for key in names]
        return [
            FigureLine(key=cell.key, zh=names[cell.key], counts=told.counts_of(cell))
            for cell in cells
            if told.holds(cell)
        ]

    return PeriodFigures(
        period=period,
        total=told.counts_of(CellOf(period, _TOTAL, "")),
        by_department=lines(_DEPARTMENT, {key: _name_of(key, bodies) for key in told.departments}),
        by_reason=lines(_REASON, {key: reasons()[key].zh for key in told.reasons}),
    )


def _name_of(department: str, bodies: Bodies) -> str:
    return bodies.get(department).name if department in bodies else "未载明"


def _first_in(state: State, lines: Sequence[Move]) -> date | None:
    return next((beijing_date(line.at) for line in lines if line.state is state), None)


def _is_behind(case: Case, on: date) -> bool:
    """Say whether a case was closed behind its day: that of closing, or where its regime has none, the longest."""
    due = day_for(case.deadlines, "closing") or day_for(case.deadlines, "absolute")
    return due is not None and due < on


def _may_tell_of(case: Case, year: int) -> bool:
    return beijing_date(case.opened_at).year <= year <= beijing_date(case.moved_at).year


def _end_of_month(year: int, month: int) -> date:
    return last_day_told(date(year + month // _MONTHS, month % _MONTHS + 1, 1))
