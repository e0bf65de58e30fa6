"""Parts (分块疑义): what was found chunk by chunk, counted whole and listed as far as there is room.

Each chunk's findings are kept as a part before the chunk is committed. A part is named by its own hash and names
the part before it, and the batch commits the name: whatever a second delivery writes, it cannot change what the
committed receipt says, and no total is ever guessed. A chunk in which nothing was found has no part.

Every finding is counted, and the first two million bytes of them are listed: a receipt is an answer of one call,
and a file of nothing but faults must come to rest too. What says something of the platform, and not of the file,
stands apart.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Struct

from chalicelib.intake.chains import PartMissingError
from chalicelib.intake.rulebook import rulebook
from chalicelib.intake.store import ReceiptStore
from chalicelib.terms.findings import Finding, Waiver, in_reading_order

LISTED_BYTES = 2_000_000
MOST_ROWS = 100
NOTHING_LISTED = b"[]"
_NAME_LETTERS = 32
_Kept = TypeVar("_Kept")
_encoder = msgspec.json.Encoder()
Quoting = Callable[[Finding], Finding]


def as_found(one: Finding) -> Finding:
    """Return a finding as it is."""
    return one


class Waived(Struct, frozen=True, kw_only=True):
    """How many findings a waiver excuses; by whom, why and until when it does."""

    findings: int
    waiver: Waiver


class Apart(Struct, frozen=True, kw_only=True):
    """How often something is to be said of the platform, and of which rows: the first hundred of them."""

    findings: int
    rows: tuple[int, ...]


class Part(Struct, frozen=True, kw_only=True):
    """What was found in one chunk, and the name of an earlier part.

    Once kept, all counts and `size_bytes` are of the parts before it too, and `previous` is the last of those that
    list anything. `waived` goes by the keys of waivers, `apart` by the codes of what says something of the platform;
    `codes` and `severities` are of what says something of the file.

    Units: listed in findings, size_bytes what they take in the receipt.
    """

    previous: str | None
    codes: dict[str, int]
    severities: dict[str, int]
    listed: int
    size_bytes: int
    findings: msgspec.Raw
    waived: dict[str, Waived] = {}
    apart: dict[str, Apart] = {}


def part_of(
    findings: Iterable[Finding], *, previous: str | None, quoting: Quoting = as_found, room: int = LISTED_BYTES
) -> Part:
    """Return the part that some findings make, in the order in which a person walks the sheet.

    Units: room in bytes, what is left for listing; `quoting` is asked of what is listed alone.
    """
    every, book = list(findings), rulebook()
    told = {one.code for one in every}
    ours = {code for code in told if code in book.by_code and book.get(code).ours}
    ordered = in_reading_order(one for one in every if one.code not in ours)
    listed = _within(map(_encoder.encode, map(quoting, ordered)), room)
    return Part(
        previous=previous,
        codes=dict(sorted(Counter(one.code for one in ordered).items())),
        severities=dict(sorted(Counter(one.severity.value for one in ordered).items())),
        listed=len(listed),
        size_bytes=_size_of(listed),
        findings=_list_of(listed),
        waived=_waived_among(ordered),
        apart={code: _apart([one for one in every if one.code == code]) for code in sorted(ours)},
    )


def _waived_among(findings: Iterable[Finding]) -> dict[str, Waived]:
    waived = [one.waiver for one in findings if one.waiver is not None]
    counts, by_key = Counter(one.key for one in waived), {one.key: one for one in waived}
    return {key: Waived(findings=counts[key], waiver=by_key[key]) for key in sorted(by_key)}


def _apart(findings: Sequence[Finding]) -> Apart:
    rows = sorted(one.row for one in findings if one.row is not None)
    return Apart(findings=len(findings), rows=tuple(rows[:MOST_ROWS]))


def _following(earlier: Part, part: Part) -> Part:
    """Return a part as it is kept behind an earlier one: it counts both, and lists what there is room for."""
    listed = _within(_each_in(part.findings), LISTED_BYTES - earlier.size_bytes)
    return Part(
        previous=part.previous if bytes(earlier.findings) != NOTHING_LISTED else earlier.previous,
        codes=_together(earlier.codes, part.codes),
        severities=_together(earlier.severities, part.severities),
        listed=earlier.listed + len(listed),
        size_bytes=earlier.size_bytes + _size_of(listed),
        findings=_list_of(listed),
        waived=_added(earlier.waived, part.waived, _both_waived),
        apart=_added(earlier.apart, part.apart, _both_apart),
    )


def _both_waived(one: Waived, other: Waived) -> Waived:
    return Waived(findings=one.findings + other.findings, waiver=one.waiver)


def _both_apart(one: Apart, other: Apart) -> Apart:
    return Apart(findings=one.findings + other.findings, rows=(*one.rows, *other.rows)[:MOST_ROWS])


def _added(
    one: Mapping[str, _Kept], other: Mapping[str, _Kept], both: Callable[[_Kept, _Kept], _Kept]
) -> dict[str, _Kept]:
    keys = sorted({*one, *other})
    return {key: both(one[key], other[key]) if key in one and key in other else {**one, **other}[key] for key in keys}


def _each_in(findings: msgspec.Raw) -> Iterator[bytes]:
    return map(bytes, msgspec.json.decode(findings, type=list[msgspec.Raw]))


def _within(findings: Iterable[bytes], room: int) -> list[bytes]:
    """Return the findings, each as it is written, as many as there is room for from the first on."""
    taken = []
    for one in findings:
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
        if not part.codes and not part.apart:
            return part.previous
        if part.previous is not None:
            part = _following(self._get(part.previous), part)
        raw = msgspec.json.encode(part)
        name = f"{self.batch}.{hashlib.sha256(raw).hexdigest()[:_NAME_LETTERS]}"
        self.receipts.put(name, raw)
        self.written[name] = part
        return name

    def room_behind(self, name: str | None) -> int:
        """Return how much there is left to list behind a part. Units: bytes."""
        return LISTED_BYTES - (self._get(name).size_bytes if name is not None else 0)

    def up_to(self, name: str | None, *, besides: Sequence[Finding] = ()) -> list[Part]:
        """Return all parts up to the one named, first to last, and one that counts what is found besides."""
        parts = list(self._backwards(name))[::-1]
        if not besides:
            return parts
        last = part_of(besides, previous=name)
        return [*parts, _following(parts[-1], last)] if parts else [last]

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
