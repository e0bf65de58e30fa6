"""The rulebook (规则): every finding a receipt may hold, its severity, its words and what it rests on.

Shape: rules()["date.in_the_future"] -> Rule("date.in_the_future", Severity.ERROR, Phase.MEANING, …)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from chalicelib.catalogue.bases import Bases, bases
from chalicelib.errors import DataFileError
from chalicelib.terms import credit_codes, crosswalk, identity_documents, tables
from chalicelib.terms.findings import Finding, Phase, Severity

_FILE = "intake/rulebook"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding; `withholds` keeps a record that goes in from the public."""

    code: str
    severity: Severity
    phase: Phase
    message_zh: str
    source: str
    withholds: bool = False


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules by code, and the words that stand for nothing."""

    by_code: Mapping[str, Rule]
    placeholders: frozenset[str]

    def get(self, code: str) -> Rule:
        """Return a rule. Raises: KeyError for a code that no rule has: a check of ours is broken."""
        return self.by_code[code]


def rulebook_in(table: Mapping[str, Any], *, register: Bases) -> Rulebook:
    """Return the rulebook that a table and the numbers' own faults make.

    Raises: DataFileError for an unknown key, phase or severity, a doubled code, a basis that is not in the register.
    """
    read = tables.strict(table, file=_FILE, required={"placeholders", "rules"})
    written = {code: _rule_in(code, row, register=register) for code, row in read["rules"].items()}
    own = _faults_of_numbers(register)
    doubled = sorted(set(written) & set(own))
    if doubled:
        raise DataFileError(_FILE, doubled[0], "has its words in terms already")
    return Rulebook(written | own, frozenset(word.casefold() for word in read["placeholders"]))


@cache
def rulebook() -> Rulebook:
    """Return the platform's rulebook; read once."""
    return rulebook_in(tables.table(_FILE), register=bases())


def finding(
    code: str, *, row: int | None = None, field: str | None = None, column: str | None = None, **details: object
) -> Finding:
    """Return a finding in the words of its rule. Nothing of a cell's value is among the details."""
    rule = rulebook().get(code)
    said = rule.message_zh.format(column=column, **details) if "{" in rule.message_zh else rule.message_zh
    return Finding(
        code=code,
        severity=rule.severity,
        phase=rule.phase,
        row=row,
        field=field,
        column=column,
        message_zh=said,
        source=rule.source,
    )


def _rule_in(code: str, row: object, *, register: Bases) -> Rule:
    required = {"phase", "severity", "basis", "message_zh"}
    read = tables.strict(row, file=_FILE, key=code, required=required, optional={"withholds"})
    if read["severity"] not in set(Severity) or read["phase"] not in set(Phase):
        raise DataFileError(_FILE, code, "has a severity or a phase that is unknown")
    basis = register.get(read["basis"], file=_FILE, place=code)
    return Rule(
        code=code,
        severity=Severity(read["severity"]),
        phase=Phase(read["phase"]),
        message_zh=tables.text_of(read["message_zh"], file=_FILE, key=code),
        source=basis.number or basis.title,
        withholds=tables.flag_of(read.get("withholds", False), file=_FILE, key=code),
    )


def _faults_of_numbers(register: Bases) -> dict[str, Rule]:
    """Return the rules whose words stand with the numbers themselves."""
    families = (
        (credit_codes.FAULTS, Phase.FORM, register.get("GB32100")),
        (identity_documents.FAULTS, Phase.FORM, register.get("GB11643")),
        (crosswalk.FAULTS, Phase.LIBRARY, register.get("P")),
    )
    return {
        code: Rule(code, Severity.ERROR, phase, said, basis.number or basis.title)
        for faults, phase, basis in families
        for code, said in faults.items()
    }
