"""The one table of a file: found by its header, whatever stands above it, beside it, and in other tables."""

import io
import json

import pytest

from chalicelib.catalogue.items import catalogue
from chalicelib.intake.arrivals import arrival_of
from chalicelib.intake.reading.headers import header_among, samples_among
from chalicelib.intake.reading.sheets import Sheet, sheet_in
from chalicelib.terms.findings import Finding
from tests.factories import PENALTY, REGISTRATION
from tests.factories_books import Rows, an_xls, an_xlsx
from tests.unit.intake.standing import csv_of, looked_at, penalty_row, sheet_of

ITEM, ITEMS = catalogue().get(PENALTY), catalogue().items
LINES = [line.split(",") for line in csv_of([penalty_row(1), penalty_row(2)]).decode().splitlines()]
HEADER, FIRST, SECOND = LINES
ID = "512099201501010018"


def read(data: bytes, *, item: str = PENALTY) -> tuple[Sheet | None, list[Finding]]:
    return sheet_in(io.BytesIO(data), item=catalogue().get(item), items=ITEMS)


def said_of(data: bytes) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in read(data)[1]]


def as_text(rows: Rows) -> bytes:
    return "\n".join(",".join(map(str, row or [])) for row in rows).encode()


@pytest.mark.parametrize("make", [as_text, lambda rows: an_xlsx({"表": rows}), lambda rows: an_xls({"表": rows})])
def test_a_header_is_found_below_a_title_notes_and_blank_rows(make: object) -> None:
    rows: Rows = [["标题"], [], ["注意"], HEADER, [], FIRST, SECOND]

    sheet = read(make(rows))[0]  # type: ignore[operator]

    assert sheet is not None
    assert (sheet.header_row, [list(chunk.rows) for chunk in sheet.chunks(9)]) == (4, [[6, 7]])
    assert [number for number, _ in sheet.raw_rows()] == [1, 3, 4, 6, 7]
    assert next(sheet.raw_rows())[1][0] == "标题"


def test_a_header_far_down_is_not_looked_for() -> None:
    assert said_of(as_text([*[["注"]] * 40, HEADER, FIRST])) == [("file.header_wrong", None)]


def test_columns_in_any_order_under_field_codes_beside_numbers_of_rows_are_understood() -> None:
    names = {field.zh: field.id for field in ITEM.fields}
    header = ["序号", *[names[name] for name in HEADER[::-1]], "", ""]

    (rows,) = looked_at(as_text([header, ["1", *FIRST[::-1], "", ""], ["2", *SECOND[::-1], "", ""]]))

    assert [one.code for one in rows.findings] == []
    assert rows.sound == [0, 1]


def test_a_column_of_a_forbidden_kind_is_named_by_its_kind_and_not_by_its_name() -> None:
    _, faults = read(as_text([[*HEADER, f"婚姻{ID}", "献血量"], [*FIRST, "", ""]]))

    assert [fault.code for fault in faults] == ["file.column_forbidden"] * 2
    assert ID not in repr(faults)


def test_a_kind_that_is_forbidden_of_persons_is_merely_unknown_where_none_are_taken() -> None:
    header = [*catalogue().get(REGISTRATION).official_headers(), "户口"]

    _, faults = read(as_text([header]), item=REGISTRATION)

    assert [fault.code for fault in faults] == ["file.column_unknown"]


def test_what_is_forbidden_is_told_even_where_no_header_is_found() -> None:
    assert said_of(as_text([["姓名", "宗教信仰", "血型"], ["甲", "无", "A"]])) == [
        ("file.column_forbidden", 1),
        ("file.column_forbidden", 1),
        ("file.header_wrong", None),
    ]


def test_a_sheet_of_another_item_is_told_by_its_name_wherever_its_header_stands() -> None:
    header = list(catalogue().get(REGISTRATION).official_headers())

    _, faults = read(an_xlsx({"行政处罚": [["标题"], header, header]}))

    assert [fault.code for fault in faults] == ["file.wrong_item"]


def test_the_one_sheet_that_fits_is_taken_whatever_it_is_called() -> None:
    sheet = read(an_xls({"封面": [["目录"]], "许可": [HEADER, FIRST], "处罚": [["空"]]}))[0]

    assert sheet is not None
    assert sheet.name == "许可"


def test_sheets_that_fit_are_named_unless_a_number_of_a_person_is_among_their_names() -> None:
    _, faults = read(an_xlsx({"甲表": [HEADER, FIRST], f"表{ID}": [HEADER, SECOND]}))

    assert [fault.code for fault in faults] == ["file.several_sheets_fit"]
    assert "甲表" in faults[0].message_zh
    assert ID not in faults[0].message_zh


def test_a_template_beside_the_sheet_is_no_second_one() -> None:
    sheet = read(an_xlsx({"模板": [HEADER, ["示例"]], "报送": [HEADER, FIRST]}))[0]

    assert sheet is not None
    assert sheet.name == "报送"


def test_a_hidden_sheet_is_not_what_was_sent() -> None:
    assert said_of(an_xlsx({"一": [["甲"]], "二": [HEADER, FIRST]}, hidden=["二"])) == [("file.header_wrong", None)]


def test_a_workbook_of_empty_sheets_is_empty() -> None:
    assert said_of(an_xlsx({"一": [], "二": [[None]]})) == [("file.empty", None)]
    assert said_of(an_xlsx({"一": [HEADER], "二": [HEADER]})) == [("file.header_only", None)]


def test_a_workbook_of_which_one_sheet_is_broken_is_read_by_its_other() -> None:
    broken = an_xlsx({"一": [HEADER, FIRST], "二": []}, parts={"xl/worksheets/sheet2.xml": "<nothing/>"})

    assert said_of(broken) == []


@pytest.mark.parametrize("sample", [["示例"], ["（填写样例）", "甲"], ["必填", "选填"], ["【例如】："]])
def test_rows_that_show_how_to_fill_in_are_no_data(sample: list[str]) -> None:
    rows: Rows = [HEADER, sample, ["必填"] * len(HEADER), FIRST]
    sheet = sheet_of(an_xlsx({"表": rows}))

    (chunk,) = sheet.chunks(9)

    assert ([one.row for one in chunk.passed_over], list(chunk.rows), chunk.malformed) == ([2, 3], [4], [])


def test_a_name_that_begins_like_a_sample_and_a_row_of_nothing_are_none() -> None:
    assert samples_among([(2, ["示例虚构1号有限公司"]), (3, []), (4, ["", " "])]) == frozenset()


def test_a_table_of_samples_alone_has_only_a_header() -> None:
    assert said_of(an_xlsx({"表": [HEADER, ["示例"], ["必填"]]})) == [("file.header_only", None)]


def test_a_table_without_rows_has_no_header() -> None:
    assert header_among([], item=ITEM, items=ITEMS) is None


def test_a_value_under_no_name_is_told_and_blanks_there_are_no_matter() -> None:
    rows: Rows = [["", *HEADER], ["", *FIRST], ["甲", *SECOND]]

    (chunk,) = sheet_of(an_xlsx({"表": rows})).chunks(9)

    assert (list(chunk.rows), [(one.code, one.row) for one in chunk.malformed]) == (
        [2],
        [("row.value_without_column", 3)],
    )


def test_a_row_of_a_workbook_that_ends_early_has_empty_cells_and_one_of_a_text_is_a_misfit() -> None:
    rows: Rows = [HEADER, FIRST[:-1]]

    (of_a_book,) = sheet_of(an_xlsx({"表": rows})).chunks(9)
    (of_a_text,) = sheet_of(as_text(rows)).chunks(9)

    assert of_a_book.columns["procedure"] == ("",)
    assert [one.code for one in of_a_text.malformed] == ["row.too_few_columns"]


def test_a_run_that_broke_off_goes_on_from_its_seam_in_a_workbook_too() -> None:
    sheet = sheet_of(an_xlsx({"表": [HEADER, *[FIRST] * 7]}))

    assert [(chunk.first, chunk.last) for chunk in sheet.chunks(3, seam=4)] == [(0, 3), (3, 4), (4, 7)]


def test_two_may_walk_one_file_at_once() -> None:
    sheet = sheet_of(csv_of([penalty_row(n) for n in range(1, 1500)]))

    walks = zip(sheet.chunks(100), sheet.chunks(100), strict=True)

    assert all(one == other for one, other in walks)


def test_a_text_in_which_another_delimiter_leaves_quotes_open_is_read_by_its_own() -> None:
    quoted = csv_of([penalty_row(1, violation_fact='一;"二";三')])

    assert [rows.sound for rows in looked_at(quoted)] == [[0]]


def test_a_file_of_objects_is_a_table_of_all_their_keys() -> None:
    first, second = (dict(zip(HEADER, cells, strict=True)) for cells in (FIRST, SECOND))
    lines = [json.dumps(one, ensure_ascii=False) for one in ({"行政相对人名称": None}, first, second | {"履行": True})]
    sheet, faults = read("\n".join(["", *lines[1:]]).encode())
    assert [fault.code for fault in faults] == ["file.column_unknown"]

    sheet = sheet_of(("\n" + lines[1] + "\n{}\n" + lines[0] + "\n").encode())

    assert [list(chunk.rows) for chunk in sheet.chunks(9)] == [[2]]
    assert [number for number, _ in sheet.raw_rows()] == [0, 2]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{" + '"a":' * 40_000, "file.line_too_long"),
        ('{"a":' + "[" * 100_000, "file.json_line_broken"),
        ("{" + ",".join(f'"{n}":1' for n in range(257)) + "}", "file.too_many_columns"),
        ("{}\n" * 1_000_001, "file.too_many_rows"),
        ("\n" * 1_048_577 + "{}", "file.too_many_rows"),
    ],
)
def test_what_is_no_file_of_objects_is_refused(line: str, code: str) -> None:
    assert [one for one, _ in said_of(('{"doc_no":"1"}\n' + line).encode())] == [code]


def test_any_value_that_is_no_cell_makes_its_row_unreadable() -> None:
    values: list[object] = [{}, [1], ["一", "二"], 1, None]
    lines = [{**dict(zip(HEADER, FIRST, strict=True)), "违法事实": value} for value in values]
    data = "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode()

    (chunk,) = sheet_of(data).chunks(9)

    assert [(one.code, one.row) for one in chunk.malformed] == [("row.unreadable", 1), ("row.unreadable", 2)]
    assert list(chunk.columns["violation_fact"]) == ["一;二", "1", ""]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_is_read_in_its_encoding_and_by_its_delimiter(encoding: str, delimiter: str) -> None:
    data = "\n".join(delimiter.join(cells) for cells in LINES).encode(encoding)

    assert [rows.sound for rows in looked_at(data)] == [[0, 1]]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("甲,乙\n丙\n".encode("gbk") + b"\xff\xff\n", 3),
        ("行政相对人名称、行政处罚\n丙\n".encode() + b"\xff\n", 3),
        ("行政相对人名称、行政处罚\r丙\r".encode() + b"\xff", 3),
        ("行政相对人名称、行政处罚\n丙".encode()[:-1], 2),
        (b"a\n" * 600_000 + "行政相对人名称、行政处罚".encode() + b"\xe4\xb8", 600_001),
    ],
)
def test_bytes_that_are_no_text_are_told_by_their_line(data: bytes, line: int) -> None:
    _, faults = read(data)

    assert [fault.code for fault in faults] == ["file.encoding_unknown"]
    assert f"第{line}行" in faults[0].message_zh


@pytest.mark.parametrize("size", [0, 10, 9 << 20])
def test_what_arrives_is_counted_and_can_be_read_from_any_place(size: int) -> None:
    with arrival_of([b"x" * size, b"y"]) as arrival:
        arrival.file.seek(size)

        assert (arrival.file.read(), arrival.size_bytes) == (b"y", size + 1)
