"""Templates: the official header letter for letter, text cells, lists to choose from; what comes back is recognised."""

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

import pytest

from chalicelib.catalogue.items import Form, Item, catalogue
from chalicelib.errors import NotFoundError
from chalicelib.intake.reading.sheets import sheet_in
from chalicelib.intake.templates import csv_template, note_on, sheet_name_of, xlsx_template

PENALTY = catalogue().get("administrative_penalty")
PERMIT = catalogue().get("administrative_permit")
ITEMS = catalogue().items
FORMS = [(item, form) for item in ITEMS for form in item.forms]
NAMED = [f"{item.id} {form.id}" for item, form in FORMS]
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def part_of(workbook: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return ET.fromstring(parts.read(name))  # noqa: S314 -- written by ourselves


def texts_of(workbook: bytes) -> list[str]:
    return [
        "".join(text.text or "" for text in one.iter(f"{_NS}t"))
        for one in part_of(workbook, "xl/sharedStrings.xml").iter(f"{_NS}si")
    ]


def rows_of(workbook: bytes, sheet: int = 1) -> Iterator[list[str]]:
    texts = texts_of(workbook)
    for row in part_of(workbook, f"xl/worksheets/sheet{sheet}.xml").iter(f"{_NS}row"):
        cells = list(row.iter(f"{_NS}c"))
        assert {cell.get("t") for cell in cells} == {"s"}, "a cell is no text"
        yield [texts[int((cell.findtext(f"{_NS}v")) or "")] for cell in cells]


@pytest.mark.parametrize(("item", "form"), FORMS, ids=NAMED)
def test_a_csv_template_is_the_official_header_and_nothing_else(item: Item, form: Form) -> None:
    made = csv_template(item, form.id)

    (header,) = csv.reader(io.StringIO(made.decode("utf-8-sig")))
    assert tuple(header) == item.official_headers(form.id)
    assert made.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("item", "form"), FORMS, ids=NAMED)
def test_a_workbook_has_the_official_header_below_a_note_on_each_column(item: Item, form: Form) -> None:
    notes, header = rows_of(xlsx_template(item, form.id))

    assert tuple(header) == item.official_headers(form.id)
    assert len(notes) == len(header)
    assert all(note.endswith("。") for note in notes)


@pytest.mark.parametrize(("item", "form"), FORMS, ids=NAMED)
def test_what_is_filled_in_below_a_template_is_read_as_its_item(item: Item, form: Form) -> None:
    for made in (xlsx_template(item, form.id), csv_template(item, form.id)):
        file = filled(made, at_row=3, cells=len(form.fields)) if made.startswith(b"PK") else made + b"a" * 3 + b"\r\n"

        sheet, faults = sheet_in(io.BytesIO(file), item=item, items=ITEMS)

        assert faults == []
        assert sheet is not None
        assert (sheet.header.fields, sheet.header.version) == (form.fields, item.version)
        assert sum(len(chunk.rows) + len(chunk.malformed) for chunk in sheet.chunks(10)) == 1


def filled(workbook: bytes, *, at_row: int, cells: int) -> bytes:
    """Return a workbook with one row more on its first sheet, as a spreadsheet writes it that keeps texts in place."""
    out = io.BytesIO()
    row = f'<row r="{at_row}">' + '<c t="inlineStr"><is><t>示例值</t></is></c>' * cells + "</row></sheetData>"
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(
                name, data.replace(b"</sheetData>", row.encode()) if name == "xl/worksheets/sheet1.xml" else data
            )
    return out.getvalue()


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_the_sheet_bears_the_name_of_the_item_as_a_sheet_may(item: Item) -> None:
    name = part_of(xlsx_template(item), "xl/workbook.xml").find(f".//{_NS}sheet")

    assert name is not None
    assert name.get("name") == sheet_name_of(item)
    assert len(sheet_name_of(item)) <= 31
    assert not re.search(r"[\[\]:*?/\\']", sheet_name_of(item))


def test_without_a_name_a_template_is_the_first_form() -> None:
    assert csv_template(PENALTY) == csv_template(PENALTY, "organisation")
    assert xlsx_template(PENALTY) == xlsx_template(PENALTY, "organisation")


@pytest.mark.parametrize("make", [csv_template, xlsx_template])
def test_a_form_that_the_item_does_not_have_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(NotFoundError):
        make(PENALTY, "of_2016")


def test_every_column_is_text_all_the_way_down() -> None:
    sheet = part_of(xlsx_template(PENALTY), "xl/worksheets/sheet1.xml")
    column = sheet.find(f".//{_NS}col")
    assert column is not None
    formats = part_of(xlsx_template(PENALTY), "xl/styles.xml").findall(f"{_NS}cellXfs/{_NS}xf")

    assert (column.get("min"), column.get("max")) == ("1", str(len(PENALTY.forms[0].fields)))
    assert formats[int(column.get("style") or "")].get("numFmtId") == "49"  # @, text


def test_an_enumeration_is_a_list_of_its_official_values() -> None:
    workbook = xlsx_template(PENALTY)
    lists = {
        rule.get("sqref"): rule.findtext(f"{_NS}formula1")
        for rule in part_of(workbook, "xl/worksheets/sheet1.xml").iter(f"{_NS}dataValidation")
    }

    assert lists["B3:B20002"] == "'可选值'!$A$2:$A$4"
    assert [row[0] for row in rows_of(workbook, 2)][:4] == [
        "“行政相对人类别”的可选值",
        "法人及非法人组织",
        "自然人",
        "个体工商户",
    ]


def test_a_field_of_several_values_has_them_listed_and_no_list_that_allows_but_one() -> None:
    workbook = xlsx_template(PENALTY, "person")
    columns = {
        rule.get("sqref", "")[0] for rule in part_of(workbook, "xl/worksheets/sheet1.xml").iter(f"{_NS}dataValidation")
    }
    kinds = PENALTY.form("person").fields.index("penalty_kinds")

    assert chr(ord("A") + kinds) not in columns
    assert "“处罚类别”的可选值" in next(iter(rows_of(workbook, 2)))


def test_a_value_that_is_a_number_is_chosen_by_its_word() -> None:
    listed = [cell for row in rows_of(xlsx_template(PERMIT), 2) for cell in row]

    assert {"有效", "无效"} <= set(listed)
    assert "1" not in listed
    assert {"普通", "其他-"} <= set(listed)


def test_an_item_without_enumerations_has_one_sheet() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_template(catalogue().get("tax_arrears")))) as parts:
        assert [name for name in parts.namelist() if "worksheets" in name] == ["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("field", "note"),
    [
        ("doc_no", "必填。文字，不超过128字。"),
        ("decision_date", "必填。日期，写作2026-01-31。"),
        ("penalty_valid_to", "必填。日期，写作2026-01-31；长期的写2099-12-31。"),
        ("fine_amount_wan", "按该行其他内容填写。数字，不带单位，单位：万元。"),
        ("legal_rep_id_no", "按该行其他内容填写。证件号码，按证件原样填写。"),
        ("procedure", "建议填写。从下拉列表中选。"),
        ("fulfilled_on", "选填。日期，写作2026-01-31。"),
    ],
)
def test_a_note_says_how_a_column_is_filled_in(field: str, note: str) -> None:
    assert note_on(PENALTY.field(field)) == note


def test_every_type_of_field_has_a_note() -> None:
    assert all(note_on(field) for item in ITEMS for field in item.fields)
