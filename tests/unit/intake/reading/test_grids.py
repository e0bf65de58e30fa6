"""The rows of an XLSX: where they say they are, whoever wrote them, and no row lost because it is written oddly."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.intake.reading.layouts import Book, Layouts
from chalicelib.intake.reading.pages import Unreadable
from tests.factories_books import Blank, Cell, Day, Fault, Formula, an_xlsx, sheet_xml, strings_xml
from tests.unit.intake.reading.books import MAIN, code_of, kinds_of, pages_of, rows_of, with_parts, with_rows

BOOK = Book((), frozenset(), date(1899, 12, 30))
_CELLS = st.one_of(
    st.none(),
    st.just(Blank()),
    st.text("甲乙A1 <&>\"'_x\t\n", max_size=6),
    st.integers(-(10**15), 10**15),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2099, 12, 31)).map(lambda day: Day(day.isoformat())),
    st.just(Fault("#N/A")),
    st.just(Formula("A1+1", 2.0)),
)


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.lists(_CELLS, max_size=5), max_size=12))
def test_a_row_is_the_same_however_it_is_written(rows: list[list[Cell]]) -> None:
    shared: dict[str, int] = {}
    usual = sheet_xml(rows, shared)
    oddly = re.sub(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(/?)>', r'<c\2  r="\1" \3>', usual)
    prefixed = re.sub(r"<(/?)([a-z])", r"<\1x:\2", usual.partition("?>")[2], flags=re.IGNORECASE).replace(
        "xmlns=", "xmlns:x="
    )
    strings = strings_xml(shared)

    read = [rows_of(with_parts(sheet=sheet, strings=strings)) for sheet in (usual, oddly, prefixed)]
    read.append(rows_of(an_xlsx({"表一": rows}, inline=True)))

    usually, *otherwise = [[(number, _told(cells)) for number, cells in one] for one in read]
    assert otherwise == [usually] * 3


def _told(cells: list[str]) -> list[tuple[str, str, bool]]:
    told = [_plain(cell) for cell in cells]
    while told[-1] == ("", "", False):
        told.pop()
    return told


def _plain(cell: str) -> tuple[str, str, bool]:
    return str(cell), getattr(cell, "kind", ""), getattr(cell, "is_formula", False)


def test_rows_alike_are_read_as_each_of_them_would_be() -> None:
    rows: list[list[Cell]] = [[f"名{number}", number, Day("2026-01-02"), Blank(), "末"] for number in range(9)]
    rows[6] = ["单"]

    expected = [[f"名{number}", str(number), "2026-01-02", "", "末"] for number in range(9)]
    expected[6] = ["单"]
    assert [cells for _, cells in rows_of(an_xlsx({"表一": rows}))] == expected


def test_a_row_like_those_before_it_that_refers_to_nothing_is_looked_at_again() -> None:
    rows = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 6))
    last = '<row r="6"><c r="A6" t="s"><v>9</v></c></row>'

    number, cells = rows_of(with_rows(rows + last, "甲"))[-1]

    assert (number, cells) == (6, ["#REF!"])
    assert kinds_of(with_rows(last, "甲")) == [("#REF!", "error", False)]


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ('<row r="1"/><row r="2"/><row r="3"><c r="B3"><v>7</v></c></row>', [(3, ["", "7"])]),
        ('<row><c r="A1"><v>7</v></c></row><row><c r="A2"><v>8</v></c></row>', [(1, ["7"]), (2, ["8"])]),
        ('<row r="2"><c><v>7</v></c><c r="D2"><v>8</v></c><c><v>9</v></c></row>', [(2, ["7", "", "", "8", "9"])]),
        ('<row r="2"><c r="B2"><v>7</v></c><c r="A2"><v>8</v></c></row>', [(2, ["8", "7"])]),
        ('<row r="2"><c r="A2" s="0"></c><c r="B2"><v>8</v></c></row>', [(2, ["", "8"])]),
        ('<row r="2"><c r="A2"><v></v></c><c r="B2"><v>8</v></c></row>', [(2, ["", "8"])]),
        ('<row r="2" x14ac:dyDescent="1"><c r="A2"><f>1</f><v>8</v></c></row>', [(2, ["8"])]),
        ('<row r="2"></row><row r="3"><c r="A3"><v>8</v></c></row>', [(3, ["8"])]),
        ("", []),
    ],
)
def test_a_cell_is_where_it_says_it_is(markup: str, rows: list[tuple[int, list[str]]]) -> None:
    assert rows_of(with_rows(markup)) == rows


@pytest.mark.parametrize(
    ("markup", "number"),
    [
        ('<row r="2"><c r="A2"><v>8</w></c></row>', 2),
        ('<row r="2"><c r="A2"><v>8</v></c><row r="3"><c r="A3"><v>8</v></c></row>', 1),
        ('<c r="A2"><v>8</v></c></row>', 1),
        ('<row r="2"><c r="A2"><v>8</v></c><c r="AAAAA2"><v>8</v></c></row>', 2),
        ('<row r="0"><c r="A2"><v>8</v></c></row>', 1),
        ('<row r="1048577"><c r="A2"><v>8</v></c></row>', 1),
        ('<row r="1"><c r="A1"><v>&nothing;</v></c><f/></row>', 1),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_never_lost(markup: str, number: int) -> None:
    ((told, cells),) = rows_of(with_rows(markup))

    assert (told, isinstance(cells, Unreadable)) == (number, True)


def test_bytes_that_are_no_text_spoil_their_row_alone() -> None:
    sheet = with_rows(
        '<row r="1"><c r="A1" t="str"><v>甲</v></c></row><row r="2"><c r="A2" t="str"><v>乙</v></c></row>'
    )
    (page,) = pages_of(sheet)
    markup = b"".join(page.archive.pieces_of(page.part, limit=1 << 20))  # type: ignore[attr-defined]  # it is a Grid

    first, second = rows_of(with_parts(sheet=markup.replace("乙".encode(), b"\xff\xff")))

    assert (first, isinstance(second[1], Unreadable)) == ((1, ["甲"]), True)


def test_a_row_without_end_is_the_last_one() -> None:
    endless = '<row r="2"><c r="A2" t="str"><v>8</v></c>' + "<c/>" * 4_300_000

    assert [type(cells) for _, cells in rows_of(with_parts(sheet=_stored_worksheet(endless)))] == [Unreadable]


def _stored_worksheet(markup: str) -> str:
    # A comment that packs badly keeps the whole from looking like a bomb.
    noise = "".join(f"{number * 7919 % 104_729:x}" for number in range(200_000))
    return f"<worksheet {MAIN}><!--{noise}--><sheetData>{markup}</sheetData></worksheet>"


def test_a_tag_without_end_breaks_the_workbook() -> None:
    assert code_of(with_parts(sheet=f'<worksheet {MAIN} x="{"y" * 2_000_000}')) == "file.workbook_broken"


@pytest.mark.parametrize(
    "sheet",
    [
        f'<?xml version="1.0" encoding="GBK"?><worksheet {MAIN}/>',
        "<other/>",
        "",
        f"<worksheet {MAIN}><sheetData/></worksheet> and more",
        f"<worksheet {MAIN}/>".encode("utf-16"),
    ],
)
def test_what_is_no_sheet_in_utf8_breaks_the_workbook(sheet: str | bytes) -> None:
    assert code_of(with_parts(sheet=sheet)) == "file.workbook_broken"


def test_a_sheet_may_tell_much_before_its_rows() -> None:
    columns = "".join(f'<col min="{number}" max="{number}" width="{number * 7919 % 977}"/>' for number in range(9_000))
    markup = f'<worksheet {MAIN}><cols>{columns}</cols><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'

    assert rows_of(with_parts(sheet=markup + "</worksheet>")) == [(1, ["7"])]


STYLES = (
    f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
    '<numFmt numFmtId="165" formatCode="[Red]0.00&quot;day&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="57"/><xf numFmtId="x"/></cellXfs>'
    '<cellStyles/><dxfs><xf numFmtId="14"/></dxfs></styleSheet>'
)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ('<c r="A1" s="1"><v>46024.75</v></c>', ("2026-01-02", "day", False)),
        ('<c r="A1" s="2"><v>46024.75</v></c>', ("46024.75", "number", False)),
        ('<c r="A1" s="3"><v>46024</v></c>', ("2026-01-02", "day", False)),
        ('<c r="A1" s="3"><v>60</v></c>', ("60", "number", False)),
        ('<c r="A1" s="1"><v>-5</v></c>', ("-5", "number", False)),
        ('<c r="A1" s="4"><v>007</v></c>', ("7", "number", False)),
        ('<c r="A1"><v>1.0000000000000001E-2</v></c>', ("0.01", "number", False)),
        ('<c r="A1"><v>9.1512099900000004E+17</v></c>', ("915120999000000000", "number", False)),
        ('<c r="A1"><v>1e999</v></c>', ("1e999", "error", False)),
        ('<c r="A1" t="n"><v>x</v></c>', ("x", "error", False)),
        ('<c r="A1" t="b"><v>2</v></c>', ("2", "error", False)),
        ('<c r="A1" t="d"><v>2026-01-02T00:00:00</v></c>', ("2026-01-02", "day", False)),
        ('<c r="A1" t="d"><v>soon</v></c>', ("soon", "error", False)),
        ('<c r="A1" t="of a kind"><v>7</v></c>', ("7", "error", False)),
        ('<c r="A1" t="s"><v>-1</v></c>', ("#REF!", "error", False)),
        ('<c r="A1" t="str"><f>1</f><v>甲_x0041_</v></c>', ("甲A", "text", True)),
        ('<c r="A1" t="str"><v>&#38;lt;&#x7532;&#20057;&#xD800;_xD800_</v></c>', ("&lt;甲乙&#xD800;_xD800_", "", 0)),
        ('<c r="A1" t="str"><v>甲\r\n乙</v></c>', ("甲\n乙", "", False)),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><rPh><t>j</t></rPh><r><t>乙</t></r></is></c>', ("甲乙", "", 0)),
    ],
)  # fmt: skip
def test_a_cell_is_what_its_file_says(cell: str, told: tuple[str, str, bool]) -> None:
    markup = f'<row r="1">{cell}</row>'

    assert kinds_of(with_rows(markup, "甲", styles=STYLES)) == [told]


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    workbook = (
        f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<workbookPr date1904="1"/><sheets><sheet name="表" sheetId="1" r:id="rId1"/><sheet name="无" sheetId="2"/>'
        "</sheets></workbook>"
    )
    sheet = f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" s="1"><v>0</v></c></row></sheetData></worksheet>'

    (page,) = pages_of(with_parts(workbook=workbook, sheet=sheet))

    assert (list(page.rows()), page.epoch) == ([(1, ["1904-01-01"])], date(1904, 1, 1))


def test_shared_texts_are_read_with_their_runs_and_without_their_reading_aids() -> None:
    strings = (
        f"<sst {MAIN}><si><t xml:space='preserve'> 甲 </t></si><si><r><t>乙</t></r><rPh sb='0' eb='1'><t>yi</t></rPh>"
        "<r><t>丙_x0041_</t></r></si><si/><si><t>丁</t></si></sst>"
    )
    cells = "".join(f'<c r="{letter}1" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCD"))
    sheet = f'<worksheet {MAIN}><sheetData><row r="1">{cells}</row></sheetData></worksheet>'

    assert rows_of(with_parts(strings=strings, sheet=sheet)) == [(1, [" 甲 ", "乙丙A", "", "丁"])]


def test_a_workbook_may_have_neither_shared_texts_nor_formats_and_links_to_elsewhere() -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="x/sharedStrings" Target="http://x/" TargetMode="External"/></Relationships>'
    )
    sheet = f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" s="1"><v>46024</v></c></row></sheetData></worksheet>'

    assert kinds_of(with_parts(links=links, sheet=sheet)) == [("46024", "number", False)]


def test_what_is_remembered_of_a_sheet_is_bounded() -> None:
    layouts = Layouts(BOOK)
    for number in range(2_002):
        layouts.of(("A",), (f' s="{number}"',))
    for number in range(100):
        for _ in range(3):
            layouts.of(("A",), (f' t="{number}"',))
    layout = layouts.of(("A",), ("",))
    assert layout is not None
    for number in range(20_003):
        layout.cells_of([str(number)])

    assert (len(layouts.met), len(layouts.known[""]), layouts.patterns) == (102, 2, 64)
