"""The rulebook (规则): what each finding is called, how grave it is, how it is mended, and what it rests on.

The words stand in rulebook.toml; those of a number's own faults stand beside the number, in `terms`, and the rest of
them in rulebook.toml too. A check is one function and names its rule by code; nothing else decides how grave it is.

Shape: rulebook().get("date.in_the_future") -> Rule("date.in_the_future", Severity.ERROR, Phase.MEANING, …)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from string import Formatter
from typing import Any

from chalicelib.catalogue.bases import Bases, bases
from chalicelib.errors import DataFileError
from chalicelib.terms import credit_codes, crosswalk, identity_documents, tables
from chalicelib.terms.findings import Finding, Phase, Severity

FILE = "intake/rulebook"
_TEXTS = ("message_en", "mend_zh", "mend_en", "example")
_OF_EACH = frozenset({"scope", "phase", "severity", "basis", "message_zh", *_TEXTS})
_OF_NUMBERS = frozenset({"scope", "basis", *_TEXTS})
_FLAGS = ("withholds", "waivable", "ours")
_MOST_SAID = 1 << 12


class Scope(StrEnum):
    """What a rule looks at: the file as a whole, a row, a cell, the rows of a batch together, or the library too."""

    FILE = "file"
    ROW = "row"
    CELL = "cell"
    BATCH = "batch"
    LIBRARY = "library"


class Protected(StrEnum):
    """What a rule is there to protect, so that nobody can be excused from it."""

    PERSONS = "persons"
    SECRECY = "secrecy"
    NEVER_COLLECTED = "never_collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of finding: what it looks at, what it says, how it is mended, an invented example, what it rests on.

    `withholds` keeps a record that goes in from the public. One that is `waivable` may be waived for a body and an
    item. One that is `ours` says something of the platform, and not of the file. Messages have places that the check
    fills in; how to mend it has none.
    """

    code: str
    scope: Scope
    severity: Severity
    phase: Phase
    message_zh: str
    message_en: str
    mend_zh: str
    mend_en: str
    example: str
    source: str
    protects: Protected | None = None
    withholds: bool = False
    waivable: bool = False
    ours: bool = False


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

    Raises: DataFileError for a rule that lacks anything, an unknown key, scope, phase or severity, a doubled code, a
            basis that is not in the register, texts whose places differ, a rule that protects and is waivable.
    """
    read = tables.strict(table, file=FILE, required={"placeholders", "rules", "numbers"})
    written = {code: _rule_in(code, row, register=register) for code, row in read["rules"].items()}
    own = dict(_faults_of_numbers(read["numbers"], register))
    doubled = sorted(set(written) & set(own))
    if doubled:
        raise DataFileError(FILE, doubled[0], "has its words in terms already")
    return Rulebook(written | own, frozenset(word.casefold() for word in read["placeholders"]))


@cache
def rulebook() -> Rulebook:
    """Return the platform's rulebook; read once."""
    return rulebook_in(tables.table(FILE), register=bases())


def finding(
    code: str, *, row: int | None = None, field: str | None = None, column: str | None = None, **details: object
) -> Finding:
    """Return a finding in the words of its rule. Nothing of a cell's value is among the details."""
    rule = rulebook().get(code)
    zh, en = _said(code, column, tuple(details.items()))
    return Finding(
        code=code,
        severity=rule.severity,
        phase=rule.phase,
        row=row,
        field=field,
        column=column,
        message_zh=zh,
        message_en=en,
        source=rule.source,
    )


@lru_cache(maxsize=_MOST_SAID)
def _said(code: str, column: str | None, details: tuple[tuple[str, object], ...]) -> tuple[str, str]:
    """Return the words of a finding, in both languages; most rows of a bad column are told in the same."""
    rule, filled = rulebook().get(code), dict(details)
    return rule.message_zh.format(column=column, **filled), rule.message_en.format(column=column, **filled)


def _rule_in(code: str, row: object, *, register: Bases) -> Rule:
    read = _whole(code, row, required=_OF_EACH)
    if read["severity"] not in set(Severity) or read["phase"] not in set(Phase):
        raise DataFileError(FILE, code, "has a severity or a phase that is unknown")
    return _made(
        code,
        read,
        register=register,
        severity=Severity(read["severity"]),
        phase=Phase(read["phase"]),
        message_zh=tables.text_of(read["message_zh"], file=FILE, key=code),
    )


def _faults_of_numbers(rest: object, register: Bases) -> Iterator[tuple[str, Rule]]:
    """Yield the rules whose Chinese words stand with the numbers themselves; the rest of each stands in the table."""
    families = (
        (credit_codes.FAULTS, Phase.FORM),
        (identity_documents.FAULTS, Phase.FORM),
        (crosswalk.FAULTS, Phase.LIBRARY),
    )
    required = {code for faults, _ in families for code in faults}
    rows = tables.strict(rest, file=FILE, key="numbers", required=required)
    for faults, phase in families:
        for code, said in faults.items():
            read = _whole(code, rows[code], required=_OF_NUMBERS)
            yield code, _made(code, read, register=register, severity=Severity.ERROR, phase=phase, message_zh=said)


def _whole(code: str, row: object, *, required: frozenset[str]) -> tables.Table:
    """Return a row that says everything a rule must. Raises: DataFileError that names all that it lacks."""
    missing = sorted(required - set(row)) if isinstance(row, dict) else []
    if missing:
        raise DataFileError(FILE, code, f"lacks {', '.join(missing)}")
    return tables.strict(row, file=FILE, key=code, required=required, optional={"protects", *_FLAGS})


def _made(code: str, read: tables.Table, *, register: Bases, **told: Any) -> Rule:
    """Return the rule of a row that is whole, and of what is told of it besides."""
    if read["scope"] not in set(Scope) or read.get("protects", Protected.PERSONS) not in set(Protected):
        raise DataFileError(FILE, code, "has a scope, or something to protect, that is unknown")
    texts = {name: tables.text_of(read[name], file=FILE, key=f"{code}.{name}") for name in _TEXTS}
    if _places_in(code, told["message_zh"]) != _places_in(code, texts["message_en"]):
        raise DataFileError(FILE, code, "has messages whose places differ")
    if any(_places_in(code, texts[name]) for name in ("mend_zh", "mend_en", "example")):
        raise DataFileError(FILE, code, "has a place in what no check fills in")
    flags = {name: tables.flag_of(read.get(name, False), file=FILE, key=code) for name in _FLAGS}
    protects = Protected(read["protects"]) if "protects" in read else None
    basis = register.get(read["basis"], file=FILE, place=code)
    parts: dict[str, Any] = {**told, **texts, **flags, "source": basis.number or basis.title}
    rule = Rule(code=code, scope=Scope(read["scope"]), protects=protects, **parts)
    if rule.waivable and not _can_be_waived(rule):
        raise DataFileError(FILE, code, "cannot be waivable")
    return rule


def _can_be_waived(rule: Rule) -> bool:
    """Say whether somebody may be excused from a rule: it protects nobody, and speaks of a row or one of its cells."""
    is_free = rule.protects is None and not rule.withholds and not rule.ours
    return is_free and rule.severity is not Severity.INFO and rule.scope is not Scope.FILE


def _places_in(code: str, text: str) -> set[str]:
    try:
        return {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:
        raise DataFileError(FILE, code, "has a brace that is not closed") from None
