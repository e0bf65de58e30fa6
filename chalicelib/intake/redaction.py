"""Redaction (抹去原值): what a receipt repeated of a row whose record is erased is taken out of it.

The finding stays, with its rule, row and column; its value goes: out of the receipt, and out of the parts that it was
put together from, those of the plan among them. So do the values of rows that repeat or contradict an earlier one of
their file: a receipt does not say of which record these are. A part keeps its name, which is the hash of what it once
held, so that what names it leads to it all the same. Done again it changes nothing.
"""

from collections.abc import Collection, Iterator

import msgspec

from chalicelib.intake.batches import Batch
from chalicelib.intake.receipts import names_of
from chalicelib.intake.store import ReceiptStore

_OF_A_RECORD_BEFORE = frozenset({"row.repeats_earlier", "row.contradicts_earlier"})


def redact(batch: Batch, rows: Collection[int], *, receipts: ReceiptStore) -> None:
    """Take the values of some rows out of everything that is kept of what was found in a batch."""
    for name in (*names_of(batch), *_parts_of(batch.findings, receipts), *_parts_of(batch.planned_findings, receipts)):
        raw = receipts.find(name)
        without = None if raw is None else _without(raw, rows)
        if without is not None:
            receipts.put(name, without)


def _parts_of(name: str | None, receipts: ReceiptStore) -> Iterator[str]:
    while name is not None:
        yield name
        raw = receipts.find(name)
        name = None if raw is None else msgspec.json.decode(raw)["previous"]


def _without(raw: bytes, rows: Collection[int]) -> bytes | None:
    """Return a receipt or a part without the values of some rows, None where there is none of them in it."""
    told = msgspec.json.decode(raw)
    own = {*rows, *(one["row"] for one in told["findings"] if one["code"] in _OF_A_RECORD_BEFORE)}
    said = [one for one in told["findings"] if one["row"] in own and one["value"] is not None]
    for one in said:
        one["value"] = None
    return msgspec.json.encode(told) if said else None
