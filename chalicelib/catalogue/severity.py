"""How serious a negative record is (失信严重程度): the heaviest class among its kinds governs.

Source: 信用修复管理办法 (国家发展和改革委员会令第36号); see severity.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from chalicelib.catalogue.items import Item
from chalicelib.terms.tables import Table, date_of, table

FILE = "catalogue/severity"
EVERY = "*"
# What a record keeps in the place of a class that says nothing against its subject, of an item whose others may.
NEUTRAL = "neutral"


class Severity(StrEnum):
    """Minor 轻微, general 一般, serious 严重."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRule:
    """Which fields of an item are read; or, with `always`, the one class all its records have.

    With `against`, all those alone in which `against_field` has one of the values; the others are neutral.
    """

    basis: str
    always: Severity | None
    kinds_field: str | None
    procedure_field: str | None
    authority_field: str | None
    fine_field: str | None
    against_field: str | None = None
    against: frozenset[str] = frozenset()

    def speaks_against(self, fields: Mapping[str, Any]) -> bool:
        """Say whether a record of these fields counts against its subject."""
        return not self.against or fields.get(self.against_field or "") in self.against


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A fine from which a kind is of a class, in an industry or of an authority; `*` is every one."""

    industry: str
    authority: str
    kind: str
    min_fine_wan: Decimal
    severity: Severity
    valid_from: date

    def is_met_by(self, *, industry: str, authority: str, kind: str, fine: Decimal, on: date) -> bool:
        """Say whether a penalty of this kind and fine, imposed on this day, reaches it."""
        named = self.industry in (EVERY, industry) and self.authority in (EVERY, authority) and self.kind == kind
        return named and fine >= self.min_fine_wan and on >= self.valid_from


@dataclass(frozen=True, slots=True, eq=False)
class Severities:
    """The classes: in order, by kind, by procedure, by threshold, and the one for what is not named."""

    order: tuple[Severity, ...]
    otherwise: Severity
    rules: Mapping[str, SeverityRule]
    by_procedure: Mapping[str, Severity]
    by_kind: Mapping[str, Severity]
    thresholds: tuple[Threshold, ...]

    def of(self, item: Item, fields: Mapping[str, Any], *, industry: str = "") -> Severity | None:
        """Return the class of a record of an item, or None where the item or the record is neutral."""
        if item.severity_rule is None:
            return None
        rule = self.rules[item.severity_rule]
        if not rule.speaks_against(fields):
            return None
        if rule.always is not None:
            return rule.always
        by_procedure = self.by_procedure.get(str(fields.get(rule.procedure_field or "")))
        return by_procedure or self._heaviest_in(item, rule, fields, industry)

    def classes_of(self, rule: str) -> frozenset[Severity]:
        """Return every class a rule may give."""
        always = self.rules[rule].always
        return frozenset(self.order) if always is None else frozenset({always})

    def heaviest(self, classes: list[Severity]) -> Severity:
        """Return the heaviest of some classes; of none, the one for what is not named."""
        return max(classes, key=self.order.index, default=self.otherwise)

    def _heaviest_in(self, item: Item, rule: SeverityRule, fields: Mapping[str, Any], industry: str) -> Severity:
        kinds = _codes_in(item, rule.kinds_field or "", fields)
        classes = [self.by_kind.get(kind, self.otherwise) for kind in kinds]
        return self.heaviest(classes + self._reached(item, rule, fields, kinds=kinds, industry=industry))

    def _reached(
        self, item: Item, rule: SeverityRule, fields: Mapping[str, Any], *, kinds: list[str], industry: str
    ) -> list[Severity]:
        day, fine = fields.get(item.determined_on or ""), fields.get(rule.fine_field or "")
        if not self.thresholds or day is None or fine is None:
            return []
        on = day if isinstance(day, date) else date.fromisoformat(day)
        authority, paid = str(fields.get(rule.authority_field or "")), Decimal(str(fine))
        return [
            one.severity
            for one in self.thresholds
            for kind in kinds
            if one.is_met_by(industry=industry, authority=authority, kind=kind, fine=paid, on=on)
        ]


def severities_of(raw: Table) -> Severities:
    """Return the classes made from their table."""
    return Severities(
        order=tuple(Severity(name) for name in raw["order"]),
        otherwise=Severity(raw["otherwise"]),
        rules={name: _rule_of(row) for name, row in raw["rules"].items()},
        by_procedure={row["code"]: Severity(row["class"]) for row in raw["procedure"]},
        by_kind={code: Severity(row["class"]) for row in raw["kind"] for code in row["codes"]},
        thresholds=tuple(_threshold_of(row) for row in raw["severity_rule"]),
    )


@cache
def severities() -> Severities:
    """Return the platform's classes; built once."""
    return severities_of(table(FILE))


def severity_of(item: Item, fields: Mapping[str, Any], *, industry: str = "") -> Severity | None:
    """Return how serious a record is, or None where its item is neutral.

    The fields are a record's, official values: `penalty_kinds` a list. Unknown kinds count as general; a simple
    procedure makes a penalty minor whatever its kinds.
    """
    return severities().of(item, fields, industry=industry)


def class_of(item: Item, fields: Mapping[str, Any]) -> str | None:
    """Return the class that a record keeps: its severity, `neutral` where its item may have one and it has none.

    None where the item is neutral. What a record of a negative item does not keep is unknown, and is not shown.
    """
    severity = severity_of(item, fields)
    if severity is not None:
        return severity.value
    return None if item.severity_rule is None else NEUTRAL


def _codes_in(item: Item, field_id: str, fields: Mapping[str, Any]) -> list[str]:
    codes = item.field(field_id).codes
    value = fields.get(field_id) or ()
    said = [value] if isinstance(value, str) else list(value)
    return [codes.code_of(one) for one in said] if codes else said


def _rule_of(row: Table) -> SeverityRule:
    always, against = row.get("always"), row.get("against", {})
    return SeverityRule(
        basis=row["basis"],
        always=Severity(always) if always else None,
        against_field=against.get("field"),
        against=frozenset(against.get("values", ())),
        **{name: row.get(name) for name in ("kinds_field", "procedure_field", "authority_field", "fine_field")},
    )


def _threshold_of(row: Table) -> Threshold:
    return Threshold(
        **{name: row[name] for name in ("industry", "authority", "kind")},
        min_fine_wan=Decimal(row["min_fine_wan"]),
        severity=Severity(row["class"]),
        valid_from=date_of(row["valid_from"], file=FILE, key="severity_rule.valid_from"),
    )
