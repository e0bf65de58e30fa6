"""Every sheet under `sound` and `faulty` gives exactly the receipt that stands beside it.

Shape: <name>/sheet.csv (or another file of a kind that is text, or book.json: a workbook cell by cell, see `_book_in`)
       and <name>/receipt.json: {"item", "state", "reason", "counts" (what is not 0), "findings"}, written from reading
       the sheet; "declared" what its ticket says besides, "never_sent" that the file never came. What the library holds
       already was in <name>/before.csv, of which "before" tells the item, what its ticket says, and how many minutes
       before the sheet's own (`earlier_minutes`; fewer than none for later) that was given.
"""

import json
import struct
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.catalogue.items import Item, catalogue
from chalicelib.intake import tickets
from chalicelib.intake.admission import admit
from chalicelib.intake.batches import Message
from chalicelib.intake.receipts import Receipt
from chalicelib.intake.rulebook import rulebook
from chalicelib.terms.findings import Phase, Severity
from chalicelib.wiring import Services
from tests.factories import NOW, a_batch
from tests.factories_books import Cell, Day, Fault, Formula, a_record, an_xls, an_xlsx
from tests.unit.intake.standing import (
    CHUNK_ROWS,
    a_declaration,
    csv_of,
    penalty_row,
    receipt_of,
    some_services,
    taken_in,
)

_NUMBER = 0x203
HERE = Path(__file__).resolve().parent
SHEETS = sorted(path.parent for path in HERE.glob("*/*/receipt.json"))
# Found only where a file is too large to keep here, changes under way, or meets what was decided of a record by hand.
SHOWN_ELSEWHERE = {
    "file.changed_under_way",
    "file.line_too_long",
    "file.too_many_rows",
    "library.contradicts_correction",
    "library.contradicts_message",
    "library.contradicts_withdrawal",
    "library.same_decision_in_other_form",
    "message.no_longer_stands",
    "message.of_a_court",
    "plan.decided_anew",
    "undo.moved_since",
    "zero_report.contradicted",
}
NEVER_LATER = timedelta(hours=3)


def _expected(folder: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((folder / "receipt.json").read_text("utf-8"))
    return expected


def _receipt_for(folder: Path) -> Receipt:
    expected, services = _expected(folder), some_services()
    data = _file_in(folder)
    declared = {"item": expected["item"], **expected.get("declared", {})}
    if "message" in declared:
        declared["message"] = Message(declared["message"])
    before = dict(expected.get("before", {}))
    earlier = timedelta(minutes=before.pop("earlier_minutes", 0))
    if earlier >= timedelta(0):
        _put_before(services, folder, before, at=NOW - earlier)
    number, at = _ticketed(services, data, **declared), NOW
    if earlier < timedelta(0):
        _put_before(services, folder, before, at=NOW - earlier)
        at = NOW - 2 * earlier
    if data and "never_sent" not in expected:
        services.uploads.receive(number, data)  # type: ignore[attr-defined]  # the fake's own
    admit(number, means=services, now=NOW + NEVER_LATER if "never_sent" in expected else at, chunk_rows=CHUNK_ROWS)
    return receipt_of(services, number)


def _put_before(services: Services, folder: Path, declared: dict[str, Any], *, at: datetime) -> None:
    if declared:
        batch, _ = taken_in(services, (folder / "before.csv").read_bytes(), at=at, **declared)
        assert batch.counts.added == batch.counts.rows


def _ticketed(services: Services, data: bytes, **declared: Any) -> str:
    """Return a batch for a file; no ticket is given for an empty one, so its batch is put without."""
    if not data:
        return _ticketed_for_nothing(services, **declared)
    return tickets.ticket(a_declaration(data, **declared), means=services, now=NOW)[0].batch


def _file_in(folder: Path) -> bytes:
    book = folder / "book.json"
    if book.exists():
        return _book_in(json.loads(book.read_text("utf-8")))
    (sheet,) = folder.glob("sheet.*")
    return sheet.read_bytes()


def _book_in(told: dict[str, Any]) -> bytes:
    """Return a workbook, with parts of an XLSX beside or in place of its own, or cells of an XLS far from the others.

    Shape: {"xlsx": {"表一": [["甲", 1.5, {"day": "2026-01-02"}, {"fault": "#N/A"}], null]}, "parts": {"xl/…": "…"}},
           or {"xls": {…}, "far": [[65535, 255]]}, row and column from 0.
    """
    ((kind, sheets),) = ((name, sheets) for name, sheets in told.items() if name in {"xls", "xlsx"})
    made = {name: [None if row is None else list(map(_cell_in, row)) for row in rows] for name, rows in sheets.items()}
    if kind == "xlsx":
        return an_xlsx(made, parts=told.get("parts"))
    far = [a_record(_NUMBER, struct.pack("<HHHd", row, column, 0, 1.0)) for row, column in told.get("far", ())]
    return an_xls(made, inside=far)


def _cell_in(told: Any) -> Cell:
    if not isinstance(told, dict):
        cell: Cell = told
        return cell
    if "day" in told:
        return Day(told["day"])
    return Fault(told["fault"]) if "fault" in told else Formula(told["formula"], told["result"])


def _ticketed_for_nothing(services: Services, **declared: Any) -> str:
    """Return a batch for an empty file, for which no ticket is given."""
    batch = a_batch(ticket=a_declaration(b"", **declared))
    services.batches.put(batch, over=None)
    services.uploads.receive(batch.batch, b"")  # type: ignore[attr-defined]  # the fake's own
    return batch.batch


@pytest.mark.parametrize("folder", SHEETS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_each_sheet_gives_the_receipt_beside_it(folder: Path) -> None:
    expected, receipt = _expected(folder), _receipt_for(folder)

    found = [
        {"row": one.row, "code": one.code, "field": one.field, "severity": one.severity.value}
        for one in receipt.findings
    ]
    counts = {name: getattr(receipt.counts, name) for name in receipt.counts.__struct_fields__}
    assert _ordered(found) == _ordered(expected["findings"])
    assert {name: count for name, count in counts.items() if count or name == "rows"} == expected["counts"]
    assert (receipt.state, receipt.reason) == (expected["state"], expected["reason"])


@pytest.mark.parametrize("folder", SHEETS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_each_receipt_adds_up_and_says_what_is_wrong_without_saying_the_value(folder: Path) -> None:
    receipt = _receipt_for(folder)

    counts, totals = receipt.counts, receipt.totals
    parts = [getattr(counts, name) for name in counts.__struct_fields__ if name != "rows"]
    assert sum(parts) == counts.rows
    assert totals.findings == len(receipt.findings) == sum(totals.by_code.values())
    assert totals.findings == totals.error + totals.warning + totals.info
    assert receipt.state == "applied" or totals.error
    assert sum(rule.findings for rule in receipt.rules) == totals.findings
    assert all(rule.mend_zh and rule.mend_en for rule in receipt.rules)
    assert not any("199003070019" in (one.value or "") for one in receipt.findings)
    assert all(one.message_zh and one.message_en and one.source for one in receipt.findings)
    assert not any("{" in one.message_zh or "{" in one.message_en for one in receipt.findings)
    assert all(one.column is not None for one in receipt.findings if one.field is not None)
    assert not any("199003070019" in one.message_zh for one in receipt.findings)


def test_each_rule_is_shown_by_a_sheet_or_elsewhere_by_a_test() -> None:
    shown = {one["code"] for folder in SHEETS for one in _expected(folder)["findings"]}

    assert set(rulebook().by_code) - shown == SHOWN_ELSEWHERE
    assert shown <= set(rulebook().by_code)


@pytest.mark.parametrize("item", catalogue().items, ids=lambda item: item.id)
def test_each_item_has_a_sound_sheet(item: Item) -> None:
    sound = [_expected(folder) for folder in SHEETS if folder.parent.name == "sound"]

    assert any(one["item"] == item.id and one["counts"].get("added") for one in sound), (
        "an item comes with a sheet of it"
    )


def test_no_sound_sheet_has_an_error() -> None:
    for folder in SHEETS:
        if folder.parent.name == "sound":
            assert all(one["severity"] != Severity.ERROR for one in _expected(folder)["findings"]), folder.name


def test_a_line_of_thirty_megabytes_is_refused_as_one() -> None:
    data = csv_of([penalty_row(1)]) + b"x" * 30_000_000

    batch, receipt = taken_in(some_services(), data)

    assert (batch.state, batch.reason) == ("refused", "file.line_too_long")
    assert [(one.code, one.phase) for one in receipt.findings] == [("file.line_too_long", Phase.FORM)]
    assert "第3行" in receipt.findings[0].message_zh


def test_one_line_of_thirty_megabytes_and_nothing_else_is_refused_as_one() -> None:
    batch, receipt = taken_in(some_services(), ("示例," * 4_300_000).encode())

    assert (batch.state, batch.reason) == ("refused", "file.line_too_long")
    assert receipt.totals.findings == 1


def _ordered(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((one["row"] or 0, one["code"], one["field"] or "", one["severity"]) for one in findings)
