"""Quotes: what of a cell a receipt repeats, and what it never does."""

import json
from pathlib import Path

import pytest

from chalicelib.intake.quotes import MOST_LETTERS, Quotes
from chalicelib.intake.rulebook import finding
from chalicelib.terms.findings import Finding
from tests.factories import a_credit_code
from tests.factories_books import an_xlsx
from tests.unit.intake.standing import (
    GROWN,
    PROFILE,
    csv_of,
    looked_at,
    penalty_row,
    person_row,
    some_services,
    taken_in,
)

FIRM = "9151200068237925X1"


def _quoted(name: str, value: str, *, row: dict[str, str] | None = None) -> str | None:
    """Return what is repeated of one cell of a row."""
    (rows,) = looked_at(csv_of([{**(row or penalty_row(1)), name: value}]))
    return Quotes(rows, None).of(finding("cell.required", row=2, field=name, column="列")).value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("decision_date", "2026-02-30"),
        ("fine_amount_wan", "十二"),
        ("party_credit_code", "91512000MA0000000X"),
        ("party_credit_code", FIRM),
        ("doc_no", "虚构罚字〔2026〕12号"),
        ("party_name", "示例虚构有限公司"),
    ],
)
def test_what_is_nobody_s_number_is_repeated_as_it_stands(name: str, value: str) -> None:
    assert _quoted(name, value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person_id_no", "X1"),
        ("legal_rep_id_no", "X1"),
        ("violation_fact", f"虚构人甲，{GROWN}。"),
        ("violation_fact", "虚构人甲 5 1 2 0 0 2 1 9 9 0 0 3 0 7 0 0 1 9"),
        ("violation_fact", "电话13800000000"),
        ("violation_fact", "电话028-22000000"),
        ("violation_fact", "电话(0832)2200000"),
        ("violation_fact", "账号6222020000000000000"),
        ("violation_fact", "账号6222 0200 0000 0000"),
        ("violation_fact", "５１２００２１９９００３０７００１９"),
        ("doc_no", "5120021990O30700l9"),
        ("party_credit_code", GROWN),
        ("party_credit_code", "512002199013070019"),
        ("party_credit_code", "622202000000000000"),
        ("party_credit_code", "9151200068237925X12"),
        ("party_name", "  "),
    ],
)
def test_what_may_be_a_number_of_a_person_s_is_never_repeated(name: str, value: str) -> None:
    assert _quoted(name, value) is None


def test_neither_a_person_s_name_nor_a_text_about_one_is_repeated_and_a_firm_s_is() -> None:
    assert _quoted("violation_fact", "虚构人甲的虚构的事。", row=person_row(1)) is None
    assert _quoted("violation_fact", "虚构的事。") == "虚构的事。"
    assert _quoted("party_name", "虚构人甲", row=person_row(1)) is None
    assert _quoted("party_name", "示例虚构户", row=penalty_row(1, party_credit_code="")) is None
    assert _quoted("party_name", "示例虚构户") == "示例虚构户"


def test_of_whom_an_item_registers_by_a_document_alone_no_name_is_repeated() -> None:
    sheet = Path(__file__).parents[2] / "sheets" / "sound" / "persons_registered" / "sheet.csv"

    rows = looked_at(sheet.read_bytes(), item=PROFILE)[0]

    one = finding("cell.only_digits", row=rows.chunk.rows[0], field="name", column="姓名")
    assert Quotes(rows, "表").of(one).value is None


def test_what_is_repeated_is_short_and_can_be_seen() -> None:
    assert _quoted("violation_fact", "长" * (MOST_LETTERS + 1)) == "长" * MOST_LETTERS + "…"
    assert _quoted("violation_fact", "甲\x1b[31m乙\u202e丙") == "甲�[31m乙�丙"


def test_of_what_stands_in_no_cell_nothing_is_repeated() -> None:
    (rows,) = looked_at(csv_of([penalty_row(1)]))
    quotes = Quotes(rows, None)

    def told(**where: object) -> Finding:
        return quotes.of(finding("cell.required", column="列", **where))  # type: ignore[arg-type]

    assert [
        told(row=row, field=name).value for row, name in ((None, None), (2, None), (99, "doc_no"), (2, "person_id_no"))
    ] == [None] * 4
    rows.chunk.columns["doc_no_implied"] = ("甲",)  # type: ignore[index]  # as a form implies it
    assert told(row=2, field="doc_no_implied").value is None


def test_a_receipt_says_sheet_row_column_and_value_and_how_to_mend_it() -> None:
    data = csv_of([penalty_row(1, decision_date="2026-02-30"), penalty_row(2, party_name="*")])
    rows = [line.split(",") for line in data.decode().splitlines()]

    _, receipt = taken_in(some_services(), an_xlsx({"处罚": [["虚构的标题"], *rows]}))

    (one,) = (one for one in receipt.findings if one.code == "cell.date_impossible")
    assert (one.sheet, one.row, one.column, one.value) == ("处罚", 3, "处罚决定日期", "2026-02-30")
    (total,) = (rule for rule in receipt.rules if rule.code == "cell.date_impossible")
    assert (total.severity, total.scope, total.findings, total.waived) == ("error", "cell", 1, 0)
    assert total.mend_zh
    assert total.mend_en
    assert sum(rule.findings for rule in receipt.rules) == receipt.totals.findings


def test_a_refused_workbook_names_the_sheet_that_it_was_refused_for_unless_that_is_a_number() -> None:
    for name, said in (("处罚", "处罚"), (GROWN, "*")):
        _, receipt = taken_in(some_services(), an_xlsx({name: [["行政相对人名称", "备注"], ["甲", "乙"]]}))
        assert {one.sheet for one in receipt.findings} == {said}


def test_no_receipt_holds_a_person_s_number_whatever_is_wrong_with_its_row() -> None:
    wrong = GROWN[:-1] + "8"
    data = csv_of(
        [
            person_row(1, number=wrong),
            person_row(2, number=GROWN, party_credit_code=a_credit_code(1)),
            penalty_row(3, party_credit_code=wrong),
            penalty_row(4, doc_no=wrong),
            penalty_row(5, decision_date=wrong, fine_amount_wan=wrong),
        ]
    )
    services = some_services()

    batch, receipt = taken_in(services, data)

    assert batch.counts.refused == 5
    for number in (wrong, GROWN):
        assert all(number.encode() not in raw for raw in services.receipts.files.values())  # type: ignore[attr-defined]
    assert "虚构人甲" not in json.dumps([one.value for one in receipt.findings], ensure_ascii=False)
