"""Severity and periods: known classes, a source for every row, no day without a period and none with two."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from chalicelib.catalogue import periods, severity
from chalicelib.catalogue.bases import Bases
from chalicelib.catalogue.checks.places import Place
from chalicelib.catalogue.periods import Periods, Publication, QueryLimit
from chalicelib.catalogue.severity import Severity
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Shelf, Table

_CLASSES = frozenset(Severity)
_FIELDS = ("kinds_field", "procedure_field", "authority_field", "fine_field")
_SOURCE = ("basis", "confirmed")
_MORE = ("also", "article", "note", "valid_from", "valid_to")


def check_clocks(tables: Shelf, bases: Bases) -> None:
    """Check the severity classes and the periods.

    Raises: DataFileError that names the file and key.
    """
    _check_severity(Place(severity.FILE), tables.table(severity.FILE), bases)
    _check_periods(Place(periods.FILE), tables.table(periods.FILE), bases)
    made = periods.periods_of(tables.table(periods.FILE))
    for one in Severity:
        _check_run(
            Place(periods.FILE, f"publication.{one}"), [row for row in made.publications if one in row.severities]
        )
        _check_run(Place(periods.FILE, f"query.{one}"), [row for row in made.queries if one in row.severities])


def has_a_period(made: Periods, one: Severity) -> bool:
    """Say whether a class has both clocks."""
    return all(any(one in row.severities for row in rows) for rows in (made.publications, made.queries))


def _check_severity(top: Place, raw: Table, bases: Bases) -> None:
    keys = ("order", "otherwise", "otherwise_basis", "rules", "procedure", "kind", "severity_rule")
    top.table(raw, keys)
    top.inner("order").must("does not name every class once", hold=sorted(raw["order"]) == sorted(_CLASSES))
    top.inner("otherwise").known([raw["otherwise"]], _CLASSES, what="class")
    top.basis({"basis": raw["otherwise_basis"]}, "own_rule", bases)
    for place, row in top.inner("rules").rows(raw["rules"]):
        _check_rule(place, row, bases, otherwise=raw["otherwise"])
    for name, key in (("procedure", "code"), ("kind", "codes")):
        for place, row in top.inner(name).rows(raw[name]):
            place.table(row, (key, "class", *_SOURCE), ("valid_from", "note"))
            place.day(row, "valid_from")
            _check_class(place, row, bases, otherwise=raw["otherwise"])
    top.inner("kind").without_doubles(code for row in raw["kind"] for code in row["codes"])
    for place, row in top.inner("severity_rule").rows(raw["severity_rule"]):
        place.table(row, ("industry", "authority", "kind", "min_fine_wan", "class", "valid_from", *_SOURCE), ("note",))
        place.text(row, "industry", "authority", "kind", "min_fine_wan")
        place.day(row, "valid_from")
        _check_class(place, row, bases, otherwise="")


def _check_rule(place: Place, row: Table, bases: Bases, *, otherwise: str) -> None:
    place.table(row, ("zh", "basis"), ("always", "against", *_FIELDS))
    place.text(row, "zh", *_FIELDS)
    if "against" in row:
        against = place.inner("against")
        against.table(row["against"], ("field", "values"))
        against.text(row["against"], "field")
        against.texts(row["against"], "values")
        against.must("names no value", hold=bool(row["against"]["values"]))
    # Our own rule may say no more than what holds for anything not named.
    place.basis(row, "own_rule" if row.get("always") == otherwise else "period", bases)
    place.must("names neither a class nor a field of kinds", hold=("always" in row) != ("kinds_field" in row))
    place.known([row["always"]] if "always" in row else [], _CLASSES, what="class")


def _check_class(place: Place, row: Table, bases: Bases, *, otherwise: str) -> None:
    # Our own rule may say no more than what holds for anything not named.
    place.flag(row, "confirmed")
    place.inner("class").known([row["class"]], _CLASSES, what="class")
    place.basis(row, "own_rule" if row["class"] == otherwise else "period", bases)


def _check_periods(top: Place, raw: Table, bases: Bases) -> None:
    top.table(raw, ("counting", "at_maximum", "publication", "not_applied", "transition", "query"))
    top.inner("counting").table(raw["counting"], _SOURCE, ("note",))
    top.inner("counting").basis(raw["counting"], "own_rule", bases)
    _check_maximum(top.inner("at_maximum"), raw["at_maximum"], bases)
    for place, row in top.inner("publication").rows(raw["publication"]):
        place.table(row, ("severity", "shown", "min_months", "max_months", *_SOURCE), (*_MORE, "sector_min_months"))
        place.flag(row, "shown")
        place.number(row, "min_months", "max_months")
        _check_period(place, row, bases)
        _check_least(place, row)
    for place, row in top.inner("not_applied").rows(raw["not_applied"]):
        place.table(row, ("zh", "counted_from", "max_months", *_SOURCE, "note"), _MORE)
        place.text(row, "zh", "counted_from", "note")
        place.number(row, "max_months", least=1)
        place.day(row, "valid_from", "valid_to")
        place.basis(row, "period", bases)
        place.inner("confirmed").must("what is confirmed is to be applied", hold=row["confirmed"] is False)
    for place, row in top.inner("query").rows(raw["query"]):
        place.table(row, ("severity", "max_years", *_SOURCE), _MORE)
        place.number(row, "max_years", least=1)
        _check_period(place, row, bases)
    for place, row in top.inner("transition").rows(raw["transition"]):
        place.table(row, ("at", *_SOURCE), ("also", "note"))
        place.day(row, "at")
        place.basis(row, "own_rule", bases)


def _check_maximum(place: Place, row: Table, bases: Bases) -> None:
    # Nothing was read that would let a record stand any longer, and our own rule can only shorten.
    place.table(row, ("uncorrected", *_SOURCE), ("also", "note"))
    place.inner("uncorrected").known([row["uncorrected"]], {"stop"}, what="way to end")
    place.basis(row, "own_rule", bases)


def _check_least(place: Place, row: Table) -> None:
    sectors = place.inner("sector_min_months")
    sectors.number(row.get("sector_min_months", {}), *row.get("sector_min_months", {}))
    least = max([row["min_months"], *row.get("sector_min_months", {}).values()])
    place.must("its least is more than its most", hold=least <= row["max_months"])


def _check_period(place: Place, row: Table, bases: Bases) -> None:
    place.flag(row, "confirmed")
    place.day(row, "valid_from", "valid_to")
    place.texts(row, "severity", "also")
    place.inner("severity").known(row["severity"], _CLASSES, what="class")
    place.basis(row, "period", bases)


def _check_run(place: Place, rows: Sequence[Publication | QueryLimit]) -> None:
    # Whether a class has any row at all is asked of the items that can produce it.
    ordered = sorted(rows, key=lambda row: row.valid_from or date.min)
    if not ordered:
        return
    place.must("its earliest row does not reach back", hold=ordered[0].valid_from is None)
    place.must("its latest row ends", hold=ordered[-1].valid_to is None)
    for before, after in pairwise(ordered):
        if before.valid_to is None or after.valid_from != before.valid_to + timedelta(days=1):
            raise DataFileError(place.file, place.key, f"days are missing or doubled around {after.valid_from}")
