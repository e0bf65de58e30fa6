"""Publication and query periods (公示期限、查询期限) of negative records, judged on the day of reading.

The last day is included: on it a record may be shown, on the day after not. A department may only shorten.

Source: 信用修复管理办法 (国家发展和改革委员会令第36号); 征信业管理条例 art. 16; see periods.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache

from chalicelib.catalogue.severity import Severity
from chalicelib.errors import DataFileError
from chalicelib.terms.dates import months_after
from chalicelib.terms.tables import Table, date_of, table

FILE = "catalogue/periods"
_MONTHS = 12
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """For which classes, from when to when, and for how long: `shown` false is not shown in principle.

    `sector_min_months` are the sectors (food, drugs …) in which a record must stand longer before it can be repaired.
    """

    severities: frozenset[Severity]
    shown: bool
    min_months: int
    max_months: int
    basis: str
    confirmed: bool
    valid_from: date | None
    valid_to: date | None
    sector_min_months: Mapping[str, int] = field(default_factory=dict)

    def covers(self, severity: Severity, day: date) -> bool:
        """Say whether the row is in force for a class on a day."""
        return severity in self.severities and _is_between(day, self.valid_from, self.valid_to)

    def min_months_in(self, sector: str | None) -> int:
        """Return the least period in a sector of industry, as where none is named."""
        return self.sector_min_months.get(sector or "", self.min_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryLimit:
    """For which classes and from when to when, and for how many years a record may still be queried."""

    severities: frozenset[Severity]
    max_years: int
    basis: str
    confirmed: bool
    valid_from: date | None
    valid_to: date | None

    def covers(self, severity: Severity, day: date) -> bool:
        """Say whether the row is in force for a class on a day."""
        return severity in self.severities and _is_between(day, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class Periods:
    """All periods: publication and query, old regimes too, and the days on which one gave way to the next."""

    publications: tuple[Publication, ...]
    queries: tuple[QueryLimit, ...]
    transitions: tuple[date, ...]

    def display_end(
        self, severity: Severity | None, determined_on: date, *, on: date, department_end: date | None = None
    ) -> date | None:
        """Return the last day a record may be shown publicly, as judged on a day; None is no negative clock.

        An end that a department set counts if it is earlier, and counts alone on a record without a clock.
        """
        if severity is None:
            return department_end
        end = _display_end(self, severity, determined_on, on)
        return end if department_end is None else min(end, department_end)

    def shown_at_all(self, severity: Severity | None, on: date) -> bool:
        """Say whether a class is shown publicly in principle, as judged on a day."""
        return severity is None or self.publication_on(severity, on).shown

    def repairable_from(self, severity: Severity, determined_on: date, *, on: date, sector: str | None = None) -> date:
        """Return the first day on which repair is possible, as judged on a day."""
        return months_after(determined_on, self.publication_on(severity, on).min_months_in(sector))

    def query_end(self, severity: Severity | None, determined_on: date, on: date) -> date | None:
        """Return the last day a record may be queried at all, as judged on a day; None is no negative clock."""
        if severity is None:
            return None
        return _query_end(self, severity, determined_on, on)

    def publication_on(self, severity: Severity, on: date) -> Publication:
        """Return the publication period in force for a class on a day.

        Raises: DataFileError where no row covers the day.
        """
        return _publication_on(self, severity, on)

    def query_on(self, severity: Severity, on: date) -> QueryLimit:
        """Return the query period in force for a class on a day.

        Raises: DataFileError where no row covers the day.
        """
        return _query_on(self, severity, on)


def periods_of(raw: Table) -> Periods:
    """Return the periods made from their table."""
    return Periods(
        publications=tuple(_publication_of(row) for row in raw["publication"]),
        queries=tuple(_query_of(row) for row in raw["query"]),
        transitions=tuple(date_of(row["at"], file=FILE, key="transition.at") for row in raw["transition"]),
    )


@cache
def periods() -> Periods:
    """Return the platform's periods; built once."""
    return periods_of(table(FILE))


# A page of records asks for the same few answers again and again, and so does the next reader on the same day.
@lru_cache(maxsize=4096)
def _display_end(periods: Periods, severity: Severity, determined_on: date, on: date) -> date:
    days = [on, *(change - _ONE_DAY for change in periods.transitions if determined_on < change <= on)]
    return months_after(determined_on, min(_publication_on(periods, severity, day).max_months for day in days))


@lru_cache(maxsize=4096)
def _query_end(periods: Periods, severity: Severity, determined_on: date, on: date) -> date:
    return months_after(determined_on, _query_on(periods, severity, on).max_years * _MONTHS)


@lru_cache(maxsize=256)
def _publication_on(periods: Periods, severity: Severity, on: date) -> Publication:
    found = next((row for row in periods.publications if row.covers(severity, on)), None)
    if found is None:
        raise DataFileError(FILE, f"publication.{severity}", f"no period is in force on {on}")
    return found


@lru_cache(maxsize=256)
def _query_on(periods: Periods, severity: Severity, on: date) -> QueryLimit:
    found = next((row for row in periods.queries if row.covers(severity, on)), None)
    if found is None:
        raise DataFileError(FILE, f"query.{severity}", f"no period is in force on {on}")
    return found


def _publication_of(row: Table) -> Publication:
    return Publication(
        severities=frozenset(Severity(name) for name in row["severity"]),
        shown=row["shown"],
        min_months=row["min_months"],
        max_months=row["max_months"],
        basis=row["basis"],
        confirmed=row["confirmed"],
        valid_from=_day_of(row, "valid_from"),
        valid_to=_day_of(row, "valid_to"),
        sector_min_months=row.get("sector_min_months", {}),
    )


def _query_of(row: Table) -> QueryLimit:
    return QueryLimit(
        severities=frozenset(Severity(name) for name in row["severity"]),
        max_years=row["max_years"],
        basis=row["basis"],
        confirmed=row["confirmed"],
        valid_from=_day_of(row, "valid_from"),
        valid_to=_day_of(row, "valid_to"),
    )


def _day_of(row: Table, name: str) -> date | None:
    return date_of(row[name], file=FILE, key=name) if name in row else None


def _is_between(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)
