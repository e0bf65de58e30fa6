"""Findings (疑义): what is wrong, or worth a word, in a department's data; a value, never raised.

A receipt is made of nothing else. A finding says where and what; how it is mended is said by its rule. It carries the
value of its cell only where that can be no number of a person's, and cut short.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """What a finding means for its row: an error keeps it out, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Phase(StrEnum):
    """Which look at the data made the finding; a later phase sees only what passed the earlier one."""

    FORM = "form"
    MEANING = "meaning"
    BATCH = "batch"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver (豁免): by whom, why and until which day a body is excused from a rule, for an item or a field of it.

    Shape: key "2026-001", rule "cell.required", body "shili-hbj", item "administrative_penalty", field "doc_no".
    Units: both days are Beijing dates, and the last one counts.
    """

    key: str
    rule: str
    body: str
    item: str
    field: str | None
    granted_by: str
    reason_zh: str
    basis: str
    valid_from: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault in a file that a department supplied.

    Shape: code "identity.credit_code_check", severity "error", phase "meaning", row 7, field "credit_code",
           column "统一社会信用代码", message_zh "…的校验码不符。", source "GB 32100-2015", sheet "表一", value "9151…".
    Units: `row` is counted as the department's spreadsheet shows it, the header being row 1; None for a
           finding on the whole file. `field` is our name of the column, `column` the department's own. `sheet` is
           None where the file is no workbook, `value` where there is no cell or its value is not repeated. `waiver`
           is what excuses it; it is an info then, whatever its rule says.
    """

    code: str
    severity: Severity
    phase: Phase
    row: int | None
    field: str | None
    column: str | None
    message_zh: str
    message_en: str
    source: str
    sheet: str | None = None
    value: str | None = None
    waiver: Waiver | None = None


def in_reading_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings as a person would walk the sheet: the whole file first, then row by row."""
    return sorted(findings, key=lambda found: (found.row or 0, found.column or "", found.code))
