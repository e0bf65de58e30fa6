"""Receipts: put together from parts, whatever was written beside them."""

import msgspec
import pytest

from chalicelib.intake.batches import Counts, State
from chalicelib.intake.chains import PartMissingError
from chalicelib.intake.receipts import LISTED_BYTES, Part, Parts, part_of, receipt_for, receipt_in
from chalicelib.intake.rulebook import finding
from tests.factories import a_batch
from tests.fakes import MemoryReceipts


def _part(*rows: int, previous: str | None = None) -> Part:
    return part_of(
        [finding("cell.required", row=row, field="doc_no", column="文号") for row in rows], previous=previous
    )


def test_parts_are_read_back_in_their_order_from_the_last_one_s_name() -> None:
    store = MemoryReceipts()
    parts = Parts("b", store)
    first = parts.add(_part(2))
    second = parts.add(_part(7, 5, previous=first))
    parts.add(_part(99, previous=first))

    read = Parts("b", store).up_to(second)

    receipt = receipt_in(receipt_for(a_batch(state=State.APPLIED, counts=Counts(rows=9)), read))
    assert [one.row for one in receipt.findings] == [2, 5, 7]
    assert (receipt.totals.findings, receipt.totals.error, receipt.totals.by_code) == (3, 3, {"cell.required": 3})


def test_the_same_part_has_the_same_name() -> None:
    assert Parts("b", MemoryReceipts()).add(_part(2)) == Parts("b", MemoryReceipts()).add(_part(2))


def test_a_part_that_is_gone_is_a_failure() -> None:
    with pytest.raises(PartMissingError):
        Parts("b", MemoryReceipts()).up_to("b.gone")


def test_a_receipt_of_nothing_found_has_no_findings() -> None:
    raw = receipt_for(a_batch(), [_part(), _part()])

    assert receipt_in(raw).findings == ()
    assert msgspec.json.decode(raw)["totals"] == {
        "findings": 0,
        "listed": 0,
        "error": 0,
        "warning": 0,
        "info": 0,
        "waived": 0,
        "by_code": {},
    }


def test_a_chunk_in_which_nothing_was_found_keeps_no_part_and_the_chain_goes_on_over_it() -> None:
    store = MemoryReceipts()
    parts = Parts("b", store)
    first = parts.add(_part(2))

    assert parts.add(_part(previous=first)) == first
    assert parts.add(_part()) is None
    assert len(store.files) == 1


def test_a_receipt_counts_every_finding_and_lists_the_first_that_there_is_room_for() -> None:
    store, name, rows = MemoryReceipts(), None, 500
    for chunk in range(40):
        name = Parts("b", store).add(_part(*range(chunk * rows, (chunk + 1) * rows), previous=name))
    read = Parts("b", store).up_to(name)

    raw = receipt_for(a_batch(state=State.APPLIED), read)

    receipt = receipt_in(raw)
    assert (receipt.totals.findings, receipt.totals.by_code) == (40 * rows, {"cell.required": 40 * rows})
    assert [one.row for one in receipt.findings] == list(range(receipt.totals.listed))
    assert LISTED_BYTES - 1000 < len(raw) < LISTED_BYTES + 20_000
    assert len(read) < 40, "what lists nothing is not read again"


def test_one_part_alone_lists_no_more_than_there_is_room_for() -> None:
    receipt = receipt_in(receipt_for(a_batch(), [_part(*range(20_000))]))

    assert 0 < len(receipt.findings) == receipt.totals.listed < receipt.totals.findings == 20_000
