"""Annotated copies: the file's own values as text, remarks on what is wrong, rows where the spreadsheet shows them."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from chalicelib.errors import GoneError, NotFoundError
from chalicelib.intake.admission import admit
from chalicelib.intake.annotating import annotated_copy, make_copy
from chalicelib.intake.annotations import MOST_ROWS_WHOLE, Original, annotated
from chalicelib.intake.batches import Counts
from chalicelib.intake.opening import get
from chalicelib.intake.receipts import Receipt, Totals
from chalicelib.intake.rulebook import rulebook
from chalicelib.terms.findings import Finding, Phase, Severity, Waiver
from chalicelib.wiring import Services
from tests.factories import NOW, PENALTY
from tests.unit.intake.standing import GROWN, csv_of, penalty_row, person_row, sent, some_services, taken_in

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADER = ["名称", "文号"]
PLACES = {"party_name": 0, "doc_no": 1}


@dataclass(frozen=True)
class Workbook:
    """What a copy says: texts, comments and whether a cell is coloured, by reference; every cell's type."""

    cells: dict[str, str]
    comments: dict[str, str]
    colours: dict[str, str]
    types: frozenset[str | None]
    sheet: str


def read(made: bytes) -> Workbook:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        comments = parts.read("xl/comments1.xml") if "xl/comments1.xml" in parts.namelist() else b"<comments/>"
        styles = ET.fromstring(parts.read("xl/styles.xml"))  # noqa: S314 -- written by ourselves
    colours = [one.find(f"{_NS}patternFill/{_NS}fgColor") for one in styles.iterfind(f"{_NS}fills/{_NS}fill")]
    filled = [colours[int(xf.get("fillId", "0"))] for xf in styles.iterfind(f"{_NS}cellXfs/{_NS}xf")]
    fills = [None if one is None else one.get("rgb") for one in filled]
    cells = list(ET.fromstring(sheet).iter(f"{_NS}c"))  # noqa: S314 -- written by ourselves
    return Workbook(
        cells={str(one.get("r")): text for one in cells if (text := _text(one))},
        comments={str(one.get("ref")): _text(one) for one in ET.fromstring(comments).iter(f"{_NS}comment")},  # noqa: S314
        colours={str(one.get("r")): fill for one in cells if (fill := fills[int(one.get("s", "0"))])},
        types=frozenset(one.get("t") for one in cells if _text(one)),
        sheet=sheet,
    )


def _text(element: ET.Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_NS}t"))


def found(row: int | None, name: str | None = "doc_no", **changes: Any) -> Finding:
    sound: dict[str, Any] = {
        "code": "cell.x",
        "severity": Severity.ERROR,
        "phase": Phase.FORM,
        "row": row,
        "field": name,
        "column": "文号" if name else None,
        "message_zh": "必填。",
        "message_en": "It must be filled in.",
        "source": "P",
    }
    return Finding(**{**sound, **changes})


def a_receipt(*findings: Finding, unlisted: int = 0) -> Receipt:
    errors = sum(one.severity is Severity.ERROR for one in findings) + unlisted
    count = len(findings) + unlisted
    totals = Totals(
        findings=count, listed=len(findings), error=errors, warning=count - errors, info=0, by_code={"cell.x": count}
    )
    return Receipt(
        batch="b", item=PENALTY, state="applied", reason=None, counts=Counts(), totals=totals, findings=findings
    )


def a_copy(rows: Sequence[tuple[int, list[str]]], receipt: Receipt, *, header_row: int = 1) -> Workbook:
    return read(annotated(Original(lambda: iter(rows), header_row, PLACES), receipt, made_at=NOW))


def test_values_stand_where_the_spreadsheet_shows_them_with_what_is_above_the_header() -> None:
    rows = [(1, ["标题"]), (3, HEADER), (4, ["甲", "一号"]), (7, ["乙", ""])]

    copy = a_copy(rows, a_receipt(found(7)), header_row=3)

    own = {"A1": "标题", "A3": "名称", "B3": "文号", "A4": "甲", "B4": "一号", "A7": "乙"}
    assert copy.cells == {**own, "C3": "核验意见（错误1条，提醒0条，说明0条）", "C7": "【错误】“文号”必填。"}
    assert copy.comments == {"B7": "【错误】必填。"}
    assert set(copy.colours) == {"B7"}


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "http://x.test"])
def test_no_value_becomes_a_formula_or_a_link(value: str) -> None:
    copy = a_copy([(1, HEADER), (2, [value, value])], a_receipt(found(2)))

    assert (copy.cells["A2"], copy.cells["B2"]) == (value, value)
    assert copy.types == {"inlineStr"}
    assert not re.search(r"<f>|<hyperlink", copy.sheet)


def test_the_gravest_remark_colours_and_all_are_told() -> None:
    mild = found(2, severity=Severity.WARNING, code="cell.x", message_zh="“文号”似有多余空格。")

    both, alone = (a_copy([(1, HEADER), (2, ["甲", "一"])], a_receipt(*some)) for some in ((mild, found(2)), (mild,)))

    assert both.comments == {"B2": "【提醒】“文号”似有多余空格。\n【错误】必填。"}
    assert both.cells["C2"] == "【提醒】“文号”似有多余空格。\n【错误】“文号”必填。"
    assert (both.colours["B2"], alone.colours["B2"]) == ("FFFFC7CE", "FFFFEB9C")


def test_a_remark_says_how_its_fault_is_mended_or_until_when_it_is_waived() -> None:
    waiver = Waiver(
        key="2026-001",
        rule="cell.required",
        body="shili",
        item=PENALTY,
        field="doc_no",
        granted_by="示例虚构中心",
        reason_zh="虚构。",
        basis="P",
        valid_from=date(2026, 1, 1),
        until=date(2026, 12, 31),
    )
    required = found(2, code="cell.required")
    waived = found(3, code="cell.required", severity=Severity.INFO, waiver=waiver)

    copy = a_copy([(1, HEADER), (2, ["甲"]), (3, ["乙"])], a_receipt(required, waived))

    assert copy.comments == {
        "B2": f"【错误】必填。{rulebook().get('cell.required').mend_zh}",
        "B3": "【说明】必填。（示例虚构中心已豁免至2026-12-31）",
    }
    assert copy.cells["C2"].endswith(rulebook().get("cell.required").mend_zh)


def test_what_is_said_of_the_whole_file_or_row_stands_in_the_last_column_alone() -> None:
    copy = a_copy([(1, HEADER), (2, ["甲"])], a_receipt(found(None, None), found(2, None), unlisted=5))

    assert copy.cells["C1"] == "核验意见（错误7条，提醒0条，说明0条；另有5条未逐条标注）\n【错误】必填。"
    assert copy.cells["C2"] == "【错误】必填。"
    assert (copy.comments, copy.colours) == ({}, {})


def test_a_row_in_which_nothing_stands_has_its_remark_all_the_same() -> None:
    copy = a_copy([(1, HEADER), (4, ["甲", "一"])], a_receipt(found(2, None), found(9, None)))

    assert (copy.cells["C2"], copy.cells["C9"], copy.cells["A4"]) == ("【错误】必填。", "【错误】必填。", "甲")


def test_a_fault_of_the_header_is_found_by_what_its_column_is_called() -> None:
    twice = found(1, "no_such", column="文号")
    missing = found(1, "absent", column="行政处罚决定书文号")

    copy = read(annotated(Original(lambda: iter([(1, HEADER)])), a_receipt(twice, missing), made_at=NOW))

    assert set(copy.comments) == {"B1"}
    assert copy.cells["C1"].count("【错误】") == 2


def test_a_long_file_has_the_rows_with_remarks_alone_under_their_numbers() -> None:
    rows = [(1, ["标题"]), (2, HEADER), *((n, [f"甲{n}", "一"]) for n in range(3, MOST_ROWS_WHOLE + 3))]

    copy = a_copy(rows, a_receipt(found(7), found(20_001)), header_row=2)

    assert {one: copy.cells[one] for one in ("A1", "A2", "C2", "A3", "C3", "A4", "C4")} == {
        "A1": "标题",
        "A2": "名称",
        "C2": "原文件行号",
        "A3": "甲7",
        "C3": "7",
        "A4": "甲20001",
        "C4": "20001",
    }
    assert set(copy.comments) == {"B3", "B4"}
    assert "A5" not in copy.cells


def test_a_long_file_whose_last_row_has_a_remark_ends_with_it() -> None:
    rows = [(1, HEADER), *((n, ["甲", "一"]) for n in range(2, MOST_ROWS_WHOLE + 2))]

    copy = a_copy(rows, a_receipt(found(MOST_ROWS_WHOLE + 1)))

    assert (copy.cells["C2"], "A3" in copy.cells) == (str(MOST_ROWS_WHOLE + 1), False)


def test_lines_of_json_have_their_numbers_beside_them() -> None:
    copy = a_copy([(0, HEADER), (1, ["甲", ""]), (3, ["乙", "二"])], a_receipt(found(1)), header_row=0)

    assert [copy.cells[one] for one in ("A1", "C1", "A2", "C2", "A3", "C3")] == [
        "名称",
        "原文件行号",
        "甲",
        "1",
        "乙",
        "3",
    ]
    assert set(copy.comments) == {"B2"}


def test_a_remark_longer_than_a_cell_is_cut() -> None:
    copy = a_copy([(1, HEADER), (2, ["甲", ""])], a_receipt(*[found(2, message_zh="长" * 20_000)] * 2))

    assert len(copy.cells["C2"]) == len(copy.comments["B2"]) == 32_002


def test_the_same_file_and_receipt_are_the_same_bytes() -> None:
    one, other = (annotated(Original(lambda: iter([(1, HEADER)])), a_receipt(found(1)), made_at=NOW) for _ in range(2))

    assert one == other


# --- made when asked for ----------------------------------------------------------------------------------------------


def copy_of(services: Services, number: str) -> tuple[str, Workbook]:
    batch = get(number, means=services)
    make_copy(batch, kept=services.annotated, means=services)
    link = annotated_copy(batch, kept=services.annotated, means=services)
    assert link is not None
    ((_, made),) = services.annotated.files.items()  # type: ignore[attr-defined]
    return link, read(made)


def test_a_copy_is_made_once_and_marks_what_the_receipt_lists() -> None:
    services = some_services()
    batch, receipt = taken_in(services, csv_of([penalty_row(1), penalty_row(2, doc_no=""), person_row(3)]))

    link, copy = copy_of(services, batch.batch)

    assert {one.row for one in receipt.findings if one.field} == {int(re.sub("[A-Z]", "", at)) for at in copy.comments}
    assert link == copy_of(services, batch.batch)[0]
    assert link.endswith("seconds=60")
    assert GROWN in copy.cells.values()
    assert not any(GROWN in said for said in copy.comments.values())


def test_a_file_refused_for_its_header_shows_it_there() -> None:
    services = some_services()
    rows = csv_of([penalty_row(1)], columns=[name for name in penalty_row() if name != "doc_no"])
    batch, receipt = taken_in(services, rows)

    _, copy = copy_of(services, batch.batch)

    assert batch.state.value == "refused"
    (remarks,) = [text for text in copy.cells.values() if text.startswith("核验意见")]
    assert all(one.message_zh in remarks for one in receipt.findings)
    assert "示例虚构1号有限公司" in copy.cells.values()


def test_a_file_that_cannot_be_read_has_remarks_alone() -> None:
    services = some_services()
    batch, receipt = taken_in(services, b"%PDF-1.7 no table")

    _, copy = copy_of(services, batch.batch)

    (one,) = receipt.findings
    assert copy.cells == {
        "A1": "原文件行号",
        "B1": f"核验意见（错误1条，提醒0条，说明0条）\n【错误】{one.message_zh}{rulebook().get(one.code).mend_zh}",
    }


def test_of_a_file_that_is_not_the_declared_one_nothing_is_shown() -> None:
    services = some_services()
    data = csv_of([penalty_row(1)])
    number = sent(services, data)
    services.uploads.receive(number, data.replace("示例代表".encode(), "另一代表".encode()))  # type: ignore[attr-defined]
    admit(number, means=services, now=NOW, chunk_rows=4)

    _, copy = copy_of(services, number)

    assert set(copy.cells) == {"A1", "B1"}


def test_one_that_is_not_made_yet_is_asked_for() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))

    assert annotated_copy(batch, kept=services.annotated, means=services) is None

    assert services.admissions.copies == [batch.batch]  # type: ignore[attr-defined]


def test_there_is_none_before_the_receipt() -> None:
    services = some_services()
    batch = get(sent(services, csv_of([penalty_row(1)])), means=services)
    make_copy(batch, kept=services.annotated, means=services)

    with pytest.raises(NotFoundError) as refused:
        annotated_copy(batch, kept=services.annotated, means=services)

    assert refused.value.code == "receipt.not_ready"
    assert not services.annotated.files  # type: ignore[attr-defined]


def test_there_is_none_after_the_file_is_gone() -> None:
    services = some_services()
    batch, _ = taken_in(services, csv_of([penalty_row(1)]))
    services.uploads.files.clear()  # type: ignore[attr-defined]
    make_copy(batch, kept=services.annotated, means=services)

    with pytest.raises(GoneError) as refused:
        annotated_copy(batch, kept=services.annotated, means=services)

    assert refused.value.code == "upload.file_gone"
