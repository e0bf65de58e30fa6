"""Open statistics (统计公开) of objections, counted anew from the cases and their trails whenever they are made.

    the cases ─▶ their trails ─▶ what happened on which day ─▶ counts ─▶ small ones hidden ─▶ a file for the year

Nothing is kept between two runs, so the figures are what the trails say and nothing else: whoever counts again, in
whatever order, comes to the same. Counted are objections, by the body that supplied the record and by the reason; a
review is not counted again.

Source: statistics.toml for what is hidden.
"""

from collections import Counter, defaultdict
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
from chalicelib.objections.figures import Counts, FigureLine, Figures, MonthFigures, QuarterFigures
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.reasons import reasons
from chalicelib.objections.store import CaseStore
from chalicelib.objections.suppression import suppressed
from chalicelib.objections.trail import lines_of
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/statistics"
YEARS_BACK = 2
MEASURES = ("filed", "accepted", "not_accepted", "withdrawn", "closed", "overturned", "overdue")
_REACHED = {
    State.SUBMITTED: "filed",
    State.ACCEPTED: "accepted",
    State.NOT_ACCEPTED: "not_accepted",
    State.WITHDRAWN: "withdrawn",
    State.CLOSED: "closed",
}
_DEPARTMENT, _REASON = "department", "reason"
_MONTHS, _QUARTER = 12, 3
_P90 = 0.9


class Event(NamedTuple):
    """One thing that happened to one objection. `days`, of a close, is how long it took."""

    measure: str
    on: date
    department: str
    reason: str
    days: int | None = None


class Cell(NamedTuple):
    """One cell of the figures. Shape: period "2026-10" or "2026-Q4", kind "reason", key "wrong_information"."""

    period: str
    kind: str = "total"
    key: str = ""


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
    """Return the figures of a year, of its months and quarters that are over by `through`.

    Cases opened long before the year began are not looked for: none may take so long.
    """
    opened = cases.opened(first=date(year - YEARS_BACK, 1, 1), last=date(year, _MONTHS, 31))
    events = [event for case in opened if beijing_date(case.moved_at).year >= year for event in events_of(case, cases)]
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
    told = Told([event for event in events if _month_of(event.on) in months], months)
    rule = limits()
    return Figures(
        year=year,
        through=min(through, date(year, _MONTHS, 31)),
        smallest_cell=rule.smallest_cell,
        basis=rule.basis,
        proposal=rule.proposal,
        months=[MonthFigures(period=month, total=told.counts_of(Cell(month))) for month in months],
        quarters=[_quarter(quarter, told, bodies) for quarter in told.quarters],
    )


class Told:
    """What is told of some events: each count by cell and measure, None where it is hidden."""

    def __init__(self, events: Sequence[Event], months: Sequence[str]) -> None:
        """Count the events of some months from January on, and hide what is small."""
        whole = range(0, len(months) - _QUARTER + 1, _QUARTER)
        self.quarters = {f"{months[at][:4]}-Q{at // _QUARTER + 1}": months[at : at + _QUARTER] for at in whole}
        self.departments = sorted({event.department for event in events})
        self.reasons = sorted({event.reason for event in events})
        self._quarter_of = {month: quarter for quarter, within in self.quarters.items() for month in within}
        self._days: dict[Cell, list[int]] = defaultdict(list)
        self._counts: dict[str, Counter[Cell]] = {measure: Counter() for measure in MEASURES}
        for event in events:
            self._count(event)
        self._hidden = {measure: frozenset(self._hidden_in(measure, months)) for measure in MEASURES}

    def counts_of(self, cell: Cell) -> Counts:
        """Return what is told of a cell."""
        told = {measure: self._told(measure, cell) for measure in MEASURES}
        days = sorted(self._days[cell])
        is_told = told["closed"] is not None and len(days) >= limits().smallest_cell
        return Counts(
            **told,
            median_days=float(median(days)) if is_told else None,
            p90_days=days[ceil(_P90 * len(days)) - 1] if is_told else None,
        )

    def holds(self, cell: Cell) -> bool:
        """Say whether anything was counted in a cell."""
        return any(counted[cell] for counted in self._counts.values())

    def _told(self, measure: str, cell: Cell) -> int | None:
        return None if cell in self._hidden[measure] else self._counts[measure][cell]

    def _count(self, event: Event) -> None:
        month = _month_of(event.on)
        cells = [Cell(month)]
        if month in self._quarter_of:
            quarter = self._quarter_of[month]
            by = (Cell(quarter, _DEPARTMENT, event.department), Cell(quarter, _REASON, event.reason))
            cells += [Cell(quarter), *by]
        for cell in cells:
            self._counts[event.measure][cell] += 1
            if event.days is not None:
                self._days[cell].append(event.days)

    def _hidden_in(self, measure: str, months: Sequence[str]) -> Iterator[Cell]:
        """Return what is hidden of a measure: a quarter is divided by months, departments and reasons."""
        counts, least = self._counts[measure], limits().smallest_cell
        alone = {Cell(month): counts[Cell(month)] for month in months if month not in self._quarter_of}
        yield from suppressed(alone, (), least=least)
        for quarter, within in self.quarters.items():
            sums = self._divided(quarter, within)
            yield from suppressed({cell: counts[cell] for one in sums for cell in one}, sums, least=least)

    def _divided(self, quarter: str, months: Sequence[str]) -> Sequence[Sequence[Cell]]:
        return (
            (Cell(quarter), *(Cell(month) for month in months)),
            (Cell(quarter), *(Cell(quarter, _DEPARTMENT, key) for key in self.departments)),
            (Cell(quarter), *(Cell(quarter, _REASON, key) for key in self.reasons)),
        )


def _quarter(quarter: str, told: Told, bodies: Bodies) -> QuarterFigures:
    def lines(kind: str, names: Mapping[str, str]) -> list[FigureLine]:
        cells = [Cell(quarter, kind, key) for key in names]
        held = [cell for cell in cells if told.holds(cell)]
        return [FigureLine(key=cell.key, zh=names[cell.key], counts=told.counts_of(cell)) for cell in held]

    return QuarterFigures(
        period=quarter,
        total=told.counts_of(Cell(quarter)),
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


def _end_of_month(year: int, month: int) -> date:
    return last_day_told(date(year + month // _MONTHS, month % _MONTHS + 1, 1))


def _month_of(day: date) -> str:
    return f"{day:%Y-%m}"
