"""Receipts: put together from parts, whatever was written beside them."""

import msgspec
import pytest

from chalicelib.intake.batches import Counts, State
from chalicelib.intake.chains import PartMissingError
from chalicelib.intake.parts import MOST_ROWS
from chalicelib.intake.receipts import LISTED_BYTES, Part, Parts, part_of, receipt_for, receipt_in
from chalicelib.intake.rulebook import finding, rulebook
from chalicelib.terms.findings import Finding
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


def test_what_is_of_the_platform_stands_apart_with_its_count_and_its_first_rows() -> None:
    store, name = MemoryReceipts(), None
    for chunk in range(3):
        anew = [finding("plan.decided_anew", row=row) for row in range(chunk * 60, (chunk + 1) * 60)]
        missing = [finding("cell.required", row=1, field="doc_no", column="文号")] if chunk == 1 else []
        name = Parts("b", store).add(part_of([*anew, *missing], previous=name))
    read = Parts("b", store).up_to(name)

    receipt = receipt_in(receipt_for(a_batch(state=State.APPLIED), read))

    (one,) = receipt.platform
    assert (one.code, one.findings, one.rows) == ("plan.decided_anew", 180, tuple(range(MOST_ROWS)))
    assert (one.message_zh, one.mend_en) == (rulebook().get(one.code).message_zh, rulebook().get(one.code).mend_en)
    assert (receipt.totals.findings, receipt.totals.by_code) == (1, {"cell.required": 1})
    assert [found.code for found in receipt.findings] == ["cell.required"]


def test_rules_are_told_from_the_gravest_and_most_frequent_on_with_exact_counts() -> None:
    rows = [*(("cell.advised", row) for row in range(9)), *(("cell.required", row) for row in range(2))]
    found = [finding(code, row=row, field="doc_no", column="文号") for code, row in [*rows, ("cell.date_shape", 1)]]

    receipt = receipt_in(receipt_for(a_batch(), [part_of(found, previous=None, room=0)]))

    told = [(rule.code, rule.severity, rule.findings) for rule in receipt.rules]
    assert told == [("cell.required", "error", 2), ("cell.date_shape", "error", 1), ("cell.advised", "warning", 9)]
    assert (receipt.findings, receipt.totals.findings, receipt.totals.listed) == ((), 12, 0)


def test_what_is_found_besides_is_counted_with_what_was_kept() -> None:
    store = MemoryReceipts()
    name = Parts("b", store).add(_part(2, 3))

    behind = Parts("b", store).up_to(name, besides=[finding("file.changed_under_way", rows_done=2)])
    alone = Parts("b", store).up_to(None, besides=[finding("file.empty")])

    receipt = receipt_in(receipt_for(a_batch(), behind))
    assert receipt.totals.by_code == {"cell.required": 2, "file.changed_under_way": 1}
    assert [one.code for one in receipt.findings] == ["cell.required", "cell.required", "file.changed_under_way"]
    assert receipt_in(receipt_for(a_batch(), alone)).totals.by_code == {"file.empty": 1}


def test_only_what_there_is_room_for_is_asked_for_its_value() -> None:
    asked = []

    def quoting(one: Finding) -> Finding:
        asked.append(one.row)
        return one

    findings = [finding("cell.required", row=row, field="doc_no", column="文号") for row in range(50)]
    part = part_of(findings, previous=None, quoting=quoting, room=1000)

    assert part.codes == {"cell.required": 50}
    assert len(asked) == part.listed + 1 < 10
