"""A large file comes to what one run alone would have come to: a workbook, a message, more findings than are listed."""

import io
from typing import Any

import pytest
import xlsxwriter

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.intake.batches import Message, State
from chalicelib.intake.erasing import BatchUnderWayError, Order, erase
from chalicelib.intake.receipts import receipt_in
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Status
from tests.factories import PENALTY, REGISTRATION, a_credit_code, a_subject
from tests.fakes import MemoryReceipts
from tests.journeys.fanned import LATEST, OLD_NUMBER, Scene, alone_and_fanned_out, file_of
from tests.unit.intake.standing import ALSO_GROWN, CHUNK_ROWS, csv_of, penalty_row, person_row, registration_row
from tests.unit.intake.telling import PERMIT, message_file, permit_row, told, told_of_person

REGISTERED = csv_of([registration_row(1, reg_no=OLD_NUMBER), *map(registration_row, range(2, 13))], item=REGISTRATION)
BEFORE: tuple[bytes, dict[str, Any]] = (REGISTERED, {"item": REGISTRATION})

LEADS = tuple(Reader(level=Level.DESK, sub=f"lead-{n}", role="lead") for n in (1, 2))


def _by_old_code(row: dict[str, str]) -> dict[str, str]:
    return {**row, "party_credit_code": "", "party_reg_no": OLD_NUMBER}


def _workbook_of(rows: list[dict[str, str]]) -> bytes:
    out, names = io.BytesIO(), list(rows[0])
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet("填表说明").write(0, 0, "虚构的说明")
        sheet = workbook.add_worksheet("虚构表一")
        sheet.write(0, 0, "虚构的标题")
        sheet.write_row(2, 0, [catalogue().get(PENALTY).field(name).zh for name in names])
        for at, row in enumerate(rows):
            sheet.write_row(3 + at + (at > 6), 0, [row[name] for name in names])  # an empty row among them
    return out.getvalue()


def test_a_workbook_with_its_sheets_name_its_rows_numbers_and_what_stands_in_its_cells() -> None:
    rows = [penalty_row(n) for n in range(1, 13)]
    rows[2] |= {"decision_date": "2026-02-30"}
    rows[8] |= {"party_name": "示例虚构的另一名称"}
    rows[10] |= {"legal_rep_name": ""}

    alone, many = alone_and_fanned_out(_workbook_of(rows), before=[BEFORE], file_name="虚构.xlsx")

    assert many == alone
    assert [(one.sheet, one.row, one.value) for one in receipt_in(many["receipt"]).findings] == [
        ("虚构表一", 6, "2026-02-30"),
        ("虚构表一", 13, "示例虚构的另一名称"),
        ("虚构表一", 15, None),
    ]


def test_more_findings_than_a_receipt_lists() -> None:
    rows = [
        penalty_row(n, decision_date="2026-02-30", fine_amount_wan="一", penalty_valid_to="无") for n in range(2000)
    ]

    alone, many = alone_and_fanned_out(file_of(rows), chunk_rows=300)

    assert many == alone
    totals = receipt_in(many["receipt"]).totals
    assert (totals.findings, totals.findings > totals.listed > 0) == (6000, True)


def test_decisions_annulled_one_of_them_twice_and_by_another_code() -> None:
    supplied = [penalty_row(1), person_row(2), penalty_row(3), person_row(4, number=ALSO_GROWN)]
    supplied += [penalty_row(n) for n in range(5, 10)]
    rows = [told(Message.REVOKE, row) for row in supplied]
    rows[1] = told_of_person(Message.REVOKE, supplied[1])
    rows[3] = told_of_person(Message.REVOKE, supplied[3], person_id_no=ALSO_GROWN)
    rows.append(_by_old_code(told(Message.REVOKE, supplied[0])))
    rows.append(_by_old_code(told(Message.REVOKE, supplied[0], told_reason="另一虚构的原因。")))
    rows.append(told(Message.REVOKE, penalty_row(99)))

    before = [BEFORE, (file_of(supplied), {})]
    alone, many = alone_and_fanned_out(message_file(Message.REVOKE, rows), before=[*before], message=Message.REVOKE)

    assert many == alone
    assert (many["batch"].counts.revoked, many["batch"].counts.refused, many["batch"].counts.unchanged) == (9, 2, 1)


@pytest.mark.parametrize("again", ["1", "2"])
def test_a_status_told_twice_by_two_codes_is_at_the_end_what_the_plan_said(again: str) -> None:
    supplied = [permit_row(n) for n in range(1, 10)]
    rows = [told(Message.STATUS, row, item=PERMIT, permit_status="2") for row in supplied]
    rows.append(_by_old_code(told(Message.STATUS, supplied[0], item=PERMIT, permit_status=again)))

    alone, many = alone_and_fanned_out(
        message_file(Message.STATUS, rows, item=PERMIT),
        before=[BEFORE, (csv_of(supplied, item=PERMIT), {"item": PERMIT})],
        message=Message.STATUS,
        item=PERMIT,
    )

    assert many == alone
    receipt = receipt_in(many["receipt"])
    code = "row.repeats_earlier" if again == "2" else "row.contradicts_earlier"
    assert ([(one.row, one.code) for one in receipt.findings], receipt.platform) == ([(11, code)], ())


def test_a_merger_of_many_into_one_of_which_every_row_changes_the_same_profile() -> None:
    after = {"successor_name": "示例虚构1号有限公司", "successor_credit_code": a_credit_code(1)}
    rows = [told(Message.MERGE, registration_row(n), item=REGISTRATION) | after for n in range(2, 13)]

    alone, many = alone_and_fanned_out(
        message_file(Message.MERGE, rows, item=REGISTRATION),
        before=[BEFORE],
        message=Message.MERGE,
        item=REGISTRATION,
    )

    assert many == alone
    (profile,) = [one for one in many["records"] if one.subject.key == a_credit_code(1)]
    assert [one.credit_code for one in profile.content.kin] == [a_credit_code(n) for n in range(2, 13)]


def test_a_record_that_is_erased_while_others_take_the_file_in_leaves_nothing_anywhere() -> None:
    said = [a_credit_code(n).lower() for n in range(1, 14)]
    data = file_of([penalty_row(n, party_credit_code=code) for n, code in enumerate(said, start=1)])
    scene = Scene().begin_with(data, before=[])
    services = scene.services
    while scene.batch.state is not State.APPLYING or not scene.messages():
        scene.run(scene.messages().pop(0) if scene.messages() else None)
    first = scene.messages().pop(0)
    scene.run(first)
    (record,) = services.library.records_of(a_subject(1), PENALTY)

    order = erase(Order(record.record_id, "wrong_person", "虚构的理由"), by=LEADS[0], means=services, now=LATEST)
    admit(order.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)
    approve(order.batch, by=LEADS[1], means=services, now=LATEST)
    with pytest.raises(BatchUnderWayError):
        admit(order.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)
    scene.messages().append(first)  # delivered twice
    applied = scene.settle()
    erased = admit(order.batch, means=services, now=LATEST, chunk_rows=CHUNK_ROWS)

    assert (applied.counts.added, erased.state, erased.counts.revoked) == (13, State.APPLIED, 1)
    standing = services.library.records_of(a_subject(1), PENALTY)
    kept = [*standing, *services.library.history_of(record.record_id)]
    assert {one.content.status for one in kept} == {Status.ERASED}
    assert isinstance(services.receipts, MemoryReceipts)
    repeated = [code for code in said if any(code.encode() in raw for raw in services.receipts.files.values())]
    assert (repeated, scene.left()["pieces"]) == (said[1:], {})
