"""Receipts (回执): what became of a file, put together from what was found chunk by chunk.

Each chunk's findings are kept as a part before the chunk is committed. A part is named by its own hash and names
the part before it, and the batch commits the name: whatever a second delivery writes, it cannot change what the
committed receipt says, and no total is ever guessed.

Shape: {"batch": "…", "item": "administrative_penalty", "state": "applied", "counts": {"rows": 12, "added": 9, …},
        "totals": {"findings": 3, "error": 1, "warning": 1, "info": 1, "by_code": {"cell.required": 1, …}},
        "findings": [{"code": "cell.required", "severity": "error", "phase": "form", "row": 7, "field": "doc_no",
                      "column": "行政处罚决定书文号", "message_zh": "…", "source": "…"}, …]}
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from chalicelib.intake.batches import Batch, Counts
from chalicelib.intake.store import ReceiptStore
from chalicelib.terms.findings import Finding, Severity, in_reading_order

_NAME_LETTERS = 32


class Part(Struct, frozen=True, kw_only=True):
    """What was found in one chunk, and the name of the part before it."""

    previous: str | None
    codes: dict[str, int]
    severities: dict[str, int]
    findings: msgspec.Raw


class Totals(Struct, frozen=True, kw_only=True):
    """How many findings there are in all, by severity, and by code."""

    findings: int
    error: int
    warning: int
    info: int
    by_code: dict[str, int]


class Receipt(Struct, frozen=True, kw_only=True):
    """A receipt as it is read; `reason` is why the file as a whole was not taken in."""

    batch: str
    item: str
    state: str
    reason: str | None
    counts: Counts
    totals: Totals
    findings: tuple[Finding, ...]


class _Written(Struct, frozen=True, kw_only=True):
    """A receipt as it is written: the findings are the parts' own bytes."""

    batch: str
    item: str
    state: str
    reason: str | None
    counts: Counts
    totals: Totals
    findings: msgspec.Raw


def receipt_for(batch: Batch, parts: Sequence[Part]) -> bytes:
    """Return the receipt of a batch from its parts, first to last; it names the state the batch is about to reach."""
    codes: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    for part in parts:
        codes.update(part.codes)
        severities.update(part.severities)
    inner = b",".join(bytes(part.findings)[1:-1] for part in parts if part.codes)
    totals = Totals(
        findings=codes.total(),
        error=severities[Severity.ERROR],
        warning=severities[Severity.WARNING],
        info=severities[Severity.INFO],
        by_code=dict(sorted(codes.items())),
    )
    return msgspec.json.encode(
        _Written(
            batch=batch.batch,
            item=batch.ticket.item,
            state=batch.state.value,
            reason=batch.reason,
            counts=batch.counts,
            totals=totals,
            findings=msgspec.Raw(b"[%b]" % inner),
        )
    )


def part_of(findings: Iterable[Finding], *, previous: str | None) -> Part:
    """Return the part that some findings make, in the order in which a person walks the sheet."""
    ordered = in_reading_order(findings)
    return Part(
        previous=previous,
        codes=dict(sorted(Counter(one.code for one in ordered).items())),
        severities=dict(sorted(Counter(one.severity.value for one in ordered).items())),
        findings=msgspec.Raw(msgspec.json.encode(ordered)),
    )


@dataclass(slots=True)
class Parts:
    """The parts of one batch's receipt; what this run wrote is not read again."""

    batch: str
    receipts: ReceiptStore
    written: dict[str, Part] = field(default_factory=dict)

    def add(self, part: Part) -> str:
        """Keep a part, and return its name for the batch to commit."""
        raw = msgspec.json.encode(part)
        name = f"{self.batch}.{hashlib.sha256(raw).hexdigest()[:_NAME_LETTERS]}"
        self.receipts.put(name, raw)
        self.written[name] = part
        return name

    def up_to(self, name: str | None) -> list[Part]:
        """Return all parts up to the one named, first to last."""
        return list(self._backwards(name))[::-1]

    def _backwards(self, name: str | None) -> Iterator[Part]:
        while name is not None:
            part = self.written.get(name) or self._read(name)
            yield part
            name = part.previous

    def _read(self, name: str) -> Part:
        raw = self.receipts.find(name)
        if raw is None:
            raise PartMissingError(name)
        return msgspec.json.decode(raw, type=Part)


class PartMissingError(Exception):
    """A failure of ours: a part that a batch committed is not in the bucket."""


def receipt_in(raw: bytes) -> Receipt:
    """Return a receipt that was written."""
    return msgspec.json.decode(raw, type=Receipt)
