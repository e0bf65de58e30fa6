"""What the tests of workbooks stand on: rows read back, and files refused as a whole."""

import io
from collections.abc import Mapping

import pytest

from chalicelib.intake.reading.broken import BrokenFileError
from chalicelib.intake.reading.cells import Cell
from chalicelib.intake.reading.pages import Page, Row
from chalicelib.intake.reading.sheets import pages_in
from tests.factories_books import Rows, an_xlsx, strings_xml

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
_ANY: Mapping[str, Rows] = {"表一": [["甲"]]}


def pages_of(data: bytes) -> list[Page]:
    """Return the tables of a file."""
    return list(pages_in(io.BytesIO(data)))


def rows_of(data: bytes) -> list[Row]:
    """Return the rows of a file's first table, which is looked through before."""
    page = pages_of(data)[0]
    page.look_through(0)
    return list(page.rows())


def kinds_of(data: bytes) -> list[tuple[str, str, bool]]:
    """Return the cells of a file's first row: text, kind, whether a formula made it."""
    ((_, cells),) = rows_of(data)
    return [(str(cell), cell.kind, cell.is_formula) if isinstance(cell, Cell) else (cell, "", False) for cell in cells]


def code_of(data: bytes) -> str:
    """Return why a file is refused as a whole: when it is opened, or when its first table is looked through."""
    with pytest.raises(BrokenFileError) as refused:
        rows_of(data)
    return refused.value.finding.code


def with_parts(**parts: bytes | str) -> bytes:
    """Return a small workbook with some parts changed: sheet, strings, workbook, links, styles."""
    names = {
        "sheet": SHEET,
        "strings": "xl/sharedStrings.xml",
        "workbook": "xl/workbook.xml",
        "links": "xl/_rels/workbook.xml.rels",
        "styles": "xl/styles.xml",
    }
    return an_xlsx(_ANY, parts={names[name]: content for name, content in parts.items()})


def with_rows(markup: str, *texts: str, styles: str | None = None) -> bytes:
    """Return a workbook whose rows are written so, on some shared texts."""
    parts = {"styles": styles} if styles else {}
    sheet = f"<worksheet {MAIN}><sheetData>{markup}</sheetData></worksheet>"
    shared = {text: place for place, text in enumerate(texts)}
    return with_parts(sheet=sheet, strings=strings_xml(shared), **parts)
