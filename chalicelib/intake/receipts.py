"""Receipts (回执): what became of a file, put together from what was found chunk by chunk.

Each chunk's findings are kept as a part before the chunk is committed. A part is named by its own hash and names
the part before it, and the batch commits the name: whatever a second delivery writes, it cannot change what the
committed receipt says, and no total is ever guessed. A chunk in which nothing was found has no part.

Every finding is counted, and the first two million bytes of them are listed: a receipt is an answer of one call,
and a file of nothing but faults must come to rest too.

Shape: {"batch": "…", "item": "administrative_penalty", "state": "applied", "counts": {"rows": 12, "added": 9, …},
        "totals": {"findings": 3, "listed": 3, "error": 1, "warning": 1, "info": 1, "by_code": {"cell.required": 1, …}},
        "findings": [{"code": "cell.required", "severity": "error", "phase": "form", "row": 7, "field": "doc_no",
                      "column": "行政处罚决定书文号", "message_zh": "…", "source": "…"}, …]}
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from chalicelib.intake.batches import Batch, Counts
from chalicelib.intake.chains import PartMissingError
from chalicelib.intake.store import ReceiptStore
from chalicelib.terms.findings import Finding, Severity, in_reading_order

LISTED_BYTES = 2_000_000
_NAME_LETTERS = 32
_NOTHING = b"[]"


class Part(Struct, frozen=True, kw_only=True):
    """What was found in one chunk, and the name of an earlier part.

    Once kept, `codes`, `severities`, `listed` and `size_bytes` count the parts before it too, and `previous` is the
    last of those that list anything.

    Units: listed in findings, size_bytes what they take in the receipt.
    """

    previous: str | None
    codes: dict[str, int]
    severities: dict[str, int]
    listed: int
    size_bytes: int
    findings: msgspec.Raw


class Totals(Struct, frozen=True, kw_only=True):
    """How many findings there are in all, how many of them are listed, by severity, and by code."""

    findings: int
    listed: int
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
    whole = parts[-1] if parts else part_of([], previous=None)
    inner = b",".join(bytes(part.findings)[1:-1] for part in parts if bytes(part.findings) != _NOTHING)
    totals = Totals(
        findings=sum(whole.codes.values()),
        listed=whole.listed,
        error=whole.severities.get(Severity.ERROR, 0),
        warning=whole.severities.get(Severity.WARNING, 0),
        info=whole.severities.get(Severity.INFO, 0),
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
            findings=msgspec.Raw(b"[%b]" % inner),
        )
    )


def part_of(findings: Iterable[Finding], *, previous: str | None) -> Part:
    """Return the part that some findings make, in the order in which a person walks the sheet."""
    ordered = in_reading_order(findings)
    listed = _within(msgspec.json.encode(ordered), LISTED_BYTES)
    return Part(
        previous=previous,
        codes=dict(sorted(Counter(one.code for one in ordered).items())),
        severities=dict(sorted(Counter(one.severity.value for one in ordered).items())),
        listed=len(listed),
        size_bytes=_size_of(listed),
        findings=_list_of(listed),
    )


def _following(earlier: Part, part: Part) -> Part:
    """Return a part as it is kept behind an earlier one: it counts both, and lists what there is room for."""
    listed = _within(bytes(part.findings), LISTED_BYTES - earlier.size_bytes)
    return Part(
        previous=part.previous if bytes(earlier.findings) != _NOTHING else earlier.previous,
        codes=_together(earlier.codes, part.codes),
        severities=_together(earlier.severities, part.severities),
        listed=earlier.listed + len(listed),
        size_bytes=earlier.size_bytes + _size_of(listed),
        findings=_list_of(listed),
    )


def _within(findings: bytes, room: int) -> list[bytes]:
    """Return the findings of a list, each as it is written, as many as there is room for from the first on."""
    taken = []
    for one in map(bytes, msgspec.json.decode(findings, type=list[msgspec.Raw])):
        room -= len(one)
        if room < 0:
            break
        taken.append(one)
    return taken


def _size_of(listed: Sequence[bytes]) -> int:
    return sum(map(len, listed))


def _list_of(listed: Sequence[bytes]) -> msgspec.Raw:
    return msgspec.Raw(b"[%b]" % b",".join(listed))


def _together(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted((Counter(one) + Counter(other)).items()))


@dataclass(slots=True)
class Parts:
    """The parts of one batch's receipt; what this run wrote is not read again."""

    batch: str
    receipts: ReceiptStore
    written: dict[str, Part] = field(default_factory=dict)

    def add(self, part: Part) -> str | None:
        """Keep a part, and return its name for the batch to commit; the earlier one's where nothing was found."""
        if not part.codes:
            return part.previous
        if part.previous is not None:
            part = _following(self._get(part.previous), part)
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
            part = self._get(name)
            yield part
            name = part.previous

    def _get(self, name: str) -> Part:
        if name not in self.written:
            self.written[name] = self._read(name)
        return self.written[name]

    def _read(self, name: str) -> Part:
        raw = self.receipts.find(name)
        if raw is None:
            raise PartMissingError(name)
        return msgspec.json.decode(raw, type=Part)


def receipt_in(raw: bytes) -> Receipt:
    """Return a receipt that was written."""
    return msgspec.json.decode(raw, type=Receipt)
