"""Receipts (回执): what became of a file, put together from what was found chunk by chunk.

`parts` says how findings are kept and counted. What is counted is grouped by rule, with how it is mended; what says
something of the platform, and not of the file, stands apart from it.

Shape: {"batch": "…", "item": "administrative_penalty", "state": "applied", "counts": {"rows": 12, "added": 9, …},
        "totals": {"findings": 3, "listed": 3, "error": 1, "warning": 1, "info": 1, "waived": 1,
                   "by_code": {"cell.required": 1, …}},
        "rules": [{"code": "cell.required", "severity": "error", "findings": 1, "mend_zh": "…", "mend_en": "…", …}, …],
        "waivers": [{"findings": 1, "waiver": {"key": "2026-001", "granted_by": "…", "until": "2026-12-31", …}}],
        "platform": [{"code": "plan.decided_anew", "findings": 1, "rows": [3], "message_zh": "…", …}],
        "findings": [{"code": "cell.date_shape", "severity": "error", "phase": "form", "sheet": "表一", "row": 7,
                      "field": "decision_date", "column": "处罚决定日期", "value": "昨天", "message_zh": "…", …}, …]}
"""

from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from chalicelib.errors import GoneError, NotFoundError
from chalicelib.intake.batches import Batch, Counts, State
from chalicelib.intake.parts import LISTED_BYTES, NOTHING_LISTED, Apart, Part, Parts, Quoting, Waived, as_found, part_of
from chalicelib.intake.rulebook import rulebook
from chalicelib.intake.store import ReceiptStore
from chalicelib.terms.findings import Finding, Severity

__all__ = [
    "LISTED_BYTES", "OfPlatform", "Part", "Parts", "Quoting", "Receipt", "RuleTotal", "Totals", "Waived", "as_found",
    "part_of", "receipt_for", "receipt_in", "written_for",
]  # fmt: skip

_WEIGHTS = tuple(Severity)


class Totals(Struct, frozen=True, kw_only=True):
    """How many findings there are in all, how many of them are listed, by severity, how many waived, and by code.

    What is waived counts as an info.
    """

    findings: int
    listed: int
    error: int
    warning: int
    info: int
    waived: int = 0
    by_code: dict[str, int]


class RuleTotal(Struct, frozen=True, kw_only=True):
    """How often a rule found something and was waived, what it rests on, and how its fault is mended.

    `severity` is the rule's own: what a waiver excuses is an info all the same.
    """

    code: str
    severity: str
    scope: str
    findings: int
    waived: int
    mend_zh: str
    mend_en: str
    source: str


class OfPlatform(Struct, frozen=True, kw_only=True):
    """What is to be said of the platform and not of the file: how often, and of which rows, a hundred at the most."""

    code: str
    findings: int
    rows: tuple[int, ...]
    message_zh: str
    message_en: str
    mend_zh: str
    mend_en: str


class Receipt(Struct, frozen=True, kw_only=True):
    """A receipt as it is read; `reason` is why the file as a whole was not taken in."""

    batch: str
    item: str
    state: str
    reason: str | None
    counts: Counts
    totals: Totals
    rules: tuple[RuleTotal, ...] = ()
    waivers: tuple[Waived, ...] = ()
    platform: tuple[OfPlatform, ...] = ()
    findings: tuple[Finding, ...]


class _Written(Struct, frozen=True, kw_only=True):
    """A receipt as it is written: the findings are the parts' own bytes."""

    batch: str
    item: str
    state: str
    reason: str | None
    counts: Counts
    totals: Totals
    rules: tuple[RuleTotal, ...]
    waivers: tuple[Waived, ...]
    platform: tuple[OfPlatform, ...]
    findings: msgspec.Raw


def receipt_for(batch: Batch, parts: Sequence[Part]) -> bytes:
    """Return the receipt of a batch from its parts, first to last; it names the state the batch is about to reach."""
    whole = parts[-1] if parts else part_of([], previous=None)
    inner = b",".join(bytes(part.findings)[1:-1] for part in parts if bytes(part.findings) != NOTHING_LISTED)
    totals = Totals(
        findings=sum(whole.codes.values()),
        listed=whole.listed,
        error=whole.severities.get(Severity.ERROR, 0),
        warning=whole.severities.get(Severity.WARNING, 0),
        info=whole.severities.get(Severity.INFO, 0),
        waived=sum(one.findings for one in whole.waived.values()),
        by_code=whole.codes,
    )
    return msgspec.json.encode(
        _Written(
            batch=batch.batch,
            item=batch.ticket.item,
            state=batch.state.value,
            reason=batch.reason,
            counts=batch.counts,
            totals=totals,
            rules=_by_rule(whole),
            waivers=tuple(whole.waived.values()),
            platform=tuple(_said_of_platform(code, one) for code, one in whole.apart.items()),
            findings=msgspec.Raw(b"[%b]" % inner),
        )
    )


def _by_rule(whole: Part) -> tuple[RuleTotal, ...]:
    """Return what each rule found, the gravest and most frequent first."""
    waived = Counter[str]()
    for one in whole.waived.values():
        waived[one.waiver.rule] += one.findings
    found = sorted(whole.codes, key=lambda code: (_WEIGHTS.index(rulebook().get(code).severity), -whole.codes[code]))
    return tuple(_total_of(code, whole.codes[code], waived=waived[code]) for code in found)


def _total_of(code: str, findings: int, *, waived: int) -> RuleTotal:
    rule = rulebook().get(code)
    return RuleTotal(
        code=code,
        severity=rule.severity.value,
        scope=rule.scope.value,
        findings=findings,
        waived=waived,
        mend_zh=rule.mend_zh,
        mend_en=rule.mend_en,
        source=rule.source,
    )


def _said_of_platform(code: str, said: Apart) -> OfPlatform:
    rule = rulebook().get(code)
    texts = {name: getattr(rule, name) for name in ("message_zh", "message_en", "mend_zh", "mend_en")}
    return OfPlatform(code=code, findings=said.findings, rows=said.rows, **texts)


def name_of(batch: Batch) -> str:
    """Return under which name the receipt of a batch is kept: of each state its own, until it is applied the plan's.

    A run that stalled before it committed one state writes over nothing of what others have brought the batch to since.
    """
    state = State.PLANNED if batch.state is State.APPLYING else batch.state
    return f"{batch.batch}.{state.value}"


def names_of(batch: Batch) -> Sequence[str]:
    """Return under which names receipts of a batch are kept: of its plan, and of its end."""
    return tuple(dict.fromkeys((f"{batch.batch}.{State.PLANNED.value}", name_of(batch))))


def written_for(batch: Batch, *, receipts: ReceiptStore) -> bytes:
    """Return a batch's receipt as it was written.

    Raises: NotFoundError before there is one; GoneError once it is not kept any more.
    """
    if not batch.state.has_receipt:
        raise NotFoundError("receipt.not_ready", "回执尚未生成。", "The receipt is not there yet.")
    raw = receipts.find(name_of(batch))
    if raw is None:
        raise GoneError("receipt.gone", "回执的保存期限已满。", "The receipt is not kept any more.")
    return raw


def receipt_in(raw: bytes) -> Receipt:
    """Return a receipt that was written."""
    return msgspec.json.decode(raw, type=Receipt)
