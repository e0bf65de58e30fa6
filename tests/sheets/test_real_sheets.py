"""The sheets that departments really made, read as they are: each gives the receipt and the table under `real`.

Shape: <file>.json: the receipt as elsewhere, "declared_otherwise": what is found if another item was declared, and
       "table": filled rows, the first and the last of them as a spreadsheet shows them, columns, filled cells, and how
       many of these are numbers or days. Counted with other programs than ours; nothing of the files stands here, for
       they are not ours to publish.
"""

import io
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.intake.reading.cells import Cell
from chalicelib.intake.reading.sheets import pages_in
from chalicelib.intake.receipts import Receipt
from tests.unit.intake.standing import some_services, taken_in

RECEIPTS = sorted((Path(__file__).resolve().parent / "real").glob("*.json"))


def _told(receipt: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(receipt.read_text("utf-8"))
    return told


def _findings_in(receipt: Receipt) -> list[dict[str, Any]]:
    return _ordered(
        {"row": one.row, "code": one.code, "field": one.field, "severity": one.severity.value}
        for one in receipt.findings
    )


def _ordered(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(findings, key=lambda one: (one["row"] or 0, one["code"], one["field"] or ""))


def test_each_real_sheet_has_a_receipt(real_data: Path) -> None:
    assert {path.name for path in (real_data / "sheets").iterdir()} == {path.stem for path in RECEIPTS}


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda path: path.stem)
def test_each_real_sheet_gets_its_receipt(receipt: Path, real_data: Path) -> None:
    told = _told(receipt)

    batch, found = taken_in(some_services(), (real_data / "sheets" / receipt.stem).read_bytes(), item=told["item"])

    assert (batch.state.value, batch.reason) == (told["state"], told["reason"])
    assert found.counts.rows == told["counts"]["rows"]
    assert _findings_in(found) == _ordered(told["findings"])


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda path: path.stem)
def test_a_real_sheet_that_is_declared_as_another_item_says_whose_it_is(receipt: Path, real_data: Path) -> None:
    data = (real_data / "sheets" / receipt.stem).read_bytes()

    for item, expected in _told(receipt)["declared_otherwise"].items():
        batch, found = taken_in(some_services(), data, item=item)
        assert batch.reason == expected["reason"]
        assert _findings_in(found) == _ordered(expected["findings"])


@pytest.mark.parametrize("receipt", RECEIPTS, ids=lambda path: path.stem)
def test_each_cell_of_a_real_sheet_is_read_for_what_it_is(receipt: Path, real_data: Path) -> None:
    told = _told(receipt)["table"]
    (page,) = pages_in(io.BytesIO((real_data / "sheets" / receipt.stem).read_bytes()))
    page.look_through(0)

    rows = list(page.rows())

    filled = [cell for _, cells in rows for cell in cells if cell.strip()]
    assert (len(rows), rows[0][0], rows[-1][0]) == (told["rows"], told["first_row"], told["last_row"])
    widths = [max(place for place, cell in enumerate(cells, start=1) if cell.strip()) for _, cells in rows]
    assert max(widths) == told["columns"]
    assert len(filled) == told["filled_cells"]
    assert Counter(cell.kind for cell in filled if isinstance(cell, Cell)) == told["of_kind"]
