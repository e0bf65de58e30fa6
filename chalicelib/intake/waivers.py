"""Waivers: who is excused from which rule, by whom, and until when; read from waivers.toml.

A waiver lowers what its rule finds to an info; whoever reads the receipt sees by whom and until when. One that has
ended, or has not begun, does nothing. The day that counts is the one on which the row is judged.

Shape: waivers.of("shili-hbj", "administrative_penalty", on=today) -> {("cell.required", "legal_rep_name"): Waiver(…)}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.items import Catalogue, Item, catalogue
from chalicelib.errors import DataFileError
from chalicelib.intake.rulebook import Scope, rulebook
from chalicelib.terms import tables
from chalicelib.terms.bodies import Bodies, bodies
from chalicelib.terms.findings import Waiver

FILE = "intake/waivers"
_TEXTS = ("key", "rule", "body", "item", "granted_by", "reason_zh", "basis")
_DAYS = ("valid_from", "until")
_REQUIRED = "cell.required"

Excused = Mapping[tuple[str, str | None], Waiver]
NOTHING: Excused = {}


@dataclass(frozen=True, slots=True)
class Waivers:
    """All waivers, whether they count today or not."""

    all: Sequence[Waiver] = ()

    def of(self, body: str, item: str, *, on: date) -> Excused:
        """Return what a body is excused from for an item on a day, by rule and field, None for every field."""
        own = (one for one in self.all if (one.body, one.item) == (body, item))
        return {(one.rule, one.field): one for one in own if one.valid_from <= on <= one.until}


def waivers_in(table: Mapping[str, Any], *, known: Catalogue, suppliers: Bodies) -> Waivers:
    """Return the waivers that a table makes.

    Raises: DataFileError for an unknown or missing key, a doubled key, a rule that is not waivable, a body, item or
            field that is not known, a field that a record cannot be without, a basis that is not in the register, or
            an end that is before the beginning or too far from it.
    """
    read = tables.strict(table, file=FILE, required={"basis", "confirmed", "longest_days", "waivers"})
    bases().get(read["basis"], file=FILE, place="basis")
    tables.flag_of(read["confirmed"], file=FILE, key="confirmed")
    made = [_waiver_in(row) for row in read["waivers"]]
    for one in made:
        _must_be_of_something(one, known=known, suppliers=suppliers)
        if not one.valid_from <= one.until < one.valid_from + timedelta(days=read["longest_days"]):
            raise DataFileError(FILE, one.key, "ends before it begins, or too late")
    keys = [one.key for one in made]
    doubled = next((key for key in keys if keys.count(key) > 1), None)
    if doubled is not None:
        raise DataFileError(FILE, doubled, "stands twice")
    return Waivers(tuple(made))


def waivers() -> Waivers:
    """Return the platform's waivers."""
    return waivers_in(tables.table(FILE), known=catalogue(), suppliers=bodies())


def _waiver_in(row: object) -> Waiver:
    read = tables.strict(row, file=FILE, key="waivers", required={*_TEXTS, *_DAYS}, optional={"field"})
    key = tables.text_of(read["key"], file=FILE, key="key")
    texts = {name: tables.text_of(read[name], file=FILE, key=f"{key}.{name}") for name in _TEXTS}
    days = {name: tables.date_of(read[name], file=FILE, key=f"{key}.{name}") for name in _DAYS}
    return Waiver(**texts, valid_from=days["valid_from"], until=days["until"], field=read.get("field"))


def _must_be_of_something(one: Waiver, *, known: Catalogue, suppliers: Bodies) -> None:
    bases().get(one.basis, file=FILE, place=one.key)
    rule = rulebook().by_code.get(one.rule)
    if rule is None or not rule.waivable:
        raise DataFileError(FILE, one.key, "names a rule that nobody can be excused from")
    item = known.find(one.item)
    if item is None or one.body not in suppliers:
        raise DataFileError(FILE, one.key, "names an item or a body that is not known")
    if one.field is None:
        if rule.scope is Scope.CELL:
            raise DataFileError(FILE, one.key, "names no field, and its rule is of a cell")
    elif not item.has_field(one.field) or (one.rule == _REQUIRED and one.field in _needed(item)):
        raise DataFileError(FILE, one.key, "names a field that is not known, or that no record can be without")


def _needed(item: Item) -> set[str | None]:
    """Return the fields that say whose a record is, which it is, until when it is shown, and what else it must say."""
    subject = item.subject
    who = {subject.name, subject.kind, subject.credit_code, subject.document_type, subject.document_number}
    ends = {item.date_field, item.determined_on, item.valid_to_field, item.finding_on, item.ended_field}
    asked = {one.need.when.field for one in item.fields if one.need.when is not None}
    return who | ends | asked | {*subject.old_codes.values(), *item.dedup, *item.open_when, *item.own_when}
